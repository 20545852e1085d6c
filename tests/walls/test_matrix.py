"""The access matrix over three companies with the same numbers and other words.

A sample of it here; ``make walls`` asks for every cell (``WALLS`` names the folder of its figures).
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house import office as offices
from tests.house.office import Office
from tests.walls import matrix, operation
from tests.walls import three as companies
from tests.walls.matrix import Cell, Verdict, Walk
from tests.walls.operation import Rounds
from tests.walls.three import Three
from tests.walls.traces import Traces

FOLDER = os.environ.get("WALLS", "")
STRIDE = 37
"""One cell in so many is in the sample; a prime, so that all kinds meet."""


@pytest.fixture(autouse=True)
def attempts_are_not_counted(settings: pytest.FixtureRequest) -> None:
    """The matrix knocks a hundred times at one door; limits have their own tests."""
    settings.ACCOUNT_RATE_LIMITS = False  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def printed(three: Three) -> Iterator[Three]:
    """The companies with real reports."""
    companies.print_reports(three)
    yield three


@pytest.fixture(scope="module")
def office(three: Three) -> Iterator[Office]:
    """The operator's site, whose first customer is one of the three."""
    yield offices.build("aubepine")


def walked[Walker: (Walk, Rounds)](walk: Walker, chosen: list[Cell]) -> Walker:
    """Ask for all these cells: what that brings to light is in the walk and its traces."""
    with walk.traces.watched():
        for cell in chosen:
            walk.ask(cell)
    return walk


def noted(schema: str, actor: str, verdict: Verdict, traces: Traces) -> None:
    """Write the figures down for ``make walls``; fails when anything leaks."""
    leaks = verdict.leaks + traces.leaks
    figures = {
        "cells": verdict.cells,
        "routes": sorted(verdict.routes),
        "leaks": leaks,
        "letters": verdict.letters,
        "messages": traces.messages,
        "words": sorted(verdict.own_words),
    }
    (Path(FOLDER) / f"{schema}-{actor}.json").write_text(json.dumps(figures))
    assert leaks == []


def test_sample_of_the_matrix_leaks_nothing(three: Three) -> None:
    chosen = list(matrix.cells(three, "aubepine"))[::STRIDE]
    walk = walked(Walk(three, "aubepine", Traces()), chosen)
    assert walk.verdict.leaks + walk.traces.leaks == []
    assert walk.verdict.cells == len(chosen) > 250
    # Its own words are read, so that those of others would be.
    assert len(walk.verdict.own_words) > 20


def test_rows_of_the_three_companies_have_the_same_numbers(three: Three) -> None:
    first, *others = (place.town.arguments for place in three.places.values())
    for other in others:
        public = {name for name, given in other.items() if "public_id" in given}
        assert {name: other[name] for name in public} == {name: first[name] for name in public}
        assert len(public) > 40


def test_sample_of_the_operators_site_leaks_nothing(three: Three, office: Office) -> None:
    chosen = list(operation.cells())[::STRIDE]
    walk = walked(Rounds(three, office, Traces()), chosen)
    assert walk.verdict.leaks + walk.traces.leaks == []
    assert walk.verdict.cells == len(chosen) > 50


@pytest.mark.skipif(not FOLDER, reason="the whole of it is for make walls")
@pytest.mark.parametrize("actor", operation.EVERYBODY)
def test_whole_site_of_the_operator(printed: Three, office: Office, actor: str) -> None:
    every = [cell for cell in operation.cells() if cell.actor == actor]
    walk = walked(Rounds(printed, office, Traces()), every)
    noted("exploitation", actor, walk.verdict, walk.traces)


@pytest.mark.skipif(not FOLDER, reason="the whole of it is for make walls")
@pytest.mark.parametrize("actor", matrix.EVERYBODY)
@pytest.mark.parametrize("schema", matrix.LETTERS)
def test_whole_matrix(printed: Three, schema: str, actor: str) -> None:
    every = [cell for cell in matrix.cells(printed, schema) if cell.actor == actor]
    if schema != "aubepine":
        # The neighbours stand for the same rules: whoever is inside, by GET and POST.
        every = [one for one in every if one.about == "own" and one.method in ("GET", "POST")]
    walk = walked(Walk(printed, schema, Traces()), every)
    noted(schema, actor, walk.verdict, walk.traces)
