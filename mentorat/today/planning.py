"""What was prepared and waits for a word of those who steer: proposals, messages without a go."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext

from communication import access as communication_access
from communication.models import Announcement
from mentorat.today.items import Item
from mentorat.today.steering import by_programme
from people.models import Person
from programmes.models import Programme
from renewal import access as renewal_access
from renewal.models import Proposal

AFTER_THE_END = timedelta(days=30)
"""Results and thanks are written after a programme has closed; later nobody waits for them."""


def proposals(person: Person) -> list[Item]:
    """Changes that the last cohort suggests for a draft, and that nobody has decided on."""
    rows = renewal_access.proposals(person).filter(
        decision=Proposal.Decision.OPEN, renewal__successor__status=Programme.Status.DRAFT
    )
    return [
        Item(
            tone="info",
            title=ngettext(
                "%(count)s change that the last cohort suggests for “%(programme)s” waits.",
                "%(count)s changes that the last cohort suggests for “%(programme)s” wait.",
                count,
            )
            % {"count": count, "programme": programme.name},
            url=reverse("renewal:changes", args=[programme.public_id]),
            action=ngettext("Decide on it", "Decide on them", count),
        )
        for programme, count in by_programme(rows, "renewal__successor")
    ]


def campaigns(person: Person) -> list[Item]:
    """Messages of a campaign whose day has passed while they are still drafts."""
    now = timezone.now()
    rows = communication_access.announcements(person).filter(
        ~Q(programme__status=Programme.Status.CLOSED) | Q(send_at__gt=now - AFTER_THE_END),
        status=Announcement.Status.DRAFT,
        send_at__lte=now,
    )
    return [
        Item(
            tone="warn",
            title=ngettext(
                "The day of %(count)s message about “%(programme)s” has passed: it is still a "
                "draft.",
                "The day of %(count)s messages about “%(programme)s” has passed: they are still "
                "drafts.",
                count,
            )
            % {"count": count, "programme": programme.name},
            url=reverse("communication:calendar", args=[programme.public_id]),
            action=ngettext("Look at it", "Look at them", count),
        )
        for programme, count in by_programme(rows)
    ]
