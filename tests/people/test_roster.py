"""HR exports in every shape become one roster, and each refusal has an accepted twin."""

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from people import roster
from people.roster import Known, Problem, Roster, RosterError, Severity

HEADERS = [
    "Matricule",
    "Nom",
    "Prénom",
    "Courriel",
    "Poste",
    "Classe",
    "Matricule du responsable",
    "Date d'entrée",
    "Langues",
    "Compétences",
    "Contrat",
]
PEOPLE = [
    ["101", "Marchand", "Hélène", "helene@a.example", "Directrice", "7", "", "2008-03-03"],
    ["102", "Cœur", "Zoé", "ZOE@a.example", "Chef; d'équipe", "6", "101", "2012-09-30"],
    [
        "103",
        "Da Costa",
        "Inès",
        "ines@a.example",
        'Dite "la pro",\nNiort',
        "5",
        "102",
        "2019-02-01",
    ],
]
TAIL = ["français, anglais", "Négociation:4|SQL:3", "CDI"]
ROWS = [HEADERS, *([*person, *TAIL] for person in PEOPLE)]


def csv_file(
    rows: list[list[str]], encoding: str = "utf-8", delimiter: str = ";", bom: bool = False
) -> bytes:
    def cell(text: str) -> str:
        special = any(one in text for one in (*roster.DELIMITERS, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if special else text

    text = "\r\n".join(delimiter.join(map(cell, row)) for row in rows)
    return (("\ufeff" if bom else "") + text + "\r\n").encode(encoding)


def xlsx_file(rows: list[list[str]], typed: bool = False, sheet: str = "Feuil1") -> bytes:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if typed and r and text.isdigit():
                    page.write_number(r, c, int(text))
                elif typed and r and c == 7:
                    page.write_datetime(r, c, datetime.fromisoformat(text), day)
                else:
                    page.write_string(r, c, text)
    return data.getvalue()


ODS = "application/vnd.oasis.opendocument.spreadsheet"


def ods_cell(text: str, kind: str) -> str:
    shown = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
    value = {"float": f'office:value="{text}"', "date": f'office:date-value="{text}"'}.get(kind, "")
    return f'<table:table-cell office:value-type="{kind}" {value}>{shown}</table:table-cell>'


def ods_file(rows: list[list[str]], typed: bool = False, repeated: int = 1_048_000) -> bytes:
    def kind(r: int, c: int, text: str) -> str:
        if not (typed and r):
            return "string"
        return "float" if text.isdigit() else "date" if c == 7 else "string"

    space = "urn:oasis:names:tc:opendocument:xmlns:"
    body = "".join(
        f"<table:table-row>{''.join(ods_cell(t, kind(r, c, t)) for c, t in enumerate(row))}"
        '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
        for r, row in enumerate(rows)
    )
    content = (
        f'<office:document-content xmlns:office="{space}office:1.0" xmlns:table="{space}table:1.0" '
        f'xmlns:text="{space}text:1.0"><office:body><office:spreadsheet>'
        '<table:table table:name="F">'
        f'{body}<table:table-row table:number-rows-repeated="{repeated}"><table:table-cell/>'
        "</table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    manifest = (
        f'<m:manifest xmlns:m="{space}manifest:1.0"><m:file-entry m:full-path="/"/></m:manifest>'
    )
    parts = {"mimetype": ODS, "content.xml": content, "META-INF/manifest.xml": manifest}
    return zip_file(parts)


def zip_file(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def parsed(data: bytes, name: str = "people.csv", known: tuple[Known, ...] = ()) -> Roster:
    table = roster.read(data, name)
    return roster.parse(table, roster.guess_mapping(table.headers), known=known)


def people(
    *lines: str, header: str = "Matricule;Nom;Prénom;Courriel;N+1;Date d'entrée;Classe"
) -> Roster:
    return parsed("\n".join((header, *lines)).encode())


def codes(result: Roster) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in result.problems]


VARIANTS = {
    f"{label} {delimiter!r}": csv_file(ROWS, encoding, delimiter, bom)
    for label, encoding, bom in (
        ("utf-8", "utf-8", False),
        ("utf-8 with mark", "utf-8", True),
        ("cp1252", "cp1252", False),
        ("utf-16-le", "utf-16-le", True),
        ("utf-16-be", "utf-16-be", True),
    )
    for delimiter in roster.DELIMITERS
} | {
    "xlsx text": xlsx_file(ROWS),
    "xlsx typed": xlsx_file(ROWS, typed=True),
    "ods text": ods_file(ROWS),
    "ods typed": ods_file(ROWS, typed=True),
}


def test_there_are_24_variants_of_the_same_file() -> None:
    assert len(VARIANTS) == 24


@pytest.mark.parametrize("data", VARIANTS.values(), ids=VARIANTS.keys())
def test_every_variant_of_a_file_gives_one_equal_roster(data: bytes) -> None:
    result = parsed(data)
    assert result == parsed(csv_file(ROWS))
    assert result.problems == ()
    assert [one.manager_key for one in result.rows] == ["", "101", "102"]
    assert result.rows[1].family_name == "Cœur"
    assert result.rows[1].email == "zoe@a.example"
    assert result.rows[2].job_title == 'Dite "la pro", Niort'
    assert result.rows[2].hired_on == date(2019, 2, 1)
    assert result.rows[2].skills_offered == {"Négociation": 4, "SQL": 3}
    assert result.rows[2].languages == ("fr", "en")
    assert result.unknown_columns == ("Contrat",)


REFUSED = {
    "empty": (b"", "empty"),
    "only a mark and blanks": (b"\xef\xbb\xbf \r\n", "empty"),
    "pdf": (b"%PDF-1.7\n1 0 obj", "not_a_table"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(range(32)) * 9, "not_a_table"),
    "jpeg": (b"\xff\xd8\xff\xe0" + bytes(range(32)) * 9, "not_a_table"),
    "web page": (b"<!DOCTYPE html><table><tr><td>Nom</td></tr></table>", "not_a_table"),
    "json": (b'[{"Nom": "Petit"}]', "not_a_table"),
    "program": (b"\x7fELF" + bytes(range(32)) * 9, "not_a_table"),
    "docx": (zip_file({"word/document.xml": "<w/>"}), "not_a_table"),
    "xlsb": (zip_file({"xl/workbook.bin": "x"}), "not_a_table"),
    "zip": (zip_file({"people.csv": "Nom;Courriel"}), "not_a_table"),
    "odt": (zip_file({"mimetype": "text", "content.xml": "<x/>"}), "not_a_table"),
    "old Word": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
        "not_a_table",
    ),
    "protected xlsx": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted",
    ),
    "cut xlsx": (xlsx_file(ROWS)[:900], "damaged"),
    "no cp1252": ("Nom;Courriel\nŠ;a@b.example\n".encode("cp1252") + b"\x81;x\n", "undecodable"),
    "cut utf-16": ("\ufeffNom;Courriel\nA;b".encode("utf-16-le")[:-1], "undecodable"),
    "one column": (b"Courriel\na@b.example\nc@d.example\n", "one_column"),
    "no header": (b"101;Petit;a@b.example\n102;Roux;c@d.example\n", "no_header"),
    "header only": (b"Nom;Courriel\n\n", "no_rows"),
    "open quote": (b'Nom;Courriel\n"Petit;a@b.example\nRoux;c@d.example\n', "broken_quotes"),
    "huge cell": (b"Nom;Courriel\n" + b"x" * 20_000 + b";a@b.example\n", "cell_too_long"),
    "vast csv cell": (b"Nom;Courriel\n" + b"x" * 200_000 + b";a@b.example\n", "cell_too_long"),
    "too many rows": (b"Nom;Courriel\n" + b"a;b\n" * 50_001, "too_large"),
    "too many bytes": (b"Nom;Courriel\n" + b" " * (20 * 1024 * 1024), "too_large"),
    "empty sheet": (xlsx_file([]), "empty"),
}


