"""Pages of selection: who opens them, what they say, what becomes of typed words."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from people.models import Person
from programmes.models import Enrolment, Programme, Responsibility
from selection import access
from selection.actions import form, policy, qualification, rule, waitlist
from selection.actions import grid as grids
from selection.models import Waiting
from tests import factories
from tests.selection import scene
from tests.selection.scene import Browser, page, posted


def test_a_yes_on_the_page_needs_the_honest_page_ticked(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    values = scene.asked(row.programme, by=alice)
    sent = posted(row, values)
    browser, address = as_person(bob), page("answer", row)
    text = browser.get(address).content.decode()
    assert "Ni une promotion" in text or "Not a promotion" in text
    refused = browser.post(address, {**sent, "acknowledged": ""})
    assert refused.status_code == 422
    assert browser.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.status == Enrolment.Status.ACCEPTED
    assert access.responses(row).count() == len(values)


def test_a_form_that_changed_gives_back_every_word_and_says_what_is_new(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    values = scene.asked(row.programme, by=alice)
    text, optional = access.asked(access.form(row.programme, "mentor"))[:2]
    sent = posted(row, {**values, text.key.hex: "My own words", optional.key.hex: "Orphan words"})
    form.drop(row.programme, "mentor", key=optional.key, by=alice)
    form.ask(
        row.programme, "mentor", kind="text", label_fr="Neuf ?", label_en="Brand new?", by=alice
    )
    form.publish(row.programme, "mentor", by=alice)
    answer = as_person(bob).post(page("answer", row), sent)
    said = answer.content.decode()
    assert answer.status_code == 422
    assert "My own words" in said
    assert "Orphan words" in said
    assert "Neuf ?" in said
    assert 'name="seen_form" value="2"' in " ".join(said.split())
    again = {**sent, "seen_form": "2"}
    assert as_person(bob).post(page("answer", row), again).status_code == 302


def test_a_page_that_changed_has_to_be_read_again(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    sent = posted(row)
    policy.say_limits(row.programme, limits_fr="Pas un piège.", limits_en="No trap.", by=alice)
    assert as_person(bob).post(page("answer", row), sent).status_code == 422
    row.refresh_from_db()
    assert row.status == Enrolment.Status.INVITED
    assert as_person(bob).post(page("answer", row), posted(row)).status_code == 302


def test_whom_a_rule_excludes_reads_why_and_may_say_no(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)

    rule.add(row.programme, "mentor", kind="level_min", number=7, by=alice)
    text = as_person(bob).get(page("answer", row)).content.decode()
    assert "7" in text
    assert "seen_form" not in text
    assert as_person(bob).post(page("answer", row), posted(row)).status_code == 422
    no = {"answer": "decline", "reason": "no_time"}
    assert as_person(bob).post(page("answer", row), no).status_code == 302


def test_a_late_volunteer_joins_the_waitlist_and_sees_the_place(
    bob: Person, as_person: Browser
) -> None:
    today = timezone.localdate()
    programme = factories.ProgrammeFactory(
        status=Programme.Status.RUNNING,
        enrol_until=today - dt.timedelta(days=9),
        starts_on=today - dt.timedelta(days=5),
    )
    row = scene.invited(bob, programme)
    sent = posted(row)
    assert as_person(bob).post(page("answer", row), sent).status_code == 422
    assert as_person(bob).post(page("answer", row), {**sent, "answer": "late"}).status_code == 302
    assert Waiting.objects.get(enrolment=row).is_held
    for name in ("answer", "state"):
        assert "1" in as_person(bob).get(page(name, row)).content.decode()


def test_hr_writes_a_form_on_the_pages(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    browser, address = as_person(alice), page("form", programme, "mentee")
    assert browser.post(address, {"begin": "1"}).status_code == 302
    sent = {
        "kind": "choice",
        "label_fr": "Quand ?",
        "label_en": "When?",
        "lines": "Tôt | Early\nTard | Late",
        "is_shared": "on",
    }
    assert browser.post(page("question", programme, "mentee"), sent).status_code == 302
    rows = access.asked(access.draft(programme, "mentee"))
    assert rows[-1].options[1]["en"] == "Late"
    assert browser.post(address, {"up": "1", "key": str(rows[-1].key)}).status_code == 302
    assert browser.post(address, {"drop": "1", "key": "nonsense"}).status_code == 422
    assert browser.get(page("preview", programme, "mentee") + "?draft=1").status_code == 200
    assert browser.post(address, {"publish": "1"}).status_code == 302
    assert access.form(programme, "mentee") is not None
    assert browser.get(address).status_code == 200


@pytest.mark.parametrize("name", ["board", "honest", "grid"])
def test_a_sponsor_a_mentor_and_charlie_see_none_of_it(
    name: str, alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    sponsor, director = factories.PersonFactory(), factories.PersonFactory()
    for person, role in ((sponsor, "sponsor"), (director, "director")):
        factories.ResponsibilityFactory(
            programme=programme, person=person, role=Responsibility.Role(role)
        )
    factories.EnrolmentFactory(programme=programme, person=bob, role="mentor")
    for person, status in (
        *((alice, 200), (director, 200)),
        *((sponsor, 404), (bob, 404), (charlie, 404)),
    ):
        assert as_person(person).get(page(name, programme)).status_code == status


def test_the_file_of_a_mentor_is_for_hr_and_never_for_the_mentor(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = scene.invited(bob)
    scene.yes(row, scene.asked(row.programme, by=alice))
    address = page("file", row)
    assert "/100" in as_person(alice).get(address).content.decode()
    decided = as_person(alice).post(address, {"do": "decide", "verdict": "qualified"})
    assert decided.status_code == 302
    assert as_person(alice).post(address, {"do": "decide"}).status_code == 422
    own = factories.EnrolmentFactory(programme=row.programme, person=alice, role="mentor")
    assert as_person(alice).get(page("file", own)).status_code == 404
    for person in (bob, charlie):
        assert as_person(person).get(address).status_code == 404


def test_the_grid_of_an_interview_opens_for_the_interviewer_alone(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentor")
    policy.qualify_first(row.programme, is_on=True, by=alice)
    asked = qualification.assign(row, interviewer=charlie, by=alice)
    address = reverse("selection:interview", args=[asked.public_id])
    for person in (alice, bob):
        assert as_person(person).get(address).status_code == 404
    assert as_person(charlie).get(address).status_code == 200
    assert as_person(charlie).post(address, {}).status_code == 422
    marks = {f"c_{one.pk}": "4" for one in access.grid(row.programme)}
    seen = as_person(charlie).get(address).context["seen"]
    today = timezone.localdate().isoformat()
    sent = {**marks, "held_on": today, "notes": "Zqnotes", "seen": seen}
    assert as_person(charlie).post(address, sent).status_code == 302
    assert "Zqnotes" in as_person(alice).get(page("file", row)).content.decode()


def test_a_grid_that_changed_gives_every_mark_and_note_back(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentor")
    policy.qualify_first(row.programme, is_on=True, by=alice)
    asked = qualification.assign(row, interviewer=charlie, by=alice)
    browser, address = as_person(charlie), reverse("selection:interview", args=[asked.public_id])
    lines = list(access.grid(row.programme))
    sent = {
        **{f"c_{one.pk}": "2" for one in lines},
        "held_on": timezone.localdate().isoformat(),
        "notes": "Zqnotes",
        "seen": browser.get(address).context["seen"],
    }
    grids.retire(lines[0], by=alice)
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert "Zqnotes" in answer.content.decode()
    assert answer.context["retired"] == [(lines[0].label_fr, "2")]
    assert answer.context["form"][f"c_{lines[1].pk}"].value() == "2"
    asked.refresh_from_db()
    assert asked.ratings == {}
    again = {**sent, "seen": answer.context["seen"]}
    assert browser.post(address, again).status_code == 302
    asked.refresh_from_db()
    assert len(asked.ratings) == 4


def test_a_stale_page_shows_what_a_colleague_decided(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentor")
    browser, address = as_person(alice), page("file", row)
    colleague = factories.PersonFactory(role=Person.Role.HR)
    made = qualification.decide(row, verdict="qualified", by=colleague)
    sent = {"do": "decide", "verdict": "not_now", "reason": "time", "seen": ""}
    answer = browser.post(address, sent)
    assert answer.status_code == 422
    assert str(colleague) in str(answer.context["forms"]["decide"].non_field_errors())
    assert f'value="{made.mark}"' in answer.content.decode()
    assert browser.post(address, {**sent, "seen": made.mark}).status_code == 302
    verdict = access.verdict(row)
    assert verdict is not None
    assert verdict.verdict == "not_now"


def test_hr_switches_qualification_and_lets_in_from_the_waitlist(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob)
    waitlist.put(row, reason="full", by=alice)
    browser, address = as_person(alice), page("board", row.programme)
    assert browser.post(address, {"qualify": "on"}).status_code == 302
    assert access.grid(row.programme).count() == 5
    assert browser.post(address, {"take_in": str(row.public_id)}).status_code == 302
    assert access.waiting(row) is None
    assert browser.post(address, {"take_in": str(row.public_id)}).status_code == 422
    assert browser.post(address, {}).status_code == 422


def test_the_rules_page_names_whom_a_rule_excludes(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    bob.site = "Nantes"
    bob.save()
    programme = factories.ProgrammeFactory()
    browser, address = as_person(alice), page("rules", programme, "mentor")
    sent = {"kind": "site", "values": "Lyon\nParis"}
    assert browser.post(address, sent).status_code == 302
    assert "Leclerc" in browser.get(address).content.decode()
    (made,) = access.rules(programme, "mentor")
    assert browser.post(address, {"remove": made.pk}).status_code == 302
    assert not access.rules(programme, "mentor").exists()


def test_a_partner_reads_shared_answers_and_no_others(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    mentor = scene.invited(factories.PersonFactory())
    values = scene.asked(mentor.programme, by=alice)
    rows = access.asked(access.form(mentor.programme, "mentor"))
    shared = next(one for one in rows if one.is_shared and one.kind == "text")
    private = next(one for one in rows if not one.is_shared and one.kind == "number")
    scene.yes(mentor, {**values, shared.key.hex: "Zqshared", private.key.hex: 987})
    mentee = factories.EnrolmentFactory(programme=mentor.programme, person=bob)
    pair = factories.PairingFactory(programme=mentor.programme, mentor=mentor, mentee=mentee)
    text = as_person(bob).get(reverse("pairings:detail", args=[pair.public_id])).content.decode()
    assert "Zqshared" in text
    assert "987" not in text
