"""Writes the questions of a role, version by version: a published version never changes."""

import uuid
from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people import wording as people_wording
from people.forbidden import ground_of, ground_of_answers
from people.models import Person
from programmes import week
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Enrolment, Programme
from selection import access, questions
from selection.models import FormVersion, Question

MOST_QUESTIONS = 25
MOST_OPTIONS = 20


def draft(programme: Programme, role: str, *, by: Person) -> FormVersion:
    """The version being written: made of the published one, else of the starting questions."""
    _check(programme, role, by)
    row = locked(programme)
    found = access.draft(row, role)
    if found:
        return found
    rows = FormVersion.objects.filter(programme=row, role=role)
    number = (rows.aggregate(last=Max("number"))["last"] or 0) + 1
    before = access.form(row, role)
    made = FormVersion.objects.create(programme=row, role=role, number=number)
    Question.objects.bulk_create(copies(before, made) if before else proposed(role, made))
    return made


def copies(before: FormVersion, made: FormVersion) -> list[Question]:
    """The questions of ``before`` for ``made``, not saved yet; each keeps its key."""
    rows = access.asked(before)
    for row in rows:
        row.pk, row.form = None, made
    return rows


def proposed(role: str, made: FormVersion | None = None) -> list[Question]:
    """Our starting questions of a role, not saved: of the version ``made``, or to be read only."""
    return [
        Question(
            form=made,
            code=one.code,
            place=place,
            kind=one.kind,
            label_fr=one.fr,
            label_en=one.en,
            options=one.listed,
            is_mandatory=one.is_mandatory,
            is_shared=one.is_shared,
        )
        for place, one in enumerate(questions.starters(role), start=1)
    ]


@transaction.atomic
def begin(programme: Programme, role: str, *, by: Person) -> FormVersion:
    """Start the next version; the one being written when there is one."""
    return draft(programme, role, by=by)


@transaction.atomic
def ask(
    programme: Programme,
    role: str,
    *,
    key: uuid.UUID | None = None,
    kind: str,
    label_fr: str,
    label_en: str,
    lines: Sequence[str] = (),
    days: Sequence[str] = week.USUAL[0],
    parts: Sequence[str] = week.USUAL[1],
    least: int = 0,
    is_mandatory: bool = False,
    is_shared: bool = False,
    by: Person,
) -> Question:
    """Add a question to the draft, or reword the one of this ``key``; nobody is asked it yet.

    ``lines`` are the answers to choose from, « French | English »; an availability offers the
    ``parts`` of each of these ``days``, and asks for ``least`` slots. Refuses a question without
    words in both languages, what the law forbids to ask, a list that is too short or too long, a
    week without a slot or with fewer than ``least``, another kind for a question that exists, and
    more than `MOST_QUESTIONS`.
    """
    form = draft(programme, role, by=by)
    rows = form.questions
    row = rows.filter(key=key).first() if key else None
    if key and row is None:
        raise Refusal(_("This question is not in the form any more."))
    if row is None:
        if rows.count() >= MOST_QUESTIONS:
            raise Refusal(
                _("A form has at most %(most)d questions: people stop reading.")
                % {"most": MOST_QUESTIONS}
            )
        last = rows.aggregate(last=Max("place"))["last"] or 0
        row = Question(form=form, place=last + 1, kind=kind)
    if kind not in questions.KINDS:
        raise Refusal(_("Choose one of the kinds listed."), field="kind")
    if row.kind != kind:
        raise Refusal(
            _("The kind of a question stays: take it out and ask a new one."), field="kind"
        )
    row.label_fr, row.label_en = _label(label_fr, "label_fr"), _label(label_en, "label_en")
    if kind == questions.AVAILABILITY:
        row.options, row.least = _week(days, parts), least
        if least not in range(len(row.options) + 1):
            raise Refusal(
                _("Ask for no more slots than the %(most)d that the week has.")
                % {"most": len(row.options)},
                field="least",
            )
    else:
        row.options = _options(kind, lines, row.options, _spent(row))
    row.is_mandatory, row.is_shared = is_mandatory, is_shared
    row.save()
    return row


def _label(words: str, field: str) -> str:
    plain = " ".join(words.split())
    if not plain:
        raise Refusal(_("Ask in both languages: people answer in their own."), field=field)
    if len(plain) > 200:
        raise Refusal(_("Keep a question to 200 characters."), field=field)
    if ground := ground_of(plain):
        raise Refusal(people_wording.forbidden(plain[:80], ground), field=field)
    return plain


