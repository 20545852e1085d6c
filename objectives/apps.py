"""App configuration of objectives."""

from django.apps import AppConfig


class ObjectivesConfig(AppConfig):
    """Company schemas only."""

    name = "objectives"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Answer for the objectives of a programme wherever its own floor asks for them."""
        from objectives import belongings, keeping, milestones
        from objectives.actions import schedule
        from programmes import measures

        measures.contribute(keeping)
        belongings.contribute()
        milestones.contribute()
        schedule.contribute()
