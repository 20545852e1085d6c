"""What happens when a programme is created, designed, opened, started and closed."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from companies.errors import Refusal
from objectives.actions import objective as objectives
from objectives.models import Objective
from people.models import AuditEntry, Mail, Person
from programmes.actions import programme as actions
from programmes.models import Programme
from tests import factories

TODAY = timezone.localdate()


def design(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Relève",
        "purpose": "Préparer la relève.",
        "mentor_profile": "Qui écoute.",
        "preparation": "Une demi-journée.",
        "confidentiality": "Tout reste entre les deux.",
        "enrol_until": TODAY + dt.timedelta(days=20),
        "starts_on": TODAY + dt.timedelta(days=30),
        "ends_on": TODAY + dt.timedelta(days=300),
        **changes,
    }


def objective(**changes: Any) -> dict[str, Any]:
    indicator = {
        "name": "Départs",
        "unit": "%",
        "baseline": 14,
        "baseline_on": TODAY,
        "target": 10,
        "due_on": TODAY + dt.timedelta(days=400),
    }
    return {
        "kind": Objective.Kind.RETENTION,
        "statement": "Garder les équipes.",
        "indicator": indicator | changes,
    }


def test_create_writes_a_draft_and_says_so_in_the_journal(alice: Person) -> None:
    programme = actions.create(**design(), by=alice)
    assert (programme.status, programme.created_by) == ("draft", alice)
    entry = AuditEntry.objects.get(subject_id=str(programme.public_id))
    assert (entry.verb, entry.actor) == ("programme.created", alice)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"purpose": "  "}, "purpose"),
        ({"ends_on": TODAY + dt.timedelta(days=30)}, "ends_on"),
        ({"enrol_until": TODAY + dt.timedelta(days=31)}, "enrol_until"),
        ({"enrol_until": TODAY - dt.timedelta(days=1)}, "enrol_until"),
        ({"cadence_days": 0}, "cadence_days"),
        ({"hourly_cost": -1}, "hourly_cost"),
    ],
)
def test_create_refuses_contradictions_and_writes_nothing(
    alice: Person, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.create(**design(**changes), by=alice)
    assert refusal.value.field == field
    assert Programme.objects.count() == 0


def test_create_by_an_employee_is_refused(bob: Person) -> None:
    with pytest.raises(Refusal):
        actions.create(**design(), by=bob)


def test_edit_keeps_a_past_day_but_does_not_choose_one(alice: Person) -> None:
    past = factories.ProgrammeFactory(enrol_until=TODAY - dt.timedelta(days=3))
    actions.edit(past, name="Relève 2", enrol_until=past.enrol_until, by=alice)
    with pytest.raises(Refusal):
        actions.edit(past, enrol_until=TODAY - dt.timedelta(days=1), by=alice)
    past.refresh_from_db()
    assert past.name == "Relève 2"


def test_edit_of_a_running_programme_is_refused(alice: Person) -> None:
    running = factories.ProgrammeFactory(status="running")
    with pytest.raises(Refusal):
        actions.edit(running, name="Autre", by=alice)


def test_the_last_objective_of_an_open_programme_stays(alice: Person) -> None:
    kept = factories.ObjectiveFactory()
    with pytest.raises(Refusal):
        objectives.retire(kept, reason="Plus suivi.", by=alice)
    other = factories.ObjectiveFactory(programme=kept.programme)
    objectives.retire(other, reason="Plus suivi.", by=alice)
    assert list(kept.programme.objectives.current()) == [kept]


def test_open_without_an_objective_is_refused_with_the_reason(alice: Person) -> None:
    programme = actions.create(**design(), by=alice)
    with pytest.raises(Refusal, match="objecti"):
        actions.open(programme, by=alice)
    programme.refresh_from_db()
    assert programme.status == "draft"


def test_open_sends_the_letters_of_those_invited_so_far_once(alice: Person, bob: Person) -> None:
    programme = actions.create(**design(), by=alice)
    objectives.set_objective(programme, **objective(), by=alice)
    factories.EnrolmentFactory(programme=programme, person=bob, status="invited", answered_at=None)
    actions.open(programme, by=alice)
    actions.open(programme, by=alice)
    letter = Mail.objects.get(kind="enrolment_invitation")
    assert (letter.person, letter.context["role"]) == (bob, "mentee")
    assert AuditEntry.objects.filter(verb="programme.opened").count() == 1


def test_start_needs_an_open_programme_and_happens_once(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    factories.PairingFactory(programme=programme)
    assert actions.start(programme, by=alice).status == "running"
    assert actions.start(programme, by=alice).status == "running"
    draft = factories.ProgrammeFactory(status="draft")
    with pytest.raises(Refusal):
        actions.start(draft, by=alice)


def test_close_with_pairs_under_way_needs_a_confirmation(alice: Person) -> None:
    pairing = factories.PairingFactory(programme__status="running")
    with pytest.raises(Refusal) as refusal:
        actions.close(pairing.programme, by=alice)
    assert refusal.value.field == "confirmed"
    closed = actions.close(pairing.programme, confirmed=True, by=alice)
    assert (closed.status, closed.closed_at is not None) == ("closed", True)


def test_a_director_steers_but_gives_no_roles(bob: Person, charlie: Person) -> None:
    held = factories.ResponsibilityFactory(person=bob)
    actions.edit(held.programme, name="Par Bob", by=bob)
    with pytest.raises(Refusal):
        actions.appoint(held.programme, person=charlie, role="sponsor", by=bob)
    with pytest.raises(Refusal):
        actions.edit(held.programme, name="Par Charlie", by=charlie)


def test_appoint_twice_gives_one_role_and_one_letter(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    for _time in range(2):
        actions.appoint(programme, person=bob, role="sponsor", by=alice)
    assert programme.responsibilities.count() == 1
    assert Mail.objects.filter(kind="programme_role", person=bob).count() == 1
    actions.dismiss(programme, person=bob, role="sponsor", by=alice)
    assert programme.responsibilities.count() == 0
