"""App configuration of pairings."""

from django.apps import AppConfig


class PairingsConfig(AppConfig):
    """Company schemas only."""

    name = "pairings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme what this floor knows."""
        from pairings import milestones

        milestones.contribute()
