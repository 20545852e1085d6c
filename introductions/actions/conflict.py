"""Declares that two people must never be paired, and takes it back; tells nobody."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from introductions.actions import conversation
from introductions.models import Conflict
from people.models import Person

MOST = 20
"""Persons somebody may name: enough for a life, too few to choose a mentor by exclusion."""


@transaction.atomic
def declare(*, person: Person, other: Person) -> Conflict:
    """Keep ``person`` and ``other`` out of every pair to come; a pair under way goes on.

    A conversation that they had arranged is called off, in words that do not say why.

    Refuses oneself, somebody who has left, and more than twenty. Twice is once. Nothing is written
    to the journal, which HR reads.
    """
    if person.pk == other.pk:
        raise Refusal(_("You are never paired with yourself."))
    if other.status == Person.Status.LEFT:
        raise Refusal(_("%(name)s does not work here any more.") % {"name": other})
    # Two windows at once must not pass the limit together.
    Person.objects.select_for_update(of=("self",), no_key=True).get(pk=person.pk)
    named = Conflict.objects.filter(person=person)
    if not named.filter(other=other).exists() and named.count() >= MOST:
        raise Refusal(
            _("You can name up to %(most)d people. Take one back first.") % {"most": MOST}
        )
    row, _made = Conflict.objects.get_or_create(person=person, other=other)
    conversation.part(person, other)
    return row


@transaction.atomic
def take_back(*, person: Person, other: Person) -> None:
    """Let the two be paired again, as far as ``person`` is concerned."""
    Conflict.objects.filter(person=person, other=other).delete()
