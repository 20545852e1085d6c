"""Clean what people type about modules, questions, dates, trainers, rules and exemptions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from people.models import PersonQuerySet
from programmes.forms import DayInput
from programmes.models import Enrolment
from training.models import Exemption, Module, Question, Requirement, Trainer

MOST_CHOICES = 6


class HourInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class LinkField(forms.URLField):
    """An address of the web, and of nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=300, assume_scheme="https", **kwargs)


def _text(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=help_text,
    )


class ModuleForm(forms.Form):
    """One module in both languages; what it is can be chosen only while it is new."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is it?"), choices=Module.Kind.choices, widget=forms.RadioSelect
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Who is it for?"),
        choices=Module.Audience.choices,
        widget=forms.RadioSelect,
    )
    title_fr = forms.CharField(
        label=gettext_lazy("Title in French"), max_length=120, required=False
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"), max_length=120, required=False
    )
    body_fr = _text(
        gettext_lazy("Text in French"),
        gettext_lazy(
            "Markdown: # for a heading, - for a list, **bold**, *italic*, [words](https://address)."
        ),
    )
    body_en = _text(gettext_lazy("Text in English"))
    link = LinkField(
        label=gettext_lazy("Link"),
        help_text=gettext_lazy("A film, a page: it opens beside the text."),
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("How long does it take, in minutes?"), min_value=1, max_value=480
    )
    is_mandatory = forms.BooleanField(
        label=gettext_lazy("Mandatory"),
        required=False,
        help_text=gettext_lazy(
            "Nobody counts as trained without it. Publishing another mandatory module asks it of "
            "everybody who is not paired yet, too."
        ),
    )
    trainer = forms.ModelChoiceField(
        label=gettext_lazy("Trainer"),
        queryset=Trainer.objects.none(),
        required=False,
        help_text=gettext_lazy("People see the name and the role, and know whom to ask."),
    )
    pass_mark = forms.IntegerField(
        label=gettext_lazy("Right answers needed to pass the quiz, in percent"),
        min_value=1,
        max_value=100,
    )
    tries = forms.IntegerField(label=gettext_lazy("Tries a day"), min_value=1, max_value=20)

    def __init__(
        self, *args: Any, trainers: QuerySet[Trainer], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["trainer"]
        field.queryset = trainers
        if not is_new:
            del self.fields["kind"]

    @staticmethod
    def of(module: Module) -> dict[str, Any]:
        """What the form shows of a module."""
        names = (name for name in ModuleForm.base_fields if name != "kind")
        return {name: getattr(module, name) for name in names}


BLANK: Mapping[str, Any] = {
    "kind": Module.Kind.LESSON,
    "audience": Module.Audience.BOTH,
    "minutes": 10,
    "is_mandatory": True,
    "pass_mark": 80,
    "tries": 3,
}
"""What a new module begins with."""


class FileForm(forms.Form):
    """A file to attach; what it is is looked at by the action."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        help_text=gettext_lazy(
            "PDF, picture (PNG, JPEG) or document (DOCX, PPTX, XLSX, ODT, ODP, ODS), 5 MB at most."
        ),
    )


