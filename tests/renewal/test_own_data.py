"""Thanks and words come out in a person's export, and what names them goes at erasure."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from companies.personal import Reader
from people.models import Person
from privacy import portrait, register
from privacy.actions import erasure
from privacy.actions.export import periods_in_words
from renewal.actions import recognition, retrospective
from renewal.models import Certificate, Recognition, Remark
from tests import factories
from tests.renewal import scene

type Browser = Callable[[Person | None], Client]


def test_everything_about_people_is_declared() -> None:
    assert [one for one in register.faults() if "renewal" in one or "Pairing" in one] == []


def test_an_erased_mentor_leaves_no_thanks_and_no_certificate(alice: Person, bob: Person) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    recognition.thank(programme, by=alice)
    row = Recognition.objects.get()
    recognition.answer(row, mention=True, shows_hours=True, again=True, by=bob)
    recognition.request(row, language="fr", by=bob)
    retrospective.say(programme, section="worked", words="Le rythme.", by=alice)
    erasure.erase(bob, by=alice, ground="left")
    assert not Recognition.objects.exists() and not Certificate.objects.exists()
    assert Remark.objects.get().author == alice


def test_thanks_and_own_words_are_in_the_portrait_of_a_person(alice: Person, bob: Person) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    recognition.thank(programme, by=alice)
    retrospective.say(programme, section="worked", words="Le rythme tenait.", by=alice)
    for person, model, word in (
        (bob, "renewal.Recognition", "Relève"),
        (alice, "renewal.Remark", "Le rythme tenait."),
    ):
        (table,) = [one for one in register.tables() if one.model == model]
        assert register.rows_about(table, person).count() == 1
        assert word in str(portrait.of(person, periods_in_words()))


def test_only_a_mentor_sees_whether_their_certificate_says_the_hours(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    recognition.thank(programme, by=alice)
    row = Recognition.objects.get()
    seen = []
    for shows_hours in (False, True):
        recognition.answer(row, mention=False, shows_hours=shows_hours, again=True, by=bob)
        page = as_person(alice).get(reverse("renewal:recognition", args=[programme.public_id]))
        seen.append(page.text.partition("<table")[2].partition("</table")[0])
    assert seen[0] == seen[1] and "Leclerc" in seen[0]
    assert declared("shows_hours") == (Reader.SELF,)


def test_a_mentor_who_agreed_is_named_to_those_who_take_part(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    factories.EnrolmentFactory(programme=programme, role="mentee", person=charlie)
    recognition.thank(programme, by=alice)
    row = Recognition.objects.get()
    panel = reverse("renewal:panel", args=[programme.public_id])
    assert "Bob Leclerc" not in as_person(charlie).get(panel).text
    recognition.answer(row, mention=True, shows_hours=False, again=False, by=bob)
    assert "Bob Leclerc" in as_person(charlie).get(panel).text
    for name in ("enrolment", "mention"):
        assert Reader.PARTNER in declared(name)


def declared(name: str) -> tuple[Reader, ...]:
    """Who reads a field of the thanks, as the register says."""
    (table,) = [one for one in register.tables() if one.model == "renewal.Recognition"]
    return table.seen.get(name, table.seen_by)
