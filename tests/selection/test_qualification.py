"""Mentors are qualified by HR, who sees what each score is made of; only then are they matched."""

import datetime as dt

import pytest
from django.utils import timezone

from companies.errors import Overtaken, Refusal
from matching.actions import inputs
from pairings.actions import pairing
from people.models import Mail, Person
from programmes.actions import enrolment, stage
from programmes.models import Enrolment, Programme, Stage
from selection import access
from selection.actions import grid as grids
from selection.actions import policy, qualification
from selection.models import Interview, Verdict
from tests import factories
from tests.selection import scene


@pytest.fixture
def programme(alice: Person) -> Programme:
    row = factories.ProgrammeFactory()
    policy.qualify_first(row, is_on=True, by=alice)
    return row


@pytest.fixture
def mentor(programme: Programme, bob: Person) -> Enrolment:
    return factories.EnrolmentFactory(programme=programme, person=bob, role="mentor")


def places(programme: Programme) -> set[int]:
    return set(inputs.presence(programme.pk).places)


def test_only_qualified_mentors_are_matched(
    programme: Programme, mentor: Enrolment, alice: Person
) -> None:
    assert places(programme) == set()
    qualification.decide(mentor, verdict="qualified", by=alice)
    assert places(programme) == {mentor.pk}
    policy.qualify_first(programme, is_on=False, by=alice)
    qualification.decide(mentor, verdict="not_now", reason="time", by=alice)
    assert places(programme) == {mentor.pk}


def test_after_training_a_mentor_is_matched_once_it_is_done(
    programme: Programme, mentor: Enrolment, alice: Person
) -> None:
    with pytest.raises(Refusal, match="No training"):
        qualification.note_training(mentor, by=alice)
    qualification.decide(mentor, verdict="after_training", by=alice)
    assert places(programme) == set()
    qualification.note_training(mentor, by=alice)
    assert places(programme) == {mentor.pk}


def test_a_pair_by_hand_does_not_pass_the_gate_either(
    programme: Programme, mentor: Enrolment, alice: Person
) -> None:
    mentee = factories.EnrolmentFactory(programme=programme)

    def pair() -> object:
        return pairing.pair(
            programme=programme,
            mentor=mentor,
            mentee=mentee,
            started_on=timezone.localdate(),
            by=alice,
        )

    with pytest.raises(Refusal, match="not qualified"):
        pair()
    qualification.decide(mentor, verdict="qualified", by=alice)
    assert pair()


def test_the_gate_of_the_selection_waits_for_a_qualified_mentor(
    programme: Programme, mentor: Enrolment, alice: Person
) -> None:
    def facts() -> dict[str, bool]:
        return {one.code: one.done for one in stage.gate(programme, Stage.SELECTION)}

    assert facts()["qualified"] is False
    qualification.decide(mentor, verdict="qualified", by=alice)
    assert facts()["qualified"] is True
    policy.qualify_first(programme, is_on=False, by=alice)
    assert "qualified" not in facts()


def test_the_decision_keeps_the_scores_of_its_day(
    programme: Programme, alice: Person, bob: Person
) -> None:
    row = scene.invited(bob, programme)
    scene.yes(row, scene.asked(programme, by=alice))
    verdict = qualification.decide(row, verdict="qualified", by=alice)
    assert verdict.experience is not None
    assert verdict.potential is not None
    assert {one["code"] for one in verdict.basis["potential"]} == {"values", "craft", "time"}


def test_not_now_needs_a_kind_reason_and_writes_a_letter(mentor: Enrolment, alice: Person) -> None:
    with pytest.raises(Refusal) as refused:
        qualification.decide(mentor, verdict="not_now", by=alice)
    assert refused.value.field == "reason"
    qualification.decide(mentor, verdict="not_now", reason="practice", by=alice)
    letter = Mail.objects.get(kind="mentor_verdict")
    assert letter.context["reason"] == "practice"


