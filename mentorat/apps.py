"""App configuration of the wiring floor."""

from django.apps import AppConfig


class MentoratConfig(AppConfig):
    """No tables; holds commands, the catalogue of translations and template tags."""

    name = "mentorat"
