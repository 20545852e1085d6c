"""App configuration of pairings."""

from django.apps import AppConfig


class PairingsConfig(AppConfig):
    """Company schemas only."""

    name = "pairings"
    default_auto_field = "django.db.models.BigAutoField"
