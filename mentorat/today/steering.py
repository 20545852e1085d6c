"""What programmes wait for, told to those who steer or sponsor them."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from communication import access as communication_access
from communication.models import Wish
from evaluations import access as evaluations_access
from evaluations.models import ImpactReport
from matching.models import MatchingRun
from mentorat.today.gates import gates
from mentorat.today.items import Item
from objectives import access as objectives_access
from pairings import access as pairings_access
from pairings import journey
from pairings.models import Pairing
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Programme, Responsibility
from selection import access as selection_access
from selection import standing as selection_standing

REPORT_IS_NEWS_FOR = timedelta(days=21)


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
        is_computed=Exists(MatchingRun.objects.official().filter(programme=OuterRef("pk"))),
    )
    last, silent = _last_runs(rows), _silent_pairs(rows, person)
    today = timezone.localdate()
    at_gate = gates(counted, today)
    for row in counted.order_by("-created_at"):
        if row.status == Programme.Status.DRAFT:
            items += at_gate.get(row.pk) or [_draft(row)]
            continue
        items += at_gate.get(row.pk, [])
        if row.unanswered and row.last_day_to_answer(today) is not None:
            items.append(_unanswered(row, row.unanswered))
        is_asked = row.mode == Programme.Mode.SELF
        if row.mentors and row.mentees and not (row.is_paired or row.is_computed or is_asked):
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
    newest = MatchingRun.objects.official().filter(programme__in=rows).order_by("programme", "-pk")
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


def wishes(person: Person) -> list[Item]:
    """Colleagues who would like to take part and wait for an answer, by programme."""
    rows = communication_access.wishes(person).filter(status=Wish.Status.WAITING)
    return [
        Item(
            tone="warn",
            title=ngettext(
                "%(count)s person would like to take part in “%(programme)s”.",
                "%(count)s people would like to take part in “%(programme)s”.",
                count,
            )
            % {"count": count, "programme": programme.name},
            url=reverse("communication:wishes", args=[programme.public_id]),
            action=_("Answer them"),
        )
        for programme, count in by_programme(rows)
    ]


def verdicts(person: Person) -> list[Item]:
    """Mentors who said yes, and about whom nobody has decided where that comes first."""
    rows = selection_standing.undecided(selection_access.mentors(person).accepted())
    return [
        Item(
            tone="warn",
            title=ngettext(
                "%(count)s mentor of “%(programme)s” waits to be qualified.",
                "%(count)s mentors of “%(programme)s” wait to be qualified.",
                count,
            )
            % {"count": count, "programme": programme.name},
            url=reverse("selection:board", args=[programme.public_id]) + "#qualification",
            action=_("Decide"),
        )
        for programme, count in by_programme(rows.filter(programme__in=Programme.objects.alive()))
    ]


def objectives(person: Person) -> list[Item]:
    """Reviews of objectives whose day has come, the oldest first."""
    rows = objectives_access.reviews_due(person, timezone.localdate())
    return [
        Item(
            tone="warn",
            title=_("The objective “%(objective)s” of “%(programme)s” is due for review.")
            % {"objective": row.objective, "programme": row.objective.programme.name},
            url=reverse(
                "objectives:review",
                args=[row.objective.programme.public_id, row.objective.public_id],
            ),
            action=_("Review it"),
        )
        for row in rows
    ]


def by_programme(rows: QuerySet[Any], path: str = "programme") -> list[tuple[Programme, int]]:
    """How many of ``rows`` each programme has, for those that have some, by name.

    ``path`` leads from a row to its programme.
    """
    counts = Counter(rows.values_list(path, flat=True))
    found = Programme.objects.in_bulk(list(counts))
    return sorted(((found[pk], count) for pk, count in counts.items()), key=lambda one: one[0].name)


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
