"""What the pages of objectives need in order to speak: gaps and wishes in words."""

from django import template

from objectives import wording

register = template.Library()


@register.filter
def gap(code: str) -> str:
    """Why something cannot be measured."""
    return wording.gap(code)


@register.filter
def wish(code: str) -> str:
    """What would make an indicator stronger."""
    return wording.wish(code)
