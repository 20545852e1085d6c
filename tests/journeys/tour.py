"""Walks through every page of a site of the product, each person in turn, by following links."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from django.utils import translation
from playwright.sync_api import Browser, Response

from people import roster
from programmes.wording import starters
from tests.journeys import inspector
from tests.journeys.conftest import Product
from tests.journeys.inspector import NARROW, PHONE, WIDE, Look
from tests.journeys.walker import Walker

ROOT = Path(__file__).resolve().parent.parent.parent
FILES = (".pdf", ".csv", ".xlsx", ".zip", ".ics", "/download/", "/metadata")
HANDED_OUT = ("operator:fetch", "training:file", "competencies:export")
"""A route whose addresses do not say that a file lies there."""
STATES = {
    "communication:calendar": 4,
    "communication:event": 2,
    "communication:message": 3,
    "matching:run": 3,
    "programmes:detail": 3,
    "programmes:canvas": 9,
    "training:board": 3,
    "training:module": 9,
    "matching:board": 3,
    "people:import_review": 2,
    "privacy:erase": 2,
    "privacy:export_for": 2,
    "privacy:request": 2,
    "admin:companies_company_change": 3,
}
"""Routes whose page depends on how far things are: how many of them one person opens."""
BILINGUAL = (
    *("competencies:needs", "competencies:need", "competencies:competency", "pilots:sheet"),
    *("communication:message", "communication:edit", "communication:new", "training:module"),
    *("training:question", "training:question_new", "selection:form", "selection:question"),
)
"""Pages on which HR writes in both languages side by side, or sees a file of its own."""
PERSONAL = ("home", "mfa_index", "programmes:detail", "evaluations:results", "privacy:own_data")
"""Routes that show each person something else; any other one is opened by the first who can."""
LETTERS = """
from django.urls import reverse
from django.utils.http import int_to_base36
from communication.actions import letters
from companies import walls
from evaluations.actions import pulse
from evaluations.models import PulseRequest
from people.actions import invitation, profile
from people.adapter import ResetTokens
from people.models import Person
from django.utils import timezone
from programmes.models import Enrolment, Programme
from references.actions import request
from references.models import ReferenceRequest
with walls.inside("kestrel"):
    mentor = Enrolment.objects.filter(
        role="mentor", status="accepted", programme__in=Programme.objects.alive(), verdict=None
    ).order_by("-pk")[0]
    newcomers = Person.objects.filter(leaving_on=None, joined_at=None)
    members = Person.objects.exclude(joined_at=None).filter(last_login=None)
    for number, language in enumerate(("fr", "en")):
        newcomer = newcomers.order_by("pk")[number]
        asked = PulseRequest.objects.open().filter(person__in=members).order_by("pk")[number]
        for person in (newcomer, asked.person):
            profile.choose(person, language=language, time_zone=person.time_zone)
        print(reverse("people:accept_invitation", args=[invitation.token(newcomer)]))
        print(reverse("evaluations:answer_by_link", args=[pulse.token(asked)]))
        member = members.order_by("pk")[number]
        key = int_to_base36(member.pk), ResetTokens().make_token(member)
        print(reverse("account_reset_password_from_key", args=key))
        print(reverse("communication:stop_by_link", args=[letters.token(newcomer)]))
        named = ReferenceRequest.objects.create(
            enrolment=mentor, referee=newcomer, answer_by=timezone.localdate()
        )
        print(reverse("references:answer_by_link", args=[request.token(named)]))
"""
"""Prints the addresses that people get by letter only: five of a French reader, five of another.

