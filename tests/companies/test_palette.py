"""Whatever colour a company chooses, its pages are readable."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import palette

TOKENS = Path(__file__).resolve().parent.parent.parent / "static/css/tokens.css"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48), ("#ff0000", "#ffffff", 4.0)],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, expected: float) -> None:
    assert round(palette.contrast(one, other), 2) == expected
    assert palette.contrast(one, other) == palette.contrast(other, one)


@given(COLOURS)
def test_every_colour_has_a_nearest_one_that_passes(colour: str) -> None:
    found = palette.nearest(colour)
    assert palette.passes(found)
    assert found == colour or not palette.passes(colour)
    assert palette._oklch(found)[0] <= palette._oklch(colour)[0] + 0.005


@given(COLOURS)
def test_every_use_of_the_colour_is_readable_in_both_themes(colour: str) -> None:
    made = palette.palette(palette.nearest(colour))
    for theme, grounds in enumerate((palette.LIGHT_GROUNDS, palette.DARK_GROUNDS)):
        for text in (made.brand[theme], made.brand_strong[theme]):
            for ground in (*grounds, made.brand_soft[theme], made.on_brand[theme]):
                assert palette.contrast(text, ground) >= palette.TEXT


@given(COLOURS)
def test_the_style_sheet_holds_colours_and_nothing_else(colour: str) -> None:
    sheet = palette.palette(palette.nearest(colour)).css()
    line = r"    --[a-z-]+: light-dark\(#[0-9a-f]{6}, #[0-9a-f]{6}\);\n"
    assert re.fullmatch(rf"@layer tokens {{\n  :root {{\n({line}){{4}}  }}\n}}\n", sheet)


@pytest.mark.parametrize(
    "text", ["", "#12345", "#1234567", "red", "#12345g", "#fff;}", "url(x)", "#0b5f5b\n}"]
)
def test_what_is_not_a_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=re.escape(text) or "^$"):
        palette.normal(text)


@pytest.mark.parametrize("text", ["#0B5F5B", "0b5f5b", " #0b5f5b "])
def test_a_colour_is_written_in_one_way(text: str) -> None:
    assert palette.normal(text) == "#0b5f5b"
    assert palette.normal("#abc") == "#aabbcc"


def test_the_grounds_are_those_of_our_pages() -> None:
    tokens = TOKENS.read_text()

    def pair(name: str) -> list[str]:
        line = re.search(rf"--{name}: light-dark\((.*)\);", tokens)
        assert line
        parts = re.findall(r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)", line[1])
        return [palette._hex(float(a) / 100, float(b), math.radians(float(c))) for a, b, c in parts]

    grounds = [pair(name) for name in ("ground", "surface", "sunken", "raised")]
    assert tuple(light for light, _ in grounds) == palette.LIGHT_GROUNDS
    assert tuple(dark for _, dark in grounds) == palette.DARK_GROUNDS
    assert pair("on-brand") == [palette.ON_LIGHT, palette.ON_DARK]
