"""Placeholders: a closed list, filled in as words whatever they hold, never a hole in the page."""

import re

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as some

from communication import placeholders
from communication.placeholders import ALLOWED, Problem
from companies import richtext

KINDS = some.sampled_from(sorted(ALLOWED))
WORDS = some.text(max_size=60)


@pytest.mark.parametrize("kind", sorted(ALLOWED))
def test_everything_on_the_list_is_known(kind: str) -> None:
    text = " ".join(f"{{{name}}}" for name in ALLOWED[kind])
    assert placeholders.problems(text, kind) == []


@pytest.mark.parametrize(
    ("text", "name", "nearest"),
    [
        ("{given_nam}", "given_nam", "given_name"),
        ("{Programme}", "Programme", "programme"),
        ("{ link }", " link ", "link"),
        ("{given_name.password}", "given_name.password", "given_name"),
        ("{programme.__class__}", "programme.__class__", "programme"),
        ("{company!r}", "company!r", "company"),
        ("{starts_on:%Y}", "starts_on:%Y", "starts_on"),
        ("{0[link]}", "0[link]", "company"),
    ],
)
def test_anything_else_is_refused_with_the_nearest(text: str, name: str, nearest: str) -> None:
    (found,) = placeholders.problems(text, "teaser")
    assert (found.code, found.name) == ("unknown", name)
    assert found.nearest == nearest or name.startswith("0")


def test_the_list_depends_on_the_kind() -> None:
    assert placeholders.problems("{answer_by}", "call") == []
    assert placeholders.problems("{answer_by}", "teaser")[0].code == "unknown"


@pytest.mark.parametrize(("text", "brace"), [("a { b", "{"), ("a } b", "}"), ("{{link}", "{")])
def test_a_brace_alone_is_refused(text: str, brace: str) -> None:
    assert Problem("stray", brace, "") in placeholders.problems(text, "teaser")


@given(text=some.text(), kind=KINDS)
def test_what_is_not_refused_leaves_no_brace(text: str, kind: str) -> None:
    if not placeholders.problems(text, kind):
        values = dict.fromkeys(ALLOWED[kind], "x")
        assert not set("{}") & set(placeholders.fill(text, values))
        assert placeholders.missing(text, values) == []


@given(text=some.text(), values=some.dictionaries(some.sampled_from(ALLOWED["call"]), WORDS))
def test_filling_never_fails_and_never_says_none(text: str, values: dict[str, str]) -> None:
    filled = placeholders.fill(text, values)
    assert "\n" not in filled
    if "None" not in text + "".join(values.values()):
        assert "None" not in filled


@given(value=WORDS)
def test_a_value_comes_through_markdown_as_the_words_it_is(value: str) -> None:
    source = placeholders.fill_markdown("a {given_name} z", {"given_name": value})
    drawn = richtext.render(source)
    assert set(re.findall(r"</?(\w+)", drawn)) <= {"p"}
    expected = richtext.render("a " + placeholders.quoted(value) + " z")
    assert drawn == expected
    assert "<" not in strip_tags(drawn)


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "[click](https://evil.example)",
        "**bold** _it_ `code`",
        "# title",
        "1. one",
        "- one",
        "> quote",
        "&lt;b&gt;",
        "https://evil.example",
        "<https://evil.example>",
        "a\n\n# b",
        "![x](https://evil.example/x.png)",
    ],
)
def test_a_name_that_is_markdown_stays_a_name(value: str) -> None:
    drawn = richtext.render(placeholders.fill_markdown("{given_name}", {"given_name": value}))
    assert set(re.findall(r"</?(\w+)", drawn)) == {"p"}
    text = richtext.plain(placeholders.fill_markdown("{given_name}", {"given_name": value}))
    assert text == " ".join(value.split())


def test_an_address_becomes_a_link_alone_and_within_one() -> None:
    values = {"link": "http://aubepine.localhost/x?a=1&b=2"}
    alone = richtext.render(placeholders.fill_markdown("See {link}.", values))
    within = richtext.render(placeholders.fill_markdown("[See]({link})", values))
    for drawn in (alone, within):
        assert 'href="http://aubepine.localhost/x?a=1&amp;b=2"' in drawn
    assert richtext.plain(placeholders.fill_markdown("[See]({link})", values)).endswith("b=2)")


def test_a_missing_value_is_named() -> None:
    assert placeholders.missing("{contact} {link}", {"link": "x", "contact": " "}) == ["contact"]
    assert placeholders.fill("Hello {contact}", {}) == "Hello"
