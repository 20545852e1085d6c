"""The public site from the form to the way in: every door, every bad input, nothing given away."""

import itertools
import os
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from redis.exceptions import ConnectionError as NoRedis

from companies import walls
from companies.models import Company, SignUp
from people.actions import sign_up
from people.models import Person
from tests.house.test_bad_input import GARBAGE
from tests.people.test_sign_up import FACTS, begun, code_of, wrong

GIVEN = {**FACTS, "terms": "on"}
_addresses = itertools.count(1)


def visitor(language: str = "en") -> Client:
    """A browser on the public site, with a network address of its own: attempts are counted."""
    number = next(_addresses)
    address = f"172.{os.getpid() % 250}.{number // 250}.{number % 250}"
    return Client(HTTP_HOST="localhost", REMOTE_ADDR=address, headers={"accept-language": language})


def fresh(**facts: str) -> dict[str, str]:
    """What a stranger fills in, with an e-mail that no other test has."""
    return {**GIVEN, "email": f"s{next(_addresses)}-{os.getpid()}@etoile.example", **facts}


def last() -> SignUp:
    with walls.catalogue():
        return SignUp.objects.latest("pk")


def everything() -> int:
    with walls.catalogue():
        return SignUp.objects.count()


def prove(client: Client, mailoutbox: list[EmailMessage], **facts: str) -> SignUp:
    """Fill in the form and type the code."""
    client.post("/start", fresh(**facts))
    row = last()
    with walls.catalogue():
        code = code_of(row, mailoutbox)
    assert client.post(f"/start/{row.public_id}", {"code": code}).status_code == 302
    return row


def test_stranger_gets_from_the_form_to_the_page_of_the_password(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    answer = client.post("/start", fresh(email="Helene@Etoile.example"))
    row = last()
    assert answer["Location"] == f"/start/{row.public_id}"
    with walls.catalogue():
        code = code_of(row, mailoutbox)
    assert "Confirm your e-mail" in client.get(answer["Location"]).content.decode()
    client.post(answer["Location"], {"code": f"{code[:3]} {code[3:]}"})
    assert "is being opened" in client.get(answer["Location"]).content.decode()
    sign_up.open_company(row.pk)
    page = client.get(answer["Location"]).content.decode()
    link = re.search(r'href="http://nouvelle-etoile\.localhost(/invitation/[^"]+)"', page)
    assert link
    password = {"password": "trois-petites-collines", "again": "trois-petites-collines"}
    there = Client(HTTP_HOST="nouvelle-etoile.localhost")
    assert there.post(link[1], password)["Location"] == "/"
    assert "Premiers pas" in there.get("/").content.decode()
    assert (
        'href="http://nouvelle-etoile.localhost/"'
        in client.get(answer["Location"]).content.decode()
    )


BAD = {
    "company_name": ["", "   ", "\N{ZERO WIDTH SPACE}abc", "!!!", "a" * 121, "a\x00b"],
    "subdomain": ["a", "www", "aubepine", "Été", "a b", "<script>", "a" * 81],
    "given_name": ["", "a" * 151, "\N{RIGHT-TO-LEFT OVERRIDE}eve"],
    "family_name": ["", "--"],
    "email": ["", "nobody", "a@b", "a@b.example\nBcc: c@d.example", "é" * 300],
    "language": ["", "de"],
    "time_zone": ["", "Mars/Olympus", "../../etc/passwd"],
    "terms": [""],
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, values in BAD.items() for value in values]
)
def test_bad_field_is_refused_beside_it(company: Company, name: str, value: str) -> None:
    before = everything()
    answer = visitor().post("/start", fresh(**{name: value}))
    assert (answer.status_code, everything()) == (422, before)
    page = answer.content.decode()
    assert f'id="id_{name}_error"' in page or (name == "subdomain" and "errorlist" in page)


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: repr(text[:6]))
def test_no_door_breaks_on_garbage(company: Company, garbage: str) -> None:
    client, row = visitor(), begun(email=fresh()["email"])
    facts = dict.fromkeys(GIVEN, garbage)
    assert client.post("/start", facts).status_code < 500
    assert client.post("/start", {**facts, "check": "1"}).status_code < 500
    for part in ("state", "field", garbage):
        given = {"part": part, "subdomain": garbage, "company_name": garbage}
        assert client.get("/start/address", given, headers={"hx-request": "true"}).status_code < 500
    for name in ("code", "again", "subdomain", "retry", "other"):
        assert client.post(f"/start/{row.public_id}", {name: garbage}).status_code < 500


def test_address_is_read_however_it_is_typed(company: Company) -> None:
    visitor().post("/start", fresh(subdomain=" https://Nouvelle-Etoile.localhost/ "))
    assert last().subdomain == "nouvelle-etoile"


def test_empty_address_is_proposed_and_nobody_gets_it_unseen(company: Company) -> None:
    before = everything()
    answer = visitor().post("/start", fresh(subdomain=""))
    assert (answer.status_code, everything()) == (422, before)
    assert 'value="nouvelle-etoile"' in answer.content.decode()


