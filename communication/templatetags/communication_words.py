"""What pages and letters of communication need in order to speak: texts, moments, languages."""

from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from communication import models
from companies import richtext, walls

register = template.Library()


@register.filter
def drawn(source: str) -> SafeString:
    """Markdown as HTML."""
    return richtext.render(source)


@register.filter
def plain(source: str) -> str:
    """Markdown as text without marks."""
    return richtext.plain(source)


@register.filter
def told(row: Any, name: str) -> str:
    """A text in the language of the reader, else in the other one."""
    return models.told(row, name, _reader())


@register.filter
def tongue(row: Any, name: str) -> str:
    """The language in which `told` gives a text."""
    if getattr(row, f"{name}_{_reader()}"):
        return _reader()
    return next(one for one in models.LANGUAGES if one != _reader())


def _reader() -> str:
    return (get_language() or models.LANGUAGES[0])[:2]


@register.filter
def here(moment: datetime | None) -> datetime | None:
    """A moment as the clocks of the company show it."""
    return moment and timezone.localtime(moment, walls.zone(walls.current()))


@register.filter
def moment(text: str) -> datetime:
    """The moment that a letter holds as text, on the clock it was written with."""
    return datetime.fromisoformat(text)
