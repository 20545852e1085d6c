"""Why not this pair: every rule in words, the exact price, the force, and who may ask."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from companies.errors import Refusal
from lab.actions import enquiry
from lab.models import Enquiry
from lab.tasks import answer as answer_task
from lab.tasks import sweep
from matching.actions import choice, run
from matching.engine import explain
from matching.models import MatchingRun
from people.models import Person
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def asked(made: Scene, mentee: int, mentor: int, about: MatchingRun | None = None) -> Enquiry:
    row = enquiry.ask(
        made.programme,
        mentee=made.mentees[mentee],
        mentor=made.mentors[mentor],
        run=about,
        by=made.by,
    )
    enquiry.perform(row)
    row.refresh_from_db()
    return row


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def english(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")


def post(client: Client, made: Scene, mentee: int, mentor: int, **more: object) -> object:
    data = {"mentee": made.mentees[mentee].public_id, "mentor": made.mentors[mentor].public_id}
    return client.post(reverse("lab:why_not", args=[made.programme.public_id]), data | more)


def test_price_is_what_the_whole_programme_loses(alice: Person) -> None:
    made = scene(alice)
    told = asked(made, 0, 1).answer
    assert told["blocked"] == [] and not told["is_paired"]
    assert told["points_lost"] == told["before"]["points"] - told["after"]["points"] > 0
    assert told["before"]["pairs"] == told["after"]["pairs"] == 3
    assert [one["mentee"] for one in told["moved"]] == [made.mentees[1].pk]
    assert told["now"]["mentor"] == made.mentors[0].pk
    assert sum(reason["points"] for reason in told["reasons"]) == told["points"]


def test_pair_of_the_best_plan_has_no_price(alice: Person) -> None:
    told = asked(scene(alice), 0, 0).answer
    assert told["is_paired"] and told["points_lost"] == 0 and told["moved"] == []


def test_forcing_where_places_are_short_says_who_loses_their_mentor(alice: Person) -> None:
    made = scene(alice, 2, 1)
    row = made.run()
    alone = 0 if str(made.mentees[0].pk) in row.result["unmatched"] else 1
    told = asked(made, alone, 0, row).answer
    moved = told["moved"][0]
    assert moved["mentee"] == made.mentees[1 - alone].pk
    assert moved["from"] and moved["to"] is None
    assert told["now"] is None and told["pairs_lost"] == 0


def test_every_rule_in_the_way_is_named(alice: Person, as_person: As) -> None:
    made = scene(alice)
    person = made.mentees[0].person
    Person.objects.filter(pk=person.pk).update(
        manager=made.mentors[1].person, languages=["de"], site="Brest"
    )
    row = asked(made, 0, 1)
    assert row.answer["blocked"][:2] == ["line", "language"]
    english(alice)
    shown = text(as_person(alice).get(reverse("lab:answer", args=[row.public_id])))
    assert "same management line" in shown and "share no language" in shown
    assert "Force this pair" not in shown


def test_mentee_who_has_a_mentor_is_told_so_with_the_other_rules(alice: Person) -> None:
    made = scene(alice)
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[0], mentor=made.mentors[0]
    )
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[1].person)
    row = asked(made, 0, 1)
    assert row.answer["blocked"] == ["accompanied", "line"]


def test_refused_pair_and_locked_place_block_on_their_run_only(alice: Person) -> None:
    made = scene(alice)
    row = made.run()
    run.decide(
        row.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[1]),
        decision="refused",
        by=alice,
    )
    run.decide(
        row.suggestions.get(mentee=made.mentees[2], is_planned=True), decision="locked", by=alice
    )
    assert asked(made, 0, 1, row).answer["blocked"] == ["blocked"]
    assert asked(made, 0, 2, row).answer["blocked"] == ["locked"]
    assert asked(made, 0, 1).answer["blocked"] == []


def test_rankings_take_no_part_in_the_price(alice: Person) -> None:
    made = scene(alice)
    listed = made.shortlist()
    mentee = made.mentees[0]
    before = asked(made, 0, 1).answer
    choice.rank(listed, mentee, ranking=[made.mentors[1].pk], by=mentee.person)
    settlement = choice.settle(listed, by=alice)
    run.perform(settlement)
    assert asked(made, 0, 1, settlement).answer["points_lost"] == before["points_lost"]


def test_needs_are_counted_and_never_named(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = asked(made, 0, 1)
    needs = next(one for one in row.answer["reasons"] if one["criterion"] == "needs")
    assert needs["facts"] == {"found": 0, "asked": 1}
    english(alice)
    shown = text(as_person(alice).get(reverse("lab:answer", args=[row.public_id])))
    assert "The mentor can help with 0 of the 1 needs stated" in shown


def test_small_programme_is_answered_at_once_and_forced_from_the_page(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    row = made.run()
    english(alice)
    client = as_person(alice)
    answer = post(client, made, 0, 1, run=row.public_id)
    shown = text(client.get(answer.url))  # type: ignore[attr-defined]
    assert "Force this pair and compute again" in shown
    assert "Who would move" in shown
    question = Enquiry.objects.get()
    forced = client.post(reverse("lab:force", args=[question.public_id]))
    assert "/matching/runs/" in forced.url  # type: ignore[attr-defined]
    again = MatchingRun.objects.latest("pk")
    assert again.rules["locks"] == [[made.mentees[0].pk, made.mentors[1].pk]]


def test_large_programme_is_answered_by_the_worker(
    alice: Person, as_person: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiry, "AT_ONCE", 3)
    made = scene(alice)
    client = as_person(alice)
    answer = post(client, made, 0, 1)
    row = Enquiry.objects.get()
    assert row.status == "queued"
    assert "work-progress" in text(client.get(answer.url))  # type: ignore[attr-defined]
    answer_task("aubepine", row.pk)
    row.refresh_from_db()
    assert row.status == "done"


def test_question_is_stopped_while_it_waits(alice: Person, as_person: As) -> None:
    made = scene(alice)
    row = enquiry.ask(
        made.programme, mentee=made.mentees[0], mentor=made.mentors[1], run=None, by=alice
    )
    as_person(alice).post(reverse("lab:cancel_answer", args=[row.public_id]))
    enquiry.perform(row)
    row.refresh_from_db()
    assert row.is_cancelled and row.answer == {}


def test_question_of_a_dead_worker_is_swept(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene(alice)
    row = enquiry.ask(
        made.programme, mentee=made.mentees[0], mentor=made.mentors[1], run=None, by=alice
    )
    assert row.claim()
    Enquiry.objects.filter(pk=row.pk).update(leased_until=timezone.now())
    monkeypatch.setattr(answer_task, "delay", answer_task)
    sweep("aubepine")
    row.refresh_from_db()
    assert (row.status, row.attempts) == ("done", 2)


def test_stale_price_is_not_forced(alice: Person) -> None:
    made = scene(alice)
    row = asked(made, 0, 1, made.run())
    Person.objects.filter(pk=made.mentees[2].person_id).update(site="Brest")
    with translation.override("en"), pytest.raises(Refusal, match="Something changed"):
        enquiry.force(row, by=alice)
    assert not MatchingRun.objects.unfinished().exists()


def test_answer_without_a_proposal_is_not_forced(alice: Person) -> None:
    row = asked(scene(alice), 0, 1)
    with pytest.raises(Refusal):
        enquiry.force(row, by=alice)


def test_people_of_another_programme_are_refused(alice: Person, as_person: As) -> None:
    made, other = scene(alice), scene(alice)
    data = {"mentee": other.mentees[0].public_id, "mentor": made.mentors[0].public_id}
    answer = as_person(alice).post(reverse("lab:why_not", args=[made.programme.public_id]), data)
    assert (answer.status_code, Enquiry.objects.count()) == (422, 0)
    with pytest.raises(Refusal):
        enquiry.ask(
            made.programme, mentee=other.mentees[0], mentor=made.mentors[0], run=None, by=alice
        )


def test_only_who_steers_the_programme_asks_and_reads(
    alice: Person, bob: Person, charlie: Person, as_person: As
) -> None:
    made = scene(alice)
    factories.ResponsibilityFactory(programme=made.programme, person=bob)
    row = asked(made, 0, 1)
    addresses = (
        reverse("lab:why_not", args=[made.programme.public_id]),
        reverse("lab:answer", args=[row.public_id]),
    )
    for address in addresses:
        assert as_person(bob).get(address).status_code == 200
        for person in (charlie, made.mentees[0].person, made.mentors[0].person):
            assert as_person(person).get(address).status_code == 404
    assert as_person(charlie).post(reverse("lab:force", args=[row.public_id])).status_code == 404


def test_old_questions_go_when_new_ones_come(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(enquiry, "KEPT", 2)
    made = scene(alice)
    first = asked(made, 0, 1)
    asked(made, 0, 2)
    asked(made, 1, 2)
    assert Enquiry.objects.count() == 2
    assert not Enquiry.objects.filter(pk=first.pk).exists()


def test_engine_says_the_same_as_the_page(alice: Person) -> None:
    from matching.actions import inputs

    made = scene(alice, 5, 4)
    row = made.run()
    told = asked(made, 3, 0, row).answer
    given = inputs.gather(made.programme, row.rules)
    said = explain(
        given.problem,
        str(made.mentees[3].person.public_id),
        str(made.mentors[0].person.public_id),
    )
    assert (told["points"], told["points_lost"]) == (said.points, said.points_lost)