def test_nobody_decides_about_themself_and_no_stranger_decides(
    programme: Programme, mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    own = factories.EnrolmentFactory(programme=programme, person=alice, role="mentor")
    with pytest.raises(Refusal, match="Somebody else"):
        qualification.decide(own, verdict="qualified", by=alice)
    factories.ResponsibilityFactory(programme=programme, person=charlie, role="sponsor")
    with pytest.raises(Refusal, match="steer"):
        qualification.decide(mentor, verdict="qualified", by=charlie)
    assert not Verdict.objects.exists()


def held(mentor: Enrolment, interviewer: Person, mark: int, by: Person) -> Interview:
    asked = qualification.assign(mentor, interviewer=interviewer, by=by)
    marks = {one.pk: mark for one in access.grid(mentor.programme)}
    return qualification.hold_interview(
        asked, ratings=marks, notes="Calm.", held_on=timezone.localdate(), by=interviewer
    )


def test_an_interview_and_a_reference_make_up_the_scores(
    mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    held(mentor, charlie, 5, alice)
    qualification.refer(mentor, referee=charlie, experience=1, potential=1, by=alice)
    found = qualification.scored(access.alone(mentor))[mentor.pk]
    assert found["experience"].value == 60
    assert found["potential"].value == 67


def test_only_the_interviewer_fills_in_the_grid_and_wholly(
    mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    asked = qualification.assign(mentor, interviewer=charlie, by=alice)
    assert Mail.objects.filter(kind="interview_asked", person=charlie).exists()
    marks = {one.pk: 3 for one in access.grid(mentor.programme)}
    today = timezone.localdate()
    with pytest.raises(Refusal, match="Only the interviewer"):
        qualification.hold_interview(asked, ratings=marks, notes="", held_on=today, by=alice)
    with pytest.raises(Refusal, match="each criterion"):
        qualification.hold_interview(asked, ratings={}, notes="", held_on=today, by=charlie)
    with pytest.raises(Refusal, match="taken place"):
        late = today + dt.timedelta(days=1)
        qualification.hold_interview(asked, ratings=marks, notes="", held_on=late, by=charlie)
    qualification.hold_interview(asked, ratings=marks, notes="", held_on=today, by=charlie)
    qualification.decide(mentor, verdict="qualified", by=alice)
    with pytest.raises(Refusal, match="HR has decided"):
        qualification.hold_interview(asked, ratings=marks, notes="", held_on=today, by=charlie)


def test_who_is_asked_for_an_interview_is_outside_the_line(
    mentor: Enrolment, alice: Person, bob: Person
) -> None:
    boss = factories.PersonFactory()
    bob.manager = boss
    bob.save()
    for interviewer in (bob, boss):
        with pytest.raises(Refusal) as refused:
            qualification.assign(mentor, interviewer=interviewer, by=alice)
        assert refused.value.field == "interviewer"
    assert qualification.assign(mentor, interviewer=factories.PersonFactory(), by=alice)


def test_a_fresh_yes_sets_the_old_verdict_aside_and_asks_again(
    programme: Programme, alice: Person, bob: Person, charlie: Person
) -> None:
    row = scene.invited(bob, programme)
    scene.yes(row)
    held(row, charlie, 2, alice)
    qualification.decide(row, verdict="qualified", by=alice)
    scene.yes(row)
    assert places(programme) == {row.pk}
    enrolment.withdraw(row, by=bob)
    enrolment.invite(programme, people=[bob], role="mentor", by=alice)
    row.refresh_from_db()
    scene.yes(row)
    assert access.verdict(row) is None
    assert Verdict.objects.get(enrolment=row).set_aside_at is not None
    assert places(programme) == set()
    held(row, charlie, 4, alice)
    assert Interview.objects.filter(enrolment=row).count() == 1
    assert Mail.objects.filter(kind="interview_asked", person=charlie).count() == 2
    with pytest.raises(Refusal, match="asked already"):
        qualification.assign(row, interviewer=charlie, by=alice)
    qualification.decide(row, verdict="qualified", by=alice)
    assert places(programme) == {row.pk}


def test_a_grid_that_changed_under_the_interviewer_takes_no_marks(
    mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    asked = qualification.assign(mentor, interviewer=charlie, by=alice)
    rows = list(access.grid(mentor.programme))
    seen, marks = grids.digest(rows), {one.pk: 3 for one in rows}
    told = {"notes": "", "held_on": timezone.localdate(), "by": charlie}
    said = ["Un", "", "", "", "Cinq", "One", "", "", "", "Five"]
    grids.set_criterion(
        mentor.programme,
        criterion=rows[0],
        measure="potential",
        label_fr="Autre",
        label_en="Other",
        anchors=said,
        by=alice,
    )
    with pytest.raises(Overtaken):
        qualification.hold_interview(asked, ratings=marks, seen=seen, **told)
    now = grids.digest(list(access.grid(mentor.programme)))
    made = qualification.hold_interview(asked, ratings=marks, seen=now, **told)
    assert set(made.ratings.values()) == {3}


def test_marks_on_a_retired_line_outlive_a_second_save(
    mentor: Enrolment, alice: Person, charlie: Person
) -> None:
    asked = held(mentor, charlie, 5, alice)
    gone, *others = access.grid(mentor.programme)
    grids.retire(gone, by=alice)
    again = qualification.hold_interview(
        asked,
        ratings={one.pk: 1 for one in others},
        notes="",
        held_on=timezone.localdate(),
        by=charlie,
    )
    assert again.ratings == {str(gone.pk): 5, **{str(one.pk): 1 for one in others}}


def test_a_stale_page_overwrites_no_decision_and_writes_no_second_letter(
    mentor: Enrolment, alice: Person
) -> None:
    colleague = factories.PersonFactory(role=Person.Role.HR)
    first = qualification.decide(mentor, verdict="qualified", seen="", by=alice)
    with pytest.raises(Overtaken, match=str(alice)):
        qualification.decide(mentor, verdict="not_now", reason="time", seen="", by=colleague)
    assert qualification.decide(mentor, verdict="qualified", seen="", by=alice) == first
    letters = Mail.objects.filter(kind="mentor_verdict")
    assert [one.context["verdict"] for one in letters] == ["qualified"]
    seen = first.mark
    qualification.decide(mentor, verdict="not_now", reason="time", seen=seen, by=colleague)
    assert letters.all().count() == 2


@pytest.mark.parametrize("place", [0, 2, 9])
def test_what_a_mark_means_is_nothing_that_the_law_forbids(
    programme: Programme, alice: Person, place: int
) -> None:
    said = ["Un", "", "Trois", "", "Cinq", "One", "", "", "", "Five"]
    given = {"measure": "potential", "label_fr": "Écoute", "label_en": "Listens", "by": alice}
    wrong = [*said[:place], "Enceinte ou pas", *said[place + 1 :]]
    with pytest.raises(Refusal) as refused:
        grids.set_criterion(programme, anchors=wrong, **given)
    assert refused.value.field == {0: "fr_1", 2: "fr_3", 9: "en_5"}[place]
    assert grids.set_criterion(programme, anchors=said, **given).anchors == said
