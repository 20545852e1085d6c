"""How pairs live: how often they meet, what comes of it, how some of them part (pure)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from evaluations.questions import Question
from mentorat.demo.diary import working_day


@dataclass(frozen=True)
class Habit:
    """A way to live a relationship.

    ``pace``: days between two sessions as a multiple of the agreed ones. ``mood``: what the two
    answer on average on a scale of 1 to 5. ``progress``: what they declare at first and at last,
    0 to 5. ``meets_until``: the share of the term (0–1) after which they no longer meet;
    ``parts_for``: the reason why they then say so, "" when they just fall silent or go on.
    """

    pace: float
    mood: float
    progress: tuple[float, float]
    meets_until: float = 1.0
    parts_for: str = ""


EXCELLENT = Habit(0.85, 4.7, (2.6, 4.8))
STEADY = Habit(1.05, 4.2, (1.8, 4.0))
SLOW = Habit(1.55, 3.6, (1.4, 3.2))
SILENT = Habit(1.4, 2.9, (1.0, 2.0), meets_until=0.3)
PARTED = tuple(
    Habit(pace, mood, (1.2, 2.6), meets_until=until, parts_for=cause)
    for pace, mood, until, cause in (
        (1.2, 2.5, 0.28, "wrong_match"),
        (1.3, 3.2, 0.42, "no_time"),
        (0.9, 4.4, 0.66, "goal_reached"),
        (1.2, 3.4, 0.5, "departure"),
        (1.4, 2.8, 0.34, "unclear"),
        (1.3, 3.1, 0.55, "no_time"),
    )
)


def share_out(mentees: Sequence[str], chance: Random) -> dict[str, Habit]:
    """A habit for each mentee: one pair in eight excellent, one in six parts, a few fall silent."""
    order = sorted(mentees)
    chance.shuffle(order)
    number = len(order)
    parted, silent = max(1, round(number * 0.17)), max(1, round(number * 0.07))
    excellent, slow = max(1, round(number * 0.13)), round(number * 0.2)
    habits = [PARTED[place % len(PARTED)] for place in range(parted)]
    habits += [SILENT] * silent + [EXCELLENT] * excellent + [SLOW] * slow
    habits += [STEADY] * max(0, number - len(habits))
    return dict(zip(order, habits, strict=False))


def session_days(
    habit: Habit, *, starts_on: date, ends_on: date, cadence: int, chance: Random
) -> Iterator[date]:
    """The working days on which the two meet, from the start to where their habit lets them."""
    last = starts_on + timedelta(days=round((ends_on - starts_on).days * habit.meets_until))
    day = starts_on + timedelta(days=chance.randrange(4, 15))
    while (meeting := working_day(day)) <= last:
        yield meeting
        pause = round(cadence * habit.pace * chance.uniform(0.75, 1.3))
        if day.month == 8 and chance.random() < 0.5:
            pause += 14
        day = meeting + timedelta(days=max(5, pause))


def themes(number: int, share: float, chance: Random) -> list[str]:
    """What the session of this number (1 = first) was about, at this share of the term (0–1)."""
    if number == 1:
        return ["acquaintance", "goals"] if chance.random() < 0.6 else ["acquaintance"]
    if number == 2:
        return ["goals", "situation"]
    if share > 0.9 or 0.45 < share < 0.53:
        return ["review", "feedback"]
    found = chance.sample(["situation", "skill", "career", "network", "feedback"], 2)
    return found if chance.random() < 0.7 else found[:1]


def progress(habit: Habit, share: float, chance: Random) -> int:
    """How far the mentee felt to have moved, 0 to 5, at this share of the term (0–1)."""
    first, last = habit.progress
    return max(0, min(5, round(first + (last - first) * share + chance.gauss(0, 0.5))))


# Points of a 1–5 scale away from the mood of the pair: mentors listen more easily than they
# challenge, each side sees its own part, and the second survey finds the first enthusiasm gone.
_QUESTIONS = {
    "useful": (0.1, 0.2),
    "listened": (0.45, 0.25),
    "challenged": (-0.75, -0.25),
    "balance": (-0.35, 0.1),
    "progress": (0.0, -0.35),
    "supported": (0.2, -0.6),
    "expectation": (-0.15, 0.05),
    "recommend": (0.3, 0.45),
}
_MOMENTS = {"first_session": 0.0, "day_30": -0.3, "mid_term": 0.05, "final": 0.25}


def answer(habit: Habit, question: Question, *, side: str, occasion: str, chance: Random) -> int:
    """What one of the two (``mentee`` or ``mentor``) answers: around the mood of the pair."""
    leaning = _QUESTIONS[question.code][side == "mentor"] + _MOMENTS[occasion]
    mood = max(1.0, min(5.0, chance.gauss(habit.mood + leaning, 0.75)))
    return round(question.lowest + (mood - 1) / 4 * (question.highest - question.lowest))
