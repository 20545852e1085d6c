"""Forms of a pulse and of a measured value."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evaluations import questions, wording
from objectives.models import Indicator
from programmes.models import Programme


class PulseForm(forms.Form):
    """The questions of one occasion, as scales to tap."""

    def __init__(self, *args: Any, occasion: str, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions.asked(occasion):
            low, high = wording.ends(question.code)
            self.fields[question.code] = forms.TypedChoiceField(
                label=str(wording.question(question.code, side)),
                coerce=int,
                choices=[(point, str(point)) for point in question.points],
                help_text=self._ends(question, low, high),
                widget=forms.RadioSelect(attrs={"class": "scale"}),
                error_messages={"required": _("Choose a value for this question.")},
            )

    @staticmethod
    def _ends(question: questions.Question, low: str | Promise, high: str | Promise) -> str:
        return gettext("%(lowest)s: %(low)s · %(highest)s: %(high)s") % {
            "lowest": question.lowest,
            "low": low,
            "highest": question.highest,
            "high": high,
        }


class IndicatorForm(forms.Form):
    """A measured value of one indicator."""

    indicator = forms.ModelChoiceField(
        label=_("Indicator"), queryset=Indicator.objects.none(), to_field_name="public_id"
    )
    value = forms.DecimalField(
        label=_("Value"),
        max_digits=12,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        help_text=_("In the unit of the indicator."),
    )
    measured_on = forms.DateField(
        label=_("Measured on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    source = forms.ChoiceField(label=_("Source"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        indicators = self.fields["indicator"]
        indicators.queryset = Indicator.objects.filter(  # type: ignore[attr-defined]
            objective__programme=programme, objective__retired_at__isnull=True
        ).order_by("objective", "pk")
        indicators.empty_label = None  # type: ignore[attr-defined]
        indicators.label_from_instance = lambda one: f"{one.name} ({one.unit})"  # type: ignore[attr-defined]
        self.fields["source"].choices = [  # type: ignore[attr-defined]
            (code, capfirst(str(label))) for code, label in Indicator.Source.choices
        ]
        self.fields["measured_on"].widget.attrs["max"] = timezone.localdate().isoformat()
