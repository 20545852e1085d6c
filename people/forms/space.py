"""Forms of the company's space: its facts, its logo."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies import palette, pictures
from companies.models import Company
from people.forms import inhabited_zones


class ColourInput(forms.TextInput):
    """The browser's own choice of a colour."""

    input_type = "color"


class SpaceForm(forms.Form):
    """Name, colour, language, time zone, and whom people write to."""

    name = forms.CharField(
        label=gettext_lazy("Name of the company"),
        max_length=120,
        help_text=gettext_lazy("On every page and in every message."),
    )
    own_colour = forms.BooleanField(
        label=gettext_lazy("Use the colour of the company"),
        required=False,
        help_text=gettext_lazy("Without it, pages keep the colour of Mentorat."),
    )
    colour = forms.CharField(
        label=gettext_lazy("Colour of the company"),
        required=False,
        max_length=7,
        widget=ColourInput,
        help_text=gettext_lazy(
            "For buttons, links and headings. It has to be readable on light pages; the shade for "
            "dark pages is computed from it."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=Company.Language.choices,
        help_text=gettext_lazy("Of the pages before somebody logs in, and of new people."),
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy("Of people who have not chosen their own."),
    )
    contact = forms.EmailField(
        label=gettext_lazy("Address of the HR team"),
        required=False,
        help_text=gettext_lazy("Shown to everybody on this site as the place to ask for help."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].choices = inhabited_zones()  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """One line of visible characters: it stands in the headers of letters too."""
        name: str = " ".join(self.cleaned_data["name"].split())
        if any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn"} for sign in name):
            raise ValidationError(
                _("The name holds characters that nobody can see. Type it again.")
            )
        return name

    def clean_colour(self) -> str:
        """``#rrggbb``, or nothing when the company keeps ours."""
        if not self.cleaned_data.get("own_colour"):
            return ""
        try:
            return palette.normal(self.cleaned_data["colour"])
        except ValueError:
            raise ValidationError(
                _("Write the colour as # and six digits, such as #0b5f5b.")
            ) from None


class LogoForm(forms.Form):
    """One picture."""

    logo = forms.FileField(
        label=gettext_lazy("Picture"),
        allow_empty_file=True,
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 1 MB; shown 40 pixels high."),
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )

    def read(self) -> bytes:
        """The bytes of the picture, and one more than is allowed of a picture that is too heavy."""
        data: bytes = self.cleaned_data["logo"].read(pictures.MAXIMUM_BYTES + 1)
        return data
