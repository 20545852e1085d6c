"""Labelled values → drawings of charts: computed geometry for one SVG template (pure).

One drawing serves page and paper. Colours are presentation attributes, because WeasyPrint applies
no style sheet to SVG; the classes `k-…` let the site's style sheet recolour the same bytes. Numbers
for the eye arrive as text already in the reader's language; numbers of the geometry leave as text
with a decimal point, whatever the language.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

WIDTH = 400
SIZE = 13
FONT = "Atkinson Hyperlegible Next,DejaVu Sans,sans-serif"

type Anchor = Literal["start", "middle", "end"]
type Look = Literal["line", "fill", "mark", "ring"]
type Tone = Literal["ink", "muted", "rule", "track", "paper", "a", "b", "c", "d", "e", "f"]

# Print colours, each at least 4.5:1 on white, so that a label may wear the colour of its series.
PALETTE: dict[Tone, str] = {
    "ink": "#12292b",
    "muted": "#4a5e60",
    "rule": "#d5d8d2",
    "track": "#ebe8e0",
    "paper": "#ffffff",
    "a": "#0e6b66",
    "b": "#9a4e08",
    "c": "#7d3f86",
    "d": "#1f679c",
    "e": "#47722e",
    "f": "#55607a",
}
SERIES: tuple[Tone, ...] = ("a", "b", "c", "d", "e", "f")
DASHES = ("", "7 4", "2 3", "11 3 2 3", "4 2", "1 4")


# ---------------------------------------------------------------- what comes in


@dataclass(frozen=True, slots=True)
class Value:
    """A value to draw and the text to write for it; `value` None is drawn as its text alone.

    `low` and `high` bound it, in the same unit; `interval` is the text of these bounds.
    """

    value: float | None
    text: str
    low: float | None = None
    high: float | None = None
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A labelled value: a bar, a part, a step, a column."""

    label: str
    value: Value


@dataclass(frozen=True, slots=True)
class Series:
    """A named line; one value for each label of the axis."""

    name: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Change:
    """An indicator between its baseline and its target; `now.value` None when not yet measured."""

    label: str
    start: Value
    now: Value
    target: Value


@dataclass(frozen=True, slots=True)
class Scale:
    """An axis from `low` to `high` with the ticks to write."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


# ---------------------------------------------------------------- what goes out


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: str
    y: str
    width: str
    height: str
    tone: Tone
    fill: str
    opacity: str = "1"
    radius: str = "0"
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class Path:
    """A stroked line, a filled shape, a marker with a paper rim, or a hollow ring."""

    d: str
    tone: Tone
    look: Look
    fill: str
    stroke: str
    width: str = "0"
    dash: str = ""
    opacity: str = "1"
    kind: str = "path"


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; `y` is its baseline."""

    x: str
    y: str
    text: str
    tone: Tone
    fill: str
    anchor: Anchor = "start"
    weight: str = "400"
    size: str = "13"
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A finished chart: elements in painting order, and the same data as a table."""

    key: str
    title: str
    description: str
    width: str
    height: str
    elements: tuple[Box | Path | Text, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    font: str = FONT


# ---------------------------------------------------------------- pencils


def number(value: float) -> str:
    """A coordinate with a decimal point and at most two decimals: `12.5`, `3`."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def scale(
    values: Sequence[float],
    *,
    write: Callable[[float], str],
    lowest: float | None = None,
    highest: float | None = None,
    steps: int = 4,
) -> Scale:
    """A round axis around `values`, kept within `lowest` and `highest`; `write` labels its ticks.

    Steps are 1, 2, 2.5 or 5 times a power of ten. Source: Heckbert 1990, *Nice numbers for graph
    labels*, Graphics Gems.
    """
    low = min(values, default=0.0 if lowest is None else lowest)
    high = max(values, default=1.0 if highest is None else highest)
    if high - low < 1e-6 * max(1.0, abs(low), abs(high)):
        # Nothing varies: one unit of axis around it, or all that is allowed.
        room = max(1.0, 1e-3 * abs(high))
        low = low - room if lowest is None else min(lowest, low)
        high = high + room if highest is None else max(highest, high)
    rough = (high - low) / steps
    power = 10.0 ** math.floor(math.log10(rough))
    step = power * next(n for n in (1, 2, 2.5, 5, 10) if n * power >= rough * (1 - 1e-9))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    marks = [round(i * step, 10) for i in range(first, last + 1)]
    kept = [
        mark
        for mark in marks
        if (lowest is None or mark >= lowest) and (highest is None or mark <= highest)
    ]
    bottom = marks[0] if lowest is None else max(marks[0], lowest)
    top = marks[-1] if highest is None else min(marks[-1], highest)
    return Scale(bottom, top, tuple((mark, write(mark)) for mark in kept))


