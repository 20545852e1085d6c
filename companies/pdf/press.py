"""The child process that prints one document; the only importer of WeasyPrint.

Run as ``python -I press.py``, away from Django and from our environment. Reads an order from
standard input (see ``companies.pdf.render``) and writes one line of JSON, then the PDF.
"""

import base64
import importlib
import json
import mimetypes
import os
import resource
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# No machine has this name (RFC 6761): whatever is not on the list cannot be reached.
BASE = "https://static.invalid/"

_REFUSED_EVENTS = (
    "socket.",
    "subprocess.",
    "os.exec",
    "os.fork",
    "os.posix_spawn",
    "os.spawn",
    "os.system",
    "urllib.",
    "ftplib.",
    "http.client.",
    "smtplib.",
)


class Heavy(Exception):
    """The document passes a limit that the kernel does not count."""


class Refused(Exception):
    """The document asks for what it may not read."""


def main() -> None:
    """Print the order that lies on standard input."""
    order = json.load(sys.stdin.buffer)
    limits = order["limits"]
    _limit(limits)
    files = {name: base64.b64decode(data) for name, data in order["files"].items()}
    files |= {name: Path(path).read_bytes() for name, path in order["paths"].items()}
    # Loads libraries and reads the lists of the machine: the last files opened outside our code.
    importlib.import_module("weasyprint")
    _shut(Path(tempfile.gettempdir()))
    content = b""
    try:
        content, pages = printed(order["html"], files, limits)
        answer: dict[str, Any] = {"pages": pages}
        if len(content) > limits["pdf"]:
            raise Heavy(f"{len(content)} bytes of PDF")
    except Refused as error:
        content, answer = b"", {"problem": "refused", "words": str(error)[:300]}
    except (Heavy, MemoryError, RecursionError) as error:
        content, answer = b"", {"problem": "too_heavy", "words": repr(error)[:300]}
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)
    sys.stdout.buffer.flush()


def _limit(limits: dict[str, int]) -> None:
    """Let the kernel count time, memory and what is written; leave no core behind."""
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_CPU, limits["cpu"]),
        (resource.RLIMIT_FSIZE, limits["pdf"] + 10_000),
        (resource.RLIMIT_NOFILE, 64),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _shut(desk: Path) -> None:
    """From here on this process opens no connection, starts nothing and reads only its own code.

    The second lock: whatever a library does behind the back of the first.
    """
    mimetypes.init()
    own = tuple(f"{os.path.realpath(place)}/" for place in (sys.prefix, sys.base_prefix, desk))

    def guard(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_REFUSED_EVENTS):
            raise Refused(event)
        if event == "open" and isinstance(arguments[0], str | bytes):
            name = os.path.realpath(os.fsdecode(arguments[0]))
            if not name.startswith(own):
                raise Refused(f"open {name}")

    sys.addaudithook(guard)


def printed(html: str, files: dict[str, bytes], limits: dict[str, int]) -> tuple[bytes, int]:
    """The PDF and its number of pages."""
    from PIL import Image
    from weasyprint import HTML, logger
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OnlyTheList(URLFetcher):
        """Gives the named files; stops everything for any other address."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            name = listed(url)
            if name not in files:
                # Anything but this would be skipped silently, and printed without it.
                raise FatalURLFetchingError(url[:200])
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, files[name], {"Content-Type": kind})

    def count(record: Any) -> bool:
        page = record.args[0] if record.args else 0
        if isinstance(page, int) and page > limits["pages"]:
            raise Heavy(f"more than {limits['pages']} pages")
        return True

    logger.PROGRESS_LOGGER.addFilter(count)
    logger.PROGRESS_LOGGER.setLevel("INFO")
    logger.PROGRESS_LOGGER.propagate = False
    Image.MAX_IMAGE_PIXELS = limits["pixels"]
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=OnlyTheList()).render(
            pdf_variant="pdf/ua-1", pdf_tags=True
        )
        if len(document.pages) > limits["pages"]:
            raise Heavy(f"{len(document.pages)} pages")
        return document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True), len(document.pages)
    except FatalURLFetchingError as error:
        raise Refused(str(error)) from error


def listed(address: str) -> str:
    """The name behind an address below :data:`BASE`, nothing for any other."""
    parts = urlsplit(address)
    if (parts.scheme, parts.netloc) != ("https", "static.invalid") or parts.query:
        return ""
    return unquote(parts.path).removeprefix("/")


if __name__ == "__main__":
    main()
