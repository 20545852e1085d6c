"""Every page of the product, in both languages, wide and narrow, light and dark, as its readers."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.house.town import routes
from tests.journeys.conftest import Product
from tests.journeys.tour import Tour
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

POST_ONLY = "only takes orders"
NO_PAGES = {
    "account_set_password": "nobody can log in without a password: it leads to another page",
    "evaluations:download": "a file",
    "evaluations:request_report": POST_ONLY,
    "healthz": "for machines",
    "matching:again": POST_ONLY,
    "matching:decide": POST_ONLY,
    "matching:remind": POST_ONLY,
    "matching:request": POST_ONLY,
    "matching:settle": POST_ONLY,
    "pairings:undo": POST_ONLY,
    "people:import_refused": "a file",
    "people:invite": POST_ONLY,
    "people:journal_export": "a file",
    "preferences": POST_ONLY,
    "programmes:invite_again": POST_ONLY,
    "readyz": "for machines",
}
NOBODYS = (
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/inactive/",
    "/styleguide",
    "/nowhere",
)


@pytest.fixture(scope="module")
def tour(browser: Browser, product: Product, kestrel: dict[str, Any]) -> Tour:
    """Every page, opened once in French and once in English."""
    tour = Tour(browser, product, kestrel)
    log_a_session(browser, product, kestrel)
    declare_a_fact(browser, product, kestrel)
    tour.visit("hr_admin", "/", "/account/logout/", "/account/reauthenticate/")
    for role in ("programme_director", "sponsor", "mentor", "mentee", "mentee_ranking"):
        tour.visit(role, "/")
    tour.visit("", *NOBODYS, letters=tour.letters())
    return tour


def log_a_session(browser: Browser, product: Product, kestrel: dict[str, Any]) -> None:
    """A session that its mentor may still correct."""
    login = next(one for one in kestrel["logins"] if one["role"] == "mentor")
    mentor = Walker(browser, product.site("kestrel"), width=1280, language="en")
    mentor.logs_in(login["email"], login["password"])
    mentor.goes_to("/mentoring/")
    mentor.follows("main a[href^='/mentoring/']")
    mentor.follows("main a[href$='/sessions/new']")
    mentor.chooses("themes", "goals")
    mentor.chooses("progress", "4")
    mentor.sends()
    mentor.leave()


def declare_a_fact(browser: Browser, product: Product, kestrel: dict[str, Any]) -> None:
    """A fact of the company's own, so that its page exists."""
    login = next(one for one in kestrel["logins"] if one["role"] == "hr_admin")
    admin = Walker(browser, product.site("kestrel"), width=1280, language="en")
    admin.logs_in(login["email"], login["password"])
    admin.goes_to("/people/facts")
    admin.fills(name="Cohort")
    admin.sends()
    admin.leave()


def test_every_route_is_opened_or_is_no_page(tour: Tour) -> None:
    assert sorted(set(routes()) - tour.opened) == sorted(NO_PAGES)


def test_no_page_has_a_fault(tour: Tour) -> None:
    assert tour.faults == []
