"""Asks both partners how it goes, and takes in one answer each without its author."""

import json
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import SystemRandom

from django.core import signing
from django.db import transaction
from django.db.models import Min, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from companies import envelope, keys, walls
from companies.errors import Refusal
from evaluations import questions
from evaluations.metrics import MINIMUM_GROUP
from evaluations.models import Pulse, PulseAnswer, PulseRequest, SealedAnswer, Side, Waiting
from pairings.models import Pairing
from people import audit
from people.actions import mail
from people.models import Person
from programmes.models import Programme

OPEN_FOR = timedelta(days=21)
REMIND_AFTER = timedelta(days=7)
# A wave missed by more than this is not sent any more: it would ask about another moment.
WINDOW = timedelta(days=21)
# Nobody is asked twice about the same pairing within two weeks.
REST = timedelta(days=14)
AFTER_START = timedelta(days=30)
SEALED_FOR = "pulse answer"
# Every sealed answer has this many characters before encryption, so that its length says nothing.
LENGTH = 256

logger = logging.getLogger(__name__)


class Gone(Refusal):
    """A request that was good once: answered already, or expired."""


# ---------------------------------------------------------------- asking


@dataclass(frozen=True)
class _Due:
    pairing: Pairing
    occasion: str

    @property
    def people(self) -> list[Person]:
        """The partners who are still there to be asked."""
        partners = (self.pairing.mentor.person, self.pairing.mentee.person)
        return [person for person in partners if person.is_active]


@transaction.atomic
def send_due(*, today: date) -> int:
    """Ask both partners of every pairing whose occasion has come; how many people were asked.

    Occasions: after the first session, 30 days after the start, halfway through, at the end. Only
    pairings that have met are asked, each occasion once, at most three weeks late and never within
    two weeks of the one before. Safe to call any number of times a day.
    """
    due = [one for one in _due(today) if one.people]
    if not due:
        return 0
    pulses = _pulses({(one.pairing.programme_id, one.occasion) for one in due})
    now = timezone.now()
    requests = [
        PulseRequest(
            pulse=pulses[one.pairing.programme_id, one.occasion],
            pairing=one.pairing,
            person=person,
            asked_at=now,
            expires_at=now + OPEN_FOR,
        )
        for one in due
        for person in one.people
    ]
    PulseRequest.objects.bulk_create(requests, batch_size=1000)
    for pulse in pulses.values():
        people = sum(request.pulse_id == pulse.pk for request in requests)
        audit.record("pulse.sent", by=None, on=pulse, people=people)
    _write("pulse", requests)
    return len(requests)


def _due(today: date) -> Iterable[_Due]:
    pairings = (
        Pairing.objects.with_people()
        .filter(
            Q(ended_at__isnull=True) | Q(ended_at__date__gte=today - WINDOW),
            programme__status__in=(Programme.Status.RUNNING, Programme.Status.CLOSED),
        )
        .annotate(first_session_on=Min("sessions__held_on"))
        .filter(first_session_on__isnull=False)
        .order_by("pk")
    )
    asked: dict[int, dict[str, date]] = {}
    for pairing_id, wave, asked_at in PulseRequest.objects.filter(
        pairing__in=pairings.order_by().values("pk")
    ).values_list("pairing_id", "pulse__occasion", "asked_at"):
        asked.setdefault(pairing_id, {})[wave] = timezone.localdate(asked_at)
    for pairing in pairings:
        occasion = next_occasion(
            pairing, pairing.first_session_on, asked.get(pairing.pk, {}), today
        )
        if occasion is not None:
            yield _Due(pairing, occasion)


