"""App configuration of people."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Company schemas only."""

    name = "people"
    default_auto_field = "django.db.models.BigAutoField"
