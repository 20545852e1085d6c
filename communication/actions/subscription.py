"""Notes who wants no announcements about programmes they are not part of."""

from django.db import transaction

from communication.models import Unsubscription
from people import audit
from people.models import Person


@transaction.atomic
def choose(person: Person, *, wanted: bool) -> bool:
    """Stop announcements for a person, or let them come again; whether that changed anything.

    Messages about one's own part in a programme are not concerned: they always come.
    """
    if wanted:
        changed = bool(Unsubscription.objects.filter(person=person).delete()[0])
    else:
        _row, changed = Unsubscription.objects.get_or_create(person=person)
    if changed:
        audit.record("person.changed_settings", by=person, on=person)
    return changed
