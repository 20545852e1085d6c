"""Pages of matching: what each person sees, double clicks, both languages, no page for Charlie."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from matching.actions import choice, run
from matching.models import MatchingRun, Preference
from pairings.models import Pairing
from people.models import Person
from programmes.models import Enrolment
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def _page(name: str, on: object) -> str:
    return reverse(f"matching:{name}", args=[on.public_id])  # type: ignore[attr-defined]


def _text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def _ask(client: Client, made: Scene, **more: object) -> object:
    data = {"purpose": "proposal", "minimum": 30, "seen": 0} | more
    return client.post(_page("request", made.programme), data)


@pytest.mark.parametrize("name", ["board", "criteria", "panel"])
def test_pages_of_a_programme_open_for_hr_and_its_director_only(
    alice: Person, bob: Person, charlie: Person, as_person: As, name: str
) -> None:
    made = scene(alice)
    factories.ResponsibilityFactory(programme=made.programme, person=bob)
    for person, status in ((alice, 200), (bob, 200), (charlie, 404)):
        assert as_person(person).get(_page(name, made.programme)).status_code == status
    assert as_person(None).get(_page(name, made.programme)).status_code == 302


@pytest.mark.parametrize("name", ["run", "publish"])
def test_pages_of_a_run_open_for_hr_only(
    alice: Person, charlie: Person, as_person: As, name: str
) -> None:
    made = scene(alice)
    row = made.run()
    assert as_person(alice).get(_page(name, row)).status_code == 200
    for person in (charlie, made.mentees[0].person, made.mentors[0].person):
        assert as_person(person).get(_page(name, row)).status_code == 404


@pytest.mark.parametrize("name", ["decide", "again", "publish", "remind", "settle"])
def test_nobody_else_changes_a_run(
    alice: Person, charlie: Person, as_person: As, name: str
) -> None:
    row = scene(alice).run()
    data = {"accept_planned": "1", "decided": 0, "all_pairs": 3, "include_open": "on"}
    assert as_person(charlie).post(_page(name, row), data).status_code == 404
    assert not Pairing.objects.exists()
    assert MatchingRun.objects.count() == 1
    assert not row.suggestions.exclude(decision="open").exists()


def test_shortlist_opens_for_its_mentee_only(alice: Person, charlie: Person, as_person: As) -> None:
    made, other = scene(alice), scene(alice)
    made.shortlist()
    other.shortlist()
    address = _page("choose", made.mentees[0])
    assert "Mentor0" in _text(as_person(made.mentees[0].person).get(address))
    strangers = (alice, charlie, made.mentees[1].person, made.mentors[0].person)
    for person in (*strangers, other.mentees[0].person):
        assert as_person(person).get(address).status_code == 404


def test_board_says_how_many_places_are_missing(alice: Person, as_person: As) -> None:
    made = scene(alice, 3, 1)
    alice.language = "en"
    alice.save()
    shown = _text(as_person(alice).get(_page("board", made.programme)))
    assert re.search(r"Places missing</p> <p class=\"stat-value\"><strong>2</strong>", shown)


def test_request_queues_a_run_and_a_double_click_follows_it(alice: Person, as_person: As) -> None:
    made = scene(alice)
    client = as_person(alice)
    first = _ask(client, made)
    row = MatchingRun.objects.get()
    assert first.url == _page("run", row)  # type: ignore[attr-defined]
    assert _ask(client, made).url == _page("run", row)  # type: ignore[attr-defined]
    assert MatchingRun.objects.count() == 1


def test_request_without_mentors_says_so(alice: Person, as_person: As) -> None:
    response = _ask(as_person(alice), scene(alice, 2, 0))
    assert response.status_code == 422  # type: ignore[attr-defined]
    assert not MatchingRun.objects.exists()


def test_progress_is_polled_until_the_page_changes(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = run.request(made.programme, by=alice)
    client = as_person(alice)
    asked = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "div#work-progress"}
    waiting = client.get(_page("run", row), **asked)
    assert 'hx-trigger="every 1s"' in _text(waiting)
    assert "<html" not in _text(waiting)
    run.perform(row)
    assert client.get(_page("run", row), **asked).headers["HX-Refresh"] == "true"


def test_zero_weights_are_refused_on_the_page(alice: Person, as_person: As) -> None:
    made = scene(alice)
    client = as_person(alice)
    forms = client.get(_page("criteria", made.programme)).context["forms"]
    data = {
        item["form"].add_prefix(name): value
        for item in forms
        for name, value in {"weight": 0, "direction": "similar"}.items()
    }
    assert client.post(_page("criteria", made.programme), data).status_code == 422
    data["needs-weight"] = 40
    assert client.post(_page("criteria", made.programme), data).status_code == 302
    assert made.programme.criteria.get(weight__gt=0).kind == "needs"


def test_reasons_on_the_page_add_up_to_the_score(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = made.run()
    page = as_person(alice).get(_page("run", row))
    card = page.context["cards"][0].suggestion
    shown = _text(page).split("<article")[1]
    points = re.findall(r'reason-points"><strong>([\d.,]+)</strong>', shown)
    assert len(points) == 9
    assert abs(sum(float(one.replace(",", ".")) for one in points) - card.score) <= 1


def test_decision_works_with_and_without_script(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = made.run()
    one, other, _last = row.suggestions.filter(is_planned=True)
    client = as_person(alice)
    data = {"suggestion": one.pk, "decision": "accepted", "mentee": one.mentee.public_id}
    plain = client.post(_page("decide", row), data)
    assert plain.url == f"{_page('run', row)}?mentee={one.mentee.public_id}"
    data = {"suggestion": other.pk, "decision": "locked", "mentee": other.mentee.public_id}
    part = _text(client.post(_page("decide", row), data, HTTP_HX_REQUEST="true"))
    assert part.lstrip().startswith('<div class="review" id="review">')
    decisions = set(row.suggestions.filter(is_planned=True).values_list("decision", flat=True))
    assert decisions == {"accepted", "locked", "open"}


def test_mentee_without_candidate_shows_the_counted_reasons(alice: Person, as_person: As) -> None:
    made = scene(alice, 1, 2)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    alice.language = "en"
    alice.save()
    row = made.run(minimum=100)
    shown = _text(as_person(alice).get(_page("run", row)))
    assert "Of 2 mentors:" in shown
    assert "1 mentor cannot be paired with them" in shown
    assert "1 mentor is below the lowest score" in shown


def test_publish_page_says_the_numbers_and_a_double_click_publishes_once(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    row = made.run()
    alice.language = "en"
    alice.save()
    client = as_person(alice)
    assert "3 pairs, 6 letters in all" in _text(client.get(_page("publish", row)))
    data = {"decided": 0, "all_pairs": 3, "include_open": "on"}
    done = client.post(_page("publish", row), data)
    assert done.url == reverse("pairings:overview", args=[made.programme.public_id])
    assert client.post(_page("publish", row), data).url == _page("run", row)
    assert Pairing.objects.count() == 3


def test_publish_after_a_withdrawal_asks_to_look_again(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = made.run()
    Enrolment.objects.filter(pk=made.mentees[0].pk).update(status="withdrawn")
    data = {"decided": 0, "all_pairs": 3, "include_open": "on"}
    assert as_person(alice).post(_page("publish", row), data).status_code == 422
    assert not Pairing.objects.exists()


def test_mentee_ranks_and_changes_their_mind(alice: Person, as_person: As) -> None:
    made = scene(alice)
    made.shortlist()
    mentee = made.mentees[0]
    client = as_person(mentee.person)
    names = [f"rank_{one.public_id}" for one in made.mentors]
    twice = client.post(_page("choose", mentee), {names[0]: "1", names[1]: "1"})
    assert (twice.status_code, Preference.objects.count()) == (422, 0)
    client.post(_page("choose", mentee), {names[0]: "3", names[1]: "1"})
    client.post(_page("choose", mentee), {names[2]: "1", names[1]: "2"})
    ranked = Preference.objects.order_by("rank").values_list("mentor", flat=True)
    assert list(ranked) == [made.mentors[2].pk, made.mentors[1].pk]


def test_closed_ranking_is_said_kindly(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = made.shortlist()
    yesterday = timezone.localdate() - timedelta(days=1)
    MatchingRun.objects.filter(pk=row.pk).update(rank_until=yesterday)
    page = as_person(made.mentees[0].person).get(_page("choose", made.mentees[0]))
    assert page.status_code == 200
    assert page.context["last"] == row


def test_hr_sees_how_many_ranked_and_never_whom(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = made.shortlist()
    mentee = made.mentees[0]
    choice.rank(row, mentee, ranking=[made.mentors[2].pk], by=mentee.person)
    page = as_person(alice).get(_page("run", row))
    assert (page.context["ranked"], page.context["listed"]) == (1, 3)
    assert "Mentor2" not in _text(page)
    assert "Mentee0" not in _text(page)


def test_review_costs_the_same_for_few_and_many_people(
    alice: Person, as_person: As, django_assert_max_num_queries: object
) -> None:
    counts = []
    client = as_person(alice)
    for size in (2, 6):
        row = scene(alice, size, size).run()
        with django_assert_max_num_queries(40) as seen:  # type: ignore[operator]
            client.get(_page("run", row))
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language, word", [("fr", "appariement"), ("en", "matching")])
def test_board_speaks_the_language_of_the_reader(
    alice: Person, as_person: As, language: str, word: str
) -> None:
    alice.language = language
    alice.save()
    made = scene(alice)
    made.run()
    shown = _text(as_person(alice).get(_page("board", made.programme)))
    assert word in shown.lower()
    assert f'lang="{language}"' in shown


def test_pages_of_another_company_are_not_found(
    alice: Person, as_person: As, neighbour: str
) -> None:
    row = scene(alice).run()
    client = as_person(alice)
    assert client.get(_page("run", row)).status_code == 200
    elsewhere = client.get(_page("run", row), HTTP_HOST="kestrel.localhost")
    assert elsewhere.status_code in (302, 404)
    assert "Mentee0" not in _text(elsewhere)
