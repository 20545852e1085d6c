"""Speaks SAML 2.0 with a company's provider: reads its metadata, asks it, checks its answers."""

import binascii
import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.urls import reverse
from lxml import etree
from onelogin.saml2.auth import OneLogin_Saml2_Auth
from onelogin.saml2.constants import OneLogin_Saml2_Constants as Words
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.idp_metadata_parser import OneLogin_Saml2_IdPMetadataParser
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings

from companies import walls
from people.actions.sign_on import Answer
from people.models import Connection

LARGEST = 256 * 1024
"""Bytes of a metadata file, and of an answer."""

LONGEST = 191
"""Characters of a subject that can be kept."""

SECOND_FACTOR = {
    "https://refeds.org/profile/mfa",
    "http://schemas.microsoft.com/claims/multipleauthn",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:MobileTwoFactorContract",
    "urn:oasis:names:tc:SAML:2.0:ac:classes:TimeSyncToken",
}
"""Classes of authentication that mean a second factor."""

_EMAIL = (
    "urn:oid:0.9.2342.19200300.100.1.3",
    "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
    "email",
    "mail",
)
_VERIFIED = ("email_verified", "http://schemas.auth0.com/email_verified")
_CODES = {
    OneLogin_Saml2_ValidationError.NO_SIGNATURE_FOUND: "signature",
    OneLogin_Saml2_ValidationError.NO_SIGNED_ASSERTION: "signature",
    OneLogin_Saml2_ValidationError.INVALID_SIGNATURE: "signature",
    OneLogin_Saml2_ValidationError.DEPRECATED_SIGNATURE_METHOD: "algorithm",
    OneLogin_Saml2_ValidationError.DEPRECATED_DIGEST_METHOD: "algorithm",
    OneLogin_Saml2_ValidationError.WRONG_AUDIENCE: "audience",
    OneLogin_Saml2_ValidationError.WRONG_DESTINATION: "audience",
    OneLogin_Saml2_ValidationError.WRONG_ISSUER: "issuer",
    OneLogin_Saml2_ValidationError.ASSERTION_EXPIRED: "expired",
    OneLogin_Saml2_ValidationError.ASSERTION_TOO_EARLY: "expired",
    OneLogin_Saml2_ValidationError.SESSION_EXPIRED: "expired",
    OneLogin_Saml2_ValidationError.WRONG_SUBJECTCONFIRMATION: "expired",
    OneLogin_Saml2_ValidationError.STATUS_CODE_IS_NOT_SUCCESS: "provider",
}
_MALFORMED = (
    OneLogin_Saml2_Error,
    etree.LxmlError,
    binascii.Error,
    AttributeError,
    IndexError,
    KeyError,
    TypeError,
    ValueError,
)


class UntrustedError(OAuth2Error):
    """An answer of a provider that is not accepted; ``code`` says why, for `people.wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MetadataError(ValueError):
    """A file that does not describe one provider; ``code`` says why, for `people.wording`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Metadata:
    """What a provider says of itself: its name, where people log in, what it signs with."""

    entity_id: str
    sign_on_url: str
    certificates: list[str]


@dataclass(frozen=True)
class Received:
    """A checked answer, the request that it answers, and until when it would be good."""

    answer: Answer
    request: str
    digest: str
    expires_at: dt.datetime


def read_metadata(content: bytes) -> Metadata:
    """Read the metadata of exactly one identity provider (SAML 2.0 metadata, section 2).

    A file, never an address: nothing is fetched. Raises :class:`MetadataError`.
    """
    if len(content) > LARGEST:
        raise MetadataError("too_large")
    strict = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        tree = etree.fromstring(content, strict)
    except (etree.LxmlError, ValueError):
        raise MetadataError("not_xml") from None
    if tree.getroottree().docinfo.doctype:
        raise MetadataError("not_xml")
    described = tree.findall(f".//{{{Words.NS_MD}}}IDPSSODescriptor")
    if len(described) != 1:
        raise MetadataError("not_one_provider")
    try:
        idp = OneLogin_Saml2_IdPMetadataParser.parse(content)["idp"]
        several = idp.get("x509certMulti", {}).get("signing")
        certificates = list(several or [idp["x509cert"]])
        entity_id, sign_on_url = idp["entityId"], idp["singleSignOnService"]["url"]
    except _MALFORMED:
        raise MetadataError("incomplete") from None
    if not certificates or any(_weak(one) for one in certificates):
        raise MetadataError("certificate")
    if urlsplit(sign_on_url).scheme != "https" or max(len(entity_id), len(sign_on_url)) > 1024:
        raise MetadataError("sign_on_url")
    return Metadata(entity_id, sign_on_url, certificates)


def certificate(text: str) -> x509.Certificate:
    """A certificate as metadata carry it: base64 without its header."""
    return x509.load_der_x509_certificate(binascii.a2b_base64(text))


def _weak(text: str) -> bool:
    try:
        key = certificate(text).public_key()
    except ValueError:
        return True
    return isinstance(key, RSAPublicKey) and key.key_size < 2048


