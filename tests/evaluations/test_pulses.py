"""Who is asked when, and how an answer is kept without its author."""

import datetime as dt
import itertools
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from companies import mail, walls
from companies.errors import Refusal
from companies.models import Company
from evaluations.actions import pulse
from evaluations.models import PulseAnswer, PulseRequest, SealedAnswer
from pairings.models import Pairing
from people.models import AuditEntry, Mail, Person
from programmes.models import Programme
from tests.evaluations import scene

type Browser = Callable[[Person | None], Client]


def test_both_partners_are_asked_once_after_their_first_session(company: Company) -> None:
    made = scene.programme(pairs=2)
    assert len(scene.asked(made)) == 4
    assert pulse.send_due(today=timezone.localdate()) == 0
    assert {one.pulse.occasion for one in scene.asked(made)} == {"first_session"}
    assert Mail.objects.filter(kind="pulse").count() == 4


def test_a_pair_that_has_not_met_is_not_asked(company: Company) -> None:
    assert scene.asked(scene.programme(pairs=1, sessions=0)) == []


def test_whoever_has_left_is_not_asked(company: Company) -> None:
    made = scene.programme(pairs=1)
    Person.objects.filter(enrolments__role="mentor").update(status=Person.Status.LEFT)
    assert [pulse.side(one) for one in scene.asked(made)] == ["mentee"]


def test_a_pair_that_has_left_altogether_fills_no_journal(company: Company) -> None:
    scene.programme(pairs=1)
    Person.objects.update(status=Person.Status.LEFT)
    assert pulse.send_due(today=timezone.localdate()) == 0
    assert not AuditEntry.objects.filter(verb="pulse.sent").exists()


def test_the_journal_says_how_many_people_were_asked(company: Company) -> None:
    scene.asked(scene.programme(pairs=2))
    entry = AuditEntry.objects.get(verb="pulse.sent")
    assert entry.facts["people"] == 4


def _pairing(days: int = 240) -> Pairing:
    start = dt.date(2026, 1, 1)
    programme = Programme(starts_on=start, ends_on=start + dt.timedelta(days=days))
    return Pairing(programme=programme, started_on=start)


@given(st.lists(st.integers(0, 320), max_size=40, unique=True), st.integers(0, 100))
def test_waves_come_in_their_order_once_and_two_weeks_apart(days: list[int], first: int) -> None:
    pairing, asked = _pairing(), dict[str, dt.date]()
    met = pairing.started_on + dt.timedelta(days=first)
    for day in sorted(days):
        today = pairing.started_on + dt.timedelta(days=day)
        if today >= met and (occasion := pulse.next_occasion(pairing, met, asked, today)):
            assert occasion not in asked
            asked[occasion] = today
    order = [wave for wave in ("first_session", "day_30", "mid_term", "final") if wave in asked]
    assert list(asked) == order
    moments = list(asked.values())
    assert all((b - a).days >= 14 for a, b in itertools.pairwise(moments))


def test_a_year_of_daily_rounds_asks_the_four_waves() -> None:
    pairing, asked = _pairing(), dict[str, dt.date]()
    met = pairing.started_on + dt.timedelta(days=5)
    for day in range(5, 300):
        today = pairing.started_on + dt.timedelta(days=day)
        if occasion := pulse.next_occasion(pairing, met, asked, today):
            asked[occasion] = today
    gaps = [(day - pairing.started_on).days for day in asked.values()]
    assert list(asked) == ["first_session", "day_30", "mid_term", "final"]
    assert gaps == [5, 30, 120, 240]


def test_one_reminder_leaves_after_a_week_to_those_who_are_silent(company: Company) -> None:
    made = scene.programme(pairs=1)
    first, _second = scene.asked(made)
    scene.answer([first])
    today = timezone.localdate()
    assert pulse.remind(today=today + dt.timedelta(days=6)) == 0
    assert pulse.remind(today=today + dt.timedelta(days=7)) == 1
    assert pulse.remind(today=today + dt.timedelta(days=8)) == 0


def test_an_answer_is_kept_without_its_author(company: Company) -> None:
    requests = [one for one in scene.asked(scene.programme(pairs=5)) if pulse.side(one) == "mentor"]
    scene.answer(requests)
    names = {field.name for field in PulseAnswer._meta.get_fields()}
    assert names == {"id", "pulse", "side", "values"}
    kept = PulseAnswer.objects.all()
    assert [one.values for one in kept] == [scene.values(requests[0])] * 5
    requests[0].refresh_from_db()
    assert requests[0].answered_on == timezone.localdate()


