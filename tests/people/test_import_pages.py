"""The pages of an import: refusals in sentences, preview, apply once, the refused lines."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from people.actions import people_import
from people.models import PeopleImport, Person

type AsPerson = Callable[[Person | None], Client]

ROWS = "E-mail;Prénom;Nom;Poste;Remarque\n"
GOOD = ROWS + "ines@aubepine.example;Inès;Belkacem;Actuaire;x\n"
MIXED = GOOD + "not-an-address;=cmd();Roy;Juriste;-2\n"


def upload(client: Client, content: str | bytes, name: str = "people.csv") -> str:
    data = content.encode() if isinstance(content, str) else content
    answer = client.post(reverse("people:import_new"), {"file": SimpleUploadedFile(name, data)})
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"", "vide"), (b"%PDF-1.4 x", "PDF"), (b"alone", "colonne")],
    ids=["empty", "pdf", "one word"],
)
def test_upload_says_why_it_refuses(
    as_person: AsPerson, alice: Person, content: bytes, sentence: str
) -> None:
    assert sentence in upload(as_person(alice), content)
    assert not PeopleImport.objects.exists()


def test_upload_without_a_file_asks_for_one(as_person: AsPerson, alice: Person) -> None:
    answer = as_person(alice).post(reverse("people:import_new"))
    assert answer.status_code == 422


def test_upload_is_absent_for_others(as_person: AsPerson, charlie: Person) -> None:
    file = {"file": SimpleUploadedFile("people.csv", GOOD.encode())}
    assert as_person(charlie).post(reverse("people:import_new"), file).status_code == 404


def test_review_is_absent_for_others(as_person: AsPerson, alice: Person, charlie: Person) -> None:
    address = upload(as_person(alice), GOOD)
    assert as_person(charlie).get(address).status_code == 404
    assert as_person(charlie).post(address, {"apply": "1"}).status_code == 404


def test_review_names_the_refused_line_and_the_unread_column(
    as_person: AsPerson, alice: Person
) -> None:
    client = as_person(alice)
    page = client.get(upload(client, MIXED)).content.decode()
    assert "not-an-address" in page
    assert "Ligne 3" in page
    assert "Remarque" in page
    assert not Person.objects.filter(family_name="Belkacem").exists()


def test_apply_twice_asks_the_worker_for_one_import(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    address = upload(client, GOOD)
    for _ in range(2):
        assert client.post(address, {"apply": "1"})["Location"] == address
    batch = PeopleImport.objects.get()
    people_import.perform(batch)
    people_import.perform(PeopleImport.objects.get())
    assert Person.objects.filter(family_name="Belkacem").count() == 1
    assert "Actuaire" in client.get(reverse("people:list")).content.decode()


def test_progress_is_a_fragment_of_the_same_page(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    address = upload(client, GOOD)
    client.post(address, {"apply": "1"})
    whole = client.get(address).content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode().strip()
    assert part.startswith("<div") and 'id="state"' in part and "<html" not in part
    assert 'id="state"' in whole


def test_columns_can_be_chosen_by_hand(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    address = upload(client, "Aaa;Bbb;Ccc\nZoé;Roy;zoe@aubepine.example\n")
    facts = {"encoding": "utf-8", "delimiter": ";", "given_name": "Aaa", "family_name": "Bbb"}
    assert client.post(address, facts).status_code == 422
    assert client.post(address, {**facts, "email": "Ccc"}).status_code == 302
    assert "zoe@aubepine.example" in client.get(address).content.decode()


def test_refused_lines_are_a_harmless_file(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    batch = PeopleImport.objects.get(public_id=upload(client, MIXED).rstrip("/").rsplit("/", 1)[-1])
    answer = client.get(reverse("people:import_refused", args=[batch.public_id]))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("not-an-address;'=cmd();Roy;Juriste;'-2;3;")


def test_page_of_many_refused_lines_shows_them_in_pages(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    bad = "".join(f"bad{n};A;B;C;\n" for n in range(120))
    address = upload(client, GOOD + bad)
    assert "bad7<" in client.get(address).content.decode()
    assert "bad119<" in client.get(address + "?page=3").content.decode()
