"""Forms are versions: what is published never changes, and nobody's answer is lost."""

import pytest

from companies.errors import Overtaken, Refusal
from people.models import Person
from programmes.models import Enrolment
from selection import access
from selection.actions import answer, form
from selection.models import Acknowledgement, HonestPage, Question, Response
from tests import factories
from tests.selection import scene

OWN = {"kind": "text", "label_fr": "Votre métier ?", "label_en": "Your trade?"}


def test_a_published_version_never_changes_and_an_edit_makes_the_next(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    scene.asked(programme, by=alice)
    first = access.form(programme, "mentor")
    assert first is not None
    before = [(one.pk, one.label_fr) for one in access.asked(first)]
    form.ask(programme, "mentor", **OWN, by=alice)
    form.drop(programme, "mentor", key=access.asked(first)[0].key, by=alice)
    assert [(one.pk, one.label_fr) for one in access.asked(first)] == before
    assert access.form(programme, "mentor") == first
    second = form.publish(programme, "mentor", by=alice)
    assert (first.number, second.number) == (1, 2)
    assert [(one.pk, one.label_fr) for one in access.asked(first)] == before
    assert access.asked(second)[-1].label_en == "Your trade?"


def test_a_version_that_asks_the_same_is_refused(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    scene.asked(programme, by=alice)
    form.begin(programme, "mentor", by=alice)
    with pytest.raises(Refusal, match="same questions"):
        form.publish(programme, "mentor", by=alice)
    form.ask(programme, "mentor", **OWN, by=alice)
    assert form.publish(programme, "mentor", by=alice).number == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"label_en": " "}, "label_en"),
        ({"label_fr": "Quelle est votre religion ?"}, "label_fr"),
        ({"kind": "choice", "lines": ["Oui | Yes"]}, "lines"),
        ({"kind": "choice", "lines": ["Oui | Yes", "Oui | No"]}, "lines"),
        ({"kind": "essay"}, "kind"),
    ],
)
def test_a_question_is_refused_where_it_is_wrong(
    alice: Person, change: dict[str, object], field: str
) -> None:
    programme = factories.ProgrammeFactory()
    with pytest.raises(Refusal) as refused:
        form.ask(programme, "mentor", **{**OWN, **change}, by=alice)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert form.ask(programme, "mentor", **OWN, by=alice).label_en == "Your trade?"


def test_only_who_steers_the_programme_writes_its_form(alice: Person, charlie: Person) -> None:
    programme = factories.ProgrammeFactory()
    with pytest.raises(Refusal, match="steer"):
        form.begin(programme, "mentor", by=charlie)
    assert form.begin(programme, "mentor", by=alice).number == 1


def test_questions_change_places(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    rows = access.asked(form.begin(programme, "mentee", by=alice))
    form.move(programme, "mentee", key=rows[1].key, up=True, by=alice)
    form.move(programme, "mentee", key=rows[1].key, up=True, by=alice)
    now = access.asked(access.draft(programme, "mentee"))
    assert [one.key for one in now] == [rows[1].key, rows[0].key, rows[2].key]


def test_a_yes_keeps_the_answers_and_the_page_that_was_read(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    values = scene.asked(row.programme, by=alice)
    scene.yes(row, values)
    assert Response.objects.filter(enrolment=row).count() == len(values)
    read = Acknowledgement.objects.get(enrolment=row)
    assert read.page.content["purpose"] == row.programme.purpose
    row.refresh_from_db()
    assert row.status == Enrolment.Status.ACCEPTED


def test_a_missing_answer_is_refused_at_its_question(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    values = scene.asked(row.programme, by=alice)
    asked = access.asked(access.form(row.programme, "mentor"))
    mandatory = next(one for one in asked if one.is_mandatory)
    with pytest.raises(Refusal) as refused:
        scene.yes(row, {**values, mandatory.key.hex: None})
    assert refused.value.field == mandatory.field
    row.refresh_from_db()
    assert row.status == Enrolment.Status.INVITED


def test_a_form_changed_meanwhile_takes_no_yes(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    values = scene.asked(row.programme, by=alice)
    form.ask(row.programme, "mentor", **OWN, by=alice)
    form.publish(row.programme, "mentor", by=alice)
    with pytest.raises(Overtaken):
        scene.yes(row, values, seen_form=1)
    scene.yes(row, scene.good(row.programme, "mentor"))


def test_a_page_changed_meanwhile_takes_no_yes(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    seen = answer.digest(answer.honest(row.programme))
    row.programme.purpose = "Something else."
    row.programme.save()
    with pytest.raises(Overtaken):
        scene.yes(row, seen_page=seen)
    scene.yes(row)
    assert HonestPage.objects.get(programme=row.programme).number == 1


def test_a_retired_question_keeps_its_answers(alice: Person, bob: Person) -> None:
    row = scene.invited(bob)
    scene.yes(row, scene.asked(row.programme, by=alice))
    gone = Question.objects.filter(form__programme=row.programme).first()
    assert gone is not None
    form.drop(row.programme, "mentor", key=gone.key, by=alice)
    form.publish(row.programme, "mentor", by=alice)
    scene.yes(row, scene.good(row.programme, "mentor"))
    kept = Response.objects.get(enrolment=row, key=gone.key)
    assert kept.question == gone
    assert kept.words == "To listen."


def test_two_versions_tell_what_changed(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    scene.asked(programme, by=alice)
    first = access.form(programme, "mentor")
    rows = access.asked(first)
    form.drop(programme, "mentor", key=rows[0].key, by=alice)
    form.ask(programme, "mentor", **OWN, by=alice)
    second = form.publish(programme, "mentor", by=alice)
    told = answer.told(first, second)
    assert [one.label_en for one in told["added"]] == ["Your trade?"]
    assert [one.key for one in told["removed"]] == [rows[0].key]
    assert told["reworded"] == []


def test_a_code_that_meant_one_answer_never_means_another(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    asked = {"kind": "choice", "label_fr": "Quand ?", "label_en": "When?", "by": alice}
    first = form.ask(
        programme, "mentor", **asked, lines=["Tôt | Early", "Midi | Noon", "Tard | Late"]
    )
    form.publish(programme, "mentor", by=alice)
    before = {one["en"]: one["code"] for one in first.options}
    key = first.key
    form.ask(programme, "mentor", key=key, **asked, lines=["Tôt | Early", "Midi | Noon"])
    now = form.ask(
        programme, "mentor", key=key, **asked, lines=["Tôt | Early", "Midi | Noon", "Nuit | Night"]
    )
    codes = {one["en"]: one["code"] for one in now.options}
    assert codes["Early"] == before["Early"]
    assert codes["Night"] not in before.values()
