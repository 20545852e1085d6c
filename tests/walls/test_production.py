"""The settings of production, seen in what a process with them sends."""

from collections.abc import Callable
from typing import Any

import pytest

type Production = Callable[..., dict[str, Any]]

COOKIES = {"mentorat_session", "mentorat_csrf", "mentorat_language", "mentorat_theme"}
KINDS = {
    "page": 200,
    "private page": 200,
    "redirect": 302,
    "absent": 404,
    "static": 200,
    "download": 200,
    "workbook": 200,
    "health": 200,
    "refused method": 405,
    "broken": 500,
    "public site": 200,
    "unknown company": 404,
    "no host": 404,
    "plain": 301,
    "plain, no host": 400,
}
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


def is_host_cookie(cookie: dict[str, str]) -> bool:
    """Whether no other host can have set it: what browsers ask of a ``__Host-`` name."""
    return (
        cookie["name"].startswith("__Host-")
        and cookie["secure"] == "True"
        and cookie["path"] == "/"
        and not cookie["domain"]
    )


@pytest.mark.parametrize("is_stock", [False, True], ids=["ours", "stock"])
def test_h3_cookie_of_a_sibling_passes_for_ours(production: Production, is_stock: bool) -> None:
    cookies = production(**({"SECURE_COOKIES": "false"} if is_stock else {}))["cookies"]
    assert {one["name"].removeprefix("__Host-") for one in cookies} == COOKIES
    assert all(map(is_host_cookie, cookies)) is not is_stock


def test_no_cookie_is_read_by_scripts_or_sent_along_by_other_sites(production: Production) -> None:
    for cookie in production()["cookies"]:
        assert (cookie["httponly"], cookie["samesite"]) == ("True", "Lax"), cookie["name"]


def test_checks_for_deployments_have_nothing_to_say(production: Production) -> None:
    assert production()["complaint"] == ""


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_answer_carries_the_headers(production: Production, kind: str) -> None:
    page = production()["pages"][kind]
    assert page["status"] == KINDS[kind]
    headers = page["headers"]
    assert {name: headers.get(name) for name in HEADERS} == HEADERS
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy and "data:" not in policy
    if not kind.startswith("plain"):
        assert headers["Strict-Transport-Security"].startswith("max-age=31536000; includeSub")


@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"static"}))
def test_nothing_but_static_files_is_kept_by_caches(production: Production, kind: str) -> None:
    assert "no-store" in production()["pages"][kind]["headers"]["Cache-Control"]


def test_private_page_is_only_reached_by_https(production: Production) -> None:
    plain = production()["pages"]["plain"]["headers"]
    assert plain["Location"] == "https://aubepine.localhost/me"
