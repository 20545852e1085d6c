"""What a file really is, whatever its name says, and workbooks that are safe to open."""

import io
import re
import zipfile
import zlib
from typing import Final

from people.roster.terms import RosterError

MAXIMUM_BYTES: Final = 20 * 1024 * 1024
MAXIMUM_ROWS: Final = 50_000
MAXIMUM_CELLS: Final = 3_000_000
MAXIMUM_COLUMNS: Final = 500
MAXIMUM_UNPACKED: Final = 40 * 1024 * 1024
"""50,000 rows of 12 columns; reading takes four times as much memory."""
MAXIMUM_WORDS: Final = 1_000_000
MAXIMUM_PARTS: Final = 1_000

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_SIGNATURES: Final = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"RIFF", "image"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"Rar!", "archive"),
    (b"BZh", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)
_MARKUP: Final = re.compile(rb"\s*<(!doctype|html|table|\?xml|svg|script)", re.IGNORECASE)
_JSON: Final = re.compile(rb'\s*(\{\s*"|\[\s*[\{\["])')

_ARCHIVE_PARTS: Final = (
    ("xl/workbook.xml", "xlsx"),
    ("xl/workbook.bin", "xlsb"),
    ("word/document.xml", "docx"),
    ("ppt/presentation.xml", "pptx"),
)


def kind_of(data: bytes) -> str:
    """csv, xlsx, xls or ods, from the bytes alone: names and media types lie.

    Raises RosterError: empty, too_large, not_a_table (`kind` says what it looks like), encrypted.
    """
    if len(data) > MAXIMUM_BYTES:
        raise RosterError("too_large", bytes=len(data), maximum=MAXIMUM_BYTES)
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \t\r\n"):
        raise RosterError("empty")
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(data)
    if data.startswith(_OLE):
        return _kind_of_ole(data)
    for signature, kind in _SIGNATURES:
        # "MZ" and "RIFF" may begin a line of text, so the rest has to look binary as well.
        if data.startswith(signature) and (kind in {"pdf", "rtf"} or not _is_text(data)):
            raise RosterError("not_a_table", kind=kind)
    if _MARKUP.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise RosterError("not_a_table", kind="html")
    if _JSON.match(data.removeprefix(b"\xef\xbb\xbf")):
        raise RosterError("not_a_table", kind="json")
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")) and not _is_text(data):
        raise RosterError("not_a_table", kind="binary")
    return "csv"


def _is_text(data: bytes) -> bool:
    """Few control characters; NUL is left out because UTF-16 is full of it."""
    sample = data[:65_536]
    controls = sum(sample.count(bytes((code,))) for code in range(1, 32) if code not in _BLANKS)
    return controls * 50 <= len(sample)


_BLANKS: Final = frozenset(b"\t\n\v\f\r")


def _kind_of_archive(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            if len(names) > MAXIMUM_PARTS:
                raise RosterError("too_large", cells=len(names), maximum=MAXIMUM_ROWS)
            if any(one.flag_bits & 1 for one in archive.infolist()):
                raise RosterError("encrypted")
            if "mimetype" in names and "content.xml" in names:
                mime = _start_of(archive, "mimetype")
                kind = "ods" if b"opendocument.spreadsheet" in mime else "odt"
                if kind == "ods" and _is_encrypted_ods(archive, names):
                    raise RosterError("encrypted")
            else:
                kind = next((kind for part, kind in _ARCHIVE_PARTS if part in names), "archive")
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError) as error:
        raise RosterError("damaged", kind="archive") from error
    if kind not in {"xlsx", "ods"}:
        raise RosterError("not_a_table", kind=kind)
    return kind


def _is_encrypted_ods(archive: zipfile.ZipFile, names: set[str]) -> bool:
    manifest = "META-INF/manifest.xml"
    return manifest in names and b"encryption-data" in _start_of(archive, manifest)


def _start_of(archive: zipfile.ZipFile, part: str) -> bytes:
    """The first megabyte of a part, whatever size it unpacks to."""
    with archive.open(part) as unpacked:
        return unpacked.read(1024 * 1024)


