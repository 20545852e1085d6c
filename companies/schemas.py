"""Makes the tables of a company: recorded once when migrations change, replayed or renamed after.

Migrating an empty schema takes seconds. The statements that did it are written down
(:class:`Blueprint`) and replayed for the next companies; a few schemas are made ahead
(:class:`SpareSchema`), so that opening a company is a rename. Nothing in a recorded statement
names a schema: every constraint, index and sequence is called what a migration would call it.
"""

import functools
import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tenants.utils import quote_schema_name, schema_exists

from companies import walls
from companies.errors import Refusal
from companies.models import SCHEMA_NAME, SPARE_PREFIX, Blueprint, SpareSchema, not_reserved
from companies.turns import SETTLE

WRITES = frozenset(
    {"ALTER", "COMMENT", "CREATE", "DELETE", "DO", "DROP", "INSERT", "TRUNCATE", "UPDATE"}
)
READS = frozenset({"EXPLAIN", "RELEASE", "SAVEPOINT", "SELECT", "SHOW", "WITH"})
ABANDONED = timedelta(minutes=15)


class UnrecordableError(RuntimeError):
    """A migration did something that a replay would not repeat: read it, then teach this module."""


@functools.cache
def expected() -> tuple[str, ...]:
    """The migrations that this code knows, ``app.name``, sorted; fixed while a process lives."""
    nodes = MigrationLoader(None).graph.nodes
    return tuple(sorted(f"{app}.{name}" for app, name in nodes))


def fingerprint() -> str:
    """64 hexadecimal digits that change with every migration."""
    return hashlib.sha256("\n".join(expected()).encode()).hexdigest()


def is_recorded() -> bool:
    """Whether the migrations of this code are written down."""
    with walls.catalogue():
        return Blueprint.objects.filter(fingerprint=fingerprint()).exists()


def record() -> None:
    """Migrate a new schema, write down how, and keep the schema as the first spare.

    Takes seconds: belongs to a deployment or to a worker. Companies get the new tables by
    ``migrate_schemas`` as ever; spares of before are dropped by :func:`prepare`.
    Raises :class:`UnrecordableError`.
    """
    written: list[str] = []
    with walls.catalogue():
        spare = SpareSchema.objects.create(schema_name=_new_name())
        _create(spare.schema_name)
        with connection.execute_wrapper(functools.partial(_write_down, written)):
            call_command(
                "migrate_schemas",
                tenant=True,
                schema_name=spare.schema_name,
                interactive=False,
                verbosity=0,
            )
        for statement in written:
            if spare.schema_name in statement:
                raise UnrecordableError(f"a migration names its schema: {statement[:200]}")
        with transaction.atomic():
            Blueprint.objects.update_or_create(
                pk=Blueprint.ONLY,
                defaults={
                    "fingerprint": fingerprint(),
                    "migrations": list(expected()),
                    "script": ";\n".join([*written, SETTLE]),
                    "recorded_at": timezone.now(),
                },
            )
            spare.fingerprint = fingerprint()
            spare.save(update_fields=["fingerprint"])


def _write_down(
    written: list[str],
    execute: Callable[..., Any],
    sql: Any,
    params: Any,
    many: bool,
    context: dict[str, Any],
) -> Any:
    """Execute wrapper that appends every statement with a lasting effect, values filled in."""
    answer = execute(sql, params, many, context)
    text = str(sql).strip().rstrip(";")
    first = text.split(None, 1)[0].upper()
    is_kept = first in WRITES or text.upper().startswith("SET CONSTRAINTS")
    if first in READS and "SETVAL(" in text.upper().replace(" ", ""):
        is_kept = True
    elif not is_kept and first not in READS and not text.upper().startswith("SET SEARCH_PATH"):
        raise UnrecordableError(f"no replay is known for: {text[:200]}")
    if is_kept:
        # A cursor of its own: the one in use still holds the answer.
        quoting = context["connection"].connection.cursor()
        for values in params if many else [params]:
            written.append(text if values is None else quoting.mogrify(text, values))
        if "django_migrations" in text and first == "INSERT":
            # What a migration leaves for the end of its transaction must not wait for that of the
            # replay.
            written.append(SETTLE)
    return answer


