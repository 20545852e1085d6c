"""What the letters of programmes need in order to speak: days out of stored text."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def day(text: str) -> date:
    """The day in an ISO date, since a letter's context holds JSON values only."""
    return date.fromisoformat(text)
