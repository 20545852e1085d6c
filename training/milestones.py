"""What the training says at the gates of a programme's stages."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from programmes import gates
from programmes.gates import Fact
from programmes.models import Enrolment, Programme, Stage
from training import standing
from training.models import Module, Requirement


def contribute() -> None:
    """Be asked whenever the gates of the launch and of the execution are looked at."""
    gates.contribute(Stage.LAUNCH, prepared)
    gates.contribute(Stage.EXECUTION, trained)


def prepared(programme: Programme) -> list[Fact]:
    """Whether mentors find something to prepare with: the method is more than a sentence."""
    rows = Module.objects.live().for_role(Enrolment.Role.MENTOR).filter(programme=programme)
    return [
        Fact(
            code="training",
            title=_("A training module for mentors is published"),
            done=rows.exists(),
            url=reverse("training:board", args=[programme.public_id]),
            mandatory=False,
            cause="method",
        )
    ]


def trained(programme: Programme) -> list[Fact]:
    """Whether those who must be trained before their first session are; nothing without a rule.

    It does not stop the programme: each pair is stopped by itself.
    """
    rules = Requirement.objects.filter(programme=programme)
    if not rules.exists():
        return []
    sides = Q(role__in=rules.values("role"))
    late = standing.untrained(programme.enrolments.accepted().filter(sides)).count()
    title = ngettext(
        "Everybody who must be trained is: %(count)s person is not yet",
        "Everybody who must be trained is: %(count)s people are not yet",
        late,
    )
    return [
        Fact(
            code="trained",
            title=title % {"count": late} if late else _("Everybody who must be trained is"),
            done=not late,
            url=reverse("training:people", args=[programme.public_id]),
            mandatory=False,
        )
    ]
