"""Runs a command with servers: those of the environment, of the running demo, or its own.

``python -m local.run kept COMMAND…``  the demo's data, started for the command if need be.
``python -m local.run demo COMMAND…``  only beside a running demo.
``python -m local.run fresh COMMAND…``  throw-away servers.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from types import FrameType

from local import demo, servers
from local.processes import LocalError, tied_to_parent


def main(arguments: Sequence[str]) -> int:
    """Runs the command line; returns the command's exit code."""
    mode, command = arguments[0], arguments[1:]
    beside = demo.running_environment() if mode in ("kept", "demo") else {}
    try:
        if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
            return _run(command, {})
        if beside:
            return _run(command, beside)
        if mode == "demo":
            raise LocalError("No demo is running: start one with make demo, or set DATABASE_URL.")
        directory = demo.VAR if mode == "kept" else None
        with servers.running(directory, fast=directory is None) as addresses:
            return _run(command, addresses.environment())
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Runs to the end; Ctrl-C reaches the command itself, so here it is only waited for."""
    tooling = {"BUILDING": "true"}
    process = subprocess.Popen(
        command,
        env={**tooling, **os.environ, **environment},
        preexec_fn=tied_to_parent(signal.SIGTERM),
    )

    def forward(number: int, frame: FrameType | None) -> None:
        if number != signal.SIGINT:
            process.send_signal(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, forward)
    return process.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
