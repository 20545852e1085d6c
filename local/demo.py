"""The whole product with one command: servers, companies with a year of life, and their logins.

``python -m local.demo`` runs it until Ctrl-C; ``python -m local.demo reset`` first forgets
everything. What it keeps lies in ``var/``.
"""

import contextlib
import hashlib
import json
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Any

import psutil  # type: ignore[import-untyped]

from local import messages, servers
from local.processes import LocalError, claim, free_port, is_free, listener
from local.stack import ROOT, Stack

VAR = ROOT / "var"
DEMO_FILE = VAR / "demo.json"
RUNNING_FILE = VAR / "running.json"
FORGOTTEN_ON_RESET = ("media", "mail", "log", "static", "secret_key", "demo.json", "beat")


class Stopped(BaseException):
    """Somebody asked the demo to end."""


def main(arguments: list[str]) -> int:
    """Runs the command line; returns its exit code."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        with _only_one():
            if arguments == ["reset"]:
                _forget()
            _run()
    except Stopped:
        say("Stopped; the data is kept in var/.")
    except LocalError as error:
        say(f"\n{error}")
        return 1
    return 0


def say(sentence: str) -> None:
    """Shows progress at once, also through a pipe."""
    print(sentence, flush=True)


def _stop(number: int, frame: FrameType | None) -> None:
    # a second Ctrl-C must not interrupt the orderly end
    for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(other, signal.SIG_IGN)
    say("\nStopping …")
    raise Stopped


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    try:
        lock = claim(VAR / "demo.lock", "The demo")
    except LocalError as error:
        where = running_environment().get("PUBLIC_PORT")
        address = f" on http://localhost:{where}/" if where else ""
        raise LocalError(f"{error} It answers{address}; Ctrl-C there ends it.") from error
    with lock:
        try:
            yield
        finally:
            RUNNING_FILE.unlink(missing_ok=True)


def running_environment() -> dict[str, str]:
    """Variables of the demo that is running or starting now; empty when none is."""
    try:
        state = json.loads(RUNNING_FILE.read_text())
        began = psutil.Process(state["pid"]).create_time()
    except (FileNotFoundError, json.JSONDecodeError, psutil.NoSuchProcess):
        return {}
    # a younger process only inherited the number of a demo that was killed
    return dict(state["environment"]) if began < RUNNING_FILE.stat().st_mtime else {}


def _forget() -> None:
    say("Forgetting the demo …")
    servers.remove(VAR / "postgres")
    servers.remove(VAR / "valkey")
    for name in FORGOTTEN_ON_RESET:
        path = VAR / name
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _run() -> None:
    began = time.monotonic()
    port = _choose_port()
    say("Starting PostgreSQL and Valkey …")
    with servers.running(VAR) as addresses:
        environment = addresses.environment() | _environment(port)
        _write_private(RUNNING_FILE, json.dumps({"pid": os.getpid(), "environment": environment}))
        with Stack(environment, VAR / "log") as stack:
            _prepare(stack)
            stack.start_worker()
            stack.start_web(port)
            say("Building the demo companies …")
            stack.manage("seed_demo", show=True)
            stack.start_beat(VAR / "beat")
            stack.wait_for_web(port)
            say(f"\nReady in {time.monotonic() - began:.0f} s.\n\n{table(_demo(), port)}\n")
            say("Ctrl-C stops everything. Logs: var/log/. Mail: var/mail/.")
            _watch(stack, addresses)


def _choose_port() -> int:
    wanted = os.environ.get("PORT", "")
    if wanted and not (wanted.isdigit() and 0 < int(wanted) < 65536):
        raise LocalError(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
    port = int(wanted or 8000)
    if is_free(port):
        return port
    holder = listener(port) or "another program"
    if wanted:
        raise LocalError(f"Port {port} is taken by {holder}: stop it, or choose another PORT.")
    say(f"Port {port} is taken by {holder}; taking a free one.")
    return free_port()


def _environment(port: int) -> dict[str, str]:
    key = VAR / "secret_key"
    if not key.exists():
        _write_private(key, secrets.token_urlsafe(48))
    return {
        "SECRET_KEY": os.environ.get("SECRET_KEY") or key.read_text(),
        "DEBUG": os.environ.get("DEBUG", "false"),
        "DEMO": "true",
        # a .env file speaks of other servers
        "IGNORE_DOTENV": "true",
        "PUBLIC_DOMAIN": os.environ.get("PUBLIC_DOMAIN", "localhost"),
        "PUBLIC_PORT": str(port),
        "VAR_DIR": str(VAR),
        "STATIC_ROOT": str(VAR / "static"),
        "MAIL_URL": os.environ.get("MAIL_URL") or f"file://{VAR / 'mail'}",
    }


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)


def _prepare(stack: Stack) -> None:
    """Translations, static files and tables, the last two at the same time."""
    messages.compile_all()
    say("Preparing tables and static files …")
    stamp, fingerprint = VAR / "static" / ".collected", _static_fingerprint()
    collected = stamp.exists() and stamp.read_text() == fingerprint
    collecting = (
        None if collected else stack.begin("collectstatic", "--noinput", "--clear", "-v", "0")
    )
    # tenants as well: a kept demo may be older than the code
    stack.manage("migrate_schemas")
    if collecting is not None:
        stack.finish(collecting)
        stamp.write_text(fingerprint)


def _static_fingerprint() -> str:
    """Changes when a static file, or a library that may bring some, does."""
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes())
    for path in sorted((ROOT / "static").rglob("*")):
        if path.is_file():
            digest.update(f"{path} {path.stat().st_size} {path.stat().st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _demo() -> dict[str, Any]:
    try:
        return dict(json.loads(DEMO_FILE.read_text()))
    except FileNotFoundError as error:
        raise LocalError("The demo companies were built, but var/demo.json is missing.") from error


def table(demo: dict[str, Any], port: int) -> str:
    """Addresses and logins as text.

    demo: ``{"companies": [{"name", "address", "report", "logins": [{"role", "email",
    "password"}]}], "operator": {"address", "email", "password", "factor"}}``.
    """
    lines = [f"Public site  http://localhost:{port}/"]
    for company in demo["companies"]:
        logins = company["logins"]
        role = max(len(login["role"]) for login in logins)
        email = max(len(login["email"]) for login in logins)
        lines += ["", f"{company['name']}  {company['address']}"]
        for login in logins:
            start = f"  {login['role']:<{role}}  {login['email']:<{email}}"
            lines.append(f"{start}  {login['password']}")
        if company.get("report"):
            lines.append(f"  Impact report  {company['report']}")
    if own := demo.get("operator"):
        lines += ["", f"The operator's site  {own['address']}"]
        lines += [f"  operator  {own['email']}  {own['password']}", f"  ({own['factor']})"]
    return "\n".join(lines)


def _watch(stack: Stack, addresses: servers.Addresses) -> None:
    while True:
        time.sleep(0.5)
        if failure := stack.failure() or addresses.ended():
            raise LocalError(failure)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
