"""The charts: geometry inside its frame, words for hidden values, the same bytes everywhere."""

import itertools
import re
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from evaluations import charts
from evaluations.charts import Box, Change, Drawing, Item, Scale, Series, Text, Value

GOLDEN = Path(__file__).parent / "golden" / "funnel.svg"
HIDDEN = Value(None, "hidden, fewer than 5")
SVG = "{http://www.w3.org/2000/svg}"
finite = st.floats(-1e6, 1e6)


def words(number: float) -> str:
    return f"{number:g}".replace(".", ",")


def items(numbers: list[float | None]) -> list[Item]:
    return [
        Item(f"Label {i}", HIDDEN if n is None else Value(n, words(n)))
        for i, n in enumerate(numbers)
    ]


def drawn(form: str, numbers: list[float | None]) -> Drawing:
    """Any of the forms drawn from plain numbers."""
    names = {"key": "k", "title": "T", "description": "D"}
    two = ("Label", "Value")
    if form == "line":
        axis = charts.scale([n for n in numbers if n is not None], write=words)
        values = [item.value for item in items(numbers)]
        labels = [str(i) for i in range(len(numbers))]
        series = [Series("A", values)]
        return charts.line(
            **names, heading="Month", labels=labels, series=series, axis=axis, hidden=HIDDEN.text
        )
    if form == "bars":
        return charts.bars(**names, headings=two, items=items(numbers), axis=Scale(0, 10))
    if form == "dumbbell":
        changes = [
            Change(item.label, Value(1, "1"), item.value, Value(9, "9")) for item in items(numbers)
        ]
        return charts.dumbbell(**names, headings=("I", "From", "Now", "To"), changes=changes)
    if form == "effects":
        return charts.effects(**names, headings=two, items=items(numbers), axis=Scale(-10, 10))
    draw = {
        "segments": charts.segments,
        "funnel": charts.funnel,
        "histogram": charts.histogram,
        "sparkline": charts.sparkline,
    }[form]
    return draw(**names, headings=two, items=items(numbers))


FORMS = ["line", "bars", "dumbbell", "segments", "funnel", "histogram", "sparkline", "effects"]


@pytest.mark.parametrize("form", FORMS)
@given(st.lists(st.none() | st.floats(0, 1000), max_size=14))
def test_every_mark_stays_inside_the_drawing(form: str, numbers: list[float | None]) -> None:
    drawing = drawn(form, numbers)
    width, height = float(drawing.width), float(drawing.height)
    for element in drawing.elements:
        if isinstance(element, Box):
            assert -0.01 <= float(element.x) <= float(element.x) + float(element.width)
            assert float(element.x) + float(element.width) <= width + 2.01
            assert float(element.y) + float(element.height) <= height + 0.01
        if isinstance(element, Text):
            assert -0.01 <= float(element.x) <= width + 0.01
            assert 0 < float(element.y) <= height


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("numbers", [[], [None], [3.5], [0, 0], [1.5, None, 7.25, 7.25]])
def test_every_form_is_well_formed_whatever_is_missing(
    form: str, numbers: list[float | None]
) -> None:
    with translation.override("fr"):
        svg = render_to_string("charts/drawing.svg", {"chart": drawn(form, numbers)})
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "T"
    assert root.findtext(f"{SVG}desc") == "D"
    for element in root.iter():
        assert "style" not in element.attrib
        for name in ("x", "y", "width", "height", "d", "viewBox"):
            assert not re.search(r"[,a-z]{2}|,|nan|inf", element.get(name, "")), element.attrib


@pytest.mark.parametrize("form", ["bars", "segments", "funnel", "histogram"])
def test_a_hidden_value_is_written_and_not_drawn(form: str) -> None:
    only = drawn(form, [None])
    written = " ".join(element.text for element in only.elements if isinstance(element, Text))
    assert HIDDEN.text in written
    assert not [e for e in only.elements if isinstance(e, Box) and e.tone == "a"]
    assert only.rows == (("Label 0", HIDDEN.text),)


def test_an_effect_is_a_full_mark_only_when_its_interval_leaves_out_0() -> None:
    rows = [
        Item("clear", Value(5, "+5", 1, 9, "+1 to +9")),
        Item("not clear", Value(3, "+3", -2, 8, "-2 to +8")),
        Item("not known", HIDDEN),
    ]
    drawing = charts.effects(
        key="k", title="T", description="D", headings=("A", "B"), items=rows, axis=Scale(-10, 10)
    )
    marks = [one.look for one in drawing.elements if getattr(one, "look", "") in ("mark", "ring")]
    assert marks == ["mark", "ring"]
    assert drawing.rows[0] == ("clear", "+5 (+1 to +9)")
    assert drawing.rows[2] == ("not known", HIDDEN.text)


def test_a_line_breaks_where_a_month_is_hidden_and_says_so() -> None:
    drawing = drawn("line", [6, 7, None, 9, 8])
    lines = [e for e in drawing.elements if getattr(e, "look", "") == "line" and e.tone == "a"]
    assert len(lines) == 2
    assert HIDDEN.text in [
        element.text for element in drawing.elements if isinstance(element, Text)
    ]


