"""The operator's site with one of everything, and the people who look at it."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.http import int_to_base36

from companies import walls
from companies.models import ArchivePart, Company, CompanyArchive
from people.actions import invitation
from people.adapter import ResetTokens
from people.models import Person
from tests import factories
from tests.house import town as towns
from tests.people import operators

SITE = "mentorat.urls_operator"
ACTORS = ("nobody", "member", "beginner", "operator")
"""Who looks: ``member`` has no role any more, ``beginner`` has no second factor yet."""


@dataclass
class Office:
    """The operator's company, its people, and the arguments of every route about one customer."""

    company: Company
    people: dict[str, Person | None]
    arguments: dict[str, dict[str, Any]] = field(default_factory=dict)

    def address(self, name: str, arguments: dict[str, Any] | None = None) -> str:
        """The address of a named route of the site."""
        given = self.arguments.get(name, {}) if arguments is None else arguments
        return reverse(name, kwargs=given, urlconf=SITE)

    def browser(self, actor: str, host: str = operators.HOST) -> Client:
        """A browser of one of the actors, who has proven themselves just now."""
        browser = operators.browser(self.people[actor], host)
        browser.defaults["REMOTE_ADDR"] = towns._address()
        browser.raise_request_exception = False
        return browser


def build(customer: str) -> Office:
    """Make the site; ``customer`` is the schema name of the company that the pages are about."""
    with walls.catalogue():
        shown = Company.objects.get(schema_name=customer)
        archive = CompanyArchive.objects.create(company=shown, status="done", size=3)
        ArchivePart.objects.create(archive=archive, number=0, content=b"abc")
    own = operators.establish()
    with walls.inside(own):
        member = operators.operator("Member")
        Person.objects.filter(pk=member.pk).update(role=Person.Role.MEMBER)
        beginner = operators.operator("Beginner", is_secured=False)
        office = Office(own, {"nobody": None, "member": member, "beginner": beginner})
        office.people["operator"] = operators.operator("Operator")
        about = {"pk": shown.pk}
        for name in towns.routes(SITE):
            if name.startswith("operator:") and name not in ("operator:open", "operator:operators"):
                office.arguments[name] = about
        office.arguments |= {
            "admin:companies_company_change": about,
            "operator:fetch": {"public_id": archive.public_id},
            "operator:let_go": {"public_id": beginner.public_id},
            "operator:reset": {"public_id": beginner.public_id},
            "people:journal_export": {"kind": "csv"},
            **{key: {"pk": 1} for key in ("mfa_edit_webauthn", "mfa_remove_webauthn")},
        }
        office.arguments |= _links(operators.operator("Newcomer", is_secured=False))
    return office


def _links(newcomer: Person) -> dict[str, dict[str, Any]]:
    forgetful = factories.PersonFactory()
    Person.objects.filter(pk=newcomer.pk).update(joined_at=None)
    newcomer.refresh_from_db()
    key = {"uidb36": int_to_base36(forgetful.pk), "key": ResetTokens().make_token(forgetful)}
    return {
        "people:accept_invitation": {"token": invitation.token(newcomer)},
        "account_reset_password_from_key": key,
    }
