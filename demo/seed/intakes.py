"""Who is invited to which programme: mentors with places, mentees with ranked needs."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from demo.seed.staff import Employee

SLOTS = tuple(
    f"{day}_{half}" for day in ("mon", "tue", "wed", "thu", "fri") for half in ("am", "pm")
)


@dataclass(frozen=True)
class Signup:
    """One line of a programme's list; codes, to be written as labels."""

    email: str
    role: str
    places: int
    needs: tuple[str, ...]
    availability: tuple[str, ...]


@dataclass(frozen=True)
class Intake:
    """One list to draw: how many of each, who may be drawn, and which needs are common."""

    file: str
    mentors: int
    places: int
    mentees: int
    may_mentor: Callable[[Employee], float]
    may_be_mentored: Callable[[Employee], float]
    needs: Mapping[str, float]
    always: tuple[str, ...]


def draw(
    people: Iterable[Employee], intakes: Iterable[Intake], seed: int, staff: frozenset[str]
) -> dict[str, list[Signup]]:
    """File name → its lines; a person is a mentee once at most, `staff` run the programmes.

    The two functions of an intake give the appetite for a person, 0 for never. `always` are the
    e-mails that must be among the mentors or mentees, whichever their appetite allows.
    """
    chance = random.Random(seed)
    people = [one for one in people if one.email not in staff]
    intakes = tuple(intakes)
    promised = {email for intake in intakes for email in intake.always}
    taken: set[str] = set()
    lists: dict[str, list[Signup]] = {}
    for intake in intakes:
        elsewhere = promised - set(intake.always)
        free = [one for one in people if one.email not in taken | elsewhere]
        mentees = _pick(chance, free, intake.mentees, intake.may_be_mentored, intake.always)
        taken |= {one.email for one in mentees}
        rest = [one for one in people if one not in mentees]
        mentors = _pick(chance, rest, intake.mentors, intake.may_mentor, intake.always)
        lists[intake.file] = _signups(chance, intake, mentors, mentees)
    return lists


def _pick(
    chance: random.Random,
    people: list[Employee],
    count: int,
    appetite: Callable[[Employee], float],
    always: tuple[str, ...],
) -> list[Employee]:
    ranked = []
    for one in people:
        weight = appetite(one)
        luck = chance.random()
        if weight > 0:
            # Efraimidis and Spirakis: weighted drawing without replacement.
            ranked.append((-2.0 if one.email in always else -(luck ** (1 / weight)), one))
    ranked.sort(key=lambda pair: (pair[0], pair[1].email))
    chosen = [one for _, one in ranked[:count]]
    return sorted(chosen, key=lambda one: (one.family, one.given))


def _signups(
    chance: random.Random, intake: Intake, mentors: list[Employee], mentees: list[Employee]
) -> list[Signup]:
    places = {one.email: 2 if one.email in intake.always else 1 for one in mentors}
    while sum(places.values()) < intake.places:
        email = chance.choice(mentors).email
        places[email] = min(places[email] + 1, 3)
    signups = [
        Signup(
            one.email,
            "mentor",
            places[one.email],
            _needs(chance, intake.needs, chance.randint(4, 6), flat=True),
            _slots(chance, chance.randint(3, 5)),
        )
        for one in mentors
    ]
    signups += [
        Signup(
            one.email,
            "mentee",
            1,
            _needs(chance, intake.needs, chance.randint(2, 3), flat=False),
            _slots(chance, chance.randint(3, 6)),
        )
        for one in mentees
    ]
    return signups


def _needs(
    chance: random.Random, weights: Mapping[str, float], count: int, *, flat: bool
) -> tuple[str, ...]:
    """Codes without repetition, the more wanted ones earlier on average."""
    ranked = sorted(
        (-(chance.random() ** (1 / (1 + weight if flat else weight))), code)
        for code, weight in weights.items()
    )
    return tuple(code for _, code in ranked[:count])


def _slots(chance: random.Random, count: int) -> tuple[str, ...]:
    return tuple(sorted(chance.sample(SLOTS, count), key=SLOTS.index))
