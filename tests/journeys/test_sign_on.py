"""HR sets up how the company's own accounts log in, and an employee logs in with one."""

import json
from collections.abc import Callable

import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import PASSWORD, Walker

pytestmark = pytest.mark.browser

SITE, HR, BOB = "cerisier", "ines.faure@cerisier.example", "bob@cerisier.example"


def test_hr_sets_up_the_company_account_and_an_employee_logs_in_with_it(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    hr = open_the_company(product, somebody)
    adds_an_employee(hr)
    adds_the_connection(product, hr)
    looks_and_offers_it(hr)
    product.provider.email = BOB
    for width, language, scripts in ((1280, "fr", True), (390, "en", False)):
        bob = somebody(product.site(SITE), width=width, language=language, scripts=scripts)
        logs_in_with_the_company_account(bob)
    a_stranger_reads_why_not(product, somebody)
    removing_it_logs_bob_out(hr, bob)


def open_the_company(product: Product, somebody: Callable[..., Walker]) -> Walker:
    names = ("--hr-email", HR, "--hr-given-name", "Inès", "--hr-family-name", "Faure")
    product.stack.manage("found_company", "Cerisier SA", SITE, "--language", "fr", *names)
    hr = somebody(product.site(SITE))
    hr.opens_account(product.letters.link(HR, "/invitation/"))
    return hr


def adds_an_employee(hr: Walker) -> None:
    hr.goes_to("/people/new")
    hr.fills(given_name="Bob", family_name="Leclerc", email=BOB)
    hr.sends()


def adds_the_connection(product: Product, hr: Walker) -> None:
    """She proves that it is her; the operator has allowed the provider of this machine."""
    hr.goes_to("/people/sign-on")
    hr.follows("main a[href$='/new/openid']")
    hr.fills(password=PASSWORD)
    hr.sends()
    hr.fills(name="Compte Cerisier", issuer="http://127.0.0.1:1", client_id="mentorat")
    hr.fills(secret="very secret", domains="cerisier.example")
    hr.sends()
    assert hr.page.locator("main .error-summary").count() == 1
    hr.complaints.clear()
    hr.fills(issuer=product.provider.origin, secret="very secret")
    hr.sends()


def looks_and_offers_it(hr: Walker) -> None:
    assert "/back" in hr.sees("main code.to-copy").inner_text()
    hr.follows("main form[action$='/test'] button")
    assert hr.page.locator("main .badge[data-tone=ok]").count() == 4
    hr.follows("main form[action$='/offer'] button")


def logs_in_with_the_company_account(bob: Walker) -> None:
    bob.goes_to("/account/login/?next=/me")
    bob.taps("main form[action*='/sign-on/'] button")
    bob.page.wait_for_url("**/me")
    assert "Bob Leclerc" in bob.reads()
    bob.goes_to("/account/security/")
    assert "Compte Cerisier" in bob.reads()
    bob.complaints[:] = [one for one in bob.complaints if not one.endswith("asks 127.0.0.1")]


def a_stranger_reads_why_not(product: Product, somebody: Callable[..., Walker]) -> None:
    product.provider.email = "stranger@cerisier.example"
    product.provider.claims = {"sub": "stranger"}
    stranger = somebody(product.site(SITE), width=390)
    stranger.goes_to("/account/login/")
    stranger.taps("main form[action*='/sign-on/'] button")
    stranger.page.wait_for_url("**/back?*")
    assert "unknown" in stranger.reads()
    stranger.follows("main a[href='/account/login/']")
    # The browser reports the answer 403, and the way to the provider.
    assert json.dumps(stranger.complaints).count("403") == 1
    stranger.complaints.clear()


def removing_it_logs_bob_out(hr: Walker, bob: Walker) -> None:
    hr.follows("main a[href$='/remove']")
    hr.follows("main form button[data-variant=danger]")
    bob.goes_to("/me")
    assert "/account/login/" in bob.page.url
    assert bob.page.locator("main form[action*='/sign-on/']").count() == 0
