"""HR tries before deciding: scenarios compared, what it would take, a pair forced at its price."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PEOPLE = """
from companies import walls
from people.models import Person
from programmes.models import Programme
from tests.matching.scene import scene
with walls.inside("{site}"):
    made = scene(Person.objects.get(email="{hr}"), 4, 3)
    Programme.objects.filter(pk=made.programme.pk).update(mode="administrative")
    print("programme", made.programme.public_id)
"""
WORDS = {
    "fr": {
        "ask": "Demander une place de plus",
        "proven": "Prouvé",
        "first": "Mentors à solliciter d’abord",
        "best": "Meilleur",
        "move": "Qui changerait de mentor",
        "average": "Score moyen",
    },
    "en": {
        "ask": "for one more place",
        "proven": "Proven: no smaller set",
        "first": "Mentors to ask first",
        "best": "Best",
        "move": "Who would move",
        "average": "Average score",
    },
}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_hr_tries_scenarios_and_forces_a_pair_at_its_price(
    product: Product, somebody: Callable[..., Walker], language: str
) -> None:
    said = WORDS[language]
    hr, programme = open_the_company(product, somebody, language)
    review = compute_a_proposal(hr, programme)
    ask_what_it_would_take(hr, review, said)
    try_a_scenario(hr, programme)
    compare(hr, programme, said)
    exchange_two_mentors(hr, review)
    force_a_pair(hr, review, said)


def open_the_company(
    product: Product, somebody: Callable[..., Walker], language: str
) -> tuple[Walker, str]:
    """Four mentees and three mentors said yes; the path of their programme."""
    site, hr = f"verger{language}", f"lea.roche@verger{language}.example"
    names = ("--hr-email", hr, "--hr-given-name", "Léa", "--hr-family-name", "Roche")
    product.stack.manage("found_company", "Verger", site, "--language", language, *names)
    product.stack.manage("shell", "-v", "0", "-c", PEOPLE.format(site=site, hr=hr))
    words = (product.folder / "log" / "shell.log").read_text().split()
    walker = somebody(product.site(site), language=language)
    walker.opens_account(product.letters.link(hr, "/invitation/"))
    return walker, f"/programmes/{words[words.index('programme') + 1]}/"


def compute_a_proposal(hr: Walker, programme: str) -> str:
    """The worker computes; the address of the review."""
    hr.goes_to(f"{programme}matching/")
    hr.follows("form:has(input[name=purpose][value=proposal]) button[type=submit]")
    hr.sees("#review")
    return hr.page.url


def ask_what_it_would_take(hr: Walker, review: str, said: dict[str, str]) -> None:
    """One mentee is alone: one place more is enough, and is tried in one click."""
    hr.goes_to(review)
    hr.follows("form[action$=doctor] button")
    hr.sees("form[action$=try]")
    assert said["ask"] in hr.reads() and said["proven"] in hr.reads()
    hr.follows("form[action$=try]:has(input[value=all]) button")
    hr.sees(".stat")
    assert said["first"] in hr.reads()
    assert hr.page.locator("form[action$=publish]").count() == 0


def try_a_scenario(hr: Walker, programme: str) -> None:
    """A scenario of one's own, with a higher lowest score, computed and readable."""
    hr.goes_to(f"{programme}matching/lab/")
    hr.fills(name="40")
    hr.sends()
    hr.fills(minimum="40")
    hr.follows("main button[name=compute]")
    hr.sees(".stat")
    assert hr.page.locator("form[action$=publish]").count() == 1


def compare(hr: Walker, programme: str, said: dict[str, str]) -> None:
    """Side by side, also on a phone, with the best of each line in words."""
    hr.goes_to(f"{programme}matching/lab/")
    for box in hr.page.locator("main input[name=s]").all():
        box.check()
    hr.follows("form[action$=compare] button")
    assert hr.page.locator("main table").count() >= 1
    assert said["best"] in hr.reads() and said["average"] in hr.reads()
    hr.page.set_viewport_size({"width": 390, "height": 844})
    width = hr.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390
    hr.page.set_viewport_size({"width": 1280, "height": 800})


def exchange_two_mentors(hr: Walker, review: str) -> None:
    """Both scores are read first; nothing is exchanged by looking."""
    hr.goes_to(f"{review}?status=open")
    hr.follows("main a[href*='/swap?']")
    hr.page.locator("main select[name=other]").select_option(index=1)
    hr.sends()
    assert hr.page.locator("main tbody tr").count() == 2
    assert hr.page.locator("form[method=post][action$=swap]").count() == 1


def force_a_pair(hr: Walker, review: str, said: dict[str, str]) -> None:
    """The price is read, the pair is forced, the others are computed again around it."""
    hr.goes_to(f"{review}?status=open")
    mentor = hr.page.locator("#review .compare-card").nth(1).get_attribute("aria-label")
    hr.follows("main a[href*='/why-not?']")
    option = hr.page.locator("main select[name=mentor] option").filter(has_text=str(mentor))
    value = option.first.get_attribute("value")
    hr.page.locator("main select[name=mentor]").select_option(value=str(value))
    hr.sends()
    assert said["average"] in hr.reads() and said["move"] in hr.reads()
    hr.follows("form[action$=force] button")
    hr.sees("#review")
    assert hr.page.url != review
    hr.goes_to(f"{hr.page.url.split('?')[0]}?status=locked")
    assert str(mentor) in hr.reads()
