"""The hybrid mode by clicking: meet, rank, answer, settle, each in private."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.journeys.conftest import Product
from tests.journeys.walker import PASSWORD, Walker

pytestmark = pytest.mark.browser

PEOPLE = """
from datetime import timedelta
from django.utils import timezone
from companies import walls
from competencies import starter
from matching.actions import run
from people.models import Person
from programmes.models import Enrolment, Programme
with walls.inside("{site}"):
    today, need = timezone.localdate(), starter.needs()[0].code
    def person(name, **facts):
        made = Person(
            given_name=name, family_name="Martin", email=f"{{name}}@{site}.example".lower(),
            language="{language}", languages=["fr"], site="Lyon", joined_at=timezone.now(), **facts,
        )
        made.set_password("{password}")
        made.save()
        return made
    hr = person("Nadia", role="hr")
    programme = Programme.objects.create(
        name="Rive", purpose="x", mentor_profile="x", preparation="x", confidentiality="x",
        status="open", mode="hybrid", enrol_until=today + timedelta(days=5),
        starts_on=today + timedelta(days=20), ends_on=today + timedelta(days=300),
    )
    for role, names in (("mentor", ("Paul", "Sarah", "Luc")), ("mentee", ("Lina", "Hugo"))):
        for name in names:
            Enrolment.objects.create(
                programme=programme, role=role, status="accepted", needs=[need],
                person=person(name, level=5 if role == "mentor" else 3),
                answered_at=timezone.now(), availability=["tue_am"],
            )
    row = run.request(
        programme, by=hr, purpose="shortlist", rank_until=today + timedelta(days=7), minimum=0
    )
    run.perform(row)
    print(row.public_id)
"""


@pytest.fixture(params=["fr", "en"])
def walked(
    request: pytest.FixtureRequest, product: Product, somebody: Callable[..., Walker]
) -> Callable[..., Walker]:
    """Opens a company with an open ranking, in each language; gives people who log in."""
    language = request.param
    site = f"rive{language}"
    names = ("--hr-email", f"hr@{site}.example", "--hr-given-name", "A", "--hr-family-name", "B")
    product.stack.manage("found_company", "Rive", site, "--language", language, *names)
    code = PEOPLE.format(site=site, language=language, password=PASSWORD)
    product.stack.manage("shell", "-c", code)

    def log_in(name: str, width: int = 1280) -> Walker:
        walker = somebody(product.site(site), width=width, language=language)
        walker.logs_in(f"{name}@{site}.example")
        return walker

    return log_in


def test_meeting_ranking_answering_and_settling_stay_between_those_concerned(
    walked: Callable[..., Walker],
) -> None:
    mentee, mentor = walked("lina", 390), walked("paul")
    ask_for_a_conversation(mentee)
    take_the_time(mentor)
    rank_first(mentee, "Paul")
    answer_about_both(mentor)
    keep_apart(walked("hugo"), "Luc")
    hr = walked("nadia")
    settle(hr)
    pairs = hr.reads()
    for secret in ("Rather not", "Plutôt pas", "I would like that", "J’aimerais bien"):
        assert secret not in pairs
    for person, partner in (("lina", "Paul"), ("hugo", "Sarah")):
        page = walked(person)
        page.goes_to("/mentoring/")
        assert partner in page.page.content()


def ask_for_a_conversation(mentee: Walker) -> None:
    """From the shortlist, with one day from the form."""
    mentee.goes_to("/")
    mentee.follows("main a[href$='/choose']")
    mentee.follows(".choose-card:has-text('Paul') a[href$='/ask']")
    mentee.fills(day_1=(timezone.localdate() + timedelta(days=2)).isoformat(), hour_1="10:15")
    mentee.sends()
    assert "/conversations/" in mentee.page.url
    assert "10:15" in mentee.reads()


def take_the_time(mentor: Walker) -> None:
    """From the home page; what to talk about is beside it."""
    mentor.goes_to("/")
    mentor.follows("main a[href*='/conversations/']")
    mentor.follows("main button[name=time]")
    assert "lina@" in mentor.page.content()
    assert mentor.page.locator("main .grid ol li").count() == 6


def rank_first(mentee: Walker, name: str) -> None:
    """In private."""
    mentee.goes_to("/")
    mentee.follows("main a[href$='/choose']")
    mentee.page.locator(f".choose-card:has-text('{name}') label:has(input[value='1'])").click()
    mentee.sends()


def answer_about_both(mentor: Walker) -> None:
    """Who might come: one is liked, one is not; nothing says who ranked whom."""
    mentor.goes_to("/")
    mentor.follows("main a[href$='/answers']")
    assert "Martin" not in mentor.reads()
    for name, word in (("Lina", "prefer"), ("Hugo", "rather_not")):
        card = mentor.page.locator(f".choose-card:has-text('{name}')")
        card.locator(f"label:has(input[value='{word}'])").click()
    mentor.sends()
    assert mentor.page.locator("input[value=rather_not]:checked").count() == 1


def keep_apart(mentee: Walker, name: str) -> None:
    """A search, one click, and the mentor is gone from the shortlist."""
    mentee.goes_to("/")
    mentee.follows("main a[href$='/choose']")
    assert mentee.page.locator(f".choose-card:has-text('{name}')").count() == 1
    shortlist = mentee.page.url
    mentee.follows("main a[href$='/apart']")
    mentee.page.locator("main [name=q]").fill(name)
    with mentee.page.expect_navigation():
        mentee.page.keyboard.press("Enter")
    mentee.follows("main button[name=declare]")
    mentee.goes_to(shortlist)
    assert mentee.page.locator(f".choose-card:has-text('{name}')").count() == 0


def settle(hr: Walker) -> None:
    """As stable; HR accepts and publishes without learning what anybody said."""
    hr.goes_to("/programmes/")
    hr.follows("main a:has-text('Rive')")
    hr.follows("main a[href$='/matching/']")
    hr.follows("main a[href*='/matching/runs/']")
    hr.chooses("policy", "stable")
    hr.follows("form[action$=settle] button")
    hr.sees("#review")
    hr.taps("button[name=accept_planned]")
    hr.sees("#review button[name=decision][value=open]")
    hr.follows("#review a[href$=publish]")
    hr.sends()
    assert "/matching/runs/" not in hr.page.url
