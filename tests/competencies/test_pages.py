"""The screens: HR edits both languages, people take stock for themselves alone."""

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from companies import errand
from competencies import access, starter
from competencies.actions import assessment as assessments
from competencies.actions import catalogue
from competencies.actions import framework as frameworks
from competencies.actions import need as needs
from competencies.models import Assessment, Framework, Need, Profile
from people.models import Person
from programmes.actions import aim
from programmes.models import Programme
from tests import factories
from tests.selection.scene import posted

Browser = Callable[[Person | None], Client]


@pytest.fixture
def profile(company: object) -> Profile:
    catalogue.furnish()
    return access.profiles()[0]


def page(name: str, *args: object) -> str:
    return reverse(f"competencies:{name}", args=args)


def values(form: Any) -> dict[str, Any]:
    """What a browser sends back when nothing is touched."""
    found = {}
    for field in form:
        value = field.value()
        if hasattr(value, "__iter__") and not isinstance(value, str):
            value = [getattr(one, "pk", one) for one in value]
        found[field.name] = "" if value is None else value
    return found


def test_opening_the_catalogue_loads_what_ships(alice: Person, as_person: Browser) -> None:
    shown = as_person(alice).get(page("needs"))
    assert Need.objects.count() == len(starter.needs())
    text = unescape(shown.content.decode())
    for one in starter.needs()[:3]:
        assert one.label["fr"] in text and one.label["en"] in text
    before = Need.objects.count()
    as_person(alice).get(page("needs"))
    assert Need.objects.count() == before


def test_hr_rewords_a_need_in_both_languages(alice: Person, as_person: Browser) -> None:
    catalogue.furnish()
    row = Need.objects.get(code="delegation")
    address = page("need", row.public_id)
    browser = as_person(alice)
    sent = values(browser.get(address).context["form"]) | {"label_fr": "confier"}
    assert browser.post(address, sent).status_code == 302
    book = access.book()
    assert (book.label("delegation", "fr"), book.label("delegation", "en")) == (
        "confier",
        "delegating",
    )
    assert "déléguer" in browser.get(address).content.decode()
    stale = browser.post(address, sent | {"label_fr": "lâcher"})
    assert (stale.status_code, stale.context["form"]["label_fr"].value()) == (422, "lâcher")


def test_hr_retires_and_offers_again(alice: Person, as_person: Browser) -> None:
    catalogue.furnish()
    row = Need.objects.get(code="delegation")
    for offered, there in (("0", False), ("1", True)):
        as_person(alice).post(page("need", row.public_id), {"offered": offered})
        assert ("delegation" in access.book().offered()) == there


def test_a_need_without_words_is_refused(alice: Person, as_person: Browser) -> None:
    sent = {"situation": "new", "label_fr": "", "label_en": ""}
    refused = as_person(alice).post(page("need_add"), sent)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["label_fr"])
    kept = as_person(alice).post(page("need_add"), sent | {"label_en": "steering a budget"})
    assert kept.status_code == 302
    assert Need.objects.filter(code="steering_a_budget").exists()


def test_lists_cost_the_same_however_long(
    alice: Person, as_person: Browser, django_assert_num_queries: Any
) -> None:
    catalogue.furnish()
    browser = as_person(alice)
    framework = Framework.objects.get()
    for address in (page("needs"), page("framework", framework.public_id)):
        browser.get(address)
        with CaptureQueriesContext(connection) as many:
            browser.get(address)
        Need.objects.filter(place__gt=2).delete()
        framework.competencies.filter(place__gt=2).delete()
        with django_assert_num_queries(len(many)):
            browser.get(address)