def test_address_is_checked_without_a_script(company: Company) -> None:
    client = visitor()
    facts = {"company_name": "Aubepine", "subdomain": "", "check": "1"}
    page = client.post("/start", facts).content.decode()
    assert 'value="aubepine-2"' in page and "aubepine-2.localhost" in page
    page = client.post("/start", {**facts, "subdomain": "aubepine"}).content.decode()
    assert "already taken" in page


def look(client: Client, **given: str) -> str:
    answer = client.get("/start/address", given, headers={"hx-request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


def test_address_is_checked_while_it_is_typed(company: Company) -> None:
    client = visitor()
    assert "already taken" in look(client, part="state", subdomain="aubepine")
    free = look(client, part="state", subdomain="nouvelle-etoile")
    assert "available" in free and 'id="address-state"' in free and "<input" not in free


def test_own_address_is_not_overwritten_by_a_suggestion(company: Company) -> None:
    client = visitor()
    first = look(client, part="field", subdomain="", company_name="Nouvelle Étoile")
    assert 'value="nouvelle-etoile"' in first
    given = {"part": "field", "suggested": "nouvelle-etoile", "company_name": "Grande Ourse"}
    assert 'value="grande-ourse"' in look(client, subdomain="nouvelle-etoile", **given)
    assert 'value="mine"' in look(client, subdomain="mine", **given)


def test_answer_is_the_same_whether_an_e_mail_is_known_or_not(company: Company) -> None:
    known, unknown = fresh(), fresh()
    Person.objects.create(email=known["email"], given_name="A", family_name="B")
    visitor().post("/start", {**known, "subdomain": "earlier-star"})
    pages = []
    for facts in (known, unknown):
        client = visitor()
        answer = client.post("/start", facts)
        page = client.get(answer["Location"]).content.decode()
        pages.append(
            (answer.status_code, re.sub(r'nonce="[^"]+"|[0-9a-f-]{36}|"\w{64}"', "", page))
        )
        assert facts["email"] not in page
    assert pages[0] == pages[1]


def test_taken_address_says_only_that_it_is_taken(company: Company) -> None:
    page = visitor().post("/start", fresh(subdomain="kestrel")).content.decode()
    assert "The address “kestrel” is already taken." in page
    assert "Kestrel" not in page


def test_wrong_code_is_refused_and_counted(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    client.post("/start", fresh())
    row = last()
    with walls.catalogue():
        code = code_of(row, mailoutbox)
    door = f"/start/{row.public_id}"
    for typed in ("", "12345", "abcdef", wrong(code)):
        assert client.post(door, {"code": typed}).status_code == 422
    with walls.catalogue():
        row.refresh_from_db()
    # What is no code at all is not a try.
    assert (row.code_tries, row.verified_at) == (1, None)
    assert client.post(door, {"code": code}).status_code == 302


def test_another_code_is_asked_for_on_the_page(company: Company) -> None:
    client = visitor()
    client.post("/start", fresh())
    row = last()
    door = f"/start/{row.public_id}"
    answer = client.post(door, {"again": "1"})
    assert answer.status_code == 422
    assert "less than a minute" in answer.content.decode()
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        answer = client.post(door, {"again": "1"})
        assert answer.status_code == 302
        assert "on its way" in client.get(answer["Location"]).content.decode()
    assert last().codes == 2


def test_way_in_is_for_the_browser_that_gave_the_code(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client, thief = visitor(), visitor()
    row = prove(client, mailoutbox)
    sign_up.open_company(row.pk)
    door = f"/start/{row.public_id}"
    assert "/invitation/" in client.get(door).content.decode()
    other = prove(thief, mailoutbox, subdomain="thieves-star")
    for browser in (visitor(), thief):
        page = browser.get(door).content.decode()
        assert "/invitation/" not in page
        assert "in the browser in which you typed the code" in page
    assert browser.get(f"/start/{other.public_id}").status_code == 200


def test_any_code_after_the_right_one_opens_no_way(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    row = prove(visitor(), mailoutbox)
    thief = visitor()
    assert thief.post(f"/start/{row.public_id}", {"code": "000000"}).status_code in (302, 422)
    sign_up.open_company(row.pk)
    assert "/invitation/" not in thief.get(f"/start/{row.public_id}").content.decode()


def lose_the_race(client: Client, mailoutbox: list[EmailMessage]) -> str:
    """The door of a request whose address went to somebody else."""
    row = prove(client, mailoutbox)
    with walls.catalogue():
        SignUp.objects.filter(pk=row.pk).update(subdomain="aubepine")
    sign_up.open_company(row.pk)
    return f"/start/{row.public_id}"


def test_who_came_second_chooses_another_address_on_the_page(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    door = lose_the_race(client, mailoutbox)
    page = client.get(door).content.decode()
    assert "Somebody was quicker" in page and 'value="nouvelle-etoile"' in page
    assert client.post(door, {"subdomain": "kestrel"}).status_code == 422
    assert client.post(door, {"subdomain": ""}).status_code == 422
    assert client.post(door, {"subdomain": "nouvelle-etoile"}).status_code == 302
    sign_up.open_company(last().pk)
    assert "/invitation/" in client.get(door).content.decode()


def test_nobody_else_chooses_the_address(company: Company, mailoutbox: list[EmailMessage]) -> None:
    door = lose_the_race(visitor(), mailoutbox)
    assert visitor().post(door, {"subdomain": "stolen-star"}).status_code == 200
    assert last().subdomain == "aubepine"


def test_failure_can_be_tried_again_on_the_page(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    row = prove(client, mailoutbox)
    row.fail("unexpected")
    door = f"/start/{row.public_id}"
    assert "could not be opened" in client.get(door).content.decode()
    visitor().post(door, {"retry": "1"})
    assert last().status == "failed"
    assert client.post(door, {"retry": "1"}).status_code == 302
    assert last().status == "queued"


def test_fragment_of_the_progress_is_the_part_of_the_page(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    row = prove(client, mailoutbox)
    for step in (lambda: None, lambda: sign_up.open_company(row.pk)):
        step()
        part = client.get(f"/start/{row.public_id}", headers={"hx-request": "true"})
        text = part.content.decode()
        assert text.strip().startswith("<div") and 'id="state"' in text
        assert "<html" not in text


def test_request_that_is_over_says_so(company: Company) -> None:
    row = begun(email=fresh()["email"])
    door = f"/start/{row.public_id}"
    assert visitor().get(door).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        answer = visitor().get(door)
    assert answer.status_code == 404
    assert 'href="/start"' in answer.content.decode()


def test_way_into_a_suspended_company_is_over(
    company: Company, mailoutbox: list[EmailMessage]
) -> None:
    client = visitor()
    row = prove(client, mailoutbox)
    sign_up.open_company(row.pk)
    with walls.catalogue():
        Company.objects.filter(schema_name="nouvelle_etoile").update(status="suspended")
    assert client.get(f"/start/{row.public_id}").status_code == 404


type Attempt = Callable[[int], int]


def attempts(limit: int, attempt: Attempt) -> list[int]:
    """The answers around a limit: the last that is let through and the first that is not."""
    return [attempt(number) for number in range(limit + 1)][-2:]


def test_requests_are_counted_by_network_address(company: Company) -> None:
    client = visitor()
    assert attempts(10, lambda n: client.post("/start", fresh()).status_code) == [302, 429]
    assert visitor().post("/start", fresh()).status_code == 302


def test_requests_are_counted_by_e_mail_however_it_is_spelt(company: Company) -> None:
    name, _, host = fresh()["email"].partition("@")

    def ask(number: int) -> int:
        spelling = f"{name.upper() if number % 2 else name}+{number}@{host}"
        return visitor().post("/start", fresh(email=spelling)).status_code

    assert attempts(4, ask) == [302, 429]
    assert visitor().post("/start", fresh()).status_code == 302


def test_codes_are_counted_by_network_address(company: Company) -> None:
    client, row = visitor(), begun(email=fresh()["email"])
    door = f"/start/{row.public_id}"
    assert attempts(40, lambda n: client.post(door, {"code": "123456"}).status_code) == [422, 429]


def test_looks_at_addresses_are_counted(company: Company) -> None:
    client = visitor()
    asked = {"part": "state", "subdomain": "aubepine"}
    hx = {"hx-request": "true"}
    got = attempts(90, lambda n: client.get("/start/address", asked, headers=hx).status_code)
    assert got == [200, 204]


def test_nothing_is_taken_while_nobody_can_count(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    def out_of_reach(*args: object, **kwargs: object) -> None:
        raise NoRedis("no cache")

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr("django.core.cache.backends.redis.RedisCacheClient.add", out_of_reach)
        answer = visitor().post("/start", fresh())
    assert (answer.status_code, everything()) == (503, before)
    assert "nothing is taken" in answer.content.decode()
    assert visitor().post("/start", fresh()).status_code == 302


def test_closed_installation_takes_no_stranger(company: Company, settings: Settings) -> None:
    assert 'href="/start"' in visitor().get("/").content.decode()
    settings.SIGN_UP_OPEN = False
    assert 'href="/start"' not in visitor().get("/").content.decode()
    for method in ("get", "post"):
        assert getattr(visitor(), method)("/start", fresh()).status_code == 404
    assert visitor().get("/start/address").status_code == 404


def test_companies_know_nothing_of_the_public_doors(company: Company) -> None:
    for path in ("/start", "/start/address", "/terms"):
        assert Client(HTTP_HOST="aubepine.localhost").get(path).status_code == 404
        assert visitor().get(path).status_code in (200, 302)


def test_forms_of_the_public_site_ask_for_their_token(company: Company) -> None:
    client = Client(HTTP_HOST="localhost", enforce_csrf_checks=True)
    assert client.post("/start", fresh()).status_code == 403
    page = client.get("/start").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    assert token
    facts = {**fresh(), "csrfmiddlewaretoken": token[1]}
    assert client.post("/start", facts).status_code == 302
