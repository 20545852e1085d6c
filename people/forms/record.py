"""The form of a record: every field that HR may write, the company's own facts among them."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.models import Company
from people import wording
from people.forms import time_zones
from people.models import Attribute, Person, PersonQuerySet
from people.roster import cells

_TEXTS = ("given_name", "family_name", "email", "employee_number")
_PLACE = ("job_title", "function", "department", "site")
_SKILLS = {"offered": "skills_offered", "wanted": "skills_wanted"}


class PersonChoice(forms.ModelChoiceField):
    """Somebody of the company, with their job so that namesakes are told apart."""

    def label_from_instance(self, one: Person) -> str:
        """Family name first: that is how the list is sorted."""
        job = f" · {one.job_title}" if one.job_title else ""
        return f"{one.family_name} {one.given_name}{job}"


class PersonForm(forms.Form):
    """A record; ``people`` may be its manager, ``own`` are the facts declared by the company."""

    given_name = forms.CharField(label=wording.FIELDS["given_name"], max_length=150)
    family_name = forms.CharField(label=wording.FIELDS["family_name"], max_length=150)
    email = forms.EmailField(
        label=wording.FIELDS["email"],
        max_length=254,
        help_text=gettext_lazy("They log in with it."),
    )
    employee_number = forms.CharField(
        label=wording.FIELDS["employee_number"], max_length=50, required=False
    )
    job_title = forms.CharField(label=wording.FIELDS["job_title"], max_length=200, required=False)
    function = forms.CharField(label=wording.FIELDS["function"], max_length=200, required=False)
    department = forms.CharField(label=wording.FIELDS["department"], max_length=200, required=False)
    site = forms.CharField(label=wording.FIELDS["site"], max_length=200, required=False)
    level = forms.IntegerField(
        label=wording.FIELDS["level"],
        min_value=1,
        max_value=30,
        required=False,
        help_text=gettext_lazy("1 to 30; a higher number is more senior."),
    )
    manager = PersonChoice(
        label=gettext_lazy("Manager"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=gettext_lazy("none: the top of the org chart"),
    )
    hired_on = forms.DateField(
        label=wording.FIELDS["hired_on"],
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    languages = forms.CharField(
        label=wording.FIELDS["languages"],
        required=False,
        max_length=200,
        help_text=gettext_lazy("Separated by commas, for example “French, English”."),
    )
    skills_offered = forms.CharField(
        label=wording.FIELDS["skills_offered"],
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("One a line with its level 1 to 5, for example “Negotiation: 4”."),
    )
    skills_wanted = forms.CharField(
        label=wording.FIELDS["skills_wanted"],
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    language = forms.ChoiceField(label=wording.FIELDS["language"], required=False)
    time_zone = forms.ChoiceField(label=wording.FIELDS["time_zone"], required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        person: Person | None,
        people: PersonQuerySet,
        own: list[Attribute],
        company: Company,
    ) -> None:
        super().__init__(data, initial=_start(person, own))
        self.own = own
        others = people
        if person is not None:
            # A manager who has left stays until HR chooses another one.
            others = (people | Person.objects.filter(pk=person.manager_id)).exclude(pk=person.pk)
        self.fields["manager"].queryset = others  # type: ignore[attr-defined]
        self.fields["language"].choices = [  # type: ignore[attr-defined]
            ("", _("That of the company")),
            *Company.Language.choices,
        ]
        stored = person.time_zone if person else ""
        self.fields["time_zone"].choices = time_zones(company, stored)  # type: ignore[attr-defined]
        if person is not None and person.joined_at:
            # They have an account: their screens are theirs to set.
            del self.fields["language"], self.fields["time_zone"]
        for one in own:
            self.fields[one.key] = _field(one)

    @property
    def groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields in the order of a record, by heading."""
        screens = [self[name] for name in ("language", "time_zone") if name in self.fields]
        groups = [
            (_("Identity"), [self[name] for name in _TEXTS]),
            (_("Place in the company"), [self[n] for n in (*_PLACE, "level", "manager")]),
            (_("Since when, languages"), [self[name] for name in ("hired_on", "languages")]),
            (_("Skills"), [self[name] for name in _SKILLS.values()]),
            (_("Facts of your company"), [self[one.key] for one in self.own]),
            (_("Screens, until their account is open"), screens),
        ]
        return [(heading, fields) for heading, fields in groups if fields]

    def clean_languages(self) -> list[str]:
        """Codes; refuses a language that is not known."""
        codes: dict[str, None] = {}
        for item in cells.split_list(self.cleaned_data["languages"]):
            code = cells.language_of(item)
            if code is None:
                raise forms.ValidationError(
                    _("“%(name)s” is not a known language."), params={"name": item}
                )
            codes[code] = None
        return list(codes)

    def clean_skills_offered(self) -> dict[str, int]:
        """Levels by skill."""
        return self._skills("skills_offered")

    def clean_skills_wanted(self) -> dict[str, int]:
        """Levels by skill."""
        return self._skills("skills_wanted")

    def _skills(self, name: str) -> dict[str, int]:
        skills, wrong = cells.skills_of(self.cleaned_data[name])
        if wrong:
            raise forms.ValidationError(
                _("“%(skill)s”: write the skill, a colon and a level from 1 to 5."),
                params={"skill": wrong[0]},
            )
        return skills

    def facts(self) -> dict[str, Any]:
        """What `people.actions.record` takes, without the skills."""
        names = (*_TEXTS, *_PLACE, "level", "manager", "hired_on", "languages")
        given = {name: self.cleaned_data[name] for name in names}
        for name in ("language", "time_zone"):
            if name in self.fields:
                given[name] = self.cleaned_data[name]
        held = {one.key: self.cleaned_data[one.key] for one in self.own}
        given["declared"] = {
            key: value for key, value in held.items() if value not in (None, "", [])
        }
        return given

    def skills(self) -> dict[str, dict[str, int]]:
        """Levels by skill, by direction."""
        return {direction: self.cleaned_data[name] for direction, name in _SKILLS.items()}


