"""What HR asks of the lab."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from lab import access, wording
from lab.actions import rematch
from lab.models import Scenario
from pairings.wording import CHANGES
from programmes.models import Enrolment, EnrolmentQuerySet, Programme


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Enrolment) -> str:
        """Name, post, department."""
        person = obj.person
        return " · ".join(filter(None, (str(person), person.job_title, person.department)))


class PairForm(forms.Form):
    """A mentee and a mentor of the programme."""

    mentee = _PersonField(
        label=_("Mentee"), queryset=Enrolment.objects.none(), to_field_name="public_id"
    )
    mentor = _PersonField(
        label=_("Mentor"), queryset=Enrolment.objects.none(), to_field_name="public_id"
    )
    run = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("mentee", "mentor"):
            self.fields[name].queryset = access.sides(programme, name)  # type: ignore[attr-defined]


class ScenarioForm(forms.Form):
    """A new scenario: its name, and the rules it starts from."""

    name = forms.CharField(label=_("Name"), max_length=80)
    source = forms.ChoiceField(label=_("Start from"))

    def __init__(
        self, *args: Any, scenarios: Sequence[Scenario], has_proposal: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[str, Any]] = [("criteria", _("The criteria as they are"))]
        if has_proposal:
            choices.append(("proposal", _("The proposal, with what was decided on it")))
        choices += [
            (str(one.public_id), _("A copy of “%(name)s”") % {"name": one.name})
            for one in scenarios
        ]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]


class RulesForm(forms.Form):
    """What a scenario tries beside its criteria."""

    name = forms.CharField(label=_("Name"), max_length=80)
    minimum = forms.IntegerField(
        label=_("Lowest score of a pair"),
        help_text=_("Out of 100. Below it nobody is proposed."),
        min_value=0,
        max_value=100,
    )
    fairness = forms.ChoiceField(
        label=_("What the plan looks for"),
        help_text=_("As many pairs as possible always come first."),
        choices=Scenario.Fairness.choices,
    )
    policy = forms.ChoiceField(
        label=_("Settled rankings"), choices=Scenario.Policy.choices, required=False
    )

    def __init__(self, *args: Any, hears: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("fairness", "policy"):
            field = self.fields[name]
            field.choices = [(code, capfirst(label)) for code, label in field.choices]  # type: ignore[attr-defined]
        if not hears:
            del self.fields["policy"]


class PlacesForm(forms.Form):
    """How many places a mentor would have in all."""

    mentor = _PersonField(
        label=_("Mentor"), queryset=Enrolment.objects.none(), to_field_name="public_id"
    )
    total = forms.IntegerField(label=_("Places in all"), min_value=1, max_value=20)

    def __init__(self, *args: Any, mentors: EnrolmentQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]


class ExceptionForm(forms.Form):
    """Which rule is left out for whom."""

    mentee = _PersonField(
        label=_("Mentee"), queryset=Enrolment.objects.none(), to_field_name="public_id"
    )
    code = forms.ChoiceField(label=_("Rule left out"))

    def __init__(
        self, *args: Any, mentees: EnrolmentQuerySet, codes: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentee"].queryset = mentees  # type: ignore[attr-defined]
        self.fields["code"].choices = [(one, capfirst(wording.rule(one))) for one in codes]  # type: ignore[attr-defined]


class DifferForm(forms.Form):
    """What should differ for one person: a change per criterion from a closed list, or none."""

    AS_BEFORE = "usual"

    former = forms.BooleanField(label=_("Look at former mentors too"), required=False)

    def __init__(self, data: QueryDict, *, rules: Mapping[str, Any]) -> None:
        listed = rematch.choices(rules)
        # What an address leaves out stays as it was.
        super().__init__(dict.fromkeys(listed, self.AS_BEFORE) | data.dict())
        for kind, changes in listed.items():
            self.fields[kind] = forms.ChoiceField(
                label=capfirst(wording.rule(f"must_{kind}")),
                choices=[
                    (self.AS_BEFORE, _("As before")),
                    *((one, capfirst(CHANGES[one])) for one in changes),
                ],
            )
        self.order_fields([*listed, "former"])

    def wanted(self) -> dict[str, str]:
        """The changes that were chosen, by kind."""
        chosen = {kind: str(one) for kind, one in self.cleaned_data.items() if kind != "former"}
        return {kind: one for kind, one in chosen.items() if one != self.AS_BEFORE}


class TakeForm(forms.Form):
    """The mentor who was chosen for one person, and the numbers that were shown."""

    mentor = forms.UUIDField()
    points = forms.IntegerField(min_value=0)
    listed = forms.IntegerField(min_value=0, required=False)


class TakeOverForm(forms.Form):
    """What the page of the lessons spoke of, as a digest."""

    seen = forms.CharField(max_length=64)
