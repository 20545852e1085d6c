"""What an archive says about itself: versions, catalogue, and of each table rows and digest."""

import json
from dataclasses import asdict, dataclass
from typing import Any, Final

from companies.archive.vessel import DamagedError

FORMAT: Final = 2
NAME: Final = "manifest.json"
MOST: Final = 16 * 1024 * 1024
"""Bytes of a manifest: some hundred tables need a hundredth of it."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns in order, how many rows, bytes and SHA-256 of their COPY text."""

    name: str
    columns: tuple[str, ...]
    rows: int
    size: int
    sha256: str

    @property
    def path(self) -> str:
        """Where its rows are, inside the archive."""
        return f"tables/{self.name}.copy"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything but the rows.

    ``company`` holds the columns of the catalogue row, serialised, ``domains`` pairs of a host and
    whether it is the primary one, ``belongings`` the rows of other tables of the catalogue by model
    (``companies.archive.catalogue``). ``migrations`` is sorted (``app.name``), ``sequences`` gives
    the last number of each, ``None`` for one that was never used.
    """

    made_at: str
    public_domain: str
    schema_name: str
    migrations: tuple[str, ...]
    company: dict[str, Any]
    domains: tuple[tuple[str, bool], ...]
    belongings: dict[str, list[dict[str, Any]]]
    tables: tuple[Table, ...]
    sequences: dict[str, int | None]
    format: int = FORMAT

    def dumped(self) -> bytes:
        """As JSON, for people to read as well."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.tables)

    @property
    def size(self) -> int:
        """Bytes of all tables, unpacked."""
        return sum(table.size for table in self.tables)


def loaded(raw: bytes) -> Manifest:
    """Read what :meth:`Manifest.dumped` wrote; raises :class:`DamagedError` for anything else."""
    try:
        told = json.loads(raw)
        if told["format"] != FORMAT:
            raise DamagedError
        tables = [_table(one) for one in told["tables"]]
        return Manifest(
            made_at=_text(told["made_at"]),
            public_domain=_text(told["public_domain"]),
            schema_name=_text(told["schema_name"]),
            migrations=tuple(_text(one) for one in told["migrations"]),
            company={_text(key): value for key, value in told["company"].items()},
            domains=tuple((_text(host), bool(first)) for host, first in told["domains"]),
            belongings={
                _text(label): [dict(row) for row in rows]
                for label, rows in told["belongings"].items()
            },
            tables=tuple(tables),
            sequences={
                _text(name): None if last is None else _count(last)
                for name, last in told["sequences"].items()
            },
        )
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise DamagedError from error


def _table(told: dict[str, Any]) -> Table:
    return Table(
        name=_text(told["name"]),
        columns=tuple(_text(one) for one in told["columns"]),
        rows=_count(told["rows"]),
        size=_count(told["size"]),
        sha256=_text(told["sha256"]),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("a text was expected")
    return value


def _count(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise ValueError("a number was expected")
    return value
