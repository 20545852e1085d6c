"""What needs a person today: sentences with the page where each is dealt with."""

from mentorat.today.asking import asked, waiting
from mentorat.today.beginning import first_steps
from mentorat.today.items import Item
from mentorat.today.meeting import to_meet, to_say
from mentorat.today.own import (
    pulses,
    sessions,
    to_answer,
    to_interview,
    to_learn,
    to_rank,
    to_read,
    to_tick,
)
from mentorat.today.planning import campaigns, proposals
from mentorat.today.shelf import offers, pairs, programmes, seats
from mentorat.today.steering import objectives, reports, steering, verdicts, wishes
from people.models import Person

__all__ = [
    "Item",
    "asked",
    "campaigns",
    "first_steps",
    "objectives",
    "of",
    "offers",
    "pairs",
    "programmes",
    "proposals",
    "pulses",
    "reports",
    "seats",
    "sessions",
    "steering",
    "to_answer",
    "to_interview",
    "to_meet",
    "to_rank",
    "to_read",
    "to_say",
    "verdicts",
    "waiting",
    "wishes",
]


def of(person: Person) -> list[Item]:
    """Everything that needs this person, the most pressing first."""
    items = [
        *to_answer(person),
        *to_rank(person),
        *to_say(person),
        *asked(person),
        *waiting(person),
        *to_meet(person),
        *to_learn(person),
        *to_tick(person),
        *to_interview(person),
        *to_read(person),
        *pulses(person),
        *sessions(person),
        *steering(person),
        *wishes(person),
        *verdicts(person),
        *objectives(person),
        *proposals(person),
        *campaigns(person),
        *reports(person),
    ]
    order = {"bad": 0, "warn": 1, "info": 2, "ok": 3}
    return sorted(items, key=lambda item: order[item["tone"]])
