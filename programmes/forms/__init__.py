"""Clean what people type about stages, roles, rosters and their own enrolment."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from competencies import access as needs_access
from competencies.models import Profile
from people.models import Person, PersonSkill, Skill
from programmes import formats, intake, wording
from programmes.models import (
    Enrolment,
    Programme,
    Responsibility,
    Stage,
)
from programmes.week import WeekGrid

MOST_SKILLS_SHOWN = 40


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class PersonField(forms.ModelChoiceField):
    """One person of a list, each told by name, post and site."""

    def label_from_instance(self, obj: Any) -> str:
        """One line."""
        return " · ".join(filter(None, (str(obj), obj.job_title, obj.site)))


class WhyForm(forms.Form):
    """Why a gate is passed now; may stay empty unless the gate says otherwise."""

    reason = forms.CharField(required=False, max_length=600)


class DeletionForm(forms.Form):
    """Why a draft is deleted."""

    reason = forms.CharField(
        label=_("Why?"),
        max_length=600,
        help_text=_("The journal keeps the name of the draft, who deleted it and why."),
    )


class StageDaysForm(forms.Form):
    """The day on which each stage is to begin."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for stage in Stage:
            if stage != Stage.FRAMING:
                self.fields[stage.value] = forms.DateField(
                    label=capfirst(stage.label), widget=DayInput()
                )

    def days(self) -> dict[Stage, date]:
        """The days by stage."""
        return {Stage(name): day for name, day in self.cleaned_data.items()}


