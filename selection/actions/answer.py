"""Takes the yes of a person: the honest page acknowledged, every question of the form answered."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Overtaken, Refusal
from people import audit
from people.models import Person, Skill
from programmes.actions import enrolment as enrolments
from programmes.actions.guard import locked
from programmes.models import Enrolment, Programme
from selection import access, questions, wording
from selection.actions import qualification, waitlist
from selection.models import Acknowledgement, FormVersion, HonestPage, Question, Response
from training.actions import calls

STANDARD_WORDS: Final = 1
"""Counts up when the words that are the same for every programme say something else."""


def honest(programme: Programme) -> dict[str, Any]:
    """Everything the honest page says about a programme that is not the same for all of them."""
    policy = access.policy(programme)
    return {
        "standard": STANDARD_WORDS,
        "purpose": programme.purpose,
        "starts_on": programme.starts_on.isoformat(),
        "ends_on": programme.ends_on.isoformat(),
        "format": programme.format,
        "sessions": programme.sessions_planned,
        "hours": programme.hours_expected,
        "confidentiality": programme.confidentiality,
        "limits_fr": policy.limits_fr,
        "limits_en": policy.limits_en,
        # Left out without any, so that pages acknowledged before still say the same.
        **({"needs": sorted(programme.needs)} if programme.needs else {}),
    }


def digest(content: Mapping[str, Any]) -> str:
    """The SHA-256 of what the honest page says."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


@transaction.atomic
def accept(
    enrolment: Enrolment,
    *,
    seen_form: int,
    seen_page: str,
    values: Mapping[str, Any],
    capacity: int = 1,
    needs: Sequence[str],
    needs_version: int | None = None,
    availability: Sequence[str],
    skills: Collection[Skill] | None = None,
    is_late: bool = False,
    by: Person,
) -> Enrolment:
    """Say yes, or change what one had answered, after having read the honest page.

    ``seen_form`` is the number of the form that was read (0: none), ``seen_page`` the digest of
    the honest page, ``values`` the answers by the key of the question, in hexadecimal. With
    ``is_late`` the answer comes after the last day and the person goes on the waitlist. Who had
    left begins anew: an old place on the waitlist and an old verdict count no more. Raises
    :class:`Overtaken` when the form or the page changed meanwhile, and refuses answers that are
    missing or not among those offered, as well as what the yes itself refuses. Who must be trained
    first is asked to by letter.
    """
    programme = enrolment.programme
    form = access.form(programme, enrolment.role)
    content = honest(programme)
    if seen_form != (form.number if form else 0):
        raise Overtaken(_("The form has changed since you opened it. Your answers are kept here."))
    if seen_page != digest(content):
        raise Overtaken(
            _("What the programme asks has changed since you opened this page. Read it again.")
        )
    rows = access.asked(form)
    _check(rows, values)
    is_late = is_late and enrolment.last_day < timezone.localdate()
    if is_late and programme.enrolments.accepted().filter(pk=enrolment.pk).exists():
        raise Refusal(
            _("You have said yes already. After the last day a mentor may change their places.")
            if enrolment.is_mentor
            else _("You have said yes already; after the last day answers stay as they are.")
        )
    # The programme is locked before the enrolment, as whoever publishes pairs does.
    page = _page(programme, content)
    before = Enrolment.objects.select_for_update().get(pk=enrolment.pk).status
    row = enrolments.accept(
        enrolment,
        capacity=capacity,
        needs=needs,
        needs_version=needs_version,
        availability=availability,
        skills=skills,
        late=is_late,
        by=by,
    )
    _keep(row, rows, values)
    Acknowledgement.objects.update_or_create(
        enrolment=row, defaults={"page": page, "given_at": timezone.now()}
    )
    calls.ask(programme, access.alone(row))
    audit.record("enrolment.acknowledged", by=by, on=row, version=page.number)
    if before != Enrolment.Status.ACCEPTED:
        qualification.set_aside(row)
        waitlist.left(row)
    if is_late:
        waitlist.hold(row)
    return row


def _check(rows: Sequence[Question], values: Mapping[str, Any]) -> None:
    for row in rows:
        value = values.get(row.key.hex)
        code = questions.fault(
            row.kind, row.codes, value, is_mandatory=row.is_mandatory, least=row.least
        )
        if code:
            raise Refusal(wording.fault(code, row), field=row.field)


def _keep(row: Enrolment, rows: Sequence[Question], values: Mapping[str, Any]) -> None:
    """Replace the answers to the questions of this version; those to earlier ones stay."""
    row.responses.filter(key__in=[one.key for one in rows]).delete()
    now = timezone.now()
    Response.objects.bulk_create(
        Response(
            enrolment=row,
            question=one,
            key=one.key,
            value=values[one.key.hex],
            words=wording.answer(one, values[one.key.hex]),
            given_at=now,
        )
        for one in rows
        if not questions.is_empty(values.get(one.key.hex))
    )


def _page(programme: Programme, content: dict[str, Any]) -> HonestPage:
    mark = digest(content)
    found = HonestPage.objects.filter(programme=programme, digest=mark).first()
    if found:
        return found
    rows = HonestPage.objects.filter(programme=locked(programme))
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    page, _made = rows.get_or_create(
        programme=programme, digest=mark, defaults={"number": number, "content": content}
    )
    return page


def told(before: FormVersion | None, after: FormVersion | None) -> dict[str, list[Question]]:
    """What changed from one version to another: questions ``added``, ``removed``, ``reworded``."""
    old = {str(one.key): one for one in access.asked(before)}
    new = {str(one.key): one for one in access.asked(after)}
    found = questions.changes(
        {key: one.wording for key, one in old.items()},
        {key: one.wording for key, one in new.items()},
    )
    return {
        "added": [new[key] for key in found.added],
        "removed": [old[key] for key in found.removed],
        "reworded": [new[key] for key in found.reworded],
    }
