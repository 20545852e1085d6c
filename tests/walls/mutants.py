"""Takes away one fix of a hole at a time, in a copy of the code: the tests must turn red.

``python -m tests.walls.mutants`` prints how many were caught; the exit code is 0 when all were.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from local import servers
from tests.walls.holes import FIXES, HOLES, TESTS, Fix

ROOT = Path(__file__).resolve().parent.parent.parent
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "node_modules", "__pycache__", ".*_cache")
FAILED = 1
"""What pytest answers when tests ran and some failed; anything else proves nothing."""


def caught(number: int, fix: Fix, copy: Path, environment: dict[str, str]) -> bool:
    """Whether the tests of a hole fail without its fix, and only then."""
    path = copy / fix.path
    code = path.read_text()
    if code.count(fix.ours) != 1:
        print(f"H{number}: {fix.path} does not say {fix.ours!r} once", file=sys.stderr)
        return False
    path.write_text(code.replace(fix.ours, fix.stock))
    try:
        return _tests(number, copy, environment) == FAILED
    finally:
        path.write_text(code)


def _tests(number: int, copy: Path, environment: dict[str, str]) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider"]
    run = subprocess.run(
        [*command, "-k", f"test_h{number}_", *TESTS],
        cwd=copy,
        env={**environment, "PYTHONPATH": str(copy)},
        capture_output=True,
        check=False,
    )
    return run.returncode


def main() -> int:
    """Try every fix that is written down."""
    with tempfile.TemporaryDirectory() as folder, servers.running(fast=True) as addresses:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
        environment = {**os.environ, **addresses.environment()}
        results = {
            number: number in FIXES and caught(number, FIXES[number], copy, environment)
            for number in HOLES
        }
    for number, is_caught in results.items():
        words = "caught" if is_caught else "not noticed" if number in FIXES else "nothing to take"
        print(f"H{number}: {words} ({HOLES[number]})")
    print(f"mutants: {sum(results.values())}/{len(HOLES)} caught")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
