"""Carries the training of a programme over into its next cohort: what is taught, to nobody yet."""

import uuid

from django.db import transaction
from django.utils import timezone

from people import audit
from people.models import Person
from programmes.actions.guard import check_steers, locked
from programmes.models import Programme
from training import access
from training.actions import gate
from training.actions.module import needed
from training.models import Attachment, Module, Question, Requirement, Trainer


@transaction.atomic
def copy(old: Programme, new: Programme, *, by: Person) -> None:
    """Teach in ``new``, a draft without a training, what is taught in ``old`` today.

    Live modules in their order with texts, quiz and files, trainers who still work here, and when
    people must be trained. No date of a workshop, and nothing of what anybody did. Refuses who
    does not steer ``new``.
    """
    check_steers(new, by)
    row = locked(new)
    trainers = _trainers(old, row, by)
    modules = _modules(old, row, trainers, by)
    _questions(modules)
    _files(modules)
    for rule in Requirement.objects.filter(programme=old).order_by("pk"):
        if needed(row, rule.role):
            gate.require(row, role=rule.role, moment=rule.moment, by=by)


def _trainers(old: Programme, new: Programme, by: Person) -> dict[int, Trainer]:
    """The trainers of ``new`` by the key of the same one in ``old``."""
    found = {}
    for row in access.staying_trainers(old):
        found[row.pk] = Trainer.objects.create(
            programme=new, person=row.person, name=row.name, job=row.job
        )
    programme = str(new.public_id)
    audit.record_each("trainer.named", by=by, on=found.values(), programme=programme)
    return found


def _modules(
    old: Programme, new: Programme, trainers: dict[int, Trainer], by: Person
) -> dict[int, Module]:
    """The modules of ``new`` by the key of the same one in ``old``."""
    found, now = {}, timezone.now()
    for place, row in enumerate(old.modules.live().in_order(), start=1):
        key = row.pk
        row.pk, row.public_id, row.programme = None, uuid.uuid4(), new
        row.place, row.published_at = place, now
        row.trainer = trainers.get(row.trainer_id or 0)
        found[key] = row
    Module.objects.bulk_create(found.values())
    programme = str(new.public_id)
    audit.record_each("module.published", by=by, on=found.values(), programme=programme)
    return found


def _questions(modules: dict[int, Module]) -> None:
    rows = list(Question.objects.filter(module__in=modules).order_by("pk"))
    for row in rows:
        row.pk, row.public_id, row.module = None, uuid.uuid4(), modules[row.module_id]
    Question.objects.bulk_create(rows)


def _files(modules: dict[int, Module]) -> None:
    """One at a time: a file may have five megabytes, and there are many."""
    keys = Attachment.objects.filter(module__in=modules).order_by("pk").values_list("pk", flat=True)
    for key in list(keys):
        row = Attachment.objects.get(pk=key)
        Attachment.objects.create(
            module=modules[row.module_id],
            name=row.name,
            kind=row.kind,
            size=row.size,
            content=row.content,
        )
