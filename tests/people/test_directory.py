"""The list and the records of people: HR finds everybody, others only themselves."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies import walls
from people import audit
from people.actions import invitation, record
from people.models import AuditEntry, Mail, Person
from tests import factories

type AsPerson = Callable[[Person | None], Client]

HR_PAGES = ("people:list", "people:invite_many", "people:import_new", "people:journal")


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.mark.parametrize("name", HR_PAGES)
def test_page_of_hr_is_absent_for_others(as_person: AsPerson, charlie: Person, name: str) -> None:
    assert as_person(charlie).get(reverse(name)).status_code == 404


@pytest.mark.parametrize("name", HR_PAGES)
def test_page_of_hr_asks_strangers_to_log_in(as_person: AsPerson, name: str) -> None:
    answer = as_person(None).get(reverse(name))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/")


@pytest.mark.parametrize("name", [*HR_PAGES, "people:profile", "home"])
def test_page_opens_for_hr(as_person: AsPerson, alice: Person, name: str) -> None:
    assert as_person(alice).get(reverse(name)).status_code == 200


def test_record_of_a_colleague_is_absent_for_others(
    as_person: AsPerson, bob: Person, charlie: Person
) -> None:
    address = reverse("people:detail", args=[bob.public_id])
    assert as_person(charlie).get(address).status_code == 404
    assert as_person(bob).get(address).status_code == 200


def test_list_shows_only_the_people_of_this_company(
    as_person: AsPerson, alice: Person, neighbour: str
) -> None:
    with walls.inside(neighbour):
        factories.PersonFactory(family_name="Canary")
    factories.PersonFactory(family_name="Girard")
    page = text(as_person(alice), reverse("people:list"))
    assert "Girard" in page
    assert "Canary" not in page


def test_search_wants_every_word(as_person: AsPerson, alice: Person) -> None:
    factories.PersonFactory(given_name="Inès", family_name="Belkacem")
    factories.PersonFactory(given_name="Inès", family_name="Girard")
    page = text(as_person(alice), reverse("people:list") + "?q=in%C3%A8s+girard")
    assert "Girard" in page
    assert "Belkacem" not in page


@pytest.mark.parametrize(
    ("account", "expected"), [("none", "Nobody"), ("invited", "Waiting"), ("joined", "Inside")]
)
def test_filter_by_account(as_person: AsPerson, alice: Person, account: str, expected: str) -> None:
    factories.PersonFactory(family_name="Nobody", joined_at=None)
    factories.PersonFactory(family_name="Waiting", joined_at=None, invited_at=timezone.now())
    factories.PersonFactory(family_name="Inside")
    page = text(as_person(alice), reverse("people:list") + f"?account={account}")
    shown = [name for name in ("Nobody", "Waiting", "Inside") if f">{name} " in page]
    assert shown == [expected]


def test_list_sorts_by_the_address(as_person: AsPerson, alice: Person) -> None:
    factories.PersonFactory(family_name="Zola", level=3)
    factories.PersonFactory(family_name="Aron", level=7)
    page = text(as_person(alice), reverse("people:list") + "?ordering=level")
    assert page.index(">Zola ") < page.index(">Aron ")


def test_list_asks_the_database_as_often_for_one_as_for_three(
    as_person: AsPerson, alice: Person
) -> None:
    client = as_person(alice)
    counts = []
    for people in (1, 2):
        factories.PersonFactory.create_batch(people)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("people:list"))
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_list_is_sorted_and_searched_without_minding_accents(
    as_person: AsPerson, alice: Person
) -> None:
    for name in ("Écot", "Evrard", "Ebel"):
        factories.PersonFactory(family_name=name)
    page = text(as_person(alice), reverse("people:list"))
    assert page.index(">Ebel ") < page.index(">Écot ") < page.index(">Evrard ")
    assert ">Écot " in text(as_person(alice), reverse("people:list") + "?q=ecot")
    assert ">Ebel " in text(as_person(alice), reverse("people:list") + "?q=%C3%89BEL")


def test_people_without_level_come_last(as_person: AsPerson, alice: Person) -> None:
    factories.PersonFactory(family_name="Zola", level=3)
    for ordering in ("level", "-level"):
        page = text(as_person(alice), reverse("people:list") + f"?ordering={ordering}")
        assert page.index(">Zola ") < page.index(">Renard ")


def test_filter_that_leaves_nobody_offers_to_clear_it(as_person: AsPerson, alice: Person) -> None:
    page = text(as_person(alice), reverse("people:list") + "?q=xyzzy")
    assert "Personne ne correspond" in page


def test_record_shows_the_chain_of_managers(as_person: AsPerson, alice: Person) -> None:
    top = factories.PersonFactory(family_name="Sommet")
    middle = factories.PersonFactory(family_name="Milieu", manager=top)
    base = factories.PersonFactory(manager=middle)
    page = text(as_person(alice), reverse("people:detail", args=[base.public_id]))
    assert page.index("Milieu") < page.index("Sommet")


def test_invite_writes_one_letter_however_often_one_clicks(
    as_person: AsPerson, alice: Person
) -> None:
    person = factories.PersonFactory(joined_at=None)
    address, told = reverse("people:invite", args=[person.public_id]), []
    for _ in range(2):
        answer = as_person(alice).post(address, follow=True)
        told += [str(one) for one in answer.context["messages"]]
    assert Mail.objects.filter(kind="invitation", person=person).count() == 1
    assert AuditEntry.objects.filter(verb="person.invited").count() == 1
    assert told[0] != told[1]


def test_invitation_leaves_again_the_same_day_when_the_address_was_wrong(alice: Person) -> None:
    one, two = factories.PersonFactory.create_batch(2, joined_at=None)
    assert invitation.invite_each([one, two], by=alice) == 2
    record.edit(one, by=alice, email="right@aubepine.example")
    one.refresh_from_db()
    assert invitation.invite_each([one, two], by=alice) == 1
    assert not invitation.invite(one, by=alice)


def test_invite_many_reaches_the_filtered_list_only(as_person: AsPerson, alice: Person) -> None:
    lyon = factories.PersonFactory.create_batch(2, site="Lyon", joined_at=None)
    factories.PersonFactory(site="Nantes", joined_at=None)
    factories.PersonFactory(site="Lyon")
    as_person(alice).post(reverse("people:invite_many") + "?site=Lyon")
    assert set(Mail.objects.values_list("person", flat=True)) == {one.pk for one in lyon}
    assert AuditEntry.objects.filter(verb="person.invited").count() == 2


def test_invite_many_invites_nobody_when_the_filter_is_not_one(
    as_person: AsPerson, alice: Person
) -> None:
    factories.PersonFactory(site="Nantes", joined_at=None)
    # The last person of Lyon has moved since the page was shown.
    as_person(alice).post(reverse("people:invite_many") + "?site=Lyon")
    assert not Mail.objects.exists()


def test_invite_is_absent_for_others(as_person: AsPerson, bob: Person, charlie: Person) -> None:
    address = reverse("people:invite", args=[bob.public_id])
    assert as_person(charlie).post(address).status_code == 404
    assert not Mail.objects.exists()


def test_profile_saves_language_and_time_zone(as_person: AsPerson, bob: Person) -> None:
    facts = {"language": "en", "time_zone": "America/Toronto"}
    as_person(bob).post(reverse("people:profile"), facts)
    bob.refresh_from_db()
    assert (bob.language, bob.time_zone) == ("en", "America/Toronto")


def test_profile_proposes_each_zone_once_and_keeps_an_old_name_that_is_stored(
    as_person: AsPerson, bob: Person
) -> None:
    address = reverse("people:profile")
    zones = dict(as_person(bob).get(address).context["form"].fields["time_zone"].choices)
    assert {"Europe/Kyiv", "Asia/Kolkata", "Europe/Amsterdam", "Pacific/Noumea"} <= set(zones)
    assert not {"Europe/Kiev", "Asia/Calcutta", "America/Montreal"} & set(zones)
    Person.objects.filter(pk=bob.pk).update(time_zone="Asia/Calcutta")
    facts = {"language": "en", "time_zone": "Asia/Calcutta"}
    assert as_person(bob).post(address, facts).status_code == 302
    bob.refresh_from_db()
    assert bob.time_zone == "Asia/Calcutta"


def test_profile_refuses_a_time_zone_that_does_not_exist(as_person: AsPerson, bob: Person) -> None:
    facts = {"language": "fr", "time_zone": "Europe/Atlantis"}
    assert as_person(bob).post(reverse("people:profile"), facts).status_code == 422
    bob.refresh_from_db()
    assert bob.time_zone == ""


def test_journal_puts_verbs_into_words_and_keeps_unknown_codes(
    as_person: AsPerson, alice: Person
) -> None:
    audit.record("person.invited", by=alice, on=alice)
    audit.record("comet.seen", by=alice, on=alice)
    page = text(as_person(alice), reverse("people:journal"))
    assert "Personne invitée" in page
    assert "Comet.seen" in page


def test_journal_is_filtered_by_verb_and_person(
    as_person: AsPerson, alice: Person, bob: Person
) -> None:
    audit.record("person.invited", by=alice, on=alice, file="one.csv")
    audit.record("person.joined", by=bob, on=bob, file="two.csv")
    page = text(as_person(alice), reverse("people:journal") + f"?person={bob.public_id}")
    assert "two.csv" in page
    assert "one.csv" not in page
