"""Operators see numbers and act by pages; nobody else finds their site, and they enter nothing."""

import re
from collections.abc import Iterator
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from companies import walls
from companies.errors import Refusal
from companies.models import ArchivePart, Company, CompanyArchive, Domain
from people.actions import archives, operation
from people.actions import company as companies
from people.chain import BEGINNING
from people.models import AuditEntry, Mail, Person
from tests.house import town as towns
from tests.people import operators

SITE = "mentorat.urls_operator"


@pytest.fixture
def house(db: None) -> Iterator[Company]:
    """The operator's company, chosen for the length of the test."""
    connection.set_no_company()
    own = operators.establish()
    with walls.inside(own):
        yield own
    connection.set_no_company()


@pytest.fixture
def oscar(house: Company) -> Person:
    return operators.operator("Oscar")


@pytest.fixture
def site(oscar: Person) -> Client:
    return operators.browser(oscar)


def aubepine() -> Company:
    with walls.catalogue():
        return Company.objects.get(schema_name="aubepine")


def at(name: str, *arguments: object) -> str:
    return reverse(name, args=arguments, urlconf=SITE)


def routes() -> list[str]:
    return sorted(set(towns._names(get_resolver(SITE).url_patterns, "")))


def verbs(schema: str) -> list[str]:
    with walls.inside(schema):
        return list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))


def test_command_makes_the_site_once_and_invites_operators(db: None) -> None:
    connection.set_no_company()
    who = ("--given-name=Olga", "--family-name=Petit")
    out = StringIO()
    call_command("found_operator", "--email=o@x.example", *who, stdout=out)
    call_command("found_operator", "--email=p@x.example", *who)
    assert "http://exploitation.localhost/" in out.getvalue()
    with walls.inside("exploitation") as own:
        assert own.is_operator
        assert set(Person.objects.values_list("role", flat=True)) == {"operator"}
        assert set(Mail.objects.values_list("kind", flat=True)) == {"operator_invitation"}
        link = Mail.objects.earliest("pk").context["link"]
    with pytest.raises(CommandError):
        call_command("found_operator", "--email=P@x.example", *who)
    page = Client(HTTP_HOST=operators.HOST).get(link.partition(".localhost")[2])
    assert "second facteur" in page.content.decode() or "second factor" in page.content.decode()


def test_customer_cannot_have_the_address_of_the_operator(house: Company) -> None:
    who = {"hr_email": "h@n.example", "hr_given_name": "H", "hr_family_name": "R"}
    with pytest.raises(Refusal):
        companies.found(name="X", subdomain="exploitation", language="fr", **who)


def test_operators_company_is_no_customer(house: Company, site: Client) -> None:
    for act in (companies.suspend, companies.resume):
        with pytest.raises(Refusal):
            act(house, reason="no")
    with pytest.raises(Refusal):
        archives.request(house, by=None)
    page = site.get(at("admin:companies_company_changelist")).content.decode()
    assert "Aubepine" in page
    assert "exploitation.localhost" not in page
    assert site.get(at("admin:companies_company_change", house.pk)).status_code == 404
    public = Client(HTTP_HOST="localhost")
    assert public.post("/", {"company": "exploitation"}).status_code == 422
    assert "exploitation" not in public.get("/").content.decode()


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/company/", "/companies/new", "/operators", "/admin/login/"]
)
def test_no_other_host_serves_the_operators_pages(house: Company, path: str) -> None:
    with walls.inside("aubepine"):
        hr = towns.build("aubepine").browser("hr")
        assert hr.get(path).status_code == 404
    for host in ("localhost", "kestrel.localhost"):
        assert Client(HTTP_HOST=host).get(path).status_code == 404


def test_pages_of_a_company_are_absent_from_the_operators_site(site: Client) -> None:
    for path in ("/people/", "/programmes/", "/mentoring/", "/people/import", "/matching/"):
        assert site.get(path).status_code == 404


