"""Programmes that present themselves to somebody who has no part in them."""

from datetime import date

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from communication import access
from people.models import Person
from programmes import offers
from programmes.models import Programme
from programmes.offers import Offer


def contribute() -> None:
    """Be asked whenever somebody looks for a programme."""
    offers.contribute(of)


def of(person: Person) -> list[Offer]:
    """Those with a published page that take people in, with what ``person`` wished already."""
    today = timezone.localdate()
    asked = set(access.own_wishes(person).values_list("programme", flat=True))
    return [
        Offer(
            programme=row,
            words=_words(row, today),
            url=reverse("communication:page", args=[row.public_id]),
            has_asked=row.pk in asked,
        )
        for row in access.offered(person)
    ]


def _words(programme: Programme, today: date) -> str:
    if programme.last_day_to_answer(today) == programme.enrol_until:
        day = formats.date_format(programme.enrol_until, "j F")
        return _("Say so by %(day)s if it is for you.") % {"day": day}
    return _("It is running, and takes people in: say so if it is for you.")
