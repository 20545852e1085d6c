"""Changes what a person decides for themselves: the language and the time zone of their screens."""

from django.db import transaction

from people import audit
from people.models import Person


@transaction.atomic
def choose(person: Person, *, language: str, time_zone: str) -> None:
    """Set the language (fr, en) and the time zone ("" = the company's) of ``person``'s screens."""
    person.language, person.time_zone = language, time_zone
    person.save(update_fields=["language", "time_zone"])
    audit.record("person.changed_settings", by=person, on=person)
