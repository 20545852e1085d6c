"""A query says whose data it means, or is refused."""

import threading

import pytest
from django.db import connection

from companies import walls
from companies.models import Company
from companies.postgresql.base import NoCompanyError
from people.models import Person
from tests import factories


@pytest.mark.django_db
def test_query_without_a_company_raises() -> None:
    connection.set_no_company()
    with pytest.raises(NoCompanyError):
        Person.objects.count()


def test_query_inside_a_company_answers(company: Company) -> None:
    factories.PersonFactory()
    assert Person.objects.count() == 1


def test_person_of_one_company_is_unknown_next_door(company: Company, neighbour: str) -> None:
    factories.PersonFactory(email="canary@aubepine.example")
    with walls.inside(neighbour):
        assert not Person.objects.filter(email="canary@aubepine.example").exists()
    assert Person.objects.filter(email="canary@aubepine.example").exists()


def test_leaving_a_company_restores_what_was_chosen_before(
    company: Company, neighbour: str
) -> None:
    with walls.inside(neighbour):
        assert walls.current().schema_name == "kestrel"
    assert walls.current().schema_name == "aubepine"


@pytest.mark.django_db
def test_unknown_company_cannot_be_entered() -> None:
    with pytest.raises(walls.NoSuchCompanyError), walls.inside("nobody_here"):
        raise AssertionError("entered")


@pytest.mark.django_db
def test_helper_thread_has_no_company_of_its_own() -> None:
    raised: list[BaseException] = []

    def look() -> None:
        try:
            connection.cursor()
        except NoCompanyError as error:
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    assert len(raised) == 1
