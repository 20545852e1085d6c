"""App configuration of matching."""

from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """Company schemas only."""

    name = "matching"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what goes with a programme that is deleted."""
        from matching import belongings

        belongings.contribute()
