"""What needs a person today: sentences with the page where each is dealt with."""

from collections import Counter
from datetime import date, timedelta
from typing import TypedDict

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evaluations import access as evaluations_access
from evaluations.models import ImpactReport
from matching import access as matching_access
from matching.models import MatchingRun, Preference
from pairings import access as pairings_access
from pairings import journey
from pairings.models import Pairing
from people import access as people_access
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, Programme, Responsibility

REPORT_IS_NEWS_FOR = timedelta(days=21)


class Item(TypedDict):
    """One thing to know or do: ``tone`` of the mark, sentence, address and words of the action."""

    tone: str
    title: str
    url: str
    action: str


class Step(TypedDict):
    """One step of a new company."""

    title: str
    done: bool
    url: str
    time: str


def first_steps(person: Person) -> list[Step]:
    """The five steps of a new company for HR; empty for others and once pairs were published."""
    if not person.is_hr or pairings_access.supervised(person).exists():
        return []
    programme = programmes_access.steered(person).order_by("-created_at").first()
    run = matching_access.runs(person).filter(status=MatchingRun.Status.DONE).first()
    list_of_programmes = reverse("programmes:list")

    def page(name: str) -> str:
        return reverse(name, args=[programme.public_id]) if programme else list_of_programmes

    return [
        Step(
            title=_("Import your people and the org chart"),
            done=people_access.persons(person).exclude(role=Person.Role.HR).exists(),
            url=reverse("people:import_new"),
            time=_("2 min"),
        ),
        Step(
            title=_("Create a programme with its purpose and one objective"),
            done=programme is not None,
            url=reverse("programmes:create"),
            time=_("3 min"),
        ),
        Step(
            title=_("Open it and invite mentors and mentees"),
            done=programme is not None and programme.status != Programme.Status.DRAFT,
            url=page("programmes:detail"),
            time=_("2 min"),
        ),
        Step(
            title=_("Run the matching"),
            done=run is not None,
            url=page("matching:board"),
            time=_("1 min"),
        ),
        Step(
            title=_("Review and publish the pairs"),
            done=False,
            url=reverse("matching:run", args=[run.public_id]) if run else page("matching:board"),
            time=_("2 min"),
        ),
    ]


def of(person: Person) -> list[Item]:
    """Everything that needs this person, the most pressing first."""
    items = [
        *to_answer(person),
        *to_rank(person),
        *pulses(person),
        *sessions(person),
        *steering(person),
        *reports(person),
    ]
    order = {"bad": 0, "warn": 1, "info": 2, "ok": 3}
    return sorted(items, key=lambda item: order[item["tone"]])


def to_answer(person: Person) -> list[Item]:
    """Invitations to a programme that wait for a yes or a no."""
    rows = programmes_access.own_enrolments(person).filter(
        status=Enrolment.Status.INVITED, programme__in=Programme.objects.alive()
    )
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
        for row in rows.select_related("programme").order_by("programme__enrol_until", "pk")
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


def steering(person: Person) -> list[Item]:
    """What the programmes that this person steers wait for."""
    items: list[Item] = []
    rows = programmes_access.steered(person).exclude(status=Programme.Status.CLOSED)
    counted = rows.annotate(
        unanswered=Count("enrolments", Q(enrolments__status="invited"), distinct=True),
        mentors=Count(
            "enrolments", Q(enrolments__status="accepted", enrolments__role="mentor"), distinct=True
        ),
        mentees=Count(
            "enrolments", Q(enrolments__status="accepted", enrolments__role="mentee"), distinct=True
        ),
        is_paired=Exists(Pairing.objects.filter(programme=OuterRef("pk"))),
        is_computed=Exists(MatchingRun.objects.filter(programme=OuterRef("pk"))),
    )
    last, silent = _last_runs(rows), _silent_pairs(rows, person)
    for row in counted.order_by("-created_at"):
        if row.status == Programme.Status.DRAFT:
            items.append(_draft(row))
            continue
        if row.status == Programme.Status.OPEN and row.unanswered:
            items.append(_unanswered(row, row.unanswered))
        if row.mentors and row.mentees and not row.is_paired and not row.is_computed:
            items.append(_ready(row))
        items += _to_review(row, last.get(row.pk))
        items += _silent(row, silent[row.pk])
    return items


def _draft(programme: Programme) -> Item:
    return Item(
        tone="info",
        title=_("“%(programme)s” is still being designed.") % {"programme": programme.name},
        url=reverse("programmes:detail", args=[programme.public_id]),
        action=_("Go on"),
    )


def _unanswered(programme: Programme, count: int) -> Item:
    return Item(
        tone="warn",
        title=ngettext(
            "%(count)s person has not answered “%(programme)s” yet.",
            "%(count)s people have not answered “%(programme)s” yet.",
            count,
        )
        % {"count": count, "programme": programme.name},
        url=reverse("programmes:enrolments", args=[programme.public_id]) + "?status=invited",
        action=_("See who"),
    )


