"""Who takes requests: mentors who pause are left out of matchings and pairs."""

from collections.abc import Sequence

from asking.models import Choice, Pause
from matching.actions import inputs
from pairings import apart
from people.actions.leaving import today
from programmes import admission
from programmes.models import Enrolment, EnrolmentQuerySet, Programme


def contribute() -> None:
    """Keep mentors who pause out of matchings and pairs."""
    admission.contribute_sieve(taking)


def taking(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` who do not pause; only where mentees ask, and mentors can say so."""
    pausing = Pause.objects.current(today()).filter(enrolment__programme__mode=Programme.Mode.SELF)
    return rows.exclude(pk__in=pausing.values("enrolment"))


def mentors(programme_id: int) -> EnrolmentQuerySet:
    """Mentors of a programme whom every other floor lets into a matching, pausing or not."""
    rows = Enrolment.objects.mentors().filter(programme=programme_id).accepted()
    return admission.matchable(rows, but=taking)


def pausing(programme_id: int) -> dict[int, Pause]:
    """Pauses that are not over in a programme, by the mentor's enrolment."""
    rows = Pause.objects.current(today()).filter(enrolment__programme=programme_id)
    return {row.enrolment_id: row for row in rows}


def parted(choices: Sequence[Choice]) -> set[int]:
    """Those of ``choices`` (pks, both persons loaded) whose mentor and mentee must not be a pair.

    One asked never to be paired with the other, or is in their management line: nobody is told
    which. As many queries for many as for one, and none for none.
    """
    if not choices:
        return set()
    pairs = [(one.pk, one.mentor.person, one.request.mentee.person) for one in choices]
    never = apart.among({person.pk for _pk, *both in pairs for person in both})
    lines = inputs.management_lines()
    return {
        pk
        for pk, mentor, mentee in pairs
        if frozenset((mentor.pk, mentee.pk)) in never
        or str(mentor.public_id) in lines.get(mentee.pk, ())
        or str(mentee.public_id) in lines.get(mentor.pk, ())
    }