def _span(text: str, *, size: float = SIZE, bold: bool = False) -> float:
    """About how wide a text is, rather too wide: mean advance of French prose, wider digits."""
    advance = sum(0.62 if character.isdigit() else 0.54 for character in text)
    return advance * size * (1.06 if bold else 1)


def _wrap(text: str, room: float, *, lines: int = 3) -> list[str]:
    """Words in lines of about `room` wide; whatever is left stays on the last line."""
    wrapped = [""]
    for word in text.split(" "):
        longer = f"{wrapped[-1]} {word}".strip()
        if wrapped[-1] and _span(longer) > room and len(wrapped) < lines:
            wrapped.append(word)
        else:
            wrapped[-1] = longer
    return wrapped


def _text(
    x: float,
    y: float,
    text: str,
    *,
    tone: Tone = "ink",
    anchor: Anchor = "start",
    bold: bool = False,
    size: float = SIZE,
) -> Text:
    # The fonts lack the narrow no-break space, and paper has no other font to fall back on.
    printable = text.replace("\u202f", "\u00a0")
    weight = "700" if bold else "400"
    return Text(number(x), number(y), printable, tone, PALETTE[tone], anchor, weight, number(size))


def _box(x: float, y: float, width: float, height: float, tone: Tone, *, radius: float = 0) -> Box:
    size = number(max(width, 0)), number(height)
    return Box(number(x), number(y), *size, tone, PALETTE[tone], "1", number(radius))


def _stroke(
    points: Sequence[tuple[float, float]], tone: Tone, width: float, *, dash: str = ""
) -> Path:
    return Path(_polyline(points), tone, "line", "none", PALETTE[tone], number(width), dash)


def _area(points: Sequence[tuple[float, float]], tone: Tone, *, opacity: float = 1) -> Path:
    d = f"{_polyline(points)}Z"
    return Path(d, tone, "fill", PALETTE[tone], "none", opacity=number(opacity))


def _polyline(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{number(x)} {number(y)}" for x, y in points)


def _marker(x: float, y: float, rank: int, tone: Tone, *, hollow: bool = False) -> Path:
    """A disc, square, triangle or diamond by rank, so that series differ without colour."""
    r = 4.5
    outlines = (
        f"M{number(x - r)} {number(y)}a{r} {r} 0 1 0 {2 * r:g} 0a{r} {r} 0 1 0 {-2 * r:g} 0Z",
        _polyline([(x - 4, y - 4), (x + 4, y - 4), (x + 4, y + 4), (x - 4, y + 4)]) + "Z",
        _polyline([(x, y - 5), (x + 5, y + 4), (x - 5, y + 4)]) + "Z",
        _polyline([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)]) + "Z",
    )
    outline = outlines[rank % len(outlines)]
    if hollow:
        return Path(outline, tone, "ring", PALETTE["paper"], PALETTE[tone], "2")
    return Path(outline, tone, "mark", PALETTE[tone], PALETTE["paper"], "1.5")


def _cell(value: Value) -> str:
    return f"{value.text} ({value.interval})" if value.interval else value.text


def _drawing(
    identity: tuple[str, str, str],
    size: tuple[float, float],
    elements: Sequence[Box | Path | Text],
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
) -> Drawing:
    key, title, description = identity
    width, height = (number(side) for side in size)
    table = tuple(tuple(row) for row in rows)
    return Drawing(key, title, description, width, height, tuple(elements), tuple(columns), table)


# ---------------------------------------------------------------- line with band


