"""Logging in with more than a password: application, passkey, recovery code, code by mail."""

from collections.abc import Callable

import pytest

from tests.journeys.conftest import Product
from tests.journeys.walker import PASSWORD, Walker, totp

pytestmark = pytest.mark.browser

SITE, HR = "serrure", "noor.vidal@serrure.example"


def test_hr_sets_up_a_second_factor_because_the_rule_asks_and_logs_in_with_it(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    hr = open_the_company(product, somebody)
    make_it_compulsory(hr)
    is_led_to_the_set_up_and_nowhere_else(hr)
    secret = sets_up_the_application(hr)
    codes = keeps_the_recovery_codes(hr)
    logs_out(hr)
    hr.logs_in(HR)
    gives_the_code(hr, totp(secret))
    assert hr.page.url == f"{hr.site}/"
    logs_out(hr)
    a_recovery_code_opens_once(hr, codes[0])
    adds_a_passkey_and_logs_in_with_nothing_else(hr, codes[1])
    logs_out(hr)
    uses_the_passkey_as_second_factor(hr)
    ends_the_other_session(product, somebody, hr, codes[2])
    a_code_by_mail_still_asks_for_the_second_factor(product, somebody)


def open_the_company(product: Product, somebody: Callable[..., Walker]) -> Walker:
    names = ("--hr-email", HR, "--hr-given-name", "Noor", "--hr-family-name", "Vidal")
    product.stack.manage("found_company", "Serrure SA", SITE, "--language", "fr", *names)
    hr = somebody(product.site(SITE))
    hr.opens_account(product.letters.link(HR, "/invitation/"))
    return hr


def make_it_compulsory(hr: Walker) -> None:
    """The rule asks to confirm that it is her; the demo starts without it."""
    hr.goes_to("/people/security")
    hr.fills(password=PASSWORD)
    hr.sends()
    hr.taps("main input[name=required]")
    hr.sends()


def is_led_to_the_set_up_and_nowhere_else(hr: Walker) -> None:
    for path in ("/", "/people/", "/programmes/", "/journal", "/account/security/"):
        hr.goes_to(path)
        assert hr.page.url == f"{hr.site}/account/security/"
    assert hr.page.locator("main .alert").count() == 1


def sets_up_the_application(hr: Walker) -> str:
    hr.follows("main a[href$='/application/']")
    assert hr.page.locator("svg.qr").bounding_box()
    hr.taps("main summary")
    secret = hr.sees("main code").inner_text()
    hr.fills(code="000000")
    hr.sends()
    assert hr.page.locator("main .error-summary").count() == 1
    hr.fills(code=totp(secret))
    hr.sends()
    return secret


def keeps_the_recovery_codes(hr: Walker) -> list[str]:
    codes = hr.page.locator(".recovery-codes code").all_inner_texts()
    assert len(set(codes)) == 10
    kept = hr.downloads("main a[href$='/download/']").read_text().split()
    assert kept == codes
    hr.follows("main a[href='/']")
    return codes


def logs_out(hr: Walker) -> None:
    hr.goes_to("/account/logout/")
    hr.sends()


def gives_the_code(hr: Walker, code: str) -> None:
    hr.fills(code=code)
    hr.sends()


def a_recovery_code_opens_once(hr: Walker, code: str) -> None:
    hr.logs_in(HR)
    gives_the_code(hr, code)
    hr.goes_to("/people/")
    logs_out(hr)
    hr.logs_in(HR)
    gives_the_code(hr, code)
    assert hr.page.locator("main .error-summary").count() == 1
    hr.follows("main form[action$='/logout/'] button")


def adds_a_passkey_and_logs_in_with_nothing_else(hr: Walker, code: str) -> None:
    hr.has_a_device_with_passkeys()
    hr.logs_in(HR)
    gives_the_code(hr, code)
    hr.goes_to("/account/security/passkeys/new/")
    hr.fills(password=PASSWORD)
    hr.sends()
    hr.fills(name="Ordinateur du bureau")
    hr.sends()
    assert "Ordinateur du bureau" in hr.reads()
    logs_out(hr)
    hr.goes_to("/account/login/?next=/people/")
    hr.follows("form[data-passkey=login] button")
    assert hr.page.url == f"{hr.site}/people/"


def uses_the_passkey_as_second_factor(hr: Walker) -> None:
    hr.logs_in(HR)
    hr.follows("form[data-passkey=prove] button")
    hr.goes_to("/people/")


def ends_the_other_session(
    product: Product, somebody: Callable[..., Walker], hr: Walker, code: str
) -> None:
    other = somebody(product.site(SITE), width=390)
    other.logs_in(HR)
    gives_the_code(other, code)
    other.goes_to("/people/")
    hr.goes_to("/account/security/sessions/")
    assert hr.page.locator("main tbody tr").count() == 2
    hr.follows("main tbody button")
    assert hr.page.locator("main tbody tr").count() == 1
    other.goes_to("/people/")
    assert "/account/login/" in other.page.url


def a_code_by_mail_still_asks_for_the_second_factor(
    product: Product, somebody: Callable[..., Walker]
) -> None:
    walker = somebody(product.site(SITE), width=390, language="en")
    walker.goes_to("/account/login/code/")
    walker.fills(email=HR)
    walker.sends()
    walker.fills(code=product.letters.find(HR, r"^ {4}([A-Z]{4}-[A-Z]{4})$"))
    walker.sends()
    assert walker.page.url.endswith("/account/login/factor/")
