"""Builds the demo companies that are missing, through the product's own actions and worker."""

import multiprocessing
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from companies import walls
from companies.models import Company
from mentorat.demo import files, operator, present, story, summary


class Command(BaseCommand):
    """``manage.py seed_demo``: companies that exist are left alone."""

    help = "Builds the demo companies and writes var/demo.json. A worker must be running."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which companies, and who does their long works."""
        parser.add_argument(
            "companies", nargs="*", metavar="company", help="folders of demo/; all by default"
        )
        parser.add_argument(
            "--without-worker", action="store_true", help="do the long works in this process"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Build what is missing, two companies at the same time; then say where they are."""
        if not (settings.DEMO or settings.DEBUG):
            raise CommandError("Demo companies are built only with DEMO=true or DEBUG=true.")
        names = options["companies"] or files.COMPANIES
        for name in names:
            if name not in files.COMPANIES:
                raise CommandError(f"There is no demo company “{name}”.")
        operator.establish()
        self._build_all(names, has_worker=not options["without_worker"])
        path = summary.write([files.read(name) for name in names])
        self._say(f"Logins and addresses are in {path}.")

    def _build_all(self, names: Sequence[str], *, has_worker: bool) -> None:
        missing = [name for name in names if not _exists(name)]
        if len(missing) < 2:
            for name in names:
                self._build(name, has_worker)
            return
        # A company keeps one core busy: two of them are built side by side.
        connections.close_all()
        fork = multiprocessing.get_context("fork")
        builders = [
            fork.Process(target=self._build_apart, args=(name, has_worker), daemon=True)
            for name in names
        ]
        for builder in builders:
            builder.start()
        for builder in builders:
            builder.join()
        if any(builder.exitcode for builder in builders):
            raise CommandError("A demo company could not be built; the lines above say why.")

    def _build_apart(self, name: str, has_worker: bool) -> None:
        try:
            self._build(name, has_worker)
        except CommandError as error:
            sys.exit(str(error))
        finally:
            connections.close_all()

    def _build(self, name: str, has_worker: bool) -> None:
        file = files.read(name)
        if _exists(name):
            self._say(f"{file.name} is already there.")
        else:
            story.live(file, self._say)
        try:
            with walls.inside(name):
                present.catch_up(file, self._say, has_worker=has_worker)
        except present.UndoneError as error:
            raise CommandError(f"{file.name}: {error}") from error

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()


def _exists(name: str) -> bool:
    with walls.catalogue():
        return Company.objects.filter(schema_name=name).exists()
