"""The week in days and parts of the day: the words in which people say when they are free."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

CODES: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS: Final[Mapping[str, Any]] = {code: WEEKDAYS[place] for place, code in enumerate(CODES)}
PARTS: Final[Mapping[str, Any]] = {
    "am": _("morning"),
    "noon": _("midday"),
    "pm": _("afternoon"),
    "eve": _("evening"),
}
USUAL: Final = (CODES[:5], ("am", "pm"))
"""The days and parts that every programme asks for: half days of a working week."""


def slots(days: Iterable[str], parts: Iterable[str]) -> list[str]:
    """The codes of the slots of ``days`` and ``parts``, in the order of the week: ``tue_am``."""
    found = (set(days), set(parts))
    return [
        f"{day}_{part}" for day in DAYS if day in found[0] for part in PARTS if part in found[1]
    ]


def label(slot: str) -> str:
    """A slot in the language of the reader, such as « mardi matin »."""
    day, _separator, part = slot.partition("_")
    return f"{DAYS[day]} {PARTS[part]}"


def labels(slot: str, languages: Iterable[str]) -> dict[str, str]:
    """A slot in each of these languages."""
    said: dict[str, str] = {}
    for language in languages:
        with override(language):
            said[language] = label(slot)
    return said


def axes(codes: Iterable[str]) -> tuple[list[str], list[str]]:
    """The days and the parts that some slots lie in, in their order."""
    pairs = [code.partition("_")[::2] for code in codes]
    return (
        [day for day in DAYS if day in {one for one, _part in pairs}],
        [part for part in PARTS if part in {one for _day, one in pairs}],
    )


class WeekGrid(forms.CheckboxSelectMultiple):
    """Slots to tick: a table with a row a day and a column a part of the day."""

    template_name = "django/forms/widgets/week.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The boxes by day and part, beside what every list of boxes has."""
        context = super().get_context(name, value, attrs)
        groups = context["widget"]["optgroups"]
        boxes = {str(box["value"]): box for _group, found, _index in groups for box in found}
        days, parts = axes(boxes)
        context["widget"]["parts"] = [PARTS[part] for part in parts]
        context["widget"]["rows"] = [
            {"day": DAYS[day], "boxes": [boxes.get(f"{day}_{part}") for part in parts]}
            for day in days
        ]
        return context
