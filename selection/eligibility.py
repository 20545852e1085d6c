"""Who may take a role by the company's own rules, and which rule stands in the way (pure)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

LEVEL_MIN, LEVEL_MAX, SENIORITY = "level_min", "level_max", "seniority"
FUNCTION, SITE, DEPARTMENT, ATTRIBUTE = "function", "site", "department", "attribute"
TRAINING = "training"
NUMBERED: Final = (LEVEL_MIN, LEVEL_MAX, SENIORITY)
PLACED: Final = (FUNCTION, SITE, DEPARTMENT)
KINDS: Final = (*NUMBERED, *PLACED, ATTRIBUTE, TRAINING)
READ_BY_DIRECTORS: Final = (LEVEL_MIN, LEVEL_MAX, SITE)
"""Kinds about facts that the page of invitations shows to directors; HR reads the others."""


@dataclass(frozen=True, slots=True)
class Traits:
    """The facts about a person that a rule may look at; ``own`` are those the company declares.

    ``trained`` holds the keys of the trainings they have completed.
    """

    level: int | None = None
    hired_on: date | None = None
    function: str = ""
    site: str = ""
    department: str = ""
    own: Mapping[str, Any] = field(default_factory=dict)
    trained: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rule:
    """One condition: a number (a level, months), or one of several values of a fact.

    ``key`` names the company's own fact, or the training. ``pk`` leads back to the row.
    """

    kind: str
    number: int = 0
    values: tuple[str, ...] = ()
    key: str = ""
    pk: int = 0


@dataclass(frozen=True, slots=True)
class Obstacle:
    """A rule that somebody does not meet; ``is_unknown`` when the record does not say."""

    rule: Rule
    is_unknown: bool = False


def obstacles(traits: Traits, rules: Iterable[Rule], today: date) -> tuple[Obstacle, ...]:
    """The rules that a person does not meet, in their order; none: the person may take part.

    A fact that the record does not hold counts as not met, and is said to be unknown.
    """
    found = []
    for rule in rules:
        met = _met(traits, rule, today)
        if not met:
            found.append(Obstacle(rule, is_unknown=met is None))
    return tuple(found)


def months_since(day: date, today: date) -> int:
    """Whole months from ``day`` to ``today``; 0 for a day to come."""
    months = (today.year - day.year) * 12 + today.month - day.month
    return max(0, months - (today.day < day.day))


def _met(traits: Traits, rule: Rule, today: date) -> bool | None:
    if rule.kind in (LEVEL_MIN, LEVEL_MAX):
        if traits.level is None:
            return None
        low = rule.kind == LEVEL_MIN
        return traits.level >= rule.number if low else traits.level <= rule.number
    if rule.kind == SENIORITY:
        if traits.hired_on is None:
            return None
        return months_since(traits.hired_on, today) >= rule.number
    if rule.kind == TRAINING:
        return rule.key in traits.trained
    held = traits.own.get(rule.key) if rule.kind == ATTRIBUTE else getattr(traits, rule.kind)
    mine = {_plain(one) for one in (held if isinstance(held, list) else [held])} - {""}
    if not mine:
        return None
    return bool(mine & {_plain(one) for one in rule.values})


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split()).casefold()
