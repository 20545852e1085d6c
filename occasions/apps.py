"""App configuration of occasions."""

from django.apps import AppConfig


class OccasionsConfig(AppConfig):
    """Company schemas only."""

    name = "occasions"
    default_auto_field = "django.db.models.BigAutoField"
