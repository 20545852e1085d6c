"""Gathers what contributors say when a programme ends, and publishes what its sponsor reads."""

import hashlib
from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from companies import walls
from companies.errors import Overtaken, Refusal
from people import audit
from people.actions import mail
from people.models import Person
from programmes.actions.guard import check_steers
from programmes.models import Programme, Responsibility, Stage
from renewal.models import Cause, Lesson, Remark, Retrospective

OVER = (Programme.Status.RUNNING, Programme.Status.CLOSED)


def fingerprint(remark: Remark) -> str:
    """What a remark said when it was opened, in a few letters: changes when its words do."""
    text = f"{remark.cause}\n{remark.words}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def begin(programme: Programme, *, by: Person) -> Retrospective:
    """The retrospective of a programme that runs or is closed; begun now if it was not.

    Refuses who does not steer the programme, and programmes that have not run yet.
    """
    check_steers(programme, by)
    if programme.status not in OVER:
        raise Refusal(
            _("“%(name)s” has not run yet: there is nothing to look back at.") % {"name": programme}
        )
    row, created = Retrospective.objects.get_or_create(
        programme=programme, defaults={"begun_by": by}
    )
    if created:
        audit.record("retrospective.begun", by=by, on=programme)
    return row


@transaction.atomic
def say(programme: Programme, *, section: str, words: str, cause: str = "", by: Person) -> Remark:
    """Add what ``by`` has to say to one question; nobody's words are touched.

    Refuses empty words, an unknown section, and a cause that is missing among the causes.
    """
    row = begin(programme, by=by)
    if section not in Remark.Section.values:
        raise Refusal(_("Choose one of the four questions."), field="section")
    remark = Remark(retrospective=row, section=section, author=by)
    _write(remark, words, cause)
    remark.save()
    audit.record("retrospective.remarked", by=by, on=programme, section=section)
    return remark


@transaction.atomic
def reword(remark: Remark, *, words: str, cause: str = "", seen: str, by: Person) -> Remark:
    """Change one's own remark; it leaves what the sponsor reads until it is published again.

    ``seen`` is its fingerprint when it was opened: :class:`Overtaken` when it has changed since.
    Refuses everybody but its author.
    """
    row = _own(remark, by)
    if seen != fingerprint(row):
        raise Overtaken(
            _("You have changed these words in another window. What you wrote here is kept below.")
        )
    before = fingerprint(row)
    _write(row, words, cause)
    if fingerprint(row) == before:
        return row
    row.is_shared = False
    row.save(update_fields=["words", "cause", "is_shared"])
    audit.record("retrospective.reworded", by=by, on=row.retrospective.programme)
    return row


@transaction.atomic
def take_back(remark: Remark, *, by: Person) -> None:
    """Delete one's own remark. Refuses everybody but its author."""
    row = _own(remark, by)
    programme = row.retrospective.programme
    row.delete()
    audit.record("retrospective.taken_back", by=by, on=programme)


def _own(remark: Remark, by: Person) -> Remark:
    rows = Remark.objects.select_for_update(of=("self",)).select_related("retrospective__programme")
    row = rows.get(pk=remark.pk)
    check_steers(row.retrospective.programme, by)
    if row.author_id != by.pk:
        raise Refusal(_("These are somebody else's words: add your own beside them."))
    return row


def _write(remark: Remark, words: str, cause: str) -> None:
    if not words.strip():
        raise Refusal(_("Write a sentence or two."), field="words")
    if remark.section == Remark.Section.CAUSES and cause not in Cause.values:
        raise Refusal(_("Choose the cause it comes from."), field="cause")
    remark.words = words.strip()
    remark.cause = cause if remark.section == Remark.Section.CAUSES else ""


