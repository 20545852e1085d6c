"""Who may see what of the privacy desk, and what a legal hold keeps from being erased."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from people.models import Person
from privacy import register
from privacy.models import (
    Document,
    Erasure,
    Export,
    Hold,
    Notice,
    Period,
    RightsRequest,
)


@dataclass(frozen=True)
class Held:
    """Public ids, as text, of the persons and programmes about which nothing is erased."""

    people: frozenset[str]
    programmes: frozenset[str]


def held() -> Held:
    """What stands under a legal hold; whoever took part in a programme under one is held too."""
    found: dict[str, set[str]] = {kind: set() for kind in Hold.Kind.values}
    for kind, subject in Hold.objects.standing().values_list("kind", "subject_id"):
        found[kind].add(str(subject))
    people, programmes = found[Hold.Kind.PERSON], found[Hold.Kind.PROGRAMME]
    if programmes:
        people |= {str(one) for one in _part_of(programmes)}
    return Held(frozenset(people), frozenset(programmes))


def _part_of(programmes: set[str]) -> set[Any]:
    ids: set[Any] = set()
    for table in register.tables():
        over = f"{table.programme}__public_id__in"
        for name in set(table.stands) - set(table.actors):
            rows = register.model_of(table)._default_manager.filter(**{over: programmes})
            ids |= set(rows.values_list(f"{name}__public_id", flat=True))
    return ids - {None}


def periods(person: Person) -> QuerySet[Period]:
    """Periods that the company changed: HR only."""
    rows = Period.objects.all()
    return rows if person.is_hr else rows.none()


def holds(person: Person) -> QuerySet[Hold]:
    """Legal holds: HR only."""
    rows = Hold.objects.select_related("placed_by", "lifted_by").order_by("-placed_at", "-pk")
    return rows if person.is_hr else rows.none()


def programmes(person: Person) -> QuerySet[Any]:
    """Programmes on which a hold may be placed: HR only."""
    rows = register.model_of(register.programme_table())._default_manager.order_by("-pk")
    return rows if person.is_hr else rows.none()


def erasures(person: Person) -> QuerySet[Erasure]:
    """Erasures asked for: HR only."""
    rows = Erasure.objects.select_related("person", "requested_by", "decided_by")
    rows = rows.order_by("-requested_at", "-pk")
    return rows if person.is_hr else rows.none()


def own_exports(person: Person) -> QuerySet[Export]:
    """Exports about ``person``: theirs alone, whoever asked for them."""
    return Export.objects.filter(person=person).defer("archive").order_by("-created_at", "-pk")


def exports(person: Person) -> QuerySet[Export]:
    """That exports were asked for, without their content: HR only."""
    rows = Export.objects.select_related("person", "requested_by").defer("archive")
    rows = rows.order_by("-created_at", "-pk")
    return rows if person.is_hr else rows.none()


def own_requests(person: Person) -> QuerySet[RightsRequest]:
    """Requests that ``person`` made."""
    return RightsRequest.objects.filter(person=person).order_by("-received_on", "-pk")


def requests(person: Person) -> QuerySet[RightsRequest]:
    """Requests of everybody: HR only."""
    rows = RightsRequest.objects.select_related("person", "noted_by", "answered_by")
    rows = rows.order_by("due_on", "pk")
    return rows if person.is_hr else rows.none()


def notice() -> Notice | None:
    """The notice in force; ``None`` while the company has published none of its own."""
    return Notice.objects.order_by("-version").first()


def notices(person: Person) -> QuerySet[Notice]:
    """Every version that was published: HR only."""
    rows = Notice.objects.select_related("published_by").order_by("-version")
    return rows if person.is_hr else rows.none()


def documents(person: Person) -> QuerySet[Document]:
    """Documents made for the DPO and the works council: HR only."""
    rows = Document.objects.select_related("requested_by").order_by("-created_at", "-pk")
    return rows if person.is_hr else rows.none()
