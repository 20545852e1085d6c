"""What operators fill in: a new company, a reason, a deletion, a colleague."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from companies.models import Company
from people.forms import inhabited_zones


class OpenForm(forms.Form):
    """A new company and its first HR admin."""

    name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=120,
        help_text=gettext_lazy("As its people write it; it is on every page and letter."),
    )
    subdomain = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=41,
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=Company.Language.choices, initial="fr"
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), initial="Europe/Paris")
    hr_given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=150)
    hr_family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=150)
    hr_email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The invitation to open the first account is sent there."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = inhabited_zones()  # type: ignore[attr-defined]
        self.fields["subdomain"].help_text = gettext_lazy(
            "The first part, before .%(domain)s: lower-case letters, digits, hyphens."
        ) % {"domain": settings.PUBLIC_DOMAIN}

    def clean_subdomain(self) -> str:
        """Addresses have no capitals."""
        return str(self.cleaned_data["subdomain"]).lower()


class ReasonForm(forms.Form):
    """Why something is done to a company; the company reads it."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=200,
        help_text=gettext_lazy("Kept in your journal and in the company's, with your name."),
    )


class DeletionForm(ReasonForm):
    """A reason, and the name of the company typed by hand."""

    confirmation = forms.CharField(
        label=gettext_lazy("Name of the company, in full"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class ColleagueForm(forms.Form):
    """Who else runs the installation."""

    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=150)
    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=150)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
