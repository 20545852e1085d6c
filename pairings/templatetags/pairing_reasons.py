"""Writes the reasons of a pair in the reader's language."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext

from competencies import access
from pairings.reasons import display
from pairings.wording import CHANGES
from programmes.models import Enrolment

register = template.Library()


@register.filter
def explained(stored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored reasons as the score component wants them: label, points, max, words."""
    return [
        {
            "label": _render("label", reason),
            "points": reason["points"],
            "max": reason["max"],
            "words": _render("words", reason),
        }
        for reason in displayed(stored)
    ]


def _render(part: str, reason: dict[str, Any]) -> SafeString:
    text = render_to_string(f"pairings/reason.html#{part}", {"reason": reason})
    # The template has escaped what people typed; only the spaces between its lines go.
    return mark_safe(re.sub(r"[ \n]+", " ", text).strip())


@register.filter
def weighed_otherwise(stored: Iterable[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Criteria that HR weighed otherwise for a pair: label and words of each."""
    return [
        {"label": _render("label", {"criterion": one["criterion"]}), "words": CHANGES[change]}
        for one in stored
        if (change := one["change"]) in CHANGES
    ]


@register.filter
def plain(text: str) -> str:
    """A sentence made for a page, for a letter in plain text."""
    return unescape(text)


@register.filter
def displayed(stored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Stored reasons ready for ``pairings/reason.html``, the weightiest first."""
    return sorted((display(one) for one in stored), key=lambda reason: -reason["max"])


@register.filter
def named(codes: Sequence[str], family: str) -> str:
    """Codes of a family (skill, need, language, slot) as one list in words: a, b and c.

    Half days follow the week; the others keep the order in which they were stored.
    """
    if family == "slot":
        codes = [one for one in Enrolment.Slot.values if one in codes]
    if family == "need":
        names = access.need_labels(codes)
    else:
        names = [_name(str(code), family) for code in codes]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(some)s and %(last)s") % {"some": ", ".join(names[:-1]), "last": names[-1]}


@register.filter
def as_day(text: str) -> date:
    """The day of an ISO date kept in a letter's context."""
    return date.fromisoformat(text)


def _name(code: str, family: str) -> str:
    if family == "slot" and code in Enrolment.Slot:
        return str(Enrolment.Slot(code).label)
    if family == "language":
        return _language(code)
    return code


def _language(code: str) -> str:
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
    # French writes the names of languages without a capital.
    return name.lower() if (get_language() or "").startswith("fr") else name
