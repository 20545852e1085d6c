"""Asks for an impact report, and makes it: figures frozen once, then printed."""

from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import pdf, walls
from companies.errors import Refusal
from companies.models import Company
from evaluations import document, metrics, results
from evaluations.models import ImpactReport
from objectives.actions import plan
from people import audit
from people.actions import mail
from people.models import Person
from programmes.models import Programme

STEPS = ("gathering", "drawing", "printing")


def request(*, programme: Programme, language: str, by: Person) -> ImpactReport:
    """Ask for a report in ``fr`` or ``en``; when one is already being made, that one is returned.

    Refuses a programme that is still a draft: it has nothing to tell. The caller enqueues
    ``evaluations.produce_report`` or calls :func:`produce`.
    """
    if language not in Company.Language.values:
        raise Refusal(_("Choose French or English."))
    if programme.status == Programme.Status.DRAFT:
        raise Refusal(
            _("“%(name)s” is still being designed: there is nothing to report yet.")
            % {"name": programme}
        )
    under_way = ImpactReport.objects.unfinished().filter(programme=programme, language=language)
    if waiting := under_way.defer("pdf").first():
        return waiting
    try:
        with transaction.atomic():
            report = ImpactReport.objects.create(
                programme=programme,
                language=language,
                as_of=timezone.localdate(),
                requested_by=by,
                steps_total=len(STEPS),
            )
            audit.record("report.requested", by=by, on=report, language=language)
    except IntegrityError:
        # The other half of a double click was quicker; its report may even be finished by now.
        return request(programme=programme, language=language, by=by)
    return report


def produce(report: ImpactReport) -> None:
    """Make one report; does nothing when it is finished or in other hands.

    The figures are frozen before anything is printed, so that a second attempt, or printing the
    same report again, shows the same figures. Tells the person who asked.
    """
    if not report.claim():
        return
    try:
        report.report(STEPS[0], 0, len(STEPS))
        if not report.figures:
            _freeze(report)
        report.report(STEPS[1], 1, len(STEPS))
        html = document.html(report.figures, report.language)
        report.report(STEPS[2], 2, len(STEPS))
        printed = pdf.render(html, files=document.files(report.figures))
        with transaction.atomic():
            _keep(report, printed)
    except pdf.Unprintable as error:
        report.fail(error.code)
        raise
    except Exception:
        report.fail("unexpected")
        raise


def _freeze(report: ImpactReport) -> None:
    programme = report.programme
    figures = results.figures(programme, report.as_of)
    report.figures = {
        "figures": metrics.to_dict(figures),
        "programme": facts(programme),
        "company": walls.current().name,
        "branding": {
            "colour": walls.current().colour,
            "logo": walls.current().logo_digest,
        },
    }
    report.inputs_hash = figures.inputs_hash
    report.save(update_fields=["figures", "inputs_hash"])


def facts(programme: Programme) -> dict[str, Any]:
    """What the report says of the programme besides its figures."""
    written = plan.of(programme)
    return {
        "name": programme.name,
        "purpose": programme.purpose,
        "audience": programme.audience,
        "mode": programme.mode,
        "status": programme.status,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "cadence_days": programme.cadence_days,
        "sessions_planned": programme.sessions_planned,
        "hourly_cost": str(programme.hourly_cost),
        # One entry for each indicator: an objective with two of them is told twice.
        "objectives": [
            {
                "code": str(one.public_id),
                "kind": one.objective.kind,
                "statement": one.objective.statement,
                "is_retired": one.objective.retired_at is not None,
                "indicator": one.name,
                "unit": one.unit,
            }
            for one in results.measured(programme)
        ],
        "plan": {
            "frozen_on": timezone.localdate(written.frozen_at).isoformat(),
            "digest": written.digest,
            "deviations": [list(one) for one in plan.deviations(programme)],
        }
        if written.frozen_at
        else {},
    }


def _keep(report: ImpactReport, printed: pdf.Rendered) -> None:
    report.pdf, report.pages = printed.content, printed.pages
    report.steps_done = report.steps_total = len(STEPS)
    report.save(update_fields=["pdf", "pages", "steps_done", "steps_total"])
    report.finish()
    audit.record("report.produced", by=None, on=report, inputs_hash=report.inputs_hash)
    if report.requested_by is not None:
        mail.post(
            "report_ready",
            to=report.requested_by,
            key=str(report.public_id),
            programme=report.programme.name,
            as_of=report.as_of.isoformat(),
            pages=report.pages,
            link=walls.address(reverse("evaluations:report", args=[report.public_id])),
        )


def waiting() -> list[int]:
    """Reports that nobody works on any more."""
    return list(ImpactReport.objects.stale().values_list("pk", flat=True))


def downloaded(*, report: ImpactReport, by: Person) -> None:
    """Write to the journal that somebody took the file."""
    audit.record("report.downloaded", by=by, on=report, language=report.language)
