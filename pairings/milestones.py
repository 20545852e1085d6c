"""What pairings say at the gates of a programme's stages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from pairings.models import Pairing
from programmes import gates
from programmes.gates import Fact
from programmes.models import Programme, Stage


def contribute() -> None:
    """Be asked whenever the gates of the training and of the execution are looked at."""
    gates.contribute(Stage.TRAINING, formed)
    gates.contribute(Stage.EXECUTION, under_way)


def formed(programme: Programme) -> list[Fact]:
    """Whether a pair is formed: nobody is trained for nobody, and nothing runs without pairs."""
    return [
        Fact(
            code="pairs",
            title=_("A pair is formed"),
            done=Pairing.objects.filter(programme=programme).exists(),
            url=reverse("matching:board", args=[programme.public_id]),
        )
    ]


def under_way(programme: Programme) -> list[Fact]:
    """Whether a pair is under way: one that was formed and has ended since runs nothing."""
    return [
        Fact(
            code="under_way",
            title=_("A pair is under way"),
            done=Pairing.objects.active().filter(programme=programme).exists(),
            url=reverse("matching:board", args=[programme.public_id]),
        )
    ]
