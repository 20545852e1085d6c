"""What the pages of closing and renewal show, and do when somebody presses a button."""

import datetime as dt
import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format

from objectives.models import ObjectiveReview
from pairings.models import Pairing
from people.models import Person
from programmes.models import Programme
from renewal.actions import recognition, renewal, retrospective
from renewal.models import Certificate, Lesson, Recognition, Remark
from tests import factories
from tests.renewal import scene

type Browser = Callable[[Person | None], Client]


def at(name: str, programme: Programme, *more: object) -> str:
    return reverse(f"renewal:{name}", args=[programme.public_id, *more])


def test_words_and_lessons_are_written_on_the_page(alice: Person, as_person: Browser) -> None:
    programme = scene.ended()
    page, browser = at("retrospective", programme), as_person(alice)
    said = {"to": "causes", "causes-cause": "method", "causes-words": "Les mentors étaient seuls."}
    assert browser.post(page, said).status_code == 302
    kept = {"to": "lesson", "lesson-sentence": "Former avant.", "lesson-stage": "training"}
    assert browser.post(page, kept).status_code == 302
    content = browser.get(page).content.decode()
    assert "Les mentors étaient seuls." in content and "Former avant." in content
    assert (Remark.objects.get().cause, Lesson.objects.get().stage) == ("method", "training")
    gone = browser.post(page, {"unlearn": str(Lesson.objects.get().public_id)})
    assert gone.status_code == 302 and not Lesson.objects.exists()


def test_what_is_wrong_stays_in_the_form(alice: Person, as_person: Browser) -> None:
    page = at("retrospective", scene.ended())
    answer = as_person(alice).post(page, {"to": "causes", "causes-words": "Parce que."})
    assert answer.status_code == 422 and "Parce que." in answer.content.decode()
    assert not Remark.objects.exists()
    odd = as_person(alice).post(page, {"to": "nothing"})
    assert odd.status_code == 302


