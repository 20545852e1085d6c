"""Applies the retention schedule, shows what it will take next, lets HR change it within bounds."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.functions import RandomUUID
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from companies.personal import Clock, Kept, Table
from people import audit
from people.actions import forgetting
from people.actions.leaving import today as day_here
from people.models import Person
from privacy import access, register, wording
from privacy.access import Held
from privacy.actions import erasure
from privacy.models import Period
from privacy.periods import PERIODS, over_on

MONTH = dt.timedelta(days=31)


@dataclass(frozen=True)
class Outlook:
    """What one clock takes next: how many rows now, how many until ``until``, and whom."""

    clock: Clock
    now: int
    soon: int
    people: list[Person]


def schedule() -> dict[str, int]:
    """How long each category is kept here, in its unit, by code."""
    chosen = dict(Period.objects.values_list("kept", "amount"))
    return {
        kept: chosen[kept] if bounds.allows(chosen.get(kept, -1)) else bounds.default
        for kept, bounds in PERIODS.items()
    }


@transaction.atomic
def change(*, kept: str, amount: int, by: Person) -> None:
    """Keep a category for ``amount`` of its units. Refuses what is out of bounds or fixed."""
    if not by.is_hr:
        raise Refusal(_("Only HR changes how long facts are kept."))
    bounds = PERIODS.get(kept)
    if bounds is None or bounds.is_fixed:
        raise Refusal(_("This period is fixed."), field=kept)
    if not bounds.allows(amount):
        raise Refusal(
            _("Choose a period within the bounds: %(bounds)s.")
            % {"bounds": wording.bounds(bounds)},
            field=kept,
        )
    if schedule()[kept] == amount:
        return
    Period.objects.update_or_create(kept=kept, defaults={"amount": amount})
    facts = {"kept": kept, "amount": f"{amount} {bounds.unit}"}
    audit.record("retention.changed", by=by, on=walls.current(), **facts)


def limit(kept: str, today: dt.date, periods: dict[str, int]) -> dt.datetime:
    """Whatever began its period before this instant is over on ``today``: midnight, here."""
    last = over_on(today, periods[kept], PERIODS[kept].unit)
    here = ZoneInfo(walls.current().time_zone)
    return dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=here)


def apply() -> dict[str, int]:
    """Forget everything whose time is over today; how many rows by title of the clock.

    Safe to run again, at any hour. Nothing under a legal hold is touched.
    """
    periods, held, today = schedule(), access.held(), day_here()
    done: dict[str, int] = {}
    with timezone.override(walls.current().time_zone):
        done["erasures"] = erasure.carry_out_due()
        for programme in _programmes_over(limit(Kept.FACTS, today, periods), held):
            done["facts"] = done.get("facts", 0) + anonymise(programme, held)
        for clock in register.clocks():
            rows = _due(clock, limit(clock.kept, today, periods), held)
            count = _forget(clock, rows)
            if count:
                done[str(clock.kept)] = done.get(str(clock.kept), 0) + count
    return done


def _due(clock: Clock, before: dt.datetime, held: Held) -> QuerySet[Any]:
    rows = clock.due(before)
    if clock.person and held.people:
        path = "" if clock.person == "pk" else f"{clock.person}__"
        rows = rows.exclude(**{f"{path}public_id__in": held.people})
    if clock.programme and held.programmes:
        rows = rows.exclude(**{f"{clock.programme}__public_id__in": held.programmes})
    return rows


def _forget(clock: Clock, rows: QuerySet[Any]) -> int:
    if clock.forget is None:
        return sum(_erase(person) for person in rows.order_by("pk"))
    with transaction.atomic():
        count = clock.forget(rows)
        if count:
            facts = {"kept": str(clock.kept), "rows": count}
            audit.record("retention.applied", by=None, on=walls.current(), **facts)
    return count


def _erase(person: Person) -> int:
    if erasure.obstacle(person):
        return 0
    try:
        erasure.erase(person, by=None, ground="retention")
    except Refusal:
        # A file of people is being applied: the next run finds them again.
        return 0
    return 1


def _stands() -> Iterator[tuple[Table, str]]:
    """Every key to a person that takes part in a programme, with its table."""
    for table in register.tables():
        if table.programme:
            yield from ((table, name) for name in table.stands if name not in table.actors)


def _standing(programme: Any) -> dict[int, str]:
    """Public ids of the persons who are known in a programme, by their own id."""
    found: dict[int, str] = {}
    for table, name in _stands():
        rows = register.model_of(table)._default_manager.filter(**{table.programme: programme.pk})
        known = rows.filter(**{f"{name}__isnull": False, f"{name}__erased_at": None})
        found |= {
            pk: str(public_id)
            for pk, public_id in known.values_list(f"{name}_id", f"{name}__public_id")
        }
    return found


def _programmes_over(before: dt.datetime, held: Held) -> list[Any]:
    """Closed programmes whose facts are over and still name somebody who may be forgotten."""
    table = register.programme_table()
    over = Q(**{f"{table.closed}__lt": before})
    rows = register.model_of(table)._default_manager.filter(over)
    rows = rows.exclude(public_id__in=held.programmes).order_by("pk")
    return [one for one in rows if set(_standing(one).values()) - held.people]


@transaction.atomic
def anonymise(programme: Any, held: Held) -> int:
    """Let nameless records stand for the people of a programme that is over; how many.

    Each person gets one stand-in per programme, so that totals stay and nothing leads from the
    facts to a name: identifiers that the journal knows change too.
    """
    people = [pk for pk, public in _standing(programme).items() if public not in held.people]
    for pk in people:
        stand_in = forgetting.stand_in()
        for table, name in _stands():
            rows = register.model_of(table)._default_manager
            rows.filter(**{table.programme: programme.pk, name: pk}).update(**{name: stand_in})
    for table in register.tables():
        if table.programme:
            _cut(table, programme, held)
    audit.record("programme.anonymised", by=None, on=programme, people=len(people))
    return len(people)


def _cut(table: Table, programme: Any, held: Held) -> None:
    """Take away what else leads from the facts of a programme to its people."""
    model = register.model_of(table)
    rows = model._default_manager.filter(**{table.programme: programme.pk})
    for path in table.person:
        rows = rows.exclude(**{f"{path}__public_id__in": held.people})
    changes: dict[str, Any] = dict(table.blanked)
    changes |= {name: None for name in table.stands if name in table.actors}
    if table.is_personal and any(one.name == "public_id" for one in model._meta.concrete_fields):
        changes["public_id"] = RandomUUID()
    if changes:
        ids = list(rows.values_list("pk", flat=True))
        model._default_manager.filter(pk__in=ids).update(**changes)


def outlook() -> list[Outlook]:
    """What each clock takes tonight and within a month. Writes nothing."""
    periods, held, today = schedule(), access.held(), day_here()
    found = []
    for clock in register.clocks():
        now = _due(clock, limit(clock.kept, today, periods), held)
        later = _due(clock, limit(clock.kept, today + MONTH, periods), held)
        people = list(later.order_by("leaving_on", "pk")[:50]) if clock.forget is None else []
        found.append(Outlook(clock, now.count(), later.count() - now.count(), people))
    return found


def programmes_soon() -> list[Any]:
    """Programmes whose facts become anonymous within a month."""
    before = limit(Kept.FACTS, day_here() + MONTH, schedule())
    return _programmes_over(before, access.held())
