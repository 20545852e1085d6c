"""A task enters the company it names, or does nothing."""

import pytest
import time_machine
from celery import current_app, shared_task
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from companies import walls
from companies.models import Company, SpareSchema
from companies.tasks import CompanyTask, prepare

seen: list[str] = []


@shared_task(base=CompanyTask, name="tests.remember")
def remember(company: str) -> None:
    """Write down in which company it ran."""
    seen.append(walls.current().schema_name)


def test_task_runs_inside_the_company_it_names(company: Company, neighbour: str) -> None:
    seen.clear()
    remember(neighbour)
    assert (seen, walls.current().schema_name) == (["kestrel"], "aubepine")


@shared_task(base=CompanyTask, name="tests.look_at_the_clock")
def look_at_the_clock(company: str) -> None:
    """Write down which day it is."""
    seen.append(timezone.localdate().isoformat())


def test_task_lives_in_the_time_zone_of_its_company(company: Company, neighbour: str) -> None:
    with walls.catalogue():
        Company.objects.filter(schema_name=neighbour).update(time_zone="Pacific/Auckland")
    seen.clear()
    with time_machine.travel("2026-11-22T20:00:00Z"):
        look_at_the_clock("aubepine")
        look_at_the_clock(neighbour)
    assert seen == ["2026-11-22", "2026-11-23"]


@shared_task(base=CompanyTask, name="tests.lose_the_company")
def lose_the_company(company: str) -> None:
    """Ask for a company that is not there."""
    with walls.inside("nobody_here"):
        seen.append("entered")


def test_task_that_fails_inside_its_company_is_not_taken_for_one_without(company: Company) -> None:
    with pytest.raises(walls.NoSuchCompanyError):
        lose_the_company("aubepine")


def test_task_without_a_company_is_refused(company: Company) -> None:
    with pytest.raises(walls.NoSuchCompanyError):
        remember()


def test_task_of_a_company_that_is_gone_does_nothing(company: Company) -> None:
    seen.clear()
    remember("gone_for_good")
    assert seen == []


def test_task_of_a_suspended_company_does_nothing(company: Company, neighbour: str) -> None:
    with walls.catalogue():
        Company.objects.filter(schema_name=neighbour).update(status=Company.Status.SUSPENDED)
    seen.clear()
    remember(neighbour)
    assert seen == []


def test_page_answers_when_the_broker_is_out_of_reach(
    company: Company,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: object,
) -> None:
    def unreachable(*args: object, **kwargs: object) -> None:
        raise OperationalError("no broker")

    monkeypatch.setattr(current_app, "send_task", unreachable)
    monkeypatch.setattr(remember, "apply_async", unreachable)
    with django_capture_on_commit_callbacks(execute=True) as asked:  # type: ignore[operator]
        remember.delay_on_commit("aubepine")
    assert len(asked) == 1


@pytest.mark.django_db
def test_timetable_keeps_schemas_ready(settings: pytest.FixtureRequest) -> None:
    connection.set_no_company()
    settings.SPARE_COMPANIES = 2  # type: ignore[attr-defined]
    prepare()
    with walls.catalogue():
        assert SpareSchema.objects.count() == 2
