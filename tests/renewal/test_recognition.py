"""Mentors are thanked by HR, all who ended honourably; what becomes of it is theirs to say."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from companies.errors import Refusal
from people.models import Mail, Person
from renewal import access
from renewal.actions import recognition as actions
from renewal.models import Certificate, Recognition
from tests import factories
from tests.renewal import scene


def test_all_who_ended_honourably_are_thanked_and_nobody_else(alice: Person) -> None:
    programme = scene.ended()
    whole = scene.mentor(programme)
    early = scene.mentor(programme, status="ended", reason="no_time")
    scene.mentor(programme, status="active")
    scene.mentor(programme, minutes=0)
    factories.EnrolmentFactory(programme=programme, role="mentor")
    assert actions.thank(programme, by=alice) == 2
    thanked = Recognition.objects.values_list("enrolment", flat=True)
    assert set(thanked) == {whole.pk, early.pk}
    letters = Mail.objects.filter(kind="mentor_thanked").values_list("person", flat=True)
    assert set(letters) == {whole.person_id, early.person_id}
    codes = {one.enrolment.pk: one.code for one in actions.standings(programme)}
    assert (codes[whole.pk], codes[early.pk]) == ("term", "early")
    assert sorted(codes.values()) == ["early", "never_met", "running", "term", "unpaired"]


def test_who_ends_later_is_thanked_later_and_nobody_twice(alice: Person) -> None:
    programme = scene.ended()
    scene.mentor(programme)
    assert actions.thank(programme, by=alice) == 1
    with pytest.raises(Refusal):
        actions.thank(programme, by=alice)
    scene.mentor(programme)
    assert actions.thank(programme, by=alice) == 1


def test_only_hr_thanks_in_the_name_of_the_company(alice: Person, bob: Person) -> None:
    programme = scene.ended()
    factories.ResponsibilityFactory(programme=programme, person=bob)
    scene.mentor(programme)
    with pytest.raises(Refusal):
        actions.thank(programme, by=bob)
    with pytest.raises(Refusal):
        actions.thank(scene.ended("open"), by=alice)
    assert not Recognition.objects.exists()


def thanked(alice: Person, bob: Person, **changes: int) -> Recognition:
    programme = scene.ended()
    scene.mentor(programme, person=bob, **changes)  # type: ignore[arg-type]
    actions.thank(programme, by=alice)
    return Recognition.objects.select_related("enrolment__person").get()


def test_a_name_is_shown_only_after_a_yes_and_goes_with_a_no(alice: Person, bob: Person) -> None:
    row = thanked(alice, bob)
    programme = row.enrolment.programme
    assert not access.mentioned(programme).exists()
    actions.answer(row, mention=True, shows_hours=False, again=False, by=bob)
    assert access.mentioned(programme).get() == row
    actions.answer(row, mention=False, shows_hours=False, again=False, by=bob)
    assert not access.mentioned(programme).exists()


def test_nobody_answers_for_a_mentor(alice: Person, bob: Person) -> None:
    row = thanked(alice, bob)
    with pytest.raises(Refusal):
        actions.answer(row, mention=True, shows_hours=True, again=True, by=alice)
    with pytest.raises(Refusal):
        actions.request(row, language="fr", by=alice)
    row.refresh_from_db()
    assert (row.mention, row.again, row.shows_hours) == ("open", "open", False)


def words(row: Certificate) -> str:
    actions.produce(row)
    row.refresh_from_db()
    pages = PdfReader(io.BytesIO(bytes(row.pdf))).pages
    assert len(pages) == 1
    return " ".join(pages[0].extract_text().split())


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_certificate_says_the_hours_only_when_the_mentor_wants_it(
    alice: Person, bob: Person, language: str
) -> None:
    row = thanked(alice, bob, minutes=450)
    mentee = row.enrolment.pairings_as_mentor.get().mentee.person
    bare = words(actions.request(row, language=language, by=bob))
    assert "Bob Leclerc" in bare and "Relève" in bare
    assert "8" not in bare.replace("2008", "").split() and mentee.family_name not in bare
    row = actions.answer(row, mention=False, shows_hours=True, again=False, by=bob)
    full = words(actions.request(row, language=language, by=bob))
    assert "8 h" in full and mentee.family_name not in full


def test_two_clicks_make_one_certificate(alice: Person, bob: Person) -> None:
    row = thanked(alice, bob)
    first = actions.request(row, language="fr", by=bob)
    assert actions.request(row, language="fr", by=bob) == first
    with pytest.raises(Refusal):
        actions.request(row, language="de", by=bob)


def test_standings_cost_the_same_for_one_mentor_and_for_three(alice: Person) -> None:
    programme = scene.ended()
    scene.mentor(programme)
    with CaptureQueriesContext(
        connection,
    ) as one:
        actions.standings(programme)
    scene.mentor(programme)
    scene.mentor(programme)
    with CaptureQueriesContext(connection) as three:
        actions.standings(programme)
    assert len(one) == len(three) == 3
