"""Writes modules, their questions, files and trainers; publishes, orders and retires them."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import versions
from companies.errors import Refusal
from people import audit
from people.models import Person, fold
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Enrolment, Programme
from training import files, starter
from training.models import Attachment, Module, Question, Requirement, Trainer

MOST = 60
"""Modules of one programme."""
MOST_QUESTIONS = 20
CHOICES = (2, 6)
"""How many choices a question has."""

TEXTS = (
    *("title_fr", "title_en", "body_fr", "body_en", "link", "audience", "minutes"),
    *("is_mandatory", "trainer", "pass_mark", "tries"),
)
_COLUMNS = {"trainer": "trainer_id"}


def edition(module: Module) -> str:
    """Names what a module says, for a page to hand back: changes when any of ``TEXTS`` does."""
    return versions.fingerprint({name: getattr(module, _COLUMNS.get(name, name)) for name in TEXTS})


@transaction.atomic
def save(
    programme: Programme,
    *,
    module: Module | None = None,
    kind: str = Module.Kind.LESSON,
    seen: str | None = None,
    by: Person,
    **facts: Any,
) -> Module:
    """Add a module as a draft, or change one; its kind is chosen once.

    ``facts`` are any of ``TEXTS``. :class:`Overtaken` when the module is not any more what it was
    as ``seen``, its :func:`edition` on the page. Refuses without a title, a case that names a
    colleague, and more than ``MOST`` modules.
    """
    row = _may(programme, by)
    is_new = module is None
    if module is None:
        module = Module(programme=row, kind=kind, place=_last_place(row) + 1)
    else:
        module = _current(row, module)
        versions.check(seen, edition(module))
    if is_new and row.modules.count() >= MOST:
        raise Refusal(
            _("A programme has %(most)s modules at most. Retire some first.") % {"most": MOST}
        )
    for name, value in facts.items():
        setattr(module, name, value)
    if not (module.title_fr or module.title_en):
        raise Refusal(_("Give it a title, in one language at least."), field="title_fr")
    if module.kind == Module.Kind.CASE:
        _check_anonymous(module)
    module.save(update_fields=None if is_new else [*facts])
    if module.is_live:
        _check_rules(row)
    verb = "module.written" if is_new else "module.changed"
    audit.record(verb, by=by, on=module, programme=str(row.public_id))
    return module


def _current(programme: Programme, module: Module) -> Module:
    """The module as it is now; needs the programme locked."""
    found = programme.modules.filter(pk=module.pk).first()
    if found is None:
        raise Refusal(_("Somebody else has deleted this module."))
    return found


def _check_anonymous(module: Module) -> None:
    """Refuses a case in which somebody of the company is named in full."""
    texts = (module.title_fr, module.title_en, module.body_fr, module.body_en)
    said = " ".join(" ".join(fold(one).split()) for one in texts)
    people = Person.objects.values_list("given_name", "family_name")
    named = [
        f"{given} {family}"
        for given, family in people
        if given and family and _names(said, fold(given), fold(family))
    ]
    if named:
        raise Refusal(
            _("This case names %(names)s. Change or leave out what tells who it was.")
            % {"names": ", ".join(sorted(named)[:3])},
        )


def _names(said: str, given: str, family: str) -> bool:
    return f"{given} {family}" in said or f"{family} {given}" in said


def _last_place(programme: Programme) -> int:
    return int(programme.modules.aggregate(last=Max("place"))["last"] or 0)


@transaction.atomic
def publish(module: Module, *, by: Person) -> Module:
    """Let people read it; a retired one comes back. Refuses one that holds nothing to learn."""
    row = _may(module.programme, by)
    module = _current(row, module)
    if module.is_live:
        return module
    is_empty = not (module.body_fr or module.body_en or module.link or module.attachments.exists())
    if is_empty and module.kind != Module.Kind.WORKSHOP:
        raise Refusal(
            _("“%(title)s” holds nothing to read yet: write a text, add a link or a file.")
            % {"title": module.title}
        )
    module.published_at = module.published_at or timezone.now()
    module.retired_at = None
    module.save(update_fields=["published_at", "retired_at"])
    audit.record("module.published", by=by, on=module)
    return module


@transaction.atomic
def publish_all(programme: Programme, *, by: Person) -> int:
    """Publish every draft; how many there were. Refuses all when one holds nothing."""
    drafts = programme.modules.filter(published_at=None, retired_at=None).in_order()
    return sum(publish(module, by=by).is_live for module in drafts)


@transaction.atomic
def retire(module: Module, *, by: Person) -> None:
    """Take it away from people without losing who has done it; a draft is deleted.

    Refuses the last mandatory one of a side that must be trained.
    """
    row = _may(module.programme, by)
    module = _current(row, module)
    audit.record("module.retired", by=by, on=module)
    if module.published_at is None:
        module.delete()
        return
    if module.workshops.standing().filter(ends_at__gt=timezone.now()).exists():
        raise Refusal(
            _("A date of “%(title)s” is still to come: cancel it first.") % {"title": module.title}
        )
    module.retired_at = timezone.now()
    module.save(update_fields=["retired_at"])
    _check_rules(row)


def _check_rules(programme: Programme) -> None:
    """Refuses what would leave a rule with nothing to do behind it."""
    for rule in Requirement.objects.filter(programme=programme):
        if not needed(programme, rule.role):
            raise Refusal(
                _(
                    "%(role)s must be trained %(moment)s, and this is their last mandatory module: "
                    "change the rule first."
                )
                % {
                    "role": wording_of(rule.role).capitalize(),
                    "moment": rule.get_moment_display(),
                }
            )


def wording_of(role: str) -> str:
    """One side of a programme, in the plural."""
    return _("mentors") if role == Enrolment.Role.MENTOR else _("mentees")


def needed(programme: Programme, role: str) -> bool:
    """Whether something is mandatory for one side."""
    return programme.modules.needed().for_role(role).exists()


@transaction.atomic
def move(module: Module, *, up: bool, by: Person) -> None:
    """One place up or down among all modules; nothing happens at either end."""
    row = _may(module.programme, by)
    rows = list(row.modules.in_order())
    here = next(n for n, one in enumerate(rows) if one.pk == module.pk)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    for number, one in enumerate(rows, start=1):
        one.place = number
    Module.objects.bulk_update(rows, ["place"])
    audit.record("module.moved", by=by, on=module, place=there + 1)


@transaction.atomic
def start(programme: Programme, *, by: Person) -> int:
    """Add the modules of the starter set that are not there yet, as drafts; how many."""
    row = _may(programme, by)
    known = set(row.modules.exclude(starter="").values_list("starter", flat=True))
    place = _last_place(row)
    added = []
    for number, one in enumerate(starter.modules(), start=1):
        if one.code in known:
            continue
        module = Module.objects.create(
            programme=row, starter=one.code, place=place + number, **one.facts
        )
        Question.objects.bulk_create(
            Question(module=module, **question) for question in one.questions
        )
        added.append(module)
    if added:
        audit.record("training.started", by=by, on=row, modules=len(added))
    return len(added)


@transaction.atomic
def ask(
    module: Module,
    *,
    question: Question | None = None,
    seen: str | None = None,
    prompt_fr: str,
    prompt_en: str,
    is_multiple: bool,
    choices: Sequence[dict[str, Any]],
    by: Person,
) -> Question:
    """Add a question to the quiz of a module, or change one.

    :class:`Overtaken` when its edition is not ``seen`` any more. Refuses without words, with fewer
    than two or more than six choices, without a right one, and with several right ones where a
    single one is to be chosen.
    """
    row = _may(module.programme, by)
    if module.kind == Module.Kind.WORKSHOP:
        raise Refusal(_("A workshop has no quiz: being there is what counts."))
    if question is not None:
        question = module.questions.filter(pk=question.pk).first()
        if question is None:
            raise Refusal(_("Somebody else has taken this question out of the quiz."))
        versions.check(seen, question.edition)
    elif module.questions.count() >= MOST_QUESTIONS:
        raise Refusal(_("A quiz has %(most)s questions at most.") % {"most": MOST_QUESTIONS})
    if not (prompt_fr or prompt_en):
        raise Refusal(_("Write the question, in one language at least."), field="prompt_fr")
    kept = [dict(one) for one in choices if one.get("fr") or one.get("en")]
    if not CHOICES[0] <= len(kept) <= CHOICES[1]:
        raise Refusal(
            ngettext(
                "A question has %(least)s to %(most)s choices; %(count)s is filled in.",
                "A question has %(least)s to %(most)s choices; %(count)s are filled in.",
                len(kept),
            )
            % {"least": CHOICES[0], "most": CHOICES[1], "count": len(kept)}
        )
    right = sum(bool(one["right"]) for one in kept)
    if not right:
        raise Refusal(_("Mark the choice that is right."))
    if right > 1 and not is_multiple:
        raise Refusal(_("Several choices are marked right: allow several answers."))
    question = question or Question(module=module)
    question.prompt_fr, question.prompt_en = prompt_fr, prompt_en
    question.is_multiple, question.choices = is_multiple, kept
    question.save()
    audit.record("module.changed", by=by, on=module, programme=str(row.public_id))
    return question


@transaction.atomic
def unask(question: Question, *, by: Person) -> None:
    """Take a question out of its quiz; who has passed it has passed."""
    module = question.module
    _may(module.programme, by)
    question.delete()
    audit.record("module.changed", by=by, on=module, programme=str(module.programme.public_id))


@transaction.atomic
def attach(module: Module, *, name: str, content: bytes, by: Person) -> Attachment:
    """Add a file to a module: refused when it is not what it says, too large, or one too many."""
    row = _may(module.programme, by)
    if module.attachments.count() >= Attachment.MOST:
        raise Refusal(
            _("A module has %(most)s files at most.") % {"most": Attachment.MOST}, field="file"
        )
    try:
        kind = files.recognise(name, content)
    except files.UnfitFileError as error:
        raise Refusal(_unfit(error.code), field="file") from None
    made = Attachment.objects.create(
        module=module, name=files.safe_name(name), kind=kind, size=len(content), content=content
    )
    audit.record("module.changed", by=by, on=module, programme=str(row.public_id))
    return made


def _unfit(code: str) -> str:
    sentences = {
        "empty": _("The file is empty."),
        "too_large": _("The file is larger than %(most)s MB. Choose a smaller one, or add a link.")
        % {"most": files.LARGEST // (1024 * 1024)},
        "macros": _("This document carries macros. Save it without them, then choose it again."),
        "kind": _(
            "This file cannot be attached. Choose a PDF, a picture (PNG, JPEG) or a document "
            "(DOCX, PPTX, XLSX, ODT, ODP, ODS)."
        ),
    }
    return sentences[code]


@transaction.atomic
def detach(attachment: Attachment, *, by: Person) -> None:
    """Take a file away."""
    module = attachment.module
    _may(module.programme, by)
    attachment.delete()
    audit.record("module.changed", by=by, on=module, programme=str(module.programme.public_id))


@transaction.atomic
def name_trainer(
    programme: Programme, *, person: Person | None = None, name: str = "", job: str = "", by: Person
) -> Trainer:
    """Say who trains: a colleague or somebody from elsewhere, with their role."""
    row = _may(programme, by)
    if not (person or name):
        raise Refusal(_("Choose a colleague, or write the name of the trainer."), field="name")
    if person and row.trainers.filter(person=person).exists():
        raise Refusal(_("%(name)s is a trainer already.") % {"name": person}, field="person")
    made = Trainer.objects.create(
        programme=row, person=person, name="" if person else name, job=job
    )
    audit.record("trainer.named", by=by, on=made, programme=str(row.public_id))
    return made


@transaction.atomic
def release_trainer(trainer: Trainer, *, by: Person) -> None:
    """Take a trainer off the programme; their modules stay."""
    _may(trainer.programme, by)
    audit.record("trainer.released", by=by, on=trainer, programme=str(trainer.programme.public_id))
    trainer.delete()


def _may(programme: Programme, by: Person) -> Programme:
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    return row
