"""Guards put on views, and who may see whom."""

import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, Concatenate

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.template.response import SimpleTemplateResponse

from companies import walls
from companies.models import Company, CompanyArchive
from people.models import (
    Attribute,
    AuditEntry,
    Connection,
    PeopleImport,
    Person,
    PersonQuerySet,
    fold,
    folded,
)


class PersonRequest(HttpRequest):
    """A request of somebody who is logged in."""

    user: Person


type Door[**P] = Callable[Concatenate[PersonRequest, P], HttpResponseBase]


def signed_in[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let persons in who are logged in; send the others to the login page and back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)  # type: ignore[arg-type]

    return guarded


def hr_only[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let HR admins in; anybody else finds nothing there (404, like an absent page)."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_hr:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def keeper_only[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let those in who read the journal: HR admins, and operators in their own company."""

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_hr or request.user.is_operator):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def operator_only[**P](view: Door[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Let operators in, on the operator's own site only; anybody else finds nothing there (404).

    Their second factor is asked for before (mentorat.middleware), and again here.
    """

    @wraps(view)
    def guarded(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        company = request.company  # type: ignore[attr-defined]
        is_at_home = company is not None and company.is_operator
        if not (is_at_home and request.user.is_operator and has_second_factor(request.user)):
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(guarded)


def at_the_catalogue[**P](view: Door[P]) -> Door[P]:
    """Run the view, its page included, while the catalogue is chosen instead of a company.

    Session and person are of the operator's company: they were read before, by the guard.
    """

    @wraps(view)
    def looking(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with walls.catalogue():
            response = view(request, *args, **kwargs)
            if isinstance(response, SimpleTemplateResponse):
                response.render()
            return response

    return looking


def companies(person: Person) -> QuerySet[Company]:
    """Customers, for operators; to be asked at the catalogue."""
    rows = Company.objects.filter(is_operator=False)
    return rows if person.is_operator else rows.none()


def archives(person: Person) -> QuerySet[CompanyArchive]:
    """Archives of customers, the newest first, for operators; to be asked at the catalogue."""
    rows = CompanyArchive.objects.select_related("company").order_by("-created_at", "-pk")
    return rows if person.is_operator else rows.none()


def operators(person: Person) -> PersonQuerySet:
    """Who runs the installation, for each of them."""
    rows = Person.objects.filter(role=Person.Role.OPERATOR).present().by_name()
    return rows if person.is_operator else rows.none()


def secured(people: Iterable[Person]) -> set[int]:
    """Of several persons, the keys of those who have a second factor (one query)."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(user__in=list(people), type__in=kinds)
    return set(rows.values_list("user_id", flat=True))


def persons(person: Person) -> QuerySet[Person]:
    """Records that ``person`` may open: all that have a name for HR, colleagues for operators,
    else their own.
    """
    rows = Person.objects.known()
    if person.is_operator:
        return operators(person)
    return rows if person.is_hr else rows.filter(pk=person.pk)


def managers(person: Person) -> PersonQuerySet:
    """Whom ``person`` may make somebody's manager: those who work here, for HR."""
    rows = Person.objects.present().by_name()
    return rows if person.is_hr else rows.none()


def chart(person: Person) -> PersonQuerySet:
    """Everybody in the org chart, with what the chart shows: HR only."""
    shown = ("public_id", "given_name", "family_name", "job_title", "site", "manager_id", "status")
    return managers(person).only(*shown)


def colleagues(person: Person, words: str) -> PersonQuerySet:
    """Who works here beside ``person`` and has every word in their name; nobody for one letter."""
    asked = [fold(word) for word in words.replace("\0", " ").split()[:4]]
    rows = Person.objects.present().filter(erased_at=None).exclude(pk=person.pk)
    if sum(map(len, asked)) < 2:
        return rows.none()
    rows = rows.alias(given=folded("given_name"), family=folded("family_name"))
    for word in asked:
        starts = rows.filter(given__startswith=word) | rows.filter(family__startswith=word)
        rows = starts | rows.filter(family__contains=f" {word}")
    return rows.by_name()


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
    """The journal: HR, and operators in their own company."""
    rows = AuditEntry.objects.select_related("actor")
    return rows if person.is_hr or person.is_operator else rows.none()


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


def connections(person: Person) -> QuerySet[Connection]:
    """Connections to providers: administered by HR, and by nobody else."""
    rows = Connection.objects.order_by(folded("name"))
    return rows if person.is_hr else rows.none()


def offered() -> QuerySet[Connection]:
    """Connections that anybody may log in through: whoever does is not known yet."""
    return Connection.objects.filter(is_offered=True).order_by(folded("name"))


def compulsory(person: Person) -> Connection | None:
    """The only way in for ``person``, where there is one; HR admins always have their password."""
    if person.is_hr:
        return None
    rows = offered().filter(is_compulsory=True)
    return next((one for one in rows if one.speaks_for(person.email)), None)


def links(person: Person) -> list[tuple[Connection, SocialAccount]]:
    """``person``'s own accounts at providers of the company."""
    rows = {row.provider: row for row in SocialAccount.objects.filter(user=person)}
    found = Connection.objects.order_by(folded("name")) if rows else ()
    return [(one, rows[one.key]) for one in found if one.key in rows]


def linked(shown: Iterable[Connection]) -> Counter[str]:
    """How many people are linked to their account at each provider, by the connection's key."""
    rows = SocialAccount.objects.filter(provider__in=[one.key for one in shown])
    return Counter(rows.values_list("provider", flat=True))


def saml_connection(public_id: uuid.UUID) -> Connection | None:
    """A SAML connection whose public side is asked for, offered or not."""
    return Connection.objects.filter(kind=Connection.Kind.SAML, public_id=public_id).first()
