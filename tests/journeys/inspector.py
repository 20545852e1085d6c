"""Looks at one page in one language, width and theme, and says what is wrong with it."""

import re
import zoneinfo
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import polib
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent.parent
AXE = (ROOT / "tests/vendor/axe.min.js").read_text()
CATALOGUE = ROOT / "mentorat/locale/fr/LC_MESSAGES/django.po"
WIDTHS = (1280, 390, 320)
HEIGHTS = {1280: 800, 390: 844, 320: 640}
LEFTOVERS = re.compile(r"\{\{|\{%|%\(\w+\)|\}\}|<bound |object at 0x|^None$|: None\b|undefined")
"""What a template or a formatted string leaves behind when something is amiss."""
ENGLISH = re.compile(
    r"\b(the|of|and|you|your|with|this|has|have|are|from|for|not)\b", re.IGNORECASE
)

READ = """() => {
  const texts = new Set();
  const walker = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (!parent.closest("script, style, .avatar")) texts.add(walker.currentNode.data);
  }
  for (const name of ["aria-label", "title", "placeholder", "alt", "data-label", "label"])
    for (const one of document.querySelectorAll(`[${name}]`)) texts.add(one.getAttribute(name));
  return {
    texts: [...texts].map((text) => text.replace(/\\s+/g, " ").trim()).filter(Boolean),
    title: document.title,
    headings: document.querySelectorAll("h1").length,
    language: document.documentElement.lang,
    links: [...document.querySelectorAll("a[href]")].map((link) => link.href),
  };
}"""
JUDGE = """async (colours) => {
  const found = await axe.run(document, {
    resultTypes: ["violations"],
    rules: { "color-contrast": { enabled: colours } },
  });
  return found.violations.flatMap((one) =>
    one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.html.slice(0, 160)}`));
}"""
OVERFLOW = """() => {
  if (document.documentElement.scrollWidth <= innerWidth) return "";
  const wide = [...document.querySelectorAll("main *, header *")].filter(
    (one) => one.getBoundingClientRect().right > innerWidth + 1);
  return wide.slice(0, 3).map((one) => `${one.tagName}.${one.className}`).join(", ") || "?";
}"""


@dataclass(frozen=True)
class Look:
    """A way of seeing a page."""

    language: Literal["fr", "en"]
    width: int
    theme: Literal["light", "dark"]


WIDE = Look("fr", 1280, "light")
PHONE = Look("en", 390, "dark")
NARROW = Look("fr", 320, "light")


def put_on(page: Page, look: Look) -> None:
    """Give the window its width and its theme; the language is the person's."""
    page.set_viewport_size({"width": look.width, "height": HEIGHTS[look.width]})
    page.emulate_media(color_scheme=look.theme, reduced_motion="reduce")


def read(page: Page) -> dict[str, Any]:
    """Every text of the page, its title, language, number of first headings and links."""
    found: dict[str, Any] = page.evaluate(READ)
    return found


def faults(page: Page, look: Look, seen: dict[str, Any], own_words: frozenset[str]) -> list[str]:
    """What is wrong with a page that was read; the window keeps the look it was given.

    own_words: what people have written themselves, in whatever language.
    """
    found = []
    if seen["language"] != look.language:
        found.append(f"lang is {seen['language']}")
    if seen["headings"] != 1:
        found.append(f"{seen['headings']} h1")
    if not re.fullmatch(r"\S.* · Mentorat|Mentorat · .*\S|\S.+Mentorat", seen["title"]):
        found.append(f"title is “{seen['title']}”")
    found += [f"leftover “{text}”" for text in seen["texts"] if LEFTOVERS.search(text)]
    strange = foreign(seen["texts"], look.language, own_words)
    found += [f"not in {look.language}: “{text}”" for text in strange]
    return found + crowding(page) + complaints_of_axe(page)


def crowding(page: Page) -> list[str]:
    """Sideways scrolling at any width; the window comes back to the width it had."""
    found, before = [], page.viewport_size
    assert before is not None
    for width in sorted(WIDTHS, key=lambda width: width == before["width"]):
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        if wide := page.evaluate(OVERFLOW):
            found.append(f"scrolls sideways at {width}: {wide}")
    return found


def complaints_of_axe(page: Page, *, colours: bool = True) -> list[str]:
    """Every violation that axe finds, with the element; colours take most of its time."""
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE)
    found: list[str] = page.evaluate(JUDGE, colours)
    return found


ITSELF = frozenset({"English", "Français", "français"})
"""A language is called as its speakers call it, whatever the page speaks."""


def foreign(texts: list[str], language: str, own_words: frozenset[str]) -> list[str]:
    """Texts in the other language: sentences of the catalogue, or ordinary words of English."""
    other, own = _sentences(language)
    allowed = own | own_words | ITSELF
    found = [text for text in texts if text in other and text not in allowed]
    if language == "fr":
        english = frozenset(word for word in own_words if ENGLISH.search(word))
        found += [text for text in texts if text not in found and _is_english(text, english)]
    return found


def _is_english(text: str, own_words: frozenset[str]) -> bool:
    # a line of a list may begin with a mark and be cut
    text = text.removeprefix("· ").removesuffix("…").strip()
    if not ENGLISH.search(text) or any(text in word for word in own_words | _zones()):
        return False
    return not any(word in text for word in own_words)


@cache
def _zones() -> frozenset[str]:
    """Names of time zones, as they are shown."""
    return frozenset(name.replace("_", " ") for name in zoneinfo.available_timezones())


@cache
def _sentences(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """What the catalogue says in the other language, and in this one."""
    english: set[str] = set()
    french: set[str] = set()
    for entry in polib.pofile(str(CATALOGUE)):
        if not entry.obsolete:
            english |= {entry.msgid, entry.msgid_plural or entry.msgid}
            french |= {entry.msgstr, *(entry.msgstr_plural or {}).values()}
    if language == "fr":
        return frozenset(english), frozenset(french)
    return frozenset(french), frozenset(english)
