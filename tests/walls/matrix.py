"""The access matrix: who asks for what, in which way, about whose object, and what comes back.

What should come back is read from the table of ``tests/house/test_every_route.py``; here are only
the rules that carry it over to further actors, objects and methods.
"""

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from typing import Any, Final

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from companies import walls
from privacy.models import Hold, RightsRequest
from tests.house.test_every_route import ROUTES, expected
from tests.house.town import ACTORS
from tests.walls import canaries
from tests.walls.canaries import LETTERS
from tests.walls.three import Place, Three
from tests.walls.traces import Traces

# Further people, and whose column of the table is theirs.
FURTHER: Final = {
    "outside_mentor": "stranger",
    "outside_mentee": "stranger",
    "outside_sponsor": "stranger",
    "former_mentee": "stranger",
    "former_hr": "nobody",
    "neighbours_hr": "nobody",
}
"""Those of another programme, one who withdrew, one who left the company while logged in, and the
HR admin of the company next door, with the same number, who brings the cookie along."""

EVERYBODY: Final = (*ACTORS, *FURTHER)
METHODS: Final = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE")
OBJECTS: Final = ("own", "beside", "other", "foreign", "absent")
"""Of the actor's programme; of another pair in it; of another programme; of another company only;
nobody's."""

# Whoever has an enrolment opens the programme's page, whatever they answered since.
STILL_OPEN: Final = {
    ("former_mentee", route)
    for route in (
        *("programmes:detail", "introductions:panel", "matching:panel", "renewal:panel"),
        "training:panel",
    )
}

# The stranger of the table directs another programme; the further people direct none.
OF_DESIGNERS: Final = ("renewal:lessons",)
# Whoever was asked to interview a mentor (in a town: its sponsor) reads whom.
OF_INTERVIEWERS: Final = ("selection:interview",)

# Whoever holds the link gets in, wherever they belong.
BY_LINK: Final = (
    "people:accept_invitation",
    "evaluations:answer_by_link",
    "references:answer_by_link",
    "account_reset_password_from_key",
    "privacy:taken_by_link",
    "communication:stop_by_link",
)
# Of those who are logged in, the one it was written to (in a town: its sponsor).
BY_OWN_LINK: Final = ("references:answer_by_link",)
# Everybody of the company may read what is presented, and whom to ask.
PRESENTED: Final = ("communication:page", "communication:event")
# Words of whoever wrote them: another HR admin changes none of them.
ONES_OWN: Final = ("renewal:remark",)
# Addresses with a number of the reader's own rows or a word, not with a public id.
NUMBERED: Final = (
    *("mfa_edit_webauthn", "mfa_remove_webauthn", "people:journal_export"),
    *("people:connection_add", "people:logo", "people:style_sheet", "people:space_sample"),
    "privacy:register_export",
)

_PAIR: Final = {"mentor", "mentee", "director", "sponsor", "programme"}
_OUTSIDE: Final = {"outside_mentor", "outside_mentee", "outside_sponsor", "other director"}
READS: Final[dict[str, set[str]]] = {
    **{actor: set() for actor in EVERYBODY},
    "mentor": _PAIR,
    "mentee": _PAIR,
    "former_mentee": {"director", "sponsor", "programme"},
    "sponsor": {"director", "hr", "programme"},
    "outside_mentor": _OUTSIDE | {"other programme"},
    "outside_mentee": _OUTSIDE | {"other programme"},
    "outside_sponsor": {"other director", "other programme"},
    "director": {"people", "programme"},
    "hr": {"people", "programme", "other programme"},
}
"""About whom somebody reads words, besides themselves: a sponsor reads no participant's
name, only who asked for a report (the director or HR), a
partner none of another pair; ``people`` is everybody of the company, whom a director may invite."""

NOISE: Final = re.compile(
    rb'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"|"X-CSRFToken": "[^"]*"'
)
type Shown = tuple[bytes, tuple[tuple[str, str], ...]]
FLEETING: Final = ("X-Request-ID", "Content-Security-Policy", "Set-Cookie", "Content-Length")


@dataclass(frozen=True)
class Cell:
    """One request."""

    schema: str
    actor: str
    route: str
    method: str
    about: str

    def __str__(self) -> str:
        return f"{self.schema}: {self.actor} {self.method} {self.route} ({self.about})"


@dataclass
class Verdict:
    """What was asked and what should not have come back."""

    cells: int = 0
    routes: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)
    own_words: set[int] = field(default_factory=set)
    letters: int = 0


