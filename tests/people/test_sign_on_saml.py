"""Logging in through the company's SAML provider: signed, ours, fresh, asked for, and once."""

import base64
import datetime as dt
import uuid
import zlib
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.utils import OneLogin_Saml2_Utils

from companies.models import Company
from people import saml
from people.actions import connection as connections
from people.models import Connection, Person, ReceivedAnswer
from tests.people.test_sign_on import is_in, refusal, visitor

ENTITY = "https://idp.aubepine.example/metadata"
BEARER = "urn:oasis:names:tc:SAML:2.0:cm:bearer"
PASSWORD_CLASS = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


def pair() -> tuple[str, str]:
    """A private key and its certificate, both as PEM."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.aubepine.example")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return private.decode(), made.public_bytes(serialization.Encoding.PEM).decode()


KEY, CERTIFICATE = pair()
OTHER_KEY, OTHER_CERTIFICATE = pair()


def bare(pem: str) -> str:
    return "".join(pem.strip().splitlines()[1:-1])


METADATA = f"""<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY}">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#">
      <ds:X509Data><ds:X509Certificate>{bare(CERTIFICATE)}</ds:X509Certificate></ds:X509Data>
    </ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"
      Location="https://idp.aubepine.example/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>"""


def stamp(minutes: float) -> str:
    when = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass
class Statement:
    """What the provider says; each field may be a lie."""

    acs: str
    audience: str
    request: str
    email: str = "bob@aubepine.example"
    subject: str = "subject-of-bob"
    issuer: str = ENTITY
    minutes: float = 5
    recipient: str | None = ""
    confirmations: int = 1
    has_end: bool = True
    destination: str = ""
    response_request: str = ""
    verified: str = "true"
    classes: str = PASSWORD_CLASS
    key: str = KEY
    certificate: str = CERTIFICATE
    signs: str = "assertion"
    digest: str = Words.SHA256
    id: str = field(default_factory=lambda: f"_{uuid.uuid4().hex}")

    def assertion(self) -> bytes:
        """The statement itself, signed or not."""
        asked = f' InResponseTo="{self.request}"' if self.request else ""
        audience = (
            f"<saml:AudienceRestriction><saml:Audience>{self.audience}</saml:Audience>"
            "</saml:AudienceRestriction>"
            if self.audience
            else ""
        )
        verified = (
            '<saml:Attribute Name="email_verified">'
            f"<saml:AttributeValue>{self.verified}</saml:AttributeValue></saml:Attribute>"
            if self.verified
            else ""
        )
        until = f' NotOnOrAfter="{stamp(self.minutes)}"' if self.has_end else ""
        where = f' Recipient="{self.recipient or self.acs}"' if self.recipient is not None else ""
        confirmed = (
            f'<saml:SubjectConfirmation Method="{BEARER}"><saml:SubjectConfirmationData'
            f"{until}{where}{asked}/></saml:SubjectConfirmation>"
        )
        text = f"""<saml:Assertion xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion"
 ID="{self.id}" Version="2.0" IssueInstant="{stamp(0)}"><saml:Issuer>{self.issuer}</saml:Issuer>
<saml:Subject><saml:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"
>{self.subject}</saml:NameID>{confirmed * self.confirmations}</saml:Subject>
<saml:Conditions NotBefore="{stamp(self.minutes - 10)}" NotOnOrAfter="{stamp(self.minutes)}"
>{audience}</saml:Conditions><saml:AuthnStatement AuthnInstant="{stamp(0)}"><saml:AuthnContext>
<saml:AuthnContextClassRef>{self.classes}</saml:AuthnContextClassRef></saml:AuthnContext>
</saml:AuthnStatement><saml:AttributeStatement><saml:Attribute Name="email">
<saml:AttributeValue>{self.email}</saml:AttributeValue></saml:Attribute>{verified}
</saml:AttributeStatement></saml:Assertion>"""
        return self.signed(text) if self.signs == "assertion" else text.encode()

    def signed(self, text: str) -> bytes:
        """The same with a signature of the root."""
        made: bytes = OneLogin_Saml2_Utils.add_sign(
            text,
            self.key,
            self.certificate,
            sign_algorithm=Words.RSA_SHA256,
            digest_algorithm=self.digest,
        )
        return made

    def wrapped(self, *inside: bytes) -> bytes:
        """A response around statements."""
        asked = self.response_request or self.request
        told = f' InResponseTo="{asked}"' if asked else ""
        body = b"".join(inside).decode()
        text = f"""<samlp:Response xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol"
 xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="_{uuid.uuid4().hex}" Version="2.0"
 IssueInstant="{stamp(0)}" Destination="{self.destination or self.acs}"{told}
><saml:Issuer>{self.issuer}</saml:Issuer><samlp:Status><samlp:StatusCode
 Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{body}</samlp:Response>"""
        return self.signed(text) if self.signs == "response" else text.encode()

    def response(self) -> bytes:
        """What is sent."""
        return self.wrapped(self.assertion())


