"""What people keep to themselves in a demo company: conversations, mentors' answers, a conflict."""

from datetime import datetime, time, timedelta
from random import Random

from django.utils import timezone

from introductions.actions import answer, conflict, conversation
from introductions.models import Answer, Conversation
from matching.actions import choice
from matching.models import MatchingRun
from mentorat.demo.cast import Cast
from programmes.models import Enrolment

MEETING = 8
"""How many mentees ask for conversations."""
ANSWERING = 0.6
"""Share of the mentors who have answered; printed logins have not yet."""


def meet(cast: Cast, row: MatchingRun, seed: str) -> None:
    """Some mentees talk with mentors, most mentors answer, two people are kept apart."""
    chance = Random(f"{seed}:meeting")
    listed = set(row.suggestions.values_list("mentee_id", flat=True))
    mentees = Enrolment.objects.select_related("person", "programme").filter(pk__in=listed)
    ordered = sorted(mentees, key=lambda one: (not cast.login(one.person.email), one.person.email))
    _keep_apart(row, ordered[-1])
    for mentee in ordered[:MEETING]:
        is_shown = bool(cast.login(mentee.person.email))
        asked = 2 if is_shown else chance.choice((1, 2, 2, 3))
        for place, one in enumerate(choice.shortlist_of(row, mentee)[:asked]):
            # Whoever logs in finds one agreed and one to come.
            outcome = float(place) if is_shown else chance.random()
            _talk(row, mentee, one.mentor, chance, outcome)
    on_lists = set(row.suggestions.values_list("mentor_id", flat=True))
    mentors = Enrolment.objects.select_related("person", "programme").filter(pk__in=on_lists)
    for mentor in mentors.order_by("person__email"):
        if not cast.login(mentor.person.email) and chance.random() < ANSWERING:
            _answer(row, mentor, chance)


def _keep_apart(row: MatchingRun, mentee: Enrolment) -> None:
    shortlist = choice.shortlist_of(row, mentee)
    if len(shortlist) > 1:
        conflict.declare(person=mentee.person, other=shortlist[-1].mentor.person)


def _talk(
    row: MatchingRun, mentee: Enrolment, mentor: Enrolment, chance: Random, outcome: float
) -> None:
    times = _times(row, chance)
    if not times:
        return
    way = chance.choice(Conversation.Way.values)
    asked = conversation.ask(row, mentee, mentor, times=times, way=way, by=mentee.person)
    if outcome < 0.55:
        conversation.accept(asked, time=asked.times[0], by=mentor.person)
    elif outcome < 0.7:
        reason = chance.choice(Conversation.Decline.values)
        conversation.decline(asked, reason=reason, by=mentor.person)


def _times(row: MatchingRun, chance: Random) -> list[datetime]:
    """Up to three moments in working hours before the ranking closes."""
    zone, today = timezone.get_current_timezone(), timezone.localdate()
    last = row.rank_until or today
    days = [today + timedelta(days=n) for n in range(1, (last - today).days + 1)]
    working = [day for day in days if day.weekday() < 5]
    chosen = sorted(chance.sample(working, min(3, len(working))))
    hours = [time(9, 30), time(11), time(14), time(16, 15)]
    return [datetime.combine(day, chance.choice(hours), tzinfo=zone) for day in chosen]


def _answer(row: MatchingRun, mentor: Enrolment, chance: Random) -> None:
    words = (Answer.Word.PREFER, Answer.Word.FINE, Answer.Word.FINE, Answer.Word.RATHER_NOT)
    about = {
        one.mentee_id: chance.choices(words, (3, 4, 4, 1))[0].value
        for one in answer.listed(row, mentor)
    }
    if about:
        answer.give(row, mentor, answers=about, by=mentor.person)