def owners(place: Place) -> dict[tuple[str, int], str]:
    """Whom or what a row is about: a person by the name of the actor, else a programme."""
    found = {("programmes.programme", place.other.programme.pk): "other programme"}
    found[("programmes.programme", place.town.programme.pk)] = "programme"
    people = [*place.other.people.items(), *place.town.people.items()]
    for name, person in people:
        if person is not None:
            is_other = person in place.other.people.values() and not name.startswith("outside_")
            found[("people.person", person.pk)] = f"other {name}" if is_other else name
    for name, person in place.pair.items():
        found[("people.person", person.pk)] = f"{name} beside"
    # What the privacy desk holds about them is theirs as their own record is.
    for kind, about in ((Hold, "subject_id"), (RightsRequest, "person__public_id")):
        names = {
            person.public_id: found[("people.person", person.pk)]
            for _name, person in people
            if person is not None
        }
        for pk, public_id in kind.objects.values_list("pk", about):
            found[(kind._meta.label_lower, pk)] = names.get(public_id, "somebody")
    return found


def cells(three: Three, schema: str) -> Iterator[Cell]:
    """Every request to one company's site."""
    place = three.places[schema]
    for actor in EVERYBODY:
        for route in ROUTES:
            for about in OBJECTS:
                if arguments(three, place, route, about) is None:
                    continue
                for method in METHODS if about == "own" else METHODS[:2]:
                    yield Cell(schema, actor, route, method, about)


def arguments(three: Three, place: Place, route: str, about: str) -> dict[str, Any] | None:
    """What stands in the address of a route; ``None`` when there is no such object."""
    own = place.town.arguments.get(route, {})
    if about == "own":
        return own
    if about == "beside":
        return place.beside.get(route)
    if not own or route in NUMBERED:
        return None
    if about == "other":
        return place.other.arguments[route]
    if about == "foreign":
        return three.foreign.arguments[route] if place.town.schema != "kestrel" else None
    return None if route in BY_LINK else {name: uuid.uuid4() for name in own}


def statuses(cell: Cell) -> set[int]:
    """What may come back."""
    column = _column(cell)
    if cell.method in METHODS[2:]:
        seen = {expected(cell.route, method, column) for method in ("GET", "POST")}
        return seen | {405} | ({200} if cell.method == "OPTIONS" else set())
    own = expected(cell.route, cell.method, column)
    if cell.about == "own":
        return {own}
    if cell.route in BY_LINK:
        return {own} if cell.about == "other" else _refused_link(cell.route)
    if column == "nobody" and own == 302:
        # To the login page, whatever was asked for.
        return {own}
    if cell.about in ("beside", "other"):
        is_wide = (
            (column == "hr" and cell.route not in ONES_OWN)
            or (cell.about == "other" and cell.actor.startswith("outside_"))
            or (cell.about == "beside" and column not in ("mentor", "mentee"))
        )
        return {own if is_wide else expected(cell.route, cell.method, "stranger")}
    return {405 if own == 405 else 404}


def _column(cell: Cell) -> str:
    """Whose column of the table says what this actor gets."""
    if cell.about == "other" and cell.actor.startswith("outside_"):
        return cell.actor.removeprefix("outside_")
    if cell.about == "own" and (cell.actor, cell.route) in STILL_OPEN:
        return "mentee"
    if cell.about == "other" and cell.route in BY_OWN_LINK and cell.actor == "sponsor":
        return "stranger"
    if cell.route in OF_DESIGNERS and FURTHER.get(cell.actor) == "stranger":
        return "charlie"
    return FURTHER.get(cell.actor, cell.actor)


def _refused_link(route: str) -> set[int]:
    """A link that is not for this company: the page for a new password says so itself."""
    return {200} if route == "account_reset_password_from_key" else {404}


class Browsers:
    """One browser per actor, which has at each request the cookies it had after logging in."""

    def __init__(self, log_in: Callable[[str], Client]) -> None:
        self._log_in = log_in
        self._known: dict[str, tuple[Client, str]] = {}

    def of(self, actor: str) -> Client:
        """The browser of ``actor``, who logs in when they are first asked for."""
        if actor not in self._known:
            browser = self._log_in(actor)
            self._known[actor] = (browser, browser.cookies.output())
        browser, cookies = self._known[actor]
        browser.cookies = SimpleCookie(cookies.replace("Set-Cookie: ", ""))
        return browser


