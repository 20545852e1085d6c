"""A pooler that lends one session to several connections is refused before any query."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import connection

from companies.postgresql import base


@pytest.fixture
def parameters(db: None) -> dict[str, Any]:
    """How this process connects."""
    return {**connection.get_connection_params(), "autocommit": True}


@pytest.fixture
def session(parameters: dict[str, Any]) -> Iterator[psycopg.Connection]:
    with psycopg.connect(**parameters) as opened:
        yield opened


def test_two_sessions_are_apart(session: psycopg.Connection, parameters: dict[str, Any]) -> None:
    with psycopg.connect(**parameters) as other:
        assert base.are_apart(session, other)


def test_one_session_lent_to_two_connections_is_noticed(session: psycopg.Connection) -> None:
    assert not base.are_apart(session, session)


class InTurn:
    """A connection to a pooler that takes its sessions in turn, whoever asks."""

    def __init__(self, sessions: list[psycopg.Connection]) -> None:
        self.sessions = sessions

    def execute(self, statement: str) -> psycopg.Cursor:
        self.sessions.append(self.sessions.pop(0))
        return self.sessions[-1].execute(statement)  # type: ignore[arg-type]


def test_sessions_taken_in_turn_are_noticed(
    session: psycopg.Connection, parameters: dict[str, Any]
) -> None:
    with psycopg.connect(**parameters) as other:
        sessions = [session, other]
        assert not base.are_apart(InTurn(sessions), InTurn(sessions))


def test_connection_through_such_a_pooler_is_refused(
    db: None, session: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pooler:
        """Lends the same session to everybody."""

        @staticmethod
        def connect(**facts: object) -> "Pooler":
            return Pooler()

        def execute(self, statement: str) -> psycopg.Cursor:
            return session.execute(statement)  # type: ignore[arg-type]

        def __enter__(self) -> "Pooler":
            return self

        def __exit__(self, *error: object) -> None:
            """Nothing to close."""

    wrapper = connection.copy()
    monkeypatch.setattr(base, "_known_apart", set())
    monkeypatch.setattr(wrapper, "Database", Pooler)
    with pytest.raises(base.SharedSessionError):
        wrapper.get_new_connection(connection.get_connection_params())
    assert not base._known_apart
