"""Records the migrations after a deployment and makes schemas ahead for the next companies."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from companies import schemas


class Command(BaseCommand):
    """``manage.py prepare_companies``, after ``migrate_schemas``."""

    help = "After migrate_schemas: writes down how tables are made, and keeps schemas ready."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many to keep."""
        parser.add_argument("--spares", type=int, default=settings.SPARE_COMPANIES)

    def handle(self, *args: Any, **options: Any) -> None:
        """Prepare, and say what is there."""
        schemas.prepare(options["spares"], is_deployment=True)
        self.stdout.write(
            f"{len(schemas.expected())} migrations recorded, {options['spares']} schemas ready."
        )
