"""Clean what people type about rules on life events."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from occasions import moments
from occasions.models import LifeRule
from people.models import Attribute
from programmes.models import Enrolment


class Lines(forms.CharField):
    """Several values, one a line."""

    def __init__(self, label: Any, help_text: Any = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            required=False,
            max_length=4000,
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def clean(self, value: Any) -> list[str]:
        """The lines that say something."""
        return [line for line in super().clean(value).splitlines() if line.strip()]


class LifeRuleForm(forms.Form):
    """One rule; what contradicts itself is refused by the action."""

    occasion = forms.ChoiceField(
        label=_("What has happened?"),
        choices=LifeRule.Occasion.choices,
        widget=forms.RadioSelect,
        initial=LifeRule.Occasion.HIRED,
    )
    days = forms.IntegerField(
        label=_("Less than how many days ago?"), min_value=1, max_value=365, initial=60
    )
    attribute = forms.ModelChoiceField(
        label=_("Fact that holds the day"),
        queryset=Attribute.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("the hire date of the record"),
        help_text=_(
            "A text of your own in each record, such as 2026-10-01 or 01/10/2026. The day of "
            "joining needs none."
        ),
    )
    role = forms.ChoiceField(
        label=_("Invite as"),
        choices=Enrolment.Role.choices,
        widget=forms.RadioSelect,
        initial=Enrolment.Role.MENTEE,
    )
    functions = Lines(_("Only these functions"), _("One a line; empty: all."))
    departments = Lines(_("Only these departments"), _("One a line; empty: all."))
    sites = Lines(_("Only these sites"), _("One a line; empty: all."))
    level_min = forms.IntegerField(
        label=_("Level of at least"), required=False, min_value=1, max_value=30
    )
    level_max = forms.IntegerField(
        label=_("Level of at most"), required=False, min_value=1, max_value=30
    )

    def __init__(
        self, *args: Any, attributes: QuerySet[Attribute], is_hr: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if attributes.exists():
            self.fields["attribute"].queryset = attributes  # type: ignore[attr-defined]
            return
        del self.fields["attribute"]
        occasion = self.fields["occasion"]
        assert isinstance(occasion, forms.ChoiceField)
        occasion.choices = [
            one for one in LifeRule.Occasion.choices if one[0] not in moments.DECLARED
        ]
        occasion.help_text = (
            _(
                "New duties and returns need a fact of your own that holds the day: declare it "
                "under “People” first."
            )
            if is_hr
            else _("Rules about new duties and returns are written by HR, who alone reads them.")
        )
