"""Guards put on views, and who may see whom."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse

from people.models import Attribute, AuditEntry, PeopleImport, Person, PersonQuerySet, folded


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: Person


type Door[**P] = Callable[Concatenate[PersonRequest, P], HttpResponse]


def signed_in[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let persons in who are logged in; send the others to the login page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def hr_only[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let HR admins in; anybody else finds nothing there (404, like an absent page)."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_hr:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def persons(person: Person) -> QuerySet[Person]:
    """Records that ``person`` may open: all that have a name for HR, else their own."""
    rows = Person.objects.known()
    return rows if person.is_hr else rows.filter(pk=person.pk)


def managers(person: Person) -> PersonQuerySet:
    """Whom ``person`` may make somebody's manager: those who work here, for HR."""
    rows = Person.objects.present().by_name()
    return rows if person.is_hr else rows.none()


def chart(person: Person) -> PersonQuerySet:
    """Everybody in the org chart, with what the chart shows: HR only."""
    shown = ("public_id", "given_name", "family_name", "job_title", "site", "manager_id", "status")
    return managers(person).only(*shown)


def attributes(person: Person) -> QuerySet[Attribute]:
    """Facts that the company declares: administered by HR, and by nobody else."""
    rows = Attribute.objects.order_by(folded("name"))
    return rows if person.is_hr else rows.none()


def declared(person: Person) -> list[tuple[str, str]]:
    """The company's own facts in one record, by name; those that are not known are left out.

    Whoever may open the record sees them all.
    """
    told = [(one.name, one.shown(person)) for one in Attribute.objects.order_by(folded("name"))]
    return [(name, value) for name, value in told if value]


def holders(person: Person, attribute: Attribute) -> QuerySet[Person]:
    """Records that hold a fact, of those that ``person`` may open."""
    return persons(person).filter(declared__has_key=attribute.key)


def imports(person: Person) -> QuerySet[PeopleImport]:
    """Imports of people: HR only."""
    rows = PeopleImport.objects.all()
    return rows if person.is_hr else rows.none()


def journal(person: Person) -> QuerySet[AuditEntry]:
    """The journal: HR only."""
    rows = AuditEntry.objects.select_related("actor")
    return rows if person.is_hr else rows.none()


def has_second_factor(person: Person) -> bool:
    """Whether ``person`` proves more than a password or a code when they log in."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return Authenticator.objects.filter(user=person, type__in=kinds).exists()


def authenticators(person: Person) -> QuerySet[Authenticator]:
    """``person``'s own application, passkeys and recovery codes, the oldest first."""
    return Authenticator.objects.filter(user=person).order_by("created_at", "pk")


def sessions(person: Person) -> QuerySet[UserSession]:
    """``person``'s own sessions, the newest first; some may have ended by themselves."""
    return UserSession.objects.filter(user=person).order_by("-created_at", "-pk")
