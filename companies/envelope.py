"""Seals secrets before they reach the database: a key per company, one owner per secret."""

import base64
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from companies import walls

VERSION = "v2"
_FIRST = "v1"
"""Sealed before companies had a salt of their own: still opened, never made."""
_NONCE = 12


class UnreadableError(Exception):
    """A sealed secret that cannot be opened: another key, another company or another owner."""


def seal(text: str, *, purpose: str, owner: str) -> str:
    """Encrypt ``text`` for the chosen company; only the same purpose and owner open it again.

    AES-256-GCM (RFC 5116) under a key that HKDF (RFC 5869) derives from ``ENCRYPTION_KEY``, the
    company's own salt and the purpose. Without the salt, destroyed with the company, nobody
    derives the key again. The answer is plain ASCII: the version, a dot, nonce and ciphertext.
    """
    nonce = secrets.token_bytes(_NONCE)
    context = _context(VERSION, purpose, owner)
    sealed = AESGCM(_key(VERSION, purpose)).encrypt(nonce, text.encode(), context)
    return f"{VERSION}.{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def unseal(sealed: str, *, purpose: str, owner: str) -> str:
    """Decrypt what :func:`seal` made; raises :class:`UnreadableError` for anything else."""
    version, _, body = sealed.partition(".")
    if version not in (VERSION, _FIRST):
        raise UnreadableError("not sealed, or with a version that is not known")
    try:
        raw = base64.urlsafe_b64decode(body.encode())
        context = _context(version, purpose, owner)
        opened = AESGCM(_key(version, purpose)).decrypt(raw[:_NONCE], raw[_NONCE:], context)
    except (InvalidTag, ValueError) as error:
        raise UnreadableError(purpose) from error
    return opened.decode()


def _key(version: str, purpose: str) -> bytes:
    company = walls.current()
    salt = company.schema_name if version == _FIRST else company.key_salt
    info = f"mentorat {version} {purpose}".encode()
    derived: bytes = HKDF(algorithm=SHA256(), length=32, salt=salt.encode(), info=info).derive(
        settings.ENCRYPTION_KEY.encode()
    )
    return derived


def _context(version: str, purpose: str, owner: str) -> bytes:
    """What the ciphertext is bound to: moved to another row, it does not open.

    The company is bound by its key, not by its name: an archive restored under another name opens.
    """
    name = [walls.current().schema_name] if version == _FIRST else []
    return "|".join((version, *name, purpose, owner)).encode()
