"""Who may read what people keep to themselves: each their own, and nobody else."""

from uuid import UUID

from django.db.models import Q, QuerySet

from introductions.models import Conflict, Conversation, ConversationQuerySet
from matching.models import MatchingRun
from people import access as people_access
from people.models import Person, PersonQuerySet
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme

FOUND = 8
"""Names shown at most for a search."""


def enrolments(person: Person) -> EnrolmentQuerySet:
    """``person``'s own enrolments, invited or taking part, in programmes that are not over."""
    return programmes_access.own_enrolments(person).filter(
        status__in=(Enrolment.Status.INVITED, Enrolment.Status.ACCEPTED),
        programme__in=Programme.objects.alive(),
    )


def ever(person: Person) -> EnrolmentQuerySet:
    """``person``'s own enrolments, over or not: a conflict outlives the programme it came from."""
    return programmes_access.own_enrolments(person)


def mentoring(person: Person) -> EnrolmentQuerySet:
    """``person``'s own accepted enrolments as mentor: the only answers they may open."""
    return enrolments(person).mentors().filter(status=Enrolment.Status.ACCEPTED)


def choosing(person: Person) -> EnrolmentQuerySet:
    """``person``'s own accepted enrolments as mentee: for them alone they ask."""
    return enrolments(person).mentees().filter(status=Enrolment.Status.ACCEPTED)


def taking_part(person: Person) -> EnrolmentQuerySet:
    """``person``'s own accepted enrolments, on either side."""
    return enrolments(person).filter(status=Enrolment.Status.ACCEPTED)


def conversations(person: Person) -> ConversationQuerySet:
    """Conversations of ``person`` in programmes that are not over: nobody else opens them."""
    rows = Conversation.objects.of(person).filter(run__programme__in=Programme.objects.alive())
    return rows.select_related("run__programme", "mentee__person", "mentor__person")


def conversations_of(mine: Enrolment) -> ConversationQuerySet:
    """Those of one enrolment, the latest first."""
    rows = Conversation.objects.filter(Q(mentee=mine) | Q(mentor=mine))
    return rows.select_related("run", "mentee__person", "mentor__person").order_by("-pk")


def put_forward(mine: Enrolment, run: MatchingRun, public_id: UUID) -> Enrolment | None:
    """A mentor that a run put forward for this mentee; None for anybody else."""
    listed = run.suggestions.filter(mentee=mine).values("mentor")
    rows = Enrolment.objects.filter(pk__in=listed, public_id=public_id)
    return rows.select_related("person").first()


def conflicts(person: Person) -> QuerySet[Conflict]:
    """What ``person`` declared, by name; nobody opens those of somebody else."""
    rows = Conflict.objects.filter(person=person).select_related("other")
    return rows.order_by("other__family_name", "other__given_name", "pk")


def colleagues(person: Person, words: str) -> PersonQuerySet:
    """Who works here and has every word in their name; nobody for a single letter.

    Among the whole company, not the programme: a search must not tell who takes part, and somebody
    may join tomorrow.
    """
    return people_access.colleagues(person, words)


def named(person: Person, public_id: str) -> Person | None:
    """A colleague by public id, as the search or one's own list gives it; None for nobody."""
    try:
        wanted = UUID(public_id)
    except ValueError:
        return None
    rows = Person.objects.known().exclude(pk=person.pk)
    return rows.filter(public_id=wanted).first()