@pytest.fixture
def connection(company: Company, alice: Person) -> Connection:
    found = saml.read_metadata(METADATA.encode())
    made = connections.add(
        "saml",
        by=alice,
        name="Annuaire",
        domains=["aubepine.example"],
        entity_id=found.entity_id,
        sign_on_url=found.sign_on_url,
        certificates=found.certificates,
    )
    connections.offer(made, is_offered=True, by=alice)
    made.refresh_from_db()
    return made


def ask(browser: Any, connection: Connection, **lies: Any) -> Statement:
    """Press the button; an honest statement about the question that was sent, apart from lies."""
    answer = browser.post(f"/account/sign-on/{connection.public_id}")
    onward = urlsplit(str(answer["Refresh"]).removeprefix("0; url="))
    assert onward.netloc == "idp.aubepine.example"
    packed = parse_qs(onward.query)["SAMLRequest"][0]
    request = etree.fromstring(zlib.decompress(base64.b64decode(packed), -15))
    honest = {
        "acs": saml.acs_address(connection),
        "audience": saml.our_entity_id(connection),
        "request": request.get("ID"),
    }
    return Statement(**{**honest, **lies})


def post(browser: Any, connection: Connection, response: bytes) -> Any:
    """The provider's page posts an answer, without the cookie of the session."""
    stranger = visitor()
    path = f"/account/sign-on/{connection.public_id}/answer"
    answer = stranger.post(path, {"SAMLResponse": base64.b64encode(response).decode()})
    return browser.get(answer["Location"]) if answer.status_code == 302 else answer


def test_known_person_is_let_in(connection: Connection, bob: Person) -> None:
    browser = visitor()
    assert is_in(post(browser, connection, ask(browser, connection).response()), bob)
    row = ReceivedAnswer.objects.get()
    assert row.used_at and row.facts == {}


def test_answer_that_is_signed_as_a_whole_too_is_fine(connection: Connection, bob: Person) -> None:
    browser = visitor()
    statement = ask(browser, connection)
    inner = statement.assertion()
    statement.signs = "response"
    assert is_in(post(browser, connection, statement.wrapped(inner)), bob)


LIES: list[tuple[dict[str, Any], str]] = [
    ({"signs": ""}, "signature"),
    ({"signs": "response"}, "signature"),
    ({"key": OTHER_KEY, "certificate": OTHER_CERTIFICATE}, "signature"),
    ({"digest": Words.SHA1}, "algorithm"),
    ({"audience": "https://another.example/metadata"}, "audience"),
    ({"audience": ""}, "audience"),
    ({"destination": "https://another.example/acs"}, "audience"),
    ({"recipient": "https://another.example/acs"}, "expired"),
    ({"recipient": None}, "audience"),
    ({"confirmations": 2}, "token"),
    ({"has_end": False}, "expired"),
    ({"issuer": "https://evil.example/metadata"}, "issuer"),
    ({"minutes": -10}, "expired"),
    ({"minutes": 60}, "expired"),
    ({"request": ""}, "unasked"),
    ({"request": "_another"}, "state"),
    ({"request": "_another", "response_request": "_third"}, "expired"),
    ({"subject": ""}, "token"),
    ({"email": "bob@elsewhere.example"}, "domain"),
    ({"verified": "false"}, "unverified"),
    ({"verified": ""}, "unverified"),
    ({"email": "stranger@aubepine.example"}, "unknown"),
]


@pytest.mark.parametrize("lies, code", LIES)
def test_lie_lets_nobody_in_and_the_truth_does(
    connection: Connection, bob: Person, lies: dict[str, Any], code: str
) -> None:
    browser = visitor()
    assert refusal(post(browser, connection, ask(browser, connection, **lies).response())) == code
    assert is_in(post(browser, connection, ask(browser, connection).response()), bob)


def test_statement_nobody_asked_for_does_not_pass_in_an_answer_to_a_question(
    connection: Connection, bob: Person
) -> None:
    """The outer number is not signed: what the provider begins itself stays refused."""
    browser = visitor()
    asked = ask(browser, connection)
    begun_there = Statement(asked.acs, asked.audience, "", response_request=asked.request)
    assert refusal(post(browser, connection, begun_there.response())) == "unasked"
    assert is_in(post(browser, connection, asked.response()), bob)


def test_statement_is_good_once(connection: Connection, bob: Person) -> None:
    browser = visitor()
    response = ask(browser, connection).response()
    assert is_in(post(browser, connection, response), bob)
    assert refusal(post(visitor(), connection, response)) == "replayed"


def test_answer_opens_the_browser_that_asked_and_no_other(
    connection: Connection, bob: Person
) -> None:
    browser, thief = visitor(), visitor()
    statement = ask(browser, connection)
    ask(thief, connection)
    path = f"/account/sign-on/{connection.public_id}/answer"
    sent = {"SAMLResponse": base64.b64encode(statement.response()).decode()}
    waiting = visitor().post(path, sent)["Location"]
    assert refusal(thief.get(waiting)) == "state"
    assert is_in(browser.get(waiting), bob)
    assert browser.get(waiting).status_code == 403


