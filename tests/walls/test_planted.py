"""Leaks planted on purpose: the matrix that finds none elsewhere finds each of these."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, get_resolver

from companies import walls
from people.models import Person
from people.tasks import deliver_mail
from tests.house import test_every_route as table
from tests.walls.matrix import Cell, Walk
from tests.walls.three import Three
from tests.walls.traces import Traces

LIST = Cell("aubepine", "hr", "people:list", "GET", "own")
RECORD = Cell("aubepine", "mentor", "people:detail", "GET", "own")


def complaints(three: Three, cell: Cell) -> list[str]:
    traces = Traces()
    walk = Walk(three, "aubepine", traces)
    with traces.watched():
        walk.ask(cell)
    return walk.verdict.leaks + traces.leaks


def plant(monkeypatch: pytest.MonkeyPatch, route: str, door: Callable[..., HttpResponse]) -> None:
    """Put another door in the place of a route."""
    monkeypatch.setattr(pattern_of(route), "callback", door)


def pattern_of(route: str) -> URLPattern:
    resolver = get_resolver("mentorat.urls")
    space, _, name = route.partition(":")
    inner = resolver.namespace_dict[space][1]
    for one in inner.url_patterns:
        if one.name == name:
            found: URLPattern = one
            return found
    raise LookupError(route)


@pytest.fixture(autouse=True)
def _nothing_stays_planted() -> Iterator[None]:
    """What a door kept in the cache is gone before the next test looks there."""
    yield
    cache._cache.get_client(None).delete("planted")  # type: ignore[attr-defined]


def everybody(request: HttpRequest, **given: Any) -> HttpResponse:
    """A page that shows whom it likes."""
    return HttpResponse(", ".join(str(one) for one in Person.objects.all()))


def test_nothing_is_planted_elsewhere(three: Three) -> None:
    assert complaints(three, LIST) + complaints(three, RECORD) == []


def test_door_without_a_guard_is_found(three: Three, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch, "people:detail", everybody)
    found = complaints(three, RECORD)
    assert any("200 instead of [404]" in one for one in found)
    assert any("words about" in one for one in found)


def test_page_kept_from_another_company_is_found(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    with walls.inside("kestrel"):
        kept = everybody(HttpRequest()).content
    plant(monkeypatch, "people:list", lambda request: HttpResponse(kept))
    (found,) = complaints(three, LIST)
    assert "words of another company in the answer: people.person." in found


def test_word_in_a_header_and_an_answer_for_caches_are_found(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers = {"X-Said": "zzcq00001z", "Cache-Control": "public, max-age=60"}
    plant(monkeypatch, "people:list", lambda request: HttpResponse("", headers=headers))
    found = " ".join(complaints(three, LIST))
    assert "words of another company" in found and "may be kept by a cache" in found


def test_absent_that_looks_different_is_found(
    three: Three, monkeypatch: pytest.MonkeyPatch
) -> None:
    def talkative(request: HttpRequest, public_id: object) -> HttpResponse:
        is_there = Person.objects.filter(public_id=public_id).exists()
        return HttpResponse("not yours" if is_there else "not there", status=404)

    plant(monkeypatch, "people:detail", talkative)
    traces = Traces()
    walk = Walk(three, "aubepine", traces)
    with traces.watched():
        for about in ("own", "absent"):
            walk.ask(Cell("aubepine", "mentor", "people:detail", "GET", about))
    assert ["its 404 is not that of something absent" in one for one in walk.verdict.leaks] == [
        True
    ]


def log(request: HttpRequest) -> HttpResponse:
    logging.getLogger("people").warning("%s looked", request.user.email)  # type: ignore[union-attr]
    return HttpResponse("")


def ask_for_another_company(request: HttpRequest) -> HttpResponse:
    deliver_mail.delay_on_commit("kestrel", 1)
    return HttpResponse("")


def tell_a_worker_a_name(request: HttpRequest) -> HttpResponse:
    deliver_mail.delay_on_commit("aubepine", request.user.email)  # type: ignore[union-attr]
    return HttpResponse("")


def keep_for_everybody(request: HttpRequest) -> HttpResponse:
    cache._cache.get_client(None).set("planted", "x", ex=60)  # type: ignore[attr-defined]
    return HttpResponse("")


@pytest.mark.parametrize(
    ("door", "words"),
    [
        (log, "words of somebody in the log"),
        (ask_for_another_company, "names ('kestrel',) instead of aubepine"),
        (tell_a_worker_a_name, "words of somebody in a message"),
        (keep_for_everybody, "a cache key without a company"),
    ],
)
def test_trace_is_found(
    three: Three, monkeypatch: pytest.MonkeyPatch, door: Callable[..., HttpResponse], words: str
) -> None:
    plant(monkeypatch, "people:list", door)
    assert any(words in one for one in complaints(three, LIST))


def test_route_that_is_not_declared_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(table.ROUTES, "people:list")
    with pytest.raises(AssertionError):
        table.test_every_route_is_in_the_table()