def test_session_of_the_operator_opens_nothing_at_a_company(site: Client) -> None:
    answer = site.get("/people/", headers={"host": "aubepine.localhost"})
    assert (answer.status_code, answer.url) == (302, "/account/login/?next=/people/")  # type: ignore[attr-defined]


def arguments(name: str, oscar: Person) -> list[object]:
    if name == "operator:fetch":
        with walls.catalogue():
            row = CompanyArchive.objects.create(company=aubepine(), status="done", size=3)
            ArchivePart.objects.create(archive=row, number=0, content=b"abc")
        return [row.public_id]
    if name in ("operator:let_go", "operator:reset"):
        return [operators.operator("Odile").public_id]
    needs = name.startswith("operator:") and name not in ("operator:open", "operator:operators")
    return [aubepine().pk] if needs or name == "admin:companies_company_change" else []


OWN = [name for name in routes() if name.split(":")[0] in ("admin", "operator")]


@pytest.mark.parametrize("name", OWN)
def test_pages_are_for_operators_with_a_second_factor_only(
    house: Company, oscar: Person, name: str
) -> None:
    path = at(name, *arguments(name, oscar))
    ok = {"operator:archive": 405, "admin:index": 302}.get(name, 200)
    assert operators.browser(oscar).get(path).status_code == ok
    assert operators.browser(None).get(path).url.startswith("/account/login/")  # type: ignore[attr-defined]
    bare = operators.operator("Omar", is_secured=False)
    assert operators.browser(bare).get(path).url == "/account/security/"  # type: ignore[attr-defined]
    for role in ("member", "hr"):
        Person.objects.filter(pk=oscar.pk).update(role=role)
        assert operators.browser(oscar).get(path).status_code == 404


@pytest.mark.parametrize("name", [one for one in OWN if one.startswith("admin:")])
def test_nothing_is_written_through_the_admin(site: Client, oscar: Person, name: str) -> None:
    path = at(name, *arguments(name, oscar))
    with walls.catalogue():
        before = list(Company.objects.order_by("pk").values())
    for given in ({}, {"action": "delete_selected", "_selected_action": "1"}, {"name": "X"}):
        assert site.post(path, given).status_code == 405
    for more in ("add/", "1/change/", "1/delete/", "1/history/"):
        assert site.get(f"{path}{more}").status_code == 404
    with walls.catalogue():
        assert list(Company.objects.order_by("pk").values()) == before


def test_operator_opens_a_company_and_its_first_admin_is_invited(
    site: Client, house: Company
) -> None:
    facts = {"name": "Nouvelle SA", "subdomain": "Nouvelle", "language": "fr"}
    facts |= {"time_zone": "Europe/Paris", "hr_given_name": "Hélène", "hr_family_name": "Roy"}
    answer = site.post(at("operator:open"), {**facts, "hr_email": "h@n.example"}, follow=True)
    assert "Nouvelle SA" in answer.content.decode()
    with walls.inside("nouvelle"):
        assert Person.objects.get().role == "hr"
        entry = AuditEntry.objects.earliest("number")
        assert (entry.verb, entry.facts["operator"]) == ("company.founded", "Oscar " + _family())
    assert verbs("exploitation")[-1] == "company.founded"


def _family() -> str:
    with walls.inside("exploitation"):
        return str(Person.objects.get(given_name="Oscar").family_name)


@pytest.mark.parametrize("subdomain", ["aubepine", "exploitation", "public", "é", "-", "a b"])
def test_company_that_cannot_be_opened_says_why_beside_the_field(
    site: Client, subdomain: str
) -> None:
    facts = {"name": "X", "subdomain": subdomain, "language": "fr", "time_zone": "Europe/Paris"}
    facts |= {"hr_given_name": "H", "hr_family_name": "R", "hr_email": "h@n.example"}
    answer = site.post(at("operator:open"), facts)
    assert answer.status_code == 422
    assert 'id="id_subdomain_error"' in answer.content.decode()


