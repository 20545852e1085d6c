"""Writes the interview grid of a programme: criteria with what each mark means."""

import hashlib
import json
from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from companies.errors import Refusal
from people import audit
from people import wording as people_wording
from people.forbidden import ground_of
from people.models import Person
from programmes.actions.guard import check_not_closed, check_steers, locked
from programmes.models import Programme
from selection.models import GridCriterion, Interview

MOST = 12
MARKS: Final = 5

# Measure, French, English, then for marks 1, 3 and 5: French and English.
_STARTERS: Final = (
    (
        "experience",
        "A traversé ce que la personne accompagnée va vivre",
        "Has lived through what the mentee is about to face",
        ("N’a rien vécu de semblable", "Has lived through nothing alike"),
        ("A vécu une situation comparable", "Has lived through something comparable"),
        ("Plusieurs fois, et en tire des leçons", "Several times, and draws lessons from it"),
    ),
    (
        "experience",
        "Connaît l’entreprise au-delà de son service",
        "Knows the company beyond their own department",
        ("Parle surtout de son équipe", "Speaks mostly of their own team"),
        ("Connaît deux ou trois métiers", "Knows two or three trades"),
        ("Sait vers qui orienter, partout", "Knows whom to turn to, everywhere"),
    ),
    (
        "potential",
        "Écoute et questionne avant de conseiller",
        "Listens and asks before giving advice",
        ("Donne la solution aussitôt", "Gives the solution at once"),
        ("Pose des questions, puis conseille", "Asks questions, then advises"),
        ("Fait trouver la réponse à l’autre", "Lets the other person find the answer"),
    ),
    (
        "potential",
        "Parle de ses propres échecs",
        "Speaks of their own failures",
        ("Ne cite que des réussites", "Names successes only"),
        ("En cite un, avec recul", "Names one, with distance"),
        ("En parle librement et utilement", "Speaks of them freely and usefully"),
    ),
    (
        "potential",
        "Garde ce qui lui est confié",
        "Keeps what is confided",
        ("Raconte des histoires reconnaissables", "Tells stories one can recognise"),
        ("Reste vague quand il le faut", "Stays vague when it matters"),
        ("Sait dire où s’arrête le secret", "Can say where confidence ends"),
    ),
)


def digest(rows: Sequence[GridCriterion]) -> str:
    """The SHA-256 of the lines that an interviewer reads, with what each mark means."""
    said = [[one.pk, one.measure, one.label_fr, one.label_en, *one.anchors] for one in rows]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def changed() -> str:
    """What an interviewer is told whose page is older than the grid."""
    return _(
        "The grid has changed since you opened it. Your marks and notes are kept here: "
        "read each line again, then send."
    )


def begin(programme: Programme) -> list[GridCriterion]:
    """A grid of five criteria to begin with, in both languages."""
    rows = []
    for place, (measure, fr, en, *said) in enumerate(_STARTERS, start=1):
        french, english = ([said[0][side], "", said[1][side], "", said[2][side]] for side in (0, 1))
        rows.append(
            GridCriterion(
                programme=programme,
                place=place,
                measure=measure,
                label_fr=fr,
                label_en=en,
                anchors=[*french, *english],
            )
        )
    return GridCriterion.objects.bulk_create(rows)


@transaction.atomic
def set_criterion(
    programme: Programme,
    *,
    criterion: GridCriterion | None = None,
    measure: str,
    label_fr: str,
    label_en: str,
    anchors: Sequence[str],
    by: Person,
) -> GridCriterion:
    """Add a criterion or change one that nobody has been rated on.

    ``anchors``: what marks 1 to 5 mean, in French, then in English; those of 1 and 5 are needed.
    Refuses what the law forbids to judge by, and to change a criterion that was rated: the marks
    would mean something else.
    """
    check_steers(programme, by)
    row = locked(programme)
    check_not_closed(row)
    if measure not in GridCriterion.Measure.values:
        raise Refusal(_("Choose what this criterion tells of."), field="measure")
    used = GridCriterion.objects.filter(programme=row, is_retired=False)
    if criterion is None:
        if used.count() >= MOST:
            raise Refusal(_("A grid has at most %(most)d criteria.") % {"most": MOST})
        last = used.aggregate(last=Max("place"))["last"] or 0
        criterion = GridCriterion(programme=row, place=last + 1)
    elif _is_rated(criterion):
        raise Refusal(
            _("Somebody was rated on this criterion: retire it and write a new one."),
            field="label_fr",
        )
    criterion.measure = measure
    criterion.label_fr, criterion.label_en = label_fr.strip(), label_en.strip()
    for field, label in (("label_fr", criterion.label_fr), ("label_en", criterion.label_en)):
        if not label:
            raise Refusal(_("Name it in both languages."), field=field)
        if ground := ground_of(label):
            raise Refusal(people_wording.forbidden(label[:80], ground), field=field)
    said = [one.strip() for one in anchors]
    if len(said) != 2 * MARKS or not all(said[at] for at in (0, 4, 5, 9)):
        raise Refusal(_("Say at least what 1 and 5 mean, in both languages."), field="fr_1")
    for place, one in enumerate(said):
        if ground := ground_of(one):
            field = f"{'fr' if place < MARKS else 'en'}_{place % MARKS + 1}"
            raise Refusal(people_wording.forbidden(one[:80], ground), field=field)
    criterion.anchors = said
    criterion.save()
    audit.record("grid.changed", by=by, on=row, criteria=used.count())
    return criterion


@transaction.atomic
def retire(criterion: GridCriterion, *, by: Person) -> None:
    """Rate nobody on it any more; marks given before stay."""
    check_steers(criterion.programme, by)
    check_not_closed(locked(criterion.programme))
    GridCriterion.objects.filter(pk=criterion.pk).update(is_retired=True)
    audit.record("grid.changed", by=by, on=criterion.programme)


def _is_rated(criterion: GridCriterion) -> bool:
    return Interview.objects.filter(ratings__has_key=str(criterion.pk)).exists()
