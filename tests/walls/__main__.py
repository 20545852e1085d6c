"""``make walls``: every cell of the access matrix and every hole, told in two last lines."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from local import servers
from tests.walls.holes import HOLES, TESTS

ROOT = Path(__file__).resolve().parent.parent.parent


def run(environment: dict[str, str], *arguments: str) -> int:
    """Run pytest in a process of its own; what fails is printed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode


def main() -> int:
    """Ask everything; 0 when nothing leaks and every hole is closed."""
    with tempfile.TemporaryDirectory() as folder, servers.running(fast=True) as addresses:
        holes = Path(folder) / "holes"
        matrix = Path(folder) / "matrix"
        matrix.mkdir()
        environment = {**os.environ, **addresses.environment(), "WALLS_HOLES": str(holes)}
        names = " or ".join(f"test_h{number}_" for number in HOLES)
        code = run(environment, "-p", "tests.walls.verdicts", "-k", names, *TESTS)
        environment["WALLS"] = str(matrix)
        code = run(environment, "-n", "2", "tests/walls/test_matrix.py") or code
        figures = [json.loads(path.read_text()) for path in sorted(matrix.glob("*.json"))]
        closed = json.loads(holes.read_text()) if holes.exists() else {}
    leaks = [leak for one in figures for leak in one["leaks"]]
    for leak in leaks:
        print(leak)
    for number, words in HOLES.items():
        if not closed.get(str(number)):
            print(f"H{number} is open or has no test: {words}")
    cells, letters, messages = (
        sum(one[name] for one in figures) for name in ("cells", "letters", "messages")
    )
    words = {word for one in figures for word in one["words"]}
    routes = {route for one in figures for route in one["routes"]}
    print(f"{len(words)} own words read, {letters} letters, {messages} messages to workers")
    print(f"access matrix: {cells} cells, {len(routes)} routes, {len(leaks)} leaks")
    shut = sum(closed.get(str(number), False) for number in HOLES)
    print(f"holes: {shut}/{len(HOLES)} closed")
    return 1 if code or leaks or not figures or shut < len(HOLES) else 0


if __name__ == "__main__":
    sys.exit(main())
