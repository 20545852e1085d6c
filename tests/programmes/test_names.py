"""Names sort and are found as in a directory, whatever their accents."""

from companies.models import Company
from people.models import Person
from programmes import access
from programmes.models import Enrolment
from tests import factories


def test_accented_names_sort_among_the_plain_ones(company: Company) -> None:
    programme = factories.ProgrammeFactory()
    for name in ("Zola", "Éluard", "Faure", "Eco"):
        person = factories.PersonFactory(given_name="A", family_name=name)
        factories.EnrolmentFactory(programme=programme, person=person)
    rows = Enrolment.objects.filter(programme=programme).select_related("person").by_name()
    assert [row.person.family_name for row in rows] == ["Eco", "Éluard", "Faure", "Zola"]


def test_search_finds_an_accented_name_typed_without_accents(company: Company) -> None:
    factories.PersonFactory(given_name="Éloïse", family_name="Françon")
    factories.PersonFactory(given_name="Paul", family_name="Franck")
    found = access.named(Person.objects.all(), "eloise francon")
    assert [person.get_full_name() for person in found] == ["Éloïse Françon"]
