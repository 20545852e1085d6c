"""Who may see and settle how people are selected; who meets the rules, who waits in which place."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from people import access as people_access
from people.models import Attribute, Person, PersonQuerySet
from programmes import access as programmes_access
from programmes.models import Enrolment, EnrolmentQuerySet, Programme
from selection import eligibility
from selection.models import (
    Acknowledgement,
    EligibilityRule,
    FormVersion,
    GridCriterion,
    Interview,
    Policy,
    Question,
    Reference,
    Response,
    Verdict,
    Waiting,
)
from training import standing as training_standing
from training.models import Module, ModuleQuerySet, Progress

type Excluded = list[tuple[EligibilityRule, bool]]
"""Rules that somebody does not meet, each with whether their record leaves it open."""


def policy(programme: Programme) -> Policy:
    """What HR settled for a programme; a row that is not saved when nothing was."""
    return Policy.objects.filter(programme=programme).first() or Policy(programme=programme)


def is_qualified_first(programme: Programme) -> bool:
    """Whether only qualified mentors of this programme are matched."""
    return Policy.objects.filter(programme=programme, is_qualified_first=True).exists()


def form(programme: Programme, role: str) -> FormVersion | None:
    """The questions asked today beside those that every programme asks; None: no others."""
    rows = FormVersion.objects.filter(programme=programme, role=role)
    return rows.published().order_by("-number").first()


def without_form(programme: Programme) -> list[str]:
    """Roles of which nobody is asked more than the usual questions: no form is published."""
    asked = set(
        FormVersion.objects.filter(programme=programme).published().values_list("role", flat=True)
    )
    return [role for role in Enrolment.Role.values if role not in asked]


def unwritten(programme: Programme) -> list[str]:
    """Roles without a form of which nobody is writing one either: ours may be proposed."""
    begun = set(FormVersion.objects.filter(programme=programme).values_list("role", flat=True))
    return [role for role in Enrolment.Role.values if role not in begun]


def draft(programme: Programme, role: str) -> FormVersion | None:
    """The next version, when HR is writing one."""
    return FormVersion.objects.filter(programme=programme, role=role).drafts().first()


def version(programme: Programme, role: str, number: int) -> FormVersion | None:
    """A published version by its number."""
    rows = FormVersion.objects.filter(programme=programme, role=role, number=number)
    return rows.published().first()


def asked(form: FormVersion | None) -> list[Question]:
    """The questions of a version in their order."""
    return list(form.questions.order_by("place", "pk")) if form else []


def versions(programme: Programme, role: str) -> QuerySet[FormVersion]:
    """Every published version, the newest first."""
    rows = FormVersion.objects.filter(programme=programme, role=role)
    return rows.published().select_related("published_by").order_by("-number")


def responses(enrolment: Enrolment) -> QuerySet[Response]:
    """What somebody answered, with the questions as they read them."""
    rows = Response.objects.filter(enrolment=enrolment).select_related("question__form")
    return rows.order_by("question__place", "pk")


def shared(enrolment: Enrolment) -> QuerySet[Response]:
    """Answers that the partner may read: those whose question said so."""
    return responses(enrolment).filter(question__is_shared=True)


def rules(programme: Programme, role: str) -> QuerySet[EligibilityRule]:
    """What this role asks for, in the order in which HR wrote it down."""
    rows = EligibilityRule.objects.filter(programme=programme, role=role)
    return rows.select_related("attribute", "trained_in", "module").order_by("pk")


def ineligible(programme: Programme, role: str, people: Sequence[Person]) -> dict[int, Excluded]:
    """Those of ``people`` whom a rule excludes from a role, by pk, with the rules in order."""
    rows = {row.pk: row for row in rules(programme, role)}
    if not rows:
        return {}
    today, plain = timezone.localdate(), [row.rule for row in rows.values()]
    trained = _trained(rows.values(), people)
    found: dict[int, Excluded] = {}
    for person in people:
        held = traits(person, trained=frozenset(trained[person.pk]))
        obstacles = eligibility.obstacles(held, plain, today)
        if obstacles:
            found[person.pk] = [(rows[one.rule.pk], one.is_unknown) for one in obstacles]
    return found


def _trained(rules: Iterable[EligibilityRule], people: Sequence[Person]) -> dict[int, set[str]]:
    """The trainings that ``rules`` ask for and each person has completed, by the person's pk."""
    found: dict[int, set[str]] = defaultdict(set)
    for row in rules:
        done: QuerySet[Any]
        if row.module_id:
            done = Progress.objects.filter(module=row.module_id, done_at__isnull=False)
        elif row.trained_in_id:
            done = training_standing.trained(Enrolment.objects.filter(programme=row.trained_in_id))
        else:
            continue
        for pk in done.filter(person__in=people).values_list("person", flat=True):
            found[pk].add(row.training)
    return found


