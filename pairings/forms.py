"""Forms of the relationship: a session, an early end, a pair made by hand, filters of a list."""

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from competencies.models import Assessment, AssessmentQuerySet
from pairings.actions import session as session_actions
from pairings.actions.pairing import EARLY_REASONS
from pairings.models import MentoringSession, Pairing
from programmes import admission
from programmes.models import Enrolment, EnrolmentQuerySet, Programme

DURATIONS = (30, 45, 60, 90)
READERS = _("both of you, HR, the directors")
READERS_OF_PROGRESS = _("both of you, HR; for the sponsor, averages of five people or more")


def _capitals(choices: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(value, capfirst(str(label))) for value, label in choices]


class SessionForm(forms.Form):
    """What a partner declares of a session, in four taps and a date."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    held_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    duration = forms.TypedChoiceField(
        label=_("Duration"),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect(attrs={"class": "chips"}),
    )
    other_minutes = forms.IntegerField(
        label=_("Another duration, in minutes"),
        required=False,
        min_value=5,
        max_value=480,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    format = forms.ChoiceField(
        label=_("How you met"), widget=forms.RadioSelect(attrs={"class": "chips"})
    )
    themes = forms.MultipleChoiceField(
        label=_("Themes"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"}),
    )
    progress = forms.TypedChoiceField(
        label=_("How far did it move things?"),
        coerce=int,
        choices=[(n, str(n)) for n in range(6)],
        help_text=_("0: not at all · 5: a great deal. As the mentee felt it."),
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A duration typed by hand does instead of a chip.
        self.fields["duration"].required = not self.data.get("other_minutes")
        self.fields["duration"].choices = [  # type: ignore[attr-defined]
            (n, ngettext("%(n)s min", "%(n)s min", n) % {"n": n}) for n in DURATIONS
        ]
        formats = _capitals(MentoringSession.Format.choices)
        self.fields["format"].choices = formats  # type: ignore[attr-defined]
        themes = _capitals(MentoringSession.Theme.choices)
        self.fields["themes"].choices = themes  # type: ignore[attr-defined]
        self.fields["held_on"].widget.attrs |= {
            "min": pairing.started_on.isoformat(),
            "max": session_actions.last_day(pairing).isoformat(),
        }
        for name in ("held_on", "duration", "format", "themes"):
            self.fields[name].visible_by = READERS  # type: ignore[attr-defined]
        self.fields["progress"].visible_by = READERS_OF_PROGRESS  # type: ignore[attr-defined]

    @staticmethod
    def blank(pairing: Pairing, latest: MentoringSession | None) -> dict[str, Any]:
        """First values: today, and the duration and place of the session before."""
        return {
            "key": uuid.uuid4(),
            "held_on": session_actions.last_day(pairing),
            **SessionForm.minutes_of(latest.minutes if latest else 60),
            "format": latest.format if latest else MentoringSession.Format.VIDEO,
        }

    @staticmethod
    def of(session: MentoringSession) -> dict[str, Any]:
        """First values for correcting a session."""
        return {
            "held_on": session.held_on,
            **SessionForm.minutes_of(session.minutes),
            "format": session.format,
            "themes": session.themes,
            "progress": session.progress,
        }

    @staticmethod
    def minutes_of(minutes: int) -> dict[str, int]:
        """A number of minutes as a chip, or as another duration."""
        return {"duration" if minutes in DURATIONS else "other_minutes": minutes}

    def declared(self) -> dict[str, Any]:
        """What the action takes, from a valid form."""
        clean = self.cleaned_data
        return {
            "held_on": clean["held_on"],
            "minutes": clean["other_minutes"] or clean["duration"],
            "format": clean["format"],
            "themes": clean["themes"],
            "progress": clean["progress"],
        }


class EndForm(forms.Form):
    """Why a pairing ends before its term."""

    reason = forms.ChoiceField(label=_("Why it ends"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(v, label) for v, label in Pairing.EndReason.choices if v in EARLY_REASONS]
        self.fields["reason"].choices = _capitals(listed)  # type: ignore[attr-defined]
        self.fields["reason"].visible_by = _("HR and the programme directors")  # type: ignore[attr-defined]


class _MentorField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Enrolment) -> str:
        """Name, post, places still free."""
        free = obj.capacity - obj.taken  # type: ignore[attr-defined]
        places = ngettext("%(n)s place left", "%(n)s places left", free) % {"n": free}
        return " · ".join(filter(None, (str(obj.person), obj.person.job_title, places)))


class _MenteeField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Enrolment) -> str:
        """Name and post."""
        return " · ".join(filter(None, (str(obj.person), obj.person.job_title)))


class PairForm(forms.Form):
    """One mentor and one mentee, brought together by hand; the full are not offered."""

    mentee = _MenteeField(label=_("Mentee"), queryset=Enrolment.objects.none())
    mentor = _MentorField(label=_("Mentor"), queryset=Enrolment.objects.none())
    started_on = forms.DateField(
        label=_("Starts on"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )

    def __init__(
        self, *args: Any, programme: Programme, enrolments: EnrolmentQuerySet, **kwargs: Any
    ) -> None:
        kwargs.setdefault("initial", {"started_on": _first_day(programme)})
        super().__init__(*args, **kwargs)
        willing = (
            admission.matchable(enrolments.filter(programme=programme).accepted())
            .select_related("person")
            .by_name()
        )
        active = Q(pairings_as_mentor__status=Pairing.Status.ACTIVE)
        mentors = willing.filter(role=Enrolment.Role.MENTOR).annotate(
            taken=Count("pairings_as_mentor", filter=active)
        )
        mentees = willing.filter(role=Enrolment.Role.MENTEE)
        if not self.is_bound:
            # An answer from an older page may name somebody paired since: the action says so.
            mentees = mentees.exclude(pairings_as_mentee__status=Pairing.Status.ACTIVE)
            mentors = mentors.filter(taken__lt=F("capacity"))
        self.fields["mentor"].queryset = mentors  # type: ignore[attr-defined]
        self.fields["mentee"].queryset = mentees  # type: ignore[attr-defined]

    @property
    def can_pair(self) -> bool:
        """Whether there is at least one person on each side."""
        return bool(self.fields["mentor"].queryset and self.fields["mentee"].queryset)  # type: ignore[attr-defined]


def _first_day(programme: Programme) -> date:
    return max(timezone.localdate(), programme.starts_on)


class OverviewFilter(forms.Form):
    """What to show in the list of a programme's pairings."""

    q = forms.CharField(required=False)
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("active", _("under way")),
            ("silent", _("silent for long")),
            ("completed", _("completed")),
            ("ended", _("ended early")),
        ],
    )


class AssessmentField(forms.ModelChoiceField):
    """Own self-assessments by day and profile."""

    def label_from_instance(self, obj: Any) -> str:
        """The newest are told apart by their day."""
        return f"{date_format(timezone.localdate(obj.taken_at))} · {obj.profile}"


class ShareForm(forms.Form):
    """Which of one's own self-assessments the partner may read."""

    assessment = AssessmentField(
        label=_("Self-assessment"),
        queryset=Assessment.objects.none(),
        to_field_name="public_id",
        empty_label=None,
    )

    def __init__(self, *args: Any, own: AssessmentQuerySet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["assessment"]
        field.queryset = own
