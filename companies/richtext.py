"""Markdown that a person wrote → HTML that a page may show: the one file that knows nh3."""

from typing import Final

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN: Final = (
    MarkdownIt("commonmark", {"html": False, "maxNesting": 12})
    .enable(["table", "strikethrough"])
    .disable(["image", "html_block", "html_inline"])
)

_TAGS: Final = {
    *("p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code"),
    *("strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_ATTRIBUTES: Final = {"a": {"href", "title"}, "ol": {"start"}}

_HEADINGS: Final = {"h1": "h2", "h2": "h3", "h3": "h4"}
"""A page has one h1, which is not in its text; deeper headings stay h4."""


def render(source: str) -> SafeString:
    """HTML of Markdown ``source``, harmless whatever was written.

    Headings, lists, quotes, tables, emphasis, code and links with http, https or mailto come
    through; HTML in the source is shown as text, an image becomes a link. Never raises.
    """
    tokens = _MARKDOWN.parse(_plain(source))
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            _lower(token)
    drawn = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    clean = nh3.clean(
        drawn,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return mark_safe(clean)  # nothing but the tags above is left in it


def _plain(source: str) -> str:
    """Without lone surrogates, which no page can carry."""
    return source.encode("utf-8", "replace").decode()


def _lower(token: Token) -> None:
    token.tag = _HEADINGS.get(token.tag, "h4")
