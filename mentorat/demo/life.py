"""A rule of one demo programme that invites whoever has just taken up new duties."""

from datetime import date, timedelta
from typing import Any

from mentorat.demo.cast import Cast
from occasions.actions import rule
from people.actions import attributes, record
from people.models import Attribute, Person
from programmes.models import Programme


def switch_on(programme: Programme, event: dict[str, Any], cast: Cast, *, today: date) -> None:
    """Declare the fact, note the days, let the rule invite; the last person is noted afterwards.

    So the page of the rule shows people who were invited and one who would be tomorrow.
    """
    fact = attributes.declare(name=event["fact"], kind=Attribute.Kind.TEXT, by=cast.hr)
    made = rule.add(
        programme,
        role="mentee",
        occasion=event["occasion"],
        days=event["days"],
        level_min=event["level_min"],
        attribute=fact,
        by=cast.hr,
    )
    rule.switch_on(made, by=cast.hr)
    *first, last = event["people"]
    for email, ago in first:
        _note(cast.find(email), fact, today - timedelta(days=ago), cast.hr)
    rule.invite(made.pk)
    email, ago = last
    _note(cast.find(email), fact, today - timedelta(days=ago), cast.hr)


def _note(person: Person, fact: Attribute, day: date, hr: Person) -> None:
    declared = {**person.declared, fact.key: f"{day:%d/%m/%Y}"}
    record.edit(person, declared=declared, by=hr)
