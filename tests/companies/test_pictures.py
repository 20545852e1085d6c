"""A logo is pixels of our own drawing: nothing else of what was sent remains."""

import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile, PngImagePlugin

from companies import pictures


def sent(kind: str = "PNG", size: tuple[int, int] = (600, 200), **options: object) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", size, "teal").save(data, kind, **options)
    return data.getvalue()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _announcing(width: int, height: int) -> bytes:
    """A PNG of few bytes that says it is very large."""
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + _chunk(b"IDAT", zlib.compress(bytes(10_000_000), 9))


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_three_kinds_are_drawn_anew_as_small_png(kind: str) -> None:
    made = pictures.logo(sent(kind))
    with Image.open(io.BytesIO(made.content)) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (480, 160))
    assert len(made.digest) == 24 and made.digest == pictures.logo(sent(kind)).digest


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (SVG, "unknown"),
        (b"<!DOCTYPE html><script>", "unknown"),
        (b"%PDF-1.7", "unknown"),
        (sent("GIF"), "unknown"),
        (sent("BMP"), "unknown"),
        (sent("TIFF"), "unknown"),
        (_announcing(30_000, 30_000), "too_large"),
        (_announcing(4001, 20), "too_large"),
        (sent(size=(15, 15)), "too_small"),
        (sent() + bytes(1024 * 1024), "too_heavy"),
        (sent()[:200], "damaged"),
        (sent("JPEG")[:-300], "damaged"),
    ],
)
def test_anything_else_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(pictures.PictureError) as error:
        pictures.logo(data)
    assert error.value.code == code


def test_what_hides_in_a_picture_stays_behind() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "canary-1")
    data = sent(pnginfo=words) + b"PK\x03\x04canary-2<script>"
    data = data.replace(b"IEND", b"IEND", 1)
    exif = Image.Exif()
    exif[0x010E] = "canary-3"
    for file in (data, sent("JPEG", exif=exif, comment=b"canary-4"), sent("WEBP", exif=exif)):
        made = pictures.logo(file).content
        assert b"canary" not in made and b"script" not in made
        assert not Image.open(io.BytesIO(made)).info


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=6)), max_size=8))
def test_a_picture_with_any_bytes_changed_is_drawn_or_refused(
    changes: list[tuple[int, bytes]],
) -> None:
    for kind in ("PNG", "JPEG", "WEBP"):
        data = bytearray(sent(kind, (40, 40)))
        for place, change in changes:
            data[place : place + len(change)] = change
        try:
            made = pictures.logo(bytes(data))
        except pictures.PictureError:
            continue
        assert made.width <= 480 and made.height <= 160


def test_half_a_picture_is_refused_whatever_another_library_settled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(pictures.PictureError) as error:
        pictures.logo(sent()[:200])
    assert error.value.code == "damaged"
    assert pictures.logo(sent()).content
