"""No address that somebody gives leads into our own network; a public one is asked as before."""

import http.server
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from pytest_django import Settings

from companies import outgoing
from tests.companies.trap import Trap, trap

PUBLIC = "93.184.216.34"
HOSTILE = [
    "https://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://[::1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.1:{port}/",
    "https://017700000001:{port}/",
    "https://127.1:{port}/",
    "https://0:{port}/",
    "https://0.0.0.0:{port}/",
    "https://169.254.169.254:{port}/latest/meta-data/",
    "https://login.example.com@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}#@login.example.com/",
    "https://127.0.0.1:{port}\\@login.example.com/",
    "https://127。0。0。1:{port}/",
    "https://①②⑦.0.0.1:{port}/",
    "https://ⓛocalhost:{port}/",
    "https://localhost.:{port}/",
    "https://127.0.0.1.:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "https://inside.example.com:{port}/",
    "https://mixed.example.com:{port}/",
    "https://rebinding.example.com:{port}/",
    "http://127.0.0.1:{port}\r\nX: https://login.example.com/",
    "//127.0.0.1:{port}/",
    "",
]


@pytest.fixture
def caught() -> Iterator[Trap]:
    with trap() as made:
        yield made


class Names:
    """A resolver: a public name, one of ours, one that is both, one that changes its mind."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.real = socket.getaddrinfo

    def __call__(self, host: str, port: int, *args: object, **kwargs: object) -> list[object]:
        self.asked.append(host)
        known = {
            "login.example.com": [PUBLIC],
            "inside.example.com": ["127.0.0.1"],
            "mixed.example.com": [PUBLIC, "127.0.0.1"],
            "rebinding.example.com": [PUBLIC if self.asked.count(host) == 1 else "127.0.0.1"],
        }
        if host not in known:
            return list(self.real(host, port, *args, **kwargs))  # type: ignore[arg-type]
        kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
        return [(*kind, (address, port)) for address in known[host]]


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", made)
    return made


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Numeric addresses that connections went to; nothing outside of this machine is reached."""
    seen: list[str] = []

    def dial(address: str, port: int, seconds: float) -> socket.socket:
        seen.append(address)
        if address == PUBLIC:
            raise OSError("no network in tests")
        return socket.create_connection((address, port), timeout=seconds)

    monkeypatch.setattr(outgoing, "dial", dial)
    return seen


@pytest.mark.parametrize("target", HOSTILE)
def test_hostile_address_is_never_asked(
    target: str,
    caught: Trap,
    names: Names,
    dialled: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # The port of the trap is let through, so that it is not what saves us.
    monkeypatch.setattr(outgoing, "PORT", caught.port)
    with outgoing.session() as client, pytest.raises(requests.RequestException):
        client.get(target.format(port=caught.port))
    assert set(dialled) <= {PUBLIC}
    assert caught.knocks == 0


@pytest.mark.parametrize(
    "target",
    ["http://127.0.0.1:{port}/", "http://[::1]:{port}/", "http://inside.example.com:{port}/"],
)
def test_the_same_client_without_the_guard_falls_into_the_trap(
    target: str, caught: Trap, names: Names
) -> None:
    with pytest.raises(requests.RequestException):
        requests.Session().get(target.format(port=caught.port), timeout=2)
    assert caught.waited(2)


def test_name_is_looked_up_once_and_the_connection_goes_to_what_was_found(
    names: Names, dialled: list[str]
) -> None:
    with outgoing.session() as client, pytest.raises(requests.ConnectionError):
        client.get("https://rebinding.example.com/")
    assert names.asked == ["rebinding.example.com"]
    assert dialled == [PUBLIC]


def test_public_name_is_dialled(names: Names, dialled: list[str]) -> None:
    outgoing.check("https://login.example.com/tenant/.well-known/openid-configuration?p=1")
    with outgoing.session() as client, pytest.raises(requests.ConnectionError):
        client.get("https://login.example.com/")
    assert dialled == [PUBLIC]


NOT_PUBLIC = """
127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1
255.255.255.255 192.0.2.1 198.18.0.1 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1
::ffff:127.0.0.1 ::ffff:8.8.8.8 64:ff9b::808:808 64:ff9b:1::1 2002:7f00:1::1 2001::1 ::7f00:1
2001:db8::1
"""


@pytest.mark.parametrize("address", NOT_PUBLIC.split())
def test_private_special_and_translated_addresses_are_not_public(address: str) -> None:
    assert not outgoing.is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])
def test_addresses_of_the_internet_are_public(address: str) -> None:
    assert outgoing.is_public(address)


class Talker(http.server.BaseHTTPRequestHandler):
    """Answers what the path asks for."""

    def do_GET(self) -> None:
        if self.path == "/redirect":
            self.send_response(302)
            self.send_header("Location", "/plain")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif self.path == "/drip":
            for _tenth in range(300):
                self.wfile.write(b"X")
                time.sleep(0.1)
        else:
            self.send_response(200)
            self.end_headers()
            size = outgoing.LARGEST + 1 if self.path == "/large" else 5
            self.wfile.write(b"x" * size)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def talker(settings: Settings) -> Iterator[str]:
    """The origin of a server of this machine that the operator allows."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Talker)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    origin = f"http://127.0.0.1:{server.server_address[1]}"
    settings.OUTGOING_ALLOWED_ORIGINS = {origin}
    yield origin
    server.shutdown()
    server.server_close()


def refused(origin: str, path: str) -> str:
    with (
        outgoing.session() as client,
        pytest.raises(outgoing.AddressRefusedError) as refusal,
    ):
        client.get(origin + path)
    return refusal.value.code


def test_origin_that_the_operator_allows_is_asked(talker: str) -> None:
    with outgoing.session() as client:
        assert client.get(talker + "/plain").text == "xxxxx"
    assert refused(talker.replace("127.0.0.1", "localhost"), "/plain") == "scheme"


def test_redirect_is_not_followed_and_what_is_too_large_is_not_read(talker: str) -> None:
    assert refused(talker, "/redirect") == "redirect"
    assert refused(talker, "/large") == "too_large"


def test_server_that_drips_is_cut_off_in_time(talker: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "SECONDS", 0.5)
    began = time.monotonic()
    assert refused(talker, "/drip") == "too_slow"
    assert time.monotonic() - began < 15


def test_proxy_of_the_environment_is_not_used(
    talker: str, caught: Trap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{caught.port}")
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{caught.port}")
    with outgoing.session() as client:
        assert client.get(talker + "/plain").status_code == 200
    assert caught.knocks == 0


def test_operator_allows_nothing_unless_told(settings: Settings) -> None:
    assert not settings.OUTGOING_ALLOWED_ORIGINS
    with pytest.raises(outgoing.AddressRefusedError):
        outgoing.check("http://login.example.com/")
