"""A letter that nobody waits for any more is not needed, and says so; nobody was late."""

from collections.abc import Callable

import pytest

from companies.errors import Refusal
from people.models import Mail, Person
from programmes.actions import enrolment
from programmes.models import Enrolment, Programme
from references import access
from references.actions import answer, request
from references.models import ReferenceRequest
from selection.actions import policy, qualification
from tests.references.scene import GOOD, Browser, after, link, mentor, page, text

Status = ReferenceRequest.Status


def decided(row: Enrolment, hr: Person) -> None:
    qualification.decide(row, verdict="qualified", by=hr)


def withdrawn(row: Enrolment, hr: Person) -> None:
    enrolment.withdraw(row, by=row.person)


def closed(row: Enrolment, hr: Person) -> None:
    Programme.objects.filter(pk=row.programme_id).update(status="closed")


def switched_off(row: Enrolment, hr: Person) -> None:
    policy.qualify_first(row.programme, is_on=False, by=hr)


def turned_mentee(row: Enrolment, hr: Person) -> None:
    Enrolment.objects.filter(pk=row.pk).update(role="mentee")


def referee_leaves(row: Enrolment, hr: Person) -> None:
    referees = row.reference_requests.values("referee")
    Person.objects.filter(pk__in=referees).update(status="left")


@pytest.mark.parametrize(
    "end", [decided, withdrawn, closed, switched_off, turned_mentee, referee_leaves]
)
def test_nobody_was_late_with_a_letter_that_nobody_waits_for(
    alice: Person, bob: Person, charlie: Person, end: Callable[[Enrolment, Person], None]
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    assert access.is_wanted(access.opened(made.public_id).get())
    end(row, alice)
    now = access.opened(made.public_id).get()
    assert not access.is_wanted(now)
    with pytest.raises(answer.Gone):
        answer.answer(now, **GOOD)
    with after(8):
        assert request.tend() == 1
        assert request.tend() == 0
    made.refresh_from_db()
    assert (made.status, made.shown) == (Status.NOT_NEEDED, Status.NOT_NEEDED)
    assert Mail.objects.filter(kind="reference_asked").count() == 1


def test_hr_the_mentor_and_the_colleague_read_that_it_is_no_longer_needed(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    row = mentor(bob, alice)
    made = request.name(row, referee=charlie, by=bob)
    decided(row, alice)
    request.tend()
    assert "Plus nécessaire" in text(as_person(alice), page("told", row))
    assert "n’est plus nécessaire" in text(as_person(bob), page("name", row))
    assert as_person(None).get(link(made)).status_code == 410
    with pytest.raises(Refusal, match="waits for no answer"):
        request.take_back(made, by=bob)
