"""Requests for a mentor: what a mentor has to answer, and where a mentee's own stands."""

from datetime import timedelta

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from asking import access
from asking.actions import tending
from asking.models import MentorRequest
from mentorat.today.items import Item
from pairings import access as pairings_access
from people.actions.leaving import today
from people.models import Person
from programmes.models import Enrolment, Programme

NEWS_FOR = timedelta(days=14)
"""How long the end of a request is news for the mentee."""


def asked(person: Person) -> list[Item]:
    """Requests that wait for this mentor's yes or no."""
    return [
        Item(
            tone="warn",
            title=_("%(name)s would like you as a mentor; answer by %(day)s.")
            % {
                "name": row.request.mentee.person,
                "day": formats.date_format(row.answer_by or today(), "j F"),
            },
            url=reverse("asking:inbox", args=[row.mentor.public_id]),
            action=_("Read and answer"),
        )
        for row in tending.before(person)
    ]


def waiting(person: Person) -> list[Item]:
    """The next step of a mentee who looks for a mentor, for each programme in which they ask."""
    alive = access.searching(person).filter(programme__in=Programme.objects.alive())
    paired = pairings_access.own(person).active().values("mentee")
    rows = alive.exclude(pk__in=paired).order_by("programme__starts_on", "pk")
    return [_step(row) for row in rows if tending.takes_requests(row.programme)]


def _step(mentee: Enrolment) -> Item:
    asked = access.last_request(mentee)
    if asked is not None and asked.is_open:
        return _asked(mentee, asked)
    is_over = asked is not None and asked.status == MentorRequest.Status.OVER
    is_news = asked is not None and (asked.closed_at or timezone.now()) > timezone.now() - NEWS_FOR
    words = {"programme": mentee.programme.name}
    sentence = (
        _(
            "Nobody on your list in “%(programme)s” could say yes this time: others may have a "
            "place."
        )
        if is_over and is_news
        else _("In “%(programme)s” you choose whom to ask: your list of mentors is ready.")
    )
    return Item(
        tone="warn",
        title=sentence % words,
        url=reverse("asking:mentors", args=[mentee.public_id]),
        action=_("Find a mentor"),
    )


def _asked(mentee: Enrolment, asked: MentorRequest) -> Item:
    rows = asked.choices.asked().select_related("mentor__person")
    current = rows.first()
    if current is None or current.answer_by is None:
        # Between two choices: the timetable asks the next one in a moment.
        title = _("Your request in “%(programme)s” waits.") % {"programme": mentee.programme.name}
    else:
        title = _("%(name)s has your request and answers by %(day)s.") % {
            "name": current.mentor.person,
            "day": formats.date_format(current.answer_by, "j F"),
        }
    return Item(
        tone="info",
        title=title,
        url=reverse("asking:mine", args=[mentee.public_id]),
        action=_("See my request"),
    )