@given(st.lists(finite, min_size=1, max_size=20))
def test_an_axis_contains_its_values_and_a_few_round_ticks(values: list[float]) -> None:
    axis = charts.scale(values, write=words)
    margin = 1e-6 * max(1.0, axis.high - axis.low)
    assert axis.low - margin <= min(values) <= max(values) <= axis.high + margin
    assert axis.low < axis.high
    assert 2 <= len(axis.ticks) <= 7


def test_an_axis_of_shares_never_leaves_its_bounds() -> None:
    axis = charts.scale([0.81, 1.0], write=words, lowest=0, highest=1)
    assert (axis.low, axis.high) == (0.8, 1.0)
    assert [text for _, text in axis.ticks] == ["0,8", "0,85", "0,9", "0,95", "1"]


@pytest.mark.parametrize(("lowest", "highest"), [(None, None), (0, None), (None, 1), (0, 1)])
def test_an_axis_of_equal_values_still_has_a_length(
    lowest: float | None, highest: float | None
) -> None:
    axis = charts.scale([1, 1, 1], write=words, lowest=lowest, highest=highest)
    assert axis.low < axis.high
    assert axis.low <= 1 <= axis.high


def test_two_lines_that_end_together_have_labels_that_do_not_touch() -> None:
    values = [Value(1, "1"), Value(2, "2")]
    series = [Series(name, values) for name in ("One", "Two", "Three")]
    drawing = charts.line(
        key="k",
        title="T",
        description="D",
        heading="M",
        labels=["a", "b"],
        series=series,
        axis=Scale(0, 4),
    )
    ends = sorted(float(e.y) for e in drawing.elements if isinstance(e, Text) and e.tone in "abc")
    assert len(ends) == 6
    assert all(later - earlier >= 15.9 for earlier, later in itertools.pairwise(ends))


def test_series_differ_by_dash_and_marker_not_by_colour_alone() -> None:
    values = [Value(1, "1"), Value(2, "2")]
    drawing = charts.line(
        key="k",
        title="T",
        description="D",
        heading="M",
        labels=["a", "b"],
        series=[Series("One", values), Series("Two", values)],
        axis=Scale(0, 4),
    )
    one, two = ([e for e in drawing.elements if e.tone == tone] for tone in ("a", "b"))
    assert [e.dash for e in one if getattr(e, "look", "") == "line"] == [""]
    assert [e.dash for e in two if getattr(e, "look", "") == "line"] == ["7 4"]


def test_the_narrow_space_that_the_fonts_lack_is_replaced() -> None:
    drawing = charts.histogram(
        key="k",
        title="T",
        description="D",
        headings=("L", "V"),
        items=[Item("a", Value(1200, "1\u202f200"))],
    )
    assert "1\u00a0200" in [e.text for e in drawing.elements if isinstance(e, Text)]


def test_what_people_typed_is_escaped() -> None:
    drawing = replace(drawn("bars", [3]), title="<script>alert(1)</script>")
    assert "<script" not in render_to_string("charts/figure.html", {"chart": drawing})


def test_the_figure_holds_the_same_values_as_a_table() -> None:
    html = render_to_string("charts/figure.html", {"chart": drawn("bars", [3, None])})
    assert html.count("<details") == html.count("<svg") == html.count("<table") == 1
    assert re.findall(r"<td>(.*?)</td>", html) == ["3", HIDDEN.text]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, two: str) -> float:
    light, dark = sorted((luminance(one), luminance(two)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themed() -> dict[str, tuple[str, str]]:
    """Tone → (light, dark) as the site's style sheet has them."""
    css = Path(__file__).parents[2].joinpath("static/css/charts.css").read_text()
    found = re.findall(r"\.k-(\w+) \{\s*--k: light-dark\((#\w+), (#\w+)\)", css)
    return {tone: (light, dark) for tone, light, dark in found}


@pytest.mark.parametrize("tone", ["ink", "muted", "a", "b", "c", "d", "e", "f"])
def test_every_colour_that_writes_is_legible_on_paper_and_in_both_themes(tone: str) -> None:
    light, dark = themed()[tone]
    assert light == charts.PALETTE[tone]
    assert contrast(light, "#ffffff") >= 4.5
    assert contrast(light, charts.PALETTE["track"]) >= 4.5
    assert contrast(dark, themed()["track"][1]) >= 4.5


def test_a_funnel_is_drawn_as_it_was() -> None:
    steps = [
        Item("Invited", Value(60, "60")),
        Item("Paired", Value(37.5, "36 to 39", 36, 39)),
        Item("Closed well", HIDDEN),
    ]
    drawing = charts.funnel(
        key="funnel",
        title="From invitation to closing",
        description="60 invited, 36 to 39 paired.",
        headings=("Step", "People"),
        items=steps,
    )
    assert render_to_string("charts/drawing.svg", {"chart": drawing}) == GOLDEN.read_text()