def line(
    *,
    key: str,
    title: str,
    description: str,
    heading: str,
    labels: Sequence[str],
    series: Sequence[Series],
    axis: Scale,
    hidden: str = "",
) -> Drawing:
    """Lines over time, each with the band of its interval, named at its end.

    A single series may go without a name: the title says what it is. `heading` names the axis of
    the labels in the table; `hidden` is the text for missing points, which are drawn as rings on
    the ground line. A line breaks where a point is missing.
    """
    left = max((_span(text) for _, text in axis.ticks), default=0.0) + 10
    ends = [_end_label(one) for one in series]
    room = max((_span(row, bold=True) for rows in ends for row in rows), default=0.0)
    right, top, bottom = WIDTH - min(room, 150) - 12, 10.0, 190.0
    step = (right - left) / max(len(labels) - 1, 1)
    xs = [left + i * step for i in range(len(labels))]

    def y(value: float) -> float:
        return bottom - (value - axis.low) / (axis.high - axis.low) * (bottom - top)

    elements: list[Box | Path | Text] = []
    for mark, text in axis.ticks:
        elements.append(_stroke([(left, y(mark)), (right, y(mark))], "rule", 1))
        elements.append(_text(left - 8, y(mark) + 4.5, text, tone="muted", anchor="end"))
    elements += _axis_labels(labels, xs, bottom + 20)
    for rank, one in enumerate(series):
        elements += _band(one, xs, y, SERIES[rank % len(SERIES)])
    for rank, one in enumerate(series):
        elements += _line(one, xs, y, rank)
    missing = [i for i in range(len(labels)) if any(one.values[i].value is None for one in series)]
    elements += [_marker(xs[i], bottom, 0, "muted", hollow=True) for i in missing]
    height = bottom + 30
    if missing and hidden:
        elements.append(_marker(left, height + 8, 0, "muted", hollow=True))
        elements.append(_text(left + 11, height + 12.5, hidden, tone="muted"))
        height += 22
    elements += _end_labels(series, ends, right + 10, y, (top, bottom))
    return _drawing(
        (key, title, description),
        (WIDTH, height),
        elements,
        (heading, *(one.name or title for one in series)),
        [(label, *(_cell(one.values[i]) for one in series)) for i, label in enumerate(labels)],
    )


def _end_label(one: Series) -> list[str]:
    return [*_wrap(one.name, 96), *([last.text] if (last := _last(one)) else [])]


def _last(one: Series) -> Value | None:
    return next((value for value in reversed(one.values) if value.value is not None), None)


def _axis_labels(labels: Sequence[str], xs: Sequence[float], y: float) -> list[Text]:
    """As many labels as fit, always with the last one, evenly spaced back from it."""
    room = max((_span(label) for label in labels), default=0.0) + 8
    step = (xs[-1] - xs[0]) / max(len(xs) - 1, 1) if xs else 0
    every = max(1, math.ceil(room / step)) if step else 1
    shown = range(len(labels) - 1, -1, -every)
    texts = []
    for i in reversed(shown):
        half = _span(labels[i]) / 2
        middle = min(max(xs[i], half), WIDTH - half)
        texts.append(_text(middle, y, labels[i], tone="muted", anchor="middle"))
    return texts


def _runs(values: Sequence[Value], *, band: bool = False) -> list[list[int]]:
    """Stretches of neighbouring points that can be drawn."""
    runs: list[list[int]] = [[]]
    for i, value in enumerate(values):
        if value.value is None or (band and (value.low is None or value.high is None)):
            runs.append([])
        else:
            runs[-1].append(i)
    return [run for run in runs if run]


def _band(one: Series, xs: Sequence[float], y: Callable[[float], float], tone: Tone) -> list[Path]:
    bands = []
    for run in _runs(one.values, band=True):
        upper = [(xs[i], y(one.values[i].high or 0.0)) for i in run]
        lower = [(xs[i], y(one.values[i].low or 0.0)) for i in reversed(run)]
        if len(run) > 1:
            bands.append(_area(upper + lower, tone, opacity=0.16))
        else:
            bands.append(_stroke([*upper, *lower], tone, 1.5))
    return bands


def _line(one: Series, xs: Sequence[float], y: Callable[[float], float], rank: int) -> list[Path]:
    tone = SERIES[rank % len(SERIES)]
    paths = []
    runs = _runs(one.values)
    for run in runs:
        points = [(xs[i], y(one.values[i].value or 0.0)) for i in run]
        if len(points) > 1:
            paths.append(_stroke(points, tone, 2.5, dash=DASHES[rank % len(DASHES)]))
        if len(points) == 1 or run is runs[-1]:
            paths.append(_marker(*points[-1], rank, tone))
    return paths


