"""One colour of a company → the colours its pages need, readable by computation (WCAG 2.2)."""

import math
import re
from dataclasses import dataclass
from typing import Final

TEXT: Final = 4.5
"""The least contrast of text."""

# The grounds of tokens.css that text in the brand's colour lies on, as sRGB; a test compares.
LIGHT_GROUNDS: Final = ("#f9f7f1", "#fefefd", "#efede6", "#ffffff")
DARK_GROUNDS: Final = ("#0c1919", "#162323", "#212e2e", "#1d2c2c")
ON_LIGHT: Final = "#fdfcf8"
ON_DARK: Final = "#031a1a"
STANDARD: Final = "#0b5f5b"

_HEX: Final = re.compile(r"#[0-9a-f]{6}\Z")

type Triple = tuple[float, float, float]


@dataclass(frozen=True)
class Palette:
    """What replaces the brand's tokens, each as (light theme, dark theme), ``#rrggbb``."""

    brand: tuple[str, str]
    brand_strong: tuple[str, str]
    brand_soft: tuple[str, str]
    on_brand: tuple[str, str]

    def css(self, selector: str = ":root") -> str:
        """The tokens as a style sheet that comes after tokens.css."""
        lines = "".join(
            f"    --{name.replace('_', '-')}: light-dark({light}, {dark});\n"
            for name, (light, dark) in vars(self).items()
        )
        return f"@layer tokens {{\n  {selector} {{\n{lines}  }}\n}}\n"


def normal(colour: str) -> str:
    """``#RGB`` or ``RRGGBB`` as ``#rrggbb``; ValueError for anything else."""
    digits = colour.strip().lower().removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if not _HEX.match(f"#{digits}"):
        raise ValueError(colour)
    return f"#{digits}"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21, as WCAG 2.2 computes it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def passes(colour: str) -> bool:
    """Whether ``colour`` is readable as text and under text wherever light pages use it."""
    return least(colour) >= TEXT


def least(colour: str) -> float:
    """The lowest contrast that light pages would give ``colour``."""
    grounds = (*LIGHT_GROUNDS, ON_LIGHT, _soft(colour)[0])
    return min(contrast(colour, ground) for ground in grounds)


def nearest(colour: str) -> str:
    """``colour`` itself when it passes, else the same hue, as little darker as it takes."""
    if passes(colour):
        return colour
    lightness, chroma, hue = _oklch(colour)
    low, high = 0.0, lightness
    for _ in range(24):
        middle = (low + high) / 2
        if passes(_hex(middle, chroma, hue)):
            low = middle
        else:
            high = middle
    return _hex(low, chroma, hue)


def palette(colour: str) -> Palette:
    """The tokens of a colour that :func:`passes`; the dark theme's are computed to pass too."""
    lightness, chroma, hue = _oklch(colour)
    soft = _soft(colour)
    dark = _first(0.72, chroma, hue, (*DARK_GROUNDS, ON_DARK, soft[1]))
    strong = _hex(max(lightness - 0.08, 0.0), chroma, hue)
    dark_strong = _hex(min(_oklch(dark)[0] + 0.06, 0.97), min(chroma, 0.09), hue)
    return Palette((colour, dark), (strong, dark_strong), soft, (ON_LIGHT, ON_DARK))


def _soft(colour: str) -> tuple[str, str]:
    _, chroma, hue = _oklch(colour)
    return _hex(0.955, min(chroma, 0.025), hue), _hex(0.29, min(chroma, 0.04), hue)


def _first(lightness: float, chroma: float, hue: float, grounds: tuple[str, ...]) -> str:
    """The darkest colour from ``lightness`` on that is readable on all ``grounds``."""
    while lightness < 1:
        found = _hex(lightness, min(chroma, 0.12), hue)
        if all(contrast(found, ground) >= TEXT for ground in grounds):
            return found
        lightness += 0.01
    return "#ffffff"


def _linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _straight(red), _straight(green), _straight(blue)


def _straight(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _luminance(colour: str) -> float:
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> Triple:
    """Lightness 0–1, chroma, hue in radians (Björn Ottosson's Oklab)."""
    red, green, blue = _linear(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _hex(lightness: float, chroma: float, hue: float) -> str:
    """The sRGB colour, with as much of the chroma as sRGB can show."""
    while chroma > 0.0005:
        red, green, blue = _rgb(lightness, chroma, hue)
        if all(-0.0005 <= one <= 1.0005 for one in (red, green, blue)):
            break
        chroma *= 0.97
    else:
        red, green, blue = _rgb(lightness, 0.0, hue)
    return "#" + "".join(f"{round(_curved(one) * 255):02x}" for one in (red, green, blue))


def _rgb(lightness: float, chroma: float, hue: float) -> Triple:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _curved(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
