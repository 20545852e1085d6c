"""Who may see and who may steer a programme and its enrolments."""

from django.db.models import Count, Q, QuerySet

from competencies import access as competencies
from competencies.models import Profile
from people.models import Person, PersonQuerySet, Skill, fold, folded
from programmes.models import (
    CanvasRemark,
    CanvasReview,
    Enrolment,
    EnrolmentQuerySet,
    Programme,
    Responsibility,
)


def steered(person: Person) -> QuerySet[Programme]:
    """Programmes that ``person`` configures and runs: all for HR, else those they direct."""
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    return rows.filter(
        responsibilities__person=person,
        responsibilities__role=Responsibility.Role.DIRECTOR,
    )


def reported(person: Person) -> QuerySet[Programme]:
    """Programmes whose results and reports ``person`` may read: steered ones and sponsored ones."""
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    return rows.filter(pk__in=Responsibility.objects.filter(person=person).values("programme"))


def is_sponsor(person: Person) -> bool:
    """Whether ``person`` sponsors a programme, whatever its state."""
    return Responsibility.objects.filter(person=person, role=Responsibility.Role.SPONSOR).exists()


def programmes(person: Person) -> QuerySet[Programme]:
    """Programmes whose page ``person`` may open.

    Steered, sponsored, or with an own enrolment in a programme that is not a draft any more.
    """
    rows = Programme.objects.all()
    if person.is_hr:
        return rows
    own = Enrolment.objects.of(person).values("programme")
    held = Responsibility.objects.filter(person=person).values("programme")
    return rows.filter(Q(pk__in=held) | (Q(pk__in=own) & ~Q(status=Programme.Status.DRAFT)))


def enrolments(person: Person) -> EnrolmentQuerySet:
    """Enrolments that ``person`` may administer: those of the programmes they steer."""
    return Enrolment.objects.filter(programme__in=steered(person))


def own_enrolments(person: Person) -> EnrolmentQuerySet:
    """``person``'s own enrolments in programmes that are not drafts."""
    return Enrolment.objects.of(person).exclude(programme__status=Programme.Status.DRAFT)


def own_offers(person: Person) -> EnrolmentQuerySet:
    """``person``'s own places as a mentor, in programmes that are open or running."""
    rows = own_enrolments(person).mentors().filter(status=Enrolment.Status.ACCEPTED)
    return rows.filter(programme__in=Programme.objects.alive())


def own_target(enrolment: Enrolment) -> Profile | None:
    """The profile with which this side of the programme compares itself, while it is offered."""
    programme = enrolment.programme
    chosen = programme.mentor_target_id if enrolment.is_mentor else programme.mentee_target_id
    return competencies.profiles().filter(pk=chosen).first() if chosen else None


def read_canvases(person: Person) -> QuerySet[Programme]:
    """Programmes whose canvas ``person`` may read: steered ones, and drafts they review."""
    asked = CanvasReview.objects.waiting().filter(reviewer=person).values("programme")
    return Programme.objects.filter(Q(pk__in=steered(person).values("pk")) | Q(pk__in=asked))


def to_review(person: Person) -> QuerySet[Programme]:
    """Drafts whose canvas ``person`` was asked to read and has not finished reading."""
    asked = CanvasReview.objects.waiting().filter(reviewer=person).values("programme")
    return Programme.objects.filter(pk__in=asked).order_by("name", "pk")


def reviewers(programme: Programme, by: Person) -> PersonQuerySet:
    """Colleagues whom ``by`` may ask to read the canvas: HR, and directors of any programme.

    Whoever was asked and has not ended yet is left out.
    """
    directors = Responsibility.objects.filter(role=Responsibility.Role.DIRECTOR).values("person")
    busy = CanvasReview.objects.waiting().filter(programme=programme).values("reviewer")
    rows = Person.objects.filter(status=Person.Status.ACTIVE)
    rows = rows.filter(Q(role=Person.Role.HR) | Q(pk__in=directors))
    return rows.exclude(pk__in=busy).exclude(pk=by.pk).by_name()


def canvas_reviews(programme: Programme) -> QuerySet[CanvasReview]:
    """Who was asked to read the canvas of a programme, the latest first."""
    rows = CanvasReview.objects.filter(programme=programme).select_related("reviewer", "asked_by")
    return rows.order_by("-asked_at", "-pk")


def canvas_remarks(programme: Programme) -> QuerySet[CanvasRemark]:
    """What was said about the canvas of a programme, the first remark first."""
    rows = CanvasRemark.objects.filter(review__programme=programme)
    return rows.select_related("review__reviewer", "resolved_by").order_by("written_at", "pk")


def open_remarks(programme: Programme, step: str) -> QuerySet[CanvasRemark]:
    """What was said about one step and is not settled yet."""
    return canvas_remarks(programme).filter(step=step, resolved_at__isnull=True)


def settled_remarks(person: Person) -> QuerySet[CanvasRemark]:
    """Remarks that ``person`` may settle: those on the programmes they steer."""
    return CanvasRemark.objects.filter(review__programme__in=steered(person))


def invitable(person: Person, programme: Programme) -> PersonQuerySet:
    """Persons whom ``person`` may invite to ``programme``: nobody unless they steer it.

    Those who are leaving or already in the programme, on whichever side and whatever they
    answered, are left out.
    """
    rows = Person.objects.filter(status=Person.Status.ACTIVE)
    if not steered(person).filter(pk=programme.pk).exists():
        return rows.none()
    return rows.exclude(pk__in=Enrolment.objects.filter(programme=programme).values("person"))


def appointable(person: Person) -> PersonQuerySet:
    """Persons to whom ``person`` may give a role in a programme: only HR gives roles."""
    rows = Person.objects.filter(status=Person.Status.ACTIVE)
    return rows if person.is_hr else rows.none()


def contacts(programme: Programme) -> PersonQuerySet:
    """Whom a participant may ask: the programme's directors, else the company's HR."""
    directors = Person.objects.present().filter(
        responsibilities__programme=programme,
        responsibilities__role=Responsibility.Role.DIRECTOR,
    )
    rows = directors if directors.exists() else Person.objects.hr()
    return rows.by_name()


def skills() -> QuerySet[Skill]:
    """The company's skills, those that most people name first."""
    return Skill.objects.annotate(times=Count("person_skills")).order_by("-times", "name")


def named[Rows: (PersonQuerySet, EnrolmentQuerySet)](
    rows: Rows, query: str, *, prefix: str = ""
) -> Rows:
    """Rows whose person has every word of ``query`` in their name, e-mail, post, unit or site."""
    searched = ("given_name", "family_name", "email", "job_title", "department", "site")
    rows = rows.alias(**{f"plain_{name}": folded(f"{prefix}{name}") for name in searched})
    for word in query.replace("\0", " ").split()[:6]:
        wanted = Q()
        for name in searched:
            wanted |= Q(**{f"plain_{name}__contains": fold(word)})
        rows = rows.filter(wanted)
    return rows