def test_a_double_click_answers_once(company: Company, as_person: Browser) -> None:
    request = scene.asked(scene.programme(pairs=1))[0]
    address = f"/p/{pulse.token(request)}"
    first = as_person(None).post(address, scene.values(request))
    second = as_person(None).post(address, scene.values(request))
    assert (first.status_code, second.status_code) == (302, 200)
    assert "déjà répondu" in second.content.decode()
    assert SealedAnswer.objects.count() == 1


def test_opening_the_link_changes_nothing_and_needs_no_login(
    company: Company, as_person: Browser
) -> None:
    request = scene.asked(scene.programme(pairs=1))[0]
    for _scanner in range(2):
        page = as_person(None).get(f"/p/{pulse.token(request)}")
        assert page.status_code == 200
    assert "groupes de 5 personnes" in page.content.decode()
    assert not SealedAnswer.objects.exists()


def test_a_missing_value_keeps_nothing_and_says_so(company: Company, as_person: Browser) -> None:
    request = scene.asked(scene.programme(pairs=1))[0]
    values = scene.values(request) | {"useful": ""}
    page = as_person(None).post(f"/p/{pulse.token(request)}", values)
    assert page.status_code == 422
    assert "Choisissez une valeur" in page.content.decode()
    assert not SealedAnswer.objects.exists()


def test_an_expired_link_says_so_in_a_sentence(company: Company, as_person: Browser) -> None:
    request = scene.asked(scene.programme(pairs=1))[0]
    token = pulse.token(request)
    with time_machine.travel(timezone.now() + dt.timedelta(days=22)):
        page = as_person(None).post(f"/p/{token}", scene.values(request))
    assert page.status_code == 410
    assert "clos le" in page.content.decode()
    assert not SealedAnswer.objects.exists()


def test_a_link_of_one_company_is_refused_by_another(
    company: Company, neighbour: str, as_person: Browser
) -> None:
    token = pulse.token(scene.asked(scene.programme(pairs=1))[0])
    with walls.inside(neighbour):
        there = scene.asked(scene.programme(pairs=1))[0]
        assert pulse.by_token(token) is None
        foreign = pulse.token(there)
    assert as_person(None).get(f"/p/{token}").status_code == 200
    assert as_person(None).get(f"/p/{foreign}").status_code == 404


def test_nobody_answers_for_somebody_else(charlie: Person, as_person: Browser) -> None:
    request = scene.asked(scene.programme(pairs=1))[0]
    page = as_person(charlie).post(f"/p/{pulse.token(request)}", scene.values(request))
    assert page.status_code == 422
    assert as_person(charlie).get(f"/pulses/{request.public_id}/").status_code == 404
    with pytest.raises(Refusal):
        pulse.answer(request=request, values=scene.values(request), by=charlie)


def test_the_person_answers_in_the_application(
    bob: Person, charlie: Person, as_person: Browser
) -> None:
    made = scene.programme(pairs=0)
    scene.pair_of(made, charlie, bob)
    scene.asked(made)
    request = PulseRequest.objects.get(person=bob)
    address = f"/pulses/{request.public_id}/"
    assert as_person(bob).get(address).status_code == 200
    page = as_person(bob).post(address, scene.values(request), follow=True)
    assert "Merci" in page.content.decode()
    assert SealedAnswer.objects.get().side == "mentee"


@pytest.mark.parametrize("kind", ["pulse", "pulse_reminder"])
@pytest.mark.parametrize(
    ("language", "word"), [("fr", "sans votre nom"), ("en", "without your name")]
)
def test_the_letter_promises_anonymity_in_both_languages(
    company: Company, kind: str, language: str, word: str
) -> None:
    made = scene.programme(pairs=1)
    scene.asked(made)
    pulse.remind(today=timezone.localdate() + dt.timedelta(days=7))
    row = Mail.objects.filter(kind=kind).select_related("person").first()
    assert row is not None
    letter = mail.render(kind, language=language, context={"person": row.person, **row.context})
    assert word in letter.text and word in letter.html
    assert "/p/" in letter.text and row.context["partner"] in letter.subject
