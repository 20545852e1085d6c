"""The django-tenants engine, made to raise where stock silently reads ``public``."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import NO_DB_ALIAS
from django_tenants.postgresql_backend import base


class NoCompanyError(ImproperlyConfigured):
    """A query was made while no company (nor the catalogue) was chosen."""


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
