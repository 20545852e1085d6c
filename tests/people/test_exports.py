"""Every list that leaves as a file: no cell computes, and our own import reads it back equal."""

import csv
import io
from collections.abc import Callable
from urllib.parse import urlsplit

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from people import audit, roster
from people.models import Person
from tests.companies.test_sheets import FORMULAS, INNER

type AsPerson = Callable[[Person | None], Client]

PAYLOADS = [one for one in FORMULAS + INNER if "\0" not in one]
# The pages that give a list as a file; a new one has to be tested here.
EXPORTS = {
    *("people:journal_export", "people:import_refused", "privacy:register_export"),
    # tests/competencies/test_sheet.py looks into it
    "competencies:export",
}
NO_LISTS = {"people:style_sheet", "privacy:export_for", "pilots:sheet"}


def _cells(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def _computes(cell: str) -> bool:
    return cell.lstrip(" \t\r\n\u200b\ufeff")[:1] in set("=+-@|%＝＋－＠")


def test_refused_lines_compute_nothing_and_come_back_as_they_were(
    as_person: AsPerson, alice: Person
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(["E-mail", "Prénom", "Nom", "Poste"])
    writer.writerows(["not-an-address", payload, "x" + payload, "+33 1 23"] for payload in PAYLOADS)
    original = text.getvalue().encode()
    client = as_person(alice)
    address = client.post(
        reverse("people:import_new"), {"file": SimpleUploadedFile("people.csv", original)}
    )["Location"]
    number = urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]
    content = client.get(reverse("people:import_refused", args=[number])).content
    lines = _cells(content)[1:]
    assert len(lines) == len(roster.read(original, "x").rows) > 30
    assert not any(_computes(cell) for line in lines for cell in line)
    before, after = roster.read(original, "x").rows, roster.read(content, "x").rows
    assert [one.cells[:4] for one in after] == [one.cells[:4] for one in before]


def test_the_journal_computes_nothing(as_person: AsPerson, alice: Person) -> None:
    for payload in PAYLOADS:
        alice.given_name = payload.replace("\r", "").replace("\n", "")
        audit.record("person.invited", by=alice, on=alice, why=payload)
    Person.objects.filter(pk=alice.pk).update(given_name="=1+1", family_name="")
    client = as_person(alice)
    lines = _cells(client.get(reverse("people:journal_export", args=["csv"])).content)
    assert len(lines) > len(PAYLOADS)
    assert not any(_computes(cell) for line in lines for cell in line)
    book = client.get(reverse("people:journal_export", args=["xlsx"])).content
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    kinds = {cell.data_type for row in sheet for cell in row}
    assert kinds <= {"s", "n"}
    assert any(cell.value.startswith("=1+1") for cell in sheet["C"])


def test_no_other_page_gives_a_list_as_a_file() -> None:
    def names(resolver: object, space: str = "") -> set[str]:
        found: set[str] = set()
        for one in resolver.url_patterns:  # type: ignore[attr-defined]
            if hasattr(one, "url_patterns"):
                inner = f"{one.namespace}:" if one.namespace else space
                found |= names(one, inner)
            elif one.name:
                found.add(f"{space}{one.name}")
        return found

    words = ("export", "refused", "csv", "xlsx", "sheet")
    exports = {name for name in names(get_resolver()) if any(word in name for word in words)}
    assert exports - NO_LISTS == EXPORTS