def _week(days: Sequence[str], parts: Sequence[str]) -> list[dict[str, str]]:
    """The slots of a week as options, each with a code that means it in every version."""
    for chosen, known, field in ((days, week.DAYS, "days"), (parts, week.PARTS, "parts")):
        if not chosen or not set(chosen) <= set(known):
            raise Refusal(_("Choose at least one from the list."), field=field)
    return [{"code": one, **week.labels(one, ("fr", "en"))} for one in week.slots(days, parts)]


def _spent(row: Question) -> set[str]:
    """Codes of the options that any version of this question had: answers may hold them."""
    before = Question.objects.filter(key=row.key).values_list("options", flat=True)
    return {one["code"] for options in before for one in options}


def _options(
    kind: str,
    lines: Sequence[str],
    known: Sequence[questions.Option],
    spent: Collection[str],
) -> list[dict[str, str]]:
    if kind not in questions.LISTED:
        return []
    made = questions.options(lines, known, spent)
    said = [one[language].casefold() for one in made for language in ("fr", "en")]
    if not 2 <= len(made) <= MOST_OPTIONS or len(set(said[::2])) < len(made):
        raise Refusal(
            _("Give 2 to %(most)d answers that differ, one a line.") % {"most": MOST_OPTIONS},
            field="lines",
        )
    if any(len(one) > 120 for one in said):
        raise Refusal(_("Keep each answer to 120 characters."), field="lines")
    if ground := ground_of_answers(said):
        raise Refusal(people_wording.forbidden(", ".join(said)[:80], ground), field="lines")
    return made


@transaction.atomic
def drop(programme: Programme, role: str, *, key: uuid.UUID, by: Person) -> None:
    """Take a question out of the draft; what people answered to it before stays readable."""
    draft(programme, role, by=by).questions.filter(key=key).delete()


@transaction.atomic
def move(programme: Programme, role: str, *, key: uuid.UUID, up: bool, by: Person) -> None:
    """Ask a question of the draft one place earlier, or later; does nothing at the end."""
    rows = access.asked(draft(programme, role, by=by))
    places = [row.key for row in rows]
    if key not in places:
        return
    here = places.index(key)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for place, row in enumerate(rows, start=1):
        row.place = place
    Question.objects.bulk_update(rows, ["place"])


@transaction.atomic
def publish(programme: Programme, role: str, *, by: Person) -> FormVersion:
    """Ask the draft from now on; answers to earlier versions stay as they were given.

    Refuses when nothing is being written, and a draft that asks exactly what is asked already.
    """
    _check(programme, role, by)
    row = locked(programme)
    form = access.draft(row, role)
    if form is None:
        raise Refusal(_("There is nothing to publish."))
    before = access.form(row, role)
    if before and _says(before) == _says(form):
        raise Refusal(_("This version asks the same questions as the one in use."))
    form.published_at, form.published_by = timezone.now(), by
    form.save(update_fields=["published_at", "published_by"])
    audit.record("form.published", by=by, on=row, role=role, version=form.number)
    return form


@transaction.atomic
def publish_proposed(programme: Programme, *, by: Person) -> list[FormVersion]:
    """Ask our starting questions of each role that has no form yet; the forms published.

    A form in use and a draft that somebody writes stay as they are. Refuses when that leaves
    nothing to publish.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    roles = access.unwritten(row)
    if not roles:
        raise Refusal(
            _("Mentors and mentees each have a form already, in use or in draft: open it below.")
        )
    for role in roles:
        draft(row, role, by=by)
    return [publish(row, role, by=by) for role in roles]


def _says(form: FormVersion) -> list[tuple[object, ...]]:
    return [(one.key, *one.wording) for one in access.asked(form)]


@transaction.atomic
def discard(programme: Programme, role: str, *, by: Person) -> None:
    """Forget the draft; what is in use stays in use."""
    _check(programme, role, by)
    FormVersion.objects.filter(programme=locked(programme), role=role).drafts().delete()


def _check(programme: Programme, role: str, by: Person) -> None:
    check_steers(programme, by)
    check_not_closed(programme)
    if role not in Enrolment.Role.values:
        raise Refusal(_("Choose mentors or mentees."))
