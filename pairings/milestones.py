"""What pairings say at the gates of a programme's stages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from pairings.models import Pairing
from programmes import gates
from programmes.gates import Fact
from programmes.models import Programme, Stage


def contribute() -> None:
    """Be asked whenever the gate of the training is looked at."""
    gates.contribute(Stage.TRAINING, formed)


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
