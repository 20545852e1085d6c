"""Contributors look back side by side; the sponsor reads what was published, without names."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from companies.errors import Overtaken, Refusal
from people.models import Mail, Person
from renewal import access
from renewal.actions import retrospective as actions
from renewal.models import Lesson, Remark, Retrospective
from tests import factories
from tests.renewal import scene

type Browser = Callable[[Person | None], Client]


@pytest.fixture
def director(alice: Person) -> Person:
    """Somebody who directs a programme, to be appointed."""
    return factories.PersonFactory(given_name="Denise")


def read(*remarks: Remark) -> dict[UUID, str]:
    """Remarks as somebody read them just now."""
    return {one.public_id: actions.fingerprint(one) for one in remarks}


def test_each_contributor_writes_beside_the_others_and_changes_only_their_own(
    alice: Person, director: Person
) -> None:
    programme = scene.ended()
    factories.ResponsibilityFactory(programme=programme, person=director)
    mine = actions.say(programme, section="worked", words="Le rythme.", by=alice)
    theirs = actions.say(programme, section="worked", words="Les ateliers.", by=director)
    with pytest.raises(Refusal):
        actions.reword(theirs, words="Rien.", seen=actions.fingerprint(theirs), by=alice)
    with pytest.raises(Refusal):
        actions.take_back(theirs, by=alice)
    actions.reword(mine, words="La cadence.", seen=actions.fingerprint(mine), by=alice)
    said = access.remarks(director).order_by("pk").values_list("words", flat=True)
    assert list(said) == ["La cadence.", "Les ateliers."]


def test_words_changed_in_another_window_are_not_overwritten(alice: Person) -> None:
    remark = actions.say(scene.ended(), section="failed", words="Un.", by=alice)
    seen = actions.fingerprint(remark)
    actions.reword(remark, words="Deux.", seen=seen, by=alice)
    with pytest.raises(Overtaken):
        actions.reword(remark, words="Trois.", seen=seen, by=alice)
    remark.refresh_from_db()
    assert remark.words == "Deux."


@pytest.mark.parametrize("status", ["draft", "open"])
def test_there_is_nothing_to_look_back_at_before_a_programme_has_run(
    alice: Person, status: str
) -> None:
    with pytest.raises(Refusal):
        actions.say(scene.ended(status), section="worked", words="Tout.", by=alice)


def test_who_does_not_steer_contributes_nothing(charlie: Person) -> None:
    programme = scene.ended()
    for deed in (
        lambda: actions.say(programme, section="worked", words="Tout.", by=charlie),
        lambda: actions.learn(programme, sentence="Tout.", by=charlie),
        lambda: actions.publish(programme, remarks={}, lessons=[], by=charlie),
    ):
        with pytest.raises(Refusal):
            deed()
    assert not Remark.objects.exists() and not Lesson.objects.exists()


@pytest.mark.parametrize(
    ("section", "words", "cause", "field"),
    [
        ("worked", "  ", "", "words"),
        ("causes", "Ils étaient désignés.", "", "cause"),
        ("causes", "Ils étaient désignés.", "weather", "cause"),
        ("elsewhere", "Tout.", "", "section"),
    ],
)
def test_a_remark_answers_a_question(
    alice: Person, section: str, words: str, cause: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        actions.say(scene.ended(), section=section, words=words, cause=cause, by=alice)
    assert refusal.value.field == field


def test_a_lesson_is_kept_once_and_taken_away_by_its_author(
    alice: Person, director: Person
) -> None:
    programme = scene.ended()
    factories.ResponsibilityFactory(programme=programme, person=director)
    lesson = actions.learn(
        programme, sentence=" Former  avant. ", cause="method", stage="training", by=alice
    )
    assert lesson.sentence == "Former avant."
    with pytest.raises(Refusal):
        actions.learn(programme, sentence="former avant.", by=director)
    with pytest.raises(Refusal):
        actions.unlearn(lesson, by=director)
    Person.objects.filter(pk=alice.pk).update(status=Person.Status.LEFT)
    actions.unlearn(lesson, by=director)
    assert not Lesson.objects.exists()


def test_the_sponsor_reads_what_was_published_without_names(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    sponsor = factories.ResponsibilityFactory(programme=programme, role="sponsor").person
    shown = actions.say(programme, section="worked", words="Le rythme tenait.", by=alice)
    actions.say(programme, section="failed", words="Entre nous.", by=alice)
    lesson = actions.learn(programme, sentence="Former avant.", by=alice)
    actions.learn(programme, sentence="Pas pour tous.", by=alice)
    page = reverse("renewal:retrospective", args=[programme.public_id])
    before = as_person(sponsor).get(page).content.decode()
    assert "Le rythme tenait." not in before and "Former avant." not in before
    actions.publish(programme, remarks=read(shown), lessons=[lesson.public_id], by=alice)
    after = as_person(sponsor).get(page).content.decode()
    assert "Le rythme tenait." in after and "Former avant." in after
    for hidden in ("Entre nous.", "Pas pour tous.", "Renard"):
        assert hidden not in after
    letters = Mail.objects.filter(kind="retrospective_published")
    assert [one.person for one in letters] == [sponsor]
    assert as_person(sponsor).post(page, {"to": "worked"}).status_code == 404


def test_words_changed_after_publication_are_no_longer_shown(alice: Person) -> None:
    programme = scene.ended()
    remark = actions.say(programme, section="worked", words="Un.", by=alice)
    lesson = actions.learn(programme, sentence="Former avant.", by=alice)
    row = actions.publish(programme, remarks=read(remark), lessons=[lesson.public_id], by=alice)
    remark.refresh_from_db()
    assert remark.is_shared
    actions.reword(remark, words="Deux.", seen=actions.fingerprint(remark), by=alice)
    assert not access.shared_remarks(row).exists()
    assert access.shared_lessons(row).get() == lesson


def test_words_that_changed_since_they_were_read_are_not_published(
    alice: Person, director: Person
) -> None:
    programme = scene.ended()
    factories.ResponsibilityFactory(programme=programme, person=director)
    remark = actions.say(programme, section="worked", words="Un.", by=director)
    lesson = actions.learn(programme, sentence="Former avant.", by=alice)
    seen = read(remark)
    actions.reword(remark, words="Deux.", seen=seen[remark.public_id], by=director)
    with pytest.raises(Overtaken):
        actions.publish(programme, remarks=seen, lessons=[lesson.public_id], by=alice)
    row = Retrospective.objects.get()
    assert row.published_at is None and not access.shared_remarks(row).exists()
    remark.refresh_from_db()
    actions.publish(programme, remarks=read(remark), lessons=[lesson.public_id], by=alice)
    assert [one.words for one in access.shared_remarks(row)] == ["Deux."]


def test_nothing_is_published_without_a_lesson(alice: Person) -> None:
    programme = scene.ended()
    remark = actions.say(programme, section="worked", words="Un.", by=alice)
    with pytest.raises(Refusal):
        actions.publish(programme, remarks=read(remark), lessons=[], by=alice)
    remark.refresh_from_db()
    assert not remark.is_shared


def test_lessons_of_others_are_reused_once_published(alice: Person, director: Person) -> None:
    programme = scene.ended()
    lesson = actions.learn(programme, sentence="Former avant.", by=alice)
    assert not access.lessons(director).exists()
    factories.ResponsibilityFactory(person=director)
    assert not access.lessons(director).exists()
    actions.publish(programme, remarks={}, lessons=[lesson.public_id], by=alice)
    assert access.lessons(director).get() == lesson
    assert access.lessons(alice).get() == lesson