def test_suspension_and_return_are_told_in_both_journals(site: Client, oscar: Person) -> None:
    pk = aubepine().pk
    browser = Client(HTTP_HOST="aubepine.localhost")
    assert site.post(at("operator:suspend", pk), {}).status_code == 422
    site.post(at("operator:suspend", pk), {"reason": "unpaid"})
    assert browser.get("/account/login/").status_code == 503
    assert site.post(at("operator:suspend", pk), {"reason": "again"}).status_code == 422
    site.post(at("operator:resume", pk), {"reason": "paid"})
    assert browser.get("/account/login/").status_code == 200
    told = ["company.suspended", "company.resumed"]
    assert (verbs("aubepine"), verbs("exploitation")[-2:]) == (told, told)
    with walls.inside("aubepine"):
        facts = AuditEntry.objects.earliest("number").facts
    assert facts == {"reason": "unpaid", "operator": str(oscar)}
    with walls.inside("exploitation"):
        entry = AuditEntry.objects.latest("number")
        assert (entry.actor, entry.facts) == (oscar, {"reason": "paid", "company": "Aubepine"})


def test_archive_is_asked_for_once_and_fetched_with_a_trace(site: Client) -> None:
    pk = aubepine().pk
    for _again in range(2):
        site.post(at("operator:archive", pk))
    with walls.catalogue():
        row = CompanyArchive.objects.get(company__pk=pk)
        path = at("operator:fetch", row.public_id)
        for number, data in enumerate((b"first", b"second")):
            ArchivePart.objects.create(archive=row, number=number, content=data)
    assert site.get(path).status_code == 404
    with walls.catalogue():
        CompanyArchive.objects.update(status="done", size=11)
    answer = site.get(path)
    assert b"".join(answer.streaming_content) == b"firstsecond"  # type: ignore[attr-defined]
    assert 'filename="aubepine-' in answer["Content-Disposition"]
    assert verbs("aubepine") == ["company.archive_requested", "company.archive_fetched"]


def test_fetching_asks_who_it_is_again(oscar: Person) -> None:
    path = at("operator:fetch", *arguments("operator:fetch", oscar))
    late = operators.browser(oscar)
    session = late.session
    operators.prove(session, oscar, at=1)
    session.save()
    assert "/reauthenticate/" in late.get(path).url  # type: ignore[attr-defined]


def test_operators_are_invited_and_let_go(site: Client, oscar: Person) -> None:
    odile = operators.operator("Odile")
    hers = operators.browser(odile)
    facts = {"given_name": "Otto", "family_name": "Weiss", "email": "otto@x.example"}
    site.post(at("operator:operators"), facts)
    assert site.post(at("operator:operators"), facts).status_code == 422
    otto = Person.objects.get(given_name="Otto")
    assert (otto.role, otto.has_usable_password()) == ("operator", False)
    assert hers.get(at("operator:operators")).status_code == 200
    site.post(at("operator:let_go", odile.public_id))
    assert hers.get(at("operator:operators")).status_code == 302
    site.post(at("operator:let_go", oscar.public_id))
    assert Person.objects.get(pk=oscar.pk).is_active
    done = verbs("exploitation")
    assert (done.count("operator.welcomed"), done.count("operator.let_go")) == (2, 1)


def test_lost_second_factor_of_a_colleague_is_reset(site: Client) -> None:
    odile = operators.operator("Odile")
    site.post(at("operator:reset", odile.public_id))
    assert operators.browser(odile).get("/admin/company/").url == "/account/security/"  # type: ignore[attr-defined]


