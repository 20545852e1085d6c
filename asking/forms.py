"""What a mentee looks for and asks, what a mentor answers, what HR sets."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from asking import timing
from asking.actions.request import AIMS
from asking.models import Choice, Pause
from competencies import access as needs_access
from programmes.models import Enrolment


class SearchForm(forms.Form):
    """Words and filters of the list of mentors; what cannot be understood filters nothing."""

    q = forms.CharField(max_length=200, required=False)
    need = forms.ChoiceField(label=_("Helps with"), required=False)
    function = forms.ChoiceField(label=_("Function"), required=False)
    site = forms.ChoiceField(label=_("Site"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    free = forms.BooleanField(label=_("Can be asked now"), required=False)

    def __init__(self, data: Any, *, options: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        super().__init__(data, auto_id="filter-%s")
        for name, found in options.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("All")), *found]
            if len(found) < 2:
                del self.fields[name]

    def asked(self) -> dict[str, Any]:
        """The filters that are set and understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AskForm(forms.Form):
    """What a request is for: needs of the catalogue, no words of one's own.

    ``needs`` are those that the mentee wrote when she said yes, ``others`` the rest of the list.
    """

    needs = forms.MultipleChoiceField(
        label=_("What would you like to work on?"),
        help_text=_("Up to three. The mentors whom you ask read them."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        required=False,
    )
    others = forms.MultipleChoiceField(
        label=_("Other needs"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        required=False,
    )
    needs_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, mentee: Enrolment, aims: Sequence[str] | None = None) -> None:
        book = needs_access.book()
        offered = book.offered(mentee.needs)
        proposed = list(mentee.needs) if aims is None else aims
        shown = [code for code in proposed if code in offered][:AIMS]
        self.picked_others = [code for code in shown if code not in mentee.needs]
        initial = {"needs": shown, "others": self.picked_others, "needs_version": book.version}
        super().__init__(data, initial=initial)
        own = list(zip(mentee.needs, needs_access.need_labels(mentee.needs), strict=True))
        rest = [
            (code, label)
            for _situation, found in needs_access.need_groups()
            for code, label, _hint in found
            if code not in mentee.needs
        ]
        for name, choices in (("needs", own), ("others", rest)):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)
            field.choices = choices
        self.fields["needs"].visible_by = _("you and the mentors whom you ask, when they are asked")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuses no need at all, and more than a mentor can keep in mind."""
        cleaned = super().clean() or {}
        chosen = [*cleaned.get("needs", ()), *cleaned.get("others", ())]
        if not chosen and not self.errors:
            self.add_error("needs", _("Choose at least one need from the list."))
        if len(chosen) > AIMS:
            self.add_error("needs", _("Keep to the three needs that matter most."))
        return cleaned | {"chosen": chosen}


class DeclineForm(forms.Form):
    """Why a mentor cannot take somebody this time: a list, no words."""

    reason = forms.ChoiceField(
        label=_("Why not this time?"),
        choices=Choice.Decline.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reason from the list.")},
    )

    def __init__(self, data: Any = None, *, choice: Choice) -> None:
        super().__init__(data, auto_id=f"{choice.public_id}-%s")
        self.fields["reason"].visible_by = _("nobody; HR reads totals")  # type: ignore[attr-defined]


class PauseForm(forms.Form):
    """Until when a mentor takes no requests."""

    until = forms.DateField(
        label=_("Last day of the pause"),
        help_text=_("It counts. Leave it empty to say later when you are back."),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, data: Any = None, *, pause: Pause | None) -> None:
        super().__init__(data, initial={"until": pause.until if pause else None})


class TermsForm(forms.Form):
    """How long mentors have to answer."""

    days = forms.TypedChoiceField(
        label=_("A mentor has to answer within"),
        help_text=_("Then the next choice is asked. It counts for requests made from now on."),
        coerce=int,
    )

    def __init__(self, data: Any = None, *, days: int) -> None:
        super().__init__(data, initial={"days": days})
        field = self.fields["days"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (each, ngettext_lazy("%d day", "%d days", each) % each)
            for each in sorted({*timing.OFFERED, days})
        ]