def _end_labels(
    series: Sequence[Series],
    ends: Sequence[Sequence[str]],
    x: float,
    y: Callable[[float], float],
    limits: tuple[float, float],
) -> list[Text]:
    """Names and last values beside the ends of the lines, pushed apart where they would touch."""
    leading, gap, tops = 16.0, 6.0, list[float]()
    wanted = sorted(
        (y(last.value or 0.0), i) for i, one in enumerate(series) if (last := _last(one))
    )
    sizes = [leading * len(ends[rank]) for _, rank in wanted]
    floor = limits[0] - 8
    for (centre, _), size in zip(wanted, sizes, strict=True):
        tops.append(max(centre - size / 2, floor))
        floor = tops[-1] + size + gap
    ceiling = limits[1] + 12
    for i in reversed(range(len(tops))):
        tops[i] = min(tops[i], ceiling - sizes[i])
        ceiling = tops[i] - gap
    texts = []
    for top, (_, rank) in zip(tops, wanted, strict=True):
        tone = SERIES[rank % len(SERIES)]
        for i, row in enumerate(ends[rank]):
            bold = i == len(ends[rank]) - 1
            texts.append(_text(x, top + leading * (i + 1) - 4, row, tone=tone, bold=bold))
    return texts


# ---------------------------------------------------------------- bars, parts, funnel


def bars(
    *,
    key: str,
    title: str,
    description: str,
    headings: tuple[str, str],
    items: Sequence[Item],
    axis: Scale,
) -> Drawing:
    """Horizontal bars: label and value above, interval below.

    `headings` name the two columns of the table. The axis starts where `axis.low` says: 0 for
    counts and shares, 1 for a 1–5 scale.
    """

    def x(value: float) -> float:
        inside = min(max(value, axis.low), axis.high)
        return 1 + (inside - axis.low) / (axis.high - axis.low) * (WIDTH - 2)

    elements: list[Box | Path | Text] = []
    top = 0.0
    for item in items:
        value = item.value
        top, head = _heading(item, top)
        elements += head
        if value.value is not None:
            elements.append(_box(0, top, WIDTH, 12, "track", radius=3))
            elements.append(_box(0, top, max(x(value.value), 2), 12, "a", radius=3))
            if value.low is not None and value.high is not None:
                elements += _whisker(x(value.low), x(value.high), top + 18)
                top += 8
            top += 12
        top += 14
    table = [(item.label, _cell(item.value)) for item in items]
    return _drawing((key, title, description), (WIDTH, max(top - 14, 2)), elements, headings, table)


def _heading(item: Item, top: float) -> tuple[float, list[Text]]:
    """Label at the left, value and interval at the right; returns where the bar may start."""
    value, right = item.value, float(WIDTH)
    texts = []
    if value.interval:
        texts.append(_text(right, top + 13, value.interval, tone="muted", anchor="end", size=12))
        right -= _span(value.interval, size=12) + 10
    bold = value.value is not None
    tone: Tone = "ink" if bold else "muted"
    texts.append(_text(right, top + 13, value.text, tone=tone, anchor="end", bold=bold))
    right -= _span(value.text, bold=bold) + 14
    rows = _wrap(item.label, right)
    texts += [_text(0, top + 13 + 16 * i, row) for i, row in enumerate(rows)]
    return top + 16 * len(rows) + 4, texts


def _whisker(low: float, high: float, y: float) -> list[Path]:
    """The interval below its bar, where nothing hides it."""
    ends = ((low, low), (low, high), (high, high))
    heights = ((-3.5, 3.5), (0.0, 0.0), (-3.5, 3.5))
    return [
        _stroke([(start, y + up), (end, y + down)], "ink", 1.6)
        for (start, end), (up, down) in zip(ends, heights, strict=True)
    ]


def effects(
    *,
    key: str,
    title: str,
    description: str,
    headings: tuple[str, str],
    items: Sequence[Item],
    axis: Scale,
    ends: tuple[str, str] = ("", ""),
) -> Drawing:
    """Signed values as marks with their intervals around a line at 0, one row each.

    A full disc when the interval leaves out 0, a ring when it does not, nothing without a value.
    `ends` are written below the two ends of the axis: what left and right of 0 mean.
    """
    left, right = 7.0, WIDTH - 7.0

    def x(value: float) -> float:
        inside = min(max(value, axis.low), axis.high)
        return left + (inside - axis.low) / (axis.high - axis.low) * (right - left)

    rows: list[Box | Path | Text] = []
    top = 0.0
    for item in items:
        value = item.value
        top, head = _heading(item, top)
        rows += head
        if value.value is not None:
            low = value.value if value.low is None else value.low
            high = value.value if value.high is None else value.high
            is_clear = low > 0 or high < 0
            rows += [_stroke([(left, top + 6), (right, top + 6)], "track", 2)]
            rows += _whisker(x(low), x(high), top + 6)
            tone: Tone = "a" if value.value >= 0 else "b"
            rows.append(_marker(x(value.value), top + 6, 0, tone, hollow=not is_clear))
            top += 12
        top += 14
    zero = _stroke([(x(0), 0), (x(0), top)], "muted", 1, dash="2 3")
    rows.append(_text(0, top + 14, ends[0], tone="muted", size=12))
    rows.append(_text(WIDTH, top + 14, ends[1], tone="muted", anchor="end", size=12))
    table = [(item.label, _cell(item.value)) for item in items]
    return _drawing((key, title, description), (WIDTH, top + 20), [zero, *rows], headings, table)


