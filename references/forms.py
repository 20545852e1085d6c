"""Clean what a colleague answers about somebody who offers to be a mentor."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from references import questions, wording
from references.models import ReferenceRequest


class ReferenceAnswerForm(forms.Form):
    """Five closed questions and a few words."""

    knows = forms.ChoiceField(
        label=_("How do you know each other?"),
        choices=ReferenceRequest.Knows.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("What would you tell HR in two sentences?"),
        required=False,
        max_length=questions.LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What you have seen, not what you have heard. Nothing about health or family."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = [*((mark, words) for mark, words in wording.MARKS.items())]
        for code in questions.QUESTIONS:
            self.fields[code] = forms.TypedChoiceField(
                label=str(wording.ASKED[code]),
                choices=[*marks, (0, wording.CANNOT_SAY)],
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "chips"}),
            )
        self.order_fields(["knows", *questions.QUESTIONS, "words"])
        for field in self.fields.values():
            field.visible_by = wording.READERS  # type: ignore[attr-defined]

    def answer(self) -> dict[str, Any]:
        """Keywords of the action."""
        said = {code: self.cleaned_data[code] for code in questions.QUESTIONS}
        return {
            "knows": self.cleaned_data["knows"],
            "answers": {code: mark for code, mark in said.items() if mark},
            "words": self.cleaned_data["words"],
        }
