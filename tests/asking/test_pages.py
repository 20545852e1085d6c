"""The pages of the self mode: who opens which, what they show and never show, bad input."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from asking.actions import answer, pause, tending
from asking.models import Choice, MentorRequest, Pause, Terms
from matching.actions import run
from pairings.models import Pairing
from people.models import Person
from tests import factories
from tests.asking.scene import NEEDS, Scene, choice, scene, told

type Browser = Callable[[Person | None], Client]


def page(client: Client, name: str, row: object, **query: object) -> str:
    found = client.get(reverse(name, args=[row.public_id]), query)  # type: ignore[attr-defined]
    assert found.status_code == 200
    return found.content.decode()


def names(html: str) -> list[str]:
    """Whom the cards of a list are about, in their order."""
    return re.findall(r'<article[^>]*aria-label="Camille (\w+)"', html)


def test_mentee_sees_the_mentors_who_suit_her_best_first(as_person: Browser) -> None:
    made = scene(mentors=3)
    html = page(as_person(made.mentees[0].person), "asking:mentors", made.mentees[0])
    assert names(html) == ["Mentor0", "Mentor1", "Mentor2"]
    assert len(re.findall(r"disponible\s: 1 place", html)) == 3


def test_mentors_whom_a_rule_forbids_are_not_shown(as_person: Browser) -> None:
    made = scene(mentors=4)
    mentee = made.mentees[0].person
    mentee.manager = made.mentors[0].person
    mentee.save()
    Person.objects.filter(pk=made.mentors[1].person_id).update(languages=["de"])
    Person.objects.filter(pk=made.mentors[2].person_id).update(manager=mentee)
    html = page(as_person(mentee), "asking:mentors", made.mentees[0])
    assert names(html) == ["Mentor3"]


def test_full_and_pausing_mentors_come_last_and_cannot_be_asked(as_person: Browser) -> None:
    made = scene(mentors=3)
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[0], mentee=made.mentees[1]
    )
    pause.begin(made.mentors[1], until=None, by=made.mentors[1].person)
    client = as_person(made.mentees[0].person)
    html = page(client, "asking:mentors", made.mentees[0])
    assert names(html) == ["Mentor2", "Mentor0", "Mentor1"]
    assert len(re.findall(r"pick=[0-9a-f-]{36}", html)) == 1
    free = page(client, "asking:mentors", made.mentees[0], free="on")
    assert names(free) == ["Mentor2"]


def test_list_is_searched_without_accents_and_narrowed_by_filters(as_person: Browser) -> None:
    made = scene(mentors=3)
    Person.objects.filter(pk=made.mentors[1].person_id).update(
        job_title="Ingénieure Sécurité", site="Orléans", function="Risques", languages=["fr", "en"]
    )
    client = as_person(made.mentees[0].person)
    for query in (
        {"q": "SECURITE ingenieure"},
        {"q": "orleans"},
        {"site": "Orléans"},
        {"function": "Risques"},
        {"language": "en"},
    ):
        assert names(page(client, "asking:mentors", made.mentees[0], **query)) == ["Mentor1"]
    assert names(page(client, "asking:mentors", made.mentees[0], need=NEEDS[0])) == ["Mentor0"]
    nobody = page(client, "asking:mentors", made.mentees[0], q="astronaute")
    assert names(nobody) == [] and 'href="?"' in nobody


@pytest.mark.parametrize("garbage", ["\0", "9" * 5000, "é'\"<b>", "%s"])
def test_garbage_in_the_address_filters_nothing_and_breaks_nothing(
    as_person: Browser, garbage: str
) -> None:
    made = scene(mentors=2)
    names_of = ("site", "function", "language", "need", "page", "pick", "aim", "free")
    html = page(
        as_person(made.mentees[0].person),
        "asking:mentors",
        made.mentees[0],
        **dict.fromkeys(names_of[:-1], garbage),
    )
    assert names(html) == ["Mentor0", "Mentor1"]


def test_list_costs_as_many_queries_with_three_mentors_as_with_one(
    as_person: Browser, django_assert_num_queries: Callable[..., object]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for mentors in (1, 3):
        made = scene(mentors=mentors)
        client = as_person(made.mentees[0].person)
        with CaptureQueriesContext(connection) as queries:
            assert len(names(page(client, "asking:mentors", made.mentees[0]))) == mentors
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_plan_of_the_last_run_is_featured_to_as_many_mentees_as_there_are_places(
    alice: Person, as_person: Browser
) -> None:
    made = scene(mentees=2, mentors=1, capacity=2)
    row = run.request(made.programme, by=alice)
    run.perform(row)

    def featured() -> list[bool]:
        return [
            "Notre suggestion"
            in page(as_person(one.person), "asking:mentors", one).replace(
                "Our suggestion", "Notre suggestion"
            )
            for one in made.mentees
        ]

    assert featured() == [True, True]
    tried = run.request(made.programme, by=alice)
    run.perform(tried)
    type(tried).objects.filter(pk=tried.pk).update(purpose="scenario")
    tried.suggestions.update(is_planned=False)
    assert featured() == [True, True]
    type(made.mentors[0]).objects.filter(pk=made.mentors[0].pk).update(capacity=1)
    assert sorted(featured()) == [False, True]


def test_mentee_asks_in_three_steps_and_sees_where_her_request_stands(as_person: Browser) -> None:
    made = scene()
    client, mine = as_person(made.mentees[0].person), made.mentees[0]
    html = page(client, "asking:mentors", mine)
    address = re.search(rf'href="(/enrolments/{mine.public_id}/mentors/ask[^"]+)"', html)
    assert address is not None
    asked = client.get(address[1].replace("&amp;", "&"))
    assert asked.status_code == 200
    picks = re.findall(r'name="pick" value="([^"]+)"', asked.content.decode())
    assert picks == [str(made.mentors[0].public_id)]
    sent = client.post(
        reverse("asking:ask", args=[mine.public_id]), {"pick": picks, "needs": NEEDS[:2]}
    )
    assert sent.status_code == 302
    assert told(MentorRequest.objects.get()) == ["asked"]
    assert "Camille Mentor0" in page(client, "asking:mine", mine)


def post_ask(client: Client, made: Scene, mentors: list[int], **more: object) -> tuple[int, str]:
    data = {"pick": [str(made.mentors[n].public_id) for n in mentors], **more}
    found = client.post(reverse("asking:ask", args=[made.mentees[0].public_id]), data)
    return found.status_code, found.content.decode()


def test_order_is_changed_by_buttons_without_losing_what_was_ticked(as_person: Browser) -> None:
    made = scene()
    client = as_person(made.mentees[0].person)
    up = str(made.mentors[2].public_id)
    status, html = post_ask(client, made, [0, 1, 2], needs=NEEDS[1:2], up=up)
    assert (status, names(html)) == (200, ["Mentor0", "Mentor2", "Mentor1"])
    assert re.search(rf'value="{NEEDS[1]}"[^>]*checked', html)
    assert not re.search(rf'value="{NEEDS[0]}"[^>]*checked', html)
    status, html = post_ask(client, made, [0, 2, 1], needs=NEEDS[1:2], remove=up)
    assert (status, names(html)) == (200, ["Mentor0", "Mentor1"])
    status, html = post_ask(client, made, [0, 2, 1], up=up)
    assert status == 200 and not re.search(r'name="needs"[^>]*checked', html)
    assert not MentorRequest.objects.exists()


def test_somebody_more_is_looked_for_with_the_list_and_the_needs_kept(as_person: Browser) -> None:
    made = scene()
    client = as_person(made.mentees[0].person)
    data = {"pick": str(made.mentors[1].public_id), "needs": NEEDS[:2], "more": "1"}
    found = client.post(reverse("asking:ask", args=[made.mentees[0].public_id]), data)
    html = client.get(found["Location"]).content.decode()
    assert html.count(f'name="aim" value="{NEEDS[0]}"') == 1
    link = re.search(
        rf"pick={made.mentors[1].public_id}&amp;pick={made.mentors[0].public_id}&amp;aim=", html
    )
    assert link is not None


def test_request_without_needs_or_with_a_mentor_who_is_full_loses_nothing(
    as_person: Browser,
) -> None:
    made = scene()
    client = as_person(made.mentees[0].person)
    status, html = post_ask(client, made, [0, 1])
    assert (status, names(html)) == (422, ["Mentor0", "Mentor1"])
    factories.PairingFactory(
        programme=made.programme, mentor=made.mentors[0], mentee=made.mentees[1]
    )
    status, html = post_ask(client, made, [0, 1], needs=NEEDS[:1])
    assert (status, names(html)) == (422, ["Mentor1"])
    status, _html = post_ask(client, made, [1], needs=NEEDS[:3], others=NEEDS[5:6])
    assert status == 422
    status, _html = post_ask(client, made, [1], needs=NEEDS[:1], others=NEEDS[5:6])
    assert status == 302
    assert MentorRequest.objects.get().needs == [NEEDS[0], NEEDS[5]]


@pytest.mark.parametrize("pick", ["", "nobody", "\0", "9" * 5000])
def test_request_to_nobody_is_refused_kindly(as_person: Browser, pick: str) -> None:
    made = scene()
    client = as_person(made.mentees[0].person)
    data = {"pick": pick, "needs": NEEDS[:1]}
    found = client.post(reverse("asking:ask", args=[made.mentees[0].public_id]), data)
    assert found.status_code == 422
    assert not MentorRequest.objects.exists()


def test_mentee_takes_her_request_back_on_its_page(as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0)
    client = as_person(made.mentees[0].person)
    found = client.post(reverse("asking:mine", args=[made.mentees[0].public_id]))
    asked.refresh_from_db()
    assert (found.status_code, asked.status) == (302, "withdrawn")


def test_mentor_reads_the_reasons_and_says_yes(as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    client = as_person(made.mentors[0].person)
    html = page(client, "asking:inbox", made.mentors[0])
    assert "Camille Mentee0" in html and "reason-words" in html
    assert "Mentor1" not in html
    address = reverse("asking:answer", args=[choice(asked).public_id])
    found = client.post(address, {"answer": "yes"})
    pair = Pairing.objects.get()
    assert found["Location"] == reverse("pairings:detail", args=[pair.public_id])


def test_no_needs_a_reason_and_the_mentee_never_reads_it(as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    client = as_person(made.mentors[0].person)
    address = reverse("asking:answer", args=[choice(asked).public_id])
    for bad in ({}, {"answer": "no"}, {"answer": "no", "reason": "\0"}):
        found = client.post(address, bad)
        assert found.status_code == 422 and told(asked) == ["asked", "next"]
    assert client.post(address, {"answer": "no", "reason": "too_close"}).status_code == 302
    html = page(as_person(made.mentees[0].person), "asking:mine", made.mentees[0])
    label = str(Choice.Decline("too_close").label)
    assert label not in html and "trop" not in html.lower()


def test_answer_to_a_request_that_went_on_leads_back_with_a_sentence(as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0)
    first = choice(asked)
    answer.decline(first, reason="no_time", by=made.mentors[0].person)
    client = as_person(made.mentors[0].person)
    address = reverse("asking:answer", args=[first.public_id])
    found = client.post(address, {"answer": "yes"}, follow=True)
    assert found.status_code == 200
    assert not Pairing.objects.exists()


def test_requests_of_mentors_cost_as_many_queries_with_three_as_with_one(
    as_person: Browser,
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    made = scene(mentees=3, capacity=3)
    client = as_person(made.mentors[0].person)
    counts = []
    for asking in ((0,), (1, 2)):
        for n in asking:
            made.ask(n, 0)
        with CaptureQueriesContext(connection) as queries:
            page(client, "asking:inbox", made.mentors[0])
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_mentor_pauses_and_is_back(as_person: Browser) -> None:
    made = scene()
    client = as_person(made.mentors[0].person)
    address = reverse("asking:pause", args=[made.mentors[0].public_id])
    past = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    for bad in (past, "soon", "9999-12-31", "\0"):
        assert client.post(address, {"until": bad}).status_code == 422
    assert not Pause.objects.exists()
    assert client.post(address, {"until": ""}).status_code == 302
    assert Pause.objects.get().until is None
    assert client.post(address, {"resume": "1"}).status_code == 302
    assert not Pause.objects.exists()


def test_hr_and_director_read_numbers_and_no_name(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    made = scene()
    factories.ResponsibilityFactory(programme=made.programme, person=bob, role="director")
    made.ask(0, 0, 1)
    for reader in (alice, bob):
        html = page(as_person(reader), "asking:overview", made.programme)
        assert "Mentee0" not in html and "Mentor0" not in html
        panel = page(as_person(reader), "asking:panel", made.programme)
        assert "Mentee0" not in panel and "Mentor0" not in panel


def test_hr_opens_no_list_no_request_and_no_answer(alice: Person, as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0)
    client = as_person(alice)
    for name, row in (
        ("asking:mentors", made.mentees[0]),
        ("asking:ask", made.mentees[0]),
        ("asking:mine", made.mentees[0]),
        ("asking:inbox", made.mentors[0]),
    ):
        assert client.get(reverse(name, args=[row.public_id])).status_code == 404
    address = reverse("asking:answer", args=[choice(asked).public_id])
    assert client.post(address, {"answer": "yes"}).status_code == 404


def test_charlie_and_the_other_side_find_nothing(charlie: Person, as_person: Browser) -> None:
    made = scene()
    asked = made.ask(0, 0, 1)
    for stranger in (charlie, made.mentees[1].person, made.mentors[1].person):
        client = as_person(stranger)
        for name, row in (
            ("asking:mentors", made.mentees[0]),
            ("asking:ask", made.mentees[0]),
            ("asking:mine", made.mentees[0]),
            ("asking:inbox", made.mentors[0]),
            ("asking:overview", made.programme),
        ):
            assert client.get(reverse(name, args=[row.public_id])).status_code == 404
        for name, row in (
            ("asking:answer", choice(asked)),
            ("asking:answer", choice(asked, 2)),
            ("asking:pause", made.mentors[0]),
        ):
            assert client.post(reverse(name, args=[row.public_id])).status_code == 404
    panel = reverse("asking:panel", args=[made.programme.public_id])
    assert as_person(charlie).get(panel).status_code == 404


def test_programme_in_another_mode_has_none_of_these_pages(
    alice: Person, as_person: Browser
) -> None:
    made = scene()
    type(made.programme).objects.update(mode="hybrid")
    mentee, mentor = as_person(made.mentees[0].person), as_person(made.mentors[0].person)
    for client, name, row in (
        (mentee, "asking:mentors", made.mentees[0]),
        (mentor, "asking:inbox", made.mentors[0]),
        (as_person(alice), "asking:overview", made.programme),
    ):
        assert client.get(reverse(name, args=[row.public_id])).status_code == 404


def test_hr_sets_the_days_to_answer_from_the_list(alice: Person, as_person: Browser) -> None:
    made = scene()
    client = as_person(alice)
    address = reverse("asking:overview", args=[made.programme.public_id])
    for bad in ("", "2", "365", "many", "\0"):
        assert client.post(address, {"days": bad}).status_code == 422
    assert not Terms.objects.exists()
    assert client.post(address, {"days": "14"}).status_code == 302
    assert tending.days(made.programme) == 14


def test_reasons_of_mentors_are_counted_from_five_on(alice: Person, as_person: Browser) -> None:
    made = scene(mentees=5, mentors=5)
    client = as_person(alice)
    for n in range(5):
        assert "trop" not in page(client, "asking:overview", made.programme).lower()
        answer.decline(choice(made.ask(n, n)), reason="too_close", by=made.mentors[n].person)
    assert "trop" in page(client, "asking:overview", made.programme)


def test_answers_of_one_mentor_are_no_totals(alice: Person, as_person: Browser) -> None:
    made = scene(mentees=5, mentors=5)
    alone = made.mentors[0]
    for n in range(5):
        answer.decline(choice(made.ask(n, 0)), reason="too_close", by=alone.person)
    html = page(as_person(alice), "asking:overview", made.programme)
    assert "trop" not in html.lower() and "Non cette fois" not in html
    for n in range(1, 5):
        made.ask(n, n)
    assert "trop" in page(as_person(alice), "asking:overview", made.programme).lower()


def test_home_tells_the_mentor_who_asks_and_the_mentee_where_she_stands(
    as_person: Browser,
) -> None:
    made = scene()
    mentee, mentor = as_person(made.mentees[0].person), as_person(made.mentors[0].person)
    find = reverse("asking:mentors", args=[made.mentees[0].public_id])
    assert find in mentee.get("/").content.decode()
    asked = made.ask(0, 0)
    mine = reverse("asking:mine", args=[made.mentees[0].public_id])
    assert mine in mentee.get("/").content.decode()
    html = mentor.get("/").content.decode()
    assert "Camille Mentee0" in html
    assert reverse("asking:inbox", args=[made.mentors[0].public_id]) in html
    answer.accept(choice(asked), by=made.mentors[0].person)
    for client in (mentee, mentor):
        assert "asking" not in client.get("/").content.decode()
        assert find not in client.get("/").content.decode()


@pytest.mark.parametrize(("language", "word"), [("fr", "Demander"), ("en", "Ask")])
def test_list_speaks_both_languages(as_person: Browser, language: str, word: str) -> None:
    made = scene()
    Person.objects.filter(pk=made.mentees[0].person_id).update(language=language)
    made.mentees[0].person.language = language
    html = page(as_person(made.mentees[0].person), "asking:mentors", made.mentees[0])
    assert word in html


def test_panel_shows_each_side_its_next_step(as_person: Browser) -> None:
    made = scene()
    made.ask(0, 0)
    mentee = page(as_person(made.mentees[0].person), "asking:panel", made.programme)
    other = page(as_person(made.mentees[1].person), "asking:panel", made.programme)
    mentor = page(as_person(made.mentors[0].person), "asking:panel", made.programme)
    assert reverse("asking:mine", args=[made.mentees[0].public_id]) in mentee
    assert reverse("asking:mentors", args=[made.mentees[1].public_id]) in other
    assert reverse("asking:inbox", args=[made.mentors[0].public_id]) in mentor


def test_board_of_the_matching_leads_to_the_requests_and_still_computes(
    alice: Person, as_person: Browser
) -> None:
    made = scene()
    html = page(as_person(alice), "matching:board", made.programme)
    assert reverse("asking:overview", args=[made.programme.public_id]) in html
    assert reverse("matching:request", args=[made.programme.public_id]) in html
