"""Forms of the privacy desk; they clean, never save."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import Person
from privacy import wording
from privacy.models import Erasure, Hold, RightsRequest
from privacy.periods import PERIODS


class PeriodsForm(forms.Form):
    """How long each category is kept, one whole number a category."""

    def __init__(self, *args: Any, schedule: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kept, (title, since) in wording.CATEGORIES.items():
            bounds = PERIODS.get(kept)
            if bounds is None or bounds.is_fixed:
                continue
            unit = _("months") if bounds.unit == "months" else _("days")
            self.fields[kept] = forms.IntegerField(
                label=f"{title} ({unit})",
                help_text=f"{since} · {wording.bounds(bounds)}",
                initial=schedule[kept],
                min_value=bounds.least,
                max_value=bounds.most,
            )

    def amounts(self) -> dict[str, int]:
        """What was chosen, by category."""
        return dict(self.cleaned_data)


class HoldForm(forms.Form):
    """On whom or what a legal hold is placed, and why."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody in particular"),
        help_text=gettext_lazy("A person or a programme: leave the other empty."),
    )
    programme = forms.ModelChoiceField(
        label=gettext_lazy("Programme"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("no programme"),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy("For example the number of a case. Only HR reads it."),
    )

    def __init__(
        self, *args: Any, people: QuerySet[Person], programmes: QuerySet[Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["programme"].queryset = programmes  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """One of the two, not both."""
        facts = super().clean() or {}
        if bool(facts.get("person")) == bool(facts.get("programme")):
            raise forms.ValidationError(_("Choose a person or a programme."))
        return facts

    def subject(self) -> tuple[str, Any]:
        """The kind of hold and what it stands on."""
        if person := self.cleaned_data["person"]:
            return Hold.Kind.PERSON, person
        return Hold.Kind.PROGRAMME, self.cleaned_data["programme"]


class ErasureForm(forms.Form):
    """Why an identity is erased, and the name typed by hand."""

    ground = forms.ChoiceField(
        label=gettext_lazy("Reason"),
        choices=Erasure.Ground.choices,
        widget=forms.RadioSelect,
    )
    typed = forms.CharField(
        label=gettext_lazy("Type the whole name to confirm"),
        max_length=310,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class AddressForm(forms.Form):
    """A private address of somebody who left."""

    sent_to = forms.EmailField(
        label=gettext_lazy("Private e-mail of this person"),
        max_length=254,
        help_text=gettext_lazy(
            "They alone get the link. The address is forgotten with the file, after seven days."
        ),
    )


class AskForm(forms.Form):
    """A right that somebody uses, in their own words."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What I ask"),
        choices=RightsRequest.Kind.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("In my words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("What it is about. Do not write what you told your partner."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].visible_by = _("you and HR")  # type: ignore[attr-defined]


class NoteForm(forms.Form):
    """A request that HR received from somebody by letter or by word of mouth."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=Person.objects.none(),
        empty_label=gettext_lazy("Choose a person"),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What they ask"),
        choices=RightsRequest.Kind.choices,
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("The month to answer starts on that day."),
    )
    words = forms.CharField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["words"].visible_by = _("HR and this person")  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What becomes of a request, and what the person reads."""

    status = forms.ChoiceField(
        label=gettext_lazy("Answer"),
        choices=[one for one in RightsRequest.Status.choices if one[0] != "open"],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=gettext_lazy("Words for the person"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The person reads them under “My data”."),
    )


class NoticeForm(forms.Form):
    """What the company adds to the notice of the product."""

    controller = forms.CharField(
        label=gettext_lazy("Who is responsible"),
        max_length=200,
        help_text=gettext_lazy("The company as it is registered, with its address."),
    )
    contact = forms.CharField(
        label=gettext_lazy("Contact of the data protection officer"),
        max_length=200,
        help_text=gettext_lazy("A name, an e-mail or a telephone number."),
    )
    article_fr = forms.CharField(
        label=gettext_lazy("Your own article, in French"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    article_en = forms.CharField(
        label=gettext_lazy("Your own article, in English"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
