"""The press fetches nothing, takes no more than its limits, and still prints our reports."""

import io
import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from companies import pdf
from companies.pdf import press

CANARY = "canary-7f3a"

# {trap}: a listening socket; {file}: a local file with the canary in it.
PAYLOADS = {
    "image": '<img src="{trap}a.png">',
    "image set": '<img srcset="{trap}a.png 1x, {trap}b.png 2x" src="{trap}c.png">',
    "style sheet": '<link rel="stylesheet" href="{trap}a.css">',
    "import": '<style>@import url("{trap}a.css");</style>',
    "font": "<style>@font-face{{font-family:x;src:url({trap}a.woff)}}p{{font-family:x}}</style>"
    "<p>x",
    "background": '<p style="background:url({trap}a.png)">x',
    "content": "<style>p::before{{content:url({trap}a.png)}}</style><p>x",
    "list marker": '<ul style="list-style-image:url({trap}a.png)"><li>x</ul>',
    "border": '<p style="border:9px solid;border-image:url({trap}a.png) 9">x',
    "drawing with an image": '<svg width="9" height="9" xmlns:xlink="http://www.w3.org/1999/xlink">'
    '<image xlink:href="{trap}a.png" width="9" height="9"/></svg>',
    "drawing that uses another": '<svg width="9" height="9"><use href="{trap}a.svg#x"/></svg>',
    "drawing within an address": '<img src="data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/'
    "2000/svg%22%3E%3Cimage href=%22{trap}a.png%22 width=%229%22 height=%229%22/%3E%3C/svg%3E"
    '">',
    "object": '<object data="{trap}a.svg"></object><embed src="{trap}b.png">',
    "frame": '<iframe src="{trap}a.html"></iframe>',
    "base": '<base href="{trap}"><img src="a.png">',
    "attachment": '<link rel="attachment" href="{file}">',
    "attached link": '<a rel="attachment" href="{file}">x</a>',
    "local image": '<img src="{file}">',
    "local style": '<link rel="stylesheet" href="{file}">',
    "other protocol": '<img src="ftp://{host}/a.png">',
    "mask and cursor": '<p style="mask:url({trap}a.svg);cursor:url({trap}b.cur),auto">x',
    "above our files": '<img src="css/../../../../../../../..{path}">',
    "above our files, hidden": '<img src="css/%2e%2e/%2e%2e/%2e%2e/%2e%2e/%2e%2e{path}">',
}


class Trap:
    """A socket that counts who knocks."""

    def __init__(self) -> None:
        self.knocks = 0
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.host = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        while True:
            try:
                visitor, _ = self._socket.accept()
            except OSError:
                return
            self.knocks += 1
            visitor.close()

    def close(self) -> None:
        """Count no more."""
        self._socket.close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    yield trap
    trap.close()


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "secret.css"
    path.write_text(f'p::after {{ content: "{CANARY}" }}')
    return path


def _filled(payload: str, trap: Trap, secret: Path) -> str:
    address = f"http://{trap.host}/"
    body = payload.format(trap=address, host=trap.host, file=secret.as_uri(), path=secret)
    return f"<!DOCTYPE html><html lang=fr><title>x</title><body><p>Bonjour</p>{body}"


def _holds_canary(content: bytes) -> bool:
    reader = PdfReader(io.BytesIO(content))
    attached = b"".join(data for files in reader.attachments.values() for data in files)
    words = "".join(page.extract_text() for page in reader.pages)
    return CANARY.encode() in attached or CANARY in words


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS.keys())
def test_a_document_that_asks_for_anything_gets_nothing(
    payload: str, trap: Trap, secret: Path
) -> None:
    try:
        content = pdf.render(_filled(payload, trap, secret)).content
    except pdf.Unprintable as error:
        assert error.code == "refused"
    else:
        assert not _holds_canary(content)
    assert trap.knocks == 0


@pytest.mark.filterwarnings("ignore")
def test_the_same_documents_reach_far_on_a_stock_press(trap: Trap, secret: Path) -> None:
    from weasyprint import HTML

    reached = []
    for name, payload in PAYLOADS.items():
        before = trap.knocks
        content = HTML(string=_filled(payload, trap, secret), base_url="x:/").write_pdf()
        if trap.knocks > before or _holds_canary(content):
            reached.append(name)
    assert len(reached) >= 13, reached


