"""What happens today in a demo company: its long works are done by the real worker."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from time import monotonic, sleep
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from companies.models import Company, Job
from evaluations.actions import report
from evaluations.models import ImpactReport
from evaluations.tasks import produce_report
from lab import access as lab_access
from lab.actions import enquiry, prescription, scenario
from lab.models import Scenario
from lab.tasks import answer_soon, prescribe_soon
from matching.actions import choice, criteria, run
from matching.models import MatchingRun, Suggestion
from matching.tasks import perform_soon
from mentorat.demo.cast import Cast
from mentorat.demo.files import CompanyFile, ProgrammeFile
from mentorat.demo.meeting import meet
from programmes.models import Enrolment, Programme

type Say = Callable[[str], None]

RANKED = 0.66
"""Share of the mentees who have ranked the mentors of their shortlist."""
PATIENCE = 120.0
"""Seconds without any progress after which nobody seems to work."""


class UndoneError(Exception):
    """A long work failed, or nobody does it; the message says which."""


@dataclass(frozen=True)
class Work:
    """A long work asked for, and how to do it without a worker."""

    name: str
    row: Job
    perform: Callable[[], None]


def catch_up(file: CompanyFile, say: Say, *, has_worker: bool) -> None:
    """Ask for what is missing today, wait for it, let mentees rank. Safe to run again.

    Without a worker the works are done here. Raises :class:`UndoneError` when one of them fails
    or when the worker makes no progress.
    """
    cast = Cast(file)
    works = list(_reports(file, cast, has_worker))
    ranking = _shortlist(file, cast, has_worker)
    if ranking is not None:
        works.append(ranking)
    works += _tried(file, cast, has_worker)
    for work in works:
        if not has_worker:
            work.perform()
    _wait(file, works, say)
    if ranking is not None:
        _rank(file, cast, ranking.row.pk)
        meet(cast, MatchingRun.objects.get(pk=ranking.row.pk), file.subdomain)
        say(f"{file.name}: mentees rank the mentors of their shortlists.")


def _programme(file: CompanyFile, state: str) -> tuple[ProgrammeFile, Programme]:
    found = next(one for one in file.programmes if one.state == state)
    return found, Programme.objects.get(name=found.facts["name"])


def _reports(file: CompanyFile, cast: Cast, has_worker: bool) -> Iterator[Work]:
    """The impact report of the closed programme, in each language."""
    _plan, programme = _programme(file, "closed")
    for language in Company.Language.values:
        made = ImpactReport.objects.filter(programme=programme, language=language)
        if made.exclude(status=Job.Status.FAILED).exists():
            continue
        with transaction.atomic():
            row = report.request(programme=programme, language=language, by=cast.hr)
            if has_worker:
                schema = connection.schema_name  # type: ignore[attr-defined]
                produce_report.delay_on_commit(schema, row.pk)
        yield Work(f"impact report ({language})", row, _producing(row))


def _producing(row: ImpactReport) -> Callable[[], None]:
    return lambda: report.produce(row)


def _shortlist(file: CompanyFile, cast: Cast, has_worker: bool) -> Work | None:
    """The shortlists of the programme that is being matched."""
    plan, programme = _programme(file, "matching")
    if MatchingRun.objects.filter(programme=programme).exists():
        return None
    director = cast.find(str(plan.facts["director"]))
    until = plan.day("ranking_closes", timezone.localdate())
    with transaction.atomic():
        row = run.request(
            programme, by=director, purpose=MatchingRun.Purpose.SHORTLIST, rank_until=until
        )
        if has_worker:
            perform_soon(row)
    return Work(f"shortlists of “{programme}”", row, lambda: run.perform(row))


def _tried(file: CompanyFile, cast: Cast, has_worker: bool) -> Iterator[Work]:
    """Two scenarios to compare, a question about a pair, and what it would take."""
    plan, programme = _programme(file, "matching")
    if Scenario.objects.filter(programme=programme).exists():
        return
    director = cast.find(str(plan.facts["director"]))
    with transaction.atomic():
        strict, kind = (
            scenario.create(programme, name=name, by=director) for name in plan.facts["scenarios"]
        )
        rows = criteria.as_rows(criteria.chosen(programme))
        settings: dict[str, Any] = {"rows": rows, "policy": "balanced", "by": director}
        strict = scenario.change(strict, name=strict.name, minimum=75, fairness="sum", **settings)
        kind = scenario.change(kind, name=kind.name, minimum=30, fairness="maximin", **settings)
        runs = [scenario.compute(one, by=director) for one in (strict, kind)]
        about = prescription.ask(programme, run=None, scenario=strict, by=director)
        there = lab_access.sides(programme, "mentee"), lab_access.sides(programme, "mentor")
        question = enquiry.ask(
            programme, run=None, by=director, mentee=there[0][0], mentor=there[1][0]
        )
        if has_worker:
            perform_soon(runs[0])
            prescribe_soon(about)
            answer_soon(question)
    for row in runs:
        yield Work(f"scenario #{row.pk} of “{programme}”", row, _performing(row))
    yield Work(f"what “{programme}” would take", about, lambda: prescription.perform(about))
    yield Work(f"a pair of “{programme}”", question, lambda: enquiry.perform(question))


def _performing(row: MatchingRun) -> Callable[[], None]:
    return lambda: run.perform(row)


def _wait(file: CompanyFile, works: Sequence[Work], say: Say) -> None:
    told: dict[str, str] = {}
    waiting, since = list(works), monotonic()
    while waiting:
        for work in list(waiting):
            work.row.refresh_from_db(fields=["status", "step", "steps_done", "steps_total"])
            state = _state(work.row)
            if told.get(work.name) != state:
                told[work.name], since = state, monotonic()
                say(f"{file.name}: {work.name}: {state}.")
            if work.row.is_finished:
                waiting.remove(work)
        if monotonic() - since > PATIENCE:
            names = ", ".join(work.name for work in waiting)
            raise UndoneError(f"No worker does what it was asked for: {names}.")
        if waiting:
            sleep(0.1)
    failed = [work.name for work in works if work.row.status == Job.Status.FAILED]
    if failed:
        raise UndoneError(f"The worker has failed: {', '.join(failed)}. Its log says why.")


def _state(row: Job) -> str:
    if row.status == Job.Status.RUNNING and row.step:
        return f"the worker is at “{row.step}”"
    return {
        Job.Status.QUEUED: "waits for the worker",
        Job.Status.RUNNING: "the worker has begun",
        Job.Status.DONE: "done",
        Job.Status.FAILED: f"failed ({row.problem})",
    }[Job.Status(row.status)]


def _rank(file: CompanyFile, cast: Cast, run_id: int) -> None:
    """Two mentees in three rank up to three mentors; printed logins have not yet."""
    row = MatchingRun.objects.get(pk=run_id)
    listed: dict[int, list[Suggestion]] = {}
    for suggestion in row.suggestions.order_by("mentee_id", "rank"):
        listed.setdefault(suggestion.mentee_id, []).append(suggestion)
    mentees = Enrolment.objects.select_related("person").filter(pk__in=listed)
    for mentee in mentees.order_by("person__email"):
        chance = Random(f"{file.subdomain}:{mentee.person.email}")
        if cast.login(mentee.person.email) or chance.random() > RANKED:
            continue
        liked = sorted(
            listed[mentee.pk], key=lambda one: one.points + chance.gauss(0, 4_000), reverse=True
        )
        ranking = [one.mentor_id for one in liked[: chance.choice((1, 2, 3, 3, 3))]]
        choice.rank(row, mentee, ranking=ranking, by=mentee.person)
