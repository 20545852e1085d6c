"""A run under way is stopped by a person, at once or at its next step, and nothing is kept."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.errors import Refusal
from matching import tasks
from matching.actions import computation, run
from matching.models import MatchingRun
from people.models import AuditEntry, Mail, Person
from tests.matching.scene import scene

As = Callable[[Person | None], Client]


def test_run_that_waits_is_stopped_at_once(alice: Person) -> None:
    row = run.request(scene(alice).programme, by=alice)
    run.cancel(row, by=alice)
    row.refresh_from_db()
    assert row.is_cancelled and row.is_finished
    run.perform(row)
    assert not row.suggestions.exists()
    assert AuditEntry.objects.filter(verb="matching.cancelled").count() == 1


def test_run_at_work_stops_at_its_next_step(alice: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene(alice)
    row = run.request(made.programme, by=alice)
    compute = computation.compute

    def stopped_meanwhile(*given: object) -> object:
        run.cancel(MatchingRun.objects.get(pk=row.pk), by=alice)
        return compute(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(computation, "compute", stopped_meanwhile)
    run.perform(row)
    row.refresh_from_db()
    assert (row.status, row.problem, row.result) == ("failed", "cancelled", {})
    assert not row.suggestions.exists() and not Mail.objects.exists()
    monkeypatch.undo()
    assert made.run().status == "done"


def test_stopped_run_of_a_dead_worker_ends_at_once(alice: Person) -> None:
    row = run.request(scene(alice).programme, by=alice)
    assert row.claim()
    MatchingRun.objects.filter(pk=row.pk).update(
        leased_until=timezone.now() - dt.timedelta(seconds=1)
    )
    row.refresh_from_db()
    run.cancel(row, by=alice)
    assert MatchingRun.objects.get(pk=row.pk).is_cancelled


def test_run_whose_worker_dies_after_the_stop_is_ended_by_the_sweeper(alice: Person) -> None:
    row = run.request(scene(alice).programme, by=alice)
    assert row.claim()
    run.cancel(row, by=alice)
    row.refresh_from_db()
    assert (row.status, row.stop_asked_at is None) == ("running", False)
    MatchingRun.objects.filter(pk=row.pk).update(leased_until=timezone.now())
    tasks.perform_run("aubepine", row.pk)
    row.refresh_from_db()
    assert row.is_cancelled and not row.suggestions.exists()


def test_finished_run_is_not_stopped(alice: Person) -> None:
    row = scene(alice).run()
    with pytest.raises(Refusal):
        run.cancel(row, by=alice)
    row.refresh_from_db()
    assert row.status == "done"


def test_page_stops_a_run_and_says_so(alice: Person, charlie: Person, as_person: As) -> None:
    Person.objects.filter(pk=alice.pk).update(language="en")
    row = run.request(scene(alice).programme, by=alice)
    address = reverse("matching:cancel", args=[row.public_id])
    assert as_person(charlie).post(address).status_code == 404
    client = as_person(alice)
    page = reverse("matching:run", args=[row.public_id])
    assert address in client.get(page).content.decode()
    client.post(address)
    shown = re.sub(r"\s+", " ", client.get(page).content.decode())
    assert "The computation was stopped" in shown
    assert "Nothing was kept and nobody was written to" in shown
    board = client.get(reverse("matching:board", args=[row.programme.public_id]))
    assert "Stopped" in board.content.decode()
