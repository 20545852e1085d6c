"""Clean what HR writes about needs and competencies, and how people see themselves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from competencies import words as rules
from competencies.access import Line
from competencies.actions.need import Words
from competencies.models import Competency, Need, NeedWording, Profile
from competencies.starter import LEAST, MOST

LEVELS = [(level, str(level)) for level in range(LEAST, MOST + 1)]


def _text(label: Any, longest: int, *, rows: int = 0) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


class CompetenciesField(forms.ModelMultipleChoiceField):
    """Competencies under the names that they have now; ``names`` go by their key."""

    names: Mapping[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        """In the reader's language."""
        return self.names[obj.pk]


class NeedForm(forms.Form):
    """A need in both languages, its situation, further words, the competencies it is tied to."""

    label_fr = _text(_("In French"), 80)
    label_en = _text(_("In English"), 80)
    hint_fr = _text(_("How one recognises it, in French"), 200, rows=2)
    hint_en = _text(_("How one recognises it, in English"), 200, rows=2)
    situation = forms.ChoiceField(
        label=_("Situation"), choices=Need.Situation.choices, widget=forms.RadioSelect
    )
    competencies = CompetenciesField(
        label=_("Competencies it is tied to"),
        queryset=Competency.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
        help_text=_("After a self-assessment, needs tied to the widest gaps are put forward."),
    )
    synonyms = forms.CharField(
        label=_("Further words that a list may use"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, in either language. They are understood when a list is imported."),
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        lines: Sequence[Line],
        need: Need | None = None,
        last: NeedWording | None = None,
        **kwargs: Any,
    ) -> None:
        if need is not None and last is not None:
            kwargs["initial"] = {
                **{name: getattr(last, name) for name in Words.__annotations__},
                "situation": need.situation,
                "competencies": [one.pk for one in need.competencies.all()],
                "synonyms": "\n".join(need.synonyms),
                "seen": last.since,
            }
        super().__init__(*args, **kwargs)
        tied = self.fields["competencies"]
        assert isinstance(tied, CompetenciesField)
        tied.names = {line.competency.pk: line.wording.name for line in lines}
        tied.queryset = Competency.objects.filter(pk__in=tied.names)

    def facts(self) -> dict[str, Any]:
        """Keywords of the actions that add and change a need."""
        cleaned = self.cleaned_data
        return {
            "situation": cleaned["situation"],
            "words": Words(**{name: cleaned[name] for name in Words.__annotations__}),  # type: ignore[typeddict-item]
            "synonyms": cleaned["synonyms"].splitlines(),
            "competencies": list(cleaned["competencies"]),
        }


class NamesForm(forms.Form):
    """A name in both languages."""

    name_fr = _text(_("Name in French"), 120)
    name_en = _text(_("Name in English"), 120)


class FrameworkForm(NamesForm):
    """A new framework with its first profile."""

    profile_fr = _text(_("First profile in French"), 120)
    profile_en = _text(_("First profile in English"), 120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile_en"].help_text = _(
            "Whom the levels are for, such as people who lead a project for the first time."
        )


class CompetencyForm(forms.Form):
    """A competency in both languages with the level aimed at for each profile."""

    name_fr = _text(_("Name in French"), 120)
    name_en = _text(_("Name in English"), 120)
    description_fr = _text(_("What it is, in French"), 400, rows=2)
    description_en = _text(_("What it is, in English"), 400, rows=2)
    low_fr = _text(_("What one sees at level 1, in French"), 300, rows=2)
    low_en = _text(_("What one sees at level 1, in English"), 300, rows=2)
    middle_fr = _text(_("What one sees at level 3, in French"), 300, rows=2)
    middle_en = _text(_("What one sees at level 3, in English"), 300, rows=2)
    high_fr = _text(_("What one sees at level 5, in French"), 300, rows=2)
    high_en = _text(_("What one sees at level 5, in English"), 300, rows=2)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        profiles: Iterable[Profile],
        line: Line | None = None,
        **kwargs: Any,
    ) -> None:
        if line is not None:
            kwargs["initial"] = {
                **{name: getattr(line.wording, name) for name in rules.FIELDS},
                **{f"target_{pk}": level for pk, level in line.targets.items()},
                "seen": line.wording.since,
            }
        super().__init__(*args, **kwargs)
        self.profiles = list(profiles)
        for one in self.profiles:
            self.fields[f"target_{one.pk}"] = forms.TypedChoiceField(
                label=str(one),
                choices=LEVELS,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
            )

    @property
    def targets(self) -> list[forms.BoundField]:
        """The scales, profile by profile."""
        return [self[f"target_{one.pk}"] for one in self.profiles]

    @property
    def pairs(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The words, French beside English."""
        return [(self[f"{part}_fr"], self[f"{part}_en"]) for part in rules.WORDS]

    def facts(self) -> dict[str, Any]:
        """Keywords of the action that writes a competency."""
        return {
            "words": {name: self.cleaned_data[name] for name in rules.FIELDS},
            "targets": {one.pk: self.cleaned_data[f"target_{one.pk}"] for one in self.profiles},
            "seen": self.cleaned_data["seen"] or 0,
        }


class AssessmentForm(forms.Form):
    """Where somebody sees themself, competency by competency."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, lines: Sequence[Line], version: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines, self.now = list(lines), version
        for line in self.lines:
            self.fields[f"level_{line.competency.pk}"] = forms.TypedChoiceField(
                label=_("My level: %(name)s") % {"name": line.wording.name},
                choices=LEVELS,
                coerce=int,
                widget=forms.RadioSelect(attrs={"class": "scale"}),
                error_messages={"required": _("Choose a level.")},
            )

    def clean(self) -> dict[str, Any]:
        """What was answered to other words is shown again beside those of now."""
        cleaned = super().clean() or {}
        if cleaned.get("version") != self.now:
            raise forms.ValidationError(
                _("HR has changed this page since you opened it. Your levels are kept: look again.")
            )
        return cleaned

    @property
    def asked(self) -> list[tuple[Line, forms.BoundField]]:
        """Each competency with its scale."""
        return [(line, self[f"level_{line.competency.pk}"]) for line in self.lines]

    def facts(self) -> dict[str, Any]:
        """Keywords of the action that keeps a self-assessment."""
        return {
            "version": self.cleaned_data["version"],
            "levels": {
                line.competency.pk: self.cleaned_data[f"level_{line.competency.pk}"]
                for line in self.lines
            },
        }


class SheetForm(forms.Form):
    """The file of a framework."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, XLSX, XLS or ODS, with the titles that the export writes."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.ods"}),
        allow_empty_file=True,
    )
