"""Results, shelf and panel: what each role reads, and what nobody can find out."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from companies.errors import Refusal
from evaluations import results
from evaluations.actions import indicator, report
from evaluations.models import ImpactReport, IndicatorValue
from objectives.actions import objective as objectives
from people.models import Person
from programmes.models import Programme
from tests import factories
from tests.evaluations import scene

type Browser = Callable[[Person | None], Client]
PAGES = ("results/", "results/panel", "reports/", "results/indicator")


@pytest.mark.parametrize("page", PAGES)
def test_hr_opens_every_page(alice: Person, as_person: Browser, page: str) -> None:
    programme = scene.programme(pairs=6)
    factories.ObjectiveFactory(programme=programme)
    scene.answer(scene.asked(programme))
    answer = as_person(alice).get(f"/programmes/{programme.public_id}/{page}")
    assert answer.status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_somebody_who_takes_part_finds_nothing_there(
    charlie: Person, as_person: Browser, page: str
) -> None:
    programme = scene.programme(pairs=1)
    factories.EnrolmentFactory(programme=programme, person=charlie)
    assert as_person(charlie).get(f"/programmes/{programme.public_id}/{page}").status_code == 404
    assert as_person(None).get(f"/programmes/{programme.public_id}/{page}").status_code == 302


def test_a_sponsor_reads_results_but_enters_no_value(bob: Person, as_person: Browser) -> None:
    programme = scene.programme(pairs=1)
    factories.ResponsibilityFactory(programme=programme, person=bob, role="sponsor")
    answers = [
        as_person(bob).get(f"/programmes/{programme.public_id}/{page}").status_code
        for page in PAGES
    ]
    assert answers == [200, 200, 200, 404]


def test_no_page_names_a_person_who_answered(alice: Person, as_person: Browser) -> None:
    programme = scene.programme(pairs=6)
    scene.answer(scene.asked(programme))
    page = as_person(alice).get(f"/programmes/{programme.public_id}/results/").content.decode()
    names = Person.objects.exclude(pk=alice.pk).values_list("family_name", flat=True)
    assert not [name for name in names if name in page]


def test_a_new_programme_says_what_will_be_shown(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    page = as_person(alice).get(f"/programmes/{programme.public_id}/results/").content.decode()
    assert "Pas encore de résultats" in page


def test_gathering_asks_the_database_the_same_whatever_the_size(
    alice: Person, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for pairs in (1, 3):
        programme = scene.programme(pairs=pairs)
        factories.ObjectiveFactory(programme=programme)
        with django_assert_num_queries(8):
            results.gather(programme, timezone.localdate())


def test_a_director_enters_a_value_written_with_a_comma(bob: Person, as_person: Browser) -> None:
    programme = scene.programme(pairs=1)
    measured = factories.IndicatorFactory(objective__programme=programme)
    factories.ResponsibilityFactory(programme=programme, person=bob)
    values = {
        "indicator": str(measured.public_id),
        "value": "83,5",
        "measured_on": timezone.localdate().isoformat(),
        "source": "hr_figures",
    }
    address = f"/programmes/{programme.public_id}/results/indicator"
    assert as_person(bob).post(address, values).status_code == 302
    assert str(IndicatorValue.objects.get().value) == "83.50"
    wrong = as_person(bob).post(address, values | {"value": "beaucoup"})
    assert wrong.status_code == 422


def test_a_report_on_its_way_shows_progress_then_the_file(
    alice: Person, as_person: Browser
) -> None:
    made = report.request(programme=scene.programme(pairs=1), language="fr", by=alice)
    address = f"/reports/{made.public_id}/"
    made.figures = {"frozen": "by a version that wrote other figures"}
    made.save(update_fields=["figures"])
    waiting = as_person(alice).get(address).content.decode()
    assert "<progress" in waiting and ".pdf" not in waiting
    ImpactReport.objects.update(figures={})
    report.produce(made)
    part = as_person(alice).get(address, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert f"/reports/{made.public_id}.pdf" in part


def test_the_shelf_of_a_draft_offers_no_report(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory(status=Programme.Status.DRAFT)
    page = as_person(alice).get(f"/programmes/{programme.public_id}/reports/").content.decode()
    assert "reports/request" not in page


def test_what_was_measured_of_a_retired_objective_stays_told_and_takes_no_new_value(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.programme(pairs=6)
    measured, unmeasured, _kept = (
        factories.ObjectiveFactory(programme=programme, statement=words)
        for words in ("Vendre plus", "Voyager", "Rester")
    )
    page = f"/programmes/{programme.public_id}/results/indicator"
    one = measured.indicators.get()
    given = {"indicator": one.public_id, "value": "12", "source": "estimate"}
    given["measured_on"] = timezone.localdate().isoformat()
    assert as_person(alice).post(page, given).status_code == 302
    for row in (measured, unmeasured):
        objectives.retire(row, reason="Cédée.", by=alice)
    assert as_person(alice).post(page, given | {"value": "13"}).status_code == 422
    said = [
        (each["statement"], each["is_retired"]) for each in report.facts(programme)["objectives"]
    ]
    assert said == [("Vendre plus", True), ("Rester", False)]
    with pytest.raises(Refusal):
        indicator.measure(
            indicator=one, value=one.target, measured_on=one.due_on, source="survey", by=alice
        )
