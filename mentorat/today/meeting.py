"""What waits for a person before pairs are made: answers about mentees, short conversations."""

from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _

from introductions import access
from introductions.actions import answer
from mentorat.today.items import Item
from people.models import Person


def to_say(person: Person) -> list[Item]:
    """Shortlists with this mentor on them, about which they have said nothing."""
    items = []
    for mine in access.mentoring(person).select_related("programme").order_by("pk"):
        run = answer.open_for(mine)
        if run is None or run.rank_until is None or answer.kept(run, mine):
            continue
        day = formats.date_format(run.rank_until, "j F")
        words = {"programme": mine.programme.name, "day": day}
        items.append(
            Item(
                tone="info",
                title=_("Who might come to you in “%(programme)s”: answer until %(day)s.") % words,
                url=reverse("introductions:answers", args=[mine.public_id]),
                action=_("See and answer"),
            )
        )
    return items
