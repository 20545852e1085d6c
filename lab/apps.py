"""App configuration of the lab."""

from django.apps import AppConfig


class LabConfig(AppConfig):
    """Company schemas only."""

    name = "lab"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what goes with a programme that is deleted."""
        from lab import belongings

        belongings.contribute()
