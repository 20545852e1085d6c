"""Refuses changes of a programme by the wrong person or at the wrong time."""

from datetime import timedelta

from django.utils.translation import gettext as _

from companies.errors import Refusal
from people.models import Person
from programmes import access
from programmes.models import Programme

MOST_YEARS_AHEAD = timedelta(days=3653)
"""A later day is a slip of the keyboard, and too far for dates to be added to it."""


def locked(programme: Programme) -> Programme:
    """The row as it is now, kept from others until the transaction ends."""
    return Programme.objects.select_for_update(of=("self",)).get(pk=programme.pk)


def check_steers(programme: Programme, by: Person) -> None:
    """Refuses who does not steer ``programme``."""
    if not access.steered(by).filter(pk=programme.pk).exists():
        raise Refusal(_("You do not steer “%(name)s”.") % {"name": programme})


def check_not_closed(programme: Programme) -> None:
    """Refuses a programme that is closed."""
    if programme.status == Programme.Status.CLOSED:
        raise Refusal(_("“%(name)s” is closed.") % {"name": programme})
