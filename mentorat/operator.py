"""Django's admin, installed without a table and without a key into any company."""

from django.contrib.admin.apps import SimpleAdminConfig
from django.db.models import DO_NOTHING, ForeignKey


class OperatorAdminConfig(SimpleAdminConfig):
    """The machinery of the operator's pages (people.admin); nothing is discovered or logged.

    Who did what is in the journals. The admin's own log has a key to persons and no table here:
    deleting a person must not ask for it.
    """

    def ready(self) -> None:
        """Cut the admin's log off."""
        super().ready()
        for field in self.get_model("LogEntry")._meta.get_fields():
            if isinstance(field, ForeignKey):
                field.remote_field.on_delete = DO_NOTHING
