"""Pages of communication: what each person sees and may do there."""

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from communication.actions import event, letters, wish
from communication.models import Announcement, Event, LandingPage, Registration, Unsubscription
from people.models import Mail, Person
from programmes.models import Enrolment
from tests import factories

type AsPerson = Callable[[Person | None], Client]


def at(name: str, row: object) -> str:
    return reverse(f"communication:{name}", args=[row.public_id])  # type: ignore[attr-defined]


WORDS = {
    "kind": "teaser",
    "audience": "everybody",
    "subject_fr": "Bientôt",
    "body_fr": "Bonjour {given_name}",
    "subject_en": "Soon",
    "body_en": "Hello {given_name}",
}


def test_a_campaign_begins_with_one_click_and_a_second_adds_nothing(
    alice: Person, as_person: AsPerson
) -> None:
    programme = factories.ProgrammeFactory()
    browser = as_person(alice)
    assert at("start", programme) in browser.get(at("calendar", programme)).content.decode()
    for _click in range(2):
        browser.post(at("start", programme))
    page = browser.get(at("calendar", programme)).content.decode()
    assert Announcement.objects.count() == 6
    assert all(at("message", row) in page for row in Announcement.objects.all())


def test_an_unknown_placeholder_is_shown_at_its_field_and_a_known_one_is_saved(
    alice: Person, as_person: AsPerson
) -> None:
    programme = factories.ProgrammeFactory()
    browser = as_person(alice)
    wrong = browser.post(at("new", programme), {**WORDS, "body_en": "{given_nam}"})
    assert wrong.status_code == 422
    assert "{given_name}" in wrong.content.decode()
    right = browser.post(at("new", programme), WORDS)
    assert right.status_code == 302
    page = browser.get(right.url).content.decode()  # type: ignore[attr-defined]
    assert "Bonjour Alice" in page


def test_a_site_where_nobody_is_any_more_stays_chosen_when_a_word_is_corrected(
    alice: Person, as_person: AsPerson
) -> None:
    Person.objects.filter(pk=alice.pk).update(site="Nantes")
    row = factories.AnnouncementFactory(sites=["Lyon"], departments=["Fax"])
    browser = as_person(alice)
    form = browser.get(at("edit", row)).context["form"]
    assert [value for value, _label in form.fields["sites"].choices] == ["Nantes", "Lyon"]
    assert "Lyon (" in browser.get(at("edit", row)).content.decode()
    posted = {name: form[name].value() for name in form.fields} | {"body_fr": "Corrigé."}
    posted["seen"] = browser.get(at("edit", row)).context["seen"]
    assert browser.post(at("edit", row), posted).status_code == 302
    row.refresh_from_db()
    assert (row.body_fr, row.sites, row.departments) == ("Corrigé.", ["Lyon"], ["Fax"])
    seen = browser.get(at("edit", row)).context["seen"]
    assert browser.post(at("edit", row), posted | {"sites": [], "seen": seen}).status_code == 302
    row.refresh_from_db()
    assert (row.sites, row.departments) == ([], ["Fax"])
    posted = {**WORDS, "sites": ["Lyon"]}
    assert browser.post(at("new", row.programme), posted).status_code == 422


def test_a_preview_speaks_each_language_as_each_reader(
    alice: Person, bob: Person, as_person: AsPerson
) -> None:
    row = factories.AnnouncementFactory(body_en="<b>x</b> **{given_name}** {event}", kind="stories")
    address = at("message", row) + f"?language=en&reader={bob.public_id}"
    page = as_person(alice).get(address).content.decode()
    assert "<strong>Bob</strong>" in page
    assert "&lt;b&gt;x" in page
    assert "<code>event</code>" in page


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"day": "2020-01-01", "hour": "09:00"}, 422),
        ({"day": "9999-12-31", "hour": "09:00"}, 422),
        ({"day": "soon", "hour": "25:00"}, 422),
        ({}, 422),
        ({"now": "1"}, 302),
    ],
)
def test_a_message_is_scheduled_for_moments_that_can_be(
    alice: Person, as_person: AsPerson, given: dict[str, str], status: int
) -> None:
    row = factories.AnnouncementFactory()
    browser = as_person(alice)
    assert browser.post(at("schedule", row), given).status_code == status
    row.refresh_from_db()
    assert (row.status == "scheduled") == (status == 302)
    if status == 302:
        assert browser.post(at("schedule", row), given).status_code == 302
        assert browser.get(at("message", row)).status_code == 200


def test_the_buttons_of_a_message_do_what_they_say(alice: Person, as_person: AsPerson) -> None:
    row = factories.AnnouncementFactory(
        status="scheduled", send_at=timezone.now() + dt.timedelta(days=1)
    )
    browser = as_person(alice)
    for act, status in (("pause", "paused"), ("resume", "scheduled"), ("cancel", "cancelled")):
        browser.post(at("steer", row), {"act": act})
        row.refresh_from_db()
        assert row.status == status
    browser.post(at("steer", row), {"act": "resume"})
    browser.post(at("steer", row), {"act": "explode"})
    row.refresh_from_db()
    assert row.status == "cancelled"
    browser.post(at("steer", row), {"act": "test", "language": "fr"})
    assert Mail.objects.get().person == alice


