"""Whom the selection leaves out of a matching: mentors not qualified, people held to wait."""

from django.db.models import Q

from programmes.models import Enrolment, EnrolmentQuerySet
from selection.models import Policy, Verdict, Waiting
from training import standing as training_standing


def ready(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` whom nothing here leaves out."""
    return rows.exclude(_held()).filter(~_gated() | _qualified())


def unqualified(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Mentors of ``rows`` who are not qualified, where only the qualified are matched."""
    return rows.filter(_gated()).exclude(_qualified())


def undecided(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of the unqualified about whom HR has not decided anything."""
    return unqualified(rows).exclude(pk__in=Verdict.objects.all().standing().values("enrolment"))


def not_wanted(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Mentors of ``rows`` whom HR does not want this time, and has told so."""
    kept = Verdict.objects.all().standing().filter(verdict=Verdict.Outcome.NOT_NOW)
    return rows.filter(pk__in=kept.values("enrolment"))


def held(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Those of ``rows`` whom the waitlist holds until HR takes them in."""
    return rows.filter(_held())


def _gated() -> Q:
    programmes = Policy.objects.filter(is_qualified_first=True).values("programme")
    return Q(role=Enrolment.Role.MENTOR, programme__in=programmes)


def _qualified() -> Q:
    asked = Enrolment.objects.filter(
        verdict__verdict=Verdict.Outcome.AFTER_TRAINING, verdict__set_aside_at=None
    )
    # Whoever has just done the training need not wait until the timetable has noted it.
    trained = training_standing.trained(asked).values("pk")
    return Q(pk__in=Verdict.objects.all().qualifying().values("enrolment")) | Q(pk__in=trained)


def _held() -> Q:
    return Q(pk__in=Waiting.objects.all().open().filter(is_held=True).values("enrolment"))
