"""Plans the messages of a campaign: writes, schedules, pauses, cancels, tries out."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from communication import access, campaign, placeholders, wording
from communication.actions import delivery, letters
from communication.models import LANGUAGES, Announcement
from companies import versions, walls
from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions import guard
from programmes.models import Programme

LONGEST_BODY = 6000
USUAL_HOUR = time(9)
TEXTS = ("subject_fr", "body_fr", "subject_en", "body_en")
UNITS = ("sites", "functions", "departments")
_GOING = (Announcement.Status.SCHEDULED, Announcement.Status.SENDING)


@transaction.atomic
def start(programme: Programme, *, by: Person) -> list[Announcement]:
    """Add the six messages of the starter plan as drafts, with days counted from the programme's.

    Kinds that have a message already are left out: twice is once. The drafts that are new.
    """
    row = guard.locked(programme)
    guard.check_steers(row, by)
    there = set(row.announcements.values_list("kind", flat=True))
    slots = campaign.plan(
        today=timezone.localdate(),
        enrol_until=row.enrol_until,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
    )
    fresh = [
        Announcement(
            programme=row,
            kind=one.kind,
            audience=one.audience,
            send_at=at(one.day, USUAL_HOUR) if one.day else None,
            created_by=by,
            **{name: text.strip() for name, text in wording.starters()[one.kind].items()},
        )
        for one in slots
        if one.kind not in there
    ]
    Announcement.objects.bulk_create(fresh)
    if fresh:
        audit.record("announcement.campaign_started", by=by, on=row, messages=len(fresh))
    return fresh


def at(day: date, hour: time) -> datetime:
    """A moment where the company is; in the hour that a summer time skips, the one after it."""
    naive = datetime.combine(day, hour, tzinfo=walls.zone(walls.current()))
    return datetime.fromtimestamp(naive.timestamp(), tz=walls.zone(walls.current()))


@transaction.atomic
def write(
    programme: Programme,
    *,
    kind: str,
    audience: str,
    by: Person,
    announcement: Announcement | None = None,
    seen: str | None = None,
    units: Mapping[str, Sequence[str]] | None = None,
    **texts: str,
) -> Announcement:
    """Add a message or change one: its audience and its words in both languages.

    ``texts`` are ``subject_fr``, ``body_fr``, ``subject_en`` and ``body_en``; ``units`` narrows the
    audience by ``sites``, ``functions`` and ``departments``. Refuses one of which letters have
    left, an unknown placeholder (naming the nearest one), a language with a subject or a body
    alone, and words that are too long. What is scheduled must stay complete. ``seen`` is the
    fingerprint of the :func:`values` that were changed: :class:`Overtaken` is raised when somebody
    else has changed them since.
    """
    guard.check_steers(programme, by)
    row = _locked(announcement) if announcement else Announcement(programme=programme)
    if not row.is_editable or (row.pk and row.deliveries.exists()):
        raise Refusal(_("Letters have left: the message stays as it is."))
    if row.pk:
        versions.check(seen, versions.fingerprint(values(row)))
    if kind not in Announcement.Kind.values or audience not in Announcement.Audience.values:
        raise Refusal(_("Choose one of those listed."), field="kind")
    row.kind, row.audience = kind, audience
    for name in TEXTS:
        setattr(row, name, _checked(name, texts.get(name, ""), kind))
    _refuse_halves(row)
    for name in UNITS:
        setattr(row, name, sorted(set((units or {}).get(name, ()))))
    if row.status == Announcement.Status.SCHEDULED:
        _refuse_too_early(row)
        _refuse_silence(row)
    is_new = row.pk is None
    row.created_by = row.created_by or by
    row.save()
    audit.record("announcement.written" if is_new else "announcement.changed", by=by, on=row)
    return row


def values(row: Announcement) -> dict[str, Any]:
    """What may be changed of a message, as it is now."""
    return {name: getattr(row, name) for name in ("kind", "audience", *UNITS, *TEXTS)}


def _checked(name: str, text: str, kind: str) -> str:
    clean = text.replace("\r\n", "\n").replace("\0", "").strip()
    longest = 120 if name.startswith("subject") else LONGEST_BODY
    if len(clean) > longest:
        raise Refusal(
            _("This text has %(count)d characters; %(most)d are the most.")
            % {"count": len(clean), "most": longest},
            field=name,
        )
    if name.startswith("subject") and "\n" in clean:
        raise Refusal(_("A subject has one line."), field=name)
    for found in placeholders.problems(clean, kind):
        raise Refusal(wording.problem(found), field=name)
    return clean


def _refuse_halves(row: Announcement) -> None:
    for language in LANGUAGES:
        subject, body = getattr(row, f"subject_{language}"), getattr(row, f"body_{language}")
        if bool(subject) != bool(body):
            raise Refusal(
                _("A subject without a text, or a text without a subject: write both, or neither."),
                field=f"body_{language}" if subject else f"subject_{language}",
            )


@transaction.atomic
def schedule(announcement: Announcement, *, send_at: datetime, by: Person) -> Announcement:
    """Let a message leave at a moment; asked twice for the same minute, once.

    Refuses a moment that has passed or is too far, one that is under way or over, an audience of
    nobody or, while the programme is a draft, of anybody but everybody, and a language that readers
    of the audience have and the message has not.
    """
    row = _steered(announcement, by)
    is_same = row.send_at and abs(row.send_at - send_at) < timedelta(minutes=1)
    if is_same and row.status in (Announcement.Status.SCHEDULED, Announcement.Status.SENDING):
        return row
    if row.status not in (Announcement.Status.DRAFT, Announcement.Status.SCHEDULED):
        raise Refusal(_("This message is %(status)s.") % {"status": row.get_status_display()})
    now = timezone.now()
    if send_at < now - timedelta(minutes=1):
        raise Refusal(_("This moment has passed. Choose a later one."), field="day")
    if send_at > now + guard.MOST_YEARS_AHEAD:
        raise Refusal(_("This day is too far away."), field="day")
    _refuse_too_early(row)
    _refuse_silence(row)
    row.status, row.send_at, row.scheduled_by = Announcement.Status.SCHEDULED, send_at, by
    row.save(update_fields=["status", "send_at", "scheduled_by"])
    audit.record("announcement.scheduled", by=by, on=row, send_at=send_at.isoformat())
    return row


def _refuse_too_early(row: Announcement) -> None:
    """Nobody learns from a message that they are on the list of a draft."""
    if row.is_too_early:
        raise Refusal(
            _(
                "The programme is a draft: nobody knows of a part in it yet. Open it for enrolment "
                "first, or write to everybody."
            ),
            field="audience",
        )


def _refuse_silence(row: Announcement) -> None:
    """A message must reach somebody, in a language that is theirs."""
    counts = by_language(row)
    if not sum(counts.values()):
        raise Refusal(_("Nobody is in this audience. Widen it, or wait until somebody is."))
    for language, count in counts.items():
        if count and not getattr(row, f"body_{language}"):
            raise Refusal(
                _("%(count)d people of this audience read %(language)s: write the text in it.")
                % {"count": count, "language": wording.language(language)},
                field=f"body_{language}",
            )


def by_language(announcement: Announcement) -> dict[str, int]:
    """How many people a message reaches, by the language in which they read it."""
    usual = walls.current().language
    counts = dict.fromkeys(LANGUAGES, 0)
    for language in access.audience(announcement).values_list("language", flat=True):
        counts[language or usual] += 1
    return counts


@transaction.atomic
def pause(announcement: Announcement, *, by: Person) -> Announcement:
    """Hold a message back, even in the middle of being sent; letters that wait are held too.

    Refuses one that waits for nothing: neither its moment nor a letter in the outbox.
    """
    row = _steered(announcement, by)
    if row.status not in _GOING and not is_leaving(row):
        raise Refusal(_("This message is %(status)s.") % {"status": row.get_status_display()})
    delivery.take_back(row)
    return _move(row, Announcement.Status.PAUSED, "announcement.paused", by)


def is_leaving(row: Announcement) -> bool:
    """Whether all its letters are written and some still wait to leave."""
    return row.status == Announcement.Status.SENT and delivery.waits(row)


@transaction.atomic
def resume(announcement: Announcement, *, by: Person) -> Announcement:
    """Let a paused message go on: at its moment, or at once when that has passed meanwhile."""
    row = _steered(announcement, by)
    if row.status != Announcement.Status.PAUSED:
        raise Refusal(_("This message is %(status)s.") % {"status": row.get_status_display()})
    _refuse_too_early(row)
    if not row.deliveries.exists():
        _refuse_silence(row)
    return _move(row, Announcement.Status.SCHEDULED, "announcement.resumed", by)


@transaction.atomic
def cancel(announcement: Announcement, *, by: Person) -> Announcement:
    """Give a message up: letters that wait in the outbox never leave, the others have.

    Refuses one whose letters have all left.
    """
    row = _steered(announcement, by)
    if row.status not in (*_GOING, Announcement.Status.PAUSED) and not is_leaving(row):
        raise Refusal(_("This message is %(status)s.") % {"status": row.get_status_display()})
    delivery.take_back(row)
    return _move(row, Announcement.Status.CANCELLED, "announcement.cancelled", by)


@transaction.atomic
def remove(announcement: Announcement, *, by: Person) -> None:
    """Throw a draft away. Refuses anything that was scheduled once."""
    row = _steered(announcement, by)
    if row.status != Announcement.Status.DRAFT:
        raise Refusal(_("Only a draft is thrown away; cancel this one instead."))
    audit.record("announcement.removed", by=by, on=row, kind=row.kind)
    row.delete()


@transaction.atomic
def try_out(announcement: Announcement, *, language: str, by: Person) -> None:
    """Send the message to ``by`` alone, marked as a test. Refuses a language without words."""
    guard.check_steers(announcement.programme, by)
    if language not in LANGUAGES or not getattr(announcement, f"body_{language}"):
        raise Refusal(_("There is no text in this language yet."))
    letters.try_out(announcement, to=by, language=language)
    audit.record("announcement.tried", by=by, on=announcement, language=language)


def _move(row: Announcement, status: Announcement.Status, verb: str, by: Person) -> Announcement:
    row.status, row.finished_at = status, None
    row.save(update_fields=["status", "finished_at"])
    audit.record(verb, by=by, on=row)
    return row


def _steered(announcement: Announcement, by: Person) -> Announcement:
    guard.check_steers(announcement.programme, by)
    return _locked(announcement)


def _locked(announcement: Announcement) -> Announcement:
    rows: Any = Announcement.objects.select_related("programme")
    return rows.select_for_update(of=("self",)).get(pk=announcement.pk)


def sentence_of_day(announcement: Announcement) -> str:
    """When a message leaves, where the company is; "" for a draft without a day."""
    if announcement.send_at is None:
        return ""
    moment = timezone.localtime(announcement.send_at, walls.zone(walls.current()))
    return _("%(day)s at %(hour)s") % {
        "day": date_format(moment),
        "hour": date_format(moment, "TIME_FORMAT"),
    }
