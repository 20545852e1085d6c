"""Seeded programmes to measure the matching on: generated ones, and ones made to be hard."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from matching.engine import Problem, Profile, Rule

MENTEES = 0.6
SPAN = 8
"""How many people report to one manager."""
SKILLS = [f"skill{n}" for n in range(30)]
NEEDS = [f"need{n}" for n in range(16)]
SLOTS = [f"{day}{half}" for day in ("mo", "tu", "we", "th", "fr") for half in ("am", "pm")]
FUNCTIONS = [f"function{n}" for n in range(10)]
DEPARTMENTS = [f"department{n}" for n in range(15)]
SITES = [f"site{n}" for n in range(6)]
RULES = (
    Rule("level_gap", 80, "above"),
    Rule("function", 30, "similar"),
    Rule("department", 20, "different"),
    Rule("skills", 90),
    Rule("needs", 100),
    Rule("languages", 30),
    Rule("site", 40),
    Rule("availability", 50),
    Rule("seniority", 30, "above"),
)


def programme(people: int, seed: int = 1) -> Problem:
    """60 % mentees, mentors with 1–3 places, nine criteria, an organisation tree.

    The least score closes more than half of the pairs.
    """
    draw = random.Random(f"{seed}-{people}")
    everybody = [_person(draw, n, people) for n in range(people)]
    cut = round(people * MENTEES)
    draw.shuffle(everybody)
    mentors = tuple(everybody[cut:])
    return Problem(
        mentees=tuple(everybody[:cut]),
        mentors=mentors,
        rules=RULES,
        capacity={mentor.id: draw.choice((1, 1, 2, 2, 2, 3)) for mentor in mentors},
        minimum=17_500,
        salt=f"programme {seed}",
    )


def _person(draw: random.Random, n: int, people: int) -> Profile:
    above, line = n, []
    while above:
        above = (above - 1) // SPAN
        line.append(f"p{above}")
    others = draw.sample(("en", "de", "es", "it"), draw.choice((0, 0, 1, 1, 2)))
    helps = draw.sample(NEEDS, draw.randint(3, 7))
    return Profile(
        id=f"p{n}",
        level=draw.choice((1, 1, 2, 2, 2, 3, 3, 4, 5, 6)),
        function=draw.choice(FUNCTIONS),
        department=draw.choice(DEPARTMENTS),
        site=draw.choices(SITES, (30, 20, 15, 10, 5, 3))[0],
        languages=frozenset(["fr" if draw.random() < 0.9 else "en", *others]),
        skills_offered={k: draw.randint(2, 5) for k in draw.sample(SKILLS, draw.randint(4, 8))},
        skills_wanted={k: draw.randint(1, 4) for k in draw.sample(SKILLS, draw.randint(2, 4))},
        needs=tuple(draw.sample(NEEDS, draw.randint(2, 5))),
        can_help=frozenset(helps),
        availability=frozenset(draw.sample(SLOTS, draw.randint(2, 5))),
        hired_on=date(2026, 1, 1) - timedelta(days=draw.randint(100, 12_000)),
        line=frozenset(line),
    )


def equal(people: int) -> Problem:
    """Every pair has the same score."""
    blank: dict[str, Any] = {"rules": (Rule("site", 1),), "minimum": 0}
    return _everybody(programme(people), lambda person, _n: Profile(id=person.id), **blank)


def two_values(people: int) -> Problem:
    """A pair is worth everything or nothing."""
    return _everybody(
        programme(people),
        lambda person, n: Profile(id=person.id, site=SITES[n % 6]),
        rules=(Rule("site", 1),),
        minimum=0,
    )


def stars(people: int) -> Problem:
    """Everybody wants the same mentors: what a mentor offers decides, not who asks."""
    return _graded(programme(people), lambda n: 1 + n % 3)


def product(people: int) -> Problem:
    """A score is nearly the product of two grades, the mentee's and the mentor's."""
    return _graded(programme(people), lambda n: 1 + (n * 37) % 60)


def scarce(people: int) -> Problem:
    """One place each: a third of the mentees stay alone."""
    problem = programme(people)
    return replace(problem, capacity={mentor.id: 1 for mentor in problem.mentors})


HOSTILE: dict[str, Callable[[int], Problem]] = {
    "equal scores": equal,
    "two values": two_values,
    "stars": stars,
    "product of grades": product,
    "scarce places": scarce,
}


def _everybody(problem: Problem, make: Callable[[Profile, int], Profile], **more: Any) -> Problem:
    sides: dict[str, Any] = {
        side: tuple(make(person, n) for n, person in enumerate(getattr(problem, side)))
        for side in ("mentees", "mentors")
    }
    return replace(problem, **sides, **more)


def _graded(problem: Problem, breadth: Callable[[int], int]) -> Problem:
    """Mentees want one thing to a height of their own; mentors offer it to theirs."""

    def make(person: Profile, n: int) -> Profile:
        return Profile(
            id=person.id,
            skills_wanted={"it": 40 + breadth(n)},
            skills_offered={"it": 1 + (n * 61) % 100},
            site=SITES[n % 6],
        )

    rules = (Rule("skills", 95), Rule("site", 5))
    return _everybody(problem, make, rules=rules, minimum=0)
