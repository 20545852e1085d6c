"""What HR weighs and asks for, and what a mentee ranks."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from matching.actions.choice import CHOICES
from matching.actions.criteria import PARAMETER_KINDS
from matching.models import Criterion, MatchingRun, Suggestion

RANKS = [("", _("No rank")), ("1", _("1st")), ("2", _("2nd")), ("3", _("3rd"))]


_EITHER = (Criterion.Direction.SIMILAR, Criterion.Direction.DIFFERENT)
DIRECTIONS_OF = {
    "function": _EITHER,
    "department": _EITHER,
    "site": _EITHER,
    "level_gap": (Criterion.Direction.ABOVE, *_EITHER),
    "seniority": (Criterion.Direction.ABOVE, *_EITHER),
}
"""Directions that make sense on the page; what is asked for and offered can only agree."""


class CriterionForm(forms.Form):
    """One criterion: how much it counts, which way, and whether a pair must have it."""

    weight = forms.IntegerField(
        label=_("Weight"),
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"data-slider": "5"}),
    )
    direction = forms.ChoiceField(label=_("Which way"))
    parameter = forms.IntegerField(min_value=1, max_value=20, required=False)
    is_must = forms.BooleanField(
        label=_("Must-have: no pair that earns nothing here"), required=False
    )

    def __init__(self, kind: str, data: Any = None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial, prefix=kind)
        self.kind = kind
        allowed = DIRECTIONS_OF.get(kind, (Criterion.Direction.SIMILAR,))
        self.fields["direction"].choices = [(one, one.label) for one in allowed]  # type: ignore[attr-defined]
        if len(allowed) == 1:
            self.fields["direction"].widget = forms.HiddenInput()
            self.fields["direction"].required = False
        if kind not in PARAMETER_KINDS:
            del self.fields["parameter"]
        elif kind == Criterion.Kind.LEVEL_GAP:
            self.fields["parameter"].label = _("Levels between mentor and mentee")
        elif kind == Criterion.Kind.SENIORITY:
            self.fields["parameter"].label = _("Years between mentor and mentee")
        else:
            self.fields["parameter"].label = _("Half days in common that are enough")

    def row(self) -> dict[str, Any]:
        """The cleaned criterion, as ``criteria.set_weights`` wants it."""
        return {"kind": self.kind, "parameter": None} | self.cleaned_data


def criterion_forms(rows: Iterable[dict[str, Any]], data: Any = None) -> list[CriterionForm]:
    """One form for each kind of the closed list, filled from rows (absent kinds weigh nothing)."""
    known = {row["kind"]: row for row in rows}
    return [
        CriterionForm(kind, data, initial=known.get(kind, {"weight": 0, "direction": "similar"}))
        for kind in Criterion.Kind.values
    ]


class RequestForm(forms.Form):
    """What HR asks of the next run."""

    purpose = forms.ChoiceField(
        choices=[
            (MatchingRun.Purpose.PROPOSAL, MatchingRun.Purpose.PROPOSAL.label),
            (MatchingRun.Purpose.SHORTLIST, MatchingRun.Purpose.SHORTLIST.label),
        ],
        widget=forms.HiddenInput,
    )
    rank_until = forms.DateField(
        label=_("Mentees rank until"),
        help_text=_("The last day counts; the rankings are settled the day after."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    minimum = forms.IntegerField(
        label=_("Lowest score of a pair"),
        help_text=_(
            "Out of 100. Below it nobody is proposed: better no mentor yet than a poor pair."
        ),
        min_value=0,
        max_value=100,
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.data.get("purpose") if self.is_bound else self.initial.get("purpose")
        if asked == MatchingRun.Purpose.SHORTLIST:
            self.fields["rank_until"].required = True
        else:
            del self.fields["rank_until"]


class RankingForm(forms.Form):
    """A rank, or none, for each mentor of a shortlist."""

    def __init__(
        self, suggestions: Sequence[Suggestion], *args: Any, kept: dict[int, int], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.suggestions = suggestions
        for one in suggestions:
            self.fields[self.name(one)] = forms.ChoiceField(
                label=str(one.mentor.person),
                choices=RANKS,
                required=False,
                initial=str(kept.get(one.mentor_id, "")),
                widget=forms.RadioSelect(attrs={"class": "chips"}),
            )

    @staticmethod
    def name(suggestion: Suggestion) -> str:
        """Name of the field of one mentor."""
        return f"rank_{suggestion.mentor.public_id}"

    def cards(self) -> list[tuple[Suggestion, forms.BoundField]]:
        """Each suggestion with its field, in the order of the shortlist."""
        return [(one, self[self.name(one)]) for one in self.suggestions]

    def clean(self) -> dict[str, Any]:
        """Refuses two mentors at the same rank, and nobody at all."""
        cleaned = super().clean() or {}
        given = [cleaned.get(self.name(one)) for one in self.suggestions]
        ranks = [rank for rank in given if rank]
        if len(set(ranks)) < len(ranks):
            raise forms.ValidationError(
                _("Two mentors have the same rank. Give each of your choices another rank.")
            )
        if not ranks:
            raise forms.ValidationError(_("Choose at least one mentor, then save."))
        return cleaned

    def ranking(self) -> list[int]:
        """Mentors' enrolment ids, best first; a rank that was skipped closes up."""
        given = [
            (int(rank), one.mentor_id)
            for one in self.suggestions
            if (rank := self.cleaned_data.get(self.name(one)))
        ]
        return [mentor for _rank, mentor in sorted(given)][:CHOICES]


class DecisionForm(forms.Form):
    """What HR decides on one suggestion."""

    suggestion = forms.IntegerField()
    decision = forms.ChoiceField(choices=Suggestion.Decision.choices)


class _PairField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Suggestion) -> str:
        """Mentee, with the mentor and the score of the pair."""
        return f"{obj.mentee.person} – {obj.mentor.person} · {obj.score}"


class SwapForm(forms.Form):
    """With whom a mentee exchanges the mentor."""

    other = _PairField(
        label=_("Exchange with"),
        queryset=Suggestion.objects.none(),
        help_text=_("The mentee on the left takes the other mentor, and the other way round."),
    )

    def __init__(self, *args: Any, pairs: QuerySet[Suggestion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = pairs  # type: ignore[attr-defined]


class PublishForm(forms.Form):
    """Whether pairs still to decide are published too, and the numbers that were shown."""

    include_open = forms.BooleanField(required=False)
    decided = forms.IntegerField(min_value=0)
    all_pairs = forms.IntegerField(min_value=0)

    def expected(self) -> int:
        """How many pairs the person was told would be published."""
        given = self.cleaned_data
        return int(given["all_pairs"] if given["include_open"] else given["decided"])