def test_role_of_an_operator_cannot_be_given_in_a_company(house: Company) -> None:
    with walls.inside("aubepine"):
        town = towns.build("aubepine")
        charlie, path = town.people["charlie"], town.address("people:role")
        town.browser("hr").post(path, {"role": "operator"})
        assert charlie is not None
        charlie.refresh_from_db()
        assert charlie.role == "member"
        Person.objects.filter(pk=charlie.pk).update(role="operator")
        assert town.browser("charlie").get("/admin/company/").status_code == 404


def words_of_the_company() -> set[str]:
    """Every text of five letters and more that a row of the company holds."""
    found: set[str] = set()
    kept = [model for model in apps.get_models() if model._meta.app_label in TENANTS]
    for model in kept:
        for row in model._default_manager.all().values_list():
            found |= {text for one in row for text in _texts(one)}
    return found


TENANTS = ("people", "privacy", "programmes", "pairings", "matching", "evaluations", "renewal")


def _texts(value: object) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) and re.search(r"[\w@.-]{12}", value) else []


def test_no_page_of_the_operator_holds_a_word_of_a_company(site: Client, oscar: Person) -> None:
    with walls.inside("aubepine"):
        towns.build("aubepine")
        Person.objects.update(job_title="canary-of-the-job", site="canary-of-the-site")
        words = words_of_the_company() - {BEGINNING}
    assert {"canary-of-the-job", "canary-of-the-site"} <= words
    pages = b""
    for name in [*OWN, "people:journal", "people:profile", "people:journal_export"]:
        given = ["csv"] if name == "people:journal_export" else arguments(name, oscar)
        answer = site.get(at(name, *given))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        pages += body
    assert b"Aubepine" in pages
    assert [word for word in words if word.encode() in pages] == []


def test_figures_are_counted_without_entering(site: Client) -> None:
    with walls.inside("aubepine"):
        towns.build("aubepine")
        people = Person.objects.present().count()
    page = site.get(at("admin:companies_company_change", aubepine().pk)).content.decode()
    assert re.search(rf"<dd[^>]*>\s*{people}\s*</dd>", page)
    assert "up to date" in page


def test_company_without_tables_is_shown_as_such(site: Client) -> None:
    with walls.catalogue():
        broken = Company.objects.create(schema_name="broken", name="Broken")
        Domain.objects.create(tenant=broken, domain="broken.localhost")
    assert "to be migrated" in site.get("/admin/company/?q=broken").content.decode()


@pytest.mark.parametrize("query", ["?q=%00", "?p=999", "?x=1", "?status__exact=zz", "?p=x", "?o=9"])
def test_wild_queries_of_a_list_break_nothing(site: Client, query: str) -> None:
    for name in OWN:
        if name.endswith("changelist"):
            assert site.get(at(name) + query).status_code in (200, 302, 404)


def test_lists_cost_the_same_whatever_their_length(site: Client) -> None:
    counts = []
    site.get("/admin/company/")
    for _round in range(2):
        with CaptureQueriesContext(connection) as seen:
            site.get("/admin/company/")
        counts.append(len(seen))
        with walls.catalogue():
            for number in range(3):
                name = f"more_{_round}{number}"
                Company.objects.create(schema_name=name, name=name)
    assert counts[0] == counts[1]


def test_code_has_no_way_to_become_somebody_else() -> None:
    guilty = [
        str(path)
        for folder in ("companies", *TENANTS, "mentorat")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if re.search(r"hijack|impersonat|force_login|login_as", path.read_text())
    ]
    assert guilty == []
    callers = [
        str(path.relative_to(settings.BASE_DIR))
        for folder in ("companies", *TENANTS, "mentorat")
        for path in (settings.BASE_DIR / folder).rglob("*.py")
        if re.search(r"\blogin\(request, ", path.read_text())
    ]
    # Whoever accepts their own invitation is logged in; nobody else is, by our code.
    assert callers == ["people/views/accounts.py"]


def test_deleting_a_person_does_not_ask_the_admins_log(house: Company) -> None:
    person = operators.operator("Ophelia", is_secured=False)
    person.delete()
    assert operation.house() is not None
