"""What it would take: each change in words, tried as a scenario; who cannot be helped, by name."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from lab.actions import prescription, scenario
from lab.models import Prescription, Scenario
from lab.tasks import prescribe
from matching.actions import run
from matching.models import Criterion, MatchingRun
from people.models import AuditEntry, Person
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def asked(made: Scene, about: MatchingRun) -> Prescription:
    row = prescription.ask(made.programme, run=about, scenario=None, by=made.by)
    prescription.perform(row)
    row.refresh_from_db()
    return row


def shown(client: Client, row: Prescription) -> str:
    answer = client.get(reverse("lab:prescription", args=[row.public_id]))
    return re.sub(r"\s+", " ", answer.content.decode())


def english(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")


def test_missing_place_is_asked_for_and_tried_in_one_click(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 1)
    row = asked(made, made.run())
    assert row.result["count"] == 1 and row.result["is_proven"]
    english(alice)
    client = as_person(alice)
    assert "Ask Camille Mentor0 for one more place" in shown(client, row)
    client.post(reverse("lab:try", args=[row.public_id]), {"change": "all"})
    made_of_it = Scenario.objects.get()
    assert made_of_it.name == "1 more place"
    written = AuditEntry.objects.get(verb="scenario.created")
    assert "Mentor0" not in str(written.facts) and "1 more place" in str(written.facts)
    assert made_of_it.rules["places"] == {str(made.mentors[0].pk): 2}
    run.perform(made_of_it.run)
    made_of_it.run.refresh_from_db()
    assert made_of_it.run.result["pairs"] == 2


def test_rule_is_left_out_for_the_fewest(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 2)
    Person.objects.filter(pk=made.mentees[0].person_id).update(site="Brest")
    Criterion.objects.create(programme=made.programme, kind="site", weight=50, is_must=True)
    Criterion.objects.create(programme=made.programme, kind="languages", weight=50)
    row = asked(made, made.run())
    assert [one["rule"] for one in row.result["changes"]] == ["must_site"]
    english(alice)
    assert "Do without the must-have “site” for Camille Mentee0" in shown(as_person(alice), row)
    tried, computed = prescription.attempt(row, number=0, by=alice)
    run.perform(computed)
    computed.refresh_from_db()
    assert "Mentee0" not in tried.name and "site" in tried.name.lower()
    assert tried.rules["exceptions"] == [[made.mentees[0].pk, "must_site"]]
    assert computed.result["pairs"] == 2


def test_whole_prescription_matches_everybody(alice: Person) -> None:
    made = scene(alice, 4, 2)
    Person.objects.filter(pk=made.mentees[0].person_id).update(languages=["de"])
    row = asked(made, made.run())
    _tried, computed = prescription.attempt(row, number=None, by=alice)
    run.perform(computed)
    computed.refresh_from_db()
    assert row.result["after"] == computed.result["pairs"] == 4


def test_whom_nothing_helps_is_named_with_the_cause(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 1)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[0].person)
    row = asked(made, made.run())
    english(alice)
    told = shown(as_person(alice), row)
    assert "Nothing is enough for 1 mentee" in told
    assert "Camille Mentee0" in told and "management line" in told


def test_nothing_has_to_change_where_everybody_is_matched(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = asked(made, made.run())
    english(alice)
    assert "Nothing has to change" in shown(as_person(alice), row)
    with pytest.raises(Refusal):
        prescription.attempt(row, number=None, by=alice)
    with pytest.raises(Refusal):
        prescription.attempt(row, number=0, by=alice)


def test_prescription_of_a_scenario_goes_on_from_it(alice: Person) -> None:
    made = scene(alice, 3, 1)
    tried = scenario.create(made.programme, name="Two places", by=alice)
    tried = scenario.give_places(tried, mentor=made.mentors[0], total=2, by=alice)
    row = prescription.ask(made.programme, run=None, scenario=tried, by=alice)
    prescription.perform(row)
    row.refresh_from_db()
    more, _run = prescription.attempt(row, number=0, by=alice)
    assert more.rules["places"] == {str(made.mentors[0].pk): 3}


def test_worker_searches_and_the_page_watches(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 1)
    row = made.run()
    client = as_person(alice)
    answer = client.post(
        reverse("lab:doctor", args=[made.programme.public_id]), {"run": row.public_id}
    )
    question = Prescription.objects.get()
    assert answer.url == reverse("lab:prescription", args=[question.public_id])
    assert "work-progress" in shown(client, question)
    prescribe("aubepine", question.pk)
    question.refresh_from_db()
    assert question.status == "done"


def test_search_is_stopped_while_it_waits(alice: Person, as_person: As) -> None:
    made = scene(alice, 2, 1)
    row = prescription.ask(made.programme, run=made.run(), scenario=None, by=alice)
    as_person(alice).post(reverse("lab:cancel_prescription", args=[row.public_id]))
    prescription.perform(row)
    row.refresh_from_db()
    assert row.is_cancelled and row.result == {}


def test_review_offers_the_question_only_when_somebody_is_alone(
    alice: Person, as_person: As
) -> None:
    english(alice)
    client = as_person(alice)
    for mentors, is_offered in ((1, True), (2, False)):
        row = scene(alice, 2, mentors).run()
        page = client.get(reverse("matching:run", args=[row.public_id])).content.decode()
        assert ("what would it take?" in page) is is_offered


def test_only_who_steers_the_programme_asks_and_tries(
    alice: Person, charlie: Person, as_person: As
) -> None:
    made = scene(alice, 2, 1)
    row = asked(made, made.run())
    client = as_person(charlie)
    assert client.get(reverse("lab:prescription", args=[row.public_id])).status_code == 404
    assert client.post(reverse("lab:try", args=[row.public_id])).status_code == 404
    doctor = reverse("lab:doctor", args=[made.programme.public_id])
    assert client.post(doctor, {"run": row.public_id}).status_code == 404
    assert not Scenario.objects.exists()
