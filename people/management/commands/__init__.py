"""What the operator's commands about one company share."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar, Final

from django.core.management.base import BaseCommand, CommandError

from companies import walls
from companies.errors import Refusal
from companies.models import Company

SHORTEST: Final = 32
"""Characters of a key that seals an archive for another server."""


def named(name: str) -> Company:
    """The company with this subdomain or schema, served or not; else the command ends."""
    with walls.catalogue():
        company = Company.objects.filter(schema_name=name.replace("-", "_")).first()
    if company is None:
        raise CommandError(f"There is no company “{name}”.")
    return company


def key_in(path: str | None) -> str:
    """What a file of ``--key-file`` holds; "" without one: the installation's own key."""
    if path is None:
        return ""
    try:
        key = Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    if len(key) < SHORTEST:
        raise CommandError(f"The key in {path} is shorter than {SHORTEST} characters.")
    return key


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
        company = named(options["company"])
        try:
            type(self).change(company, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        address = walls.address("/", company)
        self.stdout.write(self.done.format(name=company.name, address=address))
