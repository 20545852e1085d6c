"""Takes away one check of single sign-on at a time, in a copy of the code: its tests must turn red.

``python -m tests.walls.sign_on_mutants [name…]`` prints how many were caught; the exit code is 0
when all were. State, code and wrapped statements are checked by libraries, called in one place.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from local import servers
from tests.walls.mutants import FAILED, LEFT_OUT, ROOT

SAML, OPENID, ACTS = "people/saml.py", "people/openid.py", "people/actions/sign_on.py"
OF_SAML, OF_OPENID = "tests/people/test_sign_on_saml.py", "tests/people/test_sign_on.py"


@dataclass(frozen=True)
class Check:
    """A check in the code, what it would say without it, and the tests that have to notice."""

    path: str
    ours: str
    without: str
    tests: str
    which: str = "lets_nobody_in"


VALID: Final = "response.is_valid(_request(connection), raise_exceptions=True)"
ASKED: Final = "if not request or request != response.get_in_response_to():"
FIT: Final = 'if row is None or row.facts["request"] not in asked:'
MIXED: Final = (
    'if request.GET.get("iss", "").rstrip("/") not in ("", connection.issuer.rstrip("/")):'
)
SIGNED: Final = (
    'options={"verify_signature": False, "verify_aud": False, "verify_exp": True, "require": ["iss"'
)

CHECKS: Final[dict[str, Check]] = {
    "saml: the assertion is signed": Check(
        SAML, '"wantAssertionsSigned": True', '"wantAssertionsSigned": False', OF_SAML
    ),
    "saml: wrapped statement": Check(SAML, VALID, "pass", OF_SAML, "wrapped"),
    "saml: algorithm": Check(
        SAML, '"rejectDeprecatedAlgorithm": True', '"rejectDeprecatedAlgorithm": False', OF_SAML
    ),
    "saml: time, issuer, destination": Check(SAML, '"strict": True', '"strict": False', OF_SAML),
    "saml: audience": Check(
        SAML, "if our_entity_id(connection) not in audiences:", "if False:", OF_SAML
    ),
    "saml: one confirmation": Check(SAML, "if len(confirmed) != 1:", "if False:", OF_SAML),
    "saml: recipient": Check(
        SAML, 'if confirmed[0].get("Recipient") != acs_address(connection):', "if False:", OF_SAML
    ),
    "saml: asked for": Check(
        SAML, ASKED, "if False:", OF_SAML, "lets_nobody_in or nobody_asked_for"
    ),
    "saml: an end": Check(
        SAML,
        'if until is None:\n        raise UntrustedError("expired")',
        "until = until or 4_000_000_000",
        OF_SAML,
    ),
    "saml: once": Check(ACTS, "digest=digest,", "digest=uuid.uuid4().hex,", OF_SAML, "good_once"),
    "saml: the browser that asked": Check(
        ACTS, FIT, "if row is None:", OF_SAML, "browser_that_asked"
    ),
    "openid: algorithm": Check(
        OPENID, 'if header.get("alg") not in ALGORITHMS:', "if False:", OF_OPENID
    ),
    "openid: signature": Check(OPENID, 'options={"require": ["iss"', SIGNED, OF_OPENID),
    "openid: audience": Check(
        OPENID,
        "audience=client_id,",
        'audience=jwt.decode(token, options={"verify_signature": False})["aud"],',
        OF_OPENID,
    ),
    "openid: authorised party": Check(
        OPENID, 'if found.get("azp", client_id) != client_id:', "if False:", OF_OPENID
    ),
    "openid: issuer": Check(OPENID, "issuer=issuer,", "", OF_OPENID),
    "openid: time": Check(OPENID, "leeway=LEEWAY,", "leeway=10**10,", OF_OPENID),
    "openid: nonce": Check(
        OPENID, 'if not nonce or found.get("nonce") != nonce:', "if False:", OF_OPENID
    ),
    "openid: second source": Check(
        OPENID, 'if told.get("sub") != found["sub"]:', "if False:", OF_OPENID
    ),
    "openid: issuers mixed up": Check(
        "people/views/sign_on.py", MIXED, "if False:", OF_OPENID, "mixed_up"
    ),
    "both: domain of the address": Check(
        ACTS, "if not connection.speaks_for(answer.email):", "if False:", OF_OPENID
    ),
    "both: checked address": Check(
        ACTS,
        "if answer.is_verified is False or",
        "if False and",
        OF_OPENID,
    ),
}


def caught(check: Check, copy: Path, environment: dict[str, str]) -> bool:
    """Whether the tests fail without the check."""
    path = copy / check.path
    code = path.read_text()
    if code.count(check.ours) != 1:
        print(f"{check.path} does not say {check.ours!r} once", file=sys.stderr)
        return False
    path.write_text(code.replace(check.ours, check.without))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    try:
        done = subprocess.run(
            [*command, "-k", check.which, check.tests],
            cwd=copy,
            env={**environment, "PYTHONPATH": str(copy)},
            capture_output=True,
            check=False,
        )
    finally:
        path.write_text(code)
    return done.returncode == FAILED


def main(names: list[str]) -> int:
    """Try the named checks, or all of them."""
    chosen = {name: CHECKS[name] for name in names or CHECKS}
    noticed = 0
    with tempfile.TemporaryDirectory() as folder, servers.running(fast=True) as addresses:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        environment = {**os.environ, **addresses.environment()}
        for name, check in chosen.items():
            is_caught = caught(check, copy, environment)
            noticed += is_caught
            print(f"{name}: {'caught' if is_caught else 'not noticed'}", flush=True)
    print(f"sign-on mutants: {noticed}/{len(chosen)} caught")
    return 0 if noticed == len(chosen) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
