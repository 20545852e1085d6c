"""App configuration of introductions."""

from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    """Company schemas only."""

    name = "introductions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say to pairings and matching which pairs must not be made, and what mentors answered."""
        from introductions import standing

        standing.contribute()