def test_a_remark_overtaken_by_its_own_author_shows_both_versions(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    row = retrospective.say(programme, section="worked", words="Première.", by=alice)
    page = at("remark", programme, row.public_id)
    seen = retrospective.fingerprint(row)
    retrospective.reword(row, words="Deuxième.", seen=seen, by=alice)
    answer = as_person(alice).post(page, {"words": "Troisième.", "seen": seen})
    content = answer.content.decode()
    assert answer.status_code == 422
    assert "Deuxième." in content and "Troisième." in content
    assert as_person(alice).post(page, {"delete": "1"}).status_code == 302
    assert not Remark.objects.exists()


def test_what_is_ticked_is_published(alice: Person, as_person: Browser) -> None:
    programme = scene.ended()
    shown = retrospective.say(programme, section="worked", words="Un.", by=alice)
    hidden = retrospective.say(programme, section="failed", words="Deux.", by=alice)
    lesson = retrospective.learn(programme, sentence="Former avant.", by=alice)
    page = at("publish", programme)
    assert as_person(alice).post(page, {"remarks": "nonsense"}).status_code == 422
    content = as_person(alice).get(page).text
    assert ticks(content) == {str(lesson.public_id)}
    values = re.findall(r'name="remarks"\s+value="([^"]+)"', content)
    mine = [one for one in values if one.startswith(str(shown.public_id))]
    given = {"remarks": mine, "lessons": [str(lesson.public_id)]}
    assert as_person(alice).post(page, given).status_code == 302
    for row, is_shared in ((shown, True), (hidden, False), (lesson, True)):
        row.refresh_from_db()
        assert row.is_shared == is_shared


def ticks(content: str) -> set[str]:
    """The values that are ticked on a page."""
    return set(re.findall(r'value="([^"]+)"\s+checked', content))


def test_a_remark_that_changed_meanwhile_is_shown_anew_and_not_ticked(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    same, other = (
        retrospective.say(programme, section="worked", words=words, by=alice)
        for words in ("Un.", "Deux.")
    )
    lesson = retrospective.learn(programme, sentence="Former avant.", by=alice)
    read = [f"{one.public_id}:{retrospective.fingerprint(one)}" for one in (same, other)]
    retrospective.reword(other, words="Trois.", seen=read[1].partition(":")[2], by=alice)
    given = {"remarks": read, "lessons": [str(lesson.public_id)]}
    answer = as_person(alice).post(at("publish", programme), given)
    assert answer.status_code == 422 and "Trois." in answer.text
    assert ticks(answer.text) == {read[0], str(lesson.public_id)}


def test_small_groups_stay_hidden_beside_the_words(alice: Person, as_person: Browser) -> None:
    programme = scene.ended()
    for _number in range(3):
        scene.mentor(programme, status="ended", reason="wrong_match")
    content = as_person(alice).get(at("retrospective", programme)).content.decode()
    results = as_person(alice).get(reverse("evaluations:results", args=[programme.public_id]))
    assert results.status_code == 200
    assert [one for one in renewed_kinds(alice, programme) if one == "weight"] == []
    assert "wrong_match" not in content


def renewed_kinds(alice: Person, programme: Programme) -> list[str]:
    day = timezone.localdate() + dt.timedelta(days=60)
    row = renewal.renew(programme, name="Suite", starts_on=day, by=alice)
    return list(row.proposals.values_list("kind", flat=True))


def test_a_programme_is_closed_with_its_pairs_settled(alice: Person, as_person: Browser) -> None:
    programme = scene.ended("running")
    scene.mentor(programme, status="active")
    page = at("pairs", programme)
    assert as_person(alice).post(page, {"pairs": "go_on", "until": ""}).status_code == 422
    day = timezone.localdate() + dt.timedelta(days=20)
    answer = as_person(alice).post(page, {"pairs": "go_on", "until": day.isoformat()})
    assert answer.status_code == 302
    assert Pairing.objects.get().runs_until == day
    assert as_person(alice).get(at("closing", programme)).status_code == 200
    pairing = Pairing.objects.get()
    own = as_person(pairing.mentee.person).get(reverse("pairings:detail", args=[pairing.public_id]))
    with translation.override("fr"):
        assert date_format(day, "j F Y") in own.content.decode()
    programme.refresh_from_db()
    assert programme.status == "closed"


def test_the_page_of_the_pairs_asks_why_only_while_something_is_missing(
    alice: Person, as_person: Browser
) -> None:
    programme = scene.ended("running")
    scene.mentor(programme, status="active")
    page, browser = at("pairs", programme), as_person(alice)
    assert "reason" not in browser.get(page).context["form"].fields
    ObjectiveReview.objects.all().delete()
    refused = browser.post(page, {"pairs": "end", "reason": " "})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"reason"})
    assert refused.context["form"]["pairs"].value() == "end"
    assert browser.post(page, {"pairs": "end", "reason": "Le site ferme."}).status_code == 302
    programme.refresh_from_db()
    assert programme.status == "closed"


def test_the_old_page_of_closing_leads_to_the_choice(alice: Person, as_person: Browser) -> None:
    programme = scene.ended("running")
    scene.mentor(programme, status="active")
    page = reverse("programmes:advance", args=[programme.public_id]) + "?step=close"
    assert at("pairs", programme) in as_person(alice).get(page).content.decode()


