"""Lets HR choose the development needs that a programme aims at, among those of the catalogue."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies import access as needs_access


class NeedsField(forms.MultipleChoiceField):
    """Needs by situation; those chosen before stay although they were retired since."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Which development needs does it aim at?"),
            required=False,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
            help_text=_("Eight at most. Everybody reads them before saying yes."),
        )

    def clean(self, value: Any) -> list[str]:
        """Each need once, however often it was sent."""
        return list(dict.fromkeys(super().clean(value)))

    def offer(self, keep: Any) -> None:
        """Offer the catalogue as it is now, with the codes in ``keep``."""
        self.choices = [
            (situation, [(code, label) for code, label, _hint in found])
            for situation, found in needs_access.need_groups(keep=keep or ())
        ]
