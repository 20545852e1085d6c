"""Asks addresses that people gave us: public HTTPS only, one look-up, no redirect, within limits.

Whoever administers a company may name a server that we then ask. Without this guard the server's
name could lead into our own network (hole H8). It is the only importer of the HTTP client.
"""

import ipaddress
import re
import socket
import threading
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import HTTPError

SECONDS = 8.0
"""An answer is complete after this time, or it is none."""

LARGEST = 512 * 1024
"""Bytes of an answer; the key sets of large providers have some tens of kilobytes."""

PORT = 443
_NAME = re.compile(
    r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_AS_NUMBER = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z")
# What reaches IPv4 addresses through IPv6 ones, and what `is_global` does not know.
_REFUSED = tuple(
    ipaddress.ip_network(text)
    for text in (
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
        "::/96",
        "100.64.0.0/10",
    )
)


class AddressRefusedError(requests.RequestException):
    """An address that is not asked; ``code`` says why, for `people.wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def session() -> requests.Session:
    """A client that asks only what :func:`check` lets pass, whatever name it is given.

    No proxy, no netrc and no certificate of the environment; errors are those of ``requests``.
    """
    return _Session()


def check(url: str) -> None:
    """Refuse an address by its spelling alone; raises :class:`AddressRefusedError`.

    The name is looked up when it is asked, once, and the connection goes to what was found.
    """
    if not url.isascii() or any(one <= " " or one in '\\"<>^`{|}\x7f' for one in url):
        raise AddressRefusedError("spelling")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise AddressRefusedError("spelling") from None
    if f"{parts.scheme}://{parts.netloc}" in settings.OUTGOING_ALLOWED_ORIGINS:
        return
    if parts.scheme != "https":
        raise AddressRefusedError("scheme")
    if "@" in parts.netloc:
        raise AddressRefusedError("spelling")
    if port not in (None, PORT):
        raise AddressRefusedError("port")
    if ":" in host or _AS_NUMBER.match(host.rsplit(".", 1)[-1]):
        raise AddressRefusedError("number")
    if not _NAME.fullmatch(host):
        raise AddressRefusedError("spelling")


def is_public(address: str) -> bool:
    """Whether a numeric address lies on the internet, and leads to no other one."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address) and one.ipv4_mapped:
        return False
    if any(one in network for network in _REFUSED if network.version == one.version):
        return False
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified)


def resolve(host: str, port: int) -> list[str]:
    """Every numeric address of a name, in the order of the system."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefusedError("unknown_name") from None
    return list(dict.fromkeys(str(row[4][0]) for row in found))


def dial(address: str, port: int, seconds: float) -> socket.socket:
    """Connect to a numeric address: nothing is looked up any more."""
    return socket.create_connection((address, port), timeout=seconds)


class _Session(requests.Session):
    """A session whose every request passes the guard."""

    def __init__(self) -> None:
        super().__init__()
        self.trust_env = False
        self.adapters.clear()
        self.mount("https://", _Adapter())
        self.mount("http://", _Adapter())

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        """Check the address as it was given: preparing it rewrites what looks odd."""
        check(str(request.url))
        return super().prepare_request(request)

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Nowhere: the next address would be the server's choice."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Ask once, for as long and as much as the limits say."""
        check(request.url or "")
        kwargs |= {"allow_redirects": False, "stream": True, "proxies": {}}
        kwargs |= {"timeout": SECONDS, "verify": True, "cert": None}
        watch = _Watch()
        try:
            with watch:
                answer: requests.Response = super().send(request, **kwargs)
                if 300 <= answer.status_code < 400:
                    answer.close()
                    raise AddressRefusedError("redirect")
                # `requests` keeps here what it has read.
                answer._content = _body(answer, watch)
        except (OSError, HTTPError, ValueError) as error:
            if watch.is_over:
                raise AddressRefusedError("too_slow") from error
            raise
        return answer


def _body(answer: requests.Response, watch: "_Watch") -> bytes:
    """The whole answer, unpacked, up to the limit."""
    body = b""
    try:
        for piece in answer.iter_content(16 * 1024):
            body += piece
            if len(body) > LARGEST:
                raise AddressRefusedError("too_large")
            if watch.is_over:
                raise AddressRefusedError("too_slow")
    finally:
        answer.close()
    return body


class _Watch:
    """Cuts the connections of one request when its time is over, even in the middle of a header."""

    _mine = threading.local()

    def __init__(self) -> None:
        self.until = time.monotonic() + SECONDS
        self._sockets: list[socket.socket] = []
        self._timer = threading.Timer(SECONDS, self._cut)
        self._timer.daemon = True

    @property
    def is_over(self) -> bool:
        """Whether the time is over."""
        return time.monotonic() >= self.until

    def __enter__(self) -> "_Watch":
        self._mine.watch = self
        self._timer.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._timer.cancel()
        self._mine.watch = None
        for one in self._sockets:
            one.close()

    @classmethod
    def over(cls, connected: socket.socket) -> None:
        """Watch a connection that has just been made by the request of this thread."""
        watch: _Watch | None = getattr(cls._mine, "watch", None)
        if watch is not None:
            # A copy: the original changes hands when TLS begins.
            watch._sockets.append(connected.dup())

    def _cut(self) -> None:
        for one in self._sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue


def _connect(scheme: str, host: str, port: int) -> socket.socket:
    """Look the name up once, and connect to an address that was found then and was checked."""
    found = resolve(host, port)
    trusted = f"{scheme}://{host}:{port}" in settings.OUTGOING_ALLOWED_ORIGINS
    trusted = trusted or (
        port == PORT and f"{scheme}://{host}" in settings.OUTGOING_ALLOWED_ORIGINS
    )
    if not trusted and not all(is_public(one) for one in found):
        raise AddressRefusedError("private")
    last: OSError | None = None
    for address in found[:3]:
        try:
            connected = dial(address, port, SECONDS / 2)
        except OSError as error:
            last = error
            continue
        _Watch.over(connected)
        return connected
    raise requests.ConnectionError("unreachable") from last


class _Secure(HTTPSConnection):
    """A connection to the address that was checked; the certificate is that of the name."""

    def _new_conn(self) -> socket.socket:
        return _connect("https", self.host, self.port or PORT)


class _Plain(HTTPConnection):
    """The same without encryption: for origins that the operator allowed, in tests."""

    def _new_conn(self) -> socket.socket:
        return _connect("http", self.host, self.port or 80)


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _Adapter(HTTPAdapter):
    """Hands out guarded connections."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Use our connections, and never those of the library."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"https": _SecurePool, "http": _PlainPool}
