"""Writes frameworks: profiles, competencies, words and targets, from a page or a sheet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from companies import errand, turns
from companies.errors import Overtaken, Refusal
from competencies import access
from competencies import words as rules
from competencies.access import Line
from competencies.actions import catalogue as catalogues
from competencies.book import code_for
from competencies.models import Competency, CompetencyWording, Framework, Profile, Target
from competencies.sheet import Row
from competencies.starter import LEAST, MOST
from people import audit
from people.models import Person
from people.roster import fold

MOST_COMPETENCIES = 60
MOST_PROFILES = 12
MIDDLE = 3
"""What a new profile aims at until somebody says otherwise."""


@transaction.atomic
def create(
    *, name_fr: str, name_en: str, profile_fr: str, profile_en: str, by: Person
) -> Framework:
    """Begin a framework of one's own, with a first profile. Refuses anybody but HR, no names."""
    _check_hr(by)
    turns.take("competencies")
    catalogues.furnish()
    french, english = _names(name_fr, name_en)
    row = Framework.objects.create(name_fr=french, name_en=english)
    _add_profile(row, profile_fr, profile_en)
    audit.record("framework.created", by=by, on=row, name=english)
    return row


@transaction.atomic
def rename(framework: Framework, *, name_fr: str, name_en: str, by: Person) -> Framework:
    """Call a framework something else. Refuses anybody but HR, no names."""
    row = _locked(framework, by)
    row.name_fr, row.name_en = _names(name_fr, name_en)
    row.save(update_fields=["name_fr", "name_en"])
    audit.record("framework.changed", by=by, on=row, name=row.name_en)
    return row


@transaction.atomic
def offer(framework: Framework, *, offered: bool, by: Person) -> Framework:
    """Offer a framework to programmes, or no longer; those that aim at it go on doing so."""
    row = _locked(framework, by)
    row.retired_at = None if offered else timezone.now()
    row.save(update_fields=["retired_at"])
    verb = "framework.restored" if offered else "framework.retired"
    audit.record(verb, by=by, on=row, name=row.name_en)
    return row


@transaction.atomic
def add_profile(framework: Framework, *, name_fr: str, name_en: str, by: Person) -> Profile:
    """Aim at one more kind of people, at level 3 everywhere to begin with.

    Refuses anybody but HR, a name that is missing or taken, and more than `MOST_PROFILES`.
    """
    row = _locked(framework, by)
    if row.profiles.count() >= MOST_PROFILES:
        raise Refusal(_("A framework has at most %(most)d profiles.") % {"most": MOST_PROFILES})
    made = _add_profile(row, name_fr, name_en)
    Target.objects.bulk_create(
        Target(wording=line.wording, profile=made, level=MIDDLE)
        for line in access.lines(row, retired=True)
    )
    audit.record("framework.profile_added", by=by, on=row, name=made.name_en)
    return made


@transaction.atomic
def rename_profile(profile: Profile, *, name_fr: str, name_en: str, by: Person) -> Profile:
    """Call a profile something else. Refuses what :func:`add_profile` refuses."""
    framework = _locked(profile.framework, by)
    row = framework.profiles.get(pk=profile.pk)
    row.name_fr, row.name_en = _profile_names(framework, name_fr, name_en, row)
    row.save(update_fields=["name_fr", "name_en"])
    audit.record("framework.changed", by=by, on=framework, name=row.name_en)
    return row


