"""What the training holds about people: who reads it, and what is left when it is over."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from companies.personal import Reader, Table
from people.models import Person
from privacy import register, wording
from privacy.actions import retention
from tests import factories
from tests.training.scene import Scene
from training.actions import gate, workshop
from training.models import Exemption, Module

type As = Callable[[Person | None], Client]


def test_note_of_an_exemption_is_gone_once_the_programme_is_anonymous(scene: Scene) -> None:
    gate.exempt(scene.mentor, reason="other", note="Bob was ill in May", by=scene.hr)
    retention.anonymise(scene.programme, retention.access.held())
    row = Exemption.objects.get()
    assert (row.reason, row.note, row.given_by) == ("other", "", None)


def _declared(label: str) -> Table:
    return next(one for one in register.tables() if one.model == label)


def test_readers_of_a_seat_are_those_who_see_it(scene: Scene, as_person: As) -> None:
    trainer = factories.PersonFactory()
    date = factories.WorkshopFactory(module__programme=scene.programme)
    Module.objects.update(trainer=scene.programme.trainers.create(person=trainer))
    workshop.join(date, by=scene.dana)
    page = reverse("training:presence", args=[date.public_id])
    seen = {
        Reader.HR: scene.hr,
        Reader.DIRECTOR: factories.ResponsibilityFactory(programme=scene.programme).person,
        Reader.TRAINER: trainer,
        Reader.PARTNER: scene.bob,
    }
    told = {one for one, who in seen.items() if "Dana Sorel" in as_person(who).get(page).text}
    assert told | {Reader.SELF} == set(_declared("training.Registration").seen_by)
    assert {str(wording.READERS[one]) for one in told} >= {"the trainer of their workshop"}


def test_partner_is_not_told_whose_training_is_not_finished(scene: Scene) -> None:
    factories.ModuleFactory(programme=scene.programme, audience="mentor")
    gate.require(scene.programme, role="mentor", moment="session", by=scene.hr)
    sentence = gate.waits_for([scene.mentor.pk, scene.mentee.pk], scene.dana)
    assert "one of you" in sentence
    assert "Bob" not in sentence and "Leclerc" not in sentence
    assert Reader.PARTNER not in _declared("training.Progress").seen_by
