"""Opens a company from the command line and invites its first HR admin."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from companies import walls
from companies.errors import Refusal
from companies.models import Company
from people.actions.company import found


class Command(BaseCommand):
    """``manage.py found_company "Aubépine Assurances" aubepine --hr-email …``."""

    help = "Open a company: its address, its schema, its first HR admin, who is invited by mail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name and subdomain, then who administers it."""
        parser.add_argument("name", help="name shown on every page, e.g. “Aubépine Assurances”")
        parser.add_argument("subdomain", help="first part of its address, e.g. aubepine")
        parser.add_argument("--language", choices=Company.Language.values, default="fr")
        parser.add_argument("--time-zone", default="Europe/Paris")
        parser.add_argument("--hr-email", required=True)
        parser.add_argument("--hr-given-name", required=True)
        parser.add_argument("--hr-family-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Open it or say why not."""
        try:
            validate_email(options["hr_email"])
            company = found(
                name=options["name"],
                subdomain=options["subdomain"],
                language=options["language"],
                time_zone=options["time_zone"],
                hr_email=options["hr_email"],
                hr_given_name=options["hr_given_name"],
                hr_family_name=options["hr_family_name"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        address = walls.address("/", company)
        self.stdout.write(f"{company.name} is open at {address}")
        self.stdout.write(f"The invitation to {options['hr_email']} is in the outbox.")