def _ready(programme: Programme) -> Item:
    return Item(
        tone="info",
        title=_("“%(programme)s” has mentors and mentees: it can be matched.")
        % {"programme": programme.name},
        url=reverse("matching:board", args=[programme.public_id]),
        action=_("Set up the matching"),
    )


def _last_runs(rows: QuerySet[Programme]) -> dict[int, MatchingRun]:
    """The newest run of each of these programmes, by programme."""
    newest = MatchingRun.objects.filter(programme__in=rows).order_by("programme", "-pk")
    return {run.programme_id: run for run in newest.distinct("programme").defer("rules", "result")}


def _to_review(programme: Programme, last: MatchingRun | None) -> list[Item]:
    if last is None or not last.is_reviewable:
        return []
    return [
        Item(
            tone="warn",
            title=_("The proposed pairs of “%(programme)s” wait for your review.")
            % {"programme": programme.name},
            url=reverse("matching:run", args=[last.public_id]),
            action=_("Review the pairs"),
        )
    ]


def _silent_pairs(rows: QuerySet[Programme], person: Person) -> Counter[int]:
    """How many pairs have been silent for long, by programme."""
    today = timezone.localdate()
    pairs = pairings_access.supervised(person).active().filter(programme__in=rows)
    found = pairs.values_list(
        "pk",
        "programme",
        "programme__cadence_days",
        "started_on",
        Max("sessions__held_on"),
    )
    return Counter(
        programme
        for _pk, programme, cadence, started_on, last_on in found
        if (today - (last_on or started_on)).days >= cadence + journey.ALERT_AFTER
    )


def _silent(programme: Programme, count: int) -> list[Item]:
    if not count:
        return []
    days = programme.cadence_days + journey.ALERT_AFTER
    sentence = ngettext(
        "%(count)s pair of “%(programme)s” has been silent for %(days)s days or more.",
        "%(count)s pairs of “%(programme)s” have been silent for %(days)s days or more.",
        count,
    )
    return [
        Item(
            tone="bad",
            title=sentence % {"count": count, "programme": programme.name, "days": days},
            url=reverse("pairings:overview", args=[programme.public_id]),
            action=_("See the pairs"),
        )
    ]


def reports(person: Person) -> list[Item]:
    """Impact reports to read: always for sponsors, while they are news for those who steer."""
    rows = evaluations_access.reports(person).filter(status=ImpactReport.Status.DONE)
    sponsored = Responsibility.objects.filter(
        person=person, role=Responsibility.Role.SPONSOR
    ).values("programme")
    recent = Q(finished_at__gte=timezone.now() - REPORT_IS_NEWS_FOR)
    rows = rows.filter(recent | Q(programme__in=sponsored)).defer("pdf", "figures")
    newest: dict[int, ImpactReport] = {}
    for row in rows.select_related("programme").order_by("finished_at"):
        known = newest.get(row.programme_id)
        if known is None or row.language == person.language or known.language != person.language:
            newest[row.programme_id] = row
    return [
        Item(
            tone="ok",
            title=_("The impact report of “%(programme)s” is ready.")
            % {"programme": row.programme.name},
            url=reverse("evaluations:report", args=[row.public_id]),
            action=_("Read the report"),
        )
        for row in newest.values()
    ]


class Pair(TypedDict):
    """One running pairing of one's own: the partner, the programme, the number of sessions."""

    partner: Person
    programme: str
    sessions: int
    url: str


def pairs(person: Person) -> list[Pair]:
    """Own running pairings."""
    rows = pairings_access.own(person).filter(status=Pairing.Status.ACTIVE)
    counted = rows.annotate(sessions_held=Count("sessions")).select_related(
        "programme", "mentor__person", "mentee__person"
    )
    return [
        Pair(
            partner=row.partner_of(person),
            programme=row.programme.name,
            sessions=row.sessions_held,
            url=reverse("pairings:detail", args=[row.public_id]),
        )
        for row in counted.order_by("started_on", "pk")
    ]


class Summary(TypedDict):
    """One programme in a line: who takes part and how many pairs there are."""

    name: str
    status: str
    tone: str
    people: int
    pairs: int
    url: str


def programmes(person: Person) -> list[Summary]:
    """Programmes that this person steers or sponsors, the living ones first."""
    rows = programmes_access.reported(person).annotate(
        people=Count("enrolments", Q(enrolments__status="accepted"), distinct=True),
        pairs=Count("pairings", distinct=True),
    )
    tones = {"draft": "neutral", "open": "info", "running": "ok", "closed": "neutral"}
    return [
        Summary(
            name=row.name,
            status=row.get_status_display(),
            tone=tones[row.status],
            people=row.people,
            pairs=row.pairs,
            url=reverse("programmes:detail", args=[row.public_id]),
        )
        for row in rows.order_by("-starts_on", "name")
    ]
