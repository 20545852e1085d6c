"""Pages of the lab: comparing side by side, the forms, both languages, no page for Charlie."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from lab import comparison
from lab.actions import scenario
from lab.models import Scenario
from matching.actions import choice, run
from matching.forms import criterion_forms
from matching.models import MatchingRun
from people.models import Person
from tests import factories
from tests.lab.test_scenarios import change, computed, tried
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def english(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")


def address(name: str, on: object) -> str:
    return reverse(f"lab:{name}", args=[on.public_id])  # type: ignore[attr-defined]


def two(made: Scene) -> tuple[Scenario, Scenario]:
    """A strict scenario that leaves somebody out, and one with a place more."""
    strict, kind = tried(made, "Strict"), tried(made, "Kind")
    kind = scenario.give_places(kind, mentor=made.mentors[0], total=2, by=made.by)
    computed(made, strict)
    computed(made, kind)
    return strict, kind


def test_comparison_names_who_is_left_out_and_marks_the_best_in_words(
    alice: Person, as_person: As
) -> None:
    made = scene(alice, 3, 2)
    strict, kind = two(made)
    english(alice)
    asked = {"s": [strict.public_id, kind.public_id]}
    shown = text(as_person(alice).get(address("compare", made.programme), asked))
    alone = made.mentees[2].person
    assert "Without a mentor" in shown and str(alone) in shown
    assert shown.count("Best") >= 1
    assert "1 mentee is treated differently by “Strict” and “Kind”" in shown
    assert "0 with 0" not in shown


def test_best_of_a_line_is_the_right_one(alice: Person) -> None:
    made = scene(alice, 3, 2)
    strict, kind = two(made)
    lines = comparison.lines(comparison.columns(made.programme, [strict, kind]))
    unmatched = lines[0]
    assert [cell.text for cell in unmatched.cells] == ["1", "0"]
    assert [cell.is_best for cell in unmatched.cells] == [False, True]


def test_equal_figures_have_no_best(alice: Person) -> None:
    made = scene(alice)
    first, second = tried(made, "A"), tried(made, "B")
    computed(made, first)
    computed(made, second)
    columns = comparison.columns(made.programme, [first, second])
    assert not any(cell.is_best for line in comparison.lines(columns) for cell in line.cells)
    assert comparison.differences(*columns) == []


def test_differences_name_both_mentors(alice: Person) -> None:
    made = scene(alice)
    proposal = made.run()
    plain = tried(made, "Plain")
    pair = proposal.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[1])
    run.decide(pair, decision="locked", by=alice)
    other = tried(made, "Locked", run=proposal)
    computed(made, plain)
    computed(made, other)
    found = comparison.differences(*comparison.columns(made.programme, [plain, other]))
    first = found[0]
    assert len(found) == 2
    assert first.first and first.second
    assert (first.first[0], first.second[0]) == (made.mentors[0], made.mentors[1])


@pytest.mark.parametrize("rankers, is_told", [(4, False), (5, True)])
def test_choices_are_told_where_five_people_ranked(
    alice: Person, rankers: int, is_told: bool
) -> None:
    made = scene(alice, 5, 5)
    listed = made.shortlist()
    for mentee in made.mentees[:rankers]:
        first = listed.suggestions.filter(mentee=mentee).order_by("rank").first()
        choice.rank(listed, mentee, ranking=[first.mentor_id], by=mentee.person)  # type: ignore[union-attr]
    run.perform(choice.settle(listed, by=alice))
    row = tried(made)
    computed(made, row)
    lines = comparison.lines(comparison.columns(made.programme, [row]))
    assert len(lines) == (8 if is_told else 6)


@pytest.mark.parametrize("differing, is_told", [(4, False), (5, True)])
def test_choices_are_not_told_by_the_difference_of_two_plans(differing: int, is_told: bool) -> None:
    run = MatchingRun(result={"ranked": 6, "first": 3, "any_choice": 4, "unmatched": {}})
    run.result |= {"points": 0, "pairs": 6}
    plain = {mentee: (mentee + 10, 100) for mentee in range(6)}
    other = plain | {mentee: (mentee + 20, 100) for mentee in range(differing)}
    columns = [comparison.Column(Scenario(run=run), pairs, {}) for pairs in (plain, other)]
    with translation.override("en"):
        told = comparison.lines(columns)[6:]
    assert [[cell.text for cell in line.cells] for line in told] == (
        [["50%", "50%"], ["67%", "67%"]] if is_told else [["–", "–"]]
    )
    assert len(comparison.lines(columns[:1])) == 8


@pytest.mark.parametrize("count", [0, 1, 5])
def test_two_to_four_scenarios_are_compared(alice: Person, as_person: As, count: int) -> None:
    made = scene(alice)
    rows = [tried(made, f"S{n}") for n in range(count)]
    for row in rows:
        computed(made, row)
    asked = {"s": [row.public_id for row in rows]}
    answer = as_person(alice).get(address("compare", made.programme), asked)
    assert answer.status_code == 302


def test_new_scenario_leads_to_its_rules_which_are_saved_and_computed(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    client = as_person(alice)
    answer = client.post(address("board", made.programme), {"name": "Closer", "source": "criteria"})
    row = Scenario.objects.get()
    assert answer.url == address("rules", row)  # type: ignore[attr-defined]
    data = {"name": "Closer", "minimum": 20, "fairness": "maximin", "compute": "1"}
    for form in criterion_forms(row.rules["criteria"]):
        for field in form:
            value = field.value()
            if value not in (None, False):
                data[field.html_name] = value
    answer = client.post(address("rules", row), data | {"site-weight": 90})
    assert answer.url == address("scenario", row)  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert row.rules["fairness"] == "maximin" and row.is_under_way
    sites = [one["weight"] for one in row.rules["criteria"] if one["kind"] == "site"]
    assert sites == [90]


def test_wrong_rules_say_where_and_keep_what_was_typed(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = tried(made)
    english(alice)
    answer = as_person(alice).post(
        address("rules", row), {"name": "", "minimum": 200, "site-weight": "many"}
    )
    shown = text(answer)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert "The scenario is not saved" in shown and 'value="many"' in shown
    row.refresh_from_db()
    assert row.name == "Bolder"


def test_places_and_exceptions_are_tried_and_taken_back(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = tried(made)
    client = as_person(alice)
    mentor, mentee = made.mentors[0], made.mentees[0]
    place = {"mentor": mentor.public_id, "total": 3}
    rule = {"mentee": mentee.public_id, "code": "minimum"}
    client.post(address("places", row), place)
    client.post(address("exceptions", row), rule)
    row.refresh_from_db()
    assert row.rules["places"] == {str(mentor.pk): 3}
    assert row.rules["exceptions"] == [[mentee.pk, "minimum"]]
    english(alice)
    shown = text(client.get(address("scenario", row)))
    assert "3 places instead of 1" in shown
    assert "Accept a pair below the lowest score for Camille Mentee0" in shown
    client.post(address("places", row), place | {"remove": "1"})
    client.post(address("exceptions", row), rule | {"remove": "1"})
    row.refresh_from_db()
    assert (row.rules["places"], row.rules["exceptions"]) == ({}, [])


def test_too_many_places_are_refused_on_the_page(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = tried(made)
    data = {"mentor": made.mentors[0].public_id, "total": 9}
    answer = as_person(alice).post(address("places", row), data)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    row.refresh_from_db()
    assert "places" not in row.rules


def test_scenario_page_says_whom_to_ask_and_what_is_frozen(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 1)
    row = scenario.give_places(tried(made), mentor=made.mentors[0], total=2, by=alice)
    plan = computed(made, row)
    english(alice)
    client = as_person(alice)
    shown = text(client.get(address("scenario", row)))
    assert "Mentors to ask first" in shown and "1 offered, 2 wanted" in shown
    assert plan.inputs_hash[:8] in shown and plan.plan_hash[:8] in shown
    assert address("publish", row) not in shown
    client.post(address("publish", row))
    assert not MatchingRun.objects.reviewable().exists()


def test_page_makes_a_scenario_the_proposal(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = tried(made)
    computed(made, row)
    client = as_person(alice)
    answer = client.post(address("publish", row))
    proposal = MatchingRun.objects.reviewable().get()
    assert answer.url == reverse("matching:run", args=[proposal.public_id])  # type: ignore[attr-defined]
    assert client.get(answer.url).status_code == 200  # type: ignore[attr-defined]


def test_progress_of_a_scenario_is_watched_and_stopped(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = tried(made)
    client = as_person(alice)
    client.post(address("compute", row))
    assert "work-progress" in text(client.get(address("scenario", row)))
    assert 'hx-trigger="every 2s"' in text(client.get(address("board", made.programme)))
    client.post(address("stop", row))
    row.refresh_from_db()
    assert row.run and row.run.is_cancelled
    client.post(address("delete", row))
    assert not Scenario.objects.exists()


def test_run_of_a_scenario_has_no_page_among_the_proposals(alice: Person, as_person: As) -> None:
    made = scene(alice)
    plan = computed(made, tried(made))
    page = reverse("matching:run", args=[plan.public_id])
    assert as_person(alice).get(page).status_code == 404


@pytest.mark.parametrize("name", ["scenario", "rules"])
def test_pages_of_a_scenario_open_for_who_steers_only(
    alice: Person, bob: Person, charlie: Person, as_person: As, name: str
) -> None:
    made = scene(alice)
    factories.ResponsibilityFactory(programme=made.programme, person=bob)
    row = tried(made)
    assert as_person(bob).get(address(name, row)).status_code == 200
    for person in (charlie, made.mentees[0].person, made.mentors[0].person):
        assert as_person(person).get(address(name, row)).status_code == 404
    assert as_person(charlie).get(address("board", made.programme)).status_code == 404


def test_comparison_costs_the_same_for_few_and_many_people(
    alice: Person, as_person: As, django_assert_max_num_queries: object
) -> None:
    counts = []
    client = as_person(alice)
    for size in (2, 6):
        made = scene(alice, size, size)
        rows = [change(made, tried(made, name)) for name in ("A", "B")]
        for row in rows:
            computed(made, row)
        asked = {"s": [row.public_id for row in rows]}
        with django_assert_max_num_queries(40) as seen:  # type: ignore[operator]
            client.get(address("compare", made.programme), asked)
        counts.append(len(seen.captured_queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("language, word", [("fr", "scénario"), ("en", "scenario")])
def test_lab_speaks_the_language_of_the_reader(
    alice: Person, as_person: As, language: str, word: str
) -> None:
    Person.objects.filter(pk=alice.pk).update(language=language)
    shown = text(as_person(alice).get(address("board", scene(alice).programme)))
    assert word in shown.lower() and f'lang="{language}"' in shown
