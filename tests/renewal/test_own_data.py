"""Thanks and words come out in a person's export, and what names them goes at erasure."""

from people.models import Person
from privacy import portrait, register
from privacy.actions import erasure
from privacy.actions.export import periods_in_words
from renewal.actions import recognition, retrospective
from renewal.models import Certificate, Recognition, Remark
from tests.renewal import scene


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