The page behind a letter speaks the language of the letter.
"""


class Tour:
    """What was opened so far and what was wrong with it."""

    def __init__(
        self,
        browser: Browser,
        product: Product,
        company: dict[str, Any],
        *,
        subdomain: str = "",
        addresses: str = "mentorat.urls",
    ) -> None:
        """A tour of the site of ``company``, or of ``subdomain`` with ``addresses`` of its own."""
        self.browser, self.product, self.company = browser, product, company
        self.subdomain, self.addresses = subdomain or str(company["subdomain"]), addresses
        self.opened: set[str] = set()
        self.faults: list[str] = []
        self.own_words = frozenset(own_words(ROOT / "demo" / str(company["subdomain"])))

    def letters(self) -> dict[str, list[str]]:
        """Paths known from letters: invitation, pulse, new password, way out, reference."""
        paths = self.orders(LETTERS)
        return {"fr": paths[:5], "en": paths[5:]}

    def orders(self, script: str) -> list[str]:
        """Run ``script`` in the product; the addresses that it prints."""
        self.product.stack.manage("shell", "-v", "0", "-c", script)
        text = (self.product.folder / "log" / "shell.log").read_text()
        return [word for word in text.split() if word.startswith("/")]

    def visit(
        self,
        role: str,
        *starts: str,
        letters: Mapping[str, list[str]] | None = None,
        first: Callable[[Walker], None] | None = None,
    ) -> None:
        """Open what one person can reach from ``starts``; role "" is nobody.

        letters: more paths to open, each in one language. first: what they do before.
        """
        walker = Walker(self.browser, self.product.site(self.subdomain), width=1280, language="en")
        walker.page.on("response", self._note)
        login = next((one for one in self.company["logins"] if one["role"] == role), None)
        if login:
            walker.logs_in(login["email"], login["password"])
        else:
            walker.goes_to("/")
        if first:
            first(walker)
        speak(walker, "fr")
        mail = letters or {"fr": [], "en": []}
        paths = self._wander(walker, role, [*starts, *mail["fr"]])
        speak(walker, "en")
        for path in [one for one in paths if one not in mail["fr"]] + mail["en"]:
            self._look(walker, role, path, PHONE)
        speak(walker, login["language"] if login else "en")
        walker.leave()

    def _wander(self, walker: Walker, role: str, queue: list[str]) -> list[str]:
        """Breadth first, in French, on a wide and on a narrow screen; the paths looked at."""
        known, looked, mine = set(queue), [], Counter[str]()
        for path in queue:
            name = self.route(path)
            most = STATES.get(name, 1)
            if name in self.opened and not mine[name]:
                most = 1 if name in PERSONAL else 0
            if mine[name] >= most or path.endswith(FILES) or name in HANDED_OUT:
                continue
            mine[name] += 1
            looked.append(path)
            links = self._look(walker, role, path, WIDE)
            inspector.put_on(walker.page, NARROW)
            found = inspector.complaints_of_axe(walker.page, colours=False)
            self._complain(role, path, NARROW, found)
            fresh = [link for link in links if link not in known] if role else []
            known.update(fresh)
            queue += fresh
        return looked

    def _look(self, walker: Walker, role: str, path: str, look: Look) -> list[str]:
        """Open a page in one look; the paths of this site that it links to."""
        walker.complaints.clear()
        inspector.put_on(walker.page, look)
        answer = walker.page.goto(walker.site + path)
        walker.page.locator(".htmx-request").first.wait_for(state="detached")
        wanted = 200 if self.route(path) else 404
        seen = inspector.read(walker.page)
        found = inspector.faults(walker.page, look, seen, self.own_words)
        if answer is None or answer.status != wanted:
            found.append(f"answers {answer and answer.status}")
        # A browser reports the page for what is absent as an error.
        found += [text for text in walker.complaints if wanted == 200 or "404" not in text]
        parts = [urlsplit(link) for link in seen["links"]]
        here = urlsplit(walker.site).netloc
        links = [one.path for one in parts if one.netloc == here and one.path != path]
        dead = [f"leads nowhere: {link}" for link in links if not self.route(link)]
        self._complain(role, path, look, found + dead)
        return links

    def _complain(self, role: str, path: str, look: Look, found: list[str]) -> None:
        name = self.route(path)
        place = f"{role or 'nobody'} {name} {path} {look.language} {look.width}"
        if name in BILINGUAL:
            found = [one for one in found if not one.startswith("not in ")]
        self.faults += [f"{place}: {one}" for one in found]

    def _note(self, response: Response) -> None:
        """A page or a part of one has come."""
        if response.status == 200 and response.request.resource_type in ("document", "fetch"):
            self.opened.add(self.route(urlsplit(response.url).path))

    def route(self, path: str) -> str:
        """The name of the route of a path on this site; "" when there is none."""
        try:
            return resolve(path, self.addresses).view_name
        except Resolver404:
            return ""


def own_words(folder: Path) -> Iterator[str]:
    """What a company itself has written in its files, in its own language."""
    for path in folder.glob("*.toml"):
        yield from _strings(tomllib.loads(path.read_text()))
    for path in (ROOT / "programmes" / "canvases").glob("*.toml"):
        # a programme that began from a template keeps its words
        yield from _strings(tomllib.loads(path.read_text())["en"])
    for language in ("en", "fr"):
        # the first words of a programme are in the language of whoever began it
        with translation.override(language):
            yield from starters().values()
    for path in (*folder.glob("*.csv"), *folder.glob("*.xlsx")):
        table = roster.read(path.read_bytes(), path.name)
        for row in (table.headers, *(line.cells for line in table.rows)):
            # A skill stands with others, and with a level: "Budgeting:3|Delegation:2".
            yield from (part.strip() for cell in row for part in re.split(r"[|;,]|:\d", cell))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _strings(one)


def speak(walker: Walker, language: str) -> None:
    """Choose the language of the screens, in the menu of the account."""
    if walker.page.locator("html").get_attribute("lang") != language:
        walker.taps("[popovertarget=account-menu]")
        walker.follows(f"#account-menu button[name=language][value={language}]")
