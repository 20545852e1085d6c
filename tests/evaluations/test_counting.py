"""Answers wait sealed, and enter the figures shuffled, in groups of five people or more."""

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence
from unittest import mock

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from companies import envelope, walls
from companies.models import Company
from evaluations import metrics, results
from evaluations.actions import pulse
from evaluations.models import PulseAnswer, PulseRequest, SealedAnswer
from tests import factories
from tests.evaluations import scene


def _mentees(pairs: int) -> list[PulseRequest]:
    requests = scene.asked(scene.programme(pairs=pairs))
    return [one for one in requests if pulse.side(one) == "mentee"]


def _answer(requests: Sequence[PulseRequest], value: int = 4) -> None:
    for request in requests:
        pulse.answer(request=request, values=scene.values(request, value), by=None)


def _seen(request: PulseRequest) -> tuple[int, metrics.Mean | metrics.Nps | metrics.Hidden]:
    """What somebody who looks today sees of the mentees: how many answers, which figure."""
    programme = request.pulse.programme
    figures = results.figures(programme, timezone.localdate())
    useful = next(one for one in figures.questions if one.code == "useful")
    return PulseAnswer.objects.filter(side="mentee").count(), useful.roles[0].figure


def test_looking_after_each_answer_never_shows_a_step_of_fewer_than_five(
    company: Company,
) -> None:
    requests, counts = _mentees(23), [0]
    for request in requests:
        _answer([request], value=1 + request.pk % 5)
        pulse.count_waiting()
        counts.append(_seen(request)[0])
    steps = {later - earlier for earlier, later in itertools.pairwise(counts)}
    assert counts[-1] == 23, "nobody's answer is left out at the end"
    assert len(steps) > 2
    assert not any(metrics.is_small(step) for step in steps), counts


def test_a_figure_stands_still_until_five_more_people_can_be_counted(company: Company) -> None:
    requests = _mentees(14)
    _answer(requests[:10])
    pulse.count_waiting()
    pulse.count_waiting()
    first = _seen(requests[0])
    for request in requests[10:13]:
        _answer([request], value=1)
        pulse.count_waiting()
        assert _seen(request) == first
    _answer(requests[13:], value=1)
    pulse.count_waiting()
    count, figure = _seen(requests[0])
    assert count == 14
    assert figure != first[1]


def test_five_answers_of_one_busy_mentor_are_not_five_people(company: Company) -> None:
    made = scene.programme(pairs=0)
    mentor = factories.EnrolmentFactory(programme=made, role="mentor", capacity=5)
    for _ in range(5):
        pairing = factories.PairingFactory(
            programme=made, mentor=mentor, started_on=timezone.localdate() - dt.timedelta(days=10)
        )
        factories.MentoringSessionFactory(pairing=pairing)
    _answer([one for one in scene.asked(made) if pulse.side(one) == "mentor"])
    assert pulse.count_waiting() == 0
    assert SealedAnswer.objects.count() == 5


def test_the_last_answers_are_counted_when_the_wave_is_over(company: Company) -> None:
    requests = _mentees(9)
    _answer(requests[:8])
    assert (pulse.count_waiting(), pulse.count_waiting()) == (0, 0)
    with time_machine.travel(timezone.now() + dt.timedelta(days=22)):
        assert pulse.count_waiting() == 8
    assert not SealedAnswer.objects.exists()


def test_a_wave_of_four_is_never_counted(company: Company) -> None:
    requests = _mentees(4)
    _answer(requests)
    assert pulse.count_waiting() == 0
    assert _seen(requests[0]) == (0, metrics.Hidden("small_group"))


def test_an_answer_that_waits_can_be_read_nowhere_in_its_row(company: Company) -> None:
    requests = _mentees(2)
    _answer(requests[:1], value=1)
    _answer(requests[1:], value=5)
    rows = SealedAnswer.objects.all()
    assert {field.name for field in SealedAnswer._meta.get_fields()} == {
        *("id", "pulse", "side", "waiting", "sealed")
    }
    assert all("useful" not in row.sealed for row in rows)
    assert len({len(row.sealed) for row in rows}) == 1
    assert not PulseAnswer.objects.exists()


@pytest.mark.parametrize("code", ["recommend", "recommend!", "recommend!!"])
def test_a_ten_is_no_longer_than_a_zero_once_sealed(company: Company, code: str) -> None:
    wave = _mentees(1)[0].pulse
    none, ten = (pulse.seal(wave, "mentee", {code: n}).sealed for n in (0, 10))
    assert len(none) == len(ten)


def _marks(table: str) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT xmin::text, ctid::text FROM {table} ORDER BY ctid")
        yield from cursor.fetchall()


def test_no_transaction_writes_both_an_answer_and_that_somebody_answered(
    company: Company,
) -> None:
    requests = _mentees(7)
    for request in requests[:5]:
        _answer([request])
    answered = {mark for mark, _place in _marks("evaluations_pulserequest")}
    _answer(requests[5:])
    pulse.count_waiting()
    kept = {mark for mark, _place in _marks("evaluations_pulseanswer")}
    assert len(kept) == 1
    assert len(answered) > 4
    assert not kept & answered


def test_the_rows_of_answers_are_not_in_the_order_in_which_they_came(company: Company) -> None:
    requests = _mentees(40)
    for number, request in enumerate(requests):
        _answer([request], value=1 + number // 8)
    pulse.count_waiting()
    with connection.cursor() as cursor:
        cursor.execute("SELECT (values->>'useful')::int FROM evaluations_pulseanswer ORDER BY ctid")
        written = [value for (value,) in cursor.fetchall()]
    assert len(written) == 40
    assert written != sorted(written)


def test_an_answer_that_cannot_be_opened_is_kept_and_does_not_stop_the_others(
    company: Company,
) -> None:
    broken, sound = _mentees(5), _mentees(5)
    _answer([*broken, *sound])
    SealedAnswer.objects.filter(pulse=broken[0].pulse).update(sealed="v1.AAAA")
    assert pulse.count_waiting() == 5
    assert PulseAnswer.objects.filter(pulse=sound[0].pulse).count() == 5
    assert SealedAnswer.objects.filter(pulse=broken[0].pulse).count() == 5


def test_a_crash_while_counting_loses_nothing_and_counts_nothing_twice(company: Company) -> None:
    _answer(_mentees(6), value=2)
    breaks = mock.patch("evaluations.models.PulseRequestQuerySet.update", side_effect=SystemExit)
    with breaks, pytest.raises(SystemExit):
        pulse.count_waiting()
    assert not PulseAnswer.objects.exists()
    assert SealedAnswer.objects.count() == 6
    assert pulse.count_waiting() == 6
    assert pulse.count_waiting() == 0
    assert [one.values["useful"] for one in PulseAnswer.objects.all()] == [2] * 6


def test_another_company_s_key_does_not_open_what_waits(company: Company, neighbour: str) -> None:
    _answer(_mentees(1))
    row = SealedAnswer.objects.get()
    with walls.inside(neighbour), pytest.raises(envelope.UnreadableError):
        envelope.unseal(row.sealed, purpose=pulse.SEALED_FOR, owner=row.pk.hex)
    assert envelope.unseal(row.sealed, purpose=pulse.SEALED_FOR, owner=row.pk.hex)
