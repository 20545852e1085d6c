"""What waits for a person themselves: answers, rankings, trainings, surveys, sessions."""

from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from evaluations import access as evaluations_access
from matching import access as matching_access
from matching.models import MatchingRun, Preference
from mentorat.today.items import Item
from pairings import access as pairings_access
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme
from selection import access as selection_access
from training import access as training_access
from training import standing as training_standing


def to_answer(person: Person) -> list[Item]:
    """Invitations to a programme that wait for a yes or a no."""
    rows = programmes_access.own_enrolments(person).filter(
        status=Enrolment.Status.INVITED, programme__in=Programme.objects.alive()
    )
    by_then = Coalesce("answer_by", "programme__enrol_until")
    sentences = {
        Enrolment.Role.MENTOR.value: _("You are asked to be a mentor in “%(programme)s”."),
        Enrolment.Role.MENTEE.value: _("You are invited as a mentee to “%(programme)s”."),
    }
    return [
        Item(
            tone="warn",
            title=sentences[row.role] % {"programme": row.programme.name},
            url=reverse("selection:answer", args=[row.public_id]),
            action=_("Answer"),
        )
        for row in rows.select_related("programme").order_by(by_then, "pk")
    ]


def to_rank(person: Person) -> list[Item]:
    """Shortlists that this mentee can rank and has not."""
    items = []
    for mentee in matching_access.choosing(person).select_related("programme"):
        runs = MatchingRun.objects.ranking(timezone.localdate()).filter(
            programme=mentee.programme_id, suggestions__mentee=mentee
        )
        ranked = Preference.objects.filter(run=OuterRef("pk"), mentee=mentee)
        run = runs.filter(~Exists(ranked)).order_by("-pk").first()
        if run is not None and run.rank_until is not None:
            day = formats.date_format(run.rank_until, "j F")
            words = {"programme": mentee.programme.name, "day": day}
            items.append(
                Item(
                    tone="warn",
                    title=_("Your shortlist for “%(programme)s” waits until %(day)s.") % words,
                    url=reverse("matching:choose", args=[mentee.public_id]),
                    action=_("Rank mentors"),
                )
            )
    return items


def to_learn(person: Person) -> list[Item]:
    """Own trainings with a mandatory module left, once for each programme."""
    parts = training_access.own_parts(person).filter(programme__in=Programme.objects.alive())
    late = training_standing.untrained(parts).select_related("programme").order_by("pk")
    rules = {one.pk: training_standing.moments(one.programme_id).get(one.role, "") for one in late}
    sentences = {
        "": _("The training of “%(programme)s” prepares you for your sessions."),
        "matching": _("The training of “%(programme)s” comes before you can be paired."),
        "session": _("The training of “%(programme)s” comes before your first session."),
    }
    items = {
        one.programme_id: Item(
            tone="warn" if rules[one.pk] else "info",
            title=sentences[rules[one.pk]] % {"programme": one.programme.name},
            url=reverse("training:own", args=[one.programme.public_id]),
            action=_("Go on with it"),
        )
        for one in sorted(late, key=lambda row: bool(rules[row.pk]))
    }
    return list(items.values())


def to_tick(person: Person) -> list[Item]:
    """Workshops that this person gave lately and whose attendance nobody has ticked."""
    now = timezone.now()
    rows = training_access.taught(person).filter(
        ticked_at=None, ends_at__lte=now, ends_at__gt=now - timedelta(days=30)
    )
    return [
        Item(
            tone="info",
            title=_("Who was at your workshop “%(title)s”?") % {"title": row.module.title},
            url=reverse("training:presence", args=[row.public_id]),
            action=_("Tick who was there"),
        )
        for row in rows.select_related("module").order_by("ends_at")
    ]


def to_interview(person: Person) -> list[Item]:
    """Interviews with future mentors that this person was asked to hold and has not."""
    rows = selection_access.interviews(person).filter(
        held_on=None, enrolment__programme__in=Programme.objects.alive()
    )
    return [
        Item(
            tone="info",
            title=_("You are asked to interview %(name)s for “%(programme)s”.")
            % {"name": row.enrolment.person, "programme": row.enrolment.programme.name},
            url=reverse("selection:interview", args=[row.public_id]),
            action=_("Open the interview"),
        )
        for row in rows.order_by("planned_on", "pk")
    ]


def to_read(person: Person) -> list[Item]:
    """Canvases that a colleague asked this person to read before the programme opens."""
    return [
        Item(
            tone="info",
            title=_("You are asked to read the canvas of “%(programme)s”.")
            % {"programme": row.name},
            url=reverse("programmes:review", args=[row.public_id]),
            action=_("Read and remark"),
        )
        for row in programmes_access.to_review(person)
    ]


def pulses(person: Person) -> list[Item]:
    """Short surveys to answer."""
    rows = evaluations_access.requests(person).open()  # type: ignore[attr-defined]
    return [
        Item(
            tone="info",
            title=_(
                "A short survey on your mentoring with %(partner)s: a minute, without your name."
            )
            % {"partner": row.pairing.partner_of(person)},
            url=reverse("evaluations:answer", args=[row.public_id]),
            action=_("Answer"),
        )
        for row in rows.select_related(
            "pairing__mentor__person", "pairing__mentee__person"
        ).order_by("expires_at")
    ]


def sessions(person: Person) -> list[Item]:
    """Own pairings in which the next session is due."""
    today = timezone.localdate()
    rows = (
        pairings_access.own(person)
        .active()
        .with_last_session()
        .select_related("programme", "mentor__person", "mentee__person")
        .order_by("pk")
    )
    items = []
    for row in rows:
        last: date | None = row.last_session_on  # type: ignore[attr-defined]
        if (today - (last or row.started_on)).days < row.programme.cadence_days:
            continue
        items.append(
            Item(
                tone="info",
                title=_session_sentence(row.partner_of(person), last),
                url=reverse("pairings:log", args=[row.public_id]),
                action=_("Log a session"),
            )
        )
    return items


def _session_sentence(partner: Person, last: date | None) -> str:
    if last is None:
        return _("No session with %(name)s is logged yet.") % {"name": partner}
    day = formats.date_format(last, "j F")
    return _("Your last session with %(name)s was on %(day)s.") % {"name": partner, "day": day}
