"""Tells the bare facts of a journal entry in words, and which programme it is about."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import AuditEntry
from people.wording import FIELDS

# Facts of every floor, as the journal names them; it never runs their code.
FACTS: Final[Mapping[str, Promise]] = {
    "accepted": gettext_lazy("accepted"),
    "after": gettext_lazy("after"),
    "amount": gettext_lazy("period"),
    "answer": gettext_lazy("answer"),
    "before": gettext_lazy("before"),
    "cause": gettext_lazy("cause"),
    "changed": gettext_lazy("what changed"),
    "company": gettext_lazy("company"),
    "comparison": gettext_lazy("compared with"),
    "connection": gettext_lazy("connection"),
    "counted": gettext_lazy("lines counted"),
    "created": gettext_lazy("new people"),
    "criteria": gettext_lazy("criteria"),
    "days": gettext_lazy("days"),
    "devices": gettext_lazy("devices"),
    "digest": gettext_lazy("check code"),
    "fields": gettext_lazy("what changed"),
    "file": gettext_lazy("file"),
    "format": gettext_lazy("how"),
    "ground": gettext_lazy("ground"),
    "has_seat": gettext_lazy("has a seat"),
    "held_on": gettext_lazy("day"),
    "inputs_hash": gettext_lazy("check code"),
    "invited": gettext_lazy("invitations"),
    "kept": gettext_lazy("category"),
    "kind": gettext_lazy("kind"),
    "language": gettext_lazy("language"),
    "last_day": gettext_lazy("last day"),
    "lessons": gettext_lazy("lessons"),
    "letters": gettext_lazy("e-mails"),
    "measured_on": gettext_lazy("measured on"),
    "mentors": gettext_lazy("mentors"),
    "messages": gettext_lazy("messages"),
    "minutes": gettext_lazy("minutes"),
    "modules": gettext_lazy("modules"),
    "moment": gettext_lazy("when"),
    "musts": gettext_lazy("must-haves"),
    "name": gettext_lazy("name"),
    "offered": gettext_lazy("proposed"),
    "on_or_off": gettext_lazy("asked for"),
    "operator": gettext_lazy("operator"),
    "outcomes": gettext_lazy("effects expected"),
    "pairs": gettext_lazy("pairs"),
    "pairs_under_way": gettext_lazy("pairs under way"),
    "people": gettext_lazy("people"),
    "place": gettext_lazy("position"),
    "places": gettext_lazy("places"),
    "present": gettext_lazy("present"),
    "progress": gettext_lazy("progress"),
    "proposals": gettext_lazy("proposed changes"),
    "purpose": gettext_lazy("purpose"),
    "reason": gettext_lazy("reason"),
    "refused": gettext_lazy("lines refused"),
    "remarks": gettext_lazy("remarks"),
    "removed": gettext_lazy("people removed"),
    "restored": gettext_lazy("records put back"),
    "role": gettext_lazy("role"),
    "rows": gettext_lazy("lines"),
    "score": gettext_lazy("score"),
    "seats": gettext_lazy("seats"),
    "section": gettext_lazy("question"),
    "send_at": gettext_lazy("sent on"),
    "source": gettext_lazy("source"),
    "stage": gettext_lazy("stage"),
    "standing": gettext_lazy("standing"),
    "starts_at": gettext_lazy("begins"),
    "status": gettext_lazy("status"),
    "step": gettext_lazy("step"),
    "terms": gettext_lazy("conditions of"),
    "themes": gettext_lazy("themes"),
    "unchanged": gettext_lazy("unchanged people"),
    "until": gettext_lazy("until"),
    "updated": gettext_lazy("people changed"),
    "value": gettext_lazy("value"),
    "verdict": gettext_lazy("decision"),
    "version": gettext_lazy("version"),
    "weights": gettext_lazy("weights"),
}

SILENT: Final = frozenset(
    {
        *("interview", "interviewer", "mentee", "mentor", "person", "programme", "referee"),
        *("reviewer", "successor"),
    }
)
"""Facts that only hold the identifier of a row: the column beside names it, or nobody needs to."""

DESIGN: Final[Mapping[str, Promise]] = {
    "audience": gettext_lazy("who it is for"),
    "answer_days": gettext_lazy("joining while it runs"),
    "cadence_days": gettext_lazy("rhythm"),
    "communication": gettext_lazy("communication"),
    "confidentiality": gettext_lazy("rules of confidentiality"),
    "criteria": gettext_lazy("criteria"),
    "ends_on": gettext_lazy("end"),
    "exceptions": gettext_lazy("exceptions"),
    "enrol_until": gettext_lazy("last day to answer"),
    "fixed_cost": gettext_lazy("other costs"),
    "format": gettext_lazy("format"),
    "hourly_cost": gettext_lazy("cost of an hour"),
    "mentor_profile": gettext_lazy("who can be a mentor"),
    "mode": gettext_lazy("how pairs are made"),
    "name": gettext_lazy("name"),
    "places": gettext_lazy("places"),
    "preparation": gettext_lazy("preparation of mentors"),
    "purpose": gettext_lazy("purpose"),
    "risks": gettext_lazy("risks"),
    "starts_on": gettext_lazy("start"),
    "success_factors": gettext_lazy("success factors"),
}
"""What can change in the design of a programme, or in a scenario of its matching."""

RECORD: Final[Mapping[str, Promise]] = {
    **FIELDS,
    "manager": gettext_lazy("Manager"),
    "declared": gettext_lazy("Facts of your company"),
    "skills": gettext_lazy("Skills"),
}
"""What can change in the record of a person."""

LANGUAGES: Final = {"fr": "français", "en": "English"}
SHORT_HASH: Final = 12


def told(entry: AuditEntry) -> str:
    """The facts in the language of the reader; identifiers and empty values are left out."""
    words = _choices(entry.subject_kind)
    parts = [
        _("%(fact)s: %(value)s") % {"fact": FACTS[name], "value": text}
        for name, value in entry.facts.items()
        if name in FACTS and (text := _words(name, value, words))
    ]
    return ", ".join(parts)


@cache
def _choices(kind: str) -> dict[str, Any]:
    """Label of every code that a column may hold; the entry's own model has the last word."""
    models = sorted(apps.get_models(), key=lambda model: model._meta.model_name == kind)
    fields = [field for model in models for field in model._meta.get_fields()]
    inner = [getattr(field, "base_field", field) for field in fields]
    return dict(pair for field in inner for pair in (getattr(field, "choices", None) or ()))


