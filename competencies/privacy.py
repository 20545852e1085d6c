"""What competencies and needs hold about persons: purpose, readers, time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from companies.personal import Clock, Kept, OnErasure, Purpose, Reader, Table, deleted
from competencies.models import Assessment

_WORDS = ("name", "description", "low", "middle", "high")
_APART = _("Describes what the company looks at, not a person.")

TABLES = (
    Table(
        model="competencies.Catalogue",
        title=_("version of the catalogue of needs"),
        plain=("id", "version", "loaded_at"),
        apart=_APART,
    ),
    Table(
        model="competencies.Framework",
        title=_("competency frameworks"),
        plain=("id", "public_id", "code", "name_fr", "name_en", "version", "retired_at"),
        apart=_APART,
    ),
    Table(
        model="competencies.Profile",
        title=_("profiles that frameworks aim at"),
        links=("framework",),
        plain=("id", "public_id", "name_fr", "name_en", "place", "retired_at"),
        apart=_APART,
    ),
    Table(
        model="competencies.Competency",
        title=_("competencies of frameworks"),
        links=("framework",),
        plain=("id", "public_id", "code", "place", "retired_at"),
        apart=_APART,
    ),
    Table(
        model="competencies.CompetencyWording",
        title=_("words of competencies, version by version"),
        actors=("written_by",),
        links=("competency",),
        plain=(
            *("id", "since", "written_at"),
            *(f"{part}_{language}" for part in _WORDS for language in ("fr", "en")),
        ),
        apart=_APART,
    ),
    Table(
        model="competencies.Target",
        title=_("levels aimed at"),
        links=("wording", "profile"),
        plain=("id", "level"),
        apart=_APART,
    ),
    Table(
        model="competencies.Need",
        title=_("catalogue of development needs"),
        plain=("id", "public_id", "code", "situation", "place", "synonyms", "retired_at"),
        apart=_APART,
    ),
    Table(
        model="competencies.NeedWording",
        title=_("words of needs, version by version"),
        actors=("written_by",),
        links=("need",),
        plain=(
            *("id", "since", "label_fr", "label_en", "hint_fr", "hint_en"),
            "written_at",
        ),
        apart=_APART,
    ),
    Table(
        model="competencies.Assessment",
        title=_("self-assessments"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, Reader.PARTNER),
        kept=Kept.FACTS,
        personal={
            "profile": _("profile they compared themself with"),
            "taken_at": _("when"),
            "version": _("version of the framework"),
        },
        links=("person",),
        plain=("id", "public_id"),
        person=("person",),
        on_erasure=OnErasure.DELETED,
    ),
    Table(
        model="competencies.Rating",
        title=_("levels of self-assessments"),
        purpose=Purpose.PROGRAMMES,
        seen_by=(Reader.SELF, Reader.PARTNER),
        kept=Kept.FACTS,
        personal={
            "assessment": _("self-assessment"),
            "competency": _("competency"),
            "level": _("level they see themself at, from 1 to 5"),
        },
        plain=("id",),
        person=("assessment__person",),
        on_erasure=OnErasure.DELETED,
    ),
)


def _old_assessments(before: datetime) -> QuerySet[Assessment]:
    return Assessment.objects.filter(taken_at__lt=before)


CLOCKS = (
    Clock(
        kept=Kept.FACTS,
        title=_("self-assessments"),
        due=_old_assessments,
        forget=deleted,
        person="person",
    ),
)
