"""How long a file of people takes, from bytes to rows of a company.

``make bench`` runs it on throw-away servers and prints medians of three.
"""

import os
import statistics
import time
from collections.abc import Callable
from functools import partial

from people import roster

SIZES = (300, 1_000, 10_000)
HEADER = "Matricule;Nom;Prénom;Courriel;Site;Direction;Matricule du responsable;Date d'entrée"


def main() -> None:
    """Found a company, import files of several sizes into it, print a table in seconds."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorat.settings")
    os.environ.setdefault("DEMO", "true")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from companies import walls
    from people.actions import company, people_import
    from people.models import Person

    connection.set_schema_to_public()  # type: ignore[attr-defined]
    call_command("migrate_schemas", shared=True, verbosity=0)
    company.found(
        name="Bench",
        subdomain="bench",
        language="fr",
        hr_email="hr@bench.example",
        hr_given_name="H",
        hr_family_name="R",
    )
    print(f"{'rows':>8} {'parse':>8} {'preview':>8} {'apply':>8}   seconds, medians of 3")
    with walls.inside("bench"):
        hr = Person.objects.get()
        for size in SIZES:
            parse, preview, apply = [], [], []
            for turn in range(3):
                content = _file(size, turn)

                parse.append(_seconds(partial(_parse, content)))
                batch = people_import.receive(content=content, filename="people.csv", by=hr)
                preview.append(_seconds(partial(people_import.preview, batch)))
                people_import.confirm(batch, by=hr)
                batch.refresh_from_db()
                apply.append(_seconds(partial(people_import.perform, batch)))
            figures = (statistics.median(times) for times in (parse, preview, apply))
            print(f"{size:>8} " + " ".join(f"{figure:8.2f}" for figure in figures))


def _parse(content: bytes) -> None:
    table = roster.read(content, "people.csv")
    roster.parse(table, roster.guess_mapping(table.headers))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _file(size: int, turn: int) -> bytes:
    """People of another intake at each turn, so that every row is a new one."""
    first = turn * 100_000 + size * 10
    lines = [
        f"{first + i};Nom{i};Zoé;p{first + i}@bench.example;Lyon;Finance;"
        f"{first + i // 7 if i else ''};01/03/2019"
        for i in range(size)
    ]
    return "\n".join([HEADER, *lines]).encode("cp1252")


if __name__ == "__main__":
    main()