class QuestionForm(forms.Form):
    """One question with up to six choices, each with what is told to whoever chose it."""

    prompt_fr = forms.CharField(
        label=gettext_lazy("Question in French"), max_length=300, required=False
    )
    prompt_en = forms.CharField(
        label=gettext_lazy("Question in English"), max_length=300, required=False
    )
    is_multiple = forms.BooleanField(
        label=gettext_lazy("Several answers may be right"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_CHOICES + 1):
            self.fields |= _choice_fields(number)

    @staticmethod
    def of(question: Question) -> dict[str, Any]:
        """What the form shows of a question."""
        known = {name: getattr(question, name) for name in QuestionForm.base_fields}
        for number, choice in enumerate(question.choices, start=1):
            known |= {f"{name}_{number}": value for name, value in choice.items()}
        return known

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each choice, for the page: whether it is right, and its texts."""
        return [
            {
                "right": self[f"right_{number}"],
                "texts": [self[f"{name}_{number}"] for name in ("fr", "en", "why_fr", "why_en")],
            }
            for number in range(1, MOST_CHOICES + 1)
        ]

    def asked(self) -> dict[str, Any]:
        """What the action takes; empty choices are left to it."""
        said = self.cleaned_data
        return {
            **{name: said[name] for name in QuestionForm.base_fields},
            "choices": [
                {
                    name: said[f"{name}_{number}"]
                    for name in ("right", "fr", "en", "why_fr", "why_en")
                }
                for number in range(1, MOST_CHOICES + 1)
            ],
        }


def _choice_fields(number: int) -> dict[str, forms.Field]:
    words = {"number": number}

    def line(label: str, most: int) -> forms.CharField:
        return forms.CharField(label=label % words, max_length=most, required=False)

    return {
        f"right_{number}": forms.BooleanField(
            label=_("Choice %(number)s is right") % words, required=False
        ),
        f"fr_{number}": line(_("Choice %(number)s in French"), 200),
        f"en_{number}": line(_("Choice %(number)s in English"), 200),
        f"why_fr_{number}": line(_("Told to whoever chose %(number)s, in French"), 300),
        f"why_en_{number}": line(_("Told to whoever chose %(number)s, in English"), 300),
    }


class DateForm(forms.Form):
    """When and where a workshop is held, in the time zone of whoever writes it."""

    day = forms.DateField(label=gettext_lazy("Day"), widget=DayInput())
    since = forms.TimeField(label=gettext_lazy("Begins at"), widget=HourInput())
    until = forms.TimeField(label=gettext_lazy("Ends at"), widget=HourInput())
    place = forms.CharField(label=gettext_lazy("Room or address"), max_length=200, required=False)
    link = LinkField(label=gettext_lazy("Link to the meeting"))
    seats = forms.IntegerField(label=gettext_lazy("Seats"), min_value=1, max_value=500)

    def held(self) -> dict[str, Any]:
        """What the action takes."""
        said, zone = self.cleaned_data, timezone.get_current_timezone()
        times = {
            name: datetime.combine(said["day"], said[field], tzinfo=zone)
            for name, field in (("starts_at", "since"), ("ends_at", "until"))
        }
        return {**times, **{name: said[name] for name in ("place", "link", "seats")}}


class CancelForm(forms.Form):
    """Why a date is cancelled."""

    reason = forms.CharField(
        label=gettext_lazy("Why is it cancelled?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("People read it in their letter."),
    )


class TrainerForm(forms.Form):
    """A colleague, or a name from elsewhere, and the role in which they train."""

    person: Any = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=None, required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Or the name of somebody from elsewhere"),
        max_length=160,
        required=False,
    )
    job = forms.CharField(
        label=gettext_lazy("Role"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("For example: head of learning, coach of the programme."),
    )

    def __init__(self, *args: Any, colleagues: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = colleagues


class RuleForm(forms.Form):
    """When each side must be trained."""

    _MOMENTS = [("", gettext_lazy("whenever they like")), *Requirement.Moment.choices]

    mentor = forms.ChoiceField(
        label=gettext_lazy("Mentors are trained"), choices=_MOMENTS, required=False
    )
    mentee = forms.ChoiceField(
        label=gettext_lazy("Mentees are trained"), choices=_MOMENTS, required=False
    )


class ExemptionForm(forms.Form):
    """Why somebody need not be trained."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Why?"),
        choices=Exemption.Reason.choices,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("The journal keeps it."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Read by HR, the director and the person."),
    )


class PeopleFilter(forms.Form):
    """Whom to list."""

    q = forms.CharField(required=False, max_length=100)
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        required=False,
        choices=[("", gettext_lazy("All")), *Enrolment.Role.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[
            ("", gettext_lazy("All")),
            ("done", gettext_lazy("trained")),
            ("left", gettext_lazy("not trained yet")),
            ("exempt", gettext_lazy("exempt")),
        ],
    )
