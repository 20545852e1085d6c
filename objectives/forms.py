"""Clean what people type about objectives, indicators, reviews, orientations and the plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from objectives.models import (
    EvaluationPlan,
    Indicator,
    Objective,
    ObjectiveReview,
    Orientation,
)
from people.models import Person
from programmes.forms import DayInput, PersonField


class ObjectiveForm(forms.Form):
    """One objective; ``reason`` is asked for once the programme is launched."""

    statement = forms.CharField(
        label=_("Objective"),
        max_length=300,
        help_text=_("In one sentence: what should change, and for whom."),
    )
    kind = forms.ChoiceField(label=_("It is about"), choices=Objective.Kind.choices)
    orientation = forms.ModelChoiceField(
        label=_("Strategic orientation it serves"),
        queryset=Orientation.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("none"),
    )
    reason = forms.CharField(
        label=_("Why does it change?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was planned before stays readable."),
    )

    def __init__(
        self,
        *args: Any,
        orientations: QuerySet[Orientation],
        needs_reason: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["orientation"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = orientations
        if not orientations:
            del self.fields["orientation"]
        if not needs_reason:
            del self.fields["reason"]


class RetireForm(forms.Form):
    """Why an objective is given up."""

    reason = forms.CharField(
        label=_("Why is it given up?"),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The report tells it, as a deviation from the plan. Name nobody."),
    )


class IndicatorForm(forms.Form):
    """One indicator of an objective; a draft may leave out all but its name."""

    name = forms.CharField(
        label=_("Indicator"),
        max_length=160,
        help_text=_("The figure that will show it, such as: people still here after 12 months."),
    )
    baseline = forms.DecimalField(
        label=_("Value today"), max_digits=12, decimal_places=2, required=False
    )
    target = forms.DecimalField(label=_("Target"), max_digits=12, decimal_places=2, required=False)
    unit = forms.CharField(label=_("Unit"), max_length=20, required=False)
    baseline_on = forms.DateField(label=_("Value measured on"), widget=DayInput(), required=False)
    due_on = forms.DateField(label=_("To be reached by"), widget=DayInput(), required=False)
    source = forms.ChoiceField(
        label=_("Where the figure comes from"),
        choices=[("", _("not known yet")), *Indicator.Source.choices],
        required=False,
    )
    owner = PersonField(
        label=_("Who measures it"),
        queryset=Person.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("nobody yet"),
    )
    reason = forms.CharField(
        label=_("Why does it change?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What was planned before stays readable."),
    )

    def __init__(
        self, *args: Any, owners: QuerySet[Person], needs_reason: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = owners
        if not needs_reason:
            del self.fields["reason"]


class ReviewForm(forms.Form):
    """How an objective stands."""

    standing = forms.ChoiceField(
        label=_("How does it stand?"),
        choices=[
            (one.value, one.label)
            for one in (ObjectiveReview.Standing.ON_TRACK, ObjectiveReview.Standing.AT_RISK)
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What makes you say so?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when it is at risk."),
    )


class OrientationForm(forms.Form):
    """The name of a strategic orientation."""

    name = forms.CharField(label=_("Orientation"), max_length=160)


class PlanForm(forms.Form):
    """What will be compared after the programme, written before it."""

    outcomes = forms.MultipleChoiceField(
        label=_("What should differ for those who take part?"),
        choices=EvaluationPlan.Outcome.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        help_text=_("Only what the company measures anyway. None is an honest answer."),
    )
    comparison = forms.ChoiceField(
        label=_("Compared with whom?"),
        choices=EvaluationPlan.Comparison.choices,
        widget=forms.RadioSelect,
        help_text=_("Below 20 people in each group, no conclusion is drawn."),
    )
    horizon_months = forms.IntegerField(
        label=_("Months after the start at which it is looked at"), min_value=1, max_value=36
    )
