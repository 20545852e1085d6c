"""Makes the operator's own company, or one more operator in it."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from companies import walls
from companies.errors import Refusal
from companies.models import Company
from people.actions import operation


class Command(BaseCommand):
    """``manage.py found_operator --email … --given-name … --family-name …``."""

    help = (
        "Make the operator's site, at OPERATOR_SUBDOMAIN, and invite somebody to run it; "
        "once it exists, invite one more."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who runs it."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--given-name", required=True)
        parser.add_argument("--family-name", required=True)
        parser.add_argument("--language", choices=Company.Language.values, default="fr")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make it or say why not."""
        try:
            validate_email(options["email"])
            own = operation.establish(
                email=options["email"],
                given_name=options["given_name"],
                family_name=options["family_name"],
                language=options["language"],
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"The operator's site is at {walls.address('/', own)}")
        self.stdout.write(
            f"The invitation to {options['email']} is in the outbox "
            f"(OPERATOR_SUBDOMAIN={settings.OPERATOR_SUBDOMAIN})."
        )
