"""Words and counts that the pages of matching need."""

from collections.abc import Mapping
from typing import Any

from django import template

from matching.models import Criterion

register = template.Library()


@register.filter
def criterion(cause: str) -> str:
    """The criterion of a broken must-have: « must_site » gives the name of « site »."""
    kind = cause.removeprefix("must_")
    return str(Criterion.Kind(kind).label) if kind in Criterion.Kind else kind


@register.filter
def total(causes: Mapping[str, int]) -> int:
    """How many mentors the causes exclude in all."""
    return sum(causes.values())


@register.filter
def entry(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key, or nothing."""
    return mapping.get(key)
