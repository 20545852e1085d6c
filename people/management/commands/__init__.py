"""What the operator's commands about one company share."""

from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError

from companies import walls
from companies.errors import Refusal
from companies.models import Company


class StatusCommand(BaseCommand):
    """Finds the company by its subdomain or schema, and changes its status for a reason."""

    change: ClassVar[Callable[..., None]]
    done: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which company, and why."""
        parser.add_argument("company", help="first part of its address, e.g. aubepine")
        parser.add_argument("--reason", required=True, help="kept in the company's journal")

    def handle(self, *args: Any, **options: Any) -> None:
        """Change it or say why not."""
        schema = options["company"].replace("-", "_")
        with walls.catalogue():
            company = Company.objects.filter(schema_name=schema).first()
        if company is None:
            raise CommandError(f"There is no company “{options['company']}”.")
        try:
            type(self).change(company, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        address = walls.address("/", company)
        self.stdout.write(self.done.format(name=company.name, address=address))
