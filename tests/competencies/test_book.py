"""The pure parts: what ships, how needs are called, gaps and what they suggest, the sheet."""

import dataclasses
import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import sheets
from competencies import book, gaps, sheet, starter, words
from competencies.book import Book, Entry, Saying
from people.roster import fold, read

OLD_CODES = {
    *("new_role", "lead_team", "delegation", "confidence", "public_speaking", "negotiation"),
    *("influence", "career_direction", "network", "technical_expertise", "change", "work_balance"),
}
levels = st.integers(1, 5)
texts = st.text(st.characters(categories=["L", "N", "Zs"]), min_size=1, max_size=20)


def entry(code: str, *labels: str, offered: bool = True, synonyms: tuple[str, ...] = ()) -> Entry:
    """A need called ``labels`` one after the other, in versions 1, 2, …; French only."""
    sayings = tuple(
        Saying(n, {"fr": label, "en": ""}, {"fr": "", "en": ""})
        for n, label in enumerate(labels, start=1)
    )
    return Entry(code, "new", sayings, offered, synonyms)


def test_thirty_needs_ship_in_three_situations_tied_to_competencies() -> None:
    needs, known = starter.needs(), {one.code for one in starter.managers().competencies}
    assert 28 <= len(needs) <= 36
    assert {one.code for one in needs} >= OLD_CODES
    for situation in starter.SITUATIONS:
        assert sum(one.situation == situation for one in needs) >= 8
    for one in needs:
        assert one.competencies and set(one.competencies) <= known, one.code
        assert all(one.label.values()) and all(one.hint.values()), one.code
        assert all(len(hint) <= 200 for hint in one.hint.values()), one.code


def test_what_ships_is_complete_in_both_languages() -> None:
    framework = starter.managers()
    assert len({one.code for one in framework.competencies}) == len(framework.competencies) >= 8
    for one in framework.competencies:
        assert words.faults(words.tidy(one.words)) == [], one.code
        assert set(one.targets) == {each.code for each in framework.profiles}
        assert all(1 <= level <= 5 for level in one.targets.values())


def test_no_two_shipped_needs_claim_the_same_word() -> None:
    claimed: dict[str, str] = {}
    for one in starter.needs():
        for word in {fold(each) for each in (*one.label.values(), *one.synonyms)}:
            assert claimed.setdefault(word, one.code) == one.code, word


def test_an_answer_keeps_the_words_it_was_given_to() -> None:
    made = Book((entry("a", "déléguer", "confier"),), version=2)
    assert [made.label("a", "fr", version) for version in (1, 2, None)] == [
        "déléguer",
        "confier",
        "confier",
    ]
    assert made.label("a", "en") == "confier"
    assert made.label("gone", "fr") == "gone"


def test_a_retired_need_is_offered_only_to_who_has_it() -> None:
    made = Book((entry("a", "un"), entry("b", "deux", offered=False)))
    assert made.offered() == {"a"}
    assert made.offered(["b", "never was"]) == {"a", "b"}
    assert made.words() == {"un": "a", "a": "a"}


def test_todays_labels_win_over_synonyms_and_old_labels() -> None:
    made = Book((entry("a", "vieux", "neuf", synonyms=("deux",)), entry("b", "deux", "vieux")), 2)
    assert made.words() == {"neuf": "a", "vieux": "b", "deux": "a", "a": "a", "b": "b"}


@given(st.lists(texts, max_size=6), st.lists(texts, max_size=4))
def test_new_codes_are_new_and_plain(labels: list[str], taken: list[str]) -> None:
    known = set(taken)
    for label in labels:
        code = book.code_for(label, known)
        assert code not in known
        assert len(code) <= 40 and code.isascii() and code == code.lower()
        known.add(code)


@given(st.dictionaries(texts, levels, max_size=8), st.dictionaries(texts, levels, max_size=8))
def test_gaps_are_never_negative_and_cover_what_both_have(
    targets: dict[str, int], own: dict[str, int]
) -> None:
    found = gaps.compare(targets, own)
    assert [one.code for one in found] == [code for code in targets if code in own]
    assert all(0 <= one.missing <= 4 and one.moved == 0 for one in found)
    assert gaps.compare(targets, targets | dict.fromkeys(targets, 5)) == gaps.compare(
        targets, dict.fromkeys(targets, 5)
    )


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.tuples(levels, levels), max_size=6),
    st.dictionaries(texts, st.lists(st.sampled_from("abcdefg"), max_size=3), max_size=8),
    st.integers(0, 5),
)
def test_suggestions_miss_something_and_come_widest_first(
    own: dict[str, tuple[int, int]], needs: dict[str, list[str]], most: int
) -> None:
    found = [gaps.Gap(code, target, level) for code, (target, level) in own.items()]
    missing = {one.code: one.missing for one in found}
    shown = gaps.suggest(found, needs.items(), most=most)
    assert len(shown) <= most and len(set(shown)) == len(shown)

    def weight(code: str) -> float:
        known = [missing[each] for each in needs[code] if each in missing]
        return sum(known) / len(known)

    weights = [weight(code) for code in shown]
    assert all(weights) and weights == sorted(weights, reverse=True)
    for gap in found:
        better = dataclasses.replace(gap, level=5)
        assert better.missing == 0