@transaction.atomic
def put(
    framework: Framework,
    *,
    competency: Competency | None = None,
    seen: int = 0,
    words: Mapping[str, str],
    targets: Mapping[int, int],
    by: Person,
) -> Competency:
    """Write a competency, or change one: the words of before stay with those who read them.

    ``targets`` go from the key of each profile to a level 1–5. ``seen`` is the version since which
    the words stood that were opened: :class:`Overtaken` when they were changed meanwhile. Refuses
    anybody but HR, a language that is begun and not finished, a target that is missing.
    """
    row = _locked(framework, by)
    lines = {line.competency.pk: line for line in access.lines(row, retired=True)}
    known = None if competency is None else lines[competency.pk]
    if known is not None and known.wording.since != seen:
        raise Overtaken(
            _("Somebody else has changed this competency since you opened it. Your words are kept.")
        )
    plain = _words(words)
    levels = _targets(row, targets)
    if known is None:
        _check_room(len(lines) + 1)
        made = _new(row, plain, {line.competency.code for line in lines.values()}, len(lines))
        _write(row, made, plain, levels, by)
        audit.record("competency.added", by=by, on=row, name=_name(plain))
        return made
    if _differs(known, plain, levels):
        _write(row, known.competency, plain, levels, by)
        audit.record("competency.changed", by=by, on=row, name=_name(plain))
    return known.competency


@transaction.atomic
def offer_competency(competency: Competency, *, offered: bool, by: Person) -> Competency:
    """Look at a competency again, or no longer; what people answered about it stays."""
    framework = _locked(competency.framework, by)
    row = framework.competencies.get(pk=competency.pk)
    row.retired_at = None if offered else timezone.now()
    row.save(update_fields=["retired_at"])
    verb = "competency.restored" if offered else "competency.retired"
    audit.record(verb, by=by, on=framework, name=row.code)
    return row


