"""Forms of pilot sheets: the upload, and what the draft takes from the proposals."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.forms import UploadForm
from pilots import wording
from pilots.proposals import Proposal
from programmes.models import Programme

DAYS_AHEAD = 42


class SheetForm(UploadForm):
    """One sheet of mentorings."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].label = _("Sheet of mentorings")


class DraftForm(forms.Form):
    """Name, purpose and start of the draft, and a decision on each proposal."""

    name = forms.CharField(
        label=gettext_lazy("Name of the programme"),
        max_length=Programme._meta.get_field("name").max_length,
    )
    purpose = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=Programme._meta.get_field("purpose").max_length,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Written from the findings. Put it into your own words."),
    )
    starts_on = forms.DateField(
        label=gettext_lazy("Start of the programme"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        initial=lambda: timezone.localdate() + timedelta(days=DAYS_AHEAD),
    )

    def __init__(self, *args: Any, proposals: Iterable[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [one for one in proposals if one.part != "purpose"]
        self.codes = [one.code for one in offered]
        for one in offered:
            self.fields[one.code] = forms.ChoiceField(
                label=wording.heading(one.code),
                choices=[("yes", _("Accept")), ("no", _("Refuse"))],
                help_text=wording.written(one),
                widget=forms.RadioSelect(attrs={"class": "chips"}),
                error_messages={"required": _("Accept or refuse this proposal.")},
            )

    def decisions(self) -> dict[str, bool]:
        """Code of each proposal → whether it is accepted."""
        return {code: self.cleaned_data[code] == "yes" for code in self.codes}
