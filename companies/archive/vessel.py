"""Seals a stream of bytes into a file that shows any change, and opens it again."""

import secrets
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from companies.errors import Refusal

MAGIC: Final = b"MENTORAT ARCHIVE 1\n"
CHUNK: Final = 64 * 1024
_SALT, _TAG = 32, 16


class DamagedError(Refusal):
    """An archive that is not, byte by byte, what was once written, or opens with another key."""

    def __init__(self, sentence: str | Promise | None = None) -> None:
        super().__init__(
            sentence
            or _(
                "This archive is damaged, is not complete, or was sealed with another key. "
                "Nothing was restored."
            )
        )


class SealedWriter:
    """Writes into ``target`` what only ``key`` opens: AES-256-GCM in chunks of 64 KiB.

    The key of the file is derived (HKDF, RFC 5869) from ``key`` and a salt in its head. Each chunk
    is bound to the head, to its place, and to whether it is the last (STREAM, Hoang et al. 2015):
    chunks cannot be changed, moved, dropped or added. Use it in a ``with``; an error leaves a file
    without an end, which never opens.
    """

    def __init__(self, target: BinaryIO, *, key: str) -> None:
        self._target, self._held, self._number = target, bytearray(), 0
        self._head = MAGIC + secrets.token_bytes(_SALT)
        self._cipher = AESGCM(_key(key, self._head))
        target.write(self._head)

    def __enter__(self) -> "SealedWriter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *more: object) -> None:
        if kind is None:
            self._put(bytes(self._held), is_last=True)

    def write(self, data: bytes) -> int:
        """Take more bytes; a chunk is kept back until it is known not to be the last."""
        self._held += data
        while len(self._held) > CHUNK:
            self._put(bytes(self._held[:CHUNK]), is_last=False)
            del self._held[:CHUNK]
        return len(data)

    def flush(self) -> None:
        """Chunks leave when they are full: there is nothing to hurry."""

    def _put(self, chunk: bytes, *, is_last: bool) -> None:
        nonce = _nonce(self._number, is_last)
        self._target.write(self._cipher.encrypt(nonce, chunk, self._head))
        self._number += 1


def unseal(source: BinaryIO, target: BinaryIO, *, key: str) -> None:
    """Write into ``target`` what was sealed; raises :class:`DamagedError` at the first wrong byte.

    What has been written until then is true, and not complete: use it only after this returns.
    """
    head = source.read(len(MAGIC) + _SALT)
    if len(head) != len(MAGIC) + _SALT or not head.startswith(MAGIC):
        raise DamagedError(_("This file is not an archive of Mentorat. Nothing was restored."))
    cipher, number = AESGCM(_key(key, head)), 0
    chunk = source.read(CHUNK + _TAG)
    while True:
        following = source.read(CHUNK + _TAG)
        try:
            target.write(cipher.decrypt(_nonce(number, not following), chunk, head))
        except (InvalidTag, ValueError) as error:
            raise DamagedError from error
        if not following:
            return
        chunk, number = following, number + 1


def _key(key: str, head: bytes) -> bytes:
    derived: bytes = HKDF(
        algorithm=SHA256(), length=32, salt=head[len(MAGIC) :], info=b"mentorat archive 1"
    ).derive(key.encode())
    return derived


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11) + bytes([is_last])