@transaction.atomic
def learn(
    programme: Programme, *, sentence: str, cause: str = "", stage: str = "", by: Person
) -> Lesson:
    """Keep a lesson: one short sentence, with the cause and the stage it is about, if any.

    Refuses an empty sentence, one that is kept already, unknown causes and stages.
    """
    row = begin(programme, by=by)
    sentence = " ".join(sentence.split())
    if not sentence:
        raise Refusal(_("Write the lesson in one sentence."), field="sentence")
    if len(sentence) > 240:
        raise Refusal(_("A lesson is one short sentence: 240 characters."), field="sentence")
    if cause and cause not in Cause.values:
        raise Refusal(_("Choose a cause of the list."), field="cause")
    if stage and stage not in Stage.values:
        raise Refusal(_("Choose a stage of the list."), field="stage")
    if row.lessons.filter(sentence__iexact=sentence).exists():
        raise Refusal(_("This lesson is kept already."), field="sentence")
    lesson = Lesson.objects.create(
        retrospective=row, sentence=sentence, cause=cause, stage=stage, author=by
    )
    audit.record("lesson.kept", by=by, on=programme, cause=cause, stage=stage)
    return lesson


@transaction.atomic
def unlearn(lesson: Lesson, *, by: Person) -> None:
    """Delete a lesson; refuses everybody but its author while that person works here."""
    rows = Lesson.objects.select_for_update(of=("self",))
    row = rows.select_related("retrospective__programme", "author").get(pk=lesson.pk)
    programme = row.retrospective.programme
    check_steers(programme, by)
    author = row.author
    if author is not None and author.pk != by.pk and author.status != Person.Status.LEFT:
        raise Refusal(_("%(name)s wrote this lesson, and may take it away.") % {"name": author})
    row.delete()
    audit.record("lesson.removed", by=by, on=programme)


@transaction.atomic
def publish(
    programme: Programme,
    *,
    remarks: Mapping[UUID, str],
    lessons: Collection[UUID],
    by: Person,
) -> Retrospective:
    """Let the sponsor read the chosen remarks and lessons, without names, and tell them once.

    ``remarks`` are public ids with the fingerprint of what was read: :class:`Overtaken` when one
    says something else now, so that nobody publishes words that they did not read. Published
    again, it shows what is chosen then. Refuses without any lesson: without one, the next cohort
    begins where this one did.
    """
    begun = begin(programme, by=by)
    row = Retrospective.objects.select_for_update(of=("self",)).get(pk=begun.pk)
    chosen_now = row.remarks.select_for_update(of=("self",)).filter(public_id__in=remarks)
    changed = sum(remarks[one.public_id] != fingerprint(one) for one in chosen_now)
    if changed:
        raise Overtaken(
            ngettext(
                "A remark was changed since you opened this page. Nothing is published: read it "
                "again, then tick it.",
                "%(count)d remarks were changed since you opened this page. Nothing is published: "
                "read them again, then tick them.",
                changed,
            )
            % {"count": changed}
        )
    if not row.lessons.filter(public_id__in=lessons).exists():
        raise Refusal(_("Choose at least one lesson: it is what the next cohort begins with."))
    for rows, chosen in ((row.remarks, remarks), (row.lessons, lessons)):
        rows.update(is_shared=False)
        rows.filter(public_id__in=chosen).update(is_shared=True)
    row.published_at, row.published_by = timezone.now(), by
    row.save(update_fields=["published_at", "published_by"])
    _tell(row, by)
    audit.record(
        "retrospective.published",
        by=by,
        on=programme,
        remarks=row.remarks.filter(is_shared=True).count(),
        lessons=row.lessons.filter(is_shared=True).count(),
    )
    return row


def _tell(row: Retrospective, by: Person) -> None:
    held = Responsibility.objects.filter(
        programme=row.programme, role=Responsibility.Role.SPONSOR
    ).select_related("person")
    facts = {
        "programme": row.programme.name,
        "lessons": row.lessons.filter(is_shared=True).count(),
        "link": walls.address(reverse("renewal:retrospective", args=[row.programme.public_id])),
    }
    readers = [(one.person, facts) for one in held if one.person_id != by.pk]
    mail.post_each("retrospective_published", readers, key=str(row.public_id))
