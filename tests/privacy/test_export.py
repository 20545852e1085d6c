"""A person gets everything that is held about them, and nothing that is somebody else's."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail as outbox
from django.core import signing
from django.test import Client

from companies import keys, walls
from companies.errors import Refusal
from evaluations.models import PulseAnswer
from people.models import AuditEntry, Mail, Person
from privacy import register
from privacy.actions import export
from privacy.models import Export
from tests import factories
from tests.privacy import scene

type Browser = Callable[[Person | None], Client]


def opened(content: bytes) -> tuple[dict[str, Any], str]:
    """The data and the page of an archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert sorted(archive.namelist()) == ["export.css", "index.html", "mentorat.json"]
        return json.loads(archive.read("mentorat.json")), archive.read("index.html").decode()


def told(data: dict[str, Any], model: str) -> list[dict[str, Any]]:
    """What the file holds of one table."""
    found: list[dict[str, Any]] = next(
        one["rows"] for one in data["tables"] if one["table"] == model
    )
    return found


@pytest.fixture
def life(alice: Person) -> scene.Life:
    return scene.of("one", by=alice)


def test_every_word_about_a_person_is_in_their_file(alice: Person, life: scene.Life) -> None:
    data, page = opened(export.take(Export.objects.get()))
    for word in life.canaries:
        assert word in json.dumps(data, ensure_ascii=False), word
        assert word in page, word
    tables = {one["table"]: len(one["rows"]) for one in data["tables"]}
    for table in register.tables():
        if table.person or table.rows:
            # The export was made by a job: it tells of itself as it was then.
            there = register.rows_about(table, life.person).count()
            assert tables[table.model] >= (there > 0) or table.model == "people.Mail"
    assert tables["pairings.MentoringSession"] == 1
    assert tables["selection.Interview"] == 1
    (interview,) = told(data, "selection.Interview")
    assert list(interview["ratings"].items()) in ([("Zécoute", 4)], [("Zlistening", 4)])
    (waiting,) = told(data, "selection.Waiting")
    assert waiting["is_held"] is False
    assert "Zsecret" not in page + json.dumps(data)


def test_partner_is_named_and_their_own_words_are_not_told(life: scene.Life) -> None:
    factories.PersonFactory(given_name="Stranger", family_name="Elsewhere")
    mentor = life.partner
    PulseAnswer.objects.create(
        pulse=life.programme.pulses.get(), side="mentor", values={"useful": "Zqsecret"}
    )
    made = export.request(mentor, by=mentor)
    export.produce(made)
    data, page = opened(export.take(made))
    assert str(life.person) in page
    assert "Elsewhere" not in page
    text = json.dumps(data)
    assert "Zqsecret" not in text
    assert "Zqonemail" not in text and "Zqonewords" not in text and "Zqonefact" not in text
    rows = {one["table"]: one["rows"] for one in data["tables"]}
    # The mentor is never told where a mentee ranked them.
    assert rows["matching.Preference"] == []
    assert "choice_rank" not in rows["pairings.Pairing"][0]


def test_file_says_why_answers_without_author_are_not_in_it(life: scene.Life) -> None:
    data, _page = opened(export.take(Export.objects.get()))
    assert any("sans nom" in one["why"] for one in data["left_out"])


def test_no_secret_is_written_into_a_file(life: scene.Life) -> None:
    data, page = opened(export.take(Export.objects.get()))
    secrets = [life.person.password, "sealed"]
    assert not any(one in page + json.dumps(data) for one in secrets)
    row = next(one for one in data["tables"] if one["table"] == "people.Person")["rows"][0]
    assert "password" not in row


def test_file_speaks_the_language_of_its_reader(alice: Person) -> None:
    reader = factories.PersonFactory(language="en")
    made = export.request(reader, by=reader)
    export.produce(made)
    _data, page = opened(export.take(made))
    assert 'lang="en"' in page and "What is not in this file" in page


def test_archive_is_sealed_at_rest(life: scene.Life) -> None:
    stored = Export.objects.get().archive
    assert stored.startswith("v2.")
    assert "UEsD" not in stored[:40]


def test_page_asks_once_shows_the_file_and_gives_it_to_its_owner_only(
    bob: Person, charlie: Person, alice: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    browser.post("/me/data")
    browser.post("/me/data")
    made = Export.objects.get(person=bob)
    assert b"progress" in browser.get("/me/data").content
    export.produce(made)
    address = f"/me/data/{made.public_id}.zip"
    assert address in browser.get("/me/data").content.decode()
    answer = browser.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert opened(answer.content)[0]["person"] == str(bob.public_id)
    assert as_person(charlie).get(address).status_code == 404
    assert as_person(alice).get(address).status_code == 404
    assert Mail.objects.filter(kind="export_ready", person=bob).count() == 1
    assert AuditEntry.objects.filter(verb="export.taken", actor=bob).count() == 1


def test_hr_never_gets_the_file_of_somebody_who_left_and_they_do(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    scene.leaves(bob)
    address = f"/privacy/people/{bob.public_id}/export"
    assert as_person(alice).post(address, {"sent_to": alice.email}).status_code == 422
    as_person(alice).post(address, {"sent_to": "bob@home.example"})
    made = Export.objects.get()
    export.produce(made)
    assert [one.to for one in outbox.outbox] == [["bob@home.example"]]
    link = f"/data/{export.token(made)}"
    assert link in outbox.outbox[0].body
    assert as_person(alice).get(f"/me/data/{made.public_id}.zip").status_code == 404
    nobody = as_person(None)
    assert nobody.get(link).status_code == 200
    assert opened(nobody.post(link).content)[0]["person"] == str(bob.public_id)


@pytest.mark.parametrize("forged", ["nonsense", "export", "company"])
def test_forged_and_foreign_links_open_nothing(
    alice: Person, bob: Person, as_person: Browser, neighbour: str, forged: str
) -> None:
    scene.leaves(bob)
    made = export.request(bob, by=alice, sent_to="bob@home.example")
    export.produce(made)
    facts = {"export": str(made.public_id)}
    with walls.inside(neighbour):
        foreign = signing.dumps(facts, salt=keys.salt("export"))
    tokens = {
        "nonsense": "nonsense",
        "export": signing.dumps(facts, salt="export"),
        "company": foreign,
    }
    assert as_person(None).get(f"/data/{tokens[forged]}").status_code == 404
    assert as_person(None).post(f"/data/{tokens[forged]}").status_code == 404
    assert as_person(None).get(f"/data/{export.token(made)}").status_code == 200


def test_own_export_cannot_be_opened_by_a_link_without_log_in(bob: Person) -> None:
    made = export.request(bob, by=bob)
    export.produce(made)
    with pytest.raises(Refusal):
        export.read(export.token(made))


def test_nobody_asks_for_the_data_of_a_colleague(
    alice: Person, bob: Person, charlie: Person
) -> None:
    for by in (alice, charlie):
        with pytest.raises(Refusal):
            export.request(bob, by=by, sent_to="bob@home.example")
    scene.leaves(bob)
    with pytest.raises(Refusal):
        export.request(bob, by=charlie, sent_to="bob@home.example")
    assert not Export.objects.exists()
