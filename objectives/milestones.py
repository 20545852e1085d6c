"""What objectives say at the gates of a programme's stages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from objectives.models import ObjectiveReview
from programmes import gates
from programmes.gates import Fact
from programmes.models import Programme, Stage


def contribute() -> None:
    """Be asked whenever the last gate is looked at."""
    gates.contribute(Stage.FOLLOW_UP, reviewed)


def reviewed(programme: Programme) -> list[Fact]:
    """Whether each objective has been looked at once; else the page of the first that was not."""
    waiting = programme.objectives.exclude(
        pk__in=ObjectiveReview.objects.filter(
            objective__programme=programme, held_on__isnull=False
        ).values("objective")
    ).first()
    page = (
        reverse("objectives:review", args=[programme.public_id, waiting.public_id])
        if waiting
        else reverse("programmes:detail", args=[programme.public_id])
    )
    return [Fact("reviewed", _("Each objective has been reviewed"), waiting is None, page)]
