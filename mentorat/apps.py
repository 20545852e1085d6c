"""App configuration of the wiring floor."""

from django.apps import AppConfig

from mentorat.formats import french


class MentoratConfig(AppConfig):
    """No tables; holds commands, the catalogue of translations, formats and template tags."""

    name = "mentorat"

    def ready(self) -> None:
        """French dates are written as French people write them."""
        french.speak_french()
