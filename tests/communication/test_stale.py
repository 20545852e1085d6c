"""Two people write at the same time: nobody's words are overwritten unread, nobody's are lost."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import announcement, event, landing
from communication.models import Announcement, Event, LandingPage
from companies.errors import Overtaken
from people.models import Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]


def posted(page: Any, **mine: Any) -> dict[str, Any]:
    """What a browser sends: everything the form showed, and what was changed."""
    form = page.context["form"]
    shown = {name: form[name].value() or "" for name in form.fields}
    return {**shown, "seen": page.context["seen"], **mine}


def shows(refused: HttpResponse, *words: str) -> bool:
    text = refused.content.decode()
    assert [one for one in words if one not in text] == []
    return refused.status_code == 422


def test_a_stale_message_overwrites_nothing_and_loses_nothing(
    alice: Person, as_person: AsPerson
) -> None:
    row = factories.AnnouncementFactory()
    Person.objects.update(language="en")
    browser, page = as_person(alice), reverse("communication:edit", args=[row.public_id])
    mine = posted(browser.get(page), body_fr="Mes mots.")
    Announcement.objects.update(body_fr="Ses mots.", audience="mentors", sites=["Lyon"])
    refused = browser.post(page, mine)
    assert shows(refused, "Mes mots.", "Ses mots.", "people invited as mentors", "Lyon")
    row.refresh_from_db()
    assert (row.body_fr, row.sites) == ("Ses mots.", ["Lyon"])
    assert browser.post(page, {**mine, "seen": refused.context["seen"]}).status_code == 302
    row.refresh_from_db()
    assert (row.body_fr, row.audience, row.sites) == ("Mes mots.", "everybody", [])


def test_a_stale_page_overwrites_nothing_and_loses_nothing(
    alice: Person, as_person: AsPerson
) -> None:
    row = factories.LandingPageFactory()
    browser = as_person(alice)
    page = reverse("communication:page_edit", args=[row.programme.public_id])
    mine = posted(browser.get(page), about_fr="Mes mots.")
    LandingPage.objects.update(about_fr="Ses mots.")
    refused = browser.post(page, mine)
    assert shows(refused, "Mes mots.", "Ses mots.")
    row.refresh_from_db()
    assert row.about_fr == "Ses mots."
    assert browser.post(page, {**mine, "seen": refused.context["seen"]}).status_code == 302
    row.refresh_from_db()
    assert row.about_fr == "Mes mots."


def test_a_stale_event_overwrites_nothing_and_loses_nothing(
    alice: Person, as_person: AsPerson
) -> None:
    row = factories.EventFactory()
    Person.objects.update(language="en")
    browser, page = as_person(alice), reverse("communication:event_edit", args=[row.public_id])
    mine = posted(browser.get(page), title_fr="Mon titre")
    Event.objects.update(place="Ailleurs", ends_at=row.ends_at + dt.timedelta(minutes=7))
    refused = browser.post(page, mine)
    assert shows(refused, "Mon titre", "Ailleurs", "What the other person wrote")
    row.refresh_from_db()
    assert row.place == "Ailleurs"
    assert browser.post(page, {**mine, "seen": refused.context["seen"]}).status_code == 302
    row.refresh_from_db()
    assert row.title_fr == "Mon titre" and row.place != "Ailleurs"


def test_a_mistake_in_a_stale_form_does_not_make_it_fresh(
    alice: Person, as_person: AsPerson
) -> None:
    row = factories.AnnouncementFactory()
    browser, page = as_person(alice), reverse("communication:edit", args=[row.public_id])
    mine = posted(browser.get(page), subject_fr="x" * 121)
    Announcement.objects.update(body_fr="Ses mots.")
    wrong = browser.post(page, mine)
    assert wrong.status_code == 422
    again = {**mine, "subject_fr": "Bref", "seen": wrong.context["seen"]}
    assert shows(browser.post(page, again), "Ses mots.", "Bref")
    row.refresh_from_db()
    assert row.body_fr == "Ses mots."


def test_two_who_write_the_first_page_at_once_both_keep_their_words(
    alice: Person, as_person: AsPerson
) -> None:
    programme = factories.ProgrammeFactory()
    browser = as_person(alice)
    page = reverse("communication:page_edit", args=[programme.public_id])
    mine = posted(browser.get(page), about_fr="Mes mots.")
    landing.write(programme, about_fr="Ses mots.", by=alice)
    assert shows(browser.post(page, mine), "Mes mots.", "Ses mots.")
    assert LandingPage.objects.get().about_fr == "Ses mots."


def test_the_actions_themselves_refuse_what_was_overtaken(alice: Person) -> None:
    row = factories.AnnouncementFactory()
    words = {name: getattr(row, name) for name in announcement.TEXTS}
    facts = {"kind": row.kind, "audience": row.audience, "announcement": row, "by": alice}
    with pytest.raises(Overtaken):
        announcement.write(row.programme, seen="old", **facts, **words)
    assert announcement.write(row.programme, **facts, **words).pk == row.pk
    meeting = factories.EventFactory(starts_at=timezone.now() + dt.timedelta(days=2))
    with pytest.raises(Overtaken):
        event.change(meeting, seen="old", by=alice, place="Ici")
    with pytest.raises(Overtaken):
        landing.write(row.programme, seen="old", by=alice)
