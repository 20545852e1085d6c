"""App configuration of references."""

from django.apps import AppConfig


class ReferencesConfig(AppConfig):
    """Company schemas only."""

    name = "references"
    default_auto_field = "django.db.models.BigAutoField"
