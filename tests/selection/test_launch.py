"""The launch is told how people are selected, and one click asks them what they expect."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from django.utils import translation

from companies.errors import Refusal
from people.models import Person
from programmes.actions import programme as programmes
from programmes.actions import stage as stages
from programmes.models import Programme, Stage
from selection import access
from selection.actions import form, policy
from tests import factories
from tests.selection.scene import Browser, page


@pytest.fixture(autouse=True)
def english(company: object) -> Iterator[None]:
    with translation.override("en"):
        yield


def told(programme: Programme) -> dict[str, bool]:
    """What the selection says of the readiness, with what is done."""
    facts = {one.code: one for one in stages.readiness(programme)}
    causes = {"qualified_first": "mentors", "expectations": "imposed"}
    assert {code: facts[code].cause for code in causes} == causes
    assert all(facts[code].url.startswith(page("board", programme)) for code in causes)
    return {code: facts[code].done for code in causes}


def test_the_readiness_asks_for_qualified_mentors_and_for_expectations(alice: Person) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    assert told(programme) == {"qualified_first": False, "expectations": False}
    policy.qualify_first(programme, is_on=True, by=alice)
    form.begin(programme, "mentor", by=alice)
    form.publish(programme, "mentor", by=alice)
    form.begin(programme, "mentee", by=alice)
    assert told(programme) == {"qualified_first": True, "expectations": False}
    form.publish(programme, "mentee", by=alice)
    assert told(programme) == {"qualified_first": True, "expectations": True}


def test_it_is_recommended_and_forbids_no_launch(alice: Person) -> None:
    programme = factories.ObjectiveFactory(programme__status="draft").programme
    wanted = {"qualified_first", "expectations"}
    at_the_gate = {one.code for one in stages.gate(programme, Stage.LAUNCH) if not one.mandatory}
    assert wanted <= at_the_gate
    assert programmes.open(programme, by=alice).status == "open"


def test_one_click_publishes_our_forms_for_both_roles(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    browser, address = as_person(alice), page("board", programme)
    assert browser.get(address).context["unwritten"] == ["mentor", "mentee"]
    assert browser.post(address, {"propose": "1"}).status_code == 302
    for role in ("mentor", "mentee"):
        assert len(access.asked(access.form(programme, role))) >= 3
    assert told(programme)["expectations"]
    assert b'name="propose"' not in browser.get(address).content
    assert browser.post(address, {"propose": "1"}).status_code == 422
    assert len(access.versions(programme, "mentor")) == 1


def test_our_forms_replace_neither_a_form_nor_a_draft(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    own = form.begin(programme, "mentor", by=alice)
    assert [one.role for one in form.publish_proposed(programme, by=alice)] == ["mentee"]
    assert (access.form(programme, "mentor"), access.draft(programme, "mentor")) == (None, own)
    with pytest.raises(Refusal, match="already"):
        form.publish_proposed(programme, by=alice)


def test_our_forms_are_read_before_they_are_published(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    shown = as_person(alice).get(page("preview", programme, "mentee") + "?proposed=1")
    questions = [one["question"].label for one in shown.context["asked"]]
    form.publish_proposed(programme, by=alice)
    assert questions == [one.label for one in access.asked(access.form(programme, "mentee"))]


def test_nobody_else_publishes_our_forms(charlie: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    with pytest.raises(Refusal):
        form.publish_proposed(programme, by=charlie)
    address = reverse("selection:board", args=[programme.public_id])
    assert as_person(charlie).post(address, {"propose": "1"}).status_code == 404
    assert access.unwritten(programme) == ["mentor", "mentee"]
