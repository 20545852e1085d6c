"""Looks at an uploaded file: what it is by its content, and a name that is safe to hand out."""

import io
import unicodedata
import zipfile
from pathlib import PurePosixPath
from typing import Final

LARGEST: Final = 5 * 1024 * 1024
"""Bytes of one file."""

_OFFICE: Final = "application/vnd.openxmlformats-officedocument"
_OPEN: Final = "application/vnd.oasis.opendocument"
KINDS: Final = {
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".docx": f"{_OFFICE}.wordprocessingml.document",
    ".pptx": f"{_OFFICE}.presentationml.presentation",
    ".xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    ".odt": f"{_OPEN}.text",
    ".odp": f"{_OPEN}.presentation",
    ".ods": f"{_OPEN}.spreadsheet",
}
_BEGINNINGS: Final = {
    ".pdf": b"%PDF-",
    ".png": b"\x89PNG\r\n\x1a\n",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
}


class UnfitFileError(ValueError):
    """A file that cannot be attached; ``code`` is empty, too_large, kind or macros."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def recognise(name: str, content: bytes) -> str:
    """The media type of a file, when its content is what its name says.

    Raises :class:`UnfitFileError` for an empty or too large one, one of another kind, and a
    document that carries macros. Nothing is unpacked.
    """
    if not content:
        raise UnfitFileError("empty")
    if len(content) > LARGEST:
        raise UnfitFileError("too_large")
    ending = PurePosixPath(safe_name(name)).suffix.lower()
    kind = KINDS.get(ending)
    if kind is None:
        raise UnfitFileError("kind")
    if ending in _BEGINNINGS:
        if not content.startswith(_BEGINNINGS[ending]):
            raise UnfitFileError("kind")
        return kind
    parts = _parts(content)
    if not {"[Content_Types].xml", "mimetype"} & parts:
        raise UnfitFileError("kind")
    if any(one.lower().endswith("vbaproject.bin") or one.startswith("Basic/") for one in parts):
        raise UnfitFileError("macros")
    return kind


def _parts(content: bytes) -> set[str]:
    if not content.startswith(b"PK\x03\x04"):
        raise UnfitFileError("kind")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return set(package.namelist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, EOFError) as error:
        raise UnfitFileError("kind") from error


def safe_name(name: str) -> str:
    """The last part of a path, without characters that act, at most 120 characters long.

    Control, bidirectional and separator characters are left out; the ending is kept.
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    clean = "".join(
        one for one in unicodedata.normalize("NFC", last) if unicodedata.category(one)[0] != "C"
    )
    path = PurePosixPath(" ".join(clean.split()).strip(". ") or "file")
    return path.stem[: 120 - len(path.suffix)] + path.suffix if len(path.suffix) < 12 else "file"
