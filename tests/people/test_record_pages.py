"""Pages of records: forms that say what is wrong, the org chart, own facts, who sees what."""

from collections.abc import Callable

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from people.actions import attributes, record
from people.chart import Chart
from people.models import Attribute, Person
from tests import factories

type Browser = Callable[[Person | None], Client]

FORM = {
    "given_name": "Inès",
    "family_name": "Belkacem",
    "email": "ines@aubepine.example",
    "languages": "français, anglais",
    "skills_offered": "Négociation: 4\nSQL: 2",
    "hired_on": "2020-02-29",
    "level": "5",
}


def test_person_is_added_with_everything_the_form_holds(alice: Person, as_person: Browser) -> None:
    fact = attributes.declare(name="Jours", kind="number", by=alice)
    answer = as_person(alice).post(
        "/people/new",
        {**FORM, "manager": alice.pk, fact.key: "1 218,5", "time_zone": "Europe/Paris"},
    )
    ines = Person.objects.get(email="ines@aubepine.example")
    assert answer.url == f"/people/{ines.public_id}"  # type: ignore[attr-defined]
    assert (ines.manager, ines.level, ines.languages) == (alice, 5, ["fr", "en"])
    assert (ines.declared, ines.time_zone) == ({fact.key: 1218.5}, "Europe/Paris")
    assert ines.person_skills.count() == 2


def test_form_shows_a_record_and_saves_it_unchanged(alice: Person, as_person: Browser) -> None:
    attributes.declare(name="Outils", kind="choices", options=["Excel", "SQL"], by=alice)
    browser = as_person(alice)
    key = Attribute.objects.get().key
    browser.post("/people/new", {**FORM, key: ["SQL"]})
    before = Person.objects.values().get(email="ines@aubepine.example")
    page = browser.get(f"/people/{before['public_id']}/edit")
    start = {name: value for name, value in page.context["form"].initial.items() if value}
    browser.post(f"/people/{before['public_id']}/edit", start)
    assert Person.objects.values().get(pk=before["id"]) == before


def test_saving_a_record_keeps_a_manager_who_has_left_and_an_old_name_of_a_time_zone(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    zone = "Asia/Calcutta"
    Person.objects.filter(pk=bob.pk).update(manager=charlie, time_zone=zone, joined_at=None)
    Person.objects.filter(pk=charlie.pk).update(status="left", leaving_on="2020-01-01")
    browser, address = as_person(alice), f"/people/{bob.public_id}/edit"
    start = browser.get(address).context["form"].initial
    given = {name: value for name, value in start.items() if value}
    assert browser.post(address, given).status_code == 302
    bob.refresh_from_db()
    assert (bob.manager, bob.time_zone) == (charlie, zone)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nowhere"),
        ("level", "99"),
        ("languages", "klingon"),
        ("skills_offered", "SQL: 9"),
        ("manager", "0"),
        ("time_zone", "Mars/Olympus"),
    ],
)
def test_form_names_the_field_at_fault(
    alice: Person, as_person: Browser, field: str, value: str
) -> None:
    answer = as_person(alice).post("/people/new", {**FORM, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]


def test_circle_is_told_beside_the_manager(alice: Person, bob: Person, as_person: Browser) -> None:
    record.edit(bob, by=alice, manager=alice)
    answer = as_person(alice).post(
        f"/people/{alice.public_id}/edit",
        {"given_name": "A", "family_name": "R", "email": alice.email, "manager": bob.pk},
    )
    assert answer.status_code == 422
    assert "Bob Leclerc" in str(answer.context["form"].errors["manager"])


def test_who_loses_the_role_is_sent_home(alice: Person, bob: Person, as_person: Browser) -> None:
    record.give_role(bob, role="hr", by=alice)
    answer = as_person(alice).post(f"/people/{alice.public_id}/role", {"role": "member"})
    assert answer.url == "/"  # type: ignore[attr-defined]


def test_departure_is_announced_and_taken_back(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    browser, address = as_person(alice), f"/people/{bob.public_id}/leave"
    browser.post(address, {"last_day": "2090-01-31"})
    bob.refresh_from_db()
    assert (bob.status, str(bob.leaving_on)) == ("leaving", "2090-01-31")
    browser.post(address, {"stays": "1"})
    bob.refresh_from_db()
    assert (bob.status, bob.leaving_on) == ("active", None)


def test_forbidden_fact_is_refused_on_the_page_in_the_readers_language(
    alice: Person, as_person: Browser
) -> None:
    answer = as_person(alice).post("/people/facts", {"name": "Rеligion", "kind": "text"})
    assert answer.status_code == 422
    assert "L1132-1" in answer.content.decode()
    assert not Attribute.objects.exists()


def test_profile_says_who_sees_a_fact_of_the_company(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    fact = attributes.declare(name="Cohorte", kind="text", by=alice)
    record.edit(bob, by=alice, declared={fact.key: "Printemps"})
    page = as_person(bob).get("/me").content.decode()
    after = page.split("Cohorte", 1)[1]
    assert after.index("visible-by") < after.index("Printemps")


CHAINS = st.dictionaries(st.integers(0, 30), st.none() | st.integers(0, 30), max_size=25)


@given(CHAINS)
def test_everybody_stands_once_in_the_chart_whatever_the_managers(
    managers: dict[int, int | None],
) -> None:
    chart = Chart(managers)
    drawn: list[int] = []

    def walk(branches: list[object]) -> None:
        for one in branches:
            drawn.append(one.key)  # type: ignore[attr-defined]
            assert one.below == sum(1 + b.below for b in one.branches)  # type: ignore[attr-defined]
            walk(one.branches)  # type: ignore[attr-defined]

    walk([chart.branch(key, 40) for key in chart.tops])
    assert sorted(drawn) == sorted(managers)
    assert all(chart.depths[key] == len(chart.chain(key)) + 1 for key in managers)


def test_chart_takes_the_same_queries_for_one_person_and_for_three_hundred(
    alice: Person, as_person: Browser, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    team = factories.PersonFactory.create_batch(20, manager=alice)
    for one in team:
        factories.PersonFactory.create_batch(14, manager=one)
    browser = as_person(alice)
    with django_assert_max_num_queries(6):  # type: ignore[attr-defined]
        page = browser.get("/people/chart").content.decode()
    assert page.count("org-branch") == 301
    assert str(team[7]) in page


def test_chart_starts_from_a_person_with_the_line_above(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    record.edit(bob, by=alice, manager=alice)
    record.edit(charlie, by=alice, manager=bob)
    answer = as_person(alice).get(f"/people/chart?of={charlie.public_id}")
    assert answer.context["chain"] == [alice, bob]
    assert [one["branch"].depth for one in answer.context["branches"]] == [3]
    found = as_person(alice).get("/people/chart?q=LECLÈRC").context["found"]
    assert found == [bob]


def test_those_whose_manager_has_left_stand_at_the_top(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    record.edit(charlie, by=alice, manager=bob)
    Person.objects.filter(pk=bob.pk).update(status="left", leaving_on="2020-01-01")
    page = as_person(alice).get("/people/chart")
    assert set(page.context["alone"]) == {alice, charlie}


@pytest.mark.parametrize("path", ["chart", "facts", "new"])
def test_pages_of_hr_are_absent_for_charlie(charlie: Person, as_person: Browser, path: str) -> None:
    assert as_person(charlie).get(f"/people/{path}").status_code == 404
