"""App configuration of training."""

from django.apps import AppConfig


class TrainingConfig(AppConfig):
    """Company schemas only."""

    name = "training"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme what this floor knows, and who must learn first."""
        from training import belongings, milestones, standing

        belongings.contribute()
        milestones.contribute()
        standing.contribute()
