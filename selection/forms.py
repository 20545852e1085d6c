"""Clean what people answer to the questions of a form, and what HR types about selection."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from people.models import Attribute, Person, PersonQuerySet
from programmes import week
from programmes.forms import DayInput, MenteeAnswerForm, MentorAnswerForm
from programmes.models import Enrolment, Programme
from programmes.week import WeekGrid
from selection import eligibility, questions, wording
from selection.models import EligibilityRule, GridCriterion, Question, Verdict, Waiting
from training.models import Module

MARKS = [(mark, str(mark)) for mark in questions.POINTS]
MOST_OFFERED = 200


def _mark(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        choices=MARKS,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "scale"}),
        **options,
    )


def answer_form(
    data: Mapping[str, Any] | None,
    *,
    enrolment: Enrolment,
    skills: QuerySet[Any],
    asked: Sequence[Question],
    held: Mapping[str, Any],
) -> forms.Form:
    """What every programme asks, then the questions of its own form, then the honest page.

    ``held`` are the answers given before, by the key of the question in hexadecimal.
    """
    kind = MentorAnswerForm if enrolment.is_mentor else MenteeAnswerForm
    form = kind(data, enrolment=enrolment, skills=skills)
    for question in asked:
        known = held.get(question.key.hex)
        if known is None and question.kind == questions.AVAILABILITY:
            # Whoever said when they are free, or whom HR's list says it of, need not say it twice.
            known = [code for code in enrolment.availability if code in question.codes]
        for name, field in _fields(question, known):
            field.visible_by = wording.READERS[question.is_shared]  # type: ignore[attr-defined]
            form.fields[name] = field
    form.fields["acknowledged"] = forms.BooleanField(
        label=_("I have read what this programme is, what it is not and the time it asks"),
        error_messages={"required": _("Read it above, then tick this box.")},
    )
    return form


def _fields(question: Question, held: Any) -> Iterable[tuple[str, forms.Field]]:
    """The fields of one question: one, or one per line of a list to rate."""
    shared: dict[str, Any] = {"required": question.is_mandatory}
    if question.kind == questions.SKILLS:
        marks = held if isinstance(held, dict) else {}
        for code, label in question.choices:
            name = f"{question.field}_{code}"
            yield name, _mark(label=label, initial=marks.get(code), **shared)
        return
    shared |= {"label": question.label, "initial": held}
    if question.kind == questions.SCALE:
        yield question.field, _mark(**shared)
    elif question.kind == questions.NUMBER:
        most = questions.LARGEST_NUMBER
        yield question.field, forms.IntegerField(min_value=0, max_value=most, **shared)
    elif question.kind == questions.CHOICE:
        yield (
            question.field,
            forms.ChoiceField(choices=question.choices, widget=forms.RadioSelect, **shared),
        )
    elif question.kind == questions.CHOICES:
        chips = forms.CheckboxSelectMultiple(attrs={"class": "chips"})
        yield (
            question.field,
            forms.MultipleChoiceField(choices=question.choices, widget=chips, **shared),
        )
    elif question.kind == questions.AVAILABILITY:
        yield (
            question.field,
            forms.MultipleChoiceField(
                choices=question.choices,
                widget=WeekGrid,
                help_text=wording.least(question),
                **shared,
            ),
        )
    else:
        yield (
            question.field,
            forms.CharField(
                max_length=questions.LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 3}),
                **shared,
            ),
        )


def given(form: forms.Form, asked: Sequence[Question]) -> dict[str, Any]:
    """The answers of a valid form, by the key of the question in hexadecimal."""
    found: dict[str, Any] = {}
    for question in asked:
        if question.kind == questions.SKILLS:
            marks = {code: form.cleaned_data[f"{question.field}_{code}"] for code in question.codes}
            found[question.key.hex] = {code: one for code, one in marks.items() if one}
        elif question.kind == questions.AVAILABILITY:
            ticked = set(form.cleaned_data[question.field])
            found[question.key.hex] = [code for code in question.codes if code in ticked]
        else:
            found[question.key.hex] = form.cleaned_data[question.field]
    return found


class QuestionForm(forms.Form):
    """One question of HR's own, in both languages."""

    kind = forms.ChoiceField(
        label=_("What kind of answer?"), choices=Question.Kind.choices, widget=forms.RadioSelect
    )
    label_fr = forms.CharField(label=_("The question in French"), max_length=200)
    label_en = forms.CharField(label=_("The question in English"), max_length=200)
    lines = forms.CharField(
        label=_("Answers to choose from, or lines to rate"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, French and English with a bar between: « Oui | Yes »."),
    )
    days = forms.MultipleChoiceField(
        label=_("Availability: which days?"),
        choices=[(code, capfirst(words)) for code, words in week.DAYS.items()],
        initial=week.USUAL[0],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    parts = forms.MultipleChoiceField(
        label=_("Availability: which parts of the day?"),
        choices=[(code, capfirst(words)) for code, words in week.PARTS.items()],
        initial=week.USUAL[1],
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        help_text=_(
            "Who has said when they are usually free finds it ticked. The matching reads the "
            "usual half days only, never this question."
        ),
    )
    least = forms.IntegerField(
        label=_("Availability: how many slots at least?"),
        required=False,
        min_value=0,
        max_value=len(week.DAYS) * len(week.PARTS),
        help_text=_("Left empty, any number will do."),
    )
    is_mandatory = forms.BooleanField(label=_("Nobody may leave it empty"), required=False)
    is_shared = forms.BooleanField(
        label=_("The person they are paired with reads the answer too"),
        required=False,
        help_text=_("Otherwise only HR and the programme director read it. It is said beside it."),
    )

    def __init__(self, *args: Any, question: Question | None = None, **kwargs: Any) -> None:
        if question:
            kwargs["initial"] = {
                name: getattr(question, name)
                for name in ("kind", "label_fr", "label_en", "is_mandatory", "is_shared")
            } | _offered(question)
        super().__init__(*args, **kwargs)
        if question:
            self.fields["kind"].disabled = True
            theirs = {"lines": questions.LISTED} | dict.fromkeys(_WEEK, (questions.AVAILABILITY,))
            for name, kinds in theirs.items():
                if question.kind not in kinds:
                    del self.fields[name]

    def clean_lines(self) -> list[str]:
        """One entry a line."""
        return str(self.cleaned_data["lines"]).splitlines()

    def clean_least(self) -> int:
        """Nothing asked for is none."""
        return self.cleaned_data["least"] or 0


_WEEK = ("days", "parts", "least")


def _offered(question: Question) -> dict[str, Any]:
    """What a question offers, as HR typed it."""
    if question.kind != questions.AVAILABILITY:
        return {"lines": "\n".join(f"{one['fr']} | {one['en']}" for one in question.options)}
    days, parts = week.axes(question.codes)
    return {"days": days, "parts": parts, "least": question.least or None}


class LimitsForm(forms.Form):
    """What the programme is not, in the company's own words."""

    limits_fr = forms.CharField(
        label=_("What it is not, in French"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    limits_en = forms.CharField(
        label=_("What it is not, in English"),
        max_length=1200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RuleForm(forms.Form):
    """One rule of eligibility."""

    kind = forms.ChoiceField(
        label=_("What is asked for?"),
        choices=EligibilityRule.Kind.choices,
        widget=forms.RadioSelect,
    )
    number = forms.IntegerField(
        label=_("Level or months"),
        required=False,
        min_value=1,
        max_value=600,
        help_text=_("The level, or how many months."),
    )
    values = forms.CharField(
        label=_("Values"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For a function, site, department or own fact: one a line, any one suffices."),
    )
    attribute = forms.ModelChoiceField(
        label=_("Fact of the company's own"), queryset=Attribute.objects.none(), required=False
    )
    training = forms.ChoiceField(
        label=_("Training"),
        required=False,
        help_text=_("Of another programme: whoever has completed it, in whichever part."),
    )

    def __init__(
        self,
        *args: Any,
        kinds: Collection[str],
        attributes: QuerySet[Attribute],
        trainings: Iterable[Module],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attribute"].queryset = attributes  # type: ignore[attr-defined]
        offered = set(kinds)
        self._trainings: dict[str, Programme | Module] = {}
        self.fields["training"].choices = self._offer(trainings)  # type: ignore[attr-defined]
        if not self._trainings:
            del self.fields["training"]
            offered.discard(eligibility.TRAINING)
        if not attributes.exists():
            del self.fields["attribute"]
            offered.discard(eligibility.ATTRIBUTE)
        self.fields["kind"].choices = [  # type: ignore[attr-defined]
            one for one in EligibilityRule.Kind.choices if one[0] in offered
        ]

    def _offer(self, trainings: Iterable[Module]) -> list[Any]:
        """The whole training of each programme where something is mandatory, then its modules."""
        groups: list[Any] = [("", _("choose"))]
        for programme, found in groupby(trainings, key=lambda one: one.programme):
            modules = list(found)
            entries: list[Any] = [(str(one.public_id), one.title) for one in modules]
            self._trainings |= {str(one.public_id): one for one in modules}
            if any(one.is_mandatory for one in modules):
                entries.insert(0, (str(programme.public_id), _("the whole training")))
                self._trainings[str(programme.public_id)] = programme
            groups.append((programme.name, entries))
        return groups

    def clean_training(self) -> Programme | Module | None:
        """The programme or the module that was chosen."""
        return self._trainings.get(self.cleaned_data["training"])

    def clean_values(self) -> list[str]:
        """One entry a line."""
        return str(self.cleaned_data["values"]).splitlines()


class CriterionForm(forms.Form):
    """One criterion of the interview grid with what its marks mean."""

    measure = forms.ChoiceField(
        label=_("What does it tell of?"),
        choices=GridCriterion.Measure.choices,
        widget=forms.RadioSelect,
    )
    label_fr = forms.CharField(label=_("The criterion in French"), max_length=160)
    label_en = forms.CharField(label=_("The criterion in English"), max_length=160)

    def __init__(self, *args: Any, criterion: GridCriterion | None = None, **kwargs: Any) -> None:
        names = [f"{language}_{mark}" for language in ("fr", "en") for mark in questions.POINTS]
        if criterion:
            kwargs["initial"] = {
                "measure": criterion.measure,
                "label_fr": criterion.label_fr,
                "label_en": criterion.label_en,
                **dict(zip(names, criterion.anchors, strict=True)),
            }
        super().__init__(*args, **kwargs)
        french, english = _("%(mark)d means, in French"), _("%(mark)d means, in English")
        for name in names:
            language, mark = name.split("_")
            sentence = french if language == "fr" else english
            self.fields[name] = forms.CharField(
                label=sentence % {"mark": int(mark)},
                max_length=200,
                required=mark in ("1", "5"),
            )
        self.anchor_names = names

    def answer(self) -> dict[str, Any]:
        """Keywords of the action."""
        kept = {name: self.cleaned_data[name] for name in ("measure", "label_fr", "label_en")}
        return kept | {"anchors": [self.cleaned_data[name] for name in self.anchor_names]}


class _PersonField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} · {obj.job_title}" if obj.job_title else str(obj)


class AssignForm(forms.Form):
    """Who is asked to interview a mentor."""

    interviewer = _PersonField(label=_("Who holds the interview?"), queryset=Person.objects.none())
    planned_on = forms.DateField(label=_("Planned for"), widget=DayInput(), required=False)

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["interviewer"].queryset = people  # type: ignore[attr-defined]


class ReferenceForm(forms.Form):
    """What a colleague told of a mentor."""

    referee = _PersonField(label=_("Who told you?"), queryset=Person.objects.none())
    experience = _mark(label=_("Experience, from 1 to 5"))
    potential = _mark(label=_("Potential to mentor, from 1 to 5"))

    def __init__(self, *args: Any, people: PersonQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["referee"].queryset = people  # type: ignore[attr-defined]


class InterviewForm(forms.Form):
    """The grid, filled in by the interviewer."""

    held_on = forms.DateField(label=_("When did you meet?"), widget=DayInput())
    notes = forms.CharField(
        label=_("Notes"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(
        self,
        *args: Any,
        grid: Sequence[GridCriterion],
        ratings: Mapping[str, int],
        today: date,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"held_on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.grid = grid
        for one in grid:
            said = " · ".join(f"{mark}: {words}" for mark, words in one.marks if words)
            self.fields[f"c_{one.pk}"] = _mark(
                label=one.label, help_text=said, initial=ratings.get(str(one.pk))
            )
        for field in self.fields.values():
            field.visible_by = wording.READERS[False]  # type: ignore[attr-defined]
        self.order_fields([*(f"c_{one.pk}" for one in grid), "held_on", "notes"])

    def ratings(self) -> dict[int, int]:
        """Marks by the id of the criterion."""
        return {one.pk: self.cleaned_data[f"c_{one.pk}"] for one in self.grid}


class VerdictForm(forms.Form):
    """What HR decides about a mentor."""

    verdict = forms.ChoiceField(
        label=_("What do you decide?"), choices=Verdict.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.ChoiceField(
        label=_("If not now: the reason that they will read"),
        choices=[("", "—"), *Verdict.Reason.choices],
        required=False,
    )


class WaitForm(forms.Form):
    """Why somebody goes on the waitlist."""

    reason = forms.ChoiceField(
        label=_("Why do they wait?"), choices=Waiting.Reason.choices, widget=forms.RadioSelect
    )
