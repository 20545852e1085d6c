"""Clean what mentors answer, and the times that people propose."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from introductions.actions.conversation import TIMES
from introductions.models import Answer, Conversation
from matching.models import Suggestion
from programmes.forms import DayInput
from training.forms import HourInput


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


class TimesForm(forms.Form):
    """Up to three days with their hour, in the time zone of whoever proposes; no words."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, TIMES + 1):
            words = {"number": number}
            self.fields[f"day_{number}"] = forms.DateField(
                label=gettext("Day %(number)d") % words,
                widget=DayInput(),
                required=number == 1,
            )
            self.fields[f"hour_{number}"] = forms.TimeField(
                label=gettext("Time %(number)d") % words,
                widget=HourInput(),
                required=number == 1,
            )

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Each day with its hour."""
        return [(self[f"day_{n}"], self[f"hour_{n}"]) for n in range(1, TIMES + 1)]

    def clean(self) -> dict[str, Any]:
        """A day without an hour, or an hour without a day, is not a time."""
        said = super().clean() or {}
        for number in range(2, TIMES + 1):
            names = (f"day_{number}", f"hour_{number}")
            given = [bool(said.get(name) is not None) for name in names]
            if any(given) and not all(given) and not any(name in self.errors for name in names):
                self.add_error(
                    names[given.index(False)], gettext("Give both the day and the time.")
                )
        return said

    def times(self) -> list[datetime]:
        """What the action takes."""
        said, zone = self.cleaned_data, timezone.get_current_timezone()
        pairs = [(said.get(f"day_{n}"), said.get(f"hour_{n}")) for n in range(1, TIMES + 1)]
        return [
            datetime.combine(day, hour, tzinfo=zone)
            for day, hour in pairs
            if day is not None and hour is not None
        ]


class AskForm(TimesForm):
    """What a mentee asks a mentor: how they meet, and when."""

    way = forms.ChoiceField(
        label=gettext_lazy("How you meet"),
        choices=Conversation.Way.choices,
        initial=Conversation.Way.VIDEO,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )


class AcceptForm(forms.Form):
    """One of the times that the other proposed."""

    time = forms.DateTimeField(input_formats=["%Y-%m-%dT%H:%M:%S%z"])


class DeclineForm(forms.Form):
    """Why not, from a closed list; the mentee reads neutral words."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why it is not possible"),
        choices=Conversation.Decline.choices,
        widget=forms.RadioSelect,
    )
