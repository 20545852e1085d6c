"""Begins a programme from a template and saves its canvas step by step, losing nobody's words."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import versions
from companies.errors import Refusal
from competencies import access as needs_access
from people.models import Person
from programmes import canvas, measures, wording
from programmes.actions import programme as programmes
from programmes.actions.guard import locked
from programmes.models import Programme

DAYS_PER_MONTH = 30.44


@transaction.atomic
def begin(template: str, *, language: str, by: Person) -> Programme:
    """Write a draft from a template, in one language, with its objective and indicator.

    The indicator has no starting value and no target: these are the company's own. Refuses
    unknown templates, and anybody but HR.
    """
    found = canvas.templates().get(template)
    if found is None:
        raise Refusal(_("This template does not exist."))
    words = found[language if language in canvas.LANGUAGES else "en"]
    starts_on = timezone.localdate() + timedelta(days=42)
    row = programmes.create(
        name=words["name"],
        purpose=words["purpose"],
        audience=words["audience"],
        mode=found["mode"],
        format=found["format"],
        template=template,
        enrol_until=starts_on - timedelta(days=14),
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=round(found["months"] * DAYS_PER_MONTH)),
        cadence_days=found["cadence_days"],
        needs=[code for code in found["needs"] if code in needs_access.book().offered()],
        answer_days=found.get("answer_days"),
        success_factors=words["success_factors"],
        risks=words["risks"],
        **(starters() | {"mentor_profile": words["mentor_profile"]}),
        by=by,
    )
    measures.begin(
        row,
        kind=found["kind"],
        statement=words["statement"],
        indicator={
            "name": words["indicator"],
            "unit": words["unit"],
            "source": found["source"],
            "due_on": row.ends_on,
        },
        by=by,
    )
    return row


def starters() -> dict[str, str]:
    """First words for what every programme has to say; HR rewrites them."""
    surveys = _(
        "Before the start: the indicators of the objectives are measured once. Six months after "
        "the end: three questions to every participant and to those who manage them."
    )
    return wording.starters() | {"surveys": surveys}


def values(programme: Programme, step: str) -> dict[str, Any]:
    """What the fields of a step say now."""
    return {name: getattr(programme, name) for name in canvas.STEPS[step]}


@transaction.atomic
def save(
    programme: Programme, step: str, *, seen: str, design: dict[str, Any], by: Person
) -> Programme:
    """Keep one step of the canvas and note that it was looked at.

    ``seen`` is the fingerprint of what the step said when it was opened: :class:`Overtaken` is
    raised when somebody else has changed it since, so that nothing is overwritten unread. Refuses
    what editing a programme refuses, and programmes that are no drafts any more.
    """
    row = locked(programme)
    if row.status != Programme.Status.DRAFT:
        raise Refusal(_("“%(name)s” has already been opened.") % {"name": row})
    if canvas.STEPS[step]:
        versions.check(seen, versions.fingerprint(values(row, step)))
    row = programmes.edit(row, **design, by=by)
    if step not in row.steps_done:
        row.steps_done = [one for one in canvas.STEPS if one in (*row.steps_done, step)]
        row.save(update_fields=["steps_done"])
    return row
