"""What selection says at the doors of a programme: eligible, qualified, not held back."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from people.models import Person
from programmes import admission, gates
from programmes.gates import Fact
from programmes.models import Programme, Stage
from selection import access, standing, wording
from selection.models import Verdict


def contribute() -> None:
    """Be asked before invitations, answers and matchings, and at the gate of the selection."""
    admission.contribute_screen(screen)
    admission.contribute_sieve(standing.ready)
    admission.contribute_turned_away(standing.not_wanted)
    gates.contribute(Stage.LAUNCH, prepared)
    gates.contribute(Stage.SELECTION, qualified)


def screen(programme: Programme, role: str, people: Sequence[Person]) -> Mapping[int, str]:
    """The rules of eligibility that some of ``people`` do not meet, in words."""
    return {
        pk: wording.obstacles(found)
        for pk, found in access.ineligible(programme, role, people).items()
    }


def prepared(programme: Programme) -> list[Fact]:
    """What the launch should know: mentors are chosen to mentor, people are asked, not told.

    Recommended, not mandatory: a small programme may know its people well enough.
    """
    page = reverse("selection:board", args=[programme.public_id])
    return [
        Fact(
            "qualified_first",
            _("Mentors are qualified before they are matched"),
            access.is_qualified_first(programme),
            f"{page}#qualification",
            mandatory=False,
            cause="mentors",
        ),
        Fact(
            "expectations",
            _("People are asked what they expect: mentors and mentees have a form"),
            not access.without_form(programme),
            f"{page}#forms",
            mandatory=False,
            cause="imposed",
        ),
    ]


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