class AppointmentForm(forms.Form):
    """A role in a programme for one person."""

    person = PersonField(
        label=_("Person"), queryset=Person.objects.none(), to_field_name="public_id"
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=Responsibility.Role.choices,
        widget=forms.RadioSelect,
        initial=Responsibility.Role.DIRECTOR,
        help_text=_(
            "The director runs the programme. The sponsor reads its results and its report, "
            "never a person's data."
        ),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people

    def narrow(self, people: QuerySet[Person]) -> None:
        """Offer only these persons, once the answer has been read."""
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = people


class IntakeForm(forms.Form):
    """Whether people join while the programme runs, and how long they have to answer."""

    answer_days = forms.TypedChoiceField(
        label=_("May people join after the last day to answer?"),
        widget=forms.RadioSelect,
        coerce=int,
        empty_value=None,
        required=False,
        help_text=_("Who is invited already keeps the day they were told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["answer_days"]
        assert isinstance(field, forms.ChoiceField)
        offered = sorted({*intake.OFFERED, self.initial.get("answer_days") or intake.OFFERED[0]})
        field.choices = [
            ("", _("No: everybody answers before it starts")),
            *((days, wording.days_to_answer(days)) for days in offered),
        ]


class InvitationForm(forms.Form):
    """Persons to invite, one by one or everybody the filter shows, and on which side."""

    people = forms.ModelMultipleChoiceField(
        queryset=Person.objects.none(), to_field_name="public_id", required=False
    )
    everybody = forms.BooleanField(required=False)
    role = forms.ChoiceField(
        label=_("Invite as"), choices=Enrolment.Role.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = people
        field = self.fields["people"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = people

    def clean(self) -> dict[str, Any]:
        """At least one person has to be chosen."""
        cleaned = super().clean() or {}
        if cleaned.get("everybody"):
            cleaned["people"] = self.found
        elif not cleaned.get("people"):
            raise forms.ValidationError(_("Tick the people to invite."))
        return cleaned


class ProfileField(forms.ModelChoiceField):
    """A profile, named with its framework."""

    def label_from_instance(self, obj: Any) -> str:
        """Such as "Management competencies · New team manager"."""
        return f"{obj.framework} · {obj}"


class AimForm(forms.Form):
    """The competency profiles with which each side of a programme compares itself."""

    mentees = ProfileField(
        label=_("What mentees compare themselves with"),
        queryset=Profile.objects.none(),
        required=False,
        empty_label=_("no self-assessment"),
    )
    mentors = ProfileField(
        label=_("What mentors compare themselves with"),
        queryset=Profile.objects.none(),
        required=False,
        empty_label=_("no self-assessment"),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        chosen = (programme.mentee_target, programme.mentor_target)
        kwargs["initial"] = {"mentees": chosen[0], "mentors": chosen[1]}
        super().__init__(*args, **kwargs)
        for name in ("mentees", "mentors"):
            field = self.fields[name]
            assert isinstance(field, ProfileField)
            field.queryset = needs_access.offered_or(one for one in chosen if one)


class RosterForm(forms.Form):
    """The file of a roster."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV, XLSX, XLS or ODS. Columns: e-mail, role; if you have them also places, needs "
            "and availability."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
        allow_empty_file=True,
    )


class MentorAnswerForm(forms.Form):
    """A mentor's yes."""

    capacity = forms.TypedChoiceField(
        label=_("How many people do you offer to accompany?"),
        choices=[(number, str(number)) for number in range(1, 6)],
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )
    needs = forms.MultipleChoiceField(
        label=_("What can you help with?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    availability = forms.MultipleChoiceField(
        label=_("When are you usually free?"),
        choices=Enrolment.Slot.choices,
        widget=WeekGrid,
    )
    skills = forms.ModelMultipleChoiceField(
        label=_("Skills you can pass on"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    needs_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    direction = PersonSkill.Direction.OFFERED

    def __init__(
        self, *args: Any, enrolment: Enrolment, skills: QuerySet[Skill], **kwargs: Any
    ) -> None:
        mine = [
            held.skill_id
            for held in enrolment.person.person_skills.all()
            if held.direction == self.direction
        ]
        version = needs_access.book().version
        kwargs["initial"] = {
            **self.proposed(enrolment),
            "skills": mine,
            "needs_version": version,
        }
        super().__init__(*args, **kwargs)
        self.offered = [
            (situation, [(code, label) for code, label, _hint in found])
            for situation, found in needs_access.need_groups(keep=enrolment.needs)
        ]
        if "needs" in self.fields:
            help_with = self.fields["needs"]
            assert isinstance(help_with, forms.MultipleChoiceField)
            help_with.choices = self.offered
        fair = formats.FORMATS[enrolment.programme.format]
        if "capacity" in self.fields:
            places = self.fields["capacity"]
            assert isinstance(places, forms.TypedChoiceField)
            places.choices = [(each, str(each)) for each in range(fair.fewest, fair.most + 1)]
            places.help_text = _("Fewer is better for a first time.")
        self.has_skills = _offer_skills(self, skills, mine)
        readers = _("HR, the programme director and the person you are paired with")
        for field in self.fields.values():
            field.visible_by = readers  # type: ignore[attr-defined]

    @staticmethod
    def proposed(enrolment: Enrolment) -> dict[str, Any]:
        """What the page shows filled in."""
        return {
            "capacity": enrolment.capacity,
            "needs": enrolment.needs,
            "availability": enrolment.availability,
        }

    def answer(self) -> dict[str, Any]:
        """Keywords of the action that says yes."""
        return {
            "capacity": self.cleaned_data["capacity"],
            "needs": self.cleaned_data["needs"],
            "needs_version": self.cleaned_data["needs_version"],
            "availability": self.cleaned_data["availability"],
            "skills": list(self.cleaned_data["skills"]) if self.has_skills else None,
        }


class MenteeAnswerForm(MentorAnswerForm):
    """A mentee's yes: needs in order, by five lists, so that no dragging is ever needed."""

    RANKS = (
        _("First need"),
        _("Second need"),
        _("Third need"),
        _("Fourth need"),
        _("Fifth need"),
    )
    direction = PersonSkill.Direction.WANTED
    skills = forms.ModelMultipleChoiceField(
        label=_("Skills you would like to gain"),
        queryset=Skill.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    capacity = None  # type: ignore[assignment]
    needs = None  # type: ignore[assignment]
    need_order = [f"need_{rank}" for rank in range(1, 6)]
    field_order = [*need_order, "availability", "skills"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in zip(self.need_order, self.RANKS, strict=True):
            first = name == "need_1"
            self.fields[name] = forms.ChoiceField(
                label=label,
                required=first,
                choices=[("", _("Choose…") if first else "—"), *self.offered],
                help_text=_("The one that matters most.") if first else "",
            )
        # Said once for the five ranks, which are one answer.
        self.fields["need_1"].visible_by = self.fields["availability"].visible_by  # type: ignore[attr-defined]
        self.order_fields(self.field_order)

    @staticmethod
    def proposed(enrolment: Enrolment) -> dict[str, Any]:
        """What the page shows filled in."""
        ranked = {f"need_{rank}": code for rank, code in enumerate(enrolment.needs, start=1)}
        return {**ranked, "availability": enrolment.availability}

    def clean(self) -> dict[str, Any]:
        """The same need may not be chosen twice; gaps between ranks close up."""
        cleaned = super().clean() or {}
        seen: set[str] = set()
        for name in self.need_order:
            need = cleaned.get(name)
            if need and need in seen:
                self.add_error(name, _("You have chosen this need above already."))
            seen.add(need or "")
        return cleaned

    def answer(self) -> dict[str, Any]:
        """Keywords of the action that says yes."""
        chosen = (self.cleaned_data.get(name) for name in self.need_order)
        return {
            "needs": [need for need in chosen if need],
            "needs_version": self.cleaned_data["needs_version"],
            "availability": self.cleaned_data["availability"],
            "skills": list(self.cleaned_data["skills"]) if self.has_skills else None,
        }


def _offer_skills(form: forms.Form, skills: QuerySet[Skill], mine: Iterable[int]) -> bool:
    """Offer the most frequent skills and the person's own; drops the field when there are none."""
    shown = list(skills.values_list("pk", flat=True)[:MOST_SKILLS_SHOWN])
    field = form.fields["skills"]
    assert isinstance(field, forms.ModelMultipleChoiceField)
    field.queryset = skills.filter(pk__in={*shown, *mine}).order_by("name")
    if not shown:
        del form.fields["skills"]
    return bool(shown)


class PlacesForm(forms.Form):
    """What a mentor offers: how many places, which half days."""

    capacity = forms.TypedChoiceField(
        label=_("How many people in all?"),
        help_text=_("Those already accompanied count too."),
        coerce=int,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )
    availability = forms.MultipleChoiceField(
        label=_("Usual free half days"),
        required=False,
        choices=Enrolment.Slot.choices,
        widget=WeekGrid,
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "capacity": enrolment.capacity,
            "availability": enrolment.availability,
        }
        super().__init__(*args, **kwargs)
        fair = formats.FORMATS[enrolment.programme.format]
        places = self.fields["capacity"]
        assert isinstance(places, forms.TypedChoiceField)
        places.choices = [(each, str(each)) for each in range(fair.fewest, fair.most + 1)]


class DeclineForm(forms.Form):
    """A no, with its reason."""

    reason = forms.ChoiceField(
        label=_("Why not this time?"),
        choices=Enrolment.Decline.choices,
        widget=forms.RadioSelect,
        help_text=_("A no is fine. The reason helps to do better next time."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].visible_by = _(  # type: ignore[attr-defined]
            "HR and the programme director"
        )