def test_what_the_first_lock_lets_through_the_second_one_stops(trap: Trap, secret: Path) -> None:
    attempts = (
        f"import socket; socket.create_connection({tuple(trap.host.split(':'))!r})",
        f"import urllib.request; urllib.request.urlopen('http://{trap.host}/')",
        f"print(open({str(secret)!r}).read())",
        f"print(open('/usr/../{secret}').read())",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
    )
    for attempt in attempts:
        program = (
            f"import sys, pathlib; sys.path.insert(0, {str(pdf.PRESS.parent)!r})\n"
            f"import press; press._shut(pathlib.Path('/nowhere'))\n"
            f"try:\n    {attempt}\nexcept press.Refused:\n    sys.exit(7)"
        )
        pid = os.posix_spawn(
            os.sys.executable,
            [os.sys.executable, "-I", "-c", program],
            {},  # type: ignore[attr-defined]
        )
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 7, attempt
    assert trap.knocks == 0


def _wide_picture() -> bytes:
    data = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(data, "PNG")
    return data.getvalue()


BOMBS = {
    "3,000 nested tags": "<div>" * 3_000,
    "20,000 rows": "<table>" + "<tr><td>a<td>b<td>c" * 20_000,
    "20,000 pages": '<p style="break-after:page">x' * 20_000,
    "a cell over ten million columns": "<table><tr><td colspan=10000000>x",
    "a cell over ten million rows": "<table>" + "<tr><td rowspan=10000000 colspan=9999>x" * 500,
    "letters of a kilometre": '<p style="font-size:1e9px">xxxx xxxx xxxx',
    "deep boxes that stretch": '<div style="display:flex">' * 300 + "x",
    "a wide grid": '<div style="display:grid;grid:repeat(9999,1px)/repeat(9999,1px)"><p>x',
    "a huge picture within an address": f'<img src="data:image/png;base64,{"A" * 6_000_000}">',
    "more HTML than a report has": "x" * 8_000_001,
}


@pytest.mark.parametrize("bomb", BOMBS.values(), ids=BOMBS.keys())
def test_a_document_that_would_take_everything_is_stopped(bomb: str) -> None:
    limits = pdf.Limits(cpu=6, wall=30)
    started = time.monotonic()
    with pytest.raises(pdf.Unprintable):
        pdf.render(bomb, limits=limits)
    assert time.monotonic() - started < limits.wall + 5


def test_a_picture_of_30_000_by_30_000_is_not_opened() -> None:
    made = pdf.render('<p>x<img src="logo.png">', files={"logo.png": _wide_picture()})
    page = PdfReader(io.BytesIO(made.content)).pages[0]
    assert (page.extract_text().strip(), list(page.images)) == ("x", [])


def test_a_picture_of_ordinary_size_is_printed() -> None:
    data = io.BytesIO()
    Image.new("RGB", (300, 100), "teal").save(data, "PNG")
    with_it = pdf.render('<img src="logo.png" alt="x">', files={"logo.png": data.getvalue()})
    assert PdfReader(io.BytesIO(with_it.content)).pages[0].images[0].image.size == (300, 100)


def test_the_press_knows_none_of_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", CANARY)
    seen: dict[str, str] = {}

    def spy(*_: object, **options: dict[str, str]) -> None:
        seen.update(options["env"])
        raise RuntimeError

    monkeypatch.setattr(pdf.subprocess, "run", spy)
    with pytest.raises(RuntimeError):
        pdf.render("<p>x")
    assert "PATH" in seen and "SECRET_KEY" not in seen and "DATABASE_URL" not in seen


def test_a_press_that_dies_is_not_our_death(monkeypatch: pytest.MonkeyPatch) -> None:
    table = "<table>" + "<tr><td>a<td>b" * 1_500
    for limits in (pdf.Limits(memory=60_000_000), pdf.Limits(cpu=1), pdf.Limits(pdf=1_000)):
        with pytest.raises(pdf.Unprintable):
            pdf.render(table, limits=limits)
    assert pdf.render(table).pages > 1


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("https://static.invalid/css/report.css", "css/report.css"),
        ("https://static.invalid:8000/css/report.css", ""),
        ("https://static.invalid/css/report.css?x", ""),
        ("https://user@static.invalid/css/report.css", ""),
        ("http://static.invalid/css/report.css", ""),
        ("file:///css/report.css", ""),
        ("data:text/css,body{}", ""),
    ],
)
def test_a_name_is_read_from_our_own_address_only(address: str, name: str) -> None:
    assert press.listed(address) == name


def test_the_fonts_of_the_report_are_in_it() -> None:
    made = pdf.render('<html lang=fr><link rel=stylesheet href="css/report.css"><h1>A</h1><p>b')
    fonts = PdfReader(io.BytesIO(made.content)).pages[0]["/Resources"]["/Font"]
    names = " ".join(str(font.get_object()["/BaseFont"]) for font in fonts.values())
    assert "Atkinson" in names and "Bricolage" in names
