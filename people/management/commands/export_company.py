"""Writes everything that a company has into one sealed file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from companies.errors import Refusal
from people.actions import archives
from people.management.commands import key_in, named


class Command(BaseCommand):
    """``manage.py export_company aubepine aubepine.archive``; ``restore_company`` is the way back.

    A file that exists is never written over.
    """

    help = "Write a company into one sealed archive. It opens with ENCRYPTION_KEY, or a key file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which company, into which file, sealed with what."""
        parser.add_argument("company", help="first part of its address, e.g. aubepine")
        parser.add_argument("file", help="the archive to write; must not exist")
        parser.add_argument(
            "--key-file", help="a file with a key of its own, to restore on another server"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it, say what is in it; a file that could not be finished is taken away."""
        company, path = named(options["company"]), Path(options["file"])
        key = key_in(options["key_file"])
        try:
            with path.open("xb") as file:
                try:
                    about = archives.write(company, file, key=key)
                except BaseException:
                    path.unlink()
                    raise
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error}") from error
        self.stdout.write(
            f"{company.name}: {about.rows} rows of {len(about.tables)} tables in {path}, "
            f"{path.stat().st_size} bytes, sealed."
        )
