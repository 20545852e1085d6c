"""App configuration of renewal."""

from django.apps import AppConfig


class RenewalConfig(AppConfig):
    """Company schemas only."""

    name = "renewal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme, and before it is deleted, what this floor knows."""
        from renewal import belongings, milestones

        milestones.contribute()
        belongings.contribute()
