"""Forms of a sign-up on the public site; they clean, never save."""

import unicodedata
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Company
from people.forms import inhabited_zones


def _name_field(label: Any, autocomplete: str, longest: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=longest, widget=widget)


class AddressForm(forms.Form):
    """The first part of the address of a new company."""

    subdomain = forms.CharField(
        label=gettext_lazy("Address of your space"),
        max_length=80,
        error_messages={"required": gettext_lazy("Choose the address of your space.")},
        help_text=gettext_lazy("3 to 40 lower-case letters, digits or hyphens."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )

    def clean_subdomain(self) -> str:
        """In lower case, without the part that all companies share."""
        return label(self.cleaned_data["subdomain"])


def label(typed: str) -> str:
    """What somebody means who types an address of a company, whole or its first part."""
    bare = typed.strip().lower().removeprefix("https://").removeprefix("http://").rstrip("/")
    return bare.removesuffix(f".{settings.PUBLIC_DOMAIN}")


class SignUpForm(AddressForm):
    """Which company, at which address, and who administers it first."""

    company_name = _name_field(gettext_lazy("Name of your company"), "organization", 120)
    given_name = _name_field(gettext_lazy("Your given name"), "given-name", 150)
    family_name = _name_field(gettext_lazy("Your family name"), "family-name", 150)
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail at work"),
        help_text=gettext_lazy("We send a code there, to be sure that it is yours."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the space"),
        choices=Company.Language.choices,
    )
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    terms = forms.BooleanField(
        label=gettext_lazy("Conditions of use"),
        error_messages={
            "required": gettext_lazy("Without accepting the conditions no space can be opened.")
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = inhabited_zones()  # type: ignore[attr-defined]

    def clean_company_name(self) -> str:
        """A name that can be read: something in it is a letter or a digit, nothing is hidden."""
        return _readable(self.cleaned_data["company_name"])

    def clean_given_name(self) -> str:
        """Likewise."""
        return _readable(self.cleaned_data["given_name"])

    def clean_family_name(self) -> str:
        """Likewise."""
        return _readable(self.cleaned_data["family_name"])


def _readable(name: str) -> str:
    name = unicodedata.normalize("NFC", " ".join(name.split()))
    kinds = {unicodedata.category(one)[0] for one in name}
    if "C" in kinds or not kinds & {"L", "N"}:
        raise ValidationError(_("Write a name that can be read aloud."))
    return name


class CodeForm(forms.Form):
    """The code that came by e-mail."""

    code = forms.CharField(
        label=gettext_lazy("Code received by e-mail"),
        help_text=gettext_lazy("Six digits."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean_code(self) -> str:
        """Six digits, whatever stands between them."""
        digits = "".join(one for one in self.cleaned_data["code"] if one in "0123456789")
        if len(digits) != 6:
            raise ValidationError(_("The code has six digits."))
        return digits
