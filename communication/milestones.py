"""What communication says at the gates of a programme's stages."""

from django.urls import reverse
from django.utils.translation import gettext as _

from communication.models import Announcement, LandingPage
from programmes import gates
from programmes.gates import Fact
from programmes.models import Programme, Stage


def contribute() -> None:
    """Be asked whenever the gate of the launch is looked at."""
    gates.contribute(Stage.LAUNCH, announced)


def announced(programme: Programme) -> list[Fact]:
    """Whether people will hear of it: its page is published, or a message is on its way."""
    pages = LandingPage.objects.filter(programme=programme, published_at__isnull=False)
    waiting = Announcement.objects.filter(programme=programme).exclude(
        status__in=(Announcement.Status.DRAFT, Announcement.Status.CANCELLED)
    )
    return [
        Fact(
            code="announced",
            title=_("People will hear of it: its page is published or a message is scheduled"),
            done=pages.exists() or waiting.exists(),
            url=reverse("communication:calendar", args=[programme.public_id]),
            mandatory=False,
        )
    ]
