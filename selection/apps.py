"""App configuration of selection."""

from django.apps import AppConfig


class SelectionConfig(AppConfig):
    """Company schemas only."""

    name = "selection"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say at the gates of a programme, and at its doors, what this floor knows."""
        from selection import admission, belongings

        admission.contribute()
        belongings.contribute()
