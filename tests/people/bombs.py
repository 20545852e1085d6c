"""Files that mean harm: small to send, large to open, or not what they say."""

import io
import zipfile
import zlib

import xlsxwriter

SHEET = (
    '<?xml version="1.0"?>{doctype}<worksheet xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
)
HEADER = "".join(
    f'<c r="{at}1" t="inlineStr"><is><t>{word}</t></is></c>'
    for at, word in (("A", "E-mail"), ("B", "Prénom"), ("C", "Nom"))
)
LAUGHS = "<!DOCTYPE x [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    """A ZIP archive of these parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return data.getvalue()


def xlsx(rows: str = "", *, doctype: str = "", **more: str | bytes) -> bytes:
    """A workbook of one sheet with a header row of people and ``rows`` below it."""
    data = io.BytesIO()
    with xlsxwriter.Workbook(data) as book:
        book.add_worksheet("a")
    with zipfile.ZipFile(data) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = SHEET.format(
        doctype=doctype, rows=f'<row r="1">{HEADER}</row>{rows}'
    )
    return packed(parts | {name.replace("__", "/") + ".xml": body for name, body in more.items()})


def _text(at: str, words: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{words}</t></is></c>'


def ods(content: str, **more: str | bytes) -> bytes:
    """An OpenDocument spreadsheet with this content."""
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            **more,
        }
    )


GOOD_ROW = _text("A2", "ines@aubepine.example") + _text("B2", "Inès") + _text("C2", "Roy")
MIME = "application/vnd.oasis.opendocument.spreadsheet"


def files() -> dict[str, tuple[bytes, set[str]]]:
    """Each file with the codes a reader may refuse it with; an empty set: it is read as it is."""
    cells = "".join(_text(f"A{n}", "x") for n in range(2, 200_000))
    return {
        "nothing": (b"", {"empty"}),
        "a part of 200 MB": (xlsx(" " * 200_000_000), {"too_large"}),
        "a part just below the limit": (xlsx("<row/>" * 6_000_000), {"no_rows", "too_large"}),
        "shared words of 37 MB": (
            xlsx(
                f"<row r='2'>{GOOD_ROW}</row>", xl__sharedStrings="<sst><si><t>" + "x" * 37_000_000
            ),
            {"too_large", "damaged"},
        ),
        "two million shared words": (
            xlsx(
                f"<row r='2'>{GOOD_ROW}</row>",
                xl__sharedStrings="<sst>" + "<si><t>x</t></si>" * 2_000_000 + "</sst>",
            ),
            {"too_large"},
        ),
        "a type of 200 MB": (
            packed({"mimetype": MIME + " " * 200_000_000, "content.xml": "<x/>"}),
            {"too_large", "damaged"},
        ),
        "a manifest of 200 MB": (
            packed(
                {"mimetype": MIME, "content.xml": "", "META-INF/manifest.xml": " " * 200_000_000}
            ),
            {"too_large", "damaged"},
        ),
        "a hundred thousand parts": (
            packed({"xl/workbook.xml": "", **{f"xl/{n}.xml": "" for n in range(100_000)}}),
            {"too_large", "damaged"},
        ),
        "a million lines": (b"E-mail;Nom;x\n" + b"a;b;c\n" * 1_000_000, {"too_large"}),
        "two hundred thousand cells in a row": (xlsx(f"<row>{cells}</row>"), {"too_large"}),
        "one far cell": (xlsx(f"<row>{_text('XFD1048576', 'x')}</row>"), {"too_large"}),
        "a field of 200 kB": (b"E-mail;Nom\na@b.example;" + b"x" * 200_000, {"cell_too_long"}),
        "a cell of 200 kB": (xlsx(f"<row>{_text('A2', 'x' * 200_000)}</row>"), {"cell_too_long"}),
        "a line without end": (b"E-mail;" + b"x;" * 5_000_000, {"too_large"}),
        "a quote without end": (b'E-mail;Nom\n"' + b"x\n" * 500_000, {"cell_too_long"}),
        "deep markup": (xlsx("<row>" * 1_000_000), {"no_rows", "damaged"}),
        "a billion laughs": (
            xlsx(f"<row>{_text('A2', '&a11;')}{_text('B2', 'x')}</row>", doctype=LAUGHS + "]>"),
            {"damaged", "no_rows", ""},
        ),
        "a foreign entity": (
            xlsx(
                f"<row>{_text('A2', '&e;')}{_text('B2', 'x')}</row>",
                doctype='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
            ),
            {"damaged", "no_rows", ""},
        ),
        "a billion laughs of ODS": (
            ods(f"{LAUGHS}]><x>&a11;</x>"),
            {"damaged", "empty"},
        ),
        "a million repeated rows of ODS": (
            ods(
                "<office:spreadsheet><table:table><table:table-row table:number-rows-repeated="
                "'1000000'><table:table-cell office:value-type='string'>x</table:table-cell>"
            ),
            {"too_large"},
        ),
        "a picture named as a list": (b"\x89PNG\r\n\x1a\n" + bytes(range(64)), {"not_a_table"}),
        "a page": (b"<!DOCTYPE html><table><tr><td>E-mail", {"not_a_table"}),
        "a program": (b"\x7fELF" + bytes(range(32)) * 9, {"not_a_table"}),
        "a PDF that is also an archive": (b"%PDF-1.7\n" + xlsx(GOOD_ROW), {"not_a_table"}),
        "an archive after a picture": (b"GIF89a" + xlsx(GOOD_ROW), {"not_a_table"}),
        "a compressed list": (zlib.compress(b"E-mail;Nom\n" * 9, wbits=31), {"not_a_table"}),
        "an archive of something else": (packed({"a.txt": "x"}), {"not_a_table"}),
        "half an archive": (xlsx(GOOD_ROW)[:300], {"damaged"}),
        "too many bytes": (b"E-mail;Nom\n" * 2_000_000, {"too_large"}),
        "a sound workbook": (xlsx(f"<row r='2'>{GOOD_ROW}</row>"), {""}),
    }
