"""Pages of programmes: who may open them, what they say, what a button does."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from companies import walls
from people.models import Person
from programmes.models import Enrolment, Programme
from tests import factories
from tests.selection import scene as selection

type Browser = Callable[[Person | None], Client]

STEERED = (
    "edit",
    "objectives:objective",
    "objectives:plan",
    "stages",
    "readiness",
    "responsibilities",
    "enrolments",
    "enrol_import",
    "invite",
    "advance",
)


def page(name: str, programme: Programme) -> str:
    named = name if ":" in name else f"programmes:{name}"
    return reverse(named, args=[programme.public_id])


def design(**changes: object) -> dict[str, object]:
    today = timezone.localdate()
    return {
        "name": "Relève",
        "purpose": "Préparer la relève.",
        "mode": "hybrid",
        "format": "one_to_one",
        "enrol_until": today + dt.timedelta(days=20),
        "starts_on": today + dt.timedelta(days=30),
        "ends_on": today + dt.timedelta(days=300),
        "cadence_days": 21,
        "hourly_cost": 55,
        "fixed_cost": 0,
        **changes,
    }


@pytest.mark.parametrize("name", ["detail", *STEERED])
def test_charlie_finds_nothing_at_a_programme_of_others(
    charlie: Person, as_person: Browser, name: str
) -> None:
    assert as_person(charlie).get(page(name, factories.ProgrammeFactory())).status_code == 404


@pytest.mark.parametrize("name", STEERED)
def test_a_participant_does_not_reach_the_pages_that_steer(
    bob: Person, as_person: Browser, name: str
) -> None:
    programme = factories.EnrolmentFactory(person=bob).programme
    assert as_person(bob).get(page("detail", programme)).status_code == 200
    assert as_person(bob).get(page(name, programme)).status_code == 404


def test_a_programme_of_another_company_is_not_there(
    alice: Person, as_person: Browser, neighbour: str
) -> None:
    with walls.inside(neighbour):
        foreign = factories.ProgrammeFactory()
    for name in ("detail", *STEERED):
        assert as_person(alice).get(page(name, foreign)).status_code == 404


@pytest.mark.parametrize("status", Programme.Status.values)
@pytest.mark.parametrize("name", ["detail", *STEERED])
def test_every_page_opens_for_hr_in_every_status(
    alice: Person, as_person: Browser, name: str, status: str
) -> None:
    programme = factories.ObjectiveFactory(programme__status=status).programme
    factories.EnrolmentFactory(programme=programme, role="mentor", needs=["delegation"])
    # The design of a draft is changed on its canvas: the page leads there.
    response = as_person(alice).get(page(name, programme), follow=True)
    assert response.status_code == 200
    assert "<h1>" in response.content.decode()


def test_a_director_steers_but_neither_creates_nor_gives_roles(
    bob: Person, as_person: Browser
) -> None:
    programme = factories.ResponsibilityFactory(person=bob).programme
    client = as_person(bob)
    assert client.get(page("enrolments", programme)).status_code == 200
    assert client.get(page("responsibilities", programme)).status_code == 404
    assert client.get(reverse("programmes:create")).status_code == 404


def test_nobody_is_sent_to_the_login_page_and_back(as_person: Browser, company: object) -> None:
    row = factories.EnrolmentFactory()
    address = reverse("selection:answer", args=[row.public_id])
    response = as_person(None).get(address)
    assert (response.status_code, address in response["Location"]) == (302, True)


def test_create_leads_to_the_new_programme(alice: Person, as_person: Browser) -> None:
    response = as_person(alice).post(reverse("programmes:create"), design())
    assert response["Location"] == page("detail", Programme.objects.get())


def test_create_with_contradictory_dates_tells_it_at_the_field(
    alice: Person, as_person: Browser
) -> None:
    data = design(ends_on=timezone.localdate())
    response = as_person(alice).post(reverse("programmes:create"), data)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["ends_on"]
    assert Programme.objects.count() == 0


def test_opening_without_an_objective_is_refused_on_the_page(
    alice: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory(status="draft")
    response = as_person(alice).post(page("advance", programme), {"step": "open"})
    assert response.status_code == 422
    assert page("objectives:objective", programme) in response.content.decode()
    programme.refresh_from_db()
    assert programme.status == "draft"


def test_a_double_click_opens_once(alice: Person, as_person: Browser) -> None:
    programme = factories.ObjectiveFactory(programme__status="draft").programme
    client = as_person(alice)
    for _click in range(2):
        response = client.post(page("advance", programme), {"step": "open"})
        assert response["Location"] == page("detail", programme)


def test_a_role_is_given_and_taken_back(alice: Person, bob: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    client, address = as_person(alice), page("responsibilities", programme)
    client.post(address, {"person": bob.public_id, "role": "director"})
    held = programme.responsibilities.get()
    assert (held.person, held.role) == (bob, "director")
    client.post(address, {"dismiss": held.pk})
    assert programme.responsibilities.count() == 0


def test_the_search_for_a_role_narrows_the_list(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    address = page("responsibilities", factories.ProgrammeFactory())
    response = as_person(alice).get(address, {"q": "bob lecl"})
    assert list(response.context["form"].fields["person"].queryset) == [bob]


def test_people_are_invited_by_ticking_or_all_at_once(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    client, address = as_person(alice), page("invite", programme)
    client.post(address, {"people": [bob.public_id], "role": "mentor"})
    assert list(programme.enrolments.values_list("person", "role")) == [(bob.pk, "mentor")]
    client.post(f"{address}?q=charlie", {"everybody": "on", "role": "mentee"})
    assert set(programme.enrolments.mentees().values_list("person", flat=True)) == {charlie.pk}
    assert client.post(address, {"role": "mentee"}).status_code == 422


def test_a_roster_is_shown_first_and_written_when_confirmed(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    client, address = as_person(alice), page("enrol_import", programme)
    body = "Courriel;Rôle;Places\nbob@aubepine.example;Mentor;2\nqui@a.fr;Mentor;1".encode("cp1252")
    preview = client.post(address, {"file": SimpleUploadedFile("liste.csv", body)})
    assert programme.enrolments.count() == 0
    assert [(one.line, one.value) for one in preview.context["problems"]] == [(3, "qui@a.fr")]
    client.post(address, {"rows": preview.context["rows"]})
    row = programme.enrolments.get()
    assert (row.person, row.capacity, row.status) == (bob, 2, "invited")


@pytest.mark.parametrize("body", [b"", b"%PDF-1.7 nothing", b"Courriel;Places\nbob@a.fr;1"])
def test_a_file_that_is_no_roster_is_refused_with_a_sentence(
    alice: Person, as_person: Browser, body: bytes
) -> None:
    address = page("enrol_import", factories.ProgrammeFactory())
    response = as_person(alice).post(address, {"file": SimpleUploadedFile("liste.csv", body)})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["file"]


def test_a_preview_of_another_programme_or_forged_writes_nothing(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    programme, other = factories.ProgrammeFactory(), factories.ProgrammeFactory()
    client = as_person(alice)
    body = b"email;role\nbob@aubepine.example;mentor"
    preview = client.post(page("enrol_import", other), {"file": SimpleUploadedFile("l.csv", body)})
    for rows in (preview.context["rows"], "forged"):
        client.post(page("enrol_import", programme), {"rows": rows})
    assert programme.enrolments.count() == 0


def test_a_mentor_says_yes_on_the_page(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, role="mentor", status="invited", answered_at=None)
    answer = selection.posted(row)
    address = reverse("selection:answer", args=[row.public_id])
    assert as_person(bob).post(address, answer | {"capacity": "6"}).status_code == 422
    as_person(bob).post(address, answer)
    row.refresh_from_db()
    assert (row.status, row.capacity, row.needs) == ("accepted", 2, ["network"])


def test_a_mentee_ranks_needs_with_plain_lists(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, status="invited", answered_at=None)
    answer = selection.posted(row) | {"need_1": "change", "need_3": "network"}
    address = reverse("selection:answer", args=[row.public_id])
    refused = as_person(bob).post(address, answer | {"need_3": "change"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["need_3"])
    as_person(bob).post(address, answer)
    row.refresh_from_db()
    assert (row.status, row.needs) == ("accepted", ["change", "network"])


def test_a_no_needs_a_reason(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, status="invited", answered_at=None)
    address = reverse("selection:answer", args=[row.public_id])
    assert as_person(bob).post(address, {"answer": "decline"}).status_code == 422
    as_person(bob).post(address, {"answer": "decline", "reason": "no_time"})
    row.refresh_from_db()
    assert row.status == "declined"


def test_opening_the_link_of_a_letter_answers_nothing(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob, status="invited", answered_at=None)
    as_person(bob).get(reverse("selection:answer", args=[row.public_id]))
    as_person(bob).get(reverse("programmes:withdraw", args=[row.public_id]))
    row.refresh_from_db()
    assert row.status == "invited"


@pytest.mark.parametrize("status", Enrolment.Status.values)
def test_the_answer_page_opens_whatever_was_answered(
    bob: Person, as_person: Browser, status: str
) -> None:
    answered = None if status == "invited" else timezone.now()
    row = factories.EnrolmentFactory(person=bob, status=status, answered_at=answered)
    address = reverse("selection:answer", args=[row.public_id])
    assert as_person(bob).get(address).status_code == 200
    Programme.objects.update(enrol_until=timezone.localdate() - dt.timedelta(days=1))
    late = as_person(bob).post(address, {"answer": "accept", "need_1": "change"})
    assert late.status_code == 422


def test_charlie_and_hr_do_not_answer_for_bob(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = factories.EnrolmentFactory(person=bob)
    address = reverse("selection:answer", args=[row.public_id])
    assert as_person(charlie).get(address).status_code == 404
    assert as_person(alice).get(address).status_code == 404
    leave = reverse("programmes:withdraw", args=[row.public_id])
    assert as_person(charlie).post(leave).status_code == 404


def test_withdraw_from_the_page(bob: Person, as_person: Browser) -> None:
    row = factories.EnrolmentFactory(person=bob)
    as_person(bob).post(reverse("programmes:withdraw", args=[row.public_id]))
    row.refresh_from_db()
    assert row.status == "withdrawn"


def _queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_lists_ask_as_many_questions_for_three_rows_as_for_one(
    alice: Person, as_person: Browser
) -> None:
    client = as_person(alice)
    programme = factories.ObjectiveFactory().programme
    factories.EnrolmentFactory(programme=programme)
    addresses = [
        reverse("programmes:list"),
        *(page(n, programme) for n in ("enrolments", "invite")),
    ]
    [client.get(address) for address in addresses]
    before = [_queries(client, address) for address in addresses]
    factories.EnrolmentFactory.create_batch(2, programme=programme)
    factories.PersonFactory.create_batch(2)
    factories.ProgrammeFactory.create_batch(2)
    assert [_queries(client, address) for address in addresses] == before


def test_the_enrolment_page_compares_places_with_people(alice: Person, as_person: Browser) -> None:
    programme = factories.ProgrammeFactory()
    factories.EnrolmentFactory(programme=programme, role="mentor", capacity=3)
    factories.EnrolmentFactory.create_batch(4, programme=programme)
    context = as_person(alice).get(page("enrolments", programme)).context
    assert (context["places"], context["takers"]) == (3, 4)


def test_invitations_are_sent_again_once_a_day(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    programme = factories.ProgrammeFactory()
    client = as_person(alice)
    client.post(page("invite", programme), {"people": [bob.public_id], "role": "mentor"})
    client.post(page("enrolments", programme))
    assert bob.mails.filter(kind="enrolment_invitation").count() == 1
