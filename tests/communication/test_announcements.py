"""Messages: written, scheduled, paused, sent once to each person, and what is refused."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from communication import access
from communication.actions import announcement, delivery, letters, subscription
from communication.models import Announcement, Delivery
from companies.errors import Refusal
from companies.models import Company
from people.actions import mail
from people.models import AuditEntry, Mail, Person
from programmes.models import Programme
from tests import factories

SOON = dt.timedelta(hours=2)


def words(**more: str) -> dict[str, Any]:
    given = {"kind": "teaser", "audience": "everybody", "subject_fr": "Bientôt", "body_fr": "Oui."}
    return given | {"subject_en": "Soon", "body_en": "Yes."} | more


def due(**facts: Any) -> Announcement:
    return factories.AnnouncementFactory(
        status=Announcement.Status.SCHEDULED,
        send_at=timezone.now() - dt.timedelta(minutes=1),
        **facts,
    )


def test_a_campaign_begins_with_six_drafts_once(alice: Person) -> None:
    programme = factories.ProgrammeFactory()
    drafts = announcement.start(programme, by=alice)
    assert [one.kind for one in drafts] == Announcement.Kind.values
    assert {one.status for one in drafts} == {Announcement.Status.DRAFT}
    kick_off = next(one for one in drafts if one.kind == "kick_off")
    assert kick_off.send_at is not None
    local = timezone.localtime(kick_off.send_at, announcement.walls.zone(_company()))
    assert local.hour == 9
    assert announcement.start(programme, by=alice) == []


def _company() -> Company:
    return announcement.walls.current()


def test_a_message_is_written_by_those_who_steer_only(alice: Person, charlie: Person) -> None:
    programme = factories.ProgrammeFactory()
    row = announcement.write(programme, by=alice, units={"sites": ["Lyon"]}, **words())
    assert (row.subject_en, row.sites, row.status) == ("Soon", ["Lyon"], "draft")
    with pytest.raises(Refusal):
        announcement.write(programme, by=charlie, **words())
    with pytest.raises(Refusal):
        announcement.start(programme, by=charlie)


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("body_fr", "{given_nam}", "given_name"),
        ("subject_en", "{programme.pk}", "{programme}"),
        ("body_en", "{", "{"),
        ("body_fr", "x" * 6001, "6000"),
        ("subject_fr", "x" * 121, "120"),
        ("body_en", "", ""),
    ],
)
def test_words_that_cannot_be_sent_are_refused_by_field(
    alice: Person, field: str, text: str, said: str
) -> None:
    with pytest.raises(Refusal) as refused:
        announcement.write(factories.ProgrammeFactory(), by=alice, **words(**{field: text}))
    assert refused.value.field == field
    assert said in str(refused.value)


def test_scheduling_counts_asks_for_both_languages_and_happens_once(
    alice: Person, bob: Person
) -> None:
    row = factories.AnnouncementFactory(subject_en="", body_en="")
    at = timezone.now() + SOON
    assert announcement.by_language(row) == {"fr": 2, "en": 0}
    announcement.schedule(row, send_at=at, by=alice)
    announcement.schedule(row, send_at=at, by=alice)
    assert AuditEntry.objects.filter(verb="announcement.scheduled").count() == 1
    Person.objects.filter(pk=bob.pk).update(language="en")
    other = factories.AnnouncementFactory(subject_en="", body_en="")
    with pytest.raises(Refusal) as refused:
        announcement.schedule(other, send_at=at, by=alice)
    assert refused.value.field == "body_en"


@pytest.mark.parametrize("days", [-1, 5000])
def test_moments_that_cannot_be_are_refused(alice: Person, days: int) -> None:
    row = factories.AnnouncementFactory()
    with pytest.raises(Refusal) as refused:
        announcement.schedule(row, send_at=timezone.now() + dt.timedelta(days=days), by=alice)
    assert refused.value.field == "day"


def test_nobody_to_write_to_is_refused_and_somebody_is_not(alice: Person, bob: Person) -> None:
    row = factories.AnnouncementFactory(audience="unanswered")
    with pytest.raises(Refusal):
        announcement.schedule(row, send_at=timezone.now() + SOON, by=alice)
    factories.EnrolmentFactory(
        programme=row.programme, person=bob, status="invited", answered_at=None
    )
    assert announcement.schedule(row, send_at=timezone.now() + SOON, by=alice).send_at


def test_audiences_are_the_people_they_say(alice: Person, bob: Person, charlie: Person) -> None:
    programme = factories.ProgrammeFactory()
    factories.EnrolmentFactory(programme=programme, person=bob, role="mentor")
    factories.EnrolmentFactory(
        programme=programme, person=charlie, role="mentee", status="invited", answered_at=None
    )
    factories.EnrolmentFactory(programme=programme, role="mentor", status="declined")

    def reached(**facts: Any) -> set[Person]:
        row = Announcement(programme=programme, **facts)
        return set(access.audience(row).filter(pk__in=[alice.pk, bob.pk, charlie.pk]))

    assert reached(audience="everybody") == {alice, bob, charlie}
    assert reached(audience="mentors") == reached(audience="taking_part") == {bob}
    assert reached(audience="mentees") == reached(audience="unanswered") == {charlie}
    Person.objects.filter(pk=bob.pk).update(site="Lyon", function="RH", department="DRH")
    assert reached(audience="everybody", sites=["Lyon"], functions=["RH"]) == {bob}
    assert reached(audience="everybody", sites=["Lyon"], departments=["IT"]) == set()


def test_each_person_gets_one_letter_however_often_it_is_sent(alice: Person, bob: Person) -> None:
    row = due()
    assert delivery.send_due() == 2
    assert delivery.send_due() == 0
    row.refresh_from_db()
    assert row.status == Announcement.Status.SENT
    Announcement.objects.update(status="scheduled", finished_at=None)
    Delivery.objects.filter(person=bob).delete()
    assert delivery.send_due() == 1
    assert Mail.objects.filter(kind="announcement").count() == 2
    assert Delivery.objects.filter(announcement=row).count() == 2


def test_many_people_are_reached_batch_by_batch(
    alice: Person, bob: Person, charlie: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 2)
    row = due()
    counts = [delivery.send_due() for _turn in range(3)]
    assert counts == [2, 1, 0]
    row.refresh_from_db()
    assert row.status == Announcement.Status.SENT


def test_a_pause_in_the_middle_holds_the_rest_back(
    alice: Person, bob: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "BATCH", 1)
    row = due()
    delivery.send_due()
    mail.deliver(Mail.objects.get().pk)
    announcement.pause(row, by=alice)
    assert delivery.send_due() == 0
    report = delivery.report(row)
    assert (report.sent, report.left) == (1, 1)
    with pytest.raises(Refusal):
        announcement.write(row.programme, announcement=row, by=alice, **words())
    announcement.resume(row, by=alice)
    assert delivery.send_due() == 1


def test_nothing_leaves_before_its_time_nor_when_paused_or_cancelled(alice: Person) -> None:
    row = factories.AnnouncementFactory()
    announcement.schedule(row, send_at=timezone.now() + SOON, by=alice)
    assert delivery.send_due() == 0
    announcement.pause(row, by=alice)
    with time_machine.travel(timezone.now() + 2 * SOON, tick=False):
        assert delivery.send_due() == 0
        announcement.cancel(row, by=alice)
        with pytest.raises(Refusal):
            announcement.resume(row, by=alice)
        assert delivery.send_due() == 0


def test_what_is_sent_is_neither_paused_cancelled_nor_removed(alice: Person) -> None:
    row = due()
    with mail.delivered_in_the_past():
        delivery.send_due()
    for act in (announcement.pause, announcement.cancel, announcement.remove, announcement.resume):
        with pytest.raises(Refusal):
            act(row, by=alice)
    draft = factories.AnnouncementFactory()
    announcement.remove(draft, by=alice)
    assert not Announcement.objects.filter(pk=draft.pk).exists()


def test_who_wants_none_gets_none_unless_it_is_about_them(alice: Person, bob: Person) -> None:
    programme = factories.ProgrammeFactory()
    factories.EnrolmentFactory(programme=programme, person=bob)
    assert subscription.choose(bob, wanted=False)
    assert not subscription.choose(bob, wanted=False)
    due(programme=programme)
    due(programme=programme, audience="taking_part")
    delivery.send_due()
    theirs = Mail.objects.filter(person=bob, kind="announcement")
    assert [one.context["unsubscribe"] for one in theirs] == [""]
    assert "/announcements/stop/" in Mail.objects.get(person=alice).context["unsubscribe"]
    subscription.choose(bob, wanted=True)
    due(programme=programme, kind="stories")
    delivery.send_due()
    assert theirs.all().count() == 2


def test_each_reads_their_own_name_language_and_page(alice: Person, bob: Person) -> None:
    Person.objects.filter(pk=bob.pk).update(language="en", given_name="*Bob*")
    row = due()
    factories.LandingPageFactory(programme=row.programme)
    factories.EnrolmentFactory(
        programme=row.programme, person=bob, status="invited", answered_at=None
    )
    delivery.send_due()
    his, hers = (Mail.objects.get(person=one).context for one in (bob, alice))
    assert his["subject"] == f"Soon: {row.programme.name}"
    assert his["body"].startswith(r"**\*Bob\***")
    assert "/enrolments/" in his["link"]
    assert hers["subject"].startswith("Bientôt")
    assert hers["link"].endswith(f"/about/{row.programme.public_id}/")


def test_a_draft_programme_leads_nobody_to_a_page_they_cannot_open(
    alice: Person, bob: Person
) -> None:
    row = factories.AnnouncementFactory(programme__status=Programme.Status.DRAFT)
    part = factories.EnrolmentFactory(programme=row.programme, person=bob)
    words = letters.Composer(row).words(bob, part, "fr")
    assert words.link == "http://aubepine.localhost/"
    assert words.missing == []


def test_a_test_goes_to_its_author_alone(alice: Person, bob: Person) -> None:
    row = factories.AnnouncementFactory()
    announcement.try_out(row, language="en", by=alice)
    letter = Mail.objects.get()
    assert (letter.person, letter.context["is_test"]) == (alice, True)
    assert letter.context["subject"].startswith("Soon")
    assert not Delivery.objects.exists()
    row.body_en = ""
    with pytest.raises(Refusal):
        announcement.try_out(row, language="en", by=alice)


def test_the_report_counts_what_became_of_the_letters(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = due()
    with mail.delivered_in_the_past():
        delivery.send_due()
    Mail.objects.filter(person=bob).update(status="failed", sent_at=None)
    Mail.objects.filter(person=charlie).delete()
    report = delivery.report(row)
    assert (report.sent, report.failed, report.written) == (2, 1, 3)
    assert [one.person for one in delivery.not_reached(row)] == [bob]


def test_a_token_is_good_in_its_company_only(alice: Person, neighbour: str) -> None:
    token = letters.token(alice)
    assert letters.by_token(token) == alice
    assert letters.by_token(token + "x") is None
    with announcement.walls.inside(neighbour):
        assert letters.by_token(token) is None


def test_an_hour_that_the_summer_skips_is_the_one_after(company: Company) -> None:
    found = announcement.at(dt.date(2027, 3, 28), dt.time(2, 30))
    assert (found.hour, found.minute) == (3, 30)
