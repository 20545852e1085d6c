"""What closing and renewal say at the gate of a programme's last stage."""

from django.urls import reverse
from django.utils.translation import gettext as _

from programmes import gates
from programmes.gates import Fact
from programmes.models import Programme, Stage
from renewal.models import Recognition, Retrospective


def contribute() -> None:
    """Be asked whenever the gate of follow-up and closing is looked at."""
    gates.contribute(Stage.FOLLOW_UP, closed_well)


def closed_well(programme: Programme) -> list[Fact]:
    """What a good end has. Not mandatory: this is the work of the stage, not its condition."""
    return [retrospective_written(programme), mentors_thanked(programme)]


def retrospective_written(programme: Programme) -> Fact:
    """Whether the look back is published."""
    written = Retrospective.objects.filter(programme=programme, published_at__isnull=False)
    return Fact(
        code="retrospective",
        title=_("The retrospective is published"),
        done=written.exists(),
        url=reverse("renewal:retrospective", args=[programme.public_id]),
        mandatory=False,
    )


def mentors_thanked(programme: Programme) -> Fact:
    """Whether mentors of the programme were thanked."""
    return Fact(
        code="thanked",
        title=_("The mentors are thanked"),
        done=Recognition.objects.filter(enrolment__programme=programme).exists(),
        url=reverse("renewal:recognition", args=[programme.public_id]),
        mandatory=False,
    )
