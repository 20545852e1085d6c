"""Who may see and who may change needs, frameworks and self-assessments."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from companies import errand
from competencies import starter
from competencies.book import Book, Entry, Saying, shipped
from competencies.models import (
    Assessment,
    AssessmentQuerySet,
    Catalogue,
    Competency,
    CompetencyWording,
    Framework,
    Need,
    NeedWording,
    Profile,
    Target,
)
from people.models import Person

BOOK = "competencies.book"
"""Under this name a request remembers the company's book."""


def book() -> Book:
    """The company's needs for everybody; what ships until the company has a copy of its own.

    Read once per request.
    """
    return errand.remembered(BOOK, _book)


def _book() -> Book:
    catalogue = Catalogue.objects.first()
    if catalogue is None:
        return shipped(starter.needs())
    rows = Need.objects.order_by("place", "pk").prefetch_related(
        Prefetch("wordings", NeedWording.objects.order_by("since")), "competencies"
    )
    return Book(tuple(_entry(row) for row in rows), catalogue.version)


def _entry(row: Need) -> Entry:
    sayings = tuple(
        Saying(
            one.since,
            {"fr": one.label_fr, "en": one.label_en},
            {"fr": one.hint_fr, "en": one.hint_en},
        )
        for one in row.wordings.all()
    )
    return Entry(
        code=row.code,
        situation=row.situation,
        sayings=sayings,
        is_offered=row.retired_at is None,
        synonyms=tuple(row.synonyms),
        competencies=tuple(sorted(one.code for one in row.competencies.all())),
    )


def language() -> str:
    """The reader's language as the book and the files name it."""
    return "fr" if (get_language() or "").startswith("fr") else "en"


def need_labels(codes: Sequence[str], version: int | None = None) -> list[str]:
    """Needs in the reader's words, in their order, as they were called in ``version``."""
    return book().labels(codes, language(), version)


def need_groups(keep: Iterable[str] = ()) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Situation in words → code, label and hint of the needs to choose from.

    ``keep`` are codes chosen before: they stay although they were retired since.
    """
    names = dict(Need.Situation.choices)
    return [(str(names[situation]), found) for situation, found in book().grouped(language(), keep)]


def needs(person: Person) -> QuerySet[Need]:
    """Needs that ``person`` may change, in their order: HR's."""
    rows = Need.objects.order_by("place", "pk").prefetch_related(
        Prefetch("wordings", NeedWording.objects.order_by("-since").select_related("written_by")),
        "competencies__wordings",
    )
    return rows if person.is_hr else rows.none()


def frameworks(person: Person) -> QuerySet[Framework]:
    """Frameworks that ``person`` may change: HR's."""
    rows = Framework.objects.order_by("retired_at", "pk")
    return rows if person.is_hr else rows.none()


def competencies(person: Person) -> QuerySet[Competency]:
    """Competencies that ``person`` may change: HR's."""
    rows = Competency.objects.select_related("framework").order_by("place", "pk")
    return rows if person.is_hr else rows.none()


def profiles() -> QuerySet[Profile]:
    """Profiles that anybody may compare themself with, and programmes may aim at."""
    return (
        Profile.objects.filter(retired_at=None, framework__retired_at=None)
        .select_related("framework")
        .order_by("framework", "place", "pk")
    )


def offered_or(chosen: Iterable[Profile]) -> QuerySet[Profile]:
    """Profiles that are offered, and those that were chosen before."""
    keys = {one.pk for one in chosen} | set(profiles().values_list("pk", flat=True))
    rows = Profile.objects.filter(pk__in=keys).select_related("framework")
    return rows.order_by("framework", "place", "pk")


def assessments(person: Person) -> AssessmentQuerySet:
    """``person``'s own self-assessments, the newest first; pairings know what a partner shares."""
    return Assessment.objects.of(person).select_related("profile__framework")


@dataclass(frozen=True)
class Line:
    """One competency as it stands in one version: its words, and the level asked of each profile
    (by the profile's key)."""

    competency: Competency
    wording: CompetencyWording
    targets: Mapping[int, int]


def lines(framework: Framework, *, version: int | None = None, retired: bool = False) -> list[Line]:
    """The competencies of a framework, in order, in the words of ``version`` (now without one).

    Those that are retired are there with ``retired``; those that came later than ``version`` never.
    """
    wordings = CompetencyWording.objects.order_by("-since").prefetch_related(
        Prefetch("targets", Target.objects.order_by("pk"))
    )
    if version is not None:
        wordings = wordings.filter(since__lte=version)
    rows = framework.competencies.order_by("place", "pk").prefetch_related(
        Prefetch("wordings", wordings, to_attr="said")
    )
    if not retired:
        rows = rows.filter(retired_at=None)
    return [
        Line(row, row.said[0], {one.profile_id: one.level for one in row.said[0].targets.all()})
        for row in rows
        if row.said
    ]


def known_lines() -> list[Line]:
    """The competencies of every framework that is offered, to which needs may be tied."""
    return [
        line
        for one in Framework.objects.filter(retired_at=None).order_by("pk")
        for line in lines(one)
    ]


def all_profiles(person: Person) -> QuerySet[Profile]:
    """Profiles that ``person`` may rename: HR's."""
    rows = Profile.objects.select_related("framework").order_by("place", "pk")
    return rows if person.is_hr else rows.none()
