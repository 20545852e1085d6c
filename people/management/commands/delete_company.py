"""Decides that a company is deleted in thirty days, or that it stays."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companies.errors import Refusal
from people.actions import deletion
from people.management.commands import named


class Command(BaseCommand):
    """``manage.py delete_company aubepine --confirm "Aubépine Assurances" --reason "…"``."""

    help = (
        "Delete a suspended company in 30 days; --take-back changes one's mind until then. "
        "Make an archive first: export_company."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which company, why, and the name typed as a confirmation."""
        parser.add_argument("company", help="first part of its address, e.g. aubepine")
        parser.add_argument("--reason", required=True, help="kept in the journals")
        parser.add_argument("--confirm", default="", help="the name of the company, in full")
        parser.add_argument("--take-back", action="store_true", help="the company stays")

    def handle(self, *args: Any, **options: Any) -> None:
        """Decide it or say why not."""
        company = named(options["company"])
        try:
            if options["take_back"]:
                deletion.take_back(company, reason=options["reason"], by=None)
                self.stdout.write(f"{company.name} stays, suspended as it was.")
                return
            row = deletion.announce(
                company, confirmation=options["confirm"], reason=options["reason"], by=None
            )
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(
            f"{row.name} will be erased on {row.delete_on:%Y-%m-%d}. Until then "
            f"delete_company {row.schema_name} --take-back --reason … keeps it."
        )
