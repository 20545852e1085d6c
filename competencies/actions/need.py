"""Adds, rewords, retires and restores the needs of the catalogue; answers keep what they said."""

from collections.abc import Collection, Sequence
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import errand, turns
from companies.errors import Overtaken, Refusal
from competencies import access
from competencies import words as rules
from competencies.actions import catalogue as catalogues
from competencies.book import code_for
from competencies.models import Catalogue, Competency, Need, NeedWording
from people import audit
from people.models import Person
from people.roster import fold

MOST = 120
"""How many needs a catalogue offers at most: nobody reads a longer list."""
MOST_SYNONYMS = 20
SEPARATORS = frozenset("|;,\n\r")
"""What separates needs in a cell of a list: a label that holds one could not be found again."""


class Words(TypedDict):
    """What a need says in both languages; one of the two languages may be empty."""

    label_fr: str
    label_en: str
    hint_fr: str
    hint_en: str


@transaction.atomic
def add(
    *,
    situation: str,
    words: Words,
    synonyms: Sequence[str] = (),
    competencies: Collection[Competency] = (),
    by: Person,
) -> Need:
    """Put one more need into the catalogue, at the end of its situation.

    Refuses anybody but HR, a label that is missing, taken or holds a separator of lists, an unknown
    situation, and more than `MOST` needs.
    """
    book = _opened(by)
    if Need.objects.filter(retired_at=None).count() >= MOST:
        raise Refusal(_("A catalogue offers at most %(most)d needs.") % {"most": MOST})
    plain = _clean(words, None)
    taken = Need.objects.values_list("code", flat=True)
    row = Need.objects.create(
        code=code_for(plain["label_en"] or plain["label_fr"], taken),
        situation=_situation(situation),
        place=Need.objects.count(),
        synonyms=_synonyms(synonyms, None),
    )
    row.competencies.set(competencies)
    _write(row, plain, book, by)
    audit.record("need.added", by=by, on=row, name=plain["label_en"] or plain["label_fr"])
    return row


@transaction.atomic
def change(
    need: Need,
    *,
    seen: int,
    situation: str,
    words: Words,
    synonyms: Sequence[str] = (),
    competencies: Collection[Competency] = (),
    by: Person,
) -> Need:
    """Reword a need or tie it to other competencies; who chose it keeps the words they read.

    ``seen`` is the version since which the words stood that were opened: :class:`Overtaken` when
    they were changed meanwhile. Refuses what :func:`add` refuses.
    """
    book = _opened(by)
    row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    last = row.wordings.order_by("-since")[0]
    if last.since != seen:
        raise Overtaken(
            _("Somebody else has changed this need since you opened it. Your words are kept here.")
        )
    plain = _clean(words, row)
    row.situation, row.synonyms = _situation(situation), _synonyms(synonyms, row)
    row.save(update_fields=["situation", "synonyms"])
    row.competencies.set(competencies)
    if any(getattr(last, name) != value for name, value in plain.items()):
        _write(row, plain, book, by)
    errand.forget(access.BOOK)
    audit.record("need.changed", by=by, on=row, name=plain["label_en"] or plain["label_fr"])
    return row


@transaction.atomic
def retire(need: Need, *, by: Person) -> Need:
    """Offer a need no longer; answers that hold it stay. Refuses to retire the last one."""
    _opened(by)
    row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if row.retired_at is not None:
        return row
    if not Need.objects.filter(retired_at=None).exclude(pk=row.pk).exists():
        raise Refusal(_("This is the last need: mentees would have nothing to choose from."))
    row.retired_at = timezone.now()
    row.save(update_fields=["retired_at"])
    errand.forget(access.BOOK)
    audit.record("need.retired", by=by, on=row, name=row.code)
    return row


@transaction.atomic
def restore(need: Need, *, by: Person) -> Need:
    """Offer a retired need again. Refuses when another one took its label meanwhile."""
    _opened(by)
    row = Need.objects.select_for_update(of=("self",)).get(pk=need.pk)
    if row.retired_at is None:
        return row
    last = row.wordings.order_by("-since")[0]
    _clean(_words_of(last), row)
    row.retired_at = None
    row.save(update_fields=["retired_at"])
    errand.forget(access.BOOK)
    audit.record("need.restored", by=by, on=row, name=row.code)
    return row


def _opened(by: Person) -> Catalogue:
    """The catalogue, one writer at a time."""
    if not by.is_hr:
        raise Refusal(_("Only HR changes the catalogue of needs."))
    turns.take("competencies")
    catalogues.furnish()
    return Catalogue.objects.select_for_update().get(pk=Catalogue.ONLY)


def _write(row: Need, words: Words, catalogue: Catalogue, by: Person) -> None:
    catalogue.version += 1
    catalogue.save(update_fields=["version"])
    NeedWording.objects.create(need=row, since=catalogue.version, written_by=by, **words)
    errand.forget(access.BOOK)


def _words_of(row: NeedWording) -> Words:
    return Words(
        label_fr=row.label_fr, label_en=row.label_en, hint_fr=row.hint_fr, hint_en=row.hint_en
    )


def _clean(words: Words, row: Need | None) -> Words:
    plain = Words(
        label_fr=rules.plain(words["label_fr"]),
        label_en=rules.plain(words["label_en"]),
        hint_fr=rules.plain(words["hint_fr"]),
        hint_en=rules.plain(words["hint_en"]),
    )
    if not fold(plain["label_fr"]) and not fold(plain["label_en"]):
        raise Refusal(_("Say what the need is, in one language at least."), field="label_fr")
    others = NeedWording.objects.filter(need__retired_at=None).order_by("need", "-since")
    if row is not None:
        others = others.exclude(need=row)
    taken = others.distinct("need").values_list("label_fr", "label_en")
    for field, known in (
        ("label_fr", {fold(french) for french, _english in taken}),
        ("label_en", {fold(english) for _french, english in taken}),
    ):
        label = plain[field]  # type: ignore[literal-required]
        if SEPARATORS & set(label):
            raise Refusal(_("No commas, semicolons or bars: lists could not name it."), field=field)
        if len(label) > 80:
            raise Refusal(_("Keep to 80 characters."), field=field)
        if label and fold(label) in known:
            raise Refusal(_("“%(label)s” is in the catalogue.") % {"label": label}, field=field)
    return plain


def _situation(code: str) -> str:
    if code not in Need.Situation.values:
        raise Refusal(_("Choose one of the three situations."), field="situation")
    return code


def _synonyms(given: Sequence[str], row: Need | None) -> list[str]:
    plain = list(dict.fromkeys(" ".join(one.split()) for one in given if one.strip()))
    if len(plain) > MOST_SYNONYMS or any(len(one) > 80 for one in plain):
        raise Refusal(
            _("At most %(most)d further words, of 80 characters each.") % {"most": MOST_SYNONYMS},
            field="synonyms",
        )
    others = Need.objects.exclude(pk=row.pk) if row else Need.objects.all()
    taken = {fold(one) for each in others.values_list("synonyms", flat=True) for one in each}
    for one in plain:
        if fold(one) in taken:
            raise Refusal(
                _("“%(label)s” stands for another need.") % {"label": one}, field="synonyms"
            )
    return plain