@pytest.mark.parametrize(("data", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_that_is_no_table_is_refused_with_its_code(data: bytes, code: str) -> None:
    with pytest.raises(RosterError) as refusal:
        roster.read(data, "people.csv")
    assert refusal.value.code == code
    assert refusal.value.facts["filename"] == "people.csv"


ACCEPTED = {
    "text beginning like a program": b"MZ;Nom;Courriel\nx;Petit;a@b.example\n",
    "cp1252 with every letter": "Nom;Courriel\nŠœ€Ÿ;a@b.example\n".encode("cp1252"),
    "utf-16 without mark": "Nom;Courriel\nCœur;a@b.example\n".encode("utf-16-le"),
    "two columns": b"Nom;Courriel\nPetit;a@b.example\n",
    "old Mac line ends": b"Nom;Courriel\rPetit;a@b.example\r",
    "a hint for Excel": b"sep=,\r\nNom,Courriel\r\nPetit,a@b.example\r\n",
    "closed quote": b'Nom;Courriel\n"Petit";a@b.example\n',
    "long cell": b"Nom;Courriel\n" + b"x" * 9_000 + b";a@b.example\n",
    "as many rows as may be": b"Nom;Courriel\n" + b"a;b\n" * 50_000,
    "unknown names": b"Patronyme;Adresse\nPetit;Niort\n",
    "workbook": xlsx_file([["Nom", "Courriel"], ["Petit", "a@b.example"]]),
    "sheet with a million blank rows": ods_file([["Nom", "Courriel"], ["Petit", "a@b.example"]]),
}


@pytest.mark.parametrize("data", ACCEPTED.values(), ids=ACCEPTED.keys())
def test_the_positive_twin_of_a_refusal_is_read(data: bytes) -> None:
    table = roster.read(data, "people.csv")
    assert table.headers[-1] in {"Courriel", "Adresse"}
    assert len(table.rows) in {1, 50_000}


def test_one_far_cell_is_refused_before_memory_is_spent() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        page = book.add_worksheet()
        page.write(0, 0, "Nom")
        page.write(1_048_575, 16_383, "x")
    with pytest.raises(RosterError) as refusal:
        roster.read(data.getvalue(), "far.xlsx")
    assert (refusal.value.code, refusal.value.facts["rows"]) == ("too_large", 1_048_576)


def test_a_repeated_full_row_is_refused_where_a_repeated_blank_one_is_read() -> None:
    with zipfile.ZipFile(io.BytesIO(ods_file(ROWS))) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert len(roster.read(zip_file(parts), "fine.ods").rows) == 3
    parts["content.xml"] = parts["content.xml"].replace(
        "<table:table-row>", '<table:table-row table:number-rows-repeated="900000">', 1
    )
    with pytest.raises(RosterError) as refusal:
        roster.read(zip_file(parts), "bomb.ods")
    assert refusal.value.code == "too_large"


def test_an_unpacked_part_beyond_the_limit_is_refused() -> None:
    parts = {"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": " " * (101 * 1024 * 1024)}
    with pytest.raises(RosterError) as refusal:
        roster.read(zip_file(parts), "bomb.xlsx")
    assert refusal.value.code == "too_large"


def test_title_lines_blank_lines_and_trailing_delimiters_are_left_aside() -> None:
    text = "Extraction SIRH;;;\n\nNom;Prénom;Courriel;\n\nPetit;Léa;lea@a.example;\nTotal;1;;\n"
    table = roster.read(text.encode("cp1252"), "x.csv")
    result = roster.parse(table, roster.guess_mapping(table.headers))
    assert (table.headers, table.header_line) == (("Nom", "Prénom", "Courriel"), 3)
    assert [one.line for one in result.rows] == [5]
    assert codes(result) == [(6, "totals_line")]


def test_a_chosen_encoding_and_delimiter_overrule_what_is_detected() -> None:
    data = "Nom,Prénom,Courriel;x\nPetit,Zoé,a@b.example;y\n".encode("mac-roman")
    table = roster.read(data, "x.csv", encoding="mac-roman", delimiter=";")
    assert table.headers == ("Nom,Prénom,Courriel", "x")


@pytest.mark.parametrize(
    ("options", "code"),
    [({"encoding": "latin-42"}, "encoding_unknown"), ({"delimiter": "x"}, "delimiter_unknown")],
)
def test_an_unknown_choice_is_refused(options: dict[str, str], code: str) -> None:
    with pytest.raises(RosterError) as refusal:
        roster.read(csv_file(ROWS), "x.csv", **options)
    assert refusal.value.code == code


def test_the_visible_sheet_with_column_names_is_read_whatever_its_place() -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Notice")
        hidden = book.add_worksheet("Ancien")
        hidden.write_row(0, 0, ["Nom", "Courriel"])
        hidden.hide()
        book.add_worksheet("Effectif").write_row(0, 0, ["Nom", "Courriel"])
        book.get_worksheet_by_name("Effectif").write_row(1, 0, ["Petit", "a@b.example"])
    assert roster.read(data.getvalue(), "x.xlsx").sheet == "Effectif"


def test_invisible_characters_are_removed_counted_and_told() -> None:
    result = parsed(b"Nom;Pr\xc3\xa9nom;Courriel\nPe\x00tit;L\x00\xc3\xa9a;a@b.example\n")
    assert (result.rows[0].family_name, result.rows[0].given_name) == ("Petit", "Léa")
    assert codes(result) == [(0, "control_characters")]
    assert result.problems[0].facts == {"count": 2}


@pytest.mark.parametrize(
    ("headers", "field", "expected"),
    [
        (["N+1", "Matricule du responsable"], "manager_key", "Matricule du responsable"),
        (["Manager email"], "manager_key", "Manager email"),
        (["E-MAIL PRO."], "email", "E-MAIL PRO."),
        (["Hire date"], "hired_on", "Hire date"),
        (["Langue (interface)", "Langues"], "languages", "Langues"),
        (["Langue (interface)", "Langues"], "language", "Langue (interface)"),
        (["Compétences recherchées"], "skills_wanted", "Compétences recherchées"),
        (["Direction/Service"], "department", "Direction/Service"),
        (["N° matricule"], "employee_number", "N° matricule"),
    ],
)
def test_the_names_hr_uses_are_recognised(headers: list[str], field: str, expected: str) -> None:
    assert roster.guess_mapping(headers)[field] == expected


def test_no_name_stands_for_two_fields() -> None:
    names = [name for synonyms in roster.PERSON_FIELDS.values() for name in synonyms]
    assert len(names) == len(set(names))
    assert all(roster.fold(name) == name for name in names)


@pytest.mark.parametrize(
    ("mapping", "code"),
    [
        ({"email": "Courriel", "given_name": "Prénom"}, "columns_missing"),
        ({"email": "Mail"}, "column_unknown"),
        ({"sexe": "Courriel"}, "field_unknown"),
        ({"email": "Nom", "family_name": "Nom", "given_name": "Prénom"}, "column_twice"),
    ],
)
def test_a_mapping_that_cannot_work_is_refused(mapping: dict[str, str], code: str) -> None:
    with pytest.raises(RosterError) as refusal:
        roster.parse(roster.read(csv_file(ROWS), "x.csv"), mapping)
    assert refusal.value.code == code


GOOD = "101;Petit;Léa;lea@a.example;;01/02/2019;5"
LINES = {
    "email_missing": "102;Roux;Ana;;;;",
    "email_invalid": "102;Roux;Ana;ana@a;;;",
    "email_duplicate": "102;Roux;Ana;LEA@a.example;;;",
    "number_duplicate": "101;Roux;Ana;ana@a.example;;;",
    "number_rounded": "1,23E+11;Roux;Ana;ana@a.example;;;",
    "name_missing": "102;;Ana;ana@a.example;;;",
    "zero_width": "102;Ro\u200bux;Ana;ana@a.example;;;",
    "mixed_script": "102;Roux;Ana;\u0430na@a.example;;;",
    "too_long": f"102;{'x' * 151};Ana;ana@a.example;;;",
    "row_too_long": "102;Roux;Ana;ana@a.example;;;4;decalage",
}


@pytest.mark.parametrize(("code", "line"), LINES.items(), ids=LINES.keys())
def test_a_line_that_cannot_be_a_person_is_left_out_and_named(code: str, line: str) -> None:
    result = people(GOOD, line)
    assert [one.line for one in result.rows] == [2]
    assert [(one.line, one.code, one.severity) for one in result.problems] == [
        (3, code, Severity.ERROR)
    ]


@pytest.mark.parametrize(
    "line",
    [
        "00102;Roux;Ana;Ana.ROUX@a.example;;;",
        "102.0;O'Neill-Đặng;Ana;mailto:ana@a.example;;;",
        "102;Roux;Ana;Ana Roux <ana@a.example>;;;",
        ";Петров;Иван;ivan@a.example;;;",
        f"102;{'x' * 150};Ana;ana@xn--caf-dma.example;;;",
    ],
)
def test_the_positive_twin_of_a_bad_line_is_imported(line: str) -> None:
    result = people(GOOD, line)
    assert [one.line for one in result.rows] == [2, 3]
    assert result.problems == ()


def test_a_duplicate_names_the_line_it_repeats() -> None:
    result = people(GOOD, LINES["email_duplicate"])
    assert result.errors == (
        Problem(
            3, "Courriel", "email_duplicate", "lea@a.example", Severity.ERROR, {"other_line": 2}
        ),
    )


def test_a_bad_value_is_left_empty_with_a_warning_and_the_person_stays() -> None:
    header = "Nom;Prénom;Courriel;Date d'entrée;Classe;Langues;Langue;Fuseau;Compétences"
    result = people(
        "Petit;Léa;lea@a.example;31/02/2019;moyenne;klingon, fr;de;Europe/Niort;SQL:9|R:2",
        header=header,
    )
    assert {one.code for one in result.warnings} == {
        "date_invalid",
        "level_invalid",
        "language_unknown",
        "time_zone_unknown",
        "skill_level_invalid",
    }
    row = result.rows[0]
    assert (row.hired_on, row.level, row.language, row.time_zone) == (None, None, None, "")
    assert (row.languages, row.skills_offered) == (("fr",), {"R": 2})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("04/03/2019", date(2019, 3, 4)),
        ("4.3.19", date(2019, 3, 4)),
        ("2019-03-04T00:00:00", date(2019, 3, 4)),
        ("43528", date(2019, 3, 4)),
        ("43528.0", date(2019, 3, 4)),
        ("20190304", date(2019, 3, 4)),
        ("4 mars 2019", date(2019, 3, 4)),
        ("1er août 1999", date(1999, 8, 1)),
        ("4-Mar-19", date(2019, 3, 4)),
        ("March 4, 2019", date(2019, 3, 4)),
        ("04/03/1984", date(1984, 3, 4)),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: date) -> None:
    result = people(f"101;Petit;Léa;lea@a.example;;{text};")
    assert (result.rows[0].hired_on, result.problems) == (day, ())


def test_a_column_of_american_dates_is_recognised_and_told() -> None:
    result = people("1;A;B;a@a.example;;03/04/2019;", "2;C;D;c@a.example;;12/31/2020;")
    assert [one.hired_on for one in result.rows] == [date(2019, 3, 4), date(2020, 12, 31)]
    assert codes(result) == [(0, "dates_month_first")]


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("5", 5),
        ("Classe 5", 5),
        ("L5", 5),
        ("5.0", 5),
        ("HC", 8),
        ("Dirigeante", 8),
        ("0", None),
        ("-5", None),
    ],
)
def test_levels_are_read_as_companies_write_them(text: str, level: int | None) -> None:
    assert people(f"101;Petit;Léa;lea@a.example;;;{text}").rows[0].level == level


