"""The sentences of a reference: what a colleague is asked, and what their marks mean."""

from collections.abc import Mapping
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from references.models import ReferenceRequest
from references.questions import EXPERIENCE, POTENTIAL, QUESTIONS

READERS: Final = _("HR and the programme director, who decide on the qualification")

ASKED: Final[Mapping[str, Promise]] = {
    "trade": _("Knows the trade well enough to pass it on"),
    "grown": _("Has helped colleagues to grow"),
    "listens": _("Listens before answering"),
    "keeps": _("Keeps to themselves what is confided"),
    "time": _("Makes time when somebody needs it"),
}
MEASURES: Final[Mapping[str, Promise]] = {
    EXPERIENCE: _("mark for experience"),
    POTENTIAL: _("mark for the potential to mentor"),
}
MARKS: Final[Mapping[int, Promise]] = {
    1: _("not at all"),
    2: _("a little"),
    3: _("partly"),
    4: _("largely"),
    5: _("entirely"),
}
CANNOT_SAY: Final = _("I cannot say")


def told(row: ReferenceRequest) -> list[tuple[str, str]]:
    """Each question with the mark in words, in their order."""
    return [
        (str(ASKED[code]), str(MARKS[row.answers[code]] if code in row.answers else CANNOT_SAY))
        for code in QUESTIONS
    ]
