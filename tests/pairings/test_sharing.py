"""A self-assessment is read by the partner while it is shared, by HR never."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from competencies import access as competencies
from competencies.actions import assessment as assessments
from competencies.actions import catalogue
from competencies.models import Assessment, Framework
from pairings import access
from pairings.actions import pairing as pairings
from pairings.actions import sharing
from pairings.models import Pairing, SharedAssessment
from people.models import AuditEntry, Person
from tests import factories

type As = Callable[[Person | None], Client]


@pytest.fixture
def pair(bob: Person) -> Pairing:
    """Bob is the mentor of Dana."""
    programme = factories.ProgrammeFactory()
    dana = factories.PersonFactory(given_name="Dana", family_name="Sorel", language="en")
    mentor = factories.EnrolmentFactory(programme=programme, person=bob, role="mentor")
    mentee = factories.EnrolmentFactory(programme=programme, person=dana)
    made: Pairing = factories.PairingFactory(programme=programme, mentor=mentor, mentee=mentee)
    return made


@pytest.fixture
def dana(pair: Pairing) -> Person:
    return pair.mentee.person


def _taken(person: Person, level: int = 2) -> Assessment:
    catalogue.furnish()
    profile = Framework.objects.get(code="managers").profiles.order_by("place")[0]
    levels = {line.competency.pk: level for line in competencies.lines(profile.framework)}
    return assessments.take(profile, version=1, levels=levels, by=person)


def _at(pair: Pairing, name: str = "assessment") -> str:
    return reverse(f"pairings:{name}", args=[pair.public_id])


def test_partner_reads_it_while_it_is_shared_and_nobody_else(
    pair: Pairing, dana: Person, alice: Person, charlie: Person, as_person: As
) -> None:
    row = _taken(dana)
    pages = {who: as_person(who) for who in (pair.mentor.person, dana, alice, charlie)}
    got = lambda: [browser.get(_at(pair)).status_code for browser in pages.values()]  # noqa: E731
    assert got() == [404, 404, 404, 404]
    assert pages[dana].post(_at(pair), {"assessment": row.public_id}).status_code == 302
    assert got() == [200, 404, 404, 404]
    shown: Any = pages[pair.mentor.person].get(_at(pair))
    assert {one.gap.level for one in shown.context["found"]} == {2}
    assert _at(pair) in pages[pair.mentor.person].get(_at(pair, "detail")).text
    assert pages[dana].post(_at(pair), {"take_back": "1"}).status_code == 302
    assert got() == [404, 404, 404, 404]
    assert list(competencies.assessments(dana)) == [row]


def test_only_ones_own_is_shared_and_only_in_ones_own_pair(
    pair: Pairing, dana: Person, charlie: Person, as_person: As
) -> None:
    theirs, own = _taken(charlie), _taken(dana)
    for row, by in ((theirs, dana), (own, pair.mentor.person), (theirs, charlie)):
        with pytest.raises(Refusal):
            sharing.share(pair, row, by=by)
    browser = as_person(dana)
    for wrong in ({"assessment": theirs.public_id}, {"assessment": "x"}, {}):
        assert browser.post(_at(pair), wrong).status_code == 302
    assert as_person(charlie).post(_at(pair), {"assessment": theirs.public_id}).status_code == 404
    assert not SharedAssessment.objects.exists()
    assert sharing.share(pair, own, by=dana).assessment == own


def test_another_one_takes_the_place_of_the_first(pair: Pairing, dana: Person) -> None:
    first, second = _taken(dana), _taken(dana, 3)
    for row in (first, second, second):
        sharing.share(pair, row, by=dana)
    mine = _taken(pair.mentor.person)
    sharing.share(pair, mine, by=pair.mentor.person)
    assert access.shared_with(pair.mentor.person).get().assessment == second
    assert access.shared_with(dana).get().assessment == mine


def test_it_ends_with_the_pairing_and_is_not_shared_afterwards(
    pair: Pairing, dana: Person, as_person: As
) -> None:
    row = _taken(dana)
    sharing.share(pair, row, by=dana)
    pairings.end(pairing=pair, reason="no_time", by=dana)
    assert not SharedAssessment.objects.exists()
    assert as_person(pair.mentor.person).get(_at(pair)).status_code == 404
    with pytest.raises(Refusal, match=r"over|terminé"):
        sharing.share(pair, row, by=dana)


def test_nothing_of_it_is_in_the_journal(pair: Pairing, dana: Person) -> None:
    sharing.share(pair, _taken(dana), by=dana)
    sharing.take_back(pair, by=dana)
    assert not AuditEntry.objects.filter(actor=dana).exists()


def test_removing_a_self_assessment_takes_it_back(pair: Pairing, dana: Person) -> None:
    row = _taken(dana)
    sharing.share(pair, row, by=dana)
    assessments.remove(row, by=dana)
    assert not access.shared_with(pair.mentor.person).exists()


def test_page_of_the_pair_offers_what_one_has(pair: Pairing, dana: Person, as_person: As) -> None:
    browser = as_person(dana)
    assert 'name="assessment"' not in browser.get(_at(pair, "detail")).text
    row = _taken(dana)
    assert 'name="assessment"' in browser.get(_at(pair, "detail")).text
    sharing.share(pair, row, by=dana)
    assert 'name="take_back"' in browser.get(_at(pair, "detail")).text