def test_the_page_is_for_everybody_once_it_is_published(
    alice: Person, charlie: Person, as_person: AsPerson
) -> None:
    programme = factories.ProgrammeFactory()
    hers, his = as_person(alice), as_person(charlie)
    given = {"about_fr": "Pour **grandir**", "about_en": "Grow"}
    for more in ({}, {"publish": "1"}):
        assert his.get(at("page", programme)).status_code == 404
        seen = hers.get(at("page_edit", programme)).context["seen"]
        hers.post(at("page_edit", programme), {**given, **more, "seen": seen})
    page = his.get(at("page", programme)).content.decode()
    assert "<strong>grandir</strong>" in page
    assert at("page", programme) in his.get("/").content.decode()
    hers.post(at("page_edit", programme), {"take_back": "1"})
    assert his.get(at("page", programme)).status_code == 404
    assert at("page", programme) not in his.get("/").content.decode()


def test_a_wish_becomes_an_invitation_in_one_click(
    alice: Person, charlie: Person, as_person: AsPerson
) -> None:
    programme = factories.LandingPageFactory().programme
    his, hers = as_person(charlie), as_person(alice)
    his.post(at("page", programme), {"role": "mentor"})
    his.post(at("page", programme), {"role": "boss"})
    page = hers.get(at("wishes", programme)).content.decode()
    (named,) = set(re.findall(r'name="invite"\s+value="([^"]+)"', page)) or set(
        re.findall(r'value="([0-9a-f-]{36})"', page)
    )
    for _click in range(2):
        hers.post(at("wishes", programme), {"invite": named})
    part = Enrolment.objects.get()
    assert (part.person, part.role, part.status) == (charlie, "mentor", "invited")
    assert reverse("selection:answer", args=[part.public_id]) in (
        his.get(at("page", programme)).content.decode()
    )


def test_a_wish_can_be_taken_back(charlie: Person, as_person: AsPerson) -> None:
    programme = factories.LandingPageFactory().programme
    wish.make(programme, role="mentor", by=charlie)
    as_person(charlie).post(at("page", programme), {"take_back": "1"})
    assert not programme.wishes.exists()  # type: ignore[attr-defined]


def test_an_event_is_planned_joined_and_attended(
    alice: Person, charlie: Person, as_person: AsPerson
) -> None:
    programme = factories.LandingPageFactory().programme
    day = (timezone.localdate() + dt.timedelta(days=5)).isoformat()
    given = {"kind": "workshop", "title_fr": "Atelier", "day": day, "begins": "14:00"}
    hers, his = as_person(alice), as_person(charlie)
    wrong = {**given, "until": "13:00", "place": "Salle 1", "seats": "1"}
    assert hers.post(at("event_new", programme), wrong).status_code == 422
    hers.post(at("event_new", programme), {**wrong, "until": "16:00"})
    row = Event.objects.get()
    assert "14:00" in his.get(at("event", row)).content.decode()
    his.post(at("event", row))
    assert "Atelier" in his.get("/").content.decode()
    assert str(charlie) not in his.get(at("event", row)).content.decode().split("</header>")[-1]
    Event.objects.update(starts_at=timezone.now() - dt.timedelta(hours=1))
    seat = Registration.objects.get()
    hers.post(at("attendance", row), {"came": [str(seat.pk), "x", "٣"]})
    seat.refresh_from_db()
    assert seat.attended is True


def test_a_full_event_says_ones_turn_and_gives_seats_back(
    alice: Person, bob: Person, charlie: Person, as_person: AsPerson
) -> None:
    programme = factories.LandingPageFactory().programme
    row = factories.EventFactory(programme=programme, seats=1)
    event.register(row, by=bob)
    browser = as_person(charlie)
    browser.post(at("event", row))
    assert "1" in browser.get(at("event", row)).content.decode()
    as_person(bob).post(at("event", row), {"give_up": "1"})
    assert Registration.objects.seated().get().person == charlie
    assert as_person(alice).post(at("event_cancel", row)).status_code == 302
    row.refresh_from_db()
    assert row.cancelled_at


def test_announcements_are_stopped_on_ones_page_or_by_a_link(
    bob: Person, as_person: AsPerson
) -> None:
    link = reverse("communication:stop_by_link", args=[letters.token(bob)])
    stranger = as_person(None)
    assert stranger.get(link).status_code == 200
    assert not Unsubscription.objects.exists()
    for _click in range(2):
        stranger.post(link, {"stop": "1"})
    assert Unsubscription.objects.get().person == bob
    as_person(bob).post(reverse("communication:preference"), {"wanted": "1"})
    assert not Unsubscription.objects.exists()
    assert stranger.get(link + "x").status_code == 404


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_ask_the_same_number_of_questions(
    alice: Person,
    as_person: AsPerson,
    rows: int,
    django_assert_max_num_queries: Callable[..., object],
) -> None:
    programme = factories.LandingPageFactory().programme
    for _number in range(rows):
        factories.AnnouncementFactory(programme=programme)
        row = factories.EventFactory(programme=programme)
        event.register(row, by=factories.PersonFactory())
        wish.make(programme, role="mentor", by=factories.PersonFactory())
    browser = as_person(alice)
    for name, most in (("calendar", 20), ("wishes", 20)):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            assert browser.get(at(name, programme)).status_code == 200


def test_huge_and_broken_words_are_answered_not_crashed_on(
    alice: Person, as_person: AsPerson
) -> None:
    programme = factories.ProgrammeFactory()
    browser = as_person(alice)
    huge = browser.post(at("new", programme), {**WORDS, "body_fr": "x" * 100_000})
    assert huge.status_code == 422
    broken = "[" * 400 + "](" + "*" * 500 + "> " * 300 + "\x00`"
    saved = browser.post(at("new", programme), {**WORDS, "body_fr": broken.replace("\x00", "")})
    assert saved.status_code == 302
    assert browser.get(saved.url).status_code == 200  # type: ignore[attr-defined]
    assert LandingPage.objects.count() == 0