def replay(name: str) -> None:
    """Create the schema ``name`` with all its tables, in one batch of the recorded statements.

    Raises :class:`Blueprint.DoesNotExist` when the migrations of this code were not recorded.
    """
    with walls.catalogue(), transaction.atomic():
        script = Blueprint.objects.get(fingerprint=fingerprint()).script
        _create(name)
        connection.set_schema(name)  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(script)


def furnish(name: str) -> None:
    """Give the company ``name`` its tables: a spare that is ready, else a replay.

    Call it in the transaction that opens the company, after :func:`make_ready`: when the
    transaction fails, the spare is a spare again. Refuses a name whose schema exists; raises
    ``ValidationError`` for one that PostgreSQL would cut or that is not a company's to take.
    """
    SCHEMA_NAME(name)
    not_reserved(name)
    with walls.catalogue(), transaction.atomic():
        if schema_exists(name):
            raise Refusal(
                _("The address “%(name)s” is already taken.") % {"name": name}, field="subdomain"
            )
        ready = SpareSchema.objects.select_for_update(skip_locked=True)
        spare = ready.filter(fingerprint=fingerprint()).order_by("pk").first()
        if spare is None:
            replay(name)
            return
        with connection.cursor() as cursor:
            old, new = quote_schema_name(spare.schema_name), quote_schema_name(name)
            cursor.execute(f"ALTER SCHEMA {old} RENAME TO {new}")
        spare.delete()


def make_ready() -> None:
    """See to it that :func:`furnish` can work; records first where nobody did.

    Refuses while a deployment is under way and this process still runs the code of before: its
    companies would miss tables. Call it outside a transaction: migrations commit as they go.
    """
    with walls.catalogue():
        blueprint = Blueprint.objects.defer("script").first()
    if blueprint is not None and set(blueprint.migrations) - set(expected()):
        raise Refusal(_("Mentorat is being updated. Try again in a few minutes."))
    if blueprint is None or blueprint.fingerprint != fingerprint():
        record()


def prepare(spares: int, *, is_deployment: bool = False) -> None:
    """Record the migrations if they changed, drop outdated spares, make new ones up to ``spares``.

    Code that is older than the recording leaves everything alone, unless it is deployed now.
    """
    if is_deployment:
        if not is_recorded():
            record()
    else:
        try:
            make_ready()
        except Refusal:
            return
    with walls.catalogue():
        _drop_outdated()
        while SpareSchema.objects.filter(fingerprint=fingerprint()).count() < spares:
            with transaction.atomic():
                spare = SpareSchema.objects.create(
                    schema_name=_new_name(), fingerprint=fingerprint()
                )
                replay(spare.schema_name)


def drop(name: str) -> None:
    """Drop a schema with everything in it, inside the transaction that takes its row away.

    Gives up after ten seconds when somebody still works in it: the caller comes again.
    """
    with walls.catalogue(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        cursor.execute(f"DROP SCHEMA IF EXISTS {quote_schema_name(name)} CASCADE")


def _drop_outdated() -> None:
    """Spares of other migrations, and those whose maker died on the way."""
    outdated = SpareSchema.objects.exclude(fingerprint=fingerprint()).exclude(
        fingerprint="", created_at__gt=timezone.now() - ABANDONED
    )
    for pk in list(outdated.values_list("pk", flat=True)):
        with transaction.atomic():
            # Dropping hundreds of tables takes a lock on each: one schema at a time.
            spare = SpareSchema.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
            if spare is not None:
                with connection.cursor() as cursor:
                    name = quote_schema_name(spare.schema_name)
                    cursor.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE")
                spare.delete()


def is_current(name: str) -> bool:
    """Whether the schema ``name`` has every migration of this code.

    It may have later ones: during a deployment, code of before meets tables of after.
    """
    with walls.catalogue(), connection.cursor() as cursor:
        schema = quote_schema_name(name)
        cursor.execute("SELECT to_regclass(%s) IS NULL", [f"{schema}.django_migrations"])
        if cursor.fetchone() == (True,):
            return False
        cursor.execute(f"SELECT app || '.' || name FROM {schema}.django_migrations")
        return {migration for (migration,) in cursor.fetchall()}.issuperset(expected())


def _create(name: str) -> None:
    SCHEMA_NAME(name)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {quote_schema_name(name)}")


def _new_name() -> str:
    return f"{SPARE_PREFIX}{uuid.uuid4().hex[:16]}"
