"""A mentor reads the same of a colleague who refused as of one who is silent, day by day."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from companies.errors import Refusal
from people.models import Person
from references.actions import answer, request
from references.models import ReferenceRequest
from selection.actions import policy, qualification
from tests import factories
from tests.references.scene import GOOD, Browser, after, link, mentor, page, text, undone

Status = ReferenceRequest.Status
type Act = Callable[[ReferenceRequest], object]


def silence(_row: ReferenceRequest) -> None:
    """Nothing is done."""


def test_a_no_is_told_as_silence_on_every_day(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)

    def told(act: Act) -> list[str]:
        act(made)
        pages = []
        for days in (0, 1, 8, 10, 11, 12):
            with after(days):
                pages.append(text(as_person(bob), page("name", row)))
                request.tend()
                pages.append(text(as_person(bob), page("name", row)))
        return pages

    with after(0):
        no, nothing = [undone(told, act) for act in (answer.decline, silence)]
    assert no == nothing
    assert no[0] != no[-1]
    made.refresh_from_db()
    assert made.status == Status.ASKED


def test_a_no_and_silence_are_told_alike_once_hr_has_decided(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)

    def told(act: Act) -> tuple[str, str]:
        act(made)
        qualification.decide(row, verdict="qualified", by=alice)
        request.tend()
        first = text(as_person(bob), page("name", row))
        with after(11):
            request.tend()
            return first, text(as_person(bob), page("name", row))

    with after(0):
        no, nothing = [undone(told, act) for act in (answer.decline, silence)]
    assert no == nothing
    assert "nécessaire" in no[0]


def test_taking_back_after_a_no_reads_like_taking_back_after_nothing(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)

    def told(act: Act) -> list[str]:
        act(made)
        client, address = as_person(bob), page("name", row)
        sent = client.post(address, {"take_back": str(made.public_id)})
        assert sent.status_code == 302
        return [text(client, address), text(client, address)]

    with after(0):
        no, nothing = [undone(told, act) for act in (answer.decline, silence)]
    assert no == nothing
    answer.decline(made)
    request.take_back(made, by=bob)
    made.refresh_from_db()
    assert (made.status, made.shown) == (Status.DECLINED, Status.TAKEN_BACK)
    with pytest.raises(Refusal):
        request.take_back(made, by=bob)


def test_a_no_keeps_its_place_until_silence_would_free_it(alice: Person, bob: Person) -> None:
    row = mentor(bob, alice)
    people = factories.PersonFactory.create_batch(3)
    for one in people[:2]:
        answer.decline(request.name(row, referee=one, by=bob))
    with pytest.raises(Refusal, match="Two references"):
        request.name(row, referee=people[2], by=bob)
    with after(11):
        request.tend()
        assert request.name(row, referee=people[2], by=bob).status == Status.ASKED


def test_hr_who_is_the_mentor_reads_nowhere_in_the_journal_who_refused(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = mentor(alice, alice)
    made = request.name(row, referee=bob, by=alice)
    doors = [reverse("people:journal"), reverse("people:journal_export", args=["csv"])]

    def told(act: Act) -> list[str]:
        pages = []
        act(made)
        for days in (0, 1, 11):
            with after(days):
                request.tend()
                pages += [text(as_person(alice), door) for door in doors]
        return pages

    def answered(row: ReferenceRequest) -> None:
        answer.answer(row, **GOOD)

    acts = (answer.decline, silence, answered)
    with after(0):
        no, nothing, yes = [undone(told, act) for act in acts]
    assert no == nothing
    lines = [
        [one for one in csv.splitlines() if "reference.closed" in one] for csv in (no[5], yes[5])
    ]
    assert [len(one) for one in lines] == [1, 1]
    for one in (no[5], yes[5]):
        assert not any(str(bob) in line for line in one.splitlines() if "reference." in line)


def test_who_decides_reads_a_no_at_once(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    answer.decline(request.name(row, referee=charlie, by=bob))
    assert "Préfère ne pas répondre" in text(as_person(alice), page("told", row))


def test_the_letter_of_a_colleague_is_closed_to_everybody_else_who_is_logged_in(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    sent = {"knows": "team", "trade": "5", "grown": "5", "listens": "5", "keeps": "5", "time": "5"}
    for other in (bob, alice):
        assert as_person(other).get(link(made)).status_code == 403
        for told in (sent, {"answer": "decline"}):
            assert as_person(other).post(link(made), told).status_code == 403
    made.refresh_from_db()
    assert made.status == Status.ASKED
    assert as_person(charlie).get(link(made)).status_code == 200
    assert as_person(charlie).post(link(made), sent).status_code == 302


def test_nobody_names_those_who_work_below_them_and_anybody_beside_them(
    alice: Person, bob: Person
) -> None:
    row = mentor(bob, alice)
    report = factories.PersonFactory(manager=bob)
    below, beside = factories.PersonFactory(manager=report), factories.PersonFactory(manager=alice)
    for one in (report, below):
        with pytest.raises(Refusal, match="your line"):
            request.name(row, referee=one, by=bob)
    assert request.name(row, referee=beside, by=bob).status == Status.ASKED


def test_the_director_reads_what_was_written_and_no_other_one(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    director = factories.ResponsibilityFactory(programme=row.programme, role="director").person
    elsewhere = factories.ResponsibilityFactory(role="director").person
    assert "Patient." in text(as_person(director), page("told", row))
    assert as_person(elsewhere).get(page("told", row)).status_code == 404


def test_both_lists_cost_the_same_with_one_and_three_names(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    counted = []
    for number in range(3):
        made = request.name(row, referee=factories.PersonFactory(), by=bob)
        if number:
            request.take_back(made, by=bob)
        found = []
        for reader, name in ((bob, "name"), (alice, "told")):
            client = as_person(reader)
            text(client, page(name, row))
            with CaptureQueriesContext(connection) as told:
                text(client, page(name, row))
            found.append(len(told))
        counted.append(found)
    assert counted[0] == counted[1] == counted[2]


def test_where_nobody_is_qualified_first_any_more_a_letter_is_not_needed(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    policy.qualify_first(row.programme, is_on=False, by=alice)
    with pytest.raises(answer.Gone):
        answer.answer(made, **GOOD)
    policy.qualify_first(row.programme, is_on=True, by=alice)
    assert answer.answer(made, **GOOD).status == Status.ANSWERED
