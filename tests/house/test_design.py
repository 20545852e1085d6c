"""The design contract: contrast, vendored files, icons, classes, weight, nothing inline."""

import gzip
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from mentorat.templatetags.design import initials, segments

ROOT = settings.BASE_DIR
TEMPLATES = ROOT / "templates"
CSS = ROOT / "static" / "css"
# mails and paper have their own rules: clients and the PDF writer want them inline
ELSEWHERE = ("emails", "reports", "charts")

# (text or mark, the ground it stands on, smallest ratio)
TEXT_PAIRS = [
    (ink, ground, 4.5)
    for ink in ("ink", "ink-soft", "brand", "brand-strong", "bad", "ok", "warn")
    for ground in ("ground", "surface", "sunken", "raised")
]
TEXT_PAIRS += [
    (ink, soft, 4.5)
    for ink in ("ink", "ink-soft")
    for soft in ("brand-soft", "apricot-soft", "ok-soft", "warn-soft", "bad-soft")
]
TEXT_PAIRS += [("on-brand", "brand", 4.5), ("on-brand", "brand-strong", 4.5)]
TEXT_PAIRS += [("brand", "brand-soft", 4.5), ("apricot-ink", "apricot-soft", 4.5)]
TEXT_PAIRS += [(state, f"{state}-soft", 4.5) for state in ("ok", "warn", "bad")]
MARK_PAIRS = [
    (mark, ground, 3.0)
    for mark in ("edge", "focus", "ok-solid", "warn-solid", "bad-solid", "neutral-solid", "brand")
    for ground in ("ground", "surface", "raised")
]
MARK_PAIRS += [(f"series-{n}", "surface", 3.0) for n in range(1, 7)]
COLOUR = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"


def tokens(theme: int) -> dict[str, tuple[float, float, float]]:
    """Colours of tokens.css as (lightness, chroma, hue); theme 0 is light, 1 is dark."""
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    found = re.findall(rf"--([\w-]+): light-dark\({COLOUR}, {COLOUR}\)", text)
    return {
        row[0]: tuple(float(part) for part in row[1 + 3 * theme : 4 + 3 * theme])  # type: ignore[misc]
        for row in found
    }


def luminance(colour: tuple[float, float, float]) -> float:
    """Relative luminance of WCAG from oklch, clipped to sRGB (Ottosson's matrices)."""
    from math import cos, radians, sin

    light, chroma, hue = colour[0] / 100, colour[1], radians(colour[2])
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: float, other: float) -> float:
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_text_and_mark_has_enough_contrast(theme: int) -> None:
    palette = {name: luminance(colour) for name, colour in tokens(theme).items()}
    weak = [
        (mark, ground, round(ratio(palette[mark], palette[ground]), 2))
        for mark, ground, smallest in TEXT_PAIRS + MARK_PAIRS
        if ratio(palette[mark], palette[ground]) < smallest
    ]
    assert weak == []


def test_tokens_can_be_read_by_the_pdf_writer() -> None:
    assert "color-mix" not in (CSS / "tokens.css").read_text(encoding="utf-8")


def test_vendored_files_are_the_ones_recorded() -> None:
    lock = (ROOT / "static" / "vendor" / "vendor.lock").read_text(encoding="utf-8")
    recorded = {path: digest for digest, path in (line.split("  ") for line in lock.splitlines())}
    folders = [ROOT / "static" / "vendor", ROOT / "tests" / "vendor"]
    present = {
        path.relative_to(ROOT).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and path.name != "vendor.lock"
    }
    assert present == recorded


def test_the_package_lock_names_no_registry() -> None:
    lock = (ROOT / "package-lock.json").read_text(encoding="utf-8")
    assert "resolved" not in lock


def pages() -> Iterator[Path]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        if path.relative_to(TEMPLATES).parts[0] not in ELSEWHERE:
            yield path


def test_no_page_has_inline_style_or_script() -> None:
    inline = re.compile(
        r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=[\"']|hx-on|\"js:|'js:|javascript:"
        r"|hx-trigger=\"[^\"]*\["
    )
    found = [path.name for path in pages() if inline.search(path.read_text(encoding="utf-8"))]
    assert found == []


def test_every_icon_is_in_the_sprite() -> None:
    sprite = (ROOT / "static" / "vendor" / "lucide" / "sprite.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    used = {
        name
        for path in pages()
        for name in re.findall(
            r'(?:<c-icon name|\bicon)="([a-z][\w-]*)"', path.read_text(encoding="utf-8")
        )
    }
    assert used - known == set()


def classes_with_rules() -> set[str]:
    text = "".join(path.read_text(encoding="utf-8") for path in CSS.glob("*.css"))
    return set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"/\*.*?\*/|url\([^)]*\)", "", text)))


def test_every_class_on_a_page_has_a_rule() -> None:
    unruled = {
        (path.name, name)
        for path in pages()
        for value in re.findall(r'\sclass="([^"{]*)"', path.read_text(encoding="utf-8"))
        for name in value.split()
        if name not in classes_with_rules()
    }
    assert unruled == set()


def test_style_sheets_parse_without_error() -> None:
    wrong = [
        (path.name, node.message)
        for path in CSS.glob("*.css")
        for node in tinycss2.parse_stylesheet(path.read_text(encoding="utf-8"))
        if node.type == "error"
    ]
    assert wrong == []


def test_styles_and_scripts_stay_light() -> None:
    def weight(paths: list[Path]) -> int:
        return sum(len(gzip.compress(path.read_bytes(), 9)) for path in paths)

    assert weight(list(CSS.glob("*.css"))) <= 18_000
    assert weight(list((ROOT / "static" / "js").glob("*.js"))) <= 8_000
    assert weight(list((ROOT / "static").rglob("*.js"))) <= 32_000


def test_every_component_is_on_the_style_guide() -> None:
    def components(paths: list[Path]) -> set[str]:
        text = "".join(path.read_text(encoding="utf-8") for path in paths)
        return {name.replace("-", "_") for name in re.findall(r"<c-([a-z-]+)", text)}

    shown = components([TEMPLATES / "styleguide.html", *(TEMPLATES / "styleguide").glob("*.html")])
    shown |= components([TEMPLATES / "base.html", TEMPLATES / "header.html"])
    waiting = set(shown)
    while waiting:
        inner = components(
            [path for name in waiting if (path := TEMPLATES / "cotton" / f"{name}.html").exists()]
        )
        waiting = inner - shown
        shown |= inner
    assert {path.stem for path in (TEMPLATES / "cotton").glob("*.html")} - shown == set()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_style_guide_is_drawn_in_both_languages(language: str) -> None:
    with translation.override(language):
        page = render_to_string("styleguide.html", request=RequestFactory().get("/styleguide"))
    assert f'<html lang="{language}"' in page
    assert ("Hors ligne hiérarchique" in page) is (language == "fr")
    assert "<c-" not in page
    assert len(re.findall(r"<h1[ >]", page)) == 1


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Marc-Antoine Diallo", "MD"), ("Inès", "I"), ("", "·"), ("  élodie  ", "É")],
)
def test_initials_are_one_or_two_capitals(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_segments_fill_the_bar() -> None:
    parts = segments(
        [{"tone": "ok", "count": 1}, {"tone": "bad", "count": 0}, {"tone": "info", "count": 2}]
    )
    assert [(part["tone"], part["x"], part["width"]) for part in parts] == [
        ("ok", 0.0, 33.33),
        ("info", 33.33, 66.67),
    ]
    assert segments([{"tone": "ok", "count": 0}]) == []
