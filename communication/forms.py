"""Clean what people type about messages, the page of a programme and events; they never save."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from communication.models import Announcement, Event


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def _text(label: Any, most: int, rows: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=most,
        required=False,
        widget=forms.Textarea(attrs={"rows": rows}),
        **more,
    )


class AnnouncementForm(forms.Form):
    """A message: kind, audience, words in both languages; its placeholders are checked later.

    ``units`` are the company's own, ``kept`` those that the message names: one where nobody works
    any more stays a choice, so that nothing widens an audience but the person.
    """

    kind = forms.ChoiceField(label=_("Kind"), choices=Announcement.Kind.choices)
    audience = forms.ChoiceField(
        label=_("Who receives it"),
        choices=Announcement.Audience.choices,
        widget=forms.RadioSelect,
        initial=Announcement.Audience.EVERYBODY,
        help_text=_("Whoever wants no announcements is left out of messages to everybody."),
    )
    sites = forms.MultipleChoiceField(label=_("Only at these sites"), required=False)
    functions = forms.MultipleChoiceField(label=_("Only in these functions"), required=False)
    departments = forms.MultipleChoiceField(label=_("Only in these departments"), required=False)
    subject_fr = forms.CharField(label=_("Subject in French"), max_length=120, required=False)
    body_fr = _text(_("Text in French"), 6000, 10)
    subject_en = forms.CharField(label=_("Subject in English"), max_length=120, required=False)
    body_en = _text(_("Text in English"), 6000, 10)

    def __init__(
        self,
        *args: Any,
        units: dict[str, list[str]],
        kept: dict[str, list[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, known in units.items():
            choices = [(one, one) for one in known]
            choices += [
                (one, _("%(unit)s (nobody any more)") % {"unit": one})
                for one in kept[name]
                if one not in known
            ]
            if choices:
                self.fields[name].choices = choices  # type: ignore[attr-defined]
                self.fields[name].widget = forms.CheckboxSelectMultiple(
                    attrs={"class": "chips"}, choices=choices
                )
            else:
                del self.fields[name]

    def facts(self) -> dict[str, Any]:
        """What the action takes, the units together."""
        given = dict(self.cleaned_data)
        units = {name: given.pop(name, []) for name in ("sites", "functions", "departments")}
        return {**given, "units": units}


class ScheduleForm(forms.Form):
    """When a message leaves."""

    day = forms.DateField(label=_("Day"), widget=DayInput())
    hour = forms.TimeField(label=_("Hour"), widget=HourInput())


class LandingForm(forms.Form):
    """What the page of a programme says, in both languages."""

    about_fr = _text(_("What it is for, in French"), 4000, 7)
    about_en = _text(_("What it is for, in English"), 4000, 7)
    audience_fr = _text(_("For whom, in French"), 2000, 4)
    audience_en = _text(_("For whom, in English"), 2000, 4)
    effort_fr = _text(_("What it asks, in French"), 2000, 4)
    effort_en = _text(_("What it asks, in English"), 2000, 4)


class EventForm(forms.Form):
    """An event; its moments are those of the company's time zone."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=Event.Kind.choices, widget=forms.RadioSelect, initial="workshop"
    )
    title_fr = forms.CharField(label=_("Title in French"), max_length=120, required=False)
    title_en = forms.CharField(label=_("Title in English"), max_length=120, required=False)
    day = forms.DateField(label=_("Day"), widget=DayInput())
    begins = forms.TimeField(label=_("Begins at"), widget=HourInput())
    until = forms.TimeField(label=_("Ends at"), widget=HourInput())
    place = forms.CharField(
        label=_("Place"),
        max_length=200,
        help_text=_("A room, or the address of a meeting on the web."),
    )
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=2000, initial=20)
    description_fr = _text(_("Description in French"), 2000, 4)
    description_en = _text(_("Description in English"), 2000, 4)