class Walk:
    """Asks for cells of one company and keeps what it finds."""

    def __init__(self, three: Three, schema: str, traces: Traces) -> None:
        self.three, self.schema, self.traces = three, schema, traces
        self.place = three.places[schema]
        self.verdict = Verdict()
        with walls.inside(schema):
            self.owners = owners(self.place)
        self._browsers = Browsers(self._log_in)
        self._absent: dict[tuple[str, str], Shown] = {}

    def ask(self, cell: Cell) -> None:
        """One request, its answer judged, and everything undone that it did."""
        given = arguments(self.three, self.place, cell.route, cell.about)
        address = reverse(cell.route, kwargs=given, urlconf="mentorat.urls")
        # Logged in before: what the request does is undone, the log-in is not.
        browser = self._browsers.of(cell.actor)
        with walls.inside(self.schema), transaction.atomic():
            with self.traces.of(self.schema):
                answer = browser.generic(cell.method, address)
                content = answer.getvalue() if cell.method != "HEAD" else answer.content
            self._judge(cell, answer, content)
            self.verdict.letters += self._letters(cell)
            transaction.set_rollback(True)
        self.verdict.cells += 1
        self.verdict.routes.add(cell.route)

    def _log_in(self, actor: str) -> Client:
        neighbours = "kestrel" if self.schema != "kestrel" else "aubepine"
        is_theirs = actor == "neighbours_hr"
        schema = neighbours if is_theirs else self.schema
        with walls.inside(schema):
            town = self.three.places[schema].town
            browser = town.browser("hr" if is_theirs else actor)
        browser.defaults["HTTP_HOST"] = f"{self.schema}.localhost"
        return browser

    def _judge(self, cell: Cell, answer: HttpResponse, content: bytes) -> None:
        may = statuses(cell)
        if answer.status_code not in may:
            self._leak(cell, f"{answer.status_code} instead of {sorted(may)}")
        kind = answer.headers.get("Content-Type", "")
        words = canaries.found_in(content, kind) | canaries.found_in(str(answer.headers))
        words |= canaries.found_in(answer.cookies.output())
        self._words(cell, "the answer", words)
        self._readers(cell, words)
        if cell.method == "OPTIONS" and answer.status_code == 200 and content:
            self._leak(cell, "a page for OPTIONS")
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            self._leak(cell, "may be kept by a cache")
        if answer.status_code == 404 and cell.method == "GET":
            self._same_as_absent(cell, answer, content)

    def _words(self, cell: Cell, where: str, words: set[tuple[str, int]]) -> None:
        own = LETTERS[self.schema]
        self.verdict.own_words |= {number for letter, number in words if letter == own}
        foreign = sorted(number for letter, number in words if letter != own)
        if foreign:
            self._leak(cell, f"words of another company in {where}: {self._places(foreign)}")

    def _readers(self, cell: Cell, words: set[tuple[str, int]]) -> None:
        """Words about somebody are for those whom the table of readers names."""
        if cell.route in BY_LINK:
            return
        rows = self.three.canaries.rows
        about = {self.owners.get(rows[n], "") for _letter, n in words if n < len(rows)} - {""}
        may = READS[cell.actor]
        if cell.route in PRESENTED:
            may = may | {"programme", "director", "other programme", "other director"}
        if cell.route in OF_INTERVIEWERS and cell.actor.endswith("sponsor"):
            may = may | {"outside_mentor" if cell.actor.startswith("outside_") else "mentor"}
        if "people" in may:
            about = {one for one in about if one.endswith("programme")}
        if too_much := about - may - {cell.actor}:
            self._leak(cell, f"words about {sorted(too_much)}")

    def _places(self, numbers: list[int]) -> str:
        places = self.three.canaries.places
        return ", ".join(places[n] if n < len(places) else "the company" for n in numbers[:5])

    def _same_as_absent(self, cell: Cell, answer: HttpResponse, content: bytes) -> None:
        """Whatever is not there and whatever one may not see look the same, to the byte."""
        shown = without_noise(answer, content, answer.request["PATH_INFO"])
        first = self._absent.setdefault((cell.actor, cell.route), shown)
        if shown != first:
            self._leak(cell, "its 404 is not that of something absent")

    def _letters(self, cell: Cell) -> int:
        """Letters that the request wrote: read as they would arrive."""
        texts = self.traces.letters()
        for text in texts:
            self._words(cell, "a letter", canaries.found_in(text))
        return len(texts)

    def _leak(self, cell: Cell, what: str) -> None:
        self.verdict.leaks.append(f"{cell}: {what}")


def without_noise(answer: HttpResponse, content: bytes, path: str) -> Shown:
    """What an answer shows, apart from what differs from one to the next."""
    shown = NOISE.sub(b"", content.replace(path.encode(), b""))
    headers = {name: value for name, value in answer.headers.items() if name not in FLEETING}
    return shown, tuple(sorted(headers.items()))
