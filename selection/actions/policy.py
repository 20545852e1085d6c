"""Settles how a programme selects people: what it is not, whether mentors are qualified."""

from django.db import transaction
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Programme
from selection.actions import grid
from selection.models import Policy


@transaction.atomic
def say_limits(programme: Programme, *, limits_fr: str, limits_en: str, by: Person) -> Policy:
    """Say in the company's own words what the programme is not; both languages or neither."""
    row = _policy(programme, by)
    fr, en = limits_fr.strip(), limits_en.strip()
    if bool(fr) != bool(en):
        missing = "limits_en" if fr else "limits_fr"
        raise Refusal(_("Say it in both languages: people read their own."), field=missing)
    row.limits_fr, row.limits_en = fr, en
    row.save()
    audit.record("policy.limits_set", by=by, on=row.programme)
    return row


@transaction.atomic
def qualify_first(programme: Programme, *, is_on: bool, by: Person) -> Policy:
    """Match only qualified mentors from now on, or every mentor who said yes.

    Pairs that exist are left alone. The first time, the programme gets a grid to begin with.
    """
    row = _policy(programme, by)
    if row.is_qualified_first == is_on:
        return row
    row.is_qualified_first = is_on
    row.save()
    if is_on and not row.programme.grid.exists():
        grid.begin(row.programme)
    audit.record("policy.qualification_set", by=by, on=row.programme, on_or_off=is_on)
    return row


def _policy(programme: Programme, by: Person) -> Policy:
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    found, _made = Policy.objects.get_or_create(programme=row)
    return found