def _words(name: str, value: Any, words: Mapping[str, Any]) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, Mapping):
        parts = [
            f"{FACTS.get(key) or words.get(key, key)} {text}"
            for key, one in value.items()
            if (text := _words(key, one, words))
        ]
        return f"({', '.join(parts)})"
    if isinstance(value, list):
        return ", ".join(_words(name, one, words) for one in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | float):
        return str(number_format(value))
    return _text(name, str(value), words)


def _text(name: str, value: str, words: Mapping[str, Any]) -> str:
    if name in ("name", "file", "company", "operator"):
        return value
    if name == "language":
        return LANGUAGES.get(value, value)
    if name == "inputs_hash":
        return value[:SHORT_HASH]
    if len(value) == len("2026-11-22") and (day := parse_date(value)):
        return date_format(day, "SHORT_DATE_FORMAT")
    if name in ("send_at", "starts_at"):
        moment = timezone.localtime(datetime.fromisoformat(value))
        return date_format(moment, "SHORT_DATETIME_FORMAT")
    if name in ("value", "before", "after"):
        return str(number_format(value.rstrip("0").rstrip(".") if "." in value else value))
    if name == "fields":
        return str(DESIGN.get(value) or RECORD.get(value) or value).lower()
    return str(words.get(value, value))


def programmes(entries: Iterable[AuditEntry]) -> dict[tuple[str, str], str]:
    """Name of the programme that each entry is about, by kind and id (one query per kind)."""
    wanted: dict[str, set[str]] = {}
    for one in entries:
        wanted.setdefault(one.subject_kind, set()).add(one.subject_id)
    found: dict[tuple[str, str], str] = {}
    models = {model._meta.model_name: model for model in apps.get_models()}
    for kind, ids in wanted.items():
        model = models.get(kind)
        column = "name" if kind == "programme" else _column(model)
        if model is None or not column:
            continue
        known = [key for key in ids if _is_uuid(key)]
        rows = model._default_manager.filter(public_id__in=known).values_list("public_id", column)
        found |= {(kind, str(key)): name for key, name in rows}
    return found


def _column(model: Any) -> str:
    """Path from a row to the name of its programme; empty when it has none."""
    for path, field in (("programme__name", "programme"), ("pairing__programme__name", "pairing")):
        try:
            model._meta.get_field(field)
            model._meta.get_field("public_id")
        except (AttributeError, FieldDoesNotExist):
            continue
        return path
    return ""


def _is_uuid(key: str) -> bool:
    try:
        uuid.UUID(key)
    except ValueError:
        return False
    return True