def acs_address(connection: Connection) -> str:
    """Where the provider sends its answers."""
    return walls.address(reverse("people:sign_on_acs", args=[connection.public_id]))


def our_entity_id(connection: Connection) -> str:
    """Our name towards this provider: the address of our metadata."""
    return walls.address(reverse("people:sign_on_metadata", args=[connection.public_id]))


def our_metadata(connection: Connection) -> bytes:
    """Our side of the agreement, for the provider's administrator."""
    metadata: str | bytes = OneLogin_Saml2_Settings(
        _settings(connection), sp_validation_only=True
    ).get_sp_metadata()
    return metadata if isinstance(metadata, bytes) else metadata.encode()


def ask(connection: Connection) -> tuple[str, str]:
    """Where to send the browser, and the number of the request that the answer must name."""
    auth = OneLogin_Saml2_Auth(_request(connection), _settings(connection))
    return auth.login(return_to=""), auth.get_last_request_id()


def read_answer(connection: Connection, encoded: str) -> Received:
    """Check an answer and take out what it says; raises :class:`UntrustedError`.

    Beyond the library's checks: the assertion itself names our request, our address and our name,
    all of it signed; the library lets a missing one pass.
    """
    if not encoded or len(encoded) > 2 * LARGEST:
        raise UntrustedError("token")
    try:
        response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(_settings(connection)), encoded)
        response.is_valid(_request(connection), raise_exceptions=True)
        return _received(connection, response)
    except OneLogin_Saml2_ValidationError as error:
        raise UntrustedError(_CODES.get(error.code, "token")) from error
    except _MALFORMED as error:
        raise UntrustedError("token") from error


def _received(connection: Connection, response: OneLogin_Saml2_Response) -> Received:
    audiences = response.get_audiences()
    if our_entity_id(connection) not in audiences:
        raise UntrustedError("audience")
    confirmed = response._query_assertion(
        "/saml:Subject/saml:SubjectConfirmation/saml:SubjectConfirmationData"
    )
    if len(confirmed) != 1:
        raise UntrustedError("token")
    if confirmed[0].get("Recipient") != acs_address(connection):
        raise UntrustedError("audience")
    request = confirmed[0].get("InResponseTo")
    if not request or request != response.get_in_response_to():
        raise UntrustedError("unasked")
    until = response.get_assertion_not_on_or_after()
    if until is None:
        raise UntrustedError("expired")
    subject = response.get_nameid()
    if not subject or len(subject) > LONGEST or "transient" in (response.get_nameid_format() or ""):
        raise UntrustedError("subject")
    return Received(
        answer=_answer(response, subject),
        request=request,
        digest=hashlib.sha256(response.get_assertion_id().encode()).hexdigest(),
        expires_at=dt.datetime.fromtimestamp(until, dt.UTC),
    )


def _answer(response: OneLogin_Saml2_Response, subject: str) -> Answer:
    attributes: dict[str, list[Any]] = response.get_attributes()
    stated = [str(one).lower() for name in _VERIFIED for one in attributes.get(name, [])]
    addresses = [one for name in _EMAIL for one in attributes.get(name, []) if isinstance(one, str)]
    if not addresses and response.get_nameid_format() == Words.NAMEID_EMAIL_ADDRESS:
        addresses = [subject]
    email = addresses[0] if addresses else ""
    return Answer(
        subject=subject,
        email=email if email.count("@") == 1 else "",
        is_verified=all(one in ("true", "1") for one in stated) if stated else None,
        has_second_factor=bool(SECOND_FACTOR.intersection(response.get_authn_contexts())),
    )


def _request(connection: Connection) -> dict[str, Any]:
    """Where we are, as the library asks it: from the company's own row, never from the request."""
    parts = urlsplit(acs_address(connection))
    return {
        "https": "on" if parts.scheme == "https" else "off",
        "http_host": parts.netloc,
        "script_name": parts.path,
        "get_data": {},
        "post_data": {},
    }


def _settings(connection: Connection) -> dict[str, Any]:
    return {
        "strict": True,
        "sp": {
            "entityId": our_entity_id(connection),
            "assertionConsumerService": {
                "url": acs_address(connection),
                "binding": Words.BINDING_HTTP_POST,
            },
            "NameIDFormat": Words.NAMEID_UNSPECIFIED,
        },
        "idp": {
            "entityId": connection.entity_id,
            "singleSignOnService": {
                "url": connection.sign_on_url,
                "binding": Words.BINDING_HTTP_REDIRECT,
            },
            "x509certMulti": {"signing": connection.certificates},
        },
        "security": {
            "wantAssertionsSigned": True,
            "wantNameId": True,
            "wantAttributeStatement": False,
            "rejectDeprecatedAlgorithm": True,
            "requestedAuthnContext": False,
            "allowRepeatAttributeName": True,
            "allowSingleLabelDomains": True,
            "signatureAlgorithm": Words.RSA_SHA256,
            "digestAlgorithm": Words.SHA256,
        },
    }
