"""App configuration of competencies."""

from django.apps import AppConfig


class CompetenciesConfig(AppConfig):
    """Company schemas only."""

    name = "competencies"
    default_auto_field = "django.db.models.BigAutoField"
