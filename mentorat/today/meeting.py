"""What waits for a person before pairs are made: answers about mentees, short conversations."""

from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from introductions import access
from introductions.actions import answer
from introductions.models import Conversation
from matching.actions import choice
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


def to_meet(person: Person) -> list[Item]:
    """Short conversations: a time to choose, one to come, one to note."""
    now = timezone.now()
    items = []
    for row in access.conversations(person).open().order_by("starts_at", "pk"):
        partner, side = row.partner_of(person), row.side_of(person)
        if row.status == Conversation.Status.PROPOSED:
            if row.proposed_by == side or not choice.is_open(row.run):
                continue
            title = _("%(name)s proposes times for a short conversation.") % {"name": partner}
            tone, action = "warn", _("Choose a time")
        elif row.starts_at is not None and row.starts_at > now:
            day = formats.date_format(timezone.localtime(row.starts_at), "j F, H:i")
            title = _("You talk with %(name)s on %(day)s.") % {"name": partner, "day": day}
            tone, action = "info", _("Prepare it")
        elif row.noted_by(person):
            continue
        else:
            title = _("Did your conversation with %(name)s take place?") % {"name": partner}
            tone, action = "info", _("Note it")
        url = reverse("introductions:conversation", args=[row.public_id])
        items.append(Item(tone=tone, title=title, url=url, action=action))
    return items