@pytest.mark.parametrize(
    "named", ["00101", "101", "101.0", "LEA@a.example", "Petit Léa", "léa PETIT"]
)
def test_a_manager_may_be_named_by_number_mail_or_name(named: str) -> None:
    result = people("00101;Petit;Léa;lea@a.example;;;", f"102;Roux;Ana;ana@a.example;{named};;")
    assert [one.manager_key for one in result.rows] == ["", "00101"]
    assert result.problems == ()


def test_a_manager_nobody_knows_is_left_empty_and_one_already_known_is_kept() -> None:
    line = "Matricule;Nom;Prénom;Courriel;N+1\n102;Roux;Ana;ana@a.example;900\n".encode()
    known = (Known("900", "boss@a.example"),)
    assert codes(parsed(line)) == [(2, "manager_unknown")]
    assert parsed(line, known=known).rows[0].manager_key == "900"


def test_people_who_manage_themselves_or_share_a_name_get_no_manager() -> None:
    result = people(
        "1;Petit;Léa;lea@a.example;1;;",
        "2;Roux;Ana;ana@a.example;;;",
        "3;Roux;Ana;ana.roux@a.example;;;",
        "4;Blanc;Noé;noe@a.example;Ana Roux;;",
        "5;Brun;Max;max;;;",
        "6;Noir;Eva;eva@a.example;5;;",
    )
    assert [(one.line, one.code) for one in result.warnings] == [
        (2, "manager_self"),
        (5, "manager_ambiguous"),
        (7, "manager_refused"),
    ]
    assert {one.manager_key for one in result.rows} == {""}


