"""A stranger opens a company in a browser, with a script or without; public pages are judged."""

import re
from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser

from tests.journeys import inspector
from tests.journeys.conftest import Product
from tests.journeys.inspector import Look
from tests.journeys.walker import PASSWORD, Walker

pytestmark = pytest.mark.browser

CODE = r"^ {4}(\d{6})$"
LOOKS = (Look("fr", 1280, "light"), Look("fr", 320, "dark"), Look("en", 390, "dark"))
OWN = frozenset({"Étoile du Nord", "Claire Fontaine", "Samir Haddad", "Aubépine Assurances"})


def public(product: Product) -> str:
    """Address of the public site."""
    return f"http://localhost:{product.port}"


def test_stranger_opens_a_company_and_finds_the_first_steps(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    walker = somebody(public(product), width=390)
    walker.goes_to("/")
    walker.follows("main a[href='/start']")
    the_address_follows_the_name(walker)
    fills_in_the_rest(walker, "helene@etoile.example")
    walker.sends()
    walker.fills(code=product.letters.find("helene@etoile.example", CODE))
    walker.sends()
    link = walker.sees("#state a[href*='/invitation/']").get_attribute("href")
    assert link is not None
    chooses_a_password(walker, product.site("etoile-du-nord"), link)


def the_address_follows_the_name(walker: Walker) -> None:
    asked: list[str] = []
    walker.page.on("request", lambda request: asked.append(request.url))
    walker.fills(email="typed.first@etoile.example", company_name="Étoile du Nord")
    walker.page.keyboard.press("Tab")
    walker.sees("#address-state:has-text('etoile-du-nord.localhost')")
    assert walker.page.locator("#id_subdomain").input_value() == "etoile-du-nord"
    walker.page.locator("#id_subdomain").press_sequentially("!")
    walker.sees("#address-state:has-text('impossible')")
    walker.page.keyboard.press("Backspace")
    walker.sees("#address-state:has-text('disponible')")
    # What is looked at goes into the address bar of logs: nothing of the person does.
    assert len(asked) >= 3
    assert not [address for address in asked if "etoile.example" in address]


def fills_in_the_rest(walker: Walker, email: str) -> None:
    walker.fills(given_name="Hélène", family_name="Roy", email=email)
    walker.page.locator("main [name=terms]").check()


def chooses_a_password(walker: Walker, site: str, link: str) -> None:
    """On the company's own host, from here on."""
    walker.site = site
    walker.follows("#state a[href*='/invitation/']")
    assert walker.page.url == link
    walker.fills(password=PASSWORD, again=PASSWORD)
    walker.sends()
    assert walker.page.url == f"{site}/"
    assert "Étoile du Nord" in walker.page.locator(".site-header").inner_text()
    assert walker.page.locator("main .checklist > li").count() == 5


def test_company_is_opened_without_a_script(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    walker = somebody(public(product), language="en", scripts=False)
    walker.goes_to("/start")
    walker.fills(company_name="Plain Star Ltd")
    walker.follows("main button[name=check]")
    assert walker.page.locator("#id_subdomain").input_value() == "plain-star"
    fills_in_the_rest(walker, "ada@plain.example")
    walker.sends()
    walker.fills(code=product.letters.find("ada@plain.example", CODE))
    walker.sends()
    for _ in range(20):
        if walker.page.locator("#state a[href*='/invitation/']").count():
            break
        walker.page.wait_for_timeout(250)
        walker.goes_to(walker.page.url)
    walker.site = product.site("plain-star")
    walker.follows("#state a[href*='/invitation/']")
    on_screen = walker.reads()
    assert "Plain Star Ltd" in on_screen
    # Each link carries the second in which it was signed: another link, the same page.
    walker.goes_to(product.letters.link("ada@plain.example", "/invitation/"))
    assert walker.reads() == on_screen


LATE = """
from django.utils import timezone
from companies import walls
from companies.models import SignUp
def row(**facts):
    return SignUp.objects.create(
        company_name="Étoile du Nord", subdomain="late-star", language="fr",
        time_zone="Europe/Paris", terms="1", code_asked_at=timezone.now(),
        code_made_at=timezone.now(), **facts,
    ).public_id
with walls.catalogue():
    now = timezone.now()
    print(row(email="a@late.example"))
    print(row(email="b@late.example", verified_at=now, status="running", step="company",
              steps_done=1, steps_total=2, leased_until=now + timezone.timedelta(hours=1)))
    print(row(email="c@late.example", verified_at=now, status="failed", problem="taken"))
    print(row(email="d@late.example", verified_at=now, status="failed", problem="unexpected"))
    print(row(admin="00000000-0000-4000-8000-000000000000", verified_at=now, status="done"))
"""
"""Requests in every state; prints the name of each."""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_public_page_has_a_fault(
    browser: Browser, product: Product, language: Literal["fr", "en"]
) -> None:
    product.stack.manage("shell", "-v", "0", "-c", LATE)
    rows = (product.folder / "log" / "shell.log").read_text().split()
    walker = Walker(browser, public(product), width=1280, language=language)
    paths = ["/", "/start", "/terms", *(f"/start/{row}" for row in rows)]
    faults = [f"{path}: {one}" for path in paths for one in judge(walker, path, language)]
    walker.goes_to("/start")
    walker.sends()
    faults += [f"refused: {one}" for one in seen(walker, language)]
    gone = walker.page.goto(f"{walker.site}/start/00000000-0000-4000-8000-000000000000")
    assert gone is not None and gone.status == 404
    faults += [f"gone: {one}" for one in seen(walker, language)]
    # A browser reports the answers 404 and 422 as errors.
    faults += [text for text in walker.complaints if not re.search("404|422", text)]
    walker.leave()
    assert faults == []


def judge(walker: Walker, path: str, language: str) -> list[str]:
    walker.goes_to(path)
    return seen(walker, language)


def seen(walker: Walker, language: str) -> list[str]:
    found: list[str] = []
    for look in (one for one in LOOKS if one.language == language):
        inspector.put_on(walker.page, look)
        read: dict[str, Any] = inspector.read(walker.page)
        texts = inspector.faults(walker.page, look, read, OWN)
        found += [f"{look.width} {look.theme} {one}" for one in texts]
    return found
