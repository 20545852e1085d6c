"""What a person does with a module: says that it is read, answers its quiz."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies.errors import Refusal
from people import audit
from people.models import Person
from programmes.actions.guard import check_not_closed
from training import access, quiz
from training.models import Module, Progress, Question
from training.quiz import Result


@transaction.atomic
def finish(module: Module, *, by: Person) -> Progress:
    """Note that ``by`` has read a module; twice is once. Refuses a workshop and a quiz."""
    _check_own(module, by)
    if module.kind == Module.Kind.WORKSHOP:
        raise Refusal(_("A workshop is done by being there; the trainer ticks who was."))
    if module.questions.exists():
        raise Refusal(_("This module is done when its quiz is passed."))
    return complete(module, by, by=by)


def complete(module: Module, person: Person, *, by: Person) -> Progress:
    """Note that a module is done by ``person``, as ``by`` says; the first time counts."""
    row, _created = Progress.objects.get_or_create(module=module, person=person)
    if row.done_at is None:
        row.done_at = timezone.now()
        row.save(update_fields=["done_at"])
        whose = {} if person == by else {"person": str(person.public_id)}
        audit.record("module.done", by=by, on=module, **whose)
    return row


@transaction.atomic
def answer(module: Module, *, answers: Mapping[str, Collection[int]], by: Person) -> Result:
    """Mark one try at the quiz of a module: edition of each question → choices.

    Result and answers are kept for ``by`` alone, those of the last try. Refuses when the tries of
    the day are used up, when it is passed already, and when a question has no answer, or one to
    other words than those of now; none of these counts as a try.
    """
    _check_own(module, by)
    questions = list(module.questions.order_by("pk"))
    if not questions:
        raise Refusal(_("This module has no quiz any more."))
    Progress.objects.get_or_create(module=module, person=by)
    row = Progress.objects.select_for_update(of=("self",)).get(module=module, person=by)
    if row.done_at:
        raise Refusal(_("You have passed this quiz already."))
    _check_all(questions, answers)
    today = timezone.localdate()
    left = quiz.tries_left(module.tries, row.tries, row.tried_on, today)
    if not left:
        raise Refusal(
            ngettext(
                "Your %(count)s try of today is used. Read the module again, and try tomorrow.",
                "Your %(count)s tries of today are used. Read the module again, and try tomorrow.",
                module.tries,
            )
            % {"count": module.tries}
        )
    result = quiz.grade(
        [one.right for one in questions],
        [answers[one.edition] for one in questions],
        module.pass_mark,
    )
    row.tries, row.tried_on = module.tries - left + 1, today
    row.score = result.score
    row.answers = {one.edition: sorted(answers[one.edition]) for one in questions}
    row.save()
    if result.passed:
        complete(module, by, by=by)
    return result


def tries_left(module: Module, row: Progress | None) -> int:
    """How many tries somebody has left today."""
    used, tried_on = (row.tries, row.tried_on) if row else (0, None)
    return quiz.tries_left(module.tries, used, tried_on, timezone.localdate())


def _check_all(questions: list[Question], answers: Mapping[str, Collection[int]]) -> None:
    current = {one.edition for one in questions}
    former = {name.partition(".")[0] for name in answers if name not in current}
    for number, one in enumerate(questions, start=1):
        chosen = answers.get(one.edition, ())
        if not chosen and str(one.public_id) in former:
            raise Refusal(
                _(
                    "Question %(number)s has changed since you opened this page: answer it again. "
                    "No try is counted."
                )
                % {"number": number},
                field=f"q-{one.edition}",
            )
        if not chosen:
            raise Refusal(
                _("Answer question %(number)s too.") % {"number": number},
                field=f"q-{one.edition}",
            )
        if len(chosen) > 1 and not one.is_multiple:
            raise Refusal(
                _("Choose one answer to question %(number)s.") % {"number": number},
                field=f"q-{one.edition}",
            )


def _check_own(module: Module, by: Person) -> None:
    check_not_closed(module.programme)
    if not access.own_modules(by).filter(pk=module.pk).exists():
        raise Refusal(_("This module is not part of your training any more."))
