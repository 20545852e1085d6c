"""What the components need computed before they can draw: initials and the parts of a bar."""

from collections.abc import Iterable, Mapping
from typing import Any, TypedDict

from django import template

register = template.Library()


class Segment(TypedDict):
    """One coloured part of a bar that is 100 units wide."""

    tone: str
    x: float
    width: float


@register.filter
def initials(name: str) -> str:
    """One or two capitals for an avatar: « Inès Belkacem » gives « IB », an empty name « · »."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    if not words:
        return "·"
    chosen = words[:1] if len(words) == 1 else [words[0], words[-1]]
    return "".join(word[0].upper() for word in chosen)


@register.filter
def segments(items: Iterable[Mapping[str, Any]]) -> list[Segment]:
    """Positions of the parts of a bar, from items with a `count` ≥ 0 and a `tone`.

    Widths sum to 100 (rounded to 0.01), parts with a zero count are left out; all zero gives none.
    """
    parts = [(str(item["tone"]), float(item["count"])) for item in items]
    total = sum(count for _, count in parts)
    drawn: list[Segment] = []
    if total <= 0:
        return drawn
    before = 0.0
    for tone, count in parts:
        if count > 0:
            x = round(100 * before / total, 2)
            before += count
            drawn.append(Segment(tone=tone, x=x, width=round(100 * before / total - x, 2)))
    return drawn
