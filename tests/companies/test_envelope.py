"""A sealed secret opens for its company, purpose and owner, and for nothing else."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as effort
from hypothesis import strategies as st
from pytest_django import Settings

from companies import envelope, walls
from companies.models import Company

SEED = "JBSWY3DPEHPK3PXP"


@given(text=st.text(), owner=st.text(max_size=40))
@effort(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_sealed_opens_again(company: Company, text: str, owner: str) -> None:
    sealed = envelope.seal(text, purpose="test", owner=owner)
    assert sealed.isascii()
    assert envelope.unseal(sealed, purpose="test", owner=owner) == text


def test_same_text_is_never_sealed_twice_alike(company: Company) -> None:
    assert len({envelope.seal(SEED, purpose="test", owner="1") for _ in range(20)}) == 20


def test_another_company_opens_nothing(company: Company, neighbour: str) -> None:
    sealed = envelope.seal(SEED, purpose="test", owner="1")
    with walls.inside(neighbour), pytest.raises(envelope.UnreadableError):
        envelope.unseal(sealed, purpose="test", owner="1")
    assert envelope.unseal(sealed, purpose="test", owner="1") == SEED


@pytest.mark.parametrize(("purpose", "owner"), [("test", "2"), ("other", "1")])
def test_another_owner_or_purpose_opens_nothing(company: Company, purpose: str, owner: str) -> None:
    sealed = envelope.seal(SEED, purpose="test", owner="1")
    with pytest.raises(envelope.UnreadableError):
        envelope.unseal(sealed, purpose=purpose, owner=owner)


def test_what_was_sealed_before_companies_had_a_salt_still_opens(company: Company) -> None:
    key = HKDF(SHA256(), 32, salt=b"aubepine", info=b"mentorat v1 test").derive(
        settings.ENCRYPTION_KEY.encode()
    )
    nonce = b"0123456789ab"
    body = AESGCM(key).encrypt(nonce, SEED.encode(), b"v1|aubepine|test|1")
    sealed = "v1." + base64.urlsafe_b64encode(nonce + body).decode()
    assert envelope.unseal(sealed, purpose="test", owner="1") == SEED
    assert envelope.seal(SEED, purpose="test", owner="1").startswith("v2.")


def test_namesake_of_an_erased_company_opens_nothing(company: Company) -> None:
    sealed = envelope.seal(SEED, purpose="test", owner="1")
    namesake = Company(schema_name=company.schema_name)
    with walls.inside(namesake), pytest.raises(envelope.UnreadableError):
        envelope.unseal(sealed, purpose="test", owner="1")
    assert envelope.unseal(sealed, purpose="test", owner="1") == SEED


def test_another_key_opens_nothing(company: Company, settings: Settings) -> None:
    sealed = envelope.seal(SEED, purpose="test", owner="1")
    settings.ENCRYPTION_KEY = "another key of the installation"
    with pytest.raises(envelope.UnreadableError):
        envelope.unseal(sealed, purpose="test", owner="1")


@pytest.mark.parametrize(
    "given_text", ["", SEED, "v1.", "v1.é", "v1.AAAA", "v2.AAAA", "v3.AAAA", "v2.!"]
)
def test_what_was_never_sealed_is_refused(company: Company, given_text: str) -> None:
    with pytest.raises(envelope.UnreadableError):
        envelope.unseal(given_text, purpose="test", owner="1")


@pytest.mark.parametrize("at", range(3, 60, 9))
def test_one_changed_letter_is_noticed(company: Company, at: int) -> None:
    sealed = envelope.seal(SEED, purpose="test", owner="1")
    letter = "A" if sealed[at] != "A" else "B"
    with pytest.raises(envelope.UnreadableError):
        envelope.unseal(sealed[:at] + letter + sealed[at + 1 :], purpose="test", owner="1")