def _kind_of_ole(data: bytes) -> str:
    def names(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if names("EncryptedPackage"):
        raise RosterError("encrypted")
    if names("WordDocument"):
        raise RosterError("not_a_table", kind="doc")
    if not (names("Workbook") or names("Book")):
        raise RosterError("not_a_table", kind="ole")
    return "xls"


def sealed(data: bytes, kind: str) -> io.BytesIO:
    """The same XLSX or ODS, unpacked, measured and packed again without compression.

    The sheet reader builds dense tables and trusts what archives declare: one far cell or a lying
    size would exhaust memory. It is therefore given exactly the bytes that were measured here.

    Raises RosterError: too_large, damaged.
    """
    result = io.BytesIO()
    total = 0
    try:
        with (
            zipfile.ZipFile(io.BytesIO(data)) as archive,
            zipfile.ZipFile(result, "w", zipfile.ZIP_STORED) as copy,
        ):
            for part in archive.infolist():
                if not part.filename.endswith((".xml", ".rels", "mimetype")):
                    continue
                total += part.file_size
                if total > MAXIMUM_UNPACKED:
                    raise RosterError("too_large", bytes=total, maximum=MAXIMUM_UNPACKED)
                body = archive.read(part)
                _refuse_endless_text(body, kind)
                _refuse_vast(part.filename, body, kind)
                copy.writestr(part.filename, body)
                del body
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError) as error:
        raise RosterError("damaged", kind=kind) from error
    result.seek(0)
    return result


_STRIDE: Final = 512 * 1024


def _refuse_endless_text(body: bytes, kind: str) -> None:
    """No sheet holds a megabyte without markup; the reader would copy such a text many times."""
    for start in range(0, len(body) - _STRIDE, _STRIDE):
        if body.find(b"<", start, start + _STRIDE) < 0:
            raise RosterError("damaged", kind=kind)


def _refuse_vast(name: str, body: bytes, kind: str) -> None:
    if kind == "xlsx" and name == "xl/sharedStrings.xml":
        words = body.count(b"<si>") + body.count(b"<si ")
        if words > MAXIMUM_WORDS:
            raise RosterError("too_large", cells=words, maximum=MAXIMUM_ROWS)
        return
    if kind == "xlsx" and name.startswith("xl/worksheets/"):
        rows, columns = _xlsx_extent(body)
    elif kind == "ods" and name == "content.xml":
        rows, columns = _ods_extent(body)
    else:
        return
    if rows > MAXIMUM_ROWS + 100:
        raise RosterError("too_large", rows=rows, maximum=MAXIMUM_ROWS)
    if rows * columns > MAXIMUM_CELLS:
        raise RosterError("too_large", cells=rows * columns, maximum=MAXIMUM_CELLS)


_CELL: Final = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,7})([0-9]{1,12})["']""")


def _xlsx_extent(body: bytes) -> tuple[int, int]:
    """Last row and last column of one worksheet, both from 1."""
    # Cells without an address follow one another, so that their number bounds their extent.
    cells = body.count(b"<c>") + body.count(b"<c ")
    if cells > MAXIMUM_CELLS:
        raise RosterError("too_large", cells=cells, maximum=MAXIMUM_CELLS)
    rows = columns = 1
    widths: dict[bytes, int] = {}
    for found in _CELL.finditer(body):
        letters, row = found.groups()
        if letters not in widths:
            widths[letters] = _column_number(letters)
            columns = max(columns, widths[letters])
        rows = max(rows, int(row))
    return rows, columns


def _column_number(letters: bytes) -> int:
    """ "A" → 1, "XFD" → 16,384."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


_ODS_ROW: Final = re.compile(rb"<table:table-row\b")
_ODS_CELL: Final = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*)>")
_ODS_ROWS: Final = re.compile(rb"table:number-rows-repeated\s*=\s*[\"'](\d{1,12})")
_ODS_COLUMNS: Final = re.compile(rb"table:number-columns-repeated\s*=\s*[\"'](\d{1,12})")


def _ods_extent(body: bytes) -> tuple[int, int]:
    """Rows and columns that hold something once repetitions are spelt out.

    LibreOffice ends a sheet with about a million repeated empty rows: these only count when
    something follows them.
    """
    rows = columns = pending = 0
    for chunk in _ODS_ROW.split(body)[1:]:
        repeated = _ODS_ROWS.search(chunk, 0, chunk.find(b">") + 1)
        height = int(repeated[1]) if repeated else 1
        width = _ods_width(chunk)
        if width:
            rows += pending + height
            columns = max(columns, width)
            pending = 0
        else:
            pending += height
    return max(rows, 1), max(columns, 1)


def _ods_width(chunk: bytes) -> int:
    width = filled = 0
    for attributes in _ODS_CELL.findall(chunk):
        repeated = _ODS_COLUMNS.search(attributes)
        width += int(repeated[1]) if repeated else 1
        if not attributes.endswith(b"/") or b"value" in attributes:
            filled = width
    return filled
