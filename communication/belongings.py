"""What communication keeps of a programme, and what people have already heard through it."""

from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communication.models import Announcement, Delivery, Event, Registration, Wish
from people.models import Mail
from programmes import belongings
from programmes.belongings import Belonging, Weight
from programmes.models import Programme

_LEAVING = (Mail.Status.QUEUED, Mail.Status.SENDING)


def contribute() -> None:
    """Be asked whenever a programme may be deleted."""
    belongings.contribute(of)


def of(programme: Programme) -> list[Belonging]:
    """The campaign, the page, the events and the wishes of ``programme``."""
    return [*_campaign(programme), *_page(programme), *_events(programme)]


def _campaign(programme: Programme) -> Iterable[Belonging]:
    rows = Announcement.objects.filter(programme=programme)
    if count := rows.count():
        words = ngettext("%(n)d message of the campaign", "%(n)d messages of the campaign", count)
        yield Belonging(words % {"n": count})
    scheduled = rows.filter(status=Announcement.Status.SCHEDULED).count()
    if scheduled:
        words = ngettext(
            "%(n)d of them scheduled, which will not leave",
            "%(n)d of them scheduled, which will not leave",
            scheduled,
        )
        yield Belonging(words % {"n": scheduled})
    letters = Delivery.objects.filter(announcement__programme=programme)
    if sent := letters.exclude(mail__status__in=(*_LEAVING, Mail.Status.FAILED)).count():
        words = ngettext(
            "%(n)d letter of the campaign has left.",
            "%(n)d letters of the campaign have left.",
            sent,
        )
        yield Belonging(words % {"n": sent}, Weight.TOLD)
    going = rows.filter(Q(status="sending") | Q(deliveries__mail__status__in=_LEAVING))
    for row in going.distinct().select_related("programme"):
        yield Belonging(
            _("The message “%(kind)s” is leaving at this moment: cancel it first.")
            % {"kind": row.get_kind_display()},
            Weight.HOLDS,
            reverse("communication:message", args=[row.public_id]),
        )


def _page(programme: Programme) -> Iterable[Belonging]:
    page = getattr(programme, "landing", None)
    if page is not None:
        yield Belonging(_("the page of the programme"))
    wishes = Wish.objects.filter(programme=programme).count()
    if wishes:
        words = ngettext(
            "%(n)d person has said that they would like to take part.",
            "%(n)d people have said that they would like to take part.",
            wishes,
        )
        yield Belonging(words % {"n": wishes}, Weight.TOLD)


def _events(programme: Programme) -> Iterable[Belonging]:
    rows = Event.objects.filter(programme=programme)
    if count := rows.count():
        words = ngettext("%(n)d event", "%(n)d events", count)
        yield Belonging(words % {"n": count})
    asked = Registration.objects.exclude(status=Registration.Status.GIVEN_UP)
    for row in rows.coming().filter(pk__in=asked.values("event")):
        yield Belonging(
            _("People have asked for a seat at “%(title)s”: cancel the event first, they are told.")
            % {"title": row},
            Weight.HOLDS,
            reverse("communication:event", args=[row.public_id]),
        )
