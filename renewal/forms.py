"""What contributors, HR and mentors fill in when a programme ends or begins anew."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from programmes.models import Stage
from renewal.models import Cause


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RemarkForm(forms.Form):
    """What somebody has to say to one question."""

    cause = forms.ChoiceField(label=_("Cause"), choices=[("", _("Choose…")), *Cause.choices])
    words = forms.CharField(
        label=_("In a sentence or two"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About the programme, not about a person: no names."),
    )

    def __init__(self, *args: Any, has_cause: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_cause:
            del self.fields["cause"]
        self.fields["words"].visible_by = _(  # type: ignore[attr-defined]
            "HR and the programme director; the sponsor without your name, once you publish it"
        )


class LessonForm(forms.Form):
    """A lesson with its tags."""

    sentence = forms.CharField(
        label=_("Lesson"),
        max_length=240,
        help_text=_("One short sentence that helps whoever begins the next programme."),
    )
    cause = forms.ChoiceField(
        label=_("Cause it is about"),
        choices=[("", _("None in particular")), *Cause.choices],
        required=False,
    )
    stage = forms.ChoiceField(
        label=_("Stage it is about"),
        choices=[("", _("None in particular")), *Stage.choices],
        required=False,
    )


class PairsForm(forms.Form):
    """What becomes of the pairs that still meet when the programme closes."""

    pairs = forms.ChoiceField(
        label=_("What becomes of the pairs?"),
        choices=[
            ("end", _("End them today: both partners of each get a letter of thanks")),
            ("go_on", _("Let them go on until a day: both partners get a letter that says so")),
        ],
        widget=forms.RadioSelect,
    )
    until = forms.DateField(
        label=_("Until which day?"),
        required=False,
        widget=_day(),
        help_text=_("Only for pairs that go on: half a year at most."),
    )
    reason = forms.CharField(
        label=_("Why close now?"),
        max_length=600,
        help_text=_("It is kept with the stage, where whoever steers the programme reads it."),
    )

    def __init__(self, *args: Any, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not needs_reason:
            del self.fields["reason"]


class ThanksForm(forms.Form):
    """What a mentor wants of the thanks: three free choices, changed at any time."""

    mention = forms.BooleanField(
        label=_("Show my name on the page of the programme, among its mentors"), required=False
    )
    shows_hours = forms.BooleanField(
        label=_("Write the hours of my sessions on my certificate"), required=False
    )
    again = forms.BooleanField(
        label=_("Ask me again for the next cohort"),
        required=False,
        help_text=_("You will be free to say no then."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        readers = {
            "mention": _("everybody who can open the page of the programme"),
            "shows_hours": _("you, and whoever you show the certificate to"),
            "again": _("HR and the programme director"),
        }
        for name, words in readers.items():
            self.fields[name].visible_by = words  # type: ignore[attr-defined]


class RenewForm(forms.Form):
    """Name and first day of the next cohort; everything else follows."""

    name = forms.CharField(label=_("Name of the new cohort"), max_length=120)
    starts_on = forms.DateField(
        label=_("First day"),
        widget=_day(),
        help_text=_("All the other dates move with it. You may change them in the draft."),
    )
