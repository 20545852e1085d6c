"""Notice, requests about rights, and the documents of the DPO and the works council."""

import datetime as dt
import io
from collections.abc import Callable

import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from companies import walls
from companies.errors import Refusal
from people.actions import attributes, invitation, second_factor
from people.models import Mail, Person
from privacy.actions import document, notice, retention, rights
from privacy.models import Acknowledgement, Document, Notice, RightsRequest
from tests import factories

type Browser = Callable[[Person | None], Client]

WORDS = {"controller": "Aubépine SA, Lyon", "contact": "dpo@aubepine.example"}
ARTICLE = {"article_fr": "Un accord du 3 mai s’applique.", "article_en": "An agreement applies."}


def test_first_page_shows_the_notice_until_it_is_read(bob: Person, as_person: Browser) -> None:
    browser = as_person(bob)
    assert browser.get("/").context["notice_is_due"]
    browser.post("/privacy/notice")
    browser.post("/privacy/notice")
    assert Acknowledgement.objects.filter(person=bob).count() == 1
    assert not browser.get("/").context["notice_is_due"]


def test_new_version_is_shown_again_with_the_words_of_the_company(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    browser = as_person(bob)
    browser.post("/privacy/notice")
    as_person(alice).post("/privacy/notice/publish", {**WORDS, **ARTICLE})
    assert browser.get("/").context["notice_is_due"]
    page = browser.get("/privacy/notice").content.decode()
    assert "dpo@aubepine.example" in page and "accord du 3 mai" in page
    assert notice.read_by() == (0, 2)
    browser.post("/privacy/notice")
    assert notice.read_by() == (1, 2)


def test_notice_is_read_before_the_account_is_open(bob: Person, as_person: Browser) -> None:
    newcomer = factories.PersonFactory(joined_at=None)
    nobody = as_person(None)
    page = nobody.get(f"/invitation/{invitation.token(newcomer)}").content.decode()
    assert 'href="/privacy/notice"' in page
    assert nobody.get("/privacy/notice").status_code == 200
    assert nobody.post("/privacy/notice").status_code == 302
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("why", ["one language", "nothing new", "member"])
def test_notice_is_refused(alice: Person, charlie: Person, why: str) -> None:
    notice.publish(**WORDS, **ARTICLE, by=alice)
    given = {**WORDS, **ARTICLE}
    if why == "one language":
        given["article_en"] = ""
    if why == "member":
        given["contact"] = "charlie"
    with pytest.raises(Refusal):
        notice.publish(**given, by=charlie if why == "member" else alice)
    assert Notice.objects.count() == 1
    notice.publish(**{**WORDS, "contact": "another"}, **ARTICLE, by=alice)
    assert list(Notice.objects.order_by("pk").values_list("version", flat=True)) == [1, 2]


def test_right_is_used_answered_and_read(alice: Person, bob: Person, as_person: Browser) -> None:
    as_person(bob).post("/me/requests/new", {"kind": "rectification", "words": "My site"})
    asked = RightsRequest.objects.get()
    assert [one.person for one in Mail.objects.filter(kind="rights_received")] == [alice]
    address = f"/privacy/requests/{asked.public_id}"
    assert b"My site" in as_person(alice).get(address).content
    refusal = as_person(alice).post(address, {"status": "refused", "answer": " "})
    assert list(refusal.context["form"].errors) == ["answer"]
    as_person(alice).post(address, {"status": "granted", "answer": "Corrected to Lyon."})
    assert b"Corrected to Lyon." in as_person(bob).get("/me/data").content
    assert Mail.objects.filter(kind="rights_answered", person=bob).count() == 1
    with pytest.raises(Refusal):
        rights.answer(asked, status="granted", words="", by=alice)


def test_answer_is_due_one_month_after_the_request_came(
    alice: Person, bob: Person, as_person: Browser
) -> None:
    given = {"person": bob.pk, "kind": "objection", "received_on": "2026-01-31", "words": ""}
    as_person(alice).post("/privacy/requests/new", given)
    assert str(RightsRequest.objects.get().due_on) == "2026-02-28"
    ahead = {**given, "received_on": "2990-01-01"}
    assert as_person(alice).post("/privacy/requests/new", ahead).status_code == 422


def test_hr_is_reminded_within_the_last_week_every_three_days_until_answered(
    alice: Person, bob: Person
) -> None:
    start = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
    sent = []
    with time_machine.travel(start, tick=False) as clock:
        asked = rights.receive(bob, kind="access", words="", by=bob)
        for day in range(40):
            clock.move_to(start + dt.timedelta(days=day))
            if day == 36:
                rights.answer(asked, status="granted", words="", by=alice)
            sent += [day] * rights.remind()
    assert sent == [24, 27, 30, 33]
    assert Mail.objects.filter(kind="rights_reminder").count() == 4


def test_requests_are_bounded_and_charlie_sees_none(
    alice: Person, bob: Person, charlie: Person, as_person: Browser
) -> None:
    for _ in range(rights.MOST):
        asked = rights.receive(bob, kind="access", words="Zqmine", by=bob)
    with pytest.raises(Refusal):
        rights.receive(bob, kind="access", words="", by=bob)
    with pytest.raises(Refusal):
        rights.receive(bob, kind="access", words="", by=charlie)
    browser = as_person(charlie)
    assert browser.get("/privacy/requests").status_code == 404
    assert browser.get(f"/privacy/requests/{asked.public_id}").status_code == 404
    assert b"Zqmine" not in browser.get("/me/data").content
    assert len(as_person(alice).get("/privacy/requests").context["waiting"]) == rights.MOST


def printed(kind: str, by: Person) -> str:
    made = document.request(kind=kind, language="fr", by=by)
    document.produce(made)
    made.refresh_from_db()
    assert made.status == "done"
    reader = PdfReader(io.BytesIO(bytes(made.pdf)))
    assert len(reader.pages) == made.pages
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_impact_assessment_tells_the_real_settings(alice: Person) -> None:
    notice.publish(**WORDS, **ARTICLE, by=alice)
    attributes.declare(name="Vague d’intégration", kind="text", by=alice)
    retention.change(kept="account", amount=9, by=alice)
    second_factor.require(walls.current(), required=False, by=alice)
    text = printed("dpia", alice)
    for told in ("Aubépine SA, Lyon", "dpo@aubepine.example", "Vague d’intégration", "9 mois"):
        assert told in text, told
    assert "laissé au choix" in text and "Second facteur obligatoire" not in text


def test_works_council_and_register_are_printed(alice: Person) -> None:
    assert "L2312-38" in printed("council", alice)
    text = printed("register", alice)
    assert "Registre des traitements" in text and "Base légale" in text


def test_documents_are_asked_for_on_the_page_and_taken_by_hr_only(
    alice: Person, charlie: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    browser.post("/privacy/documents", {"kind": "register"})
    browser.post("/privacy/documents", {"kind": "register"})
    made = Document.objects.get()
    address = f"/privacy/documents/{made.public_id}.pdf"
    assert browser.get(address).status_code == 404
    document.produce(made)
    assert browser.get(address).content.startswith(b"%PDF-")
    assert as_person(charlie).get(address).status_code == 404
    browser.post("/privacy/documents", {"kind": "nothing"})
    assert Document.objects.count() == 1
