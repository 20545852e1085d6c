"""Every page of the product, in both languages, wide and narrow, light and dark, as its readers."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from mentorat.demo.cast import PASSWORD as DEMO_PASSWORD
from tests.house.town import CERTIFICATE, routes
from tests.journeys.conftest import Product, read_operator
from tests.journeys.furniture import DESK, HOUSE, METHOD, MODES
from tests.journeys.tour import Tour
from tests.journeys.walker import PASSWORD, Walker, totp

pytestmark = pytest.mark.browser

POST_ONLY = "only takes orders"
NO_PAGES = {
    "account_set_password": "nobody can log in without a password: it leads to another page",
    "asking:answer": POST_ONLY,
    "asking:ask": "needs mentors that were picked; looked at in the journey of the self mode",
    "asking:pause": POST_ONLY,
    "communication:start": POST_ONLY,
    "communication:steer": POST_ONLY,
    "competencies:export": "a file",
    "evaluations:download": "a file",
    "evaluations:request_report": POST_ONLY,
    "healthz": "for machines",
    "introductions:calendar": "a file",
    "lab:cancel_answer": POST_ONLY,
    "lab:cancel_prescription": POST_ONLY,
    "lab:compare": "needs scenarios that were picked; looked at in the journey through the lab",
    "lab:compute": POST_ONLY,
    "lab:delete": POST_ONLY,
    "lab:doctor": POST_ONLY,
    "lab:exceptions": POST_ONLY,
    "lab:force": POST_ONLY,
    "lab:places": POST_ONLY,
    "lab:publish": POST_ONLY,
    "lab:stop": POST_ONLY,
    "lab:try": POST_ONLY,
    "matching:again": POST_ONLY,
    "matching:cancel": POST_ONLY,
    "matching:decide": POST_ONLY,
    "matching:remind": POST_ONLY,
    "matching:request": POST_ONLY,
    "matching:settle": POST_ONLY,
    "matching:swap": "needs a proposal under review; looked at in the journey through the lab",
    "mfa_download_recovery_codes": "a file",
    "mfa_list_webauthn": "leads to another page",
    "mfa_login_webauthn": "for a script",
    "pairings:undo": POST_ONLY,
    "people:connection_offer": POST_ONLY,
    "people:connection_test": POST_ONLY,
    "people:import_refused": "a file",
    "people:invite": POST_ONLY,
    "people:journal_export": "a file",
    "people:log_in_again": "for whoever has no password; looked at where it is met",
    "people:logo": "a file",
    "people:sign_on_acs": POST_ONLY,
    "people:sign_on_callback": "where a provider sends people back to",
    "people:sign_on_finish": "where the answer of a provider waits",
    "people:sign_on_forget": POST_ONLY,
    "people:sign_on_metadata": "a file",
    "people:sign_on_start": POST_ONLY,
    "people:space_logo": POST_ONLY,
    "people:space_sample": "a file",
    "people:style_sheet": "a file",
    "pilots:forget": POST_ONLY,
    "preferences": POST_ONLY,
    "privacy:decide": POST_ONLY,
    "privacy:download": "a file",
    "privacy:lift": POST_ONLY,
    "privacy:own_download": "a file",
    "privacy:register_export": "a file",
    "programmes:end_review": POST_ONLY,
    "programmes:invite_again": POST_ONLY,
    "programmes:settle_remark": POST_ONLY,
    "readyz": "for machines",
    "renewal:ask_again": POST_ONLY,
    "renewal:certificate": POST_ONLY,
    "renewal:download": "a file",
    "training:act": POST_ONLY,
    "training:attach": POST_ONLY,
    "training:calendar": "a file",
    "training:detach": POST_ONLY,
    "training:file": "a file",
    "training:publish": POST_ONLY,
    "training:remind": POST_ONLY,
    "training:rules": POST_ONLY,
    "training:seat": POST_ONLY,
    "training:start": POST_ONLY,
}
ON_EVERY_SITE = ("account_", "mfa_", "usersessions_")
"""Routes that the tour of a company opens: the site of the operator shows the same pages."""
NO_PAGES_OF_THE_OPERATOR = {
    "admin:index": "leads to another page",
    "healthz": "for machines",
    "home": "leads to another page",
    "operator:archive": POST_ONLY,
    "operator:fetch": "a file",
    "people:journal_export": "a file",
    "people:log_in_again": "for whoever has no password; looked at where it is met",
    "preferences": POST_ONLY,
    "readyz": "for machines",
}
NOBODYS = (
    "/account/login/",
    "/account/login/code/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/done/",
    "/account/inactive/",
    "/privacy/notice",
    "/styleguide",
    "/nowhere",
)


@pytest.fixture(scope="module")
def tour(browser: Browser, product: Product, kestrel: dict[str, Any]) -> Tour:
    """Every page, opened once in French and once in English."""
    tour = Tour(browser, product, kestrel)
    log_a_session(browser, product, kestrel)
    declare_a_fact(browser, product, kestrel)
    outside, *desk = tour.orders(DESK)
    logins = {one["role"]: repr(one["email"]) for one in kestrel["logins"]}
    emails = f"{logins['mentee']}, {logins['mentor']}"
    stock = tour.orders(METHOD.format(emails=emails))
    named, answers, *modes = tour.orders(MODES.format(mentor=logins["mentor"]))
    desk += [*stock[6:], *modes]
    tour.visit("hr_admin", "/", *desk, "/account/logout/", "/account/reauthenticate/")
    own = {"mentor": [*stock[:3], named, answers], "mentee": stock[3:6]}
    for role in ("programme_director", "sponsor", "mentor", "mentee", "mentee_ranking"):
        tour.visit(role, "/", *own.get(role, []))
    tour.visit("", *NOBODYS, outside, letters=tour.letters())
    look_after_an_account(tour, kestrel)
    return tour


@pytest.fixture(scope="module")
def operators(browser: Browser, product: Product, kestrel: dict[str, Any]) -> Tour:
    """The same on the site of the operator, who has to prove more than a password first."""
    login = {**read_operator(product), "role": "operator", "language": "fr"}
    company = {**kestrel, "logins": [login]}
    site = {"subdomain": "exploitation", "addresses": "mentorat.urls_operator"}
    tour = Tour(browser, product, company, **site)
    invited, *colleague, active, closed, ending = tour.orders(HOUSE)
    starts = (active, closed, ending, "/admin/company/", *colleague, "/me")
    tour.visit("operator", *starts, first=prove_more)
    tour.visit("", "/account/login/", letters={"fr": [invited], "en": []})
    return tour


def prove_more(walker: Walker) -> None:
    """Nothing else opens before a second factor is set up."""
    assert walker.page.url.endswith("/account/security/")
    walker.goes_to("/account/security/application/")
    walker.fills(password=DEMO_PASSWORD)
    walker.sends()
    set_up_an_application(walker)


LOCKSMITH = "locksmith@kestrel.example"
NEWCOMER = f"""
from django.urls import reverse
from django.utils import timezone
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from companies import walls
from people.actions import connection
from people.models import Person
with walls.inside("kestrel"):
    person = Person.objects.create(
        email="{LOCKSMITH}", given_name="Ottilie", family_name="Wren", role="hr", language="en",
        joined_at=timezone.now(),
    )
    person.set_password("{PASSWORD}")
    person.save()
    other = Person.objects.create(
        email="forgetful@kestrel.example", given_name="Olaf", family_name="Reed", language="en",
        joined_at=timezone.now(),
    )
    Authenticator.objects.create(user=other, type="totp", data={{}})
    made = connection.add(
        "saml", by=person, name="Kestrel Directory", domains=["kestrel.example"],
        entity_id="https://idp.kestrel.example", sign_on_url="https://idp.kestrel.example/sso",
        certificates=["{CERTIFICATE}"],
    )
    connection.offer(made, is_offered=True, by=person)
    link = dict(provider=made.key, uid="x", extra_data=dict(email=person.email))
    SocialAccount.objects.create(user=person, **link)
    connection.note_problem(made, "unknown")
    print(reverse("people:reset_second_factor", args=[other.public_id]))
    print(reverse("people:connection", args=[made.public_id]))