def test_a_cycle_is_refused_on_each_of_its_lines_with_the_names_in_order() -> None:
    result = people(
        "1;Petit;Léa;lea@a.example;3;;",
        "2;Roux;Ana;ana@a.example;1;;",
        "3;Blanc;Noé;noe@a.example;2;;",
        "4;Brun;Max;max@a.example;3;;",
    )
    assert [(one.line, one.code) for one in result.errors] == [
        (line, "manager_cycle") for line in (2, 3, 4)
    ]
    assert result.errors[0].facts["cycle"] == ("Léa Petit", "Noé Blanc", "Ana Roux", "Léa Petit")
    assert [(one.line, one.manager_key) for one in result.rows] == [(5, "")]
    assert result.warnings[0].code == "manager_refused"


def test_a_cycle_through_people_already_known_is_refused() -> None:
    line = "Matricule;Nom;Prénom;Courriel;N+1\n102;Roux;Ana;ana@a.example;900\n".encode()
    result = parsed(line, known=(Known("900", "boss@a.example", "102"),))
    assert codes(result) == [(2, "manager_cycle")]
    assert result.rows == ()


def test_an_address_that_belongs_to_another_number_is_refused_and_an_update_is_not() -> None:
    line = "Matricule;Nom;Prénom;Courriel\n102;Roux;Ana;ana@a.example\n".encode()
    assert codes(parsed(line, known=(Known("900", "ana@a.example"),))) == [(2, "email_taken")]
    assert parsed(line, known=(Known("102", "ana@a.example"),)).problems == ()


