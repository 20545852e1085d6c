"""Whatever is typed into an address or a form, the answer is a page, never a crash."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.models import Company
from tests.house import town as towns
from tests.house.test_every_route import ROUTES
from tests.house.town import Town

GARBAGE = (
    "\0",
    "9" * 5000,
    "1e309",
    "0e999999999",
    "\N{FOX FACE}\N{RIGHT-TO-LEFT OVERRIDE}é",
    "%s%d",
    "-1",
    "0001-01-01",
    "9999-12-31",
    "NaN",
    " ",
    "a\r\nb",
    "²",
)
WORST = ("\0", "9" * 5000, "%s%d")
PARAMETERS = (
    *("q", "page", "ordering", "status", "role", "site", "level", "account", "department"),
    *("preset", "state", "mentee", "all", "step", "saved", "indicator", "verb", "person", "next"),
    *("of", "pick", "aim", "need", "function", "language", "free"),
)
WHO = {
    "matching:choose": "mentee",
    "asking:mentors": "mentee",
    "asking:ask": "mentee",
    "asking:mine": "mentee",
    "asking:inbox": "mentor",
    "asking:answer": "mentor",
    "asking:pause": "mentor",
    "programmes:places": "mentor",
    "selection:answer": "mentee",
    "evaluations:answer": "mentee",
    "people:accept_invitation": "nobody",
    "account_login": "nobody",
    "account_reset_password": "nobody",
}
"""Who finds a form there; elsewhere HR does, and a mentor on the pages of a pair."""


class Form(HTMLParser):
    """The fields of a page with the values they are shown with."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep inputs, areas, lists and buttons by name."""
        given = dict(attrs)
        name = given.get("name")
        if name and tag in ("input", "textarea", "select", "button"):
            is_choice = given.get("type") in ("radio", "checkbox")
            if not is_choice or "checked" in given or name not in self.fields:
                self.fields[name] = given.get("value") or ""


@pytest.fixture
def town(company: Company) -> Iterator[Town]:
    """One of everything."""
    yield towns.build("aubepine")


def actor_of(name: str) -> str:
    """Who finds something at a route."""
    if name.startswith("pairings:") and name.split(":")[1] not in ("overview", "panel"):
        return "mentor"
    return WHO.get(name, "hr")


def status(town: Town, method: str, name: str, data: dict[str, str]) -> int:
    """The status of an answer; what the request did is undone."""
    with transaction.atomic():
        browser = town.browser(actor_of(name))
        answer = getattr(browser, method)(town.address(name), data)
        transaction.set_rollback(True)
    return int(answer.status_code)


@pytest.mark.parametrize("garbage", WORST, ids=lambda text: repr(text[:6]))
def test_no_address_breaks_on_garbage_parameters(town: Town, garbage: str) -> None:
    data = dict.fromkeys(PARAMETERS, garbage)
    broken = [name for name in ROUTES if status(town, "get", name, data) >= 500]
    assert broken == []


@pytest.mark.parametrize("garbage", WORST, ids=lambda text: repr(text[:6]))
def test_no_form_breaks_when_every_field_is_garbage(town: Town, garbage: str) -> None:
    broken = []
    for name in ROUTES:
        page = town.browser(actor_of(name)).get(town.address(name))
        fields = Form(page.content.decode(errors="replace")).fields or dict.fromkeys(PARAMETERS)
        if status(town, "post", name, dict.fromkeys(fields, garbage)) >= 500:
            broken.append(name)
    assert broken == []


@given(data=st.data())
@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_form_breaks_when_one_field_is_garbage(town: Town, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(ROUTES)))
    page = town.browser(actor_of(name)).get(town.address(name))
    fields = Form(page.content.decode(errors="replace")).fields
    if fields:
        spoilt = data.draw(st.sampled_from(sorted(fields)))
        fields[spoilt] = data.draw(st.sampled_from(GARBAGE) | st.text(max_size=40))
    assert status(town, "post", name, fields) < 500
