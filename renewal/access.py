"""Who contributes to a retrospective, who reads its published part, whose thanks one may open."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from asking.models import Terms
from communication import access as communication_access
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from renewal.models import (
    Certificate,
    Lesson,
    Proposal,
    Recognition,
    Remark,
    Renewal,
    Retrospective,
)
from selection import access as selection_access
from training import access as training_access


def remarks(person: Person) -> QuerySet[Remark]:
    """Remarks that ``person`` reads as a contributor: those about the programmes they steer."""
    steered = programmes_access.steered(person)
    return Remark.objects.filter(retrospective__programme__in=steered)


def own_remarks(person: Person) -> QuerySet[Remark]:
    """Remarks that ``person`` may change: their own, while they steer the programme."""
    return remarks(person).filter(author=person)


def retrospective(person: Person, programme: Programme) -> Retrospective | None:
    """The look back at ``programme`` for a contributor; for a sponsor once it is published."""
    rows = Retrospective.objects.filter(
        programme=programme, programme__in=programmes_access.reported(person)
    )
    if not programmes_access.steered(person).filter(pk=programme.pk).exists():
        rows = rows.filter(published_at__isnull=False)
    return rows.first()


def shared_remarks(row: Retrospective) -> QuerySet[Remark]:
    """What the sponsor reads of a published retrospective, in the order of its sections."""
    return row.remarks.filter(is_shared=True).order_by("written_at", "pk")


def shared_lessons(row: Retrospective) -> QuerySet[Lesson]:
    """The lessons that the sponsor reads."""
    return row.lessons.filter(is_shared=True).order_by("written_at", "pk")


def lessons(person: Person) -> QuerySet[Lesson]:
    """Lessons ``person`` may reuse: all for HR; a director's own, and the published ones."""
    rows = Lesson.objects.select_related("retrospective__programme", "author")
    if person.is_hr:
        return rows
    steered = programmes_access.steered(person)
    if not steered.exists():
        return rows.none()
    return rows.filter(
        Q(retrospective__programme__in=steered)
        | Q(is_shared=True, retrospective__published_at__isnull=False)
    ).distinct()


def mentors(programme: Programme) -> EnrolmentQuerySet:
    """Mentors of a programme who had said yes, whether or not they withdrew later, by name."""
    rows = Enrolment.objects.mentors().filter(programme=programme)
    yes = Q(status=Enrolment.Status.ACCEPTED) | Q(pairings_as_mentor__isnull=False)
    return rows.filter(yes).distinct().select_related("person").by_name()


def recognitions(person: Person) -> QuerySet[Recognition]:
    """``person``'s own thanks."""
    rows = Recognition.objects.filter(enrolment__person=person)
    return rows.select_related("enrolment__person", "enrolment__programme")


def thanked(person: Person, programme: Programme) -> QuerySet[Recognition]:
    """Everybody who was thanked in ``programme``, for who steers it."""
    rows = Recognition.objects.filter(
        enrolment__programme=programme,
        enrolment__programme__in=programmes_access.steered(person),
    )
    return rows.select_related("enrolment__person", "decided_by")


def mentioned(programme: Programme) -> QuerySet[Recognition]:
    """Mentors whose name the page of ``programme`` shows: those who said yes to it."""
    rows = Recognition.objects.filter(
        enrolment__programme=programme,
        mention=Recognition.Answer.YES,
        enrolment__person__erased_at__isnull=True,
    ).select_related("enrolment__person")
    return rows.order_by("enrolment__person__family_name", "enrolment__person__given_name", "pk")


def certificates(person: Person) -> QuerySet[Certificate]:
    """``person``'s own certificates."""
    return Certificate.objects.filter(recognition__enrolment__person=person)


def proposals(person: Person) -> QuerySet[Proposal]:
    """Changes on which ``person`` may decide: those for the programmes they steer."""
    rows = Proposal.objects.filter(renewal__successor__in=programmes_access.steered(person))
    return rows.select_related("renewal__successor", "renewal__predecessor", "decided_by")


def renewal_of(programme: Programme) -> Renewal | None:
    """How ``programme`` came out of the cohort before it, if it did."""
    rows = Renewal.objects.select_related("predecessor", "successor", "created_by")
    return rows.filter(successor=programme).first()


def renewed_by(programme: Programme) -> Renewal | None:
    """The cohort that follows ``programme``, if there is one."""
    rows = Renewal.objects.select_related("predecessor", "successor", "created_by")
    return rows.filter(predecessor=programme).first()


def carried(programme: Programme) -> dict[str, int]:
    """How much of each kind a renewal takes over from ``programme`` beside its design, by code.

    ``days`` is how long mentors have to answer where mentees ask them, when HR has settled it.
    """
    roles = Enrolment.Role.values
    settled = Terms.objects.filter(programme=programme).first()
    return {
        "modules": programme.modules.live().count(),
        "trainers": training_access.staying_trainers(programme).count(),
        "forms": sum(selection_access.form(programme, role) is not None for role in roles),
        "rules": sum(selection_access.rules(programme, role).count() for role in roles),
        "grid": selection_access.grid(programme).count(),
        "messages": communication_access.repeatable(programme).count(),
        "pages": int(communication_access.landing(programme) is not None),
        "days": settled.days if settled and programme.mode == Programme.Mode.SELF else 0,
    }


@dataclass(frozen=True)
class Cohort:
    """One programme of a line of cohorts; ``may_open`` tells whether this person finds its page."""

    number: int
    programme: Programme
    may_open: bool


def cohorts(person: Person, programme: Programme) -> list[Cohort]:
    """The line of cohorts that ``programme`` belongs to, from the first; itself alone if none."""
    links = list(Renewal.objects.values_list("predecessor_id", "successor_id"))
    before = {successor: predecessor for predecessor, successor in links}
    after = dict(links)
    first = programme.pk
    seen = {first}
    while first in before and before[first] not in seen:
        first = before[first]
        seen.add(first)
    line = [first]
    while line[-1] in after and after[line[-1]] not in line:
        line.append(after[line[-1]])
    rows = Programme.objects.in_bulk(line)
    mine = set(
        programmes_access.programmes(person).filter(pk__in=line).values_list("pk", flat=True)
    )
    return [
        Cohort(number, rows[pk], pk in mine)
        for number, pk in enumerate(line, start=1)
        if pk in rows
    ]