def trainings(person: Person, programme: Programme) -> ModuleQuerySet:
    """Modules that a rule of ``programme`` may ask for: live ones of launched other programmes.

    Nobody learns in a programme before they belong to it, and what its participants did in another
    one is read by HR.
    """
    rows = Module.objects.live().exclude(programme=programme)
    rows = rows.exclude(programme__status=Programme.Status.DRAFT)
    rows = rows.select_related("programme").order_by("programme__name", "programme", "place", "pk")
    return rows if person.is_hr else rows.none()


def traits(person: Person, *, trained: frozenset[str] = frozenset()) -> eligibility.Traits:
    """The facts about a person that rules may look at."""
    return eligibility.Traits(
        level=person.level,
        hired_on=person.hired_on,
        function=person.function,
        site=person.site,
        department=person.department,
        own=person.declared,
        trained=trained,
    )


def attributes(person: Person) -> QuerySet[Attribute]:
    """The company's own facts that ``person`` may ask for in a rule."""
    return people_access.attributes(person).order_by("name")


def kinds(person: Person) -> tuple[str, ...]:
    """Kinds of rules that ``person`` may write and take out: those about facts they read.

    Otherwise a director would learn somebody's start day by asking for it, day after day.
    """
    return eligibility.KINDS if person.is_hr else eligibility.READ_BY_DIRECTORS


def everybody() -> PersonQuerySet:
    """Whom rules are tried on before anybody is invited: all who stay."""
    return Person.objects.filter(status=Person.Status.ACTIVE).by_name()


def mentors(person: Person) -> EnrolmentQuerySet:
    """Mentors whose file ``person`` may read and decide on: of steered programmes, never their own.

    A sponsor, a partner and an interviewer read no scores.
    """
    return programmes_access.enrolments(person).mentors().exclude(person=person)


def enrolments(person: Person) -> EnrolmentQuerySet:
    """Enrolments whose answers ``person`` may read: those of the programmes they steer."""
    return programmes_access.enrolments(person).exclude(person=person)


def interviews(person: Person) -> QuerySet[Interview]:
    """Interviews that ``person`` was asked to hold, with mentors who still take part."""
    return Interview.objects.filter(
        interviewer=person, enrolment__status=Enrolment.Status.ACCEPTED
    ).select_related("enrolment__person", "enrolment__programme")


def grid(programme: Programme) -> QuerySet[GridCriterion]:
    """The lines of the interview grid that are in use."""
    rows = GridCriterion.objects.filter(programme=programme, is_retired=False)
    return rows.order_by("place", "pk")


def whole_grid(programme: Programme) -> QuerySet[GridCriterion]:
    """The lines of the grid, retired ones too: marks given on them are still shown."""
    return GridCriterion.objects.filter(programme=programme)


def alone(enrolment: Enrolment) -> EnrolmentQuerySet:
    """One enrolment as a set of rows."""
    return Enrolment.objects.filter(pk=enrolment.pk)


def interviews_of(enrolment: Enrolment) -> QuerySet[Interview]:
    """Interviews of a mentor, in the order in which they were asked for."""
    return (
        Interview.objects.filter(enrolment=enrolment).select_related("interviewer").order_by("pk")
    )


def references(enrolment: Enrolment) -> QuerySet[Reference]:
    """What colleagues told of a mentor."""
    return Reference.objects.filter(enrolment=enrolment).select_related("referee").order_by("pk")


def acknowledgement(enrolment: Enrolment) -> Acknowledgement | None:
    """When somebody read what the programme is and is not, and which version."""
    return Acknowledgement.objects.filter(enrolment=enrolment).select_related("page").first()


def verdicts(programme: Programme) -> QuerySet[Verdict]:
    """What HR decided about the mentors of a programme."""
    return Verdict.objects.filter(enrolment__programme=programme).standing()


def verdict(enrolment: Enrolment) -> Verdict | None:
    """What HR decided about a mentor."""
    return Verdict.objects.filter(enrolment=enrolment).standing().first()


def waiting(enrolment: Enrolment) -> Waiting | None:
    """The open place of somebody on the waitlist."""
    return Waiting.objects.filter(enrolment=enrolment).open().first()


def waitlist(programme: Programme) -> QuerySet[Waiting]:
    """Who waits in a programme, the first who came first."""
    rows = Waiting.objects.filter(enrolment__programme=programme).open().in_order()
    return rows.select_related("enrolment__person")


def position(waiting: Waiting) -> int:
    """The place of somebody among those of the same side who wait, from 1."""
    row = waiting.enrolment
    ahead = Waiting.objects.filter(
        Q(since__lt=waiting.since) | Q(since=waiting.since, pk__lt=waiting.pk),
        enrolment__programme=row.programme_id,
        enrolment__role=row.role,
    )
    return ahead.open().count() + 1