def test_hr_thanks_and_the_mentor_chooses(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    assert as_person(alice).post(at("recognition", programme)).status_code == 302
    row = Recognition.objects.get()
    page = reverse("renewal:thanks", args=[row.public_id])
    for other in (alice, charlie):
        assert as_person(other).get(page).status_code == 404
    panel = at("panel", programme)
    mentee = Pairing.objects.get().mentee.person
    assert "Bob Leclerc" not in as_person(mentee).get(panel).content.decode()
    assert as_person(bob).post(page, {"mention": "on", "again": "on"}).status_code == 302
    assert "Bob Leclerc" in as_person(mentee).get(panel).content.decode()
    row.refresh_from_db()
    assert (row.mention, row.again, row.shows_hours) == ("yes", "yes", False)


def test_a_certificate_is_asked_for_printed_and_taken_by_its_mentor_alone(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    programme = scene.ended()
    scene.mentor(programme, person=bob)
    recognition.thank(programme, by=alice)
    row = Recognition.objects.get()
    asked = as_person(bob).post(reverse("renewal:certificate", args=[row.public_id]))
    assert asked.status_code == 302
    paper = Certificate.objects.get()
    file = reverse("renewal:download", args=[paper.public_id])
    assert as_person(bob).get(file).status_code == 404
    recognition.produce(paper)
    answer = as_person(bob).get(file)
    assert answer.content.startswith(b"%PDF-") and "no-store" in answer["Cache-Control"]
    assert as_person(alice).get(file).status_code == 404
    page = reverse("renewal:thanks", args=[row.public_id])
    assert file in as_person(bob).get(page).content.decode()
    as_person(bob).post(page, {"shows_hours": "on"})
    assert file not in as_person(bob).get(page).content.decode()


def test_hr_renews_and_decides_side_by_side(alice: Person, as_person: Browser) -> None:
    programme = scene.ended()
    page = at("renew", programme)
    assert "Relève, " in as_person(alice).get(page).content.decode()
    today = timezone.localdate().isoformat()
    assert as_person(alice).post(page, {"name": "R2", "starts_on": today}).status_code == 422
    day = (timezone.localdate() + dt.timedelta(days=60)).isoformat()
    assert as_person(alice).post(page, {"name": "R2", "starts_on": day}).status_code == 302
    new = Programme.objects.get(name="R2")
    changes = at("changes", new)
    content = as_person(alice).get(changes).content.decode()
    assert "81" in content and "96" in content
    (one,) = new.renewal_of.proposals.all()
    assert as_person(alice).post(changes, {"accept": str(one.public_id)}).status_code == 302
    assert as_person(alice).post(changes, {"accept": str(uuid4())}).status_code == 422
    one.refresh_from_db()
    assert one.decision == "accepted"
    assert changes in as_person(alice).get(at("panel", new)).content.decode()


def test_a_director_reads_with_a_proposal_only_the_lessons_that_are_published(
    alice: Person, as_person: Browser
) -> None:
    old = scene.ended()
    lesson = retrospective.learn(old, sentence="Choisir autrement.", cause="mentors", by=alice)
    day = timezone.localdate() + dt.timedelta(days=60)
    row = renewal.renew(old, name="Suite", starts_on=day, by=alice)
    director = factories.ResponsibilityFactory(programme=row.successor).person
    page = reverse("renewal:changes", args=[row.successor.public_id])
    assert "Choisir autrement." in as_person(alice).get(page).text
    assert "Choisir autrement." not in as_person(director).get(page).text
    assert "Choisir autrement." not in str(row.proposals.values_list("lessons", flat=True))
    retrospective.publish(old, remarks={}, lessons=[lesson.public_id], by=alice)
    assert as_person(director).get(page).text.count("Choisir autrement.") == 2


def test_a_programme_that_renews_nothing_has_no_page_of_changes(
    alice: Person, as_person: Browser
) -> None:
    assert as_person(alice).get(at("changes", scene.ended())).status_code == 404


def test_a_panel_with_nothing_to_say_is_empty(bob: Person, as_person: Browser) -> None:
    programme = scene.ended("open")
    factories.EnrolmentFactory(programme=programme, person=bob)
    content = as_person(bob).get(at("panel", programme)).content.decode()
    assert "card" not in content


@pytest.mark.parametrize("given", [{"cause": "method"}, {"stage": "training"}])
def test_lessons_are_found_by_cause_and_stage(
    alice: Person, as_person: Browser, given: dict[str, str]
) -> None:
    programme = scene.ended()
    retrospective.learn(programme, sentence="Former.", cause="method", stage="training", by=alice)
    retrospective.learn(programme, sentence="Choisir.", cause="mentors", by=alice)
    content = as_person(alice).get(reverse("renewal:lessons"), given).content.decode()
    assert "Former." in content and "Choisir." not in content
