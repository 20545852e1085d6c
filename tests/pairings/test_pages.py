"""Pages of pairings: each person sees what is theirs, nobody sees more."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies import walls
from pairings.actions import pairing as ending
from pairings.models import MentoringSession, Pairing
from people.models import Person
from programmes.models import Enrolment, Programme
from selection.models import FormVersion, Question, Response
from tests import factories

TODAY = timezone.localdate()
Browser = Callable[[Person | None], Client]


@pytest.fixture
def mine(bob: Person) -> Pairing:
    """A pairing in which Bob is the mentee."""
    programme = factories.ProgrammeFactory(
        status="running", enrol_until=TODAY, starts_on=TODAY, ends_on=TODAY + dt.timedelta(days=200)
    )
    mentee = factories.EnrolmentFactory(programme=programme, person=bob)
    return factories.PairingFactory(programme=programme, mentee=mentee)


def declared(**changes: Any) -> dict[str, Any]:
    """What a partner sends when logging a session."""
    return {
        "key": str(uuid.uuid4()),
        "held_on": TODAY.isoformat(),
        "duration": "45",
        "format": "video",
        "themes": ["goals"],
        "progress": "4",
    } | changes


def log_address(pairing: Pairing) -> str:
    return reverse("pairings:log", args=[pairing.public_id])


def addresses(pairing: Pairing) -> list[str]:
    session = factories.MentoringSessionFactory(pairing=pairing)
    programme = pairing.programme.public_id
    return [
        reverse("pairings:detail", args=[pairing.public_id]),
        reverse("pairings:log", args=[pairing.public_id]),
        reverse("pairings:end", args=[pairing.public_id]),
        reverse("pairings:correct", args=[pairing.public_id, session.public_id]),
        reverse("pairings:overview", args=[programme]),
        reverse("pairings:panel", args=[programme]),
    ]


def test_charlie_finds_nothing_at_any_address(
    mine: Pairing, charlie: Person, as_person: Browser
) -> None:
    browser = as_person(charlie)
    found = {address: browser.get(address).status_code for address in addresses(mine)}
    assert set(found.values()) == {404}


def test_charlie_cannot_log_end_or_undo(mine: Pairing, charlie: Person, as_person: Browser) -> None:
    session = factories.MentoringSessionFactory(pairing=mine, logged_by=mine.mentee.person)
    browser = as_person(charlie)
    undo = reverse("pairings:undo", args=[mine.public_id, session.public_id])
    end = reverse("pairings:end", args=[mine.public_id])
    codes = [
        browser.post(log_address(mine), declared()).status_code,
        browser.post(end, {"reason": "other"}).status_code,
        browser.post(undo).status_code,
    ]
    assert codes == [404, 404, 404]
    assert MentoringSession.objects.count() == 1
    assert Pairing.objects.get().status == Pairing.Status.ACTIVE


def test_nobody_is_sent_to_the_login_page(mine: Pairing, as_person: Browser) -> None:
    answer = as_person(None).get(reverse("pairings:detail", args=[mine.public_id]))
    assert answer.status_code == 302


def test_hr_reads_the_facts_page_but_not_the_page_of_the_pair(
    mine: Pairing, alice: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    overview = browser.get(reverse("pairings:overview", args=[mine.programme.public_id]))
    assert (overview.status_code, "Bob Leclerc" in overview.text) == (200, True)
    assert browser.get(reverse("pairings:detail", args=[mine.public_id])).status_code == 404


def test_hr_who_is_a_partner_opens_the_page_of_the_pair(alice: Person, as_person: Browser) -> None:
    enrolment = factories.EnrolmentFactory(person=alice, role="mentor")
    pairing = factories.PairingFactory(programme=enrolment.programme, mentor=enrolment)
    page = as_person(alice).get(reverse("pairings:detail", args=[pairing.public_id]))
    assert page.status_code == 200


def test_both_partners_open_the_page_and_see_each_other(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    mentor = mine.mentor.person
    address = reverse("pairings:detail", args=[mine.public_id])
    assert mentor.email in as_person(bob).get(address).text
    assert bob.email in as_person(mentor).get(address).text


def test_the_rank_given_to_a_mentor_is_shown_to_the_mentee_alone(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    Pairing.objects.update(
        choice_rank=3,
        score=70,
        reasons=[
            {"criterion": "site", "code": "site_same", "points": 1, "of": 2, "facts": {}},
        ],
    )
    Person.objects.update(language="en")
    address = reverse("pairings:detail", args=[mine.public_id])
    assert "Your choice number 3" in as_person(bob).get(address).text
    assert "choice number" not in as_person(mine.mentor.person).get(address).text


def test_the_other_company_does_not_know_the_address(
    mine: Pairing, neighbour: str, bob: Person, as_person: Browser
) -> None:
    address = reverse("pairings:detail", args=[mine.public_id])
    with walls.inside(neighbour):
        twin = factories.PersonFactory(email="bob@kestrel.example")
        browser = Client(HTTP_HOST="kestrel.localhost")
        browser.force_login(twin)
        assert browser.get(address).status_code == 404
    assert as_person(bob).get(address).status_code == 200


def test_a_sponsor_sees_no_pair_and_no_progress(
    mine: Pairing, charlie: Person, as_person: Browser
) -> None:
    factories.ResponsibilityFactory(programme=mine.programme, person=charlie, role="sponsor")
    browser = as_person(charlie)
    assert {browser.get(address).status_code for address in addresses(mine)} == {404}


def test_a_director_sees_counts_and_dates_and_no_progress(
    mine: Pairing, charlie: Person, as_person: Browser
) -> None:
    factories.ResponsibilityFactory(programme=mine.programme, person=charlie)
    factories.MentoringSessionFactory(pairing=mine, progress=5)
    page = as_person(charlie).get(reverse("pairings:overview", args=[mine.programme.public_id]))
    assert page.status_code == 200
    row = page.context["rows"][0]["pairing"]
    assert (row.sessions_count, row.last_session_on) == (1, TODAY - dt.timedelta(days=5))
    assert "5 sur 5" not in page.text


def test_logging_takes_one_form_and_offers_undo(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    shown = browser.get(log_address(mine))
    assert shown.context["form"].initial["held_on"] == TODAY
    answer = browser.post(log_address(mine), declared(), follow=True)
    session = MentoringSession.objects.get()
    assert (session.minutes, session.progress, session.logged_by) == (45, 4, bob)
    undo = reverse("pairings:undo", args=[mine.public_id, session.public_id])
    assert f'action="{undo}"' in answer.text


def test_double_click_logs_one_session(mine: Pairing, bob: Person, as_person: Browser) -> None:
    browser, sent = as_person(bob), declared()
    first = browser.post(log_address(mine), sent)
    second = browser.post(log_address(mine), sent)
    assert MentoringSession.objects.count() == 1
    assert first.url == second.url


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"held_on": (TODAY + dt.timedelta(days=1)).isoformat()}, "held_on"),
        ({"held_on": (TODAY - dt.timedelta(days=31)).isoformat()}, "held_on"),
        ({"duration": ""}, "duration"),
        ({"duration": "", "other_minutes": "3"}, "other_minutes"),
        ({"progress": "6"}, "progress"),
        ({"themes": ["poetry"]}, "themes"),
        ({"format": ""}, "format"),
    ],
)
def test_a_wrong_session_is_refused_at_its_field(
    mine: Pairing, bob: Person, as_person: Browser, changes: dict[str, Any], field: str
) -> None:
    answer = as_person(bob).post(log_address(mine), declared(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert MentoringSession.objects.count() == 0


def test_a_typed_duration_counts_before_a_chip(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    as_person(bob).post(log_address(mine), declared(other_minutes="75"))
    assert MentoringSession.objects.get().minutes == 75


def test_who_logged_corrects_and_the_partner_cannot(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    session = factories.MentoringSessionFactory(pairing=mine, logged_by=bob)
    address = reverse("pairings:correct", args=[mine.public_id, session.public_id])
    as_person(mine.mentor.person).post(address, declared(duration="90"))
    session.refresh_from_db()
    assert session.minutes == 60
    as_person(bob).post(address, declared(duration="90"))
    session.refresh_from_db()
    assert session.minutes == 90


def test_undo_takes_the_session_back_and_a_second_click_is_harmless(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    browser.post(log_address(mine), declared())
    session = MentoringSession.objects.get()
    undo = reverse("pairings:undo", args=[mine.public_id, session.public_id])
    answers = [browser.post(undo).status_code for _ in range(2)]
    assert answers == [302, 302]
    assert MentoringSession.objects.count() == 0


def test_ending_needs_a_reason_then_closes(mine: Pairing, bob: Person, as_person: Browser) -> None:
    address = reverse("pairings:end", args=[mine.public_id])
    browser = as_person(bob)
    assert browser.post(address, {}).status_code == 422
    browser.post(address, {"reason": "no_time"})
    browser.post(address, {"reason": "departure"})
    mine.refresh_from_db()
    assert (mine.status, mine.end_reason) == ("ended", "no_time")


def test_forms_say_that_ends_and_sessions_are_counted(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    Person.objects.filter(pk=bob.pk).update(language="en")
    browser = as_person(bob)
    for page in (log_address(mine), reverse("pairings:end", args=[mine.public_id])):
        shown = browser.get(page).content.decode()
        assert "29 other" in shown and "which criteria make good pairs" in shown


def test_partner_does_not_read_the_reason_and_hr_does(
    mine: Pairing, bob: Person, alice: Person, as_person: Browser
) -> None:
    as_person(bob).post(reverse("pairings:end", args=[mine.public_id]), {"reason": "wrong_match"})
    label = str(Pairing.objects.get().get_end_reason_display())
    overview = as_person(alice).get(reverse("pairings:overview", args=[mine.programme.public_id]))
    page = as_person(mine.mentor.person).get(reverse("pairings:detail", args=[mine.public_id]))
    assert Pairing.EndReason.WRONG_MATCH.label == label
    assert (page.status_code, overview.context["rows"][0]["pairing"].end_reason) == (
        200,
        "wrong_match",
    )
    assert "wrong_match" not in page.text


def pair_by_hand(browser: Client, programme: Programme, *both: Enrolment) -> Any:
    sent = {"mentor": both[0].pk, "mentee": both[1].pk, "started_on": TODAY.isoformat()}
    return browser.post(reverse("pairings:overview", args=[programme.public_id]), sent)


def test_hr_pairs_by_hand_and_is_refused_in_words_the_second_time(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    mentor = factories.EnrolmentFactory(programme=programme, role="mentor")
    mentee = factories.EnrolmentFactory(programme=programme)
    browser = as_person(alice)
    assert pair_by_hand(browser, programme, mentor, mentee).status_code == 302
    again = pair_by_hand(browser, programme, mentor, mentee)
    assert again.status_code == 422
    assert str(mentee.person) in str(again.context["form"].errors["mentee"])
    assert Pairing.objects.count() == 1


def test_mentor_whose_places_are_taken_is_not_offered_by_hand(
    mine: Pairing, alice: Person, as_person: Browser
) -> None:
    full = mine.mentor
    Enrolment.objects.filter(pk=full.pk).update(capacity=1)
    free = factories.EnrolmentFactory(programme=mine.programme, role="mentor")
    page = as_person(alice).get(reverse("pairings:overview", args=[mine.programme.public_id]))
    assert list(page.context["form"].fields["mentor"].queryset) == [free]


def test_panel_counts_for_htmx_and_leads_to_the_list_without(
    mine: Pairing, alice: Person, as_person: Browser
) -> None:
    address = reverse("pairings:panel", args=[mine.programme.public_id])
    browser = as_person(alice)
    part = browser.get(address, headers={"HX-Request": "true"})
    assert part.context["counts"] == {"active": 1, "completed": 0, "ended": 0, "silent": 0}
    assert "<html" not in part.text
    assert browser.get(address).url == reverse("pairings:overview", args=[mine.programme.public_id])


def test_filters_of_the_overview_find_silent_and_named_pairs(
    mine: Pairing, alice: Person, as_person: Browser
) -> None:
    long_ago = TODAY - dt.timedelta(days=60)
    silent = factories.PairingFactory(programme=mine.programme, started_on=long_ago)
    address = reverse("pairings:overview", args=[mine.programme.public_id])
    browser = as_person(alice)
    found = [
        [row["pairing"].pk for row in browser.get(f"{address}?{query}").context["rows"]]
        for query in ("state=silent", "q=leclerc", "state=ended", "state=nonsense")
    ]
    assert found[:3] == [[silent.pk], [mine.pk], []]
    assert len(found[3]) == 2


def count_queries(browser: Client, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("name", ["list", "overview"])
def test_lists_ask_as_many_queries_for_three_pairs_as_for_one(
    name: str, alice: Person, bob: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    mentor = factories.EnrolmentFactory(programme=programme, person=bob, role="mentor", capacity=5)
    factories.PairingFactory(programme=programme, mentor=mentor)
    browser = as_person(bob if name == "list" else alice)
    address = (
        reverse("pairings:list")
        if name == "list"
        else reverse("pairings:overview", args=[programme.public_id])
    )
    one = count_queries(browser, address)
    for _ in range(2):
        factories.MentoringSessionFactory(
            pairing=factories.PairingFactory(programme=programme, mentor=mentor)
        )
    assert count_queries(browser, address) == one


def test_page_of_the_pair_asks_as_many_queries_for_three_sessions_as_for_one(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    address = reverse("pairings:detail", args=[mine.public_id])
    factories.MentoringSessionFactory(pairing=mine, logged_by=bob)
    one = count_queries(as_person(bob), address)
    factories.MentoringSessionFactory.create_batch(2, pairing=mine, logged_by=bob)
    assert count_queries(as_person(bob), address) == one


def test_a_former_partner_reads_the_answers_no_more(
    mine: Pairing, bob: Person, as_person: Browser
) -> None:
    other = mine.mentee if mine.mentor.person == bob else mine.mentor
    form = FormVersion.objects.create(programme=mine.programme, role=other.role, number=1)
    asked = Question.objects.create(
        form=form, place=1, kind="text", label_fr="Q ?", label_en="Q?", is_shared=True
    )
    Response.objects.create(
        enrolment=other, question=asked, key=asked.key, value="Zqshared", words="Zqshared"
    )
    browser, address = as_person(bob), reverse("pairings:detail", args=[mine.public_id])
    assert "Zqshared" in browser.get(address).content.decode()
    ending.end(pairing=mine, reason="goal_reached", by=bob)
    assert "Zqshared" not in browser.get(address).content.decode()
