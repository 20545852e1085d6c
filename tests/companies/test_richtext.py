"""Words that HR writes come out as HTML, and never as anything that acts."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies import richtext

ALLOWED = richtext._TAGS
ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](//evil.example/a)",
    "[x](/me?theme=dark)",
    "[x](vbscript:x)",
    "<a href='javascript:alert(1)'>x</a>",
    "![x](https://evil.example/pixel.png)",
    "![x](x){onload=alert(1)}",
    "<svg/onload=alert(1)>",
    '<https://a.example/" onmouseover=alert(1)>',
    "[x]: javascript:alert(1)\n\n[x]",
    "`<b>`<style>body{display:none}</style>",
    '[x](https://a.example "\\" onclick=alert(1) \\"")',
    "&lt;script&gt; &#60;script&#62;",
    "<form action=https://evil.example><input name=password>",
    "<base href=https://evil.example>",
    "<meta http-equiv=refresh content=0;url=https://evil.example>",
)


class Reader(HTMLParser):
    """Every tag with its attributes, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def _assert_harmless(source: str) -> None:
    for tag, attributes in Reader(str(richtext.render(source))).tags:
        assert tag in ALLOWED
        assert set(attributes) <= {"href", "title", "rel", "start"}
        href = attributes.get("href")
        assert href is None or href.startswith(("http://", "https://", "mailto:")), href


@pytest.mark.parametrize("source", ATTACKS)
def test_an_attack_is_only_text(source: str) -> None:
    _assert_harmless(source)


@given(
    st.text(
        alphabet=st.sampled_from("<>[]()!`*_#\"'=/:\\&;\n\tjavscriptonlohehtp. \ud800"),
        max_size=200,
    )
)
def test_whatever_is_written_is_harmless(source: str) -> None:
    _assert_harmless(source)


def test_what_people_write_comes_through() -> None:
    source = (
        "# Listening\n\nAsk *open* questions, **then wait**.\n\n- one\n- two\n\n3. three\n\n"
        "> a quote\n\n[a page](https://example.org/a?b=1&c=2) or [us](mailto:hr@example.org)\n\n"
        "| a | b |\n| - | - |\n| 1 | 2 |\n"
    )
    html = str(richtext.render(source))
    for expected in (
        "<h2>Listening</h2>",
        "<em>open</em>",
        "<strong>then wait</strong>",
        "<li>one</li>",
        '<ol start="3">',
        "<blockquote>",
        'href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer"',
        'href="mailto:hr@example.org"',
        "<td>1</td>",
    ):
        assert expected in html, expected


def test_headings_leave_the_first_level_to_the_page() -> None:
    html = str(richtext.render("# a\n\n## b\n\n### c\n\n###### d"))
    assert "<h1" not in html
    assert [html.count(f"<h{n}>") for n in (2, 3, 4)] == [1, 1, 2]


def test_html_is_shown_as_it_was_typed() -> None:
    assert "&lt;b&gt;bold&lt;/b&gt;" in str(richtext.render("<b>bold</b>"))


def test_deep_nesting_is_cut_and_quick() -> None:
    assert len(str(richtext.render(">" * 5000 + "x"))) < 100_000
