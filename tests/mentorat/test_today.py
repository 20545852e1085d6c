"""What needs a person today: each sentence appears when it is true and only then."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from communication.actions import wish as wishing
from companies.models import Company
from evaluations.models import ImpactReport, Pulse, PulseRequest
from matching.models import MatchingRun, Preference, Suggestion
from mentorat import today
from objectives.models import ObjectiveReview
from pairings.models import Pairing
from people.models import Person
from programmes.models import CanvasReview, Enrolment, Programme
from selection.actions import policy, qualification
from selection.models import Interview
from tests import factories

type AsPerson = Callable[[Person | None], Client]

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def english(company: Company) -> Iterator[None]:
    with translation.override("en"):
        yield


def titles(items: list[today.Item]) -> list[str]:
    return [item["title"] for item in items]


def test_new_company_starts_with_five_open_steps(alice: Person) -> None:
    assert [step["done"] for step in today.first_steps(alice)] == [False] * 5


def test_the_programme_step_leads_to_the_nine_templates(alice: Person, as_person: AsPerson) -> None:
    page = as_person(alice).get(today.first_steps(alice)[1]["url"])
    assert page.resolver_match.view_name == "programmes:templates"
    assert len(page.context["templates"]) == 9


def test_steps_are_ticked_by_what_exists(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.OPEN)
    run = factories.MatchingRunFactory(programme=programme, status=MatchingRun.Status.DONE)
    steps = today.first_steps(alice)
    assert [step["done"] for step in steps] == [True, True, True, True, False]
    assert steps[4]["url"] == reverse("matching:run", args=[run.public_id])


def test_draft_programme_is_not_an_open_one(alice: Person) -> None:
    factories.ProgrammeFactory(status=Programme.Status.DRAFT)
    assert [step["done"] for step in today.first_steps(alice)][1:3] == [True, False]


def test_steps_are_over_with_the_first_pairing_and_never_for_others(
    alice: Person, bob: Person
) -> None:
    assert today.first_steps(bob) == []
    factories.PairingFactory()
    assert today.first_steps(alice) == []


def test_invitation_to_a_programme_waits_for_an_answer(bob: Person, charlie: Person) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentor", status="invited", answered_at=None)
    (item,) = today.to_answer(bob)
    assert item["url"] == reverse("selection:answer", args=[row.public_id])
    assert "mentor" in item["title"]
    assert today.to_answer(charlie) == []


@pytest.mark.parametrize("status", [Programme.Status.DRAFT, Programme.Status.CLOSED])
def test_invitation_to_a_programme_that_is_not_alive_asks_nothing(bob: Person, status: str) -> None:
    programme = factories.ProgrammeFactory(status=status)
    factories.EnrolmentFactory(person=bob, programme=programme, status="invited", answered_at=None)
    assert today.to_answer(bob) == []


@pytest.fixture
def shortlist(bob: Person) -> Suggestion:
    mentee = factories.EnrolmentFactory(person=bob)
    mentor = factories.EnrolmentFactory(programme=mentee.programme, role="mentor")
    run = factories.MatchingRunFactory(
        programme=mentee.programme,
        status=MatchingRun.Status.DONE,
        purpose=MatchingRun.Purpose.SHORTLIST,
        rank_until=timezone.localdate() + 3 * DAY,
    )
    return Suggestion.objects.create(run=run, mentee=mentee, mentor=mentor, rank=1, points=40000)


def test_shortlist_waits_until_it_is_ranked(bob: Person, shortlist: Suggestion) -> None:
    (item,) = today.to_rank(bob)
    assert item["url"] == reverse("matching:choose", args=[shortlist.mentee.public_id])
    Preference.objects.create(
        run=shortlist.run, mentee=shortlist.mentee, mentor=shortlist.mentor, rank=1
    )
    assert today.to_rank(bob) == []


def test_shortlist_past_its_date_asks_nothing(bob: Person, shortlist: Suggestion) -> None:
    MatchingRun.objects.update(rank_until=timezone.localdate() - DAY)
    assert today.to_rank(bob) == []


def test_pulse_asks_until_it_is_answered(bob: Person) -> None:
    pairing = factories.PairingFactory()
    pulse = Pulse.objects.create(programme=pairing.programme, occasion=Pulse.Occasion.DAY_30)
    row = PulseRequest.objects.create(
        pulse=pulse, pairing=pairing, person=bob, expires_at=timezone.now() + 9 * DAY
    )
    (item,) = today.pulses(bob)
    assert item["url"] == reverse("evaluations:answer", args=[row.public_id])
    PulseRequest.objects.update(answered_on=timezone.localdate())
    assert today.pulses(bob) == []


def pairing_of(person: Person, started: int) -> Pairing:
    programme = factories.ProgrammeFactory(status=Programme.Status.RUNNING, cadence_days=21)
    mentor = factories.EnrolmentFactory(programme=programme, person=person, role="mentor")
    return factories.PairingFactory(
        programme=programme, mentor=mentor, started_on=timezone.localdate() - started * DAY
    )


def test_session_is_due_once_the_rhythm_has_passed(bob: Person) -> None:
    pairing = pairing_of(bob, started=30)
    (item,) = today.sessions(bob)
    assert item["url"] == reverse("pairings:log", args=[pairing.public_id])
    factories.MentoringSessionFactory(pairing=pairing, held_on=timezone.localdate() - 5 * DAY)
    assert today.sessions(bob) == []


def test_session_is_not_due_in_a_fresh_pairing(bob: Person) -> None:
    pairing_of(bob, started=3)
    assert today.sessions(bob) == []


def test_unanswered_enrolments_are_counted_for_those_who_steer(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory(name="Relève", status=Programme.Status.OPEN)
    factories.EnrolmentFactory.create_batch(
        2, programme=programme, status="invited", answered_at=None
    )
    assert titles(today.steering(alice)) == ["2 people have not answered “Relève” yet."]
    assert today.steering(bob) == []
    factories.ResponsibilityFactory(programme=programme, person=bob)
    assert len(today.steering(bob)) == 1


def test_programme_with_both_sides_can_be_matched_once(alice: Person) -> None:
    mentee = factories.EnrolmentFactory()
    assert today.steering(alice) == []
    factories.EnrolmentFactory(programme=mentee.programme, role="mentor")
    assert len(today.steering(alice)) == 1
    factories.MatchingRunFactory(programme=mentee.programme)
    assert today.steering(alice) == []


def test_finished_run_waits_for_its_review_until_published(alice: Person) -> None:
    run = factories.MatchingRunFactory(status=MatchingRun.Status.DONE)
    (item,) = today.steering(alice)
    assert item["url"] == reverse("matching:run", args=[run.public_id])
    MatchingRun.objects.update(published_at=timezone.now())
    assert today.steering(alice) == []


def test_silent_pairs_are_counted_for_those_who_steer(alice: Person, bob: Person) -> None:
    pairing_of(bob, started=60)
    (item,) = today.steering(alice)
    assert (item["tone"], item["action"]) == ("bad", "See the pairs")


@pytest.mark.parametrize(("age", "for_hr"), [(5, 1), (60, 0)])
def test_report_stays_for_the_sponsor_and_is_news_for_hr(
    alice: Person, bob: Person, charlie: Person, age: int, for_hr: int
) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.CLOSED)
    factories.ResponsibilityFactory(programme=programme, person=bob, role="sponsor")
    for language in ("fr", "en"):
        ImpactReport.objects.create(
            programme=programme,
            language=language,
            as_of=timezone.localdate(),
            status=ImpactReport.Status.DONE,
            finished_at=timezone.now() - age * DAY,
        )
    assert [len(today.reports(one)) for one in (bob, alice, charlie)] == [1, for_hr, 0]


def test_interview_waits_until_it_is_held_for_whoever_was_asked(
    alice: Person, bob: Person, charlie: Person
) -> None:
    part = factories.EnrolmentFactory(person=charlie, role="mentor", status="accepted")
    asked = qualification.assign(part, interviewer=bob, by=alice)
    (item,) = today.to_interview(bob)
    assert item["url"] == reverse("selection:interview", args=[asked.public_id])
    assert str(charlie) in item["title"] and item in today.of(bob)
    assert today.to_interview(charlie) == today.to_interview(alice) == []
    Interview.objects.update(held_on=timezone.localdate())
    assert today.to_interview(bob) == []


def test_canvas_waits_for_the_colleague_who_was_asked_to_read_it(
    alice: Person, bob: Person, charlie: Person
) -> None:
    draft = factories.ProgrammeFactory(status=Programme.Status.DRAFT)
    CanvasReview.objects.create(programme=draft, reviewer=bob, asked_by=alice)
    (item,) = today.to_read(bob)
    assert item["url"] == reverse("programmes:review", args=[draft.public_id])
    assert item in today.of(bob)
    assert today.to_read(charlie) == today.to_read(alice) == []
    CanvasReview.objects.update(ended_at=timezone.now())
    assert today.to_read(bob) == []


def test_wishes_wait_for_whoever_steers_until_they_are_answered(
    alice: Person, bob: Person, charlie: Person
) -> None:
    programme = factories.LandingPageFactory().programme
    wishing.make(programme, role="mentor", by=charlie)
    (item,) = today.wishes(alice)
    assert item["title"].startswith("1 person would like") and item in today.of(alice)
    assert item["url"] == reverse("communication:wishes", args=[programme.public_id])
    assert today.wishes(bob) == today.wishes(charlie) == []
    wishing.take_back(programme, by=charlie)
    assert today.wishes(alice) == []


def test_mentors_wait_for_a_verdict_where_they_are_qualified_first(
    alice: Person, bob: Person
) -> None:
    part = factories.EnrolmentFactory(person=bob, role="mentor", status="accepted")
    assert today.verdicts(alice) == []
    policy.qualify_first(part.programme, is_on=True, by=alice)
    (item,) = today.verdicts(alice)
    assert item["title"].startswith("1 mentor of") and item in today.of(alice)
    assert today.verdicts(bob) == []
    qualification.decide(part, verdict="qualified", by=alice)
    assert today.verdicts(alice) == []


def test_an_objective_is_due_on_its_day_and_until_it_is_reviewed(
    alice: Person, bob: Person
) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.RUNNING)
    objective = factories.ObjectiveFactory(programme=programme)
    due = ObjectiveReview.objects.create(objective=objective, due_on=timezone.localdate() + DAY)
    assert today.objectives(alice) == []
    ObjectiveReview.objects.update(due_on=timezone.localdate())
    (item,) = today.objectives(alice)
    assert str(objective.public_id) in item["url"] and item in today.of(alice)
    assert today.objectives(bob) == []
    ObjectiveReview.objects.filter(pk=due.pk).update(
        held_on=timezone.localdate(), standing="on_track"
    )
    assert today.objectives(alice) == []


def test_home_shows_the_most_pressing_first(as_person: AsPerson, bob: Person) -> None:
    pairing_of(bob, started=30)
    factories.EnrolmentFactory(
        person=bob, status=Enrolment.Status.INVITED, answered_at=None, role="mentee"
    )
    assert [item["tone"] for item in today.of(bob)] == ["warn", "info"]
    page = as_person(bob).get(reverse("home")).content.decode()
    assert page.index("/enrolments/") < page.index("/sessions/new")


def test_home_of_somebody_with_nothing_to_do_says_so(as_person: AsPerson, bob: Person) -> None:
    page = as_person(bob).get(reverse("home")).content.decode()
    assert 'class="empty"' in page


def test_home_asks_as_much_for_three_programmes_as_for_one(
    as_person: AsPerson, alice: Person
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            programme = factories.ProgrammeFactory(status=Programme.Status.RUNNING)
            factories.PairingFactory(
                programme=programme, started_on=timezone.localdate() - 90 * DAY
            )
            factories.MatchingRunFactory(programme=programme, status=MatchingRun.Status.DONE)
        with CaptureQueriesContext(connection) as queries:
            page = as_person(alice).get("/").content.decode()
        counts.append(len(queries))
    assert page.count("/matching/runs/") == 3
    assert counts[0] == counts[1]
