"""Starts, watches and stops processes of this machine, and never another's."""

import contextlib
import ctypes
import fcntl
import io
import os
import pwd
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psutil  # type: ignore[import-untyped]


class LocalError(Exception):
    """Something cannot run here; the message says why and what to do, fit to print."""


def claim(path: Path, name: str) -> io.TextIOWrapper:
    """Locks path for this process; the lock ends with the process, however it ends."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = path.open("a+")
    except PermissionError as error:
        raise LocalError(
            f"{path} belongs to another account: run as that account, or delete it as root."
        ) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.seek(0)
        owner = handle.read().strip() or "unknown"
        handle.close()
        raise LocalError(
            f"{name} in {path.parent} is in use by process {owner}: stop that one first."
        ) from error
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle


def spawn(
    command: Sequence[str | Path],
    log: Path | None,
    *,
    last_signal: int,
    account: pwd.struct_passwd | None = None,
    environment: Mapping[str, str] | None = None,
    directory: Path = Path("/"),
) -> subprocess.Popen[bytes]:
    """Starts a program in its own session, writing to log (None: to our own output).

    last_signal: what the program gets when we die. account: whom to run as, when not ourselves.
    environment: all of it, not additions. Raises LocalError when it cannot be started.
    """
    with contextlib.ExitStack() as files:
        output = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            output = files.enter_context(log.open("ab"))
        try:
            return subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=None if output is None else subprocess.STDOUT,
                cwd=directory,
                env=environment,
                start_new_session=True,
                user=None if account is None else account.pw_uid,
                group=None if account is None else account.pw_gid,
                extra_groups=None if account is None else [],
                preexec_fn=tied_to_parent(last_signal),
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise LocalError(
                f"{Path(command[0]).name} cannot be started ({error}): run as an ordinary "
                "account, or set DATABASE_URL and REDIS_URL to servers of your own."
            ) from error


def tied_to_parent(last_signal: int) -> Callable[[], None] | None:
    """For Popen(preexec_fn=…): the child gets last_signal when its parent dies. Linux only."""
    if not sys.platform.startswith("linux"):
        return None
    prctl, parent, set_death_signal = ctypes.CDLL(None).prctl, os.getpid(), 1

    def tie() -> None:
        prctl(set_death_signal, last_signal)
        if os.getppid() != parent:
            os._exit(1)

    return tie


def stop(process: subprocess.Popen[bytes], gentle: int, firm: int, patience: float = 30) -> None:
    """Asks a process of spawn to end, then insists, then leaves nothing of its session."""
    for number, seconds in ((gentle, patience), (firm, 10)):
        if process.poll() is None:
            process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def tail(log: Path, lines: int = 15) -> str:
    """The last lines of a log, to show beside an error."""
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def free_port() -> int:
    """A TCP port of 127.0.0.1 nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def listener(port: int) -> str:
    """Who listens on a port, as "name (process 12)", or "" when we may not know."""
    with contextlib.suppress(psutil.Error):
        for connection in psutil.net_connections("tcp"):
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                if connection.pid is None:
                    return ""
                return f"{psutil.Process(connection.pid).name()} (process {connection.pid})"
    return ""
