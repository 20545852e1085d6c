"""What one company gave out, shown to another where the same numbers stand: A4, A5."""

import ast
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from companies import walls
from people.models import Person
from programmes.models import Enrolment, Programme
from programmes.views import enrolment as door
from tests.house import town as towns
from tests.house.test_floors import FLOORS
from tests.walls.three import Three

OTHERS = ("kestrel", "tilleul")


@contextmanager
def undone(schema: str) -> Iterator[None]:
    """Inside a company, for things that must not stay."""
    with walls.inside(schema), transaction.atomic():
        yield
        transaction.set_rollback(True)


def moved(client: Client, schema: str) -> Client:
    """A browser that brings all its cookies to another company's site."""
    thief = Client(HTTP_HOST=f"{schema}.localhost", REMOTE_ADDR=towns._address())
    for name, morsel in client.cookies.items():
        thief.cookies[name] = morsel.value
    return thief


# ── Sessions: A4 ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("actor", ["charlie", "mentor", "mentee", "sponsor", "director", "hr"])
def test_session_of_the_same_number_is_nobody_next_door(three: Three, actor: str) -> None:
    with undone("aubepine"):
        browser = three.places["aubepine"].town.browser(actor)
        for schema in OTHERS:
            for path in ("/me", "/people/", "/programmes/"):
                answer = moved(browser, schema).get(path)
                assert answer.status_code == 302
                assert answer["Location"].startswith("/account/login/")
        assert browser.get("/me").status_code == 200


def test_session_that_has_ended_opens_nothing(three: Three) -> None:
    with undone("aubepine"):
        browser = three.places["aubepine"].town.browser("hr")
        kept = moved(browser, "aubepine")
        assert kept.get("/people/").status_code == 200
        browser.post("/account/logout/")
        assert kept.get("/people/").status_code == 302


def test_logging_out_next_door_ends_no_session_here(three: Three) -> None:
    with undone("aubepine"):
        browser = three.places["aubepine"].town.browser("hr")
        moved(browser, "kestrel").post("/account/logout/")
        assert browser.get("/people/").status_code == 200


# ── Signed tokens: A5 ───────────────────────────────────────────────────────────────────────────
def shown(three: Three, route: str, of: str, at: str) -> HttpResponse:
    """What the link of one company opens at another one."""
    path = three.places[of].town.address(route)
    with undone(at):
        return Client(HTTP_HOST=f"{at}.localhost", REMOTE_ADDR=towns._address()).get(path)


LINKS = [
    *("people:accept_invitation", "evaluations:answer_by_link", "privacy:taken_by_link"),
    "references:answer_by_link",
]


@pytest.mark.parametrize("at", OTHERS)
@pytest.mark.parametrize("route", LINKS)
def test_link_opens_nothing_where_the_same_row_is(three: Three, route: str, at: str) -> None:
    assert shown(three, route, "aubepine", "aubepine").status_code == 200
    assert shown(three, route, "aubepine", at).status_code == 404
    assert shown(three, route, at, at).status_code == 200


@pytest.mark.parametrize("at", OTHERS)
def test_key_to_a_new_password_opens_nothing_next_door(three: Three, at: str) -> None:
    route = "account_reset_password_from_key"
    # A good key is put away and the page comes without it; a bad one is told so at once.
    assert shown(three, route, "aubepine", "aubepine").status_code == 302
    assert shown(three, route, "aubepine", at).status_code == 200


@pytest.mark.parametrize(("at", "status"), [("kestrel", "refused"), ("aubepine", "taken")])
def test_preview_of_a_list_is_only_taken_where_it_was_made(
    three: Three, at: str, status: str
) -> None:
    with walls.inside("aubepine"):
        programme = three.places["aubepine"].town.programme
        email = Person.objects.get(pk=three.places["aubepine"].town.people["charlie"].pk).email  # type: ignore[union-attr]
        row = [1, email, "mentor", 1, [], []]
        salt = door._salt(programme)
    town = three.places[at].town
    assert town.programme.public_id == programme.public_id
    with undone(at):
        # Only who may still enrol anybody can be refused for another reason.
        Programme.objects.filter(pk=town.programme.pk).update(
            status="open", enrol_until=timezone.localdate(), starts_on=timezone.localdate()
        )
        browser, count = town.browser("hr"), Enrolment.objects.count()
        answer = browser.post(
            town.address("programmes:enrol_import"),
            {"rows": signing.dumps([row], salt=salt, compress=True)},
        )
        assert answer.status_code == 302
        is_back = answer["Location"] == town.address("programmes:enrol_import")
        assert is_back is (status == "refused")
        assert (Enrolment.objects.count() > count) is (status == "taken")


ELSEWHERE = {
    # On the public site, where no company is: a cookie of the browser that gave the code.
    ("people/views/sign_up.py", "signing.dumps", "_BROWSER"),
    ("people/views/sign_up.py", "signing.loads", "_BROWSER"),
    ("people/actions/sign_up.py", "salted_hmac", "'sign-up code'"),
    # Whose salt is that of the company.
    ("programmes/views/enrolment.py", "signing.dumps", "_salt(programme)"),
    ("programmes/views/enrolment.py", "signing.loads", "_salt(programme)"),
    ("competencies/views/framework.py", "signing.dumps", "_salt(row)"),
    ("competencies/views/framework.py", "signing.loads", "_salt(row)"),
}
SIGNING = {"dumps", "loads", "salted_hmac", "Signer", "TimestampSigner", "get_cookie_signer"}


def signatures() -> Iterator[tuple[str, str, str]]:
    """Every place in our code that signs or reads what was signed: file, function, salt."""
    for path in (one for floor in FLOORS for one in (settings.BASE_DIR / floor).rglob("*.py")):
        for call in ast.walk(ast.parse(Path(path).read_text())):
            if isinstance(call, ast.Call):
                name = ast.unparse(call.func)
                last = name.rsplit(".", 1)[-1]
                if last in SIGNING and not name.startswith(("json.", "tomllib.")):
                    salts = [one.value for one in call.keywords if one.arg == "salt"]
                    salt = ast.unparse((salts or [*call.args, ast.Constant("")])[0])
                    yield str(path.relative_to(settings.BASE_DIR)), name, salt


def test_whatever_is_signed_carries_the_company() -> None:
    found = set(signatures())
    assert {one for one in found if not one[2].startswith("keys.salt(")} == ELSEWHERE
    assert len(found) > len(ELSEWHERE) + 5
