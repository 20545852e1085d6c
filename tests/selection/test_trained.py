"""Qualified after training: the training of the programme is noted by itself, once."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Refusal
from matching.actions import inputs
from people.models import AuditEntry, Mail, Person
from programmes.models import Enrolment, Programme
from selection import tasks
from selection.actions import policy, qualification
from selection.models import Verdict
from tests import factories
from training.actions import gate, reading
from training.models import Module

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def mentor(alice: Person, bob: Person) -> Enrolment:
    """Bob, in a programme in which only qualified mentors are matched."""
    programme = factories.ProgrammeFactory()
    policy.qualify_first(programme, is_on=True, by=alice)
    row: Enrolment = factories.EnrolmentFactory(programme=programme, person=bob, role="mentor")
    return row


@pytest.fixture
def lesson(mentor: Enrolment) -> Module:
    made: Module = factories.ModuleFactory(programme=mentor.programme)
    return made


def ask(mentor: Enrolment, by: Person) -> Verdict:
    return qualification.decide(mentor, verdict="after_training", by=by)


def letters(kind: str, to: Person) -> list[dict[str, object]]:
    rows = Mail.objects.filter(kind=kind, person=to).order_by("pk")
    return [one.context for one in rows]


def test_training_that_is_done_is_noted_once_and_both_sides_are_told(
    mentor: Enrolment, lesson: Module, alice: Person
) -> None:
    verdict = ask(mentor, alice)
    assert qualification.note_trained() == 0
    reading.finish(lesson, by=mentor.person)
    assert [qualification.note_trained(), qualification.note_trained()] == [1, 0]
    verdict.refresh_from_db()
    assert verdict.is_qualifying
    assert [one["verdict"] for one in letters("mentor_verdict", mentor.person)] == [
        "after_training",
        "qualified",
    ]
    assert [one["mentor"] for one in letters("mentor_trained", alice)] == ["Bob Leclerc"]
    assert AuditEntry.objects.get(verb="mentor.trained").actor is None


def test_task_of_the_timetable_notes_it(mentor: Enrolment, lesson: Module, alice: Person) -> None:
    ask(mentor, alice)
    reading.finish(lesson, by=mentor.person)
    tasks.note_trained("aubepine")
    assert Verdict.objects.get(enrolment=mentor).trained_on is not None


def test_matching_counts_with_a_mentor_as_soon_as_the_training_is_done(
    mentor: Enrolment, lesson: Module, alice: Person
) -> None:
    ask(mentor, alice)
    assert not inputs.presence(mentor.programme_id).places
    reading.finish(lesson, by=mentor.person)
    assert set(inputs.presence(mentor.programme_id).places) == {mentor.pk}


def test_without_a_mandatory_module_hr_notes_it_by_hand(mentor: Enrolment, alice: Person) -> None:
    factories.ModuleFactory(programme=mentor.programme, is_mandatory=False)
    factories.ModuleFactory(programme=mentor.programme, audience="mentee")
    ask(mentor, alice)
    assert qualification.note_trained() == 0
    assert not inputs.presence(mentor.programme_id).places
    assert qualification.note_training(mentor, by=alice).is_qualifying
    assert not letters("mentor_trained", alice)


def test_whoever_hr_exempts_afterwards_counts_as_trained(
    mentor: Enrolment, lesson: Module, alice: Person
) -> None:
    ask(mentor, alice)
    gate.exempt(mentor, reason="elsewhere", by=alice)
    assert qualification.note_trained() == 1


def test_training_that_is_done_already_is_not_asked_for(
    mentor: Enrolment, lesson: Module, alice: Person
) -> None:
    reading.finish(lesson, by=mentor.person)
    with pytest.raises(Refusal, match="every mandatory module") as caught:
        ask(mentor, alice)
    assert caught.value.field == "verdict" and not Verdict.objects.exists()
    factories.ModuleFactory(programme=mentor.programme)
    assert ask(mentor, alice).awaits_training


@pytest.mark.parametrize("verdict", ["qualified", "not_now"])
def test_another_decision_is_left_alone(
    mentor: Enrolment, lesson: Module, alice: Person, verdict: str
) -> None:
    reason = "time" if verdict == "not_now" else ""
    qualification.decide(mentor, verdict=verdict, reason=reason, by=alice)
    reading.finish(lesson, by=mentor.person)
    assert qualification.note_trained() == 0
    assert Verdict.objects.get().trained_on is None


def test_nobody_is_noted_in_a_closed_programme(
    mentor: Enrolment, lesson: Module, alice: Person
) -> None:
    ask(mentor, alice)
    reading.finish(lesson, by=mentor.person)
    Programme.objects.update(status="closed")
    assert qualification.note_trained() == 0


def test_whoever_answers_for_the_programme_is_told_when_the_decider_no_longer_does(
    mentor: Enrolment, lesson: Module, alice: Person, charlie: Person
) -> None:
    directs = factories.ResponsibilityFactory(programme=mentor.programme, person=charlie)
    ask(mentor, charlie)
    directs.delete()
    reading.finish(lesson, by=mentor.person)
    qualification.note_trained()
    assert letters("mentor_trained", alice) and not letters("mentor_trained", charlie)


def test_letter_and_page_lead_a_mentor_to_their_training(
    mentor: Enrolment, lesson: Module, alice: Person, as_person: Browser
) -> None:
    own = reverse("training:own", args=[mentor.programme.public_id])
    ask(mentor, alice)
    letter = letters("mentor_verdict", mentor.person)[-1]
    assert letter["has_training"] and str(letter["link"]).endswith(own)
    for name in ("answer", "state"):
        page = reverse(f"selection:{name}", args=[mentor.public_id])
        assert own in as_person(mentor.person).get(page).content.decode()


def test_without_modules_letter_and_page_say_that_hr_tells_when(
    mentor: Enrolment, alice: Person, as_person: Browser
) -> None:
    ask(mentor, alice)
    page = reverse("selection:answer", args=[mentor.public_id])
    letter = letters("mentor_verdict", mentor.person)[-1]
    assert not letter["has_training"] and str(letter["link"]).endswith(page)
    shown = as_person(mentor.person).get(page).content.decode()
    assert reverse("training:own", args=[mentor.programme.public_id]) not in shown


def test_hr_reads_on_the_file_how_far_a_mentor_is_and_charlie_does_not(
    mentor: Enrolment, lesson: Module, alice: Person, charlie: Person, as_person: Browser
) -> None:
    ask(mentor, alice)
    page = reverse("selection:file", args=[mentor.public_id])
    assert as_person(charlie).get(page).status_code == 404
    assert as_person(alice).get(page).context["training"].left == 1
    reading.finish(lesson, by=mentor.person)
    assert as_person(alice).get(page).context["training"].left == 0
