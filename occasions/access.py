"""Who may see and settle rules about life events, and whom a rule would invite today."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.utils import timezone

from occasions import moments, wording
from occasions.models import LifeInvitation, LifeRule
from people.models import Attribute, Person, PersonQuerySet
from programmes import access as programmes_access
from programmes import admission
from programmes.models import Enrolment, Programme
from selection import access as selection_access

GONE = (Enrolment.Status.DECLINED, Enrolment.Status.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody to whom it happened, when, and why they are not invited; "" when they are."""

    person: Person
    happened_on: date
    hindrance: str


def rules(person: Person) -> QuerySet[LifeRule]:
    """Rules that ``person`` may read and settle: those of the programmes they steer."""
    rows = LifeRule.objects.filter(programme__in=programmes_access.steered(person))
    return rows.select_related("programme", "attribute", "switched_by")


def rules_of(programme: Programme) -> QuerySet[LifeRule]:
    """The rules of a programme in their order, each with how many it ``invited``."""
    rows = LifeRule.objects.filter(programme=programme).select_related("attribute", "switched_by")
    return rows.annotate(invited=Count("invitations")).order_by("pk")


def invitations(programme: Programme) -> QuerySet[LifeInvitation]:
    """Whom the rules of a programme invited, the latest first, with what became of it."""
    answers = Enrolment.objects.filter(
        programme=programme, person=OuterRef("person"), role=OuterRef("rule__role")
    )
    rows = LifeInvitation.objects.filter(rule__programme=programme)
    rows = rows.annotate(answer=Subquery(answers.values("status")[:1]))
    return rows.select_related("rule__attribute", "person").order_by("-invited_at", "-pk")


def days() -> QuerySet[Attribute]:
    """The company's own facts that can hold a day: its texts."""
    return Attribute.objects.filter(kind=Attribute.Kind.TEXT).order_by("name")


def candidates(rule: LifeRule) -> list[Candidate]:
    """Everybody to whom it happened lately and for whom the rule is meant, as things are today.

    Who was invited by this rule before is left out. In six queries whatever the number of people.
    """
    today = timezone.localdate()
    found: list[tuple[Person, date]] = []
    for person in _looked_at(rule, today):
        day = rule.day(selection_access.traits(person), today)
        if day is not None:
            found.append((person, day))
    there = dict(
        Enrolment.objects.filter(programme=rule.programme_id)
        .order_by("-status")
        .values_list("person", "status")
    )
    people = [person for person, _day in found]
    screened = admission.obstacles(rule.programme, rule.role, people) if people else {}
    return [Candidate(person, day, _hindrance(person, there, screened)) for person, day in found]


def _looked_at(rule: LifeRule, today: date) -> PersonQuerySet:
    rows = Person.objects.filter(status=Person.Status.ACTIVE)
    if not rule.is_readable:
        return rows.none()
    if rule.occasion == moments.HIRED:
        rows = rows.filter(hired_on__gt=today - timedelta(days=rule.days), hired_on__lte=today)
    else:
        rows = rows.filter(declared__has_key=rule.event.key)
    return rows.exclude(pk__in=rule.invitations.values("person")).by_name()


def _hindrance(person: Person, there: dict[int, str], screened: dict[int, str]) -> str:
    if person.pk in there:
        return wording.hindrance("said_no" if there[person.pk] in GONE else "enrolled")
    return screened.get(person.pk, "")


def is_backed(rule: LifeRule) -> bool:
    """Whether whoever switched it on is still here and still steers the programme."""
    by = rule.switched_by
    return (
        by is not None
        and by.status == Person.Status.ACTIVE
        and programmes_access.steered(by).filter(pk=rule.programme_id).exists()
    )


def takes_invitations(programme: Programme) -> bool:
    """Whether people are invited today: letters leave, and they could still answer."""
    if programme.status == Programme.Status.DRAFT:
        return False
    return programme.last_day_to_answer(timezone.localdate()) is not None


def switched_on() -> list[int]:
    """The rules that invite, by pk."""
    rows = LifeRule.objects.filter(is_on=True, programme__in=Programme.objects.alive())
    return list(rows.order_by("pk").values_list("pk", flat=True))