def next_occasion(
    pairing: Pairing, first_session_on: date, asked: Mapping[str, date], today: date
) -> str | None:
    """The occasion on which to ask the partners today, or ``None``.

    ``asked`` maps the occasions already used to the day of the request. When several have come, the
    latest counts, and an earlier one never follows it. Needs the programme loaded.
    """
    if asked and today - max(asked.values()) < REST:
        return None
    ended_on = timezone.localdate(pairing.ended_at) if pairing.ended_at else None
    term = pairing.programme.ends_on
    if ended_on is not None or today >= term:
        days = [(Pulse.Occasion.FINAL, ended_on or term)]
    else:
        days = [
            (Pulse.Occasion.MID_TERM, pairing.started_on + (term - pairing.started_on) / 2),
            (Pulse.Occasion.DAY_30, pairing.started_on + AFTER_START),
            (Pulse.Occasion.FIRST_SESSION, first_session_on),
        ]
    for occasion, day in days:
        if occasion.value in asked:
            return None
        if day <= today <= day + WINDOW:
            return occasion.value
    return None


def _pulses(wanted: set[tuple[int, str]]) -> dict[tuple[int, str], Pulse]:
    rows = [
        Pulse(programme_id=programme, occasion=occasion) for programme, occasion in sorted(wanted)
    ]
    Pulse.objects.bulk_create(rows, ignore_conflicts=True)
    found = Pulse.objects.filter(programme__in={programme for programme, _occasion in wanted})
    by_key = {(pulse.programme_id, pulse.occasion): pulse for pulse in found}
    return {key: by_key[key] for key in wanted}


@transaction.atomic
def remind(*, today: date) -> int:
    """Remind once those who have not answered for a week; how many letters left."""
    waiting = _with_letter(
        PulseRequest.objects.open().filter(
            reminded_on__isnull=True,
            asked_at__lt=timezone.make_aware(
                datetime.combine(today - REMIND_AFTER + timedelta(days=1), time.min)
            ),
        )
    )
    requests = list(waiting.select_for_update(of=("self",), skip_locked=True))
    PulseRequest.objects.filter(pk__in=[request.pk for request in requests]).update(
        reminded_on=today
    )
    _write("pulse_reminder", requests)
    return len(requests)


def _with_letter(rows: QuerySet[PulseRequest]) -> QuerySet[PulseRequest]:
    return rows.select_related(
        "pulse__programme", "person", "pairing__mentor__person", "pairing__mentee__person"
    ).order_by("pk")


def _write(kind: str, requests: Iterable[PulseRequest]) -> None:
    root = walls.address("")
    for request in requests:
        mail.post(
            kind,
            to=request.person,
            key=str(request.public_id),
            partner=str(request.pairing.partner_of(request.person)),
            programme=request.pulse.programme.name,
            questions=len(questions.asked(request.pulse.occasion)),
            until=timezone.localdate(request.expires_at).isoformat(),
            link=root + reverse("evaluations:answer_by_link", args=[token(request)]),
        )


# ---------------------------------------------------------------- the signed link


def token(request: PulseRequest) -> str:
    """A signed token that opens one request, in this company only."""
    return signing.dumps(request.public_id.hex, salt=keys.salt("pulse"))


def by_token(token: str) -> PulseRequest | None:
    """The request that a token opens; ``None`` when the token was not signed here."""
    try:
        public_id = signing.loads(token, salt=keys.salt("pulse"))
    except signing.BadSignature:
        return None
    return _with_letter(PulseRequest.objects.filter(public_id=public_id)).first()


# ---------------------------------------------------------------- answering


def check_open(request: PulseRequest) -> None:
    """Raises :class:`Gone` with a kind sentence when it was answered or has expired."""
    if request.answered_on:
        raise Gone(_("You have already answered, thank you. An answer is given once."))
    if request.expires_at <= timezone.now():
        raise Gone(
            _("This questionnaire closed on %(day)s. The next one will come by itself.")
            % {"day": date_format(timezone.localdate(request.expires_at))}
        )


