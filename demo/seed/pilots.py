"""The mentorings that took place at Aubépine before any programme, as a manager noted them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from demo.seed.staff import Employee

TOPICS = ("Prise de poste", "Confiance en soi", "Conduite du changement", "Évolution de carrière")
FAILURES = (
    *("Manque de temps", "Manque de temps", "Agenda", "Pas d'objectif clair"),
    *("Pas d'objectif clair", "Même ligne hiérarchique", "Binôme imposé", "Mentor indisponible"),
)
REMARKS = (
    "À revoir avec le manager",
    "Souhaite continuer, mais pas avec la même personne",
    "Très bons échanges",
    "Le mentor annule souvent",
)


@dataclass(frozen=True)
class Noted:
    """One line of the sheet; ``mentees`` of one mentor follow each other under a merged cell."""

    mentor: str
    mentee: str
    started_on: date
    ended_on: date | None
    sessions: int
    way: str
    topic: str
    satisfaction: str
    reason: str
    remark: str


def mentorings(people: Sequence[Employee]) -> Iterator[tuple[str, list[Noted]]]:
    """The lines by year, those of one mentor together; always the same."""
    chance = random.Random("pilotes")
    seniors = [one for one in people if one.level >= 6]
    juniors = [one for one in people if one.level <= 5 and one.manager is not None]
    chance.shuffle(seniors)
    chance.shuffle(juniors)
    for year, loads in (
        ("2024", (4, 1, 2, 1, 1, 2, 1, 1)),
        ("2025", (2, 1, 1, 4, 1, 2, 1, 1, 2, 1)),
    ):
        lines = []
        for load in loads:
            mentor = seniors.pop()
            mentees = [juniors.pop() for _ in range(load)]
            # Some managers took in hand somebody of their own line.
            if load == 2 and mentees[0].manager is not None:
                mentor = mentees[0].manager
            lines += [_noted(chance, int(year), mentor, mentee) for mentee in mentees]
        yield year, lines


def _noted(chance: random.Random, year: int, mentor: Employee, mentee: Employee) -> Noted:
    start = date(year, 1, 8) + timedelta(days=chance.randrange(0, 150))
    has_topic = chance.random() < 0.6
    lasts = chance.random() < (0.85 if has_topic else 0.2)
    days = chance.randrange(190, 290) if lasts else chance.randrange(40, 120)
    says_why = lasts or chance.random() < 0.6
    reason = ("Objectif atteint" if lasts else chance.choice(FAILURES)) if says_why else ""
    mark = chance.choice(("4", "4/5", "5", "Très satisfait")) if lasts else chance.choice("1233")
    return Noted(
        mentor=f"{mentor.given} {mentor.family}",
        mentee=f"{mentee.family} {mentee.given}",
        started_on=start,
        ended_on=start + timedelta(days=days) if lasts or chance.random() < 0.8 else None,
        sessions=chance.randrange(6, 12) if lasts else chance.randrange(1, 4),
        way=chance.choice(("Présentiel", "Visio", "Mixte")),
        topic=chance.choice(TOPICS) if has_topic else "",
        satisfaction=mark if chance.random() < 0.8 else "",
        reason=reason,
        remark=chance.choice(REMARKS) if chance.random() < 0.2 else "",
    )
