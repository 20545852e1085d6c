"""Opening a company and serving a request, ours beside stock django-tenants, in one run.

``python -m bench.platform`` starts throw-away servers (or uses DATABASE_URL and REDIS_URL) and
prints medians. Options: ``--schemas 20 200`` present schemas, ``--repeats 5``, ``--rounds 200``.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from local import servers

KINDS = ("plain", "stock", "stock, limited", "ours")
COMPANIES = 10


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.platform")
    parser.add_argument("--schemas", type=int, nargs="+", default=[20, 200])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=200)
    chosen = parser.parse_args(arguments)
    with servers.running() as addresses:
        os.environ.update(addresses.environment() | {"BUILDING": "true", "HASHED_STATIC": "false"})
        os.environ["DJANGO_SETTINGS_MODULE"] = "mentorat.settings"
        import django

        django.setup()
        _prepare()
        print("Opening a company, seconds (median; the three ways take turns)\n")
        print(f"{'schemas present':<18}{'migrate':>10}{'replay':>10}{'spare':>10}")
        for present in sorted(chosen.schemas):
            _fill(present)
            taken = _creations(present, chosen.repeats)
            first = taken["migrate"]
            row = "".join(f"{value:>10.3f}" for value in taken.values())
            times = ", ".join(f"{name} {first / value:.0f}×" for name, value in taken.items())
            print(f"{present:<18}{row}   faster than migrate: {times}")
        _serve(chosen.rounds)


def _prepare() -> None:
    """The catalogue, the recording, and companies to serve."""
    from django.core.management import call_command
    from django.db import connection

    from companies import schemas
    from companies.models import Company, Domain

    connection.set_schema_to_public()  # type: ignore[attr-defined]
    call_command("migrate_schemas", shared=True, verbosity=0)
    schemas.prepare(0)
    for number in range(COMPANIES):
        name = f"bench_{number}"
        company = Company.objects.create(schema_name=name, name=name)
        Domain.objects.create(tenant=company, domain=f"bench-{number}.localhost")
        schemas.furnish(name)


def _fill(wanted: int) -> None:
    """Schemas until ``wanted`` are there; nobody lives in the added ones."""
    from django.db import connection

    from companies import schemas

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM information_schema.schemata WHERE schema_name ~ '_'")
        there = cursor.fetchone()[0] - 1  # information_schema
    for number in range(there, wanted):
        schemas.replay(f"filling_{number}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _creations(present: int, repeats: int) -> dict[str, float]:
    """Median seconds of each way. The last two are the whole of it: row, address, tables, first
    HR admin, invitation; the first is the row and the tables only."""
    from companies import schemas

    taken: dict[str, list[float]] = {"migrate": [], "replay": [], "spare": []}
    for repeat in range(repeats):
        label = f"p{present}r{repeat}"
        taken["migrate"].append(_seconds(_migrate, f"migrated_{label}"))
        _drop_spares()
        taken["replay"].append(_seconds(_found, f"replayed-{label}"))
        schemas.prepare(1)
        taken["spare"].append(_seconds(_found, f"renamed-{label}"))
    return {way: statistics.median(values) for way, values in taken.items()}


def _migrate(name: str) -> None:
    """What stock django-tenants does on the first save of a company."""
    from companies.models import Company

    company = Company.objects.create(schema_name=name, name=name)
    company.create_schema(verbosity=0)


def _found(subdomain: str) -> None:
    """What a sign-up waits for."""
    from people.actions import company as companies

    companies.found(
        name=subdomain,
        subdomain=subdomain,
        language="fr",
        hr_email="hr@bench.example",
        hr_given_name="Hélène",
        hr_family_name="Roy",
    )


def _drop_spares() -> None:
    """Forget the spares, so that the next company is replayed; their schemas stay as filling."""
    from companies.models import SpareSchema

    SpareSchema.objects.all().delete()


def _seconds(work: Callable[[str], None], name: str) -> float:
    began = time.perf_counter()
    work(name)
    return time.perf_counter() - began


def _serve(rounds: int) -> None:
    """Microseconds per request of each kind, a living process each, taking turns."""
    print(f"\nA request, µs (median of {rounds}, {COMPANIES} companies in turn) and statements\n")
    print(f"{'':<16}{'no query':>18}{'one query':>18}{'five queries':>18}")
    processes = {kind: _process(kind) for kind in KINDS}
    found: dict[str, dict[int, tuple[list[float], int]]] = {kind: {} for kind in KINDS}
    for queries in (0, 1, 5):
        for kind in KINDS:
            _ask(processes[kind], queries, 2 * COMPANIES)
            found[kind][queries] = ([], 0)
        for _ in range(5):
            for kind in KINDS:
                taken, statements = _ask(processes[kind], queries, rounds // 5)
                found[kind][queries] = (found[kind][queries][0] + taken, statements)
    for kind in KINDS:
        cells = [
            f"{statistics.median(taken):>11.0f} µs /{count:>2}"
            for taken, count in found[kind].values()
        ]
        print(f"{kind:<16}" + "".join(f"{cell:>18}" for cell in cells))
        processes[kind].stdin.close()  # type: ignore[union-attr]
        processes[kind].wait()


def _process(kind: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.requests"],
        env={**os.environ, "BENCH_KIND": kind},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _ask(process: subprocess.Popen[str], queries: int, rounds: int) -> tuple[list[float], int]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{queries} {rounds} {COMPANIES}\n")
    process.stdin.flush()
    answer = json.loads(process.stdout.readline())
    return answer["microseconds"], answer["statements"]


if __name__ == "__main__":
    main(sys.argv[1:])
