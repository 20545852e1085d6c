"""Asks for a short conversation, agrees on its time, cancels it, notes that it took place."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies.errors import Refusal
from introductions.actions import letters
from introductions.models import Conversation, ConversationQuerySet
from matching.actions import choice
from matching.models import MatchingRun
from pairings import apart
from people.models import Person
from programmes.models import Enrolment

LIMIT = 3
"""Conversations a mentee may have under way or behind them in one run; one declined frees hers."""
TIMES = 3
"""Moments one side may propose at once."""

Status = Conversation.Status


def counted(run: MatchingRun, mentee: Enrolment) -> int:
    """How many of her conversations count for the limit."""
    rows = Conversation.objects.filter(run=run, mentee=mentee)
    return rows.filter(status__in=(Status.PROPOSED, Status.AGREED)).count()


@transaction.atomic
def ask(
    run: MatchingRun,
    mentee: Enrolment,
    mentor: Enrolment,
    *,
    times: Sequence[datetime],
    way: str,
    by: Person,
) -> Conversation:
    """Ask a mentor of the shortlist for a short conversation at one of up to three moments.

    Refuses anybody but the mentee, a closed ranking, a mentor who is not on her shortlist or was
    asked before, a fourth conversation, and moments that are over or after the last day. The limit
    is counted on a locked row. HR's journal does not hold it.
    """
    if mentee.person_id != by.pk:
        raise Refusal(_("Only the mentee asks for a conversation."))
    # Both, in the order of whoever makes pairs: or the two acts would wait for each other for ever.
    both = Enrolment.objects.filter(pk__in=(mentee.pk, mentor.pk)).order_by("pk")
    list(both.select_for_update(of=("self",), no_key=True))
    if not choice.is_open(run):
        raise Refusal(_("This ranking is closed: conversations take place before its last day."))
    if mentor.pk not in {one.mentor_id for one in choice.shortlist_of(run, mentee)}:
        raise Refusal(_("Choose among the mentors of your shortlist."))
    if counted(run, mentee) >= LIMIT:
        raise Refusal(_("You can ask for up to three conversations."))
    if way not in Conversation.Way.values:
        raise Refusal(_("Choose how you meet."), field="way")
    try:
        with transaction.atomic():
            row = Conversation.objects.create(
                run=run,
                mentee=mentee,
                mentor=mentor,
                way=way,
                times=_checked(times, run),
                proposed_by=Enrolment.Role.MENTEE,
            )
    except IntegrityError:
        raise Refusal(_("You have asked this mentor already.")) from None
    letters.tell(row, "asked", to=mentor.person)
    return row


@transaction.atomic
def propose(row: Conversation, *, times: Sequence[datetime], by: Person) -> Conversation:
    """Propose other moments; what was agreed is taken out of both calendars until then.

    Refuses a stranger, a conversation that is over, and moments as :func:`ask` does.
    """
    row = _open(row, by)
    times = _checked(times, row.run)
    was_agreed = row.status == Status.AGREED
    if was_agreed:
        _check_ahead(row)
        letters.take_back(row, "moved")
    row.status, row.starts_at, row.times = Status.PROPOSED, None, times
    row.proposed_by, row.proposed_at = row.side_of(by), timezone.now()
    row.save(update_fields=["status", "starts_at", "times", "proposed_by", "proposed_at"])
    if not was_agreed:
        letters.tell(row, "times", to=row.partner_of(by))
    return row


@transaction.atomic
def accept(row: Conversation, *, time: datetime, by: Person) -> Conversation:
    """Agree on one of the moments that the other proposed; both calendars get it.

    Refuses whoever proposed them, a moment that was not proposed, and one that is over.
    """
    row = _open(row, by)
    if row.status != Status.PROPOSED or row.proposed_by == row.side_of(by):
        raise Refusal(_("The other side chooses among the times you proposed."))
    if time not in row.times:
        raise Refusal(_("Choose one of the times proposed."))
    if time <= timezone.now():
        raise Refusal(_("This time is over. Choose another one, or propose others."))
    row.status, row.starts_at, row.times = Status.AGREED, time, []
    row.save(update_fields=["status", "starts_at", "times"])
    letters.put_in(row)
    return row


@transaction.atomic
def decline(row: Conversation, *, reason: str, by: Person) -> Conversation:
    """Say no kindly, for one of the reasons listed; the mentee reads neutral words.

    Refuses anybody but the mentor, once it is agreed (then it is cancelled), and another reason.
    """
    row = _open(row, by)
    if row.side_of(by) != Enrolment.Role.MENTOR or row.status != Status.PROPOSED:
        raise Refusal(_("Only the mentor who was asked can decline."))
    if reason not in Conversation.Decline.values:
        raise Refusal(_("Choose one of the reasons listed."), field="reason")
    row.status, row.decline_reason, row.times = Status.DECLINED, reason, []
    row.save(update_fields=["status", "decline_reason", "times"])
    letters.tell(row, "declined", to=row.mentee.person)
    return row


@transaction.atomic
def cancel(row: Conversation, *, by: Person) -> Conversation:
    """Call it off, from either side; an agreed one leaves both calendars.

    Refuses a stranger, one that is over, and one whose time has come.
    """
    row = _open(row, by)
    if row.status == Status.AGREED:
        _check_ahead(row)
    _finish(row, Status.WITHDRAWN, told=[row.partner_of(by)])
    return row


@transaction.atomic
def note(row: Conversation, *, by: Person) -> Conversation:
    """Note that it took place: a fact, no words. Refuses before its time. Twice is once."""
    row = _locked(row, by)
    if row.status != Status.AGREED or row.starts_at is None or row.starts_at > timezone.now():
        raise Refusal(_("You can note it once its time has come."))
    name = f"noted_by_{row.side_of(by)}_at"
    if getattr(row, name) is None:
        setattr(row, name, timezone.now())
        row.save(update_fields=[name])
    return row


@transaction.atomic
def part(one: Person, other: Person) -> None:
    """Call off what two people had arranged; the letter to ``other`` does not say why."""
    rows = Conversation.objects.of(one).filter(pk__in=Conversation.objects.of(other).values("pk"))
    for row in _with_people(rows.open()).select_for_update(of=("self",)):
        if row.starts_at is None or row.starts_at > timezone.now():
            _finish(row, Status.WITHDRAWN, told=[other])


def close_due() -> int:
    """End what the last day, the settlement, a departure or a conflict overtook; how many.

    Safe to run again.
    """
    count = 0
    now, today = timezone.now(), timezone.localdate()
    still = MatchingRun.objects.ranking(today).values("pk")
    for pk in list(Conversation.objects.open().order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            rows = _with_people(Conversation.objects.open().filter(pk=pk))
            row = rows.select_for_update(of=("self",), skip_locked=True).first()
            if row is None or (row.starts_at is not None and row.starts_at <= now):
                continue
            both = [row.mentee, row.mentor]
            there = [one for one in both if _takes_part(one)]
            never = apart.with_one(row.mentee.person_id, {row.mentor.person_id})
            if never or len(there) < len(both):
                _finish(row, Status.WITHDRAWN, told=[one.person for one in there])
            elif not MatchingRun.objects.filter(pk=row.run_id, pk__in=still).exists():
                _finish(row, Status.LAPSED, told=[one.person for one in both])
            else:
                continue
            count += 1
    return count


def _takes_part(row: Enrolment) -> bool:
    return row.status == Enrolment.Status.ACCEPTED and row.person.is_active


def _finish(row: Conversation, status: Conversation.Status, *, told: Sequence[Person]) -> None:
    """``told`` hear of it; when a time was agreed both do, since their calendars must forget it."""
    if row.status == Status.AGREED:
        letters.take_back(row, "off")
    else:
        for person in told:
            letters.tell(row, "off" if status == Status.WITHDRAWN else "lapsed", to=person)
    row.status, row.times = status, []
    row.save(update_fields=["status", "times"])


def _checked(times: Sequence[datetime], run: MatchingRun) -> list[datetime]:
    moments = sorted(set(times))
    if not moments:
        raise Refusal(_("Propose at least one day and time."))
    if len(moments) > TIMES:
        raise Refusal(_("Propose up to three times."))
    if moments[0] <= timezone.now():
        raise Refusal(_("Propose times that are still to come."))
    last = run.rank_until
    if last is None or timezone.localdate(moments[-1]) > last:
        day = date_format(last) if last else ""
        raise Refusal(_("Propose times until %(day)s: the ranking closes then.") % {"day": day})
    return moments


def _check_ahead(row: Conversation) -> None:
    if row.starts_at is not None and row.starts_at <= timezone.now():
        raise Refusal(_("Its time has come: note whether it took place."))


def _open(row: Conversation, by: Person) -> Conversation:
    row = _locked(row, by)
    if row.status not in Conversation.OPEN:
        raise Refusal(_("This conversation is not to be arranged any more."))
    if row.status == Status.PROPOSED and not choice.is_open(row.run):
        raise Refusal(_("This ranking is closed: conversations take place before its last day."))
    return row


def _locked(row: Conversation, by: Person) -> Conversation:
    rows = _with_people(Conversation.objects.of(by)).select_for_update(of=("self",))
    found = rows.filter(pk=row.pk).first()
    if found is None:
        raise Refusal(_("This conversation is between two other people."))
    return found


def _with_people(rows: ConversationQuerySet) -> ConversationQuerySet:
    return rows.select_related("run__programme", "mentee__person", "mentor__person").order_by("pk")
