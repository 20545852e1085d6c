"""The rows of a schema as bytes that are the same on every server, and back into a table."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from django.db import connection
from psycopg.sql import SQL, Composed, Identifier

from companies.archive.manifest import Table

LEFT_OUT: Final = frozenset({"django_session", "usersessions_usersession"})
"""Who is logged in: an archive opens nobody's account, and whoever comes back logs in again."""

# How a value is written must not depend on the server or on the session.
_PLAIN = """
SET LOCAL TIME ZONE 'UTC';
SET LOCAL DATESTYLE = 'ISO, YMD';
SET LOCAL INTERVALSTYLE = 'postgres';
SET LOCAL BYTEA_OUTPUT = 'hex';
SET LOCAL EXTRA_FLOAT_DIGITS = 1
"""
_TABLES = """
SELECT c.relname,
       array_agg(a.attname::text ORDER BY a.attnum),
       coalesce((
         SELECT array_agg(k.attname::text ORDER BY array_position(i.indkey::int2[], k.attnum))
         FROM pg_index i
         JOIN pg_attribute k ON k.attrelid = c.oid AND k.attnum = ANY (i.indkey)
         WHERE i.indrelid = c.oid AND i.indisprimary
       ), '{}')
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE n.nspname = %s AND c.relkind = 'r' AND NOT a.attisdropped AND a.attgenerated = ''
GROUP BY c.oid, c.relname ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """A table as it is: its columns in order, and those of its primary key."""

    schema: str
    name: str
    columns: tuple[str, ...]
    key: tuple[str, ...]

    def __str__(self) -> str:
        return self.name

    @property
    def place(self) -> Composed:
        """The table in SQL."""
        return SQL("{}.{}").format(Identifier(self.schema), Identifier(self.name))

    @property
    def _all(self) -> Composed:
        return SQL(", ").join(map(Identifier, self.columns))

    @property
    def outwards(self) -> Composed:
        """The statement that tells its rows, always in the same order."""
        order = SQL(", ").join(map(Identifier, self.key or self.columns))
        query = SQL("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT")
        return query.format(self._all, self.place, order)

    @property
    def inwards(self) -> Composed:
        """The statement that takes its rows."""
        return SQL("COPY {} ({}) FROM STDIN").format(self.place, self._all)


def write_plainly() -> None:
    """Until the end of the transaction, write values as every server writes them."""
    with connection.cursor() as cursor:
        cursor.execute(_PLAIN)


def shapes(schema: str) -> list[Shape]:
    """Every table of a schema whose rows are archived, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES, [schema])
        found = [
            Shape(schema, name, tuple(columns), tuple(key))
            for name, columns, key in cursor.fetchall()
        ]
    return [shape for shape in found if shape.name not in LEFT_OUT]


def tell(shape: Shape, into: Callable[[bytes], object] = len) -> Table:
    """Give every row of a table ``into`` the receiver, as COPY text; what was given."""
    digest, rows, size = hashlib.sha256(), 0, 0
    with connection.cursor() as cursor, cursor.copy(shape.outwards) as copy:
        for data in copy:
            digest.update(data)
            rows += bytes(data).count(b"\n")
            size += len(data)
            into(bytes(data))
    return Table(shape.name, shape.columns, rows, size, digest.hexdigest())


def take(shape: Shape, rows: Iterable[bytes]) -> None:
    """Put rows told by :func:`tell` into the table."""
    with connection.cursor() as cursor, cursor.copy(shape.inwards) as copy:
        for data in rows:
            copy.write(data)


def empty(shape: Shape) -> None:
    """Take out what a migration put in; a table without rows is left alone, guards included."""
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT EXISTS (SELECT FROM {})").format(shape.place))
        if cursor.fetchone()[0]:
            cursor.execute(SQL("DELETE FROM {}").format(shape.place))


def sequences(schema: str) -> dict[str, int | None]:
    """The last number that each sequence gave, ``None`` for one that was never asked."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = %s ORDER BY 1",
            [schema],
        )
        return dict(cursor.fetchall())


def go_on(schema: str, told: dict[str, int | None]) -> None:
    """Let sequences go on after their last numbers."""
    with connection.cursor() as cursor:
        for name, last in told.items():
            place = SQL("{}.{}").format(Identifier(schema), Identifier(name)).as_string()
            if last is None:
                # One that was used while the schema was made starts again.
                cursor.execute(f"ALTER SEQUENCE {place} RESTART")
            else:
                cursor.execute("SELECT setval(%s::regclass, %s)", [place, last])


def migrations(schema: str) -> tuple[str, ...]:
    """The migrations that a schema has seen, ``app.name``, sorted."""
    place = SQL("{}.{}").format(Identifier(schema), Identifier("django_migrations"))
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT app || '.' || name FROM {}").format(place))
        return tuple(sorted(name for (name,) in cursor.fetchall()))
