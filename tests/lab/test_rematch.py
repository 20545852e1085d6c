"""Another mentor for one person: who is listed, what may differ, the pair, and who may look."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from asking.actions import pause
from companies.errors import Refusal
from competencies import access as competencies
from introductions.actions import conflict
from lab.actions import rematch
from lab.templatetags import lab_words
from matching.actions import inputs, run
from pairings.actions import pairing
from pairings.models import Pairing
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment, Programme
from tests import factories
from tests.matching.scene import Scene, scene

As = Callable[[Person | None], Client]


def text(response: object) -> str:
    return re.sub(r"\s+", " ", response.content.decode())  # type: ignore[attr-defined]


def english(person: Person) -> None:
    Person.objects.filter(pk=person.pk).update(language="en")


def ended(made: Scene, mentee: int = 0, mentor: int = 0, reason: str = "wrong_match") -> Pairing:
    """A pair of the scene that is over."""
    paired = pairing.pair(
        programme=made.programme,
        mentor=made.mentors[mentor],
        mentee=made.mentees[mentee],
        started_on=timezone.localdate(),
        by=made.by,
    )
    return pairing.end(pairing=paired, reason=reason, by=made.by)


def published(made: Scene) -> None:
    run.publish(made.run(), by=made.by)


def names(made: Scene, mentee: int = 0, **more: bool) -> list[str]:
    rules = rematch.basis(made.programme)[0]
    found = rematch.search(made.mentees[mentee], rules, **more)
    return [one.mentor.person.family_name for one in found.candidates]


def causes(made: Scene) -> list[tuple[dict[str, int], int]]:
    """Numbers that HR reads without and with former mentors."""
    rules = rematch.basis(made.programme)[0]
    found = [rematch.search(made.mentees[0], rules, with_former=one) for one in (False, True)]
    return [(dict(one.causes), one.offering) for one in found]


def take(made: Scene, mentor: int, mentee: int = 0, **more: object) -> Pairing:
    """Take a mentor at the points that the search shows."""
    wanted = more.get("wanted", {})
    rules = rematch.changed(made.mentees[0], rematch.basis(made.programme)[0], wanted)  # type: ignore[arg-type]
    found = rematch.search(made.mentees[mentee], rules, with_former=True)
    shown = {one.mentor: one.points for one in found.candidates}
    given = {"wanted": {}, "with_former": False, "expected": shown.get(made.mentors[mentor], 0)}
    return rematch.pair(made.mentees[mentee], made.mentors[mentor], by=made.by, **given | more)  # type: ignore[arg-type]


def taken(made: Scene) -> dict[str, object]:
    """What the card of the first mentor on the page posts."""
    rules = rematch.basis(made.programme)[0]
    first = rematch.search(made.mentees[0], rules).candidates[0]
    return {"mentor": first.mentor.public_id, "points": first.points, "listed": first.listed}


def address(made: Scene, mentee: int = 0) -> str:
    return reverse("lab:rematch", args=[made.mentees[mentee].public_id])


def test_mentors_with_a_place_are_listed_best_first_without_the_former_one(alice: Person) -> None:
    made = scene(alice, 3, 4, capacity=2)
    ended(made)
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[1], mentor=made.mentors[1]
    )
    Enrolment.objects.filter(pk=made.mentors[1].pk).update(capacity=1)
    assert sorted(names(made)) == ["Mentor2", "Mentor3"]
    assert names(made, with_former=True)[0] == "Mentor0"


def test_former_mentor_is_marked_when_asked_for(alice: Person, as_person: As) -> None:
    made = scene(alice)
    ended(made)
    english(alice)
    client = as_person(alice)
    assert "Former mentor, until" not in text(client.get(address(made)))
    assert "Former mentors are left out" in text(client.get(address(made)))
    assert not AuditEntry.objects.filter(verb="rematch.former_looked_at").exists()
    assert "Former mentor, until" in text(client.get(address(made), {"former": "on"}))
    assert AuditEntry.objects.get(verb="rematch.former_looked_at").actor == alice


def test_former_mentor_never_counts_among_those_whom_a_rule_leaves_out(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    ended(made)
    client = as_person(alice)
    before = [text(client.get(address(made), {"former": "on"})).count("Mentor0"), causes(made)]
    conflict.declare(person=made.mentors[0].person, other=made.mentees[0].person)
    assert before[0] and before[1] == causes(made) == [({}, 2), ({}, 2)]
    assert sorted(names(made, with_former=True)) == ["Mentor1", "Mentor2"]


def test_rules_and_refusals_of_the_last_run_hold(alice: Person) -> None:
    made = scene(alice)
    row = made.run(minimum=20)
    run.decide(
        row.suggestions.get(mentee=made.mentees[0], mentor=made.mentors[1]),
        decision="refused",
        by=alice,
    )
    rules, last = rematch.basis(made.programme)
    assert (last, rules["minimum"]) == (row, 20)
    assert "locks" not in rules and "Mentor1" not in names(made)


def test_mentors_who_must_not_be_paired_are_one_nameless_group(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    conflict.declare(person=made.mentors[1].person, other=made.mentees[0].person)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[2].person)
    found = rematch.search(made.mentees[0], rematch.basis(made.programme)[0])
    assert dict(found.causes) == {"apart": 2}
    english(alice)
    shown = text(as_person(alice).get(address(made)))
    assert "Mentor1" not in shown and "2 mentors cannot be paired with them" in shown


def test_whoever_is_not_on_the_list_is_refused_in_the_same_words(alice: Person) -> None:
    made = scene(alice, 3, 5)
    conflict.declare(person=made.mentors[1].person, other=made.mentees[0].person)
    Person.objects.filter(pk=made.mentees[0].person_id).update(manager=made.mentors[2].person)
    made.mentors[3].person.languages = ["de"]
    made.mentors[3].person.save()
    said = []
    for mentor in (1, 2, 3):
        with translation.override("en"), pytest.raises(Refusal) as refused:
            take(made, mentor)
        said.append(str(refused.value).replace(f"Mentor{mentor}", "Mentor"))
    assert len(set(said)) == 1 and "is not on the list" in said[0]
    assert take(made, 4)


def test_pair_moves_nobody_else_and_is_written_to_both(alice: Person) -> None:
    made = scene(alice, 3, 4)
    published(made)
    first = Pairing.objects.active().get(mentee=made.mentees[0])
    others = set(Pairing.objects.active().exclude(pk=first.pk).values_list("mentee", "mentor"))
    pairing.end(pairing=first, reason="no_time", by=alice)
    new = take(made, 3)
    active = Pairing.objects.active().filter(programme=made.programme)
    assert set(active.exclude(pk=new.pk).values_list("mentee", "mentor")) == others
    assert sum(reason["points"] for reason in new.reasons) // 500 in (new.score, new.score - 1)  # type: ignore[operator]
    verbs = AuditEntry.objects.filter(subject_id=str(new.public_id)).values_list("verb", flat=True)
    assert sorted(verbs) == ["pairing.paired", "rematch.made"]
    letters = Mail.objects.filter(kind="pairing_published", key__contains=str(new.public_id))
    assert {one.person for one in letters} == {new.mentee.person, new.mentor.person}


def test_changed_criteria_weigh_for_this_person_and_are_on_the_card(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    ended(made)
    before = rematch.basis(made.programme)[0]
    new = take(made, 1, wanted={"site": "more", "needs": "less"})
    assert new.changed == [
        {"criterion": "needs", "change": "less"},
        {"criterion": "site", "change": "more"},
    ]
    assert rematch.basis(made.programme)[0] == before
    of = {reason["criterion"]: reason["of"] for reason in new.reasons}
    assert of["site"] == of["needs"]
    for person in (made.mentees[0].person, made.mentors[1].person):
        english(person)
        card = text(as_person(person).get(reverse("pairings:detail", args=[new.public_id])))
        assert "counts more" in card and "Mentor0" not in card


@pytest.mark.parametrize(
    ("change", "kept"),
    [
        ("more", {"weight": 40, "is_must": False}),
        ("less", {"weight": 10, "is_must": False}),
        ("none", {"weight": 0, "is_must": False}),
        ("must", {"weight": 40, "is_must": True}),
        ("other", {"weight": 40, "direction": "different", "is_must": False}),
    ],
)
def test_each_change_of_the_list_does_what_it_says(
    alice: Person, change: str, kept: dict[str, object]
) -> None:
    made = scene(alice)
    rules = rematch.changed(made.mentees[0], rematch.basis(made.programme)[0], {"site": change})
    site = next(row for row in rules["criteria"] if row["kind"] == "site")
    assert site.items() >= kept.items()


def ruled(made: Scene, *musts: str, weight: int = 20) -> dict[str, object]:
    """Rules of the scene in which these kinds are must-haves."""
    rules = rematch.basis(made.programme)[0]
    for row in rules["criteria"]:
        if row["kind"] in musts:
            row |= {"is_must": True, "weight": weight}
    return rules


def test_preferably_is_no_hard_rule_whatever_was_one_before(alice: Person) -> None:
    made = scene(alice)
    rules = rematch.changed(made.mentees[0], ruled(made, "site"), {"site": "other"})
    site = next(row for row in rules["criteria"] if row["kind"] == "site")
    assert (site["is_must"], site["direction"]) == (False, "different")
    assert len(rematch.search(made.mentees[0], rules).candidates) == 3
    hard = {**rules, "criteria": [row | {"is_must": row is site} for row in rules["criteria"]]}
    assert not rematch.search(made.mentees[0], hard).candidates


@pytest.mark.parametrize("change", ["free", "none"])
def test_must_have_without_weight_can_be_lifted(alice: Person, change: str) -> None:
    made = scene(alice)
    rules = ruled(made, "site", weight=0)
    Person.objects.filter(pk=made.mentors[1].person_id).update(site="Nantes")
    mentee = made.mentees[0]
    assert len(rematch.search(mentee, rules).candidates) == 2
    lifted = rematch.changed(mentee, rules, {"site": change})
    assert len(rematch.search(mentee, lifted).candidates) == 3
    assert "must" not in rematch.choices(rules)["site"]
    assert not {"none", "free"} & set(rematch.choices(lifted)["site"])


def test_must_have_of_now_is_stronger_than_an_exception_of_before(alice: Person) -> None:
    made = scene(alice)
    mentee = made.mentees[0]
    Person.objects.filter(pk=made.mentors[1].person_id).update(site="Nantes")
    own, others = [mentee.pk, "must_site"], [made.mentees[1].pk, "must_site"]
    rules = rematch.basis(made.programme)[0] | {"exceptions": [own, others]}
    changed = rematch.changed(mentee, rules, {"site": "must"})
    assert changed["exceptions"] == [others]
    assert len(rematch.search(mentee, changed).candidates) == 2
    assert rematch.changed(mentee, rules, {"site": "more"})["exceptions"] == [own, others]


def test_change_off_the_list_and_weights_of_nothing_are_refused(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    rules = rematch.basis(made.programme)[0]
    for wanted in ({"site": "double"}, {"languages": "other"}, {"age": "more"}):
        with pytest.raises(Refusal):
            rematch.changed(made.mentees[0], rules, wanted)
    english(alice)
    client = as_person(alice)
    nothing = {kind: "none" for kind, some in rematch.choices(rules).items() if "none" in some}
    answer = client.get(address(made), nothing)
    assert answer.status_code == 422 and "All the weights are zero" in text(answer)
    wrong = client.get(address(made), {"site": "double"})
    assert wrong.status_code == 422 and "Pair with" not in text(wrong)
    for shown in (text(answer), text(wrong)):
        assert "No pair was made" not in shown and "<title>Error" not in shown
        assert "Nothing was searched" in shown
    assert client.get(address(made), {"site": "more"}).status_code == 200


def test_other_points_than_those_shown_make_no_pair(alice: Person) -> None:
    made = scene(alice)
    with translation.override("en"), pytest.raises(Refusal, match="Something changed"):
        take(made, 1, expected=1)
    assert take(made, 1)


def test_former_mentor_is_only_taken_when_asked_for(alice: Person) -> None:
    made = scene(alice)
    ended(made)
    with translation.override("en"), pytest.raises(Refusal, match="Include former mentors"):
        take(made, 0)
    assert take(made, 0, with_former=True).mentor == made.mentors[0]


def test_place_given_away_since_is_refused(alice: Person) -> None:
    made = scene(alice)
    shown = rematch.search(made.mentees[0], rematch.basis(made.programme)[0]).candidates[0]
    factories.PairingFactory(programme=made.programme, mentee=made.mentees[1], mentor=shown.mentor)
    with translation.override("en"), pytest.raises(Refusal, match="no place left"):
        rematch.pair(
            made.mentees[0],
            shown.mentor,
            wanted={},
            with_former=False,
            expected=shown.points,
            by=alice,
        )


def test_who_has_a_mentor_or_is_out_is_told_why_not(alice: Person, as_person: As) -> None:
    made = scene(alice)
    published(made)
    english(alice)
    client = as_person(alice)
    shown = text(client.get(address(made)))
    assert "already has a mentor" in shown and "Pair with" not in shown
    with pytest.raises(Refusal):
        take(made, 1)
    Programme.objects.filter(pk=made.programme.pk).update(status="closed")
    assert "is neither" in text(client.get(address(made)))


def test_mentor_whose_place_the_open_proposal_gives_away_is_marked(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    made.run()
    english(alice)
    shown = text(as_person(alice).get(address(made)))
    assert "In the proposal" in shown
    assert "The proposal gives the place to Camille Mentee1" in shown


def test_end_of_the_pair_before_is_told_and_no_need_is_named(alice: Person, as_person: As) -> None:
    made = scene(alice, 3, 4)
    published(made)
    first = Pairing.objects.active().get(mentee=made.mentees[0])
    pairing.end(pairing=first, reason="no_time", by=alice)
    english(alice)
    shown = text(as_person(alice).get(address(made)))
    assert "Time was no longer given" in shown and "% of what was possible" in shown
    assert "The mentor can help with" in shown
    with translation.override("en"):
        labels = competencies.need_labels([*made.mentees[0].needs, *first.mentor.needs])
    assert labels and not any(label in shown for label in labels)


def test_pair_that_went_to_its_term_has_no_empty_advice(alice: Person, as_person: As) -> None:
    made = scene(alice)
    pair = pairing.pair(
        programme=made.programme,
        mentor=made.mentors[0],
        mentee=made.mentees[0],
        started_on=timezone.localdate(),
        by=alice,
    )
    pairing.complete(pairing=pair, by=alice)
    shown = text(as_person(alice).get(address(made)))
    assert "Mentor0" in shown and not re.search(r"<p>\s*</p>", shown)


def test_criterion_without_an_answer_has_no_share_and_comes_last() -> None:
    rows = [
        {"criterion": kind, "code": code, "points": points, "of": 100, "facts": facts}
        for kind, code, points, facts in (
            ("site", "site_missing", 50, {"missing": ["mentor"]}),
            ("function", "function_same", 100, {"mentee": "a", "mentor": "a"}),
            ("department", "department_different", 0, {"mentee": "a", "mentor": "b"}),
        )
    ]
    assert [one["share"] for one in lab_words.shares(rows)] == [0, 100, None]


def test_search_stops_while_a_run_is_under_way_or_the_person_ranks(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    english(alice)
    client = as_person(alice)
    queued = run.request(made.programme, by=alice)
    assert "A run is under way" in text(client.get(address(made)))
    with translation.override("en"), pytest.raises(Refusal, match="A run is under way"):
        take(made, 1)
    run.cancel(queued, by=alice)
    assert "Pair with" in text(client.get(address(made)))
    made.shortlist()
    shown = text(client.get(address(made)))
    assert "can rank mentors until" in shown and "Pair with" not in shown


def test_mentor_whom_others_can_still_rank_is_marked_with_their_number(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    pairing.pair(
        programme=made.programme,
        mentor=made.mentors[2],
        mentee=made.mentees[0],
        started_on=timezone.localdate(),
        by=alice,
    )
    made.shortlist()
    pairing.end(pairing=Pairing.objects.get(), reason="no_time", by=alice)
    english(alice)
    shown = text(as_person(alice).get(address(made)))
    assert "2 other people can still rank this mentor" in shown and "Mentee1" not in shown
    with translation.override("en"), pytest.raises(Refusal, match="Something changed"):
        take(made, 1)
    assert take(made, 1, listed=2)


def test_search_stops_while_a_run_is_under_way_where_mentees_ask(alice: Person) -> None:
    made = scene(alice)
    Programme.objects.filter(pk=made.programme.pk).update(mode=Programme.Mode.SELF)
    made.mentees[0].programme.refresh_from_db()
    assert rematch.obstacles(made.mentees[0]) == []
    run.request(made.programme, by=alice)
    assert len(rematch.obstacles(made.mentees[0])) == 1
    with pytest.raises(Refusal):
        take(made, 1)


def test_pair_is_made_from_the_page(alice: Person, as_person: As) -> None:
    made = scene(alice)
    ended(made)
    english(alice)
    client = as_person(alice)
    points = rematch.search(made.mentees[0], rematch.basis(made.programme)[0]).candidates[0].points
    form = {"mentor": made.mentors[1].public_id, "points": points}
    assert client.post(address(made), form | {"mentor": "nobody"}).status_code == 422
    assert client.post(address(made), form | {"points": points + 1}).status_code == 422
    assert not Pairing.objects.active().exists()
    answer = client.post(address(made), form, follow=True)
    assert "nobody else has moved" in text(answer)
    assert Pairing.objects.active().get().mentor == made.mentors[1]


def test_people_who_wait_are_listed_with_the_pair_they_had(alice: Person, as_person: As) -> None:
    made = scene(alice, 3, 4)
    ended(made, reason="departure")
    factories.PairingFactory(
        programme=made.programme, mentee=made.mentees[1], mentor=made.mentors[1]
    )
    english(alice)
    client = as_person(alice)
    shown = text(client.get(reverse("lab:waiting", args=[made.programme.public_id])))
    assert "a departure" in shown and "Mentee2" in shown and "Mentee1" not in shown
    overview = text(client.get(reverse("pairings:overview", args=[made.programme.public_id])))
    assert address(made) in overview and address(made, 1) not in overview


def test_lines_are_climbed_for_one_person_alone(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = scene(alice, 1, 4)
    mentee = made.mentees[0].person
    middle = factories.PersonFactory(manager=mentee)
    Person.objects.filter(pk=made.mentors[1].person_id).update(manager=middle)
    Person.objects.filter(pk=mentee.pk).update(manager=made.mentors[2].person)
    Person.objects.filter(pk=made.mentors[3].person_id).update(manager=made.mentors[2].person)
    monkeypatch.setattr(inputs, "management_lines", lambda: pytest.fail("the whole company"))
    assert names(made) == ["Mentor0", "Mentor3"]


@pytest.mark.parametrize("former", [{}, {"former": "on"}])
def test_search_does_not_ask_more_for_more_mentors(
    alice: Person, as_person: As, former: dict[str, str]
) -> None:
    client, counts = as_person(alice), []
    for size in (1, 3):
        made = scene(alice, 3, size + 1)
        ended(made)
        made.run()
        client.get(address(made), former)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(made), former)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_reasons_of_a_proposal_are_not_read_to_say_whose_place_it_gives(
    alice: Person, as_person: As
) -> None:
    made = scene(alice)
    made.run()
    with CaptureQueriesContext(connection) as asked:
        as_person(alice).get(address(made))
    read = [one["sql"] for one in asked if "matching_suggestion" in one["sql"]]
    assert read and not any('"matching_suggestion"."reasons"' in one for one in read)


def test_mentor_who_pauses_between_page_and_click_is_refused(alice: Person, as_person: As) -> None:
    made = scene(alice)
    Programme.objects.filter(pk=made.programme.pk).update(mode=Programme.Mode.SELF)
    for one in (*made.mentees, *made.mentors):
        one.refresh_from_db(fields=["programme"])
    form = taken(made)
    mentor = Enrolment.objects.get(public_id=form["mentor"])
    pause.begin(mentor, until=None, by=mentor.person)
    assert as_person(alice).post(address(made), form).status_code == 422
    assert not Pairing.objects.exists()


def test_what_was_chosen_travels_from_the_page_into_the_pair(alice: Person, as_person: As) -> None:
    made = scene(alice)
    ended(made)
    client = as_person(alice)
    asked = {"site": "more", "needs": "less", "former": "on"}
    page = client.get(address(made), asked).content.decode()
    card = next(one for one in page.split("<form") if str(made.mentors[0].public_id) in one)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', card))
    assert hidden.items() >= (asked | {"mentor": str(made.mentors[0].public_id)}).items()
    assert client.post(address(made), hidden).status_code == 302
    new = Pairing.objects.active().get()
    assert new.mentor == made.mentors[0]
    assert {one["criterion"]: one["change"] for one in new.changed} == {
        "site": "more",
        "needs": "less",
    }


def test_list_of_those_who_wait_does_not_ask_more_for_more(alice: Person, as_person: As) -> None:
    client, counts = as_person(alice), []
    for size in (1, 3):
        made = scene(alice, size, 4)
        for n in range(size):
            ended(made, mentee=n)
        page = reverse("lab:waiting", args=[made.programme.public_id])
        client.get(page)
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_only_who_steers_the_programme_searches_and_pairs(
    alice: Person, bob: Person, charlie: Person, as_person: As
) -> None:
    made = scene(alice)
    factories.ResponsibilityFactory(programme=made.programme, person=bob)
    pages = (address(made), reverse("lab:waiting", args=[made.programme.public_id]))
    for page in pages:
        assert as_person(bob).get(page).status_code == 200
        for person in (charlie, made.mentees[0].person, made.mentors[0].person):
            assert as_person(person).get(page).status_code == 404
    form = {"mentor": made.mentors[1].public_id, "points": 1}
    assert as_person(charlie).post(address(made), form).status_code == 404
    mentor_page = reverse("lab:rematch", args=[made.mentors[0].public_id])
    assert as_person(alice).get(mentor_page).status_code == 404
