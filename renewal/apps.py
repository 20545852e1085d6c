"""App configuration of renewal."""

from django.apps import AppConfig


class RenewalConfig(AppConfig):
    """Company schemas only."""

    name = "renewal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme what this floor knows."""
        from renewal import milestones

        milestones.contribute()
