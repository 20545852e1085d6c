"""App configuration of occasions."""

from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    """Company schemas only."""

    name = "occasions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say what a programme that is deleted would lose."""
        from occasions import belongings

        belongings.contribute()
