"""App configuration of asking."""

from django.apps import AppConfig


class AskingConfig(AppConfig):
    """Company schemas only."""

    name = "asking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Keep mentors who pause out of matchings and pairs; say what goes with a programme."""
        from asking import belongings, standing

        standing.contribute()
        belongings.contribute()
