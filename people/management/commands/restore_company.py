"""Makes a company again from its archive."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companies import walls
from companies.errors import Refusal
from people.actions import archives
from people.management.commands import key_in


class Command(BaseCommand):
    """``manage.py restore_company aubepine.archive [--as aubepine-2]``, then ``resume_company``."""

    help = (
        "Make a company again from its archive. It comes back suspended: resume_company opens it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, at which address, opened with what."""
        parser.add_argument("file", help="an archive that export_company or the site has made")
        parser.add_argument(
            "--as", dest="subdomain", default="", help="another first part of its address"
        )
        parser.add_argument("--key-file", help="the key that the archive was sealed with")

    def handle(self, *args: Any, **options: Any) -> None:
        """Bring it back or say why not."""
        path, key = Path(options["file"]), key_in(options["key_file"])
        try:
            with path.open("rb") as file:
                company = archives.bring_back(file, subdomain=options["subdomain"], key=key)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error}") from error
        address = walls.address("/", company)
        self.stdout.write(
            f"{company.name} is back at {address}, suspended; every row is as it was. "
            f"resume_company {company.schema_name} opens it."
        )
