"""A mentee asks mentors, one after the other, and takes her request back."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from asking import timing
from asking.actions import fit, tending
from asking.models import Choice, MentorRequest
from companies.errors import Refusal
from competencies.actions import catalogue
from matching.actions import inputs
from people.actions.leaving import today
from people.models import Person
from programmes import admission
from programmes.models import Enrolment

CHOICES = 3
"""How many mentors a request may name: the first is asked at once, the others wait."""
AIMS = 3
"""How many needs a request may name."""


@transaction.atomic
def ask(
    mentee: Enrolment,
    *,
    mentors: Sequence[int],
    needs: Sequence[str],
    needs_version: int | None = None,
    by: Person,
) -> MentorRequest:
    """Ask the first of ``mentors`` (enrolment ids, in her order) to accompany ``mentee``.

    The others are asked in turn if a yes does not come. Refuses for anybody but the mentee, while
    a request of hers is open, once she has a mentor, where mentees do not ask or not today, before
    she may be matched; without a mentor, with more than three, the same one twice, one who does
    not suit, has no place, pauses, or was asked lately; without needs, with more than three, or
    unknown ones. Nothing of it is written into the journal, which HR reads: mentees are told that
    nobody learns whom they ask.
    """
    programme = tending.locked(mentee.programme_id)
    tending.tend(programme)
    row = Enrolment.objects.select_related("person", "programme").get(pk=mentee.pk)
    _check_mentee(row, by)
    if len(set(needs)) > AIMS:
        raise Refusal(_("Keep to the three needs that matter most."), field="needs")
    version = catalogue.check(needs, kept=row.needs, seen=needs_version)
    ranking = _check_mentors(row, mentors)
    try:
        with transaction.atomic():
            made = MentorRequest.objects.create(
                mentee=row, needs=list(dict.fromkeys(needs)), needs_version=version
            )
    except IntegrityError:
        raise Refusal(_already_open()) from None
    by_id = {one.pk: one for one in ranking.mentors}
    chosen = [by_id[pk] for pk in mentors]
    reasons = ranking.reasons(chosen)
    choices = [
        Choice(
            request=made,
            mentor=mentor,
            place=place,
            points=ranking.points[mentor.pk],
            reasons=why,
        )
        for place, (mentor, why) in enumerate(zip(chosen, reasons, strict=True), start=1)
    ]
    Choice.objects.bulk_create(choices)
    first = made.choices.select_related("mentor__person").get(place=1)
    first.request = made
    tending.put(first, given=tending.days(programme))
    return made


def _already_open() -> str:
    return _("Your request waits for an answer already. Take it back first to ask somebody else.")


def _check_mentee(row: Enrolment, by: Person) -> None:
    if row.person_id != by.pk or row.is_mentor:
        raise Refusal(_("Only the mentee asks for a mentor."))
    if not tending.takes_requests(row.programme):
        raise Refusal(_("No mentor can be asked in “%(name)s” now.") % {"name": row.programme})
    if row.status != Enrolment.Status.ACCEPTED:
        raise Refusal(_("You do not take part in “%(name)s”.") % {"name": row.programme})
    if MentorRequest.objects.open().filter(mentee=row).exists():
        raise Refusal(_already_open())
    there = inputs.presence(row.programme_id)
    if row.pk in there.accompanied:
        raise Refusal(_("You have a mentor in this programme."))
    if not may_be_matched(row):
        raise Refusal(
            _("You cannot ask yet: finish the training first, or wait until HR takes you in.")
        )


def may_be_matched(row: Enrolment) -> bool:
    """Whether every floor lets this person into a pair."""
    return admission.matchable(Enrolment.objects.filter(pk=row.pk).accepted()).exists()


def resting(mentee: Enrolment) -> set[int]:
    """Mentors (enrolment ids) whom she asked lately, and who did not say yes."""
    since = timing.asked_lately_since(today())
    rows = Choice.objects.refused_since(since).filter(request__mentee=mentee)
    return set(rows.values_list("mentor_id", flat=True))


def _check_mentors(row: Enrolment, mentors: Sequence[int]) -> fit.Ranking:
    if not mentors:
        raise Refusal(_("Choose the mentor whom you would like to ask."))
    if len(mentors) > CHOICES:
        raise Refusal(_("You can name up to three mentors."))
    if len(set(mentors)) < len(mentors):
        raise Refusal(_("Each mentor can be named once."))
    ranking = fit.rank(row, mentors)
    if not set(mentors) <= set(ranking.points):
        raise Refusal(_("Choose among the mentors of your list."))
    there, lately = inputs.presence(row.programme_id), resting(row)
    by_id = {one.pk: one for one in ranking.mentors}
    for pk in mentors:
        if not there.left(pk):
            raise Refusal(
                _("%(name)s takes no requests at the moment. Choose somebody else.")
                % {"name": by_id[pk].person}
            )
        if pk in lately:
            raise Refusal(
                _("You asked %(name)s not long ago. Choose somebody else this time.")
                % {"name": by_id[pk].person}
            )
    return ranking


@transaction.atomic
def take_back(asked: MentorRequest, *, by: Person) -> MentorRequest:
    """The mentee takes her request back; whoever has it before them no longer sees it.

    Does nothing when it is taken back already. Refuses anybody else, and once it came to its end.
    """
    tending.locked(asked.mentee.programme_id)
    row = MentorRequest.objects.select_related("mentee").get(pk=asked.pk)
    if row.mentee.person_id != by.pk:
        raise Refusal(_("Only the mentee takes a request back."))
    if row.status == MentorRequest.Status.WITHDRAWN:
        return row
    if not row.is_open:
        raise Refusal(_("This request waits for nobody any more: there is nothing to take back."))
    tending.end(row, MentorRequest.Status.WITHDRAWN)
    return row
