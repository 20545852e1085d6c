"""Whose search, requests and answers one may open; HR and directors read totals, never names."""

from django.db.models import QuerySet

from asking.models import Choice, ChoiceQuerySet, MentorRequest
from people.models import Person
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme


def steered(person: Person) -> QuerySet[Programme]:
    """Programmes in which mentees ask themselves, for who steers them."""
    return programmes_access.steered(person).filter(mode=Programme.Mode.SELF)


def programmes(person: Person) -> QuerySet[Programme]:
    """Programmes in which mentees ask themselves and whose page ``person`` may open."""
    rows = programmes_access.programmes(person)
    return Programme.objects.filter(pk__in=rows.values("pk"), mode=Programme.Mode.SELF)


def parts(person: Person, role: str) -> EnrolmentQuerySet:
    """``person``'s own part on one side of programmes in which mentees ask themselves."""
    rows = programmes_access.own_enrolments(person).filter(programme__mode=Programme.Mode.SELF)
    return rows.filter(role=role, status=Enrolment.Status.ACCEPTED).select_related(
        "programme", "person"
    )


def searching(person: Person) -> EnrolmentQuerySet:
    """``person``'s own parts as mentee: the only searches they may open."""
    return parts(person, Enrolment.Role.MENTEE)


def offering(person: Person) -> EnrolmentQuerySet:
    """``person``'s own parts as mentor: the only requests they may open."""
    return parts(person, Enrolment.Role.MENTOR)


def last_request(mentee: Enrolment) -> MentorRequest | None:
    """The newest request of a mentee, open or not."""
    rows = MentorRequest.objects.filter(mentee=mentee).select_related("mentee__programme")
    return rows.order_by("-pk").first()


def choices(asked: MentorRequest) -> list[Choice]:
    """The mentors of a request in the mentee's order, persons loaded."""
    rows = asked.choices.select_related("mentor__person")
    return list(rows.order_by("place"))


def received(person: Person) -> ChoiceQuerySet:
    """Choices that were put before ``person``, answered or not."""
    rows = Choice.objects.filter(mentor__in=offering(person), asked_at__isnull=False)
    return rows.select_related(
        "mentor__person", "mentor__programme", "request__mentee__person"
    ).order_by("answer_by", "pk")
