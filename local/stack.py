"""Runs the product's own processes (web, worker, beat) on this machine.

``python -m local.stack worker`` becomes one more worker, for the servers of the environment.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from local.processes import LocalError, is_free, listener, spawn, stop, tail

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
QUEUES = "default,mail,matching,reports"


def web_command(port: int, *, workers: int = 2, threads: int = 4) -> list[str]:
    """Web server on 127.0.0.1, its programs found beside the running Python."""
    command = [str(PROGRAMS / "gunicorn"), "mentorat.wsgi:application"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(threads)]
    # the control socket has one place per account: two runs would fight for it
    command += ["--bind", f"127.0.0.1:{port}", "--graceful-timeout", "5", "--no-control-socket"]
    return [*command, "--access-logfile", "-", "--logger-class", "mentorat.logs.WebServerLog"]


def worker_command(*, concurrency: int = 2, name: str = "worker") -> list[str]:
    """One Celery worker for every queue."""
    command = [str(PROGRAMS / "celery"), "-A", "mentorat", "worker", "--pool", "prefork"]
    command += ["--concurrency", str(concurrency), "--queues", QUEUES, "--loglevel", "INFO"]
    return [*command, "--hostname", f"{name}@%h", "--without-gossip", "--without-mingle"]


def beat_command(schedule: Path) -> list[str]:
    """The timetable; schedule is the file that remembers the last times."""
    command = [str(PROGRAMS / "celery"), "-A", "mentorat", "beat", "--loglevel", "INFO"]
    return [*command, "--schedule", str(schedule)]


@dataclass(frozen=True)
class Child:
    """A process of the product and its log."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path


class Stack:
    """Web, worker and beat with one environment, stopped together at the end of a ``with``.

    environment: additions to our own (see ``.env.example`` for the names).
    logs: folder of ``<name>.log``. Enter it from a thread that outlives the block.
    """

    def __init__(self, environment: Mapping[str, str], logs: Path) -> None:
        self.environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}
        self.logs = logs
        self.children: list[Child] = []
        self.jobs: list[Child] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start_web(self, port: int, *, workers: int = 2, threads: int = 4) -> Child:
        """Starts the web server on 127.0.0.1; ``wait_for_web`` tells when it answers."""
        if not is_free(port):
            raise LocalError(
                f"Port {port} is taken by {listener(port) or 'another program'}: "
                "stop it, or choose another port with PORT=…"
            )
        return self._start("web", web_command(port, workers=workers, threads=threads))

    def start_worker(self, *, concurrency: int = 2, name: str = "worker") -> Child:
        """Starts a worker, its name beginning with "worker"; messages wait until it is up."""
        return self._start(name, worker_command(concurrency=concurrency, name=name))

    def start_beat(self, schedule: Path) -> Child:
        """Starts the timetable."""
        return self._start("beat", beat_command(schedule))

    def manage(self, *arguments: str, show: bool = False) -> None:
        """Runs a management command to its end; raises LocalError with its last lines.

        show: it writes to our own output instead of ``<command>.log``.
        """
        self.finish(self.begin(*arguments, show=show))

    def begin(self, *arguments: str, show: bool = False) -> Child:
        """Starts a management command, to be followed by ``finish``."""
        log = self.logs / f"{arguments[0]}.log"
        log.unlink(missing_ok=True)
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        job = self._spawn(arguments[0], command, None if show else log)
        self.jobs.append(job)
        return job

    def finish(self, job: Child) -> None:
        """Waits for a management command; raises LocalError if it or a service fails."""
        while job.process.poll() is None:
            if failure := self.failure():
                raise LocalError(failure)
            time.sleep(0.05)
        self.jobs.remove(job)
        if job.process.returncode != 0:
            raise LocalError(f"manage.py {job.name} has failed.\n{tail(job.log, 25)}")

    def failure(self) -> str:
        """Which of web, worker and beat has ended by itself, with its last lines; or ""."""
        for child in self.children:
            if child.process.poll() is not None:
                code = child.process.returncode
                return f"The {child.name} has stopped (code {code}).\n{tail(child.log, 25)}"
        return ""

    def wait_for_web(self, port: int, path: str = "/healthz", patience: float = 60) -> None:
        """Waits until path answers 200; raises LocalError when a child ends or time runs out."""
        limit, answer = time.monotonic() + patience, "nothing"
        while time.monotonic() < limit:
            if failure := self.failure():
                raise LocalError(failure)
            try:
                answer = str(_status(port, path))
            except OSError:
                time.sleep(0.1)
                continue
            if answer == "200":
                return
            time.sleep(0.3)
        log = tail(self.logs / "web.log", 25)
        raise LocalError(f"The web server answers {answer} on {path}.\n{log}")

    def stop(self) -> None:
        """Stops everything started here: the worker last, as it may finish what it began."""
        everything = [*self.jobs, *self.children]
        first = [child for child in everything if not child.name.startswith("worker")]
        for child in first:
            if child.process.poll() is None:
                child.process.terminate()
        for child in first + [child for child in everything if child not in first]:
            stop(child.process, signal.SIGTERM, signal.SIGQUIT)
        self.jobs.clear()
        self.children.clear()

    def _start(self, name: str, command: Sequence[str]) -> Child:
        child = self._spawn(name, command, self.logs / f"{name}.log")
        self.children.append(child)
        return child

    def _spawn(self, name: str, command: Sequence[str], log: Path | None) -> Child:
        process = spawn(
            command,
            log,
            last_signal=signal.SIGTERM,
            environment=self.environment,
            directory=ROOT,
        )
        return Child(name, process, self.logs / f"{name}.log")


def _status(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


if __name__ == "__main__":
    if sys.argv[1:] != ["worker"]:
        sys.exit("Usage: python -m local.stack worker")
    extra = worker_command(name=f"worker-{os.getpid()}")
    os.execv(extra[0], extra)
