"""A mentor names colleagues, who answer by letter; only who decides reads what they wrote."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies.errors import Refusal
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment, Programme
from references import questions
from references.actions import answer, request
from references.models import ReferenceRequest
from selection.actions import policy, qualification
from selection.models import Reference
from tests import factories
from tests.references.scene import GOOD, SENT, Browser, link, mentor, page

Status = ReferenceRequest.Status


@given(st.dictionaries(st.sampled_from(list(questions.QUESTIONS)), st.integers(1, 5)))
def test_marks_lie_among_what_was_said(answers: dict[str, int]) -> None:
    for measure, mark in questions.marks(answers).items():
        told = [
            answers[one]
            for one, of in questions.QUESTIONS.items()
            if of == measure and one in answers
        ]
        assert (mark is None) == (not told)
        assert mark is None or min(told) <= mark <= max(told)


def test_a_colleague_who_is_named_gets_one_letter(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    assert made.answer_by == timezone.localdate() + dt.timedelta(days=10)
    assert Mail.objects.filter(kind="reference_asked", person=charlie).count() == 1
    with pytest.raises(Refusal, match="a letter already"):
        request.name(row, referee=charlie, by=bob)
    assert AuditEntry.objects.filter(verb="reference.asked").exists()


def test_who_may_not_be_named_and_who_may(alice: Person, bob: Person, charlie: Person) -> None:
    row = mentor(bob, alice)
    leaver = factories.PersonFactory(status="leaving", leaving_on=timezone.localdate())
    with pytest.raises(Refusal, match="their own reference"):
        request.name(row, referee=bob, by=bob)
    with pytest.raises(Refusal, match="is leaving"):
        request.name(row, referee=leaver, by=bob)
    with pytest.raises(Refusal, match="name their own"):
        request.name(row, referee=charlie, by=alice)
    assert request.name(row, referee=charlie, by=bob).status == Status.ASKED


def test_two_references_are_enough_and_four_letters_at_most(alice: Person, bob: Person) -> None:
    row = mentor(bob, alice)
    people = factories.PersonFactory.create_batch(6)
    made = [request.name(row, referee=one, by=bob) for one in people[:2]]
    with pytest.raises(Refusal, match="Two references"):
        request.name(row, referee=people[2], by=bob)
    for one, other in zip(made, people[2:4], strict=True):
        request.take_back(one, by=bob)
        request.name(row, referee=other, by=bob)
    for one in ReferenceRequest.objects.asked():
        request.take_back(one, by=bob)
    with pytest.raises(Refusal, match="Four colleagues"):
        request.name(row, referee=people[4], by=bob)


def test_no_reference_where_nobody_is_qualified_nor_once_hr_has_decided(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    policy.qualify_first(row.programme, is_on=False, by=alice)
    with pytest.raises(Refusal, match="No references are asked"):
        request.name(row, referee=charlie, by=bob)
    policy.qualify_first(row.programme, is_on=True, by=alice)
    made = request.name(row, referee=charlie, by=bob)
    qualification.decide(row, verdict="qualified", by=alice)
    with pytest.raises(answer.Gone):
        answer.answer(made, **GOOD)
    with pytest.raises(Refusal, match="HR has decided"):
        request.name(row, referee=factories.PersonFactory(), by=bob)


def test_an_answer_counts_in_both_scores(alice: Person, bob: Person, charlie: Person) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    answer.answer(made, **GOOD)
    kept = Reference.objects.get(enrolment=row)
    assert (kept.experience, kept.potential, kept.noted_by) == (5, 5, charlie)
    found = qualification.scored(Enrolment.objects.filter(pk=row.pk))[row.pk]
    assert [part.code for part in found["potential"].parts] == ["references"]
    with pytest.raises(answer.Gone, match="already answered"):
        answer.answer(made, **GOOD)


@pytest.mark.parametrize(
    "change",
    [
        {"knows": "cousin"},
        {"answers": {"trade": 6, "keeps": 3}},
        {"answers": {"shoe": 3, "trade": 4, "keeps": 3}},
        {"answers": {"keeps": 3}},
        {"words": "x" * 601},
    ],
)
def test_a_bad_answer_is_refused_and_keeps_the_link_open(
    alice: Person, bob: Person, charlie: Person, change: dict[str, Any]
) -> None:
    made = request.name(mentor(bob, alice), referee=charlie, by=bob)
    with pytest.raises(Refusal):
        answer.answer(made, **GOOD | change)
    assert answer.answer(made, **GOOD).status == Status.ANSWERED


def test_one_reminder_then_the_end(alice: Person, bob: Person, charlie: Person) -> None:
    made = request.name(mentor(bob, alice), referee=charlie, by=bob)
    start = timezone.now()
    letters = Mail.objects.filter(kind="reference_asked", person=charlie)
    counted = []
    for days in (1, 7, 8, 10, 11):
        with time_machine.travel(start + dt.timedelta(days=days), tick=False):
            request.tend()
            request.tend()
            counted.append(letters.count())
    assert counted == [1, 2, 2, 2, 2]
    made.refresh_from_db()
    assert made.status == Status.LAPSED


def test_who_is_not_waited_for_is_not_reminded(alice: Person, bob: Person, charlie: Person) -> None:
    row = mentor(bob, alice)
    request.name(row, referee=charlie, by=bob)
    qualification.decide(row, verdict="qualified", by=alice)
    with time_machine.travel(timezone.now() + dt.timedelta(days=8), tick=False):
        request.tend()
    assert Mail.objects.filter(kind="reference_asked").count() == 1


def test_the_link_opens_without_an_account_and_answers_once(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    made = request.name(mentor(bob, alice), referee=charlie, by=bob)
    nobody = as_person(None)
    shown = nobody.get(link(made))
    assert shown.status_code == 200
    assert str(bob) in shown.content.decode()
    assert ReferenceRequest.objects.asked().count() == 1
    assert nobody.post(link(made), SENT | {"listens": "0"}).status_code == 422
    assert nobody.post(link(made), SENT | {"trade": "9"}).status_code == 422
    assert nobody.post(link(made), SENT).status_code == 302
    assert nobody.get(link(made) + "?thanks=1").status_code == 200
    again = nobody.post(link(made), SENT | {"trade": "1"})
    assert again.status_code == 200
    made.refresh_from_db()
    assert made.answers == {"trade": 4, "listens": 5}


def test_a_forged_or_late_link_opens_nothing(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    made = request.name(mentor(bob, alice), referee=charlie, by=bob)
    nobody = as_person(None)
    assert nobody.get(link(made)[:-2] + "xx").status_code == 404
    with time_machine.travel(timezone.now() + dt.timedelta(days=11), tick=False):
        assert nobody.get(link(made)).status_code == 410
        assert nobody.post(link(made), SENT).status_code == 410
    assert nobody.get(link(made)).status_code == 200


def test_a_no_needs_no_reason(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    made = request.name(mentor(bob, alice), referee=charlie, by=bob)
    assert as_person(None).post(link(made), {"answer": "decline"}).status_code == 302
    made.refresh_from_db()
    assert (made.status, made.shown) == (Status.DECLINED, Status.ASKED)
    assert as_person(None).get(link(made) + "?thanks=1").status_code == 200


def test_only_who_decides_reads_what_was_written(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    answer.answer(made, **GOOD)
    assert "Patient." in as_person(alice).get(page("told", row)).content.decode()
    sponsor = factories.ResponsibilityFactory(programme=row.programme, role="sponsor").person
    for person in (bob, charlie, sponsor):
        assert as_person(person).get(page("told", row)).status_code == 404
    own = as_person(bob).get(page("name", row)).content.decode()
    assert "Patient." not in own
    assert as_person(charlie).get(page("name", row)).status_code == 404


def test_hr_who_is_the_mentor_does_not_read_their_own(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = mentor(alice, alice)
    answer.answer(request.name(row, referee=bob, by=alice), **GOOD)
    assert as_person(alice).get(page("told", row)).status_code == 404
    other = factories.PersonFactory(role="hr")
    assert as_person(other).get(page("told", row)).status_code == 200


def test_names_are_chosen_on_the_page(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    browser = as_person(bob)
    assert browser.get(page("name", row), {"q": charlie.family_name}).status_code == 200
    wrong = browser.post(page("name", row), {"name": "nobody"})
    assert wrong.status_code == 422
    sent = browser.post(page("name", row), {"name": str(charlie.public_id)})
    assert sent.status_code == 302
    made = ReferenceRequest.objects.get()
    assert browser.post(page("name", row), {"take_back": str(made.public_id)}).status_code == 302
    made.refresh_from_db()
    assert made.status == Status.TAKEN_BACK
    assert as_person(None).get(link(made)).status_code == 410


def test_what_was_written_is_deleted_after_the_programme(
    alice: Person, bob: Person, charlie: Person
) -> None:
    from references.privacy import CLOCKS

    row = mentor(bob, alice)
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    clock = CLOCKS[0]
    assert clock.due(timezone.now()).count() == 0
    Programme.objects.filter(pk=row.programme_id).update(
        status="closed", closed_at=timezone.now() - dt.timedelta(days=900)
    )
    assert clock.forget is not None
    assert clock.forget(clock.due(timezone.now() - dt.timedelta(days=800))) == 1
    assert not ReferenceRequest.objects.exists()