@dataclass(frozen=True, slots=True)
class Difference:
    """What a sheet does to ``version`` of a framework: names of what is new, and what changes."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: int
    version: int

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> Self:
        """The one whose fields are ``values``, as JSON gives them back."""
        lists = {name: tuple(values[name]) for name in ("added", "changed")}
        return cls(**lists, unchanged=values["unchanged"], version=values["version"])


def compare(framework: Framework, rows: Sequence[Row]) -> Difference:
    """What :func:`import_rows` would do. Writes nothing."""
    lines = {line.competency.code: line for line in access.lines(framework, retired=True)}
    keys = _profile_keys(framework)
    added, changed = [], []
    for row in rows:
        line = lines.get(row.code)
        levels = {keys[key]: level for key, level in row.targets.items() if key in keys}
        if line is None:
            added.append(_name(row.words))
        elif _differs(line, row.words, levels) or line.competency.retired_at is not None:
            changed.append(_name(row.words))
    unchanged = len(rows) - len(added) - len(changed)
    return Difference(tuple(added), tuple(changed), unchanged, framework.version)


@transaction.atomic
def import_rows(
    framework: Framework, rows: Sequence[Row], *, shown: Difference | None = None, by: Person
) -> Difference:
    """Write the competencies of a sheet; those it does not name are left alone.

    A code that the framework has changes that competency, any other line adds one. ``shown`` is
    what somebody looked at before they said yes: :class:`Overtaken` when it would not be that any
    more, so that a sheet is not written twice, nor over words that nobody saw. All lines or none:
    refuses what :func:`put` refuses, naming the line.
    """
    framework = _locked(framework, by)
    done = compare(framework, rows)
    if shown not in (None, done):
        raise Overtaken(
            _("The framework has changed since this preview. Choose the file once more.")
        )
    lines = {line.competency.code: line for line in access.lines(framework, retired=True)}
    # The codes of the sheet are spoken for before a line without one is given its own.
    keys, codes = _profile_keys(framework), {*lines, *(row.code for row in rows if row.code)}
    place = len(lines)
    _check_room(place + len(done.added))
    for row in rows:
        try:
            plain = _words(row.words)
            given = {keys[key]: level for key, level in row.targets.items() if key in keys}
            levels = _targets(framework, given)
        except Refusal as refusal:
            raise Refusal(
                _("Line %(line)d: %(why)s") % {"line": row.line, "why": refusal}
            ) from None
        line = lines.get(row.code)
        if line is None:
            made = _new(framework, plain, codes, place, code=row.code)
            codes.add(made.code)
            place += 1
            _write(framework, made, plain, levels, by)
            continue
        if line.competency.retired_at is not None:
            line.competency.retired_at = None
            line.competency.save(update_fields=["retired_at"])
        if _differs(line, plain, levels):
            _write(framework, line.competency, plain, levels, by)
    audit.record(
        "framework.imported",
        by=by,
        on=framework,
        name=framework.name_en,
        rows=len(rows),
    )
    return done


def _check_hr(by: Person) -> None:
    if not by.is_hr:
        raise Refusal(_("Only HR changes competency frameworks."))


def _locked(framework: Framework, by: Person) -> Framework:
    _check_hr(by)
    return Framework.objects.select_for_update(of=("self",)).get(pk=framework.pk)


def _check_room(count: int) -> None:
    if count > MOST_COMPETENCIES:
        raise Refusal(
            _("A framework has at most %(most)d competencies.") % {"most": MOST_COMPETENCIES}
        )


def _names(name_fr: str, name_en: str) -> tuple[str, str]:
    """Both names; where one is missing, the other stands for it."""
    french, english = " ".join(name_fr.split()), " ".join(name_en.split())
    if not fold(french) and not fold(english):
        raise Refusal(_("Give it a name, in one language at least."), field="name_fr")
    for field, name in (("name_fr", french), ("name_en", english)):
        if len(name) > 120:
            raise Refusal(_("Keep to 120 characters."), field=field)
    return french or english, english or french


def _profile_names(
    framework: Framework, name_fr: str, name_en: str, row: Profile | None
) -> tuple[str, str]:
    french, english = _names(name_fr, name_en)
    others = framework.profiles.exclude(pk=row.pk) if row else framework.profiles.all()
    taken = {fold(name) for one in others for name in (one.name_fr, one.name_en)}
    for field, name in (("name_fr", french), ("name_en", english)):
        if fold(name) in taken:
            raise Refusal(_("“%(name)s” is a profile already.") % {"name": name}, field=field)
    return french, english


def _add_profile(framework: Framework, name_fr: str, name_en: str) -> Profile:
    french, english = _profile_names(framework, name_fr, name_en, None)
    place = framework.profiles.count()
    return Profile.objects.create(framework=framework, name_fr=french, name_en=english, place=place)


def _profile_keys(framework: Framework) -> dict[str, int]:
    return {str(one.public_id): one.pk for one in framework.profiles.all()}


def _words(words: Mapping[str, str]) -> dict[str, str]:
    plain = rules.tidy(words)
    for field, fault in rules.faults(plain):
        if fault == "name_missing":
            raise Refusal(_("Name the competency, in one language at least."), field=field)
        if fault == "incomplete":
            raise Refusal(
                _("Finish the language that you have begun, or leave it empty."), field=field
            )
        raise Refusal(_("This is too long."), field=field)
    return plain


def _targets(framework: Framework, targets: Mapping[int, int]) -> dict[int, int]:
    profiles = set(framework.profiles.values_list("pk", flat=True))
    if profiles != set(targets) or not all(LEAST <= one <= MOST for one in targets.values()):
        raise Refusal(_("Choose a level from 1 to 5 for each profile."))
    return dict(targets)


def _name(words: Mapping[str, str]) -> str:
    return words["name_en"] or words["name_fr"]


def _differs(line: Line, words: Mapping[str, str], targets: Mapping[int, int]) -> bool:
    said = {name: getattr(line.wording, name) for name in rules.FIELDS}
    return said != dict(words) or dict(line.targets) != dict(targets)


def _new(
    framework: Framework, words: Mapping[str, str], taken: set[str], place: int, code: str = ""
) -> Competency:
    return Competency.objects.create(
        framework=framework, code=code or code_for(_name(words), taken), place=place
    )


def _write(
    framework: Framework,
    competency: Competency,
    words: Mapping[str, str],
    targets: Mapping[int, int],
    by: Person,
) -> None:
    framework.version += 1
    framework.save(update_fields=["version"])
    wording = CompetencyWording.objects.create(
        competency=competency, since=framework.version, written_by=by, **words
    )
    Target.objects.bulk_create(
        Target(wording=wording, profile_id=profile, level=level)
        for profile, level in targets.items()
    )
    errand.forget(access.BOOK)
