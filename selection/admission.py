"""What selection says at the doors of a programme: eligible, qualified, not held back."""

from collections.abc import Mapping, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person
from programmes import admission, gates
from programmes.gates import Fact
from programmes.models import Enrolment, EnrolmentQuerySet, Programme, Stage
from selection import access, wording
from selection.models import Policy, Verdict, Waiting
from training import standing


def contribute() -> None:
    """Be asked before invitations, answers and matchings, and at the gate of the selection."""
    admission.contribute_screen(screen)
    admission.contribute_sieve(sieve)
    gates.contribute(Stage.SELECTION, qualified)


def screen(programme: Programme, role: str, people: Sequence[Person]) -> Mapping[int, str]:
    """The rules of eligibility that some of ``people`` do not meet, in words."""
    return {
        pk: wording.obstacles(found)
        for pk, found in access.ineligible(programme, role, people).items()
    }


def sieve(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Nobody whom the waitlist holds; of mentors only the qualified, where that is asked for."""
    gated = Policy.objects.filter(is_qualified_first=True).values("programme")
    qualified = Verdict.objects.all().qualifying().values("enrolment")
    asked = Enrolment.objects.filter(verdict__verdict=Verdict.Outcome.AFTER_TRAINING)
    # Whoever has just done the training need not wait until the timetable has noted it.
    trained = standing.trained(asked).values("pk")
    held = Waiting.objects.all().open().filter(is_held=True).values("enrolment")
    return rows.exclude(pk__in=held).filter(
        ~Q(role=Enrolment.Role.MENTOR)
        | ~Q(programme__in=gated)
        | Q(pk__in=qualified)
        | Q(pk__in=trained)
    )


def qualified(programme: Programme) -> list[Fact]:
    """Where only qualified mentors are matched: whether one is, and whether each has an answer."""
    if not access.is_qualified_first(programme):
        return []
    mentors = programme.enrolments.mentors().accepted()
    decided = Verdict.objects.filter(enrolment__in=mentors).standing()
    page = reverse("selection:board", args=[programme.public_id])
    return [
        Fact("qualified", _("A mentor is qualified"), decided.qualifying().exists(), page),
        Fact(
            "decided",
            _("Each mentor who said yes knows what HR decided"),
            decided.count() == mentors.count(),
            page,
            mandatory=False,
        ),
    ]