def test_a_mentee_ranks_needs_grouped_by_situation(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentee", status="invited", answered_at=None)
    address = reverse("selection:answer", args=[row.public_id])
    shown = as_person(bob).get(address)
    groups = [label for label, _options in shown.context["form"].fields["need_1"].choices]
    assert len(groups) == 4 and "<optgroup" in shown.content.decode()
    sent = posted(row) | {
        "need_1": "first_trust",
        "need_2": "network",
        "availability": ["mon_am"],
        "needs_version": "1",
    }
    assert as_person(bob).post(address, sent).status_code == 302
    row.refresh_from_db()
    assert (row.needs, row.needs_version) == (["first_trust", "network"], 1)


def test_a_retired_need_is_still_there_for_who_chose_it(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    catalogue.furnish()
    row = factories.EnrolmentFactory(person=bob, role="mentee", needs=["delegation"])
    needs.retire(Need.objects.get(code="delegation"), by=alice)
    address = reverse("selection:answer", args=[row.public_id])
    assert 'value="delegation" selected' in as_person(bob).get(address).content.decode()
    other = factories.EnrolmentFactory(person=alice, role="mentee", programme=row.programme)
    address = reverse("selection:answer", args=[other.public_id])
    assert "delegation" not in as_person(alice).get(address).content.decode()


def sent(profile: Profile, level: int) -> dict[str, int]:
    lines = access.lines(profile.framework)
    answers = {f"level_{line.competency.pk}": level for line in lines}
    return answers | {"version": profile.framework.version}


def test_taking_stock_shows_gaps_and_needs_that_fit(
    profile: Profile, bob: Person, as_person: Browser
) -> None:
    answers = sent(profile, 3)
    delegate = profile.framework.competencies.get(code="delegate")
    answers[f"level_{delegate.pk}"] = 1
    address = page("assess", profile.public_id)
    shown = as_person(bob).post(address, answers, follow=True)
    widest = next(one for one in shown.context["found"] if one.gap.code == "delegate")
    assert (widest.gap.missing, shown.context["suggested"][0]) == (2, "déléguer")
    again = as_person(bob).post(address, sent(profile, 4), follow=True)
    moved = {one.gap.code: one.gap.moved for one in again.context["found"]}
    assert (moved["delegate"], moved["change"]) == (3, 1)


def test_a_missing_level_keeps_the_others(
    profile: Profile, bob: Person, as_person: Browser
) -> None:
    answers = sent(profile, 2)
    left_out = next(iter(answers))
    del answers[left_out]
    refused = as_person(bob).post(page("assess", profile.public_id), answers)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [left_out])
    assert refused.content.decode().count(" checked") == len(answers) - 1
    assert not Assessment.objects.exists()


def test_a_page_that_hr_changed_meanwhile_is_shown_again(
    profile: Profile, alice: Person, bob: Person, as_person: Browser
) -> None:
    answers = sent(profile, 2)
    line = access.lines(profile.framework)[0]
    new = dict.fromkeys(("name_fr", *WORDS), "anders")
    frameworks.put(profile.framework, words=new, targets=dict(line.targets), by=alice)
    refused = as_person(bob).post(page("assess", profile.public_id), answers)
    assert refused.status_code == 422 and 'name="version" value="2"' in refused.content.decode()
    added = profile.framework.competencies.get(code="anders")
    whole = answers | {"version": 2, f"level_{added.pk}": 1}
    assert as_person(bob).post(page("assess", profile.public_id), whole).status_code == 302


WORDS = ("description_fr", "low_fr", "middle_fr", "high_fr")


def test_charlie_and_hr_find_nobody_elses_self_assessment(
    profile: Profile, alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    levels = {line.competency.pk: 2 for line in access.lines(profile.framework)}
    made = assessments.take(profile, version=1, levels=levels, by=bob)
    address = page("assessment", made.public_id)
    for other in (alice, charlie):
        assert as_person(other).get(address).status_code == 404
        assert as_person(other).post(address).status_code == 404
        assert not as_person(other).get(page("assessments")).context["rows"]
    assert as_person(bob).get(address).status_code == 200
    assert as_person(bob).post(address).status_code == 302
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_framework_goes_out_and_comes_back(
    profile: Profile, alice: Person, as_person: Browser, kind: str
) -> None:
    browser, framework = as_person(alice), profile.framework
    data = browser.get(page("export", framework.public_id) + f"?format={kind}").content
    if kind == "xlsx":
        lines = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
        assert len(lines) == len(starter.managers().competencies) + 1
    upload = SimpleUploadedFile(f"x.{kind}", data)
    shown = browser.post(page("import", framework.public_id), {"file": upload})
    done = shown.context["difference"]
    assert (done.added, done.changed, done.unchanged) == ((), (), 10), shown.context["problems"]
    changed = data.replace(b"Donner un cap", b"Montrer la voie")
    if kind == "csv":
        upload = SimpleUploadedFile("x.csv", changed)
        shown = browser.post(page("import", framework.public_id), {"file": upload})
        assert len(shown.context["difference"].changed) == 1
        written = browser.post(page("import", framework.public_id), {"rows": shown.context["rows"]})
        assert written.status_code == 302
        assert access.lines(framework)[0].wording.name_fr == "Montrer la voie"


def test_a_forged_or_foreign_preview_writes_nothing(
    profile: Profile, alice: Person, as_person: Browser
) -> None:
    other = frameworks.create(name_fr="a", name_en="a", profile_fr="b", profile_en="b", by=alice)
    browser = as_person(alice)
    data = browser.get(page("export", profile.framework.public_id) + "?format=csv").content
    changed = data.replace(b"Donner un cap", b"Montrer la voie")
    upload = SimpleUploadedFile("x.csv", changed)
    shown = browser.post(page("import", profile.framework.public_id), {"file": upload})
    for rows in (shown.context["rows"], "forged"):
        answer = browser.post(page("import", other.public_id), {"rows": rows})
        assert answer.status_code == 302
    assert not other.competencies.exists()


@pytest.mark.parametrize("data", [b"", b"\x00\x01\x02", b"PK\x03\x04broken", b"one column"])
def test_a_file_that_is_no_sheet_is_refused(
    profile: Profile, alice: Person, as_person: Browser, data: bytes
) -> None:
    upload = SimpleUploadedFile("x.xlsx", data)
    refused = as_person(alice).post(page("import", profile.framework.public_id), {"file": upload})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["file"])


def test_a_programme_aims_and_its_people_take_stock(
    profile: Profile, alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentee")
    address = reverse("programmes:aim", args=[row.programme.public_id])
    assert as_person(charlie).post(address, {"mentees": profile.pk}).status_code == 404
    assert as_person(alice).post(address, {"mentees": profile.pk}).status_code == 302
    programme = Programme.objects.get(pk=row.programme.pk)
    assert (programme.mentee_target, programme.mentor_target) == (profile, None)
    link = page("assess", profile.public_id)
    for shown, about in (("programmes:detail", row.programme), ("selection:answer", row)):
        text = as_person(bob).get(reverse(shown, args=[about.public_id])).content
        assert link in text.decode()
    frameworks.offer(profile.framework, offered=False, by=alice)
    later = as_person(bob).get(reverse("programmes:detail", args=[row.programme.public_id]))
    assert link not in later.content.decode()
    assert aim.aim(programme, mentees=profile, mentors=None, by=alice)


def test_what_a_request_read_is_forgotten_when_it_changes(alice: Person) -> None:
    read: list[int] = []

    def look(request: object) -> Any:
        for _ in range(2):
            errand.remembered("x", lambda: read.append(1))
        errand.forget("x")
        errand.remembered("x", lambda: read.append(2))
        return HttpResponse()

    errand.numbered(look)(None)  # type: ignore[arg-type]
    errand.remembered("x", lambda: read.append(3))
    errand.remembered("x", lambda: read.append(3))
    assert read == [1, 2, 3, 3]