class AmountField(forms.CharField):
    """A number as people write it."""

    def clean(self, value: Any) -> int | float | None:
        """The number, ``None`` for an empty field."""
        text = super().clean(value)
        number = cells.quantity_of(text) if text else None
        if text and number is None:
            raise forms.ValidationError(_("This is not a number."))
        return number


def _field(one: Attribute) -> forms.Field:
    choices = [(option, option) for option in one.options]
    if one.kind == Attribute.Kind.NUMBER:
        return AmountField(label=one.name, required=False, max_length=24)
    if one.kind == Attribute.Kind.CHOICE:
        return forms.ChoiceField(
            label=one.name, required=False, choices=[("", _("not known")), *choices]
        )
    if one.kind == Attribute.Kind.CHOICES:
        chips = forms.CheckboxSelectMultiple(attrs={"class": "chips"})
        return forms.MultipleChoiceField(
            label=one.name, required=False, choices=choices, widget=chips
        )
    return forms.CharField(label=one.name, required=False, max_length=200)


def _start(person: Person | None, own: list[Attribute]) -> dict[str, Any]:
    if person is None:
        return {}
    names = (*_TEXTS, *_PLACE, "level", "hired_on", "language", "time_zone")
    start: dict[str, Any] = {name: getattr(person, name) for name in names}
    start |= {"manager": person.manager_id, "languages": _spoken(person)}
    for direction, field in _SKILLS.items():
        rows = person.person_skills.filter(direction=direction).order_by("-level", "skill__name")
        levels = rows.values_list("skill__name", "level")
        start[field] = "\n".join(f"{name}: {level}" for name, level in levels)
    for one in own:
        value = person.declared.get(one.key, "")
        start[one.key] = one.shown(person) if one.kind == Attribute.Kind.NUMBER else value
    return start


def _spoken(person: Person) -> str:
    """By their names where these read back as the same languages, else by their codes."""
    names = cells.split_list(person.spoken)
    reads_back = [cells.language_of(name) for name in names] == person.languages
    return ", ".join(names if reads_back else person.languages)


class RoleForm(forms.Form):
    """Whether somebody administers the company's space."""

    role = forms.ChoiceField(
        label=gettext_lazy("Access to this space"),
        choices=[(one.value, one.label) for one in (Person.Role.HR, Person.Role.MEMBER)],
        widget=forms.RadioSelect,
    )


class LeavingForm(forms.Form):
    """The last day of somebody who leaves."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy(
            "They can log in until that day included. A day that is over ends it at once."
        ),
    )


class AttributeForm(forms.Form):
    """A fact that the company declares about its people."""

    name = forms.CharField(
        label=gettext_lazy("Name of the fact"),
        max_length=80,
        help_text=gettext_lazy("As it is written on top of the column in your files."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What it holds"),
        choices=Attribute.Kind.choices,
        widget=forms.RadioSelect,
        initial=Attribute.Kind.TEXT,
    )
    options = forms.CharField(
        label=gettext_lazy("Answers of the list"),
        required=False,
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("One a line; only for lists."),
    )

    def __init__(self, *args: Any, attribute: Attribute | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if attribute is not None:
            del self.fields["kind"]
            self.initial["name"] = attribute.name
            self.initial["options"] = "\n".join(attribute.options)
            if not attribute.is_list:
                del self.fields["options"]

    def clean_options(self) -> list[str]:
        """One answer a line."""
        return [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
