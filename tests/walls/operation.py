"""The operator's site in the matrix: who gets in there, and that its sessions open nothing else."""

import uuid
from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from companies import hosts, walls
from tests.house import office as offices
from tests.house.office import Office
from tests.house.test_every_route import (
    OPERATION,
    PUBLIC,
    ROUTES,
    expected,
    expected_at_the_office,
)
from tests.people import operators
from tests.walls import canaries
from tests.walls.matrix import METHODS, Browsers, Cell, Shown, Verdict, without_noise
from tests.walls.three import Three
from tests.walls.traces import Traces

EVERYBODY: Final = (*offices.ACTORS, "customers_hr")
"""Those of the office, and the HR admin of a customer who brings the cookie along."""

ABOUT: Final = ("own", "absent", "at a customer's", "at the public site")
"""An existing object; nobody's; the same addresses, and those of a customer, on other hosts."""

NAMES: Final = 99_999
"""Number of the word in the name of a company, which operators read; they read nothing else."""

OTHER_HOSTS: Final = {"at a customer's": "aubepine.localhost", "at the public site": "localhost"}


def cells() -> Iterator[Cell]:
    """Every request to the operator's site, and by its people to others."""
    for actor in EVERYBODY:
        for route in OPERATION:
            for method in METHODS:
                yield Cell("exploitation", actor, route, method, "own")
            if route.startswith("operator:") or route == "admin:companies_company_change":
                for method in METHODS[:2]:
                    yield Cell("exploitation", actor, route, method, "absent")
            if route not in ROUTES and route not in PUBLIC:
                for about in OTHER_HOSTS:
                    yield Cell("exploitation", actor, route, "GET", about)
        for route in ROUTES:
            if route not in OPERATION:
                yield Cell("exploitation", actor, route, "GET", "own")
            if actor != "customers_hr":
                for method in METHODS[:2]:
                    yield Cell("exploitation", actor, route, method, "at a customer's")


def statuses(cell: Cell) -> set[int]:
    """What may come back."""
    actor = "nobody" if cell.actor == "customers_hr" else cell.actor
    if cell.about == "at a customer's" and cell.route in ROUTES:
        return {expected(cell.route, cell.method, "nobody")}
    if cell.about in OTHER_HOSTS or cell.route not in OPERATION:
        return {404}
    if cell.method in METHODS[2:]:
        seen = {expected_at_the_office(cell.route, method, actor) for method in METHODS[:2]}
        return seen | {405} | ({200} if cell.method == "OPTIONS" else set())
    own = expected_at_the_office(cell.route, cell.method, actor)
    if cell.about == "own" or actor != "operator" or own == 405:
        return {own}
    return {own} if cell.route in ("operator:open", "operator:operators") else {404}


class Rounds:
    """Asks for cells and keeps what it finds."""

    def __init__(self, three: Three, office: Office, traces: Traces) -> None:
        self.three, self.office, self.traces = three, office, traces
        self.verdict = Verdict()
        self._browsers = Browsers(self._log_in)
        self._absent: dict[tuple[str, str], Shown] = {}

    def ask(self, cell: Cell) -> None:
        """One request, its answer judged, and everything undone that it did."""
        browser = self._browsers.of(cell.actor)
        browser.defaults["HTTP_HOST"] = OTHER_HOSTS.get(cell.about, operators.HOST)
        is_customers = cell.about == "at a customer's"
        schema = "aubepine" if is_customers else self.office.company.schema_name
        with walls.inside(schema), transaction.atomic():
            with self.traces.of(schema):
                answer = browser.generic(cell.method, self._address(cell))
                content = answer.getvalue() if cell.method != "HEAD" else answer.content
            self._judge(cell, answer, content)
            # A request to the public site leaves the catalogue chosen.
            with walls.inside(schema):
                letters = self.traces.letters()
            for text in letters:
                self._words(cell, "a letter", canaries.found_in(text))
            self.verdict.letters += len(letters)
            transaction.set_rollback(True)
        # What was decided about a customer is undone behind the back of what remembers hosts.
        hosts.forget()
        self.verdict.cells += 1
        if cell.route in OPERATION and cell.about == "own":
            self.verdict.routes.add(f"{cell.schema}/{cell.route}")

    def _address(self, cell: Cell) -> str:
        if cell.route in OPERATION and cell.route not in ROUTES:
            given = self.office.arguments.get(cell.route, {})
            if cell.about == "absent":
                absent = {"pk": 10**6, "public_id": uuid.uuid4()}
                given = {name: absent[name] for name in given}
            return self.office.address(cell.route, given)
        if cell.about == "at a customer's" or cell.route not in OPERATION:
            given = self.three.places["aubepine"].town.arguments.get(cell.route, {})
            return reverse(cell.route, kwargs=given, urlconf="mentorat.urls")
        return self.office.address(cell.route)

    def _log_in(self, actor: str) -> Client:
        if actor != "customers_hr":
            return self.office.browser(actor)
        with walls.inside("aubepine"):
            return self.three.places["aubepine"].town.browser("hr")

    def _judge(self, cell: Cell, answer: HttpResponse, content: bytes) -> None:
        may = statuses(cell)
        if answer.status_code not in may:
            self._leak(cell, f"{answer.status_code} instead of {sorted(may)}")
        words = canaries.found_in(content, answer.headers.get("Content-Type", ""))
        words |= canaries.found_in(str(answer.headers) + answer.cookies.output())
        self._words(cell, "the answer", words)
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            self._leak(cell, "may be kept by a cache")
        is_office = cell.about in ("own", "absent")
        if is_office and answer.status_code == 404 and cell.method == "GET":
            shown = without_noise(answer, content, answer.request["PATH_INFO"])
            if shown != self._absent.setdefault((cell.actor, cell.route), shown):
                self._leak(cell, "its 404 is not that of something absent")

    def _words(self, cell: Cell, where: str, words: set[tuple[str, int]]) -> None:
        numbers = {number for _letter, number in words}
        if cell.about in OTHER_HOSTS:
            # A customer's pages for nobody have their own table; here only the others' words count.
            numbers = {number for letter, number in words if letter != "a"}
        elif cell.actor == "operator":
            self.verdict.own_words |= numbers & {NAMES}
            numbers -= {NAMES}
        if numbers:
            self._leak(cell, f"words of a company in {where}: {sorted(numbers)[:5]}")

    def _leak(self, cell: Cell, what: str) -> None:
        self.verdict.leaks.append(f"{cell}: {what}")