def segments(
    *, key: str, title: str, description: str, headings: tuple[str, str], items: Sequence[Item]
) -> Drawing:
    """One bar cut into parts of a whole, with a key below in the same order.

    A part whose value is None takes no room in the bar; the key says why.
    """
    parts = [item.value.value or 0.0 for item in items]
    whole = sum(parts) or 1.0
    elements: list[Box | Path | Text] = [_box(0, 0, WIDTH, 26, "track", radius=4)]
    x = 0.0
    for rank, (item, part) in enumerate(zip(items, parts, strict=True)):
        width = part / whole * WIDTH
        if width:
            # The gap, not the colour, separates neighbours; the last part reaches the edge.
            gap = 2 if x + width < WIDTH - 1 else 0
            elements.append(_box(x, 0, width - gap, 26, SERIES[rank % len(SERIES)], radius=2))
        if width > _span(item.value.text, bold=True) + 12:
            middle = x + width / 2
            elements.append(
                _text(middle, 17.5, item.value.text, tone="paper", anchor="middle", bold=True)
            )
        x += width
    top = 40.0
    for rank, item in enumerate(items):
        tone: Tone = SERIES[rank % len(SERIES)] if item.value.value is not None else "muted"
        hollow = item.value.value is None
        elements.append(_marker(6, top + 8, 1, tone, hollow=hollow))
        rows = _wrap(item.label, WIDTH - 40 - _span(item.value.text, bold=True))
        elements += [_text(18, top + 12.5 + 16 * i, row) for i, row in enumerate(rows)]
        elements.append(
            _text(
                WIDTH,
                top + 12.5,
                item.value.text,
                tone="muted" if hollow else "ink",
                anchor="end",
                bold=not hollow,
            )
        )
        top += 16 * len(rows) + 7
    table = [(item.label, _cell(item.value)) for item in items]
    return _drawing((key, title, description), (WIDTH, top), elements, headings, table)


def funnel(
    *, key: str, title: str, description: str, headings: tuple[str, str], items: Sequence[Item]
) -> Drawing:
    """Steps that each keep part of the step before, the loss shaded between the bars.

    A bounded count (`low`, `high`) is solid up to its lower bound and pale up to its upper one.
    """
    largest = max((item.value.high or item.value.value or 0.0 for item in items), default=0) or 1.0
    elements: list[Box | Path | Text] = []
    shades: list[Path] = []
    top, before = 0.0, None
    for item in items:
        value = item.value
        bar, head = _heading(item, top)
        elements += head
        if value.value is None:
            top, before = bar + 8, None
            continue
        solid = (value.value if value.low is None else value.low) / largest * WIDTH
        reach = (value.value if value.high is None else value.high) / largest * WIDTH
        if before is not None and top:
            edge, width = before
            shades.append(_area([(0, edge), (width, edge), (reach, bar), (0, bar)], "track"))
        elements.append(_box(0, bar, max(solid, 2), 16, "a", radius=2))
        if reach > solid:
            elements.append(
                _area(
                    [(solid, bar), (reach, bar), (reach, bar + 16), (solid, bar + 16)],
                    "a",
                    opacity=0.4,
                )
            )
        before, top = (bar + 16, reach), bar + 22
    table = [(item.label, _cell(item.value)) for item in items]
    size = (WIDTH, max(top - 5, 2))
    return _drawing((key, title, description), size, [*shades, *elements], headings, table)


# ---------------------------------------------------------------- dumbbell, columns, sparkline


