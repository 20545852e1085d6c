"""What a pilot sheet shows, and what is proposed from it (pure)."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilots import findings, proposals
from pilots.findings import MINIMUM, Finding
from pilots.reading import Mentoring

TODAY = date(2026, 11, 22)
EVERY = (
    "mentor",
    "mentee",
    "started_on",
    "ended_on",
    "sessions",
    "theme",
    "satisfaction",
    "reason",
)


def mentoring(number: int, **facts: Any) -> Mentoring:
    known: dict[str, Any] = {
        "started_on": date(2025, 1, 1),
        "ended_on": date(2025, 10, 1),
        "sessions": 8,
        "theme": "Poste",
        "satisfaction": 4.0,
        "reason": "reached",
    }
    return Mentoring(number, f"Mentor {number}", f"Mentee {number}", **(known | facts))


def found(rows: list[Mentoring], same_line: dict[int, bool] | None = None) -> dict[str, Finding]:
    told = findings.evaluate(rows, fields=EVERY, same_line=same_line or {}, today=TODAY)
    return {one.code: one for one in told}


def test_four_tell_nothing_and_five_do() -> None:
    four = found([mentoring(n) for n in range(4)])
    assert all(one.is_withheld and not one.n and not one.values for one in four.values())
    five = found([mentoring(n) for n in range(5)])
    assert five["volume"].n == 5
    assert five["duration"].values["median"] == 9.0
    assert five["satisfaction"].values == {"mean": 4.0, "low": 4.0, "high": 4.0}


def test_who_faded_out_is_counted_among_those_that_are_over() -> None:
    rows = [mentoring(n, sessions=2, reason="method") for n in range(3)]
    rows += [mentoring(n) for n in range(3, 9)]
    # A goal reached in two sessions is no failure; a pair under way is not over.
    rows += [mentoring(9, sessions=2), mentoring(10, sessions=1, ended_on=None, reason="")]
    rows[-1] = mentoring(10, sessions=1, ended_on=None, reason="", started_on=TODAY)
    faded = found(rows)["faded"]
    assert (faded.n, faded.values["count"], faded.values["share"]) == (10, 3, 30)


def test_silence_is_an_end_without_a_reason_or_a_year_without_an_end() -> None:
    rows = [mentoring(n) for n in range(4)]
    rows += [mentoring(4, reason=""), mentoring(5, reason="", ended_on=None)]
    rows += [mentoring(6, reason="", ended_on=None, started_on=TODAY - timedelta(days=300))]
    silent = found(rows)["silent"]
    assert (silent.n, silent.values["count"]) == (6, 2)


def test_mentors_with_more_than_three_mentees_are_counted_whatever_their_spelling() -> None:
    rows = [mentoring(n) for n in range(5)]
    names = ("Roy Anne", "anne roy", "Anne Roy", "ANNE ROY")
    rows += [
        Mentoring(10 + at, name, f"Somebody {at}", sessions=4, reason="reached")
        for at, name in enumerate(names)
    ]
    overloaded = found(rows)["overloaded"]
    assert (overloaded.n, overloaded.values["count"]) == (6, 1)


def test_the_line_of_management_is_looked_at_where_both_are_known() -> None:
    rows = [mentoring(n) for n in range(8)]
    known = dict.fromkeys(range(6), False) | {0: True}
    assert found(rows, known)["same_line"].values["count"] == 1
    assert "same_line" not in found(rows)


def test_causes_are_ranked_and_never_counted_one_by_one() -> None:
    rows = [mentoring(n, reason="method") for n in range(6)]
    rows += [mentoring(n, reason="trust") for n in range(6, 11)]
    told = found(rows)["causes"]
    assert (told.n, told.values) == (11, {"ranked": ["method", "trust"]})


def test_a_cause_that_fewer_than_five_name_is_neither_ranked_nor_counted_nor_proposed() -> None:
    rows = [mentoring(n, reason="method") for n in range(5)]
    rows += [mentoring(n, reason="trust") for n in range(5, 9)]
    told = found(rows)
    assert (told["causes"].n, told["causes"].values) == (5, {"ranked": ["method"]})
    risks = {one.code for one in proposals.propose(told.values())}
    assert "cause_method" in risks and "cause_trust" not in risks
    assert found(rows[1:])["causes"].is_withheld
    assert not any("cause_" in one.code for one in proposals.propose(found(rows[1:]).values()))


def test_a_protection_is_clear_only_when_chance_hardly_explains_it() -> None:
    lasting = [mentoring(n) for n in range(20)]
    fading = [mentoring(n, theme="", sessions=1, reason="purpose") for n in range(20, 40)]
    clear = found([*lasting, *fading])["lasts_purpose"].values
    assert clear["is_clear"] and (clear["share"], clear["other_share"]) == (100, 0)
    weak = found([*lasting[:6], *(mentoring(n, theme="") for n in range(20, 26))])
    assert not weak["lasts_purpose"].values["is_clear"]


def test_intervals_agree_with_published_values() -> None:
    assert findings.wilson(1, 10) == pytest.approx((0.0179, 0.4042), abs=0.0005)
    # Newcombe 1998, example a: 56/70 against 48/80.
    assert findings.newcombe(56, 70, 48, 80) == pytest.approx((0.0524, 0.3339), abs=0.0005)
    assert findings.student(4) == pytest.approx(2.776, abs=0.01)
    assert findings.student(29) == pytest.approx(2.045, abs=0.001)


rows_drawn = st.lists(
    st.builds(
        mentoring,
        st.integers(0, 6),
        sessions=st.none() | st.integers(0, 20),
        satisfaction=st.none() | st.floats(0, 5),
        reason=st.sampled_from(["", "reached", "departure", "other", *findings.CAUSES]),
        theme=st.sampled_from(["", "Poste"]),
    ),
    max_size=30,
)


@given(rows_drawn)
def test_nothing_is_ever_told_of_fewer_than_five(rows: list[Mentoring]) -> None:
    for one in found(rows, {number: number % 2 == 0 for number in range(7)}).values():
        assert one.is_withheld or one.n >= MINIMUM
        assert not one.is_withheld or not one.values
        for cause in one.values.get("ranked", ()):  # type: ignore[union-attr]
            assert sum(each.reason == cause for each in rows) >= MINIMUM
        if "low" in one.values:
            middle = one.values.get("share", one.values.get("mean", one.values.get("median")))
            if "other_share" not in one.values:
                assert one.values["low"] <= middle <= one.values["high"]  # type: ignore[operator]


@given(rows_drawn)
def test_every_proposal_cites_findings_that_were_told(rows: list[Mentoring]) -> None:
    told = found(rows)
    offered = proposals.propose(told.values())
    assert len({one.code for one in offered}) == len(offered)
    for one in offered:
        assert one.cites
        assert all(code in told and not told[code].is_withheld for code in one.cites)
        if one.part == "objective":
            assert one.values["baseline"] != one.values["target"]


def test_what_went_wrong_becomes_an_objective_and_what_is_well_does_not() -> None:
    rows = [mentoring(n, sessions=2, reason="", satisfaction=2.0) for n in range(6)]
    offered = {one.code: one for one in proposals.propose(found(rows).values())}
    assert offered["lasting"].values == {"baseline": 0, "target": 50}
    assert offered["said"].values == {"baseline": 100, "target": 0}
    assert offered["satisfied"].values == {"baseline": 2.0, "target": 2.5}
    well = proposals.propose(found([mentoring(n, satisfaction=5.0) for n in range(6)]).values())
    assert {one.part for one in well} == {"purpose", "design"}
