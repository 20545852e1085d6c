"""Requests that no browser sends: the web server turns each down and goes on (attack A37)."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.journeys.conftest import Product

# Starts the whole product, as browser journeys do; needs no browser itself.
pytestmark = pytest.mark.browser

HEAD = b"Host: localhost\r\n"
POST = b"POST /healthz HTTP/1.1\r\n" + HEAD
SMUGGLED = b"GET /smuggled HTTP/1.1\r\n" + HEAD + b"\r\n"
TWISTED = {
    "two lengths": POST + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\n",
    "two equal lengths": POST + b"Content-Length: 4\r\nContent-Length: 4\r\n\r\nabcd",
    "length that is no number": POST + b"Content-Length: +4\r\n\r\nabcd",
    "negative length": POST + b"Content-Length: -1\r\n\r\n",
    "length and chunks": POST
    + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
    + SMUGGLED,
    "chunks spelt oddly": POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "chunked twice": POST + b"Transfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n" + SMUGGLED,
    "space before the colon": POST + b"Content-Length : 4\r\n\r\nabcd",
    "folded header": POST + b"X-A: 1\r\n Content-Length: 4\r\n\r\nabcd",
    "bare line feed in a header": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: 1\nX-B: 2\r\n\r\n",
    "zero byte in a header": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: a\x00b\r\n\r\n",
    "two hosts": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"Host: evil.example\r\n\r\n",
    "header of a megabyte": b"GET /healthz HTTP/1.1\r\n"
    + HEAD
    + b"X-A: "
    + b"a" * 1_000_000
    + b"\r\n\r\n",
    "ten thousand headers": b"GET /healthz HTTP/1.1\r\n" + HEAD + b"X-A: 1\r\n" * 10_000 + b"\r\n",
    "line of a megabyte": b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n",
    "no such version": b"GET /healthz HTTP/9.9\r\n" + HEAD + b"\r\n",
    "no such method": b"G\x00T /healthz HTTP/1.1\r\n" + HEAD + b"\r\n",
}


@contextmanager
def talking(product: Product) -> Iterator[socket.socket]:
    """A plain connection to the web server."""
    with socket.create_connection(("127.0.0.1", product.port), timeout=20) as line:
        yield line


def everything(line: socket.socket) -> bytes:
    """What the server says until it hangs up; it may hang up before it has read all we said."""
    said = b""
    try:
        while piece := line.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said


def answer(product: Product, request: bytes) -> bytes:
    with talking(product) as line:
        try:
            line.sendall(request)
            line.shutdown(socket.SHUT_WR)
        except (BrokenPipeError, ConnectionResetError, OSError):
            pass
        return everything(line)


def is_alive(product: Product) -> bool:
    request = b"GET /healthz HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n"
    return answer(product, request).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("kind", TWISTED)
def test_twisted_request_is_turned_down_and_the_next_one_served(
    product: Product, kind: str
) -> None:
    said = answer(product, TWISTED[kind])
    assert b" 200 " not in said
    assert said.count(b"HTTP/1.1 ") <= 1
    if said:
        assert said.split()[1] in {
            b"400",
            b"403",
            b"404",
            b"408",
            b"413",
            b"414",
            b"431",
            b"501",
            b"505",
        }
    assert is_alive(product)


def test_plain_request_is_served_once_for_each_time_it_is_asked(product: Product) -> None:
    plain = b"GET /healthz HTTP/1.1\r\n" + HEAD + b"\r\n"
    last = b"GET /healthz HTTP/1.1\r\n" + HEAD + b"Connection: close\r\n\r\n"
    assert answer(product, plain + last).count(b"HTTP/1.1 200") == 2


def test_connections_that_say_nothing_do_not_keep_others_waiting(product: Product) -> None:
    """Half-said requests are for the proxy in front to collect (docker-compose.yml says so)."""
    silent = [socket.create_connection(("127.0.0.1", product.port)) for _ in range(6)]
    try:
        assert is_alive(product)
    finally:
        for line in silent:
            line.close()


def test_body_that_stops_half_way_does_not_stop_the_others(product: Product) -> None:
    half = b"POST /account/login/ HTTP/1.1\r\n" + HEAD + b"Content-Length: 900\r\n\r\nlogin=a"
    with talking(product) as first, talking(product) as second:
        first.sendall(half)
        second.sendall(half)
        assert all(is_alive(product) for _ in range(8))