def dumbbell(
    *,
    key: str,
    title: str,
    description: str,
    headings: tuple[str, str, str, str],
    changes: Sequence[Change],
) -> Drawing:
    """Indicators from baseline (ring) over today (disc) to target (bar), each on its own way.

    `headings`: indicator, baseline, today, target; baseline and target also name the values below
    the way. Whatever the direction of the indicator, the target is at the right.
    """
    elements: list[Box | Path | Text] = []
    top = 0.0
    for change in changes:
        y, head = _heading(Item(change.label, change.now), top)
        y += 10
        start, now, target = _places(change)
        elements += [*head, _stroke([(start, y), (target, y)], "muted", 1.5, dash="2 3")]
        elements.append(_box(target - 2, y - 8, 4, 16, "ink"))
        tone: Tone = "a" if now is None or now >= start else "b"
        if now is not None:
            elements.append(_stroke([(start, y), (now, y)], tone, 5))
        elements.append(_marker(start, y, 0, "muted", hollow=True))
        if now is not None:
            elements.append(_marker(now, y, 0, tone))
        below = y + 24
        elements.append(
            _text(0, below, f"{headings[1]} {change.start.text}", tone="muted", size=12)
        )
        ending = f"{headings[3]} {change.target.text}"
        elements.append(_text(WIDTH, below, ending, tone="muted", anchor="end", size=12))
        top = below + 20
    table = [(c.label, c.start.text, _cell(c.now), c.target.text) for c in changes]
    return _drawing((key, title, description), (WIDTH, max(top - 14, 2)), elements, headings, table)


def _places(change: Change) -> tuple[float, float | None, float]:
    """x of baseline, today and target; the way is drawn shorter when today lies outside it."""
    left, right = 7.0, WIDTH - 7.0
    start, target, now = change.start.value or 0.0, change.target.value or 0.0, change.now.value
    if now is None:
        return left, None, right
    way = target - start
    share = (now - start) / way if way else 1.0
    first, last = min(0.0, max(share, -0.5)), max(1.0, min(share, 1.5))

    def x(part: float) -> float:
        return left + (min(max(part, first), last) - first) / (last - first) * (right - left)

    return x(0.0), x(share), x(1.0)


def histogram(
    *, key: str, title: str, description: str, headings: tuple[str, str], items: Sequence[Item]
) -> Drawing:
    """Columns with value on top and label below; a hidden one shows its text instead."""
    tallest = max((item.value.value or 0.0 for item in items), default=0.0) or 1.0
    column = WIDTH / max(len(items), 1)
    bottom = 150.0
    elements: list[Box | Path | Text] = []
    rows = 1
    for i, item in enumerate(items):
        value, middle = item.value, (i + 0.5) * column
        written = _wrap(value.text, column - 4, lines=4) if value.value is None else [value.text]
        height = (value.value or 0.0) / tallest * (bottom - 22)
        if height:
            width = min(column - 8, 64)
            elements.append(_box(middle - width / 2, bottom - height, width, height, "a", radius=3))
        above = bottom - height - 6 - 16 * (len(written) - 1)
        for n, row in enumerate(written):
            bold = value.value is not None
            tone: Tone = "ink" if bold else "muted"
            y = above + 16 * n
            elements.append(_text(middle, y, row, tone=tone, anchor="middle", bold=bold))
        label = _wrap(item.label, column - 6)
        rows = max(rows, len(label))
        for n, row in enumerate(label):
            y = bottom + 18 + 16 * n
            elements.append(_text(middle, y, row, tone="muted", anchor="middle"))
    elements.append(_stroke([(0, bottom), (WIDTH, bottom)], "muted", 1))
    table = [(item.label, _cell(item.value)) for item in items]
    size = (WIDTH, bottom + 8 + 16 * rows)
    return _drawing((key, title, description), size, elements, headings, table)


def sparkline(
    *, key: str, title: str, description: str, headings: tuple[str, str], items: Sequence[Item]
) -> Drawing:
    """A word-sized line without axis, its last point marked. Source: Tufte 2006."""
    width, height, margin = 120.0, 32.0, 6.0
    values = [item.value.value for item in items if item.value.value is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    step = (width - 2 * margin) / max(len(items) - 1, 1)

    def y(value: float) -> float:
        share = (value - low) / (high - low) if high > low else 0.5
        return height - margin - share * (height - 2 * margin)

    one = Series(title, [item.value for item in items])
    elements = _line(one, [margin + i * step for i in range(len(items))], y, 0)
    table = [(item.label, _cell(item.value)) for item in items]
    return _drawing((key, title, description), (width, height), elements, headings, table)
