"""Log lines tell what happened, never how to get in."""

import logging
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.urls.converters import UUIDConverter
from gunicorn.config import Config

from companies.models import Company
from local import stack
from mentorat import settings as source
from mentorat.logs import Discreet, WebServerLog, discreet
from tests.house import town as towns

SITES = ("mentorat.urls", "mentorat.urls_public", "mentorat.urls_operator")
UNKNOWN = "00000000-0000-4000-8000-000000000000"
KEY = "eyJwZXJzb24iOiIx:1uTQaB:" + "s-_" * 14 + "x"
HARMLESS = {
    "answer_id",
    "colour",
    "criterion_id",
    "digest",
    "kind",
    "objective_id",
    "pk",
    "role",
    "session_id",
} | {
    "step",
    "uidb36",
}
"""Arguments of routes that open nothing by themselves; identifiers (UUID) are harmless too."""


def arguments(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, dict[str, str]]]:
    """Names of routes with what stands in their addresses, and a value for each."""
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{prefix}{one.namespace}:" if one.namespace else prefix
            yield from arguments(one.url_patterns, inner)
        elif isinstance(one, URLPattern):
            kinds = getattr(one.pattern, "converters", {})
            yield (
                prefix + str(one.name),
                {
                    name: UNKNOWN if isinstance(kinds.get(name), UUIDConverter) else "Zx9-qQ7"
                    for name in one.pattern.regex.groupindex
                },
            )


@pytest.mark.parametrize("site", SITES)
def test_no_address_with_a_key_in_it_is_written_down(site: str) -> None:
    found = dict(arguments(get_resolver(site).url_patterns))
    keyed = {
        name: {one for one, value in given.items() if value != UNKNOWN} - HARMLESS
        for name, given in found.items()
    }
    for name in (one for one, keys in keyed.items() if keys):
        path = reverse(name, kwargs=found[name], urlconf=site)
        assert "qQ7" not in discreet(f'"GET {path} HTTP/1.1" 200'), name
    assert site == "mentorat.urls_public" or "people:accept_invitation" in keyed


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /invitation/{KEY}",
        f'"GET /p/{KEY} HTTP/1.1" 200 "http://aubepine.localhost:8000/p/{KEY}"',
        f'"GET /data/{KEY}?download=1 HTTP/1.1"',
        '"GET /account/password/reset/key/1f-canary-0123456789abcdef/ HTTP/1.1" 302',
        '"GET /account/sign-on/6f1a/back?code=canary&state=canary HTTP/1.1"',
        '"GET /people/?q=canary@aubepine.example HTTP/1.1" "http://a.localhost/people/?q=canary"',
        "Forbidden: /account/login/?next=/p/canary",
        f"bad token {KEY} in {KEY.replace(':', '%3A')}",
    ],
)
def test_key_or_name_is_masked(line: str) -> None:
    said = discreet(line)
    assert "***" in said
    assert not re.search(r"canary|eyJ|s-_", said)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-22 03:04:05,678 WARNING [aubepine] people: letter 12, try 3: SMTPException",
        '"GET /people/6f1a4c1e-0000-4000-8000-000000000000/edit HTTP/1.1" 200 512',
        'File "/app/people/actions/mail.py", line 12, in deliver\n    return a if b else c',
        "companies.fan_out[2b1a] succeeded in 0.01s: is it true? yes",
    ],
)
def test_what_opens_nothing_stays_readable(line: str) -> None:
    assert discreet(line) == line


def test_what_was_signed_here_is_known_by_its_form() -> None:
    for facts in ("a", {"person": "b" * 200}):
        assert discreet(f"a {signing.dumps(facts, salt='x', compress=True)} b") == "a *** b"


def test_our_log_masks_the_message_and_the_traceback() -> None:
    made = logging.config.DictConfigurator(source.LOGGING).configure_formatter(  # type: ignore[attr-defined]
        dict(source.LOGGING["formatters"]["line"])  # type: ignore[index]
    )
    try:
        raise ValueError(f"/invitation/{KEY}")
    except ValueError as error:
        facts = {"msg": "%s broke", "args": (f"/p/{KEY}",), "exc_info": (ValueError, error, None)}
    line = made.format(logging.makeLogRecord({**facts, "company": "aubepine"}))
    assert "[aubepine]" in line and "/p/*** broke" in line and "/invitation/***" in line
    assert "eyJ" not in line


@pytest.mark.usefixtures("company")
def test_absent_page_behind_a_key_is_logged_without_it(
    caplog: pytest.LogCaptureFixture, company: Company
) -> None:
    town = towns.build("aubepine")
    caplog.handler.setFormatter(Discreet("%(message)s"))
    link = town.address("people:accept_invitation")
    client = Client(HTTP_HOST="kestrel.localhost")
    assert client.get(link).status_code == 404
    assert "Not Found: /invitation/***" in caplog.text


def test_web_server_writes_with_our_formatter() -> None:
    assert stack.web_command(1)[-2:] == ["--logger-class", "mentorat.logs.WebServerLog"]
    for file in ("Dockerfile", "docker-compose.yml"):
        assert '"mentorat.logs.WebServerLog"' in (source.BASE_DIR / file).read_text()
    config = Config()
    config.set("accesslog", "-")
    log = WebServerLog(config)
    for one in (log.access_log, log.error_log):
        assert [type(handler.formatter) for handler in one.handlers] == [Discreet]
        one.handlers.clear()
