"""The django-tenants engine, made to raise where stock silently reads ``public``."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import NO_DB_ALIAS
from django_tenants.postgresql_backend import base


class NoCompanyError(ImproperlyConfigured):
    """A query was made while no company (nor the catalogue) was chosen."""


class SharedSessionError(ImproperlyConfigured):
    """A pooler lends one session of the database to several connections."""


def are_apart(one: Any, two: Any) -> bool:
    """Whether each of two open connections keeps the ``search_path`` it was given.

    A pooler in transaction mode that does not follow ``search_path`` mixes them up; so it would
    mix up companies, without any error. Each is asked twice: a pooler may take sessions in turn.
    """
    named = ((one, "mentorat_one"), (two, "mentorat_two"))
    for connection, name in named:
        connection.execute(f"SET search_path = {name}")
    shown = [
        (connection.execute("SHOW search_path").fetchone()[0], name)
        for connection, name in named
        for _ in range(2)
    ]
    return all(found == name for found, name in shown)


_known_apart: set[tuple[str, str]] = set()
"""Host and port of the servers that this process has found to keep sessions apart."""


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection; ``search_path`` holds one schema, never ``public`` behind a company's.

    ``search_path_set_schemas`` is what the session holds, as far as known: stock forgets it with
    every choice and says ``SET`` again, here it is said only when the session differs. A rollback
    or a new session makes it unknown.
    """

    search_path_set_schemas: list[str] | None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Django opens "no database at all" to create or drop one: no company can be meant there.
        if self.alias != NO_DB_ALIAS:
            self.set_no_company()

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; raises :class:`SharedSessionError` when sessions are not kept apart here.

        Looked at once in a process, with two connections that are closed again.
        """
        server = (str(conn_params.get("host")), str(conn_params.get("port")))
        if server not in _known_apart:
            with (
                self.Database.connect(**conn_params, autocommit=True) as one,
                self.Database.connect(**conn_params, autocommit=True) as two,
            ):
                if not are_apart(one, two):
                    raise SharedSessionError(
                        "A pooler in transaction mode stands before the database: companies would "
                        "read each other's rows. Connect directly, use session mode, or let it "
                        "track search_path (PostgreSQL 18, pgbouncer 1.20 or later)."
                    )
            _known_apart.add(server)
        return super().get_new_connection(conn_params)

    def set_no_company(self) -> None:
        """Forget the chosen company: the next query raises :class:`NoCompanyError`."""
        self.tenant = None
        self.schema_name = None

    def set_tenant(self, tenant: Any, include_public: bool = False) -> None:
        """Choose a company. ``public`` is never appended: half a migration must fail, not leak."""
        held = self.search_path_set_schemas
        super().set_tenant(tenant, include_public=False)
        self.search_path_set_schemas = held

    def set_schema(
        self, schema_name: str, include_public: bool = False, tenant_type: str | None = None
    ) -> None:
        """Choose a schema by name."""
        super().set_schema(schema_name, include_public=False, tenant_type=tenant_type)

    def check_constraints(self, table_names: Iterable[str] | None = None) -> None:
        """Check deferred constraints: a question about the transaction, not about a company."""
        if self.schema_name:
            super().check_constraints(table_names)
            return
        self.set_schema_to_public()
        try:
            super().check_constraints(table_names)
        finally:
            self.set_no_company()

    def _handle_search_path(self, cursor: Any = None) -> None:
        if not self.schema_name and not self._setting_search_path:
            raise NoCompanyError("No company is chosen on this connection: use walls.inside(...).")
        if self.search_path_set_schemas != [self.schema_name]:
            self.search_path_set_schemas = None
        super()._handle_search_path(cursor)
