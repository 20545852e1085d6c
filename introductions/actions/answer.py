"""Lets mentors answer in private about the mentees who might come to them, and asks them to."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import walls
from companies.errors import Refusal
from introductions.models import Answer
from matching.actions import choice
from matching.models import MatchingRun, Suggestion
from pairings import apart
from people.actions import mail
from people.models import Person
from programmes import admission
from programmes.models import Enrolment

REMINDED_BEFORE = 2
"""Days before the last day on which mentors who have not answered are reminded, once."""


def open_for(mentor: Enrolment) -> MatchingRun | None:
    """The run about whose mentees this mentor can answer today, if any."""
    rows = MatchingRun.objects.filter(programme=mentor.programme_id, suggestions__mentor=mentor)
    return rows.ranking(timezone.localdate()).order_by("-pk").first()


def listed(run: MatchingRun, mentor: Enrolment) -> list[Suggestion]:
    """The mentees on whose shortlist this mentor is, who still take part; the best score first."""
    there = admission.matchable(Enrolment.objects.filter(programme=run.programme_id).accepted())
    rows = run.suggestions.filter(mentor=mentor, mentee__in=there)
    found = list(rows.select_related("mentee__person").order_by("-points", "mentee_id"))
    never = apart.with_one(mentor.person_id, {one.mentee.person_id for one in found})
    return [one for one in found if one.mentee.person_id not in never]


def kept(run: MatchingRun, mentor: Enrolment) -> dict[int, str]:
    """Mentee's enrolment id → what this mentor answered."""
    rows = Answer.objects.filter(run=run, mentor=mentor)
    return dict(rows.values_list("mentee_id", "word"))


@transaction.atomic
def give(run: MatchingRun, mentor: Enrolment, *, answers: Mapping[int, str], by: Person) -> None:
    """Replace what ``mentor`` answered: a word for each mentee's enrolment id.

    Refuses for anybody but the mentor, after the date or the settlement, for somebody on whose
    shortlist the mentor is not, and a word that is not one of the three. Nothing is written to
    the journal, which HR reads.
    """
    # Whoever settles holds this row: the answers count, or the mentor is told that it is too late.
    run = MatchingRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if mentor.person_id != by.pk or mentor.role != Enrolment.Role.MENTOR:
        raise Refusal(_("Only the mentor answers about the mentees who might come to them."))
    if not choice.is_open(run):
        raise Refusal(_("The ranking is closed: what you had answered before counts."))
    if not answers.keys() <= {one.mentee_id for one in listed(run, mentor)}:
        raise Refusal(_("Answer about the mentees of this page only."))
    if not set(answers.values()) <= set(Answer.Word.values):
        raise Refusal(_("Choose one of the three answers."))
    Answer.objects.filter(run=run, mentor=mentor).delete()
    Answer.objects.bulk_create(
        [
            Answer(run=run, mentor=mentor, mentee_id=mentee, word=word)
            for mentee, word in answers.items()
        ]
    )


def ask_due() -> int:
    """Ask the mentors of every open shortlist once, and once more shortly before its last day.

    How many letters were written. Safe to run again.
    """
    today = timezone.localdate()
    written = 0
    for run in MatchingRun.objects.ranking(today).select_related("programme"):
        silent = _silent(run)
        written += _ask("mentors_asked", run, silent)
        last = run.rank_until
        if last and last - today <= timedelta(days=REMINDED_BEFORE) and _has_waited(run):
            written += _ask("mentors_reminded", run, silent)
    return written


def _has_waited(run: MatchingRun) -> bool:
    """Whether the first letter is not of today: nobody is asked and reminded at once."""
    return (
        run.finished_at is not None and timezone.localdate(run.finished_at) < timezone.localdate()
    )


def _silent(run: MatchingRun) -> list[Enrolment]:
    """Mentors of a shortlist who take part and have not answered, persons loaded."""
    there = admission.matchable(Enrolment.objects.filter(programme=run.programme_id).accepted())
    rows = there.filter(pk__in=run.suggestions.values("mentor"))
    rows = rows.exclude(pk__in=Answer.objects.filter(run=run).values("mentor"))
    return list(rows.select_related("person").order_by("pk"))


def _ask(kind: str, run: MatchingRun, mentors: list[Enrolment]) -> int:
    site = walls.address("")
    until = run.rank_until.isoformat() if run.rank_until else ""
    letters = [
        (
            mentor.person,
            {
                "programme": run.programme.name,
                "until": until,
                "link": site + reverse("introductions:answers", args=[mentor.public_id]),
            },
        )
        for mentor in mentors
    ]
    return mail.post_each(kind, letters, key=str(run.public_id))
