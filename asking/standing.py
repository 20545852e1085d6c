"""Who takes requests: mentors who pause are left out of matchings and pairs."""

from asking.models import Pause
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
