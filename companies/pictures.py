"""An uploaded logo → a small PNG of our own making: its pixels, and nothing else of the file."""

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageFile, ImageOps

MAXIMUM_BYTES: Final = 1024 * 1024
MAXIMUM_SIDE: Final = 4000
LARGEST: Final = (480, 160)
FORMATS: Final = ("PNG", "JPEG", "WEBP")


class PictureError(ValueError):
    """A picture is not taken.

    ``code``: empty, too_heavy, unknown, too_large, too_small, damaged.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Picture:
    """A PNG within :data:`LARGEST` pixels, and the digest that names it."""

    content: bytes
    width: int
    height: int

    @property
    def digest(self) -> str:
        """24 hexadecimal digits of the SHA-256 of the content."""
        return hashlib.sha256(self.content).hexdigest()[:24]


def logo(data: bytes) -> Picture:
    """Read a PNG, JPEG or WebP by its content, shrink it and draw it anew; PictureError if not.

    Names, comments, places and whatever hides behind the picture are gone afterwards. The size is
    looked at before a pixel is unpacked.
    """
    if not data:
        raise PictureError("empty")
    if len(data) > MAXIMUM_BYTES:
        raise PictureError("too_heavy")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            # Half a picture is none, whoever switched this on: WeasyPrint does when it is imported.
            ImageFile.LOAD_TRUNCATED_IMAGES = False
            with Image.open(io.BytesIO(data), formats=FORMATS) as sent:
                if max(sent.size) > MAXIMUM_SIDE:
                    raise PictureError("too_large")
                if min(sent.size) < 16:
                    raise PictureError("too_small")
                drawn = ImageOps.exif_transpose(sent).convert("RGBA")
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureError("too_large") from error
    except Image.UnidentifiedImageError as error:
        raise PictureError("unknown") from error
    except Exception as error:
        # Decoders raise whatever a damaged file makes them raise.
        raise PictureError("damaged") from error
    drawn.thumbnail(LARGEST)
    result = io.BytesIO()
    # A new picture: what the old one carried besides pixels stays behind.
    clean = Image.new("RGBA", drawn.size)
    clean.paste(drawn)
    clean.save(result, "PNG", optimize=True)
    return Picture(result.getvalue(), *clean.size)
