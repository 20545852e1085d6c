"""Seals secrets before they reach the database: a key per company, one owner per secret."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from companies import walls

VERSION = "v1"
_NONCE = 12


class UnreadableError(Exception):
    """A sealed secret that cannot be opened: another key, another company or another owner."""


def seal(text: str, *, purpose: str, owner: str) -> str:
    """Encrypt ``text`` for the chosen company; only the same purpose and owner open it again.

    AES-256-GCM (RFC 5116) under a key that HKDF (RFC 5869) derives per company and purpose from
    ``ENCRYPTION_KEY``. The answer is plain ASCII: the version, a dot, nonce and ciphertext.
    """
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_key(purpose)).encrypt(nonce, text.encode(), _context(purpose, owner))
    return f"{VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, purpose: str, owner: str) -> str:
    """Decrypt what :func:`seal` made; raises :class:`UnreadableError` for anything else."""
    version, _, body = sealed.partition(".")
    if version != VERSION:
        raise UnreadableError("not sealed, or with a version that is not known")
    try:
        raw = base64.urlsafe_b64decode(body.encode())
        opened = AESGCM(_key(purpose)).decrypt(raw[:_NONCE], raw[_NONCE:], _context(purpose, owner))
    except (InvalidTag, ValueError) as error:
        raise UnreadableError(purpose) from error
    return opened.decode()


def _key(purpose: str) -> bytes:
    company = walls.current().schema_name.encode()
    info = f"mentorat {VERSION} {purpose}".encode()
    derived: bytes = HKDF(algorithm=SHA256(), length=32, salt=company, info=info).derive(
        settings.ENCRYPTION_KEY.encode()
    )
    return derived


def _context(purpose: str, owner: str) -> bytes:
    """What the ciphertext is bound to: moved to another row, it does not open."""
    return "|".join((VERSION, walls.current().schema_name, purpose, owner)).encode()
