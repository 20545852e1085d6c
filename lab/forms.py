"""What HR asks of the lab."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lab import access
from programmes.models import Enrolment, Programme


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
