"""HTML → tagged PDF/UA-1; the only module that knows WeasyPrint, loaded when first needed."""

import gc
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from django.contrib.staticfiles import finders
from django.core.exceptions import SuspiciousFileOperation

if TYPE_CHECKING:
    pass

# No machine has this name (RFC 6761): whatever is not one of our static files cannot be reached.
BASE = "https://static.invalid/"


class Locked(ValueError):
    """A document asked for something that is not one of our static files."""


@dataclass(frozen=True)
class Rendered:
    """A finished document and its number of pages."""

    content: bytes
    pages: int


def static_file(address: str) -> Path:
    """The static file behind an address below :data:`BASE`, :class:`Locked` for any other."""
    parts = urlsplit(address)
    if (parts.scheme, parts.netloc) != ("https", "static.invalid") or parts.query:
        raise Locked(address)
    try:
        found = finders.find(unquote(parts.path).lstrip("/"))
    except SuspiciousFileOperation as error:
        raise Locked(address) from error
    if not found:
        raise Locked(address)
    return Path(found)


def render(html: str) -> Rendered:
    """Print a page of HTML; relative addresses are static files, every other one is refused.

    Raises :class:`Locked` for such an address, else what WeasyPrint raises. Memory is given back
    at once, because a worker prints many.
    """
    from weasyprint import HTML
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class OurFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            try:
                path = static_file(url)
            except Locked as error:
                # Anything else would be skipped silently and the report printed without it.
                raise FatalURLFetchingError(f"refused: {url}") from error
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    try:
        document = HTML(string=html, base_url=BASE, url_fetcher=OurFilesOnly()).render(
            pdf_variant="pdf/ua-1", pdf_tags=True
        )
        return Rendered(
            document.write_pdf(pdf_variant="pdf/ua-1", pdf_tags=True), len(document.pages)
        )
    except FatalURLFetchingError as error:
        raise Locked(str(error)) from error
    finally:
        gc.collect()
