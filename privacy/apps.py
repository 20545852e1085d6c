"""App configuration of privacy."""

from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    """Company schemas only."""

    name = "privacy"
    default_auto_field = "django.db.models.BigAutoField"
