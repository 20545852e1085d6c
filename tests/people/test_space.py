"""HR settles how the company's space looks; everybody sees it, nobody else settles it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from companies import hosts, mail, walls
from companies.models import Company, Logo
from people.models import AuditEntry, Person
from tests.companies.test_pictures import SVG, sent

type AsPerson = Callable[[Person | None], Client]

ADDRESS = "/company"


def _facts(**changed: str) -> dict[str, str]:
    facts = {"name": "Aubépine SA", "own_colour": "on", "colour": "#8a1c4a", "language": "fr"}
    return facts | {"time_zone": "Europe/Paris", "contact": "rh@aubepine.example"} | changed


def _kept() -> Company:
    with walls.catalogue():
        return Company.objects.get(schema_name="aubepine")


def _upload(client: Client, data: bytes) -> Any:
    return client.post(reverse("people:space_logo"), {"logo": SimpleUploadedFile("x.png", data)})


def test_what_hr_settles_is_on_every_page(as_person: AsPerson, alice: Person) -> None:
    answer = as_person(alice).post(ADDRESS, _facts())
    assert answer.status_code == 302
    page = as_person(None).get(reverse("account_login")).content.decode()
    assert "Aubépine SA" in page and "mailto:rh@aubepine.example" in page
    sheet = page.partition('href="/branding/')[2].partition('"')[0]
    served = as_person(None).get(f"/branding/{sheet}")
    assert "--brand: light-dark(#8a1c4a, #" in served.content.decode()
    assert served["Content-Type"].startswith("text/css")
    assert served["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in served["Cache-Control"]
    entry = AuditEntry.objects.get(verb="company.changed")
    assert (entry.actor, entry.facts) == (alice, {"changed": "name, colour, contact"})


def test_settling_the_same_again_changes_nothing(as_person: AsPerson, alice: Person) -> None:
    for _ in range(2):
        as_person(alice).post(ADDRESS, _facts())
    assert AuditEntry.objects.filter(verb="company.changed").count() == 1


def test_others_find_no_such_page(as_person: AsPerson, charlie: Person) -> None:
    before = _kept()
    assert as_person(charlie).get(ADDRESS).status_code == 404
    assert as_person(charlie).post(ADDRESS, _facts()).status_code == 404
    assert _upload(as_person(charlie), sent()).status_code == 404
    assert as_person(None).post(ADDRESS, _facts()).status_code == 302
    assert (_kept().name, _kept().colour) == (before.name, "")


@pytest.mark.parametrize("step", [{}, {"preview": "1"}])
def test_a_colour_that_is_hard_to_read_is_refused_with_one_that_is_not(
    as_person: AsPerson, alice: Person, step: dict[str, str]
) -> None:
    answer = as_person(alice).post(ADDRESS, _facts(colour="#ffcc00", **step))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "difficile à lire" in page
    offered = page.partition('name="adopt" value="')[2][:7]
    assert _kept().colour == ""
    seen = as_person(alice).post(ADDRESS, _facts(colour="#ffcc00", adopt=offered))
    assert seen.status_code == 200 and f'value="{offered}"' in seen.content.decode()
    assert as_person(alice).post(ADDRESS, _facts(colour=offered)).status_code == 302
    assert _kept().colour == offered


def test_a_sample_is_seen_before_anything_is_saved(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    page = client.post(ADDRESS, _facts(preview="1")).content.decode()
    assert "pas encore enregistré" in page and "Aubépine SA" in page
    assert "/company/sample-8a1c4a.css" in page
    sheet = client.get("/company/sample-8a1c4a.css").content.decode()
    assert sheet.startswith("@layer tokens {\n  .space-sample {")
    assert (_kept().colour, _kept().name) == ("", "Aubepine")


@pytest.mark.parametrize("colour", ["ffcc00", "zzzzzz", "8a1c4a%7D*%7B", "8a1c4a;"])
def test_a_sample_of_anything_but_a_readable_colour_is_absent(
    as_person: AsPerson, alice: Person, colour: str
) -> None:
    assert as_person(alice).get(f"/company/sample-{colour}.css").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "x" * 121),
        ("name", "Aubépine\u200b"),
        ("name", "Aubépine\u202e"),
        ("colour", "red"),
        ("colour", "#fff}*"),
        ("language", "de"),
        ("time_zone", "Mars/Olympus"),
        ("contact", "nobody"),
        ("contact", "a@b.example\nBcc: c@d.example"),
    ],
)
def test_bad_facts_are_refused_at_their_field(
    as_person: AsPerson, alice: Person, field: str, value: str
) -> None:
    answer = as_person(alice).post(ADDRESS, _facts(**{field: value}))
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {field}
    assert _kept().name == "Aubepine"


def test_a_logo_takes_the_place_of_the_name_and_goes_again(
    as_person: AsPerson, alice: Person
) -> None:
    assert _upload(as_person(alice), sent("JPEG")).status_code == 302
    digest = _kept().logo_digest
    page = as_person(None).get(reverse("account_login")).content.decode()
    assert f'src="/branding/{digest}.png"' in page
    served = as_person(None).get(f"/branding/{digest}.png")
    assert served["Content-Type"] == "image/png" and "immutable" in served["Cache-Control"]
    assert Image.open(io.BytesIO(served.content)).size == (480, 160)
    as_person(alice).post(reverse("people:space_logo"), {"remove": "1"})
    assert as_person(None).get(f"/branding/{digest}.png").status_code == 404
    verbs = AuditEntry.objects.filter(verb__startswith="company.logo").order_by("number")
    assert [one.verb for one in verbs] == ["company.logo_set", "company.logo_removed"]


@pytest.mark.parametrize("data", [b"", SVG, sent()[:100], bytes(1024 * 1024 + 1), sent("GIF")])
def test_a_bad_logo_is_refused_and_the_old_one_stays(
    as_person: AsPerson, alice: Person, data: bytes
) -> None:
    _upload(as_person(alice), sent())
    before = _kept().logo_digest
    answer = _upload(as_person(alice), data)
    assert answer.status_code == 422 and answer.context["logo_form"].errors
    assert _kept().logo_digest == before
    with walls.catalogue():
        assert Logo.objects.get().digest == before


def test_a_neighbour_shows_neither_our_logo_nor_our_colours(
    as_person: AsPerson, alice: Person
) -> None:
    client = as_person(alice)
    client.post(ADDRESS, _facts())
    _upload(client, sent())
    hosts.forget()
    page = client.get(ADDRESS).content.decode()
    sheet = page.partition('href="/branding/')[2].partition('"')[0]
    elsewhere = Client(HTTP_HOST="kestrel.localhost")
    assert "branding" not in elsewhere.get(reverse("account_login")).content.decode()
    assert elsewhere.get(f"/branding/{sheet}").status_code == 404
    assert elsewhere.get(f"/branding/{_kept().logo_digest}.png").status_code == 404


def test_a_page_of_another_server_process_finds_the_new_looks(
    as_person: AsPerson, alice: Person
) -> None:
    as_person(None).get(reverse("account_login"))
    as_another_process_remembers = dict(hosts._known)
    as_person(alice).post(ADDRESS, _facts())
    _upload(as_person(alice), sent())
    page = as_person(None).get(reverse("account_login")).content.decode()
    sheet = page.partition('href="/branding/')[2].partition('"')[0]
    for name in (sheet, f"{_kept().logo_digest}.png"):
        hosts._known.update(as_another_process_remembers)
        assert as_person(None).get(f"/branding/{name}").status_code == 200


def test_a_page_of_before_gets_the_looks_of_now(as_person: AsPerson, alice: Person) -> None:
    client = as_person(alice)
    client.post(ADDRESS, _facts())
    _upload(client, sent())
    before = client.get(ADDRESS).content.decode()
    old_sheet = before.partition('href="/branding/')[2].partition('"')[0]
    old_logo = f"{_kept().logo_digest}.png"
    client.post(ADDRESS, _facts(colour="#0b4f6c"))
    _upload(client, sent("JPEG"))
    for name, kind in ((old_sheet, "text/css"), (old_logo, "image/png")):
        moved = as_person(None).get(f"/branding/{name}")
        assert moved.status_code == 302 and "no-store" in moved["Cache-Control"]
        assert as_person(None).get(moved["Location"])["Content-Type"].startswith(kind)


def test_letters_wear_the_colour_and_carry_no_picture(as_person: AsPerson, alice: Person) -> None:
    as_person(alice).post(ADDRESS, _facts())
    with walls.inside("aubepine"):
        context = {"person": alice, "link": "https://x", "programme": "P", "pages": 1}
        letter = mail.render(
            "report_ready", language="fr", context=context | {"as_of": "2026-01-01"}
        )
    assert "#8a1c4a" in letter.html and "#0b5f5b" not in letter.html
    assert "<img" not in letter.html
