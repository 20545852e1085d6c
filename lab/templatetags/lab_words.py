"""Words and figures that the pages of the lab need."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from pairings.templatetags.pairing_reasons import explained

register = template.Library()

PERCENT = 500
"""Points of the matching in one point out of 100."""


@register.filter
def percent(points: int | None) -> float:
    """Points of the matching as a score out of 100, to one decimal."""
    return round((points or 0) / PERCENT, 1)


@register.filter
def mean(total: Mapping[str, int]) -> float:
    """Average score out of 100 of a plan kept as points and pairs."""
    return round(total["points"] / PERCENT / total["pairs"], 1) if total["pairs"] else 0.0


@register.filter
def in_words(reasons: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Counted reasons for the score component, the weightiest first; those of no weight are out."""
    return sorted((said(one) for one in reasons if one["of"]), key=lambda one: -one["max"])


@register.filter
def shares(stored: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Criteria of a stored pair with the share that each earned, in percent, the least first.

    Those that somebody did not answer earn a half by rule, which says nothing: None, and last.
    """
    found = [
        {
            "label": explained([one])[0]["label"],
            "share": None
            if str(one["code"]).endswith("_missing")
            else round(100 * one["points"] / one["of"]),
        }
        for one in stored
        if one["of"]
    ]
    return sorted(found, key=lambda one: 101 if one["share"] is None else one["share"])


@register.filter
def contributions(told: Mapping[str, Any]) -> list[Any]:
    """The reasons of the pair asked about beside those of the plan's, the weightiest first."""
    others = {one["criterion"]: one for one in (told.get("now") or {}).get("reasons", ())}
    rows = [
        {"asked": said(one), "now": said(others[one["criterion"]])}
        if one["criterion"] in others
        else {"asked": said(one), "now": None}
        for one in told["reasons"]
        if one["of"]
    ]
    return sorted(rows, key=lambda row: -row["asked"]["max"])


def said(reason: Mapping[str, Any]) -> dict[str, Any]:
    """One reason in words; needs are counted, never named."""
    told = explained([reason])[0]
    facts = reason["facts"]
    if "asked" in facts:
        told["words"] = _("The mentor can help with %(found)s of the %(asked)s needs stated") % {
            "found": facts["found"],
            "asked": facts["asked"],
        }
    return told
