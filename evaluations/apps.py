"""App configuration of evaluations."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Company schemas only."""

    name = "evaluations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say on every canvas which pulses come by themselves."""
        from evaluations import planned

        planned.contribute()
