"""App configuration of pilots."""

from django.apps import AppConfig


class PilotsConfig(AppConfig):
    """Company schemas only."""

    name = "pilots"
    default_auto_field = "django.db.models.BigAutoField"
