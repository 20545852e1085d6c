"""App configuration of evaluations."""

from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    """Company schemas only."""

    name = "evaluations"
    default_auto_field = "django.db.models.BigAutoField"