def test_a_known_number_is_kept_when_a_file_has_none() -> None:
    line = "Nom;Prénom;Courriel\nRoux;Ana;ana@a.example\n".encode()
    assert parsed(line, known=(Known("102", "ana@a.example"),)).rows[0].key == "102"


def test_ten_thousand_rows_are_parsed() -> None:
    lines = [
        f"{i:05d};Nom{i};Zoé;p{i}@a.example;{f'{i // 7:05d}' if i else ''};01/03/2019;{i % 7 + 1}"
        for i in range(10_000)
    ]
    result = people(*lines)
    assert (len(result.rows), result.problems) == (10_000, ())


WORKBOOK = xlsx_file(ROWS)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")),
        st.lists(
            st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), max_size=20
        ).map(
            lambda edits: bytes(
                dict(edits).get(position, byte) for position, byte in enumerate(WORKBOOK)
            )
        ),
    )
)
@example(b"Nom;Courriel\n\x00;\x00")
@example(b"PK\x03\x04")
def test_no_bytes_do_worse_than_a_refusal(data: bytes) -> None:
    try:
        table = roster.read(data, "fuzz")
        result = roster.parse(table, roster.guess_mapping(table.headers))
    except RosterError as refusal:
        assert refusal.code
    else:
        assert len({one.line for one in result.rows}) == len(result.rows)


words = st.text(
    st.characters(codec="cp1252", exclude_categories=["Cc", "Cf"]), min_size=1, max_size=9
)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(words.filter(str.strip), min_size=1, max_size=6), st.sampled_from(roster.DELIMITERS)
)
def test_any_words_survive_encoding_and_delimiter(titles: list[str], delimiter: str) -> None:
    rows = [["Nom", "Prénom", "Courriel", "Poste"]]
    rows += [["Petit", "Léa", f"p{i}@a.example", title] for i, title in enumerate(titles)]
    expected = parsed(csv_file(rows))
    assert parsed(csv_file(rows, "cp1252", delimiter)) == expected
    assert parsed(csv_file(rows, "utf-16-le", delimiter, bom=True)) == expected
    assert len(expected.rows) == len(titles)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=10, max_size=10))
def test_what_is_imported_never_holds_a_cycle(managers: list[int]) -> None:
    result = people(*(f"{i + 1};N;P{i};p{i}@a.example;{m + 1};;" for i, m in enumerate(managers)))
    above = {one.key: one.manager_key for one in result.rows}
    for key in above:
        chain = []
        while key:
            assert key not in chain
            chain.append(key)
            key = above[key]
