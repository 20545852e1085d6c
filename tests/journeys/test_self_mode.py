"""The self mode by clicking: she searches and asks, a mentor answers on the phone, they are a pair.

With real letters and a real worker, once in each language.
"""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import PASSWORD, Walker

pytestmark = pytest.mark.browser

PHONE = 390
MOST_STEPS = 3
"""From the home page to a request that is sent, without the search."""

TOWN = """
from datetime import timedelta
from django.utils import timezone
from companies import walls
from people.actions import company
from people.models import Person
from programmes.models import Enrolment, Programme
name, language = "{site}", "{language}"
company.found(
    name=name.title(), subdomain=name, language=language, hr_email="hr@" + name + ".example",
    hr_given_name="Ada", hr_family_name="Quill",
)
with walls.inside(name):
    today, now = timezone.localdate(), timezone.now()
    programme = Programme.objects.create(
        name="Passerelle", purpose="?", mode="self", status="running",
        enrol_until=today - timedelta(days=9), starts_on=today - timedelta(days=8),
        ends_on=today + timedelta(days=200),
    )
    def join(given, family, role, needs, site):
        person = Person.objects.create(
            given_name=given, family_name=family, email=(given + "@" + name + ".example").lower(),
            language=language, languages=["fr", "en"], level=3 if role == "mentee" else 5,
            site=site, function="Ops", job_title="Chef de projet", joined_at=now,
        )
        person.set_password("{password}")
        person.save()
        Enrolment.objects.create(
            programme=programme, person=person, role=role, status="accepted", answered_at=now,
            needs=needs, availability=["tue_am"],
        )
    join("Lina", "Moreau", "mentee", ["delegation", "network"], "Lyon")
    join("Paul", "Girard", "mentor", ["network"], "Lyon")
    join("Sarah", "Lévêque", "mentor", ["delegation", "network"], "Nantes")
    join("Luc", "Tessier", "mentor", ["strategy"], "Lyon")
"""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_mentee_searches_asks_and_the_mentor_says_yes_on_the_phone(
    product: Product, somebody: Callable[..., Walker], language: str
) -> None:
    site = f"relais{language}"
    code = TOWN.format(site=site, language=language, password=PASSWORD)
    product.stack.manage("shell", "-c", code)
    mentee = enter(product, somebody, site, "lina", language, width=1280)
    search(mentee, language)
    ask(mentee)
    mentor = enter(product, somebody, site, "sarah", language, width=PHONE)
    mentor.goes_to(product.letters.link(f"sarah@{site}.example", "/requests/"))
    assert "Lina Moreau" in mentor.reads()
    mentor.follows("main button[name=answer][value=yes]")
    assert "/mentoring/" in mentor.page.url
    mentee.goes_to("/")
    mentee.follows("main a[href^='/mentoring/']")
    assert "Sarah Lévêque" in mentee.reads()
    assert product.letters.link(f"lina@{site}.example", "/mentoring/")


def enter(
    product: Product,
    somebody: Callable[..., Walker],
    site: str,
    name: str,
    language: str,
    *,
    width: int,
) -> Walker:
    """One of the people of the programme, logged in."""
    walker = somebody(product.site(site), width=width, language=language)
    walker.logs_in(f"{name}@{site}.example")
    assert walker.page.locator("html").get_attribute("lang") == language
    return walker


def search(mentee: Walker, language: str) -> None:
    """From home to the list, ranked; a word without its accents narrows it to one mentor."""
    mentee.follows("main a[href$='/mentors/']")
    names = mentee.page.locator("main article .person-name").all_inner_texts()
    assert names[0] == "Sarah Lévêque" and len(names) == 3
    assert ("Demander" if language == "fr" else "Ask") in mentee.reads()
    mentee.sees("main input[name=q]").fill("leveque")
    mentee.follows("main form[role=search] button")
    names = mentee.page.locator("main article .person-name").all_inner_texts()
    assert names == ["Sarah Lévêque"]


def ask(mentee: Walker) -> None:
    """The request in as few steps as promised: the mentor, then the button."""
    before = mentee.actions
    mentee.follows("main article a[href*='pick=']")
    assert "Sarah Lévêque" in mentee.reads()
    mentee.sends()
    assert mentee.actions - before + 1 <= MOST_STEPS
    assert mentee.page.url.endswith("/request")
    assert "Sarah Lévêque" in mentee.reads()