"""
"""An HR admin who looks after the safety of accounts, and somebody who has a second factor.

Their company logs in with accounts of its own too.
"""


def look_after_an_account(tour: Tour, kestrel: dict[str, Any]) -> None:
    """Pages before, while and after a second factor is set up, and half-way through logging in."""
    reset, connected = tour.orders(NEWCOMER)
    login = {"role": "locksmith", "email": LOCKSMITH, "password": PASSWORD, "language": "en"}
    kestrel["logins"].append(login)
    security = "/account/security/"
    before = (f"{security}application/", f"{security}passkeys/new/", "/people/security")
    before += ("/people/sign-on", "/people/sign-on/new/openid", connected)
    before += (f"{connected}/edit", f"{connected}/remove", "/account/login/")
    tour.visit("locksmith", *before, first=confirm)
    after = ("application/remove/", "codes/new/", "codes/", "sessions/")
    proofs = ("/account/reauthenticate/factor/", "/account/reauthenticate/passkey/")
    starts = (security, *(security + one for one in after), *proofs, reset)
    tour.visit("locksmith", *starts, first=set_everything_up)
    tour.visit("", "/account/login/factor/", first=stop_at_the_second_factor)
    tour.visit("", "/account/login/code/confirm/", first=ask_for_a_code)
    kestrel["logins"].remove(login)


def confirm(walker: Walker) -> None:
    walker.goes_to("/people/security")
    walker.fills(password=PASSWORD)
    walker.sends()


def set_everything_up(walker: Walker) -> None:
    confirm(walker)
    walker.has_a_device_with_passkeys()
    walker.goes_to("/account/security/passkeys/new/")
    walker.fills(name="Nokia 8")
    walker.sends()
    set_up_an_application(walker)


def set_up_an_application(walker: Walker) -> None:
    walker.goes_to("/account/security/application/")
    walker.taps("main summary")
    walker.fills(code=totp(walker.sees("main code").inner_text()))
    walker.sends()


def stop_at_the_second_factor(walker: Walker) -> None:
    walker.logs_in(LOCKSMITH)


def ask_for_a_code(walker: Walker) -> None:
    walker.goes_to("/account/login/code/")
    walker.fills(email=LOCKSMITH)
    walker.sends()


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


def test_every_route_of_the_operator_is_opened_or_is_no_page(operators: Tour) -> None:
    left = set(routes("mentorat.urls_operator")) - operators.opened
    own = sorted(name for name in left if not name.startswith(ON_EVERY_SITE))
    assert own == sorted(NO_PAGES_OF_THE_OPERATOR)


def test_no_page_of_the_operator_has_a_fault(operators: Tour) -> None:
    assert operators.faults == []
