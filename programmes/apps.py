"""App configuration of programmes."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Company schemas only."""

    name = "programmes"
    default_auto_field = "django.db.models.BigAutoField"
