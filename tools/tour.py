"""Lists every page of the running demo with who may open it; Django must be set up."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse

from companies import walls
from evaluations.models import ImpactReport, PulseRequest
from matching.models import MatchingRun
from pairings.models import Pairing
from people.models import PeopleImport, Person
from programmes.models import Enrolment, Programme


@dataclass(frozen=True)
class View:
    """One page as one person sees it; ``address`` is absolute."""

    role: str
    name: str
    address: str
    language: str
    login: tuple[str, str] | None


def views(demo: dict[str, Any]) -> Iterator[View]:
    """Every page of the line, in each company; French pages at the French one."""
    public = walls.site_root(settings.PUBLIC_DOMAIN)
    for company in demo["companies"]:
        language = company["language"]
        yield View("anybody", "public", f"{public}/", language, None)
        with walls.inside(company["subdomain"]):
            site = walls.address("")
            for name in ("account_login", "account_reset_password", "styleguide"):
                yield View("anybody", name, site + reverse(name), language, None)
            for login in company["logins"]:
                person = Person.objects.get(email=login["email"])
                key = (login["email"], login["password"])
                for name, path in _paths(login["role"], person):
                    yield View(login["role"], name, site + path, language, key)


def _paths(role: str, person: Person) -> Iterator[tuple[str, str]]:
    """Name and path of the pages of one role."""
    yield "home", reverse("home")
    if role == "hr_admin":
        yield from _hr_paths()
    if role in ("hr_admin", "sponsor"):
        yield from _result_paths(person.language)
    if role in ("mentor", "mentee"):
        yield from _pair_paths(person)
    if role == "mentee_ranking":
        mine = Enrolment.objects.get(
            person=person,
            programme__status=Programme.Status.OPEN,
            programme__mode=Programme.Mode.HYBRID,
        )
        yield "choose", reverse("matching:choose", args=[mine.public_id])
    if role == "mentee":
        yield "profile", reverse("people:profile")


def _hr_paths() -> Iterator[tuple[str, str]]:
    yield "people", reverse("people:list")
    yield "person", reverse("people:detail", args=[Person.objects.order_by("pk")[7].public_id])
    yield "import", reverse("people:import_new")
    for batch in PeopleImport.objects.order_by("pk"):
        name = "import-result" if batch.is_finished else "import-review"
        yield name, reverse("people:import_review", args=[batch.public_id])
    yield "journal", reverse("people:journal")
    yield "programmes", reverse("programmes:list")
    yield "new-programme", reverse("programmes:create")
    matching = Programme.objects.get(status=Programme.Status.OPEN, mode=Programme.Mode.HYBRID)
    running = Programme.objects.get(status=Programme.Status.RUNNING)
    for name in ("detail", "edit", "responsibilities", "enrolments", "invite", "enrol_import"):
        yield f"programme-{name}", reverse(f"programmes:{name}", args=[matching.public_id])
    yield "programme-running", reverse("programmes:detail", args=[running.public_id])
    for name in ("board", "criteria"):
        yield name, reverse(f"matching:{name}", args=[matching.public_id])
    shortlist = MatchingRun.objects.shortlists().latest("pk")
    yield "shortlist", reverse("matching:run", args=[shortlist.public_id])
    proposal = MatchingRun.objects.reviewable().filter(programme=running).latest("pk")
    for name, page in (("review", "run"), ("publish", "publish")):
        yield name, reverse(f"matching:{page}", args=[proposal.public_id])
    published = MatchingRun.objects.filter(published_at__isnull=False).latest("pk")
    yield "review-published", reverse("matching:run", args=[published.public_id])
    yield "pairings", reverse("pairings:overview", args=[running.public_id])


def _result_paths(language: str) -> Iterator[tuple[str, str]]:
    closed = Programme.objects.get(status=Programme.Status.CLOSED)
    yield "results", reverse("evaluations:results", args=[closed.public_id])
    yield "reports", reverse("evaluations:report_shelf", args=[closed.public_id])
    report = ImpactReport.objects.filter(language=language).latest("pk")
    yield "report", reverse("evaluations:report", args=[report.public_id])


def _pair_paths(person: Person) -> Iterator[tuple[str, str]]:
    yield "mentoring", reverse("pairings:list")
    pair = Pairing.objects.active().of(person).earliest("pk")
    for name in ("detail", "log", "end"):
        yield f"pair-{name}", reverse(f"pairings:{name}", args=[pair.public_id])
    for request in PulseRequest.objects.open().filter(person=person)[:1]:
        yield "pulse", reverse("evaluations:answer", args=[request.public_id])
    waiting = Enrolment.objects.filter(person=person, status=Enrolment.Status.INVITED)
    for enrolment in waiting[:1]:
        yield "answer", reverse("selection:answer", args=[enrolment.public_id])
