"""App configuration of communication."""

from django.apps import AppConfig


class CommunicationConfig(AppConfig):
    """Company schemas only."""

    name = "communication"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme what this floor knows, and what hangs on it."""
        from communication import belongings, milestones, offers
        from communication.actions import moving

        milestones.contribute()
        offers.contribute()
        moving.contribute()
        belongings.contribute()