@transaction.atomic
def answer(*, request: PulseRequest, values: Mapping[str, int], by: Person | None) -> None:
    """Seal one answer without its author, and keep that this person has answered today.

    ``values`` maps every question's code to a value of its scale. ``by`` is who is logged in, or
    ``None`` when the signed link was used. Refuses somebody else's request, an answered or expired
    one (:class:`Gone`), and incomplete values. The row is locked: a double click answers once.
    :func:`count_waiting` brings the answer into the figures.
    """
    request = (
        PulseRequest.objects.select_for_update(of=("self",))
        .select_related("pulse", "pairing__mentor", "pairing__mentee")
        .get(pk=request.pk)
    )
    if by is not None and by.pk != request.person_id:
        raise Refusal(_("This questionnaire was sent to somebody else."))
    check_open(request)
    if not questions.is_complete(request.pulse.occasion, values):
        raise Refusal(_("Please answer every question; nothing was kept yet."))
    _locked(request.pulse_id)
    seal(request.pulse, side(request), values).save(force_insert=True)
    request.answered_on = timezone.localdate()
    request.waiting = Waiting.NEW
    request.save(update_fields=["answered_on", "waiting"])


def side(request: PulseRequest) -> str:
    """Whether the request asks somebody as mentor or as mentee. Needs the pairing loaded."""
    is_mentor = request.pairing.mentor.person_id == request.person_id
    return Side.MENTOR if is_mentor else Side.MENTEE


def seal(pulse: Pulse, side: str, values: Mapping[str, int]) -> SealedAnswer:
    """The row of an answer that waits, not saved yet; all of them are of one length."""
    row = SealedAnswer(pulse=pulse, side=side)
    text = json.dumps(dict(values), sort_keys=True).ljust(LENGTH)
    row.sealed = envelope.seal(text, purpose=SEALED_FOR, owner=row.pk.hex)
    return row


def _locked(pulse_id: int) -> Pulse:
    """The wave, locked: answers come and are counted one after the other."""
    return Pulse.objects.select_for_update(no_key=True).get(pk=pulse_id)


# ---------------------------------------------------------------- counting


def count_waiting() -> int:
    """Bring the answers that may be counted into the figures; how many.

    The answers of one side to one wave come in together, shuffled, when five other people have
    answered after them or when nobody is left who could; never fewer than five people at a time,
    so that who looks every day cannot subtract. Answers that cannot be opened stay where they are.
    """
    counted = 0
    groups = SealedAnswer.objects.values_list("pulse_id", "side").distinct()
    for pulse_id, side in groups.order_by("pulse_id", "side"):
        try:
            counted += _count(pulse_id, side)
        except envelope.UnreadableError:
            logger.exception("answers to wave %s cannot be opened: were keys changed?", pulse_id)
    return counted


@transaction.atomic
def _count(pulse_id: int, side: str) -> int:
    pulse = _locked(pulse_id)
    requests = PulseRequest.objects.filter(pulse=pulse).of_side(side)
    people: dict[str, set[int]] = {Waiting.NEW: set(), Waiting.HELD: set()}
    for waiting, person in requests.exclude(waiting="").values_list("waiting", "person_id"):
        people[waiting].add(person)
    if requests.open().exists():
        if len(people[Waiting.NEW]) < MINIMUM_GROUP:
            return 0
        counted = _release(pulse, side, [Waiting.HELD])
        # They wait for five more, so that whoever answers last is never left alone.
        for rows in (requests, SealedAnswer.objects.filter(pulse=pulse, side=side)):
            rows.filter(waiting=Waiting.NEW).update(waiting=Waiting.HELD)
        return counted
    if len(people[Waiting.NEW] | people[Waiting.HELD]) < MINIMUM_GROUP:
        return 0
    return _release(pulse, side, [Waiting.NEW, Waiting.HELD])


def _release(pulse: Pulse, side: str, stages: Iterable[str]) -> int:
    sealed = list(SealedAnswer.objects.filter(pulse=pulse, side=side, waiting__in=stages))
    opened = [envelope.unseal(one.sealed, purpose=SEALED_FOR, owner=one.pk.hex) for one in sealed]
    SystemRandom().shuffle(opened)
    PulseAnswer.objects.bulk_create(
        PulseAnswer(pulse=pulse, side=side, values=json.loads(text)) for text in opened
    )
    SealedAnswer.objects.filter(pk__in=[one.pk for one in sealed]).delete()
    PulseRequest.objects.filter(pulse=pulse, waiting__in=stages).of_side(side).update(waiting="")
    return len(opened)