def evil(statement: Statement) -> bytes:
    """An unsigned statement that an attacker wrote."""
    forged = Statement(
        statement.acs, statement.audience, statement.request, signs="", subject="attacker"
    )
    forged.email = "alice@aubepine.example"
    return forged.assertion()


def wraps(statement: Statement) -> dict[str, bytes]:
    """Ways to keep a good signature in sight while another statement is read."""
    good, bad = statement.assertion(), evil(statement)
    plain = good.decode()
    same = evil(statement).replace(b'ID="_', f'ID="{statement.id}" Old="_'.encode(), 1)
    around = bad.replace(b"</saml:Assertion>", good + b"</saml:Assertion>")
    signature = plain[plain.index("<ds:Signature") : plain.index("</ds:Signature>") + 15]
    moved = bad.replace(b"</saml:Issuer>", b"</saml:Issuer>" + signature.encode(), 1)
    held = bad.replace(
        b"</saml:Issuer>",
        b"</saml:Issuer>"
        + signature.replace(
            "</ds:Signature>", f"<ds:Object>{plain}</ds:Object></ds:Signature>"
        ).encode(),
        1,
    )
    extension = f"<samlp:Extensions>{plain}</samlp:Extensions>".encode()
    return {
        "before": statement.wrapped(bad, good),
        "after": statement.wrapped(good, bad),
        "same number": statement.wrapped(same, good),
        "around": statement.wrapped(around),
        "signature moved": statement.wrapped(moved),
        "held in the signature": statement.wrapped(held),
        "in an extension": statement.wrapped(bad).replace(
            b"<samlp:Status>", extension + b"<samlp:Status>"
        ),
    }


@pytest.mark.parametrize("way", list(wraps(Statement("a", "b", "c"))))
def test_wrapped_statement_lets_nobody_in(
    connection: Connection, bob: Person, alice: Person, way: str
) -> None:
    browser = visitor()
    statement = ask(browser, connection)
    refused = refusal(post(browser, connection, wraps(statement)[way]))
    assert refused in ("token", "signature")
    assert is_in(post(browser, connection, statement.response()), bob)


def test_comment_in_a_name_does_not_cut_it(connection: Connection, bob: Person) -> None:
    browser = visitor()
    cut = ask(browser, connection, email="bob@aubepine.example<!-- -->.evil.example")
    assert refusal(post(browser, connection, cut.response())) == "domain"


BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>'


@pytest.mark.parametrize("sent", [b"", b"not xml", b"<a/>", BOMB, b"\x00" * 50])
def test_rubbish_is_refused_with_a_sentence(connection: Connection, sent: bytes) -> None:
    assert refusal(post(visitor(), connection, sent)) == "token"


def test_what_is_no_base64_or_far_too_long_is_refused(connection: Connection) -> None:
    path = f"/account/sign-on/{connection.public_id}/answer"
    for sent in ("%%%", "A" * (3 * saml.LARGEST), "é"):
        assert refusal(visitor().post(path, {"SAMLResponse": sent})) == "token"
    assert visitor().get(path).status_code == 405


def test_our_metadata_name_us_and_where_answers_go(connection: Connection) -> None:
    answer = visitor().get(f"/account/sign-on/{connection.public_id}/metadata")
    tree = etree.fromstring(answer.content)
    assert tree.get("entityID") == saml.our_entity_id(connection)
    assert saml.acs_address(connection).encode() in answer.content
    assert b'WantAssertionsSigned="true"' in answer.content


SPOILT = {
    "not_xml": [
        b"",
        b"<a",
        BOMB.replace(b"r", b"md"),
        METADATA.encode().replace(
            b"?>", b'?><!DOCTYPE md:EntityDescriptor SYSTEM "http://127.0.0.1/x.dtd">', 1
        ),
    ],
    "not_one_provider": [b"<a/>", METADATA.encode().replace(b"IDPSSO", b"SPSSO")],
    "incomplete": [METADATA.encode().replace(b"SingleSignOn", b"SingleLogout")],
    "certificate": [METADATA.replace(bare(CERTIFICATE), "AAAA").encode()],
    "sign_on_url": [
        METADATA.replace("https://idp.aubepine.example/sso", "http://idp/sso").encode(),
        METADATA.replace("https://idp.aubepine.example/sso", "javascript:1").encode(),
    ],
    "too_large": [METADATA.encode() + b" " * saml.LARGEST],
}


@pytest.mark.parametrize("code", list(SPOILT))
def test_file_that_is_no_metadata_is_refused_with_the_reason(code: str) -> None:
    for content in SPOILT[code]:
        with pytest.raises(saml.MetadataError) as refused:
            saml.read_metadata(content)
        assert refused.value.code == code
    assert saml.read_metadata(METADATA.encode()).entity_id == ENTITY


def test_person_who_is_linked_needs_no_address_again(connection: Connection, bob: Person) -> None:
    browser = visitor()
    assert is_in(post(browser, connection, ask(browser, connection).response()), bob)
    again = visitor()
    silent = ask(again, connection, email="", verified="")
    assert is_in(post(again, connection, silent.response()), bob)