NAMES = {"p1": ("Débuts", "Beginners"), "p2": ("Suite", "Later")}
rows = st.builds(
    lambda code, text, both, a, b: sheet.Row(
        0,
        code,
        {name: text if both or name.endswith("fr") else "" for name in words.FIELDS},
        {"p1": a, "p2": b},
    ),
    st.text("ab9_", max_size=8).map(lambda one: f"c{one}"),
    st.text("abcé=+-' \u00a0", min_size=1, max_size=20).map(lambda one: words.plain(f"x{one}")),
    st.booleans(),
    levels,
    levels,
)


@given(st.lists(rows, min_size=1, max_size=5, unique_by=lambda one: one.code), st.booleans())
def test_a_sheet_comes_back_as_it_went_out(given_rows: list[sheet.Row], as_csv: bool) -> None:
    lines = sheet.written(given_rows, {key: one[0] for key, one in NAMES.items()}, "fr")
    data = b"".join(sheets.csv_lines(lines)) if as_csv else sheets.workbook(lines, title="Sheet")
    found = sheet.read(read(data, "x"), NAMES)
    assert found.problems == () and found.unknown_columns == ()
    assert [(one.code, one.words, one.targets) for one in found.rows] == [
        (one.code, one.words, one.targets) for one in given_rows
    ]
    assert sheet.from_values(sheet.as_values(found.rows)) == list(found.rows)


def lines_of(*cells: dict[str, str]) -> sheet.Reading:
    titles = [one["en"] for one in sheet.HEADERS.values()]
    titles += ["Target – Beginners", "Target – Later"]
    keys = [*sheet.HEADERS, "p1", "p2"]
    table = [titles, *([one.get(key, "") for key in keys] for one in cells)]
    return sheet.read(read(b"".join(sheets.csv_lines(table)), "x.csv"), NAMES)


WHOLE = {f"{part}_en": "words" for part in starter.WORDS} | {"p1": "2", "p2": "5"}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ({}, []),
        ({"code": "Not A Code"}, ["code_invalid"]),
        ({"p1": "6"}, ["target_invalid"]),
        ({"p1": ""}, ["target_invalid"]),
        ({"low_en": ""}, ["incomplete"]),
        ({"name_fr": "un nom"}, ["incomplete"] * 4),
        ({"name_en": "x" * 121}, ["too_long"]),
        (dict.fromkeys(WHOLE, "") | {"code": "a", "p1": "1", "p2": "1"}, ["name_missing"]),
    ],
)
def test_a_wrong_cell_keeps_its_line_out(change: dict[str, str], codes: list[str]) -> None:
    found = lines_of(WHOLE | change)
    assert [one.code for one in found.problems] == codes
    assert len(found.rows) == (not codes)


def test_a_code_twice_and_a_profile_without_a_column_are_told() -> None:
    twice = lines_of(WHOLE | {"code": "a"}, WHOLE | {"code": "a"})
    assert [(one.line, one.code) for one in twice.problems] == [(3, "code_repeated")]
    table = read(b"Name (English);Target - Beginners\na;1", "x.csv")
    assert [one.code for one in sheet.read(table, NAMES).problems] == ["target_missing"]
    nameless = sheet.read(read(b"Code;Target - Beginners;Target - Later\na;1;2", "x.csv"), NAMES)
    assert [one.code for one in nameless.problems] == ["no_name_column"]


def test_a_sheet_computes_nothing() -> None:
    row = sheet.Row(0, "a", dict.fromkeys(words.FIELDS, "=1+1"), {"p1": 1, "p2": 2})
    lines = sheet.written([row], {key: one[0] for key, one in NAMES.items()}, "en")
    data = sheets.workbook(lines, title="Sheet")
    cells = [cell for line in openpyxl.load_workbook(io.BytesIO(data)).active for cell in line]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
