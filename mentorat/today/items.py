"""One thing to know or do today, as the home page shows it."""

from typing import TypedDict


class Item(TypedDict):
    """One thing to know or do: ``tone`` of the mark, sentence, address and words of the action."""

    tone: str
    title: str
    url: str
    action: str
