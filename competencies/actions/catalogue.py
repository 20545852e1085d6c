"""Gives the company its own copy of what ships, and answers what may be chosen from it."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from companies import errand, turns
from companies.errors import Refusal
from competencies import access, starter
from competencies.book import FIRST
from competencies.models import (
    Catalogue,
    Competency,
    CompetencyWording,
    Framework,
    Need,
    NeedWording,
    Profile,
    Target,
)


@transaction.atomic
def furnish() -> Catalogue:
    """Load the shipped needs and framework unless the company has its copy; the catalogue."""
    known = Catalogue.objects.first()
    if known is not None:
        return known
    turns.take("competencies")
    catalogue, is_new = Catalogue.objects.get_or_create(pk=Catalogue.ONLY)
    if is_new:
        _load_needs(_load_framework())
        errand.forget(access.BOOK)
    return catalogue


def _load_framework() -> dict[str, Competency]:
    shipped = starter.managers()
    framework = Framework.objects.create(
        code=shipped.code, name_fr=shipped.name["fr"], name_en=shipped.name["en"]
    )
    profiles = {
        one.code: Profile(
            framework=framework, name_fr=one.name["fr"], name_en=one.name["en"], place=place
        )
        for place, one in enumerate(shipped.profiles)
    }
    Profile.objects.bulk_create(profiles.values())
    rows = {
        one.code: Competency(framework=framework, code=one.code, place=place)
        for place, one in enumerate(shipped.competencies)
    }
    Competency.objects.bulk_create(rows.values())
    wordings = [
        CompetencyWording(competency=rows[one.code], since=FIRST, **one.words)
        for one in shipped.competencies
    ]
    CompetencyWording.objects.bulk_create(wordings)
    Target.objects.bulk_create(
        Target(wording=wording, profile=profiles[profile], level=level)
        for wording, one in zip(wordings, shipped.competencies, strict=True)
        for profile, level in one.targets.items()
    )
    return rows


def _load_needs(competencies: dict[str, Competency]) -> None:
    shipped = starter.needs()
    rows = [
        Need(code=one.code, situation=one.situation, place=place, synonyms=list(one.synonyms))
        for place, one in enumerate(shipped)
    ]
    Need.objects.bulk_create(rows)
    NeedWording.objects.bulk_create(
        NeedWording(
            need=row,
            since=FIRST,
            label_fr=one.label["fr"],
            label_en=one.label["en"],
            hint_fr=one.hint["fr"],
            hint_en=one.hint["en"],
        )
        for row, one in zip(rows, shipped, strict=True)
    )
    Need.competencies.through.objects.bulk_create(
        Need.competencies.through(need=row, competency=competencies[code])
        for row, one in zip(rows, shipped, strict=True)
        for code in one.competencies
    )


def check(codes: Sequence[str], *, kept: Collection[str] = (), seen: int | None = None) -> int:
    """Refuse needs that are missing, unknown or retired; the version that the answer is given to.

    ``kept`` are codes that the person had chosen before: they may stay although retired since.
    ``seen`` is the version whose words the person read; the newest without one.
    """
    catalogue = furnish()
    rows = Need.objects.filter(code__in=codes).values_list("code", "retired_at")
    allowed = {code for code, retired_at in rows if retired_at is None or code in kept}
    if not codes or not set(codes) <= allowed:
        raise Refusal(_("Choose at least one need from the list."), field="needs")
    if seen is None:
        return catalogue.version
    return max(FIRST, min(seen, catalogue.version))
