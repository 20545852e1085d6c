"""Clean what mentors answer."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from introductions.models import Answer
from matching.models import Suggestion


class AnswersForm(forms.Form):
    """One of three words for each mentee who might come to a mentor."""

    def __init__(
        self, listed: Sequence[Suggestion], *args: Any, kept: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.listed = listed
        for one in listed:
            self.fields[self.name(one)] = forms.ChoiceField(
                label=one.mentee.person.given_name,
                choices=Answer.Word.choices,
                initial=kept.get(one.mentee_id, Answer.Word.FINE),
                widget=forms.RadioSelect(attrs={"class": "chips"}),
            )

    @staticmethod
    def name(suggestion: Suggestion) -> str:
        """Name of the field of one mentee."""
        return f"about_{suggestion.mentee.public_id}"

    def cards(self) -> list[tuple[Suggestion, forms.BoundField]]:
        """Each suggestion with its field."""
        return [(one, self[self.name(one)]) for one in self.listed]

    def answers(self) -> dict[int, str]:
        """The word for each mentee's enrolment id."""
        return {one.mentee_id: self.cleaned_data[self.name(one)] for one in self.listed}
