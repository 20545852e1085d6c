"""What the operator may know of a company without entering it: three numbers, nobody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection
from psycopg.sql import SQL, Identifier, Literal

from companies import schemas
from companies.models import Company


@dataclass(frozen=True, slots=True)
class Figures:
    """People who work there, the last day on which anything happened, whether tables are those of
    this code. ``people`` is ``None`` for a company whose tables are not there.
    """

    people: int | None = None
    last_day: date | None = None
    is_current: bool = False


def of(companies: Iterable[Company]) -> dict[str, Figures]:
    """The figures of each company by schema name, in two queries for all of them."""
    names = [one.schema_name for one in companies]
    found = {name: Figures() for name in names}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT schemaname FROM pg_tables"
            " WHERE schemaname = ANY(%s) AND tablename = 'people_auditentry'",
            [names],
        )
        whole = [name for (name,) in cursor.fetchall()]
        if not whole:
            return found
        cursor.execute(SQL(" UNION ALL ").join(map(_question, whole)))
        known = len(schemas.expected())
        for name, people, last_day, migrations in cursor.fetchall():
            found[name] = Figures(people, last_day, migrations == known)
    return found


def _question(name: str) -> SQL:
    """Counts and a day: no column that tells of somebody is read into the answer."""
    return SQL(  # type: ignore[return-value]
        "SELECT {name},"
        " (SELECT count(*) FROM {schema}.people_person WHERE status <> 'left'),"
        " (SELECT at::date FROM {schema}.people_auditentry ORDER BY number DESC LIMIT 1),"
        " (SELECT count(*) FROM {schema}.django_migrations)"
    ).format(name=Literal(name), schema=Identifier(name))
