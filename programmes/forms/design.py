"""Clean what people type into the design of a programme, its canvas and the review of it."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from people.models import Person
from programmes import canvas
from programmes.forms import DayInput, PersonField
from programmes.models import Programme
from programmes.needs_field import NeedsField

CADENCES = (
    (7, _("every week")),
    (14, _("every two weeks")),
    (21, _("every three weeks")),
    (30, _("every month")),
    (45, _("every six weeks")),
    (60, _("every two months")),
)


class ProgrammeForm(forms.Form):
    """The design of a programme; the order of its dates is checked by the action."""

    name = forms.CharField(label=_("Name"), max_length=120)
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=1200,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What should be different afterwards, and how mentoring helps. One paragraph."),
    )
    audience = forms.CharField(
        label=_("Who is it for?"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    needs = NeedsField()
    mode = forms.ChoiceField(
        label=_("How are pairs made?"),
        choices=Programme.Mode.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "Each pair comes with its reasons. HR publishes the pairs, except where mentees ask "
            "and mentors answer."
        ),
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=Programme.Format.choices,
        widget=forms.RadioSelect,
        initial=Programme.Format.ONE_TO_ONE,
        help_text=_("It changes the words, the places of a mentor and the number of sessions."),
    )
    enrol_until = forms.DateField(
        label=_("People answer until"),
        widget=DayInput(),
        help_text=_(
            "Nobody takes part without having said yes by that day. Then the programme starts; "
            "nine months suit most."
        ),
    )
    starts_on = forms.DateField(label=_("Starts on"), widget=DayInput())
    ends_on = forms.DateField(label=_("Ends on"), widget=DayInput())
    cadence_days = forms.TypedChoiceField(
        label=_("A pair meets"), choices=CADENCES, coerce=int, initial=21
    )
    mentor_profile = forms.CharField(
        label=_("Who can be a mentor?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What they bring to others, not their record as managers."),
    )
    preparation = forms.CharField(
        label=_("How are mentors prepared and supported?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    confidentiality = forms.CharField(
        label=_("What stays between the two?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads it before saying yes."),
    )
    surveys = forms.CharField(
        label=_("Which surveys of your own are planned, of whom and when?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Beside the pulses, which leave by themselves."),
    )
    communication = forms.CharField(
        label=_("How will people hear of it?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    success_factors = forms.CharField(
        label=_("What will make it succeed?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    risks = forms.CharField(
        label=_("What could make it fail?"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    hourly_cost = forms.DecimalField(
        label=_("Cost of an hour of work, in euros"),
        max_digits=8,
        decimal_places=2,
        min_value=0,
        help_text=_("Charges included."),
    )
    fixed_cost = forms.DecimalField(
        label=_("Other costs, in euros"),
        max_digits=10,
        decimal_places=2,
        min_value=0,
        help_text=_("Training, events, licences."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = self.fields["needs"]
        assert isinstance(needs, NeedsField)
        needs.offer(self.initial.get("needs"))
        chosen = self.initial.get("cadence_days")
        if chosen and chosen not in dict(CADENCES):
            field = self.fields["cadence_days"]
            assert isinstance(field, forms.TypedChoiceField)
            extra = (chosen, _("every %(days)d days") % {"days": chosen})
            field.choices = sorted([*CADENCES, extra])


class EditForm(ProgrammeForm):
    """The design of a programme whose dates may move."""

    moves_along = forms.BooleanField(
        label=_("Move the planned days and deadlines along too"),
        required=False,
        initial=True,
        help_text=_(
            "When the first day changes: the deadlines of the indicators and the planned days of "
            "the stages move by as many days."
        ),
    )


class CanvasForm(EditForm):
    """The fields of one step of the canvas."""

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = (*canvas.STEPS[step], *(["moves_along"] if step == "format" else []))
        for name in list(self.fields):
            if name not in kept:
                del self.fields[name]
        self.order_fields(kept)


class AskReviewForm(forms.Form):
    """The colleague who is asked to read a canvas."""

    reviewer = PersonField(
        label=_("Colleague"), queryset=Person.objects.none(), to_field_name="public_id"
    )
    note = forms.CharField(
        label=_("A word to them"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("What are you unsure about? By when do you need their answer?"),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reviewer"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class RemarkForm(forms.Form):
    """What a colleague says about one step."""

    words = forms.CharField(
        label=_("Your remark"), max_length=1200, widget=forms.Textarea(attrs={"rows": 3})
    )
