"""The embedded servers start, keep their data, survive crashes and give way to real ones."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from local import servers
from local.processes import LocalError


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder the unprivileged server may enter, which pytest's own tmp_path is not for root."""
    path = servers._throwaway()
    path.chmod(0o711)
    yield path / "postgres"
    servers.remove(path / "postgres")
    shutil.rmtree(path)


def ask(server: servers.Postgres, query: str) -> object:
    with psycopg.connect(server.database_url, autocommit=True) as connection:
        cursor = connection.execute(query)  # type: ignore[call-overload]
        row = cursor.fetchone() if cursor.description else None
    return None if row is None else row[0]


def test_postgres_keeps_its_data_through_a_crash_and_a_restart(folder: Path) -> None:
    with servers.Postgres(folder) as first:
        ask(first, "CREATE TABLE kept AS SELECT 'été' AS word")
        os.kill(first.pid, signal.SIGKILL)
    with servers.Postgres(folder) as second:
        assert ask(second, "SELECT word FROM kept") == "été"
        assert ask(second, "SHOW fsync") == "on"
        assert ask(second, "SHOW recovery_init_sync_method") == "syncfs"
        assert ask(second, "SHOW max_locks_per_transaction") == "256"


def test_postgres_ignores_a_pid_file_whose_number_now_belongs_to_a_stranger(folder: Path) -> None:
    with servers.Postgres(folder, fast=True):
        stale = (folder.resolve() / "data/postmaster.pid").read_text()
    _, _, rest = stale.partition("\n")
    (folder.resolve() / "data/postmaster.pid").write_text(f"{os.getppid()}\n{rest}")
    with servers.Postgres(folder, fast=True) as again:
        assert ask(again, "SELECT 1") == 1


def test_a_directory_in_use_is_refused_with_the_process_that_uses_it(folder: Path) -> None:
    with (
        servers.Postgres(folder, fast=True),
        pytest.raises(LocalError, match=f"in use by process {os.getpid()}"),
        servers.Postgres(folder, fast=True),
    ):
        pass


def test_throwaway_postgres_leaves_nothing_behind() -> None:
    with servers.Postgres(fast=True) as server:
        home = Path(str(ask(server, "SHOW data_directory"))).parent
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert home.exists()
    assert not home.exists()
    assert not server.is_running


def test_valkey_keeps_its_data_and_wants_its_password(tmp_path: Path) -> None:
    with servers.Valkey(tmp_path / "valkey") as first:
        redis.Redis.from_url(first.redis_url).set("kept", "yes")
        port = first.redis_url.rpartition(":")[2].partition("/")[0]
        with pytest.raises(redis.AuthenticationError):
            redis.Redis(port=int(port), retry=Retry(NoBackoff(), 0)).ping()
    with servers.Valkey(tmp_path / "valkey") as second:
        assert redis.Redis.from_url(second.redis_url).get("kept") == b"yes"


def test_servers_of_the_environment_are_used_and_nothing_is_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/mentorat")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere/0")
    with servers.running(tmp_path) as addresses:
        assert addresses.environment() == {
            "DATABASE_URL": "postgres://elsewhere/mentorat",
            "REDIS_URL": "redis://elsewhere/0",
        }
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_ended_is_named_with_its_last_words() -> None:
    with servers.Valkey() as server:
        addresses = servers.Addresses("", server.redis_url, (server,))
        assert addresses.ended() == ""
        os.kill(server.pid, signal.SIGTERM)
        os.waitid(os.P_PID, server.pid, os.WEXITED | os.WNOWAIT)
        assert addresses.ended().startswith("Valkey has ended.\n")
        assert "bye bye" in addresses.ended()
