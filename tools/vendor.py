"""Copies the pinned browser assets from node_modules into the repository and records their hashes.

Run after `npm ci --ignore-scripts`: `python tools/vendor.py`. Node is needed only here; the copies
are committed, and `tests/house/test_design.py` compares them with the recorded sha256.
"""

import hashlib
import re
import shutil
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
VENDOR = ROOT / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
LOCK = VENDOR / "vendor.lock"

ATKINSON = "@fontsource-variable/atkinson-hyperlegible-next"
BRICOLAGE = "@fontsource-variable/bricolage-grotesque"
COPIES = {
    "htmx.org/dist/htmx.min.js": VENDOR / "htmx" / "htmx.min.js",
    "htmx.org/dist/ext/hx-csp.min.js": VENDOR / "htmx" / "hx-csp.min.js",
    "htmx.org/LICENSE": VENDOR / "htmx" / "LICENSE",
    f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-wght-normal.woff2": VENDOR
    / "fonts"
    / "atkinson-hyperlegible-next-latin-wght-normal.woff2",
    f"{ATKINSON}/files/atkinson-hyperlegible-next-latin-ext-wght-normal.woff2": VENDOR
    / "fonts"
    / "atkinson-hyperlegible-next-latin-ext-wght-normal.woff2",
    f"{ATKINSON}/LICENSE": VENDOR / "fonts" / "LICENSE-atkinson-hyperlegible-next",
    f"{BRICOLAGE}/files/bricolage-grotesque-latin-wght-normal.woff2": VENDOR
    / "fonts"
    / "bricolage-grotesque-latin-wght-normal.woff2",
    f"{BRICOLAGE}/files/bricolage-grotesque-latin-ext-wght-normal.woff2": VENDOR
    / "fonts"
    / "bricolage-grotesque-latin-ext-wght-normal.woff2",
    f"{BRICOLAGE}/LICENSE": VENDOR / "fonts" / "LICENSE-bricolage-grotesque",
    "lucide-static/LICENSE": VENDOR / "lucide" / "LICENSE",
    "axe-core/axe.min.js": TEST_VENDOR / "axe.min.js",
}
WEIGHTS = {"atkinson-hyperlegible-next": (400, 700), "bricolage-grotesque": (600, 700)}
"""The weights that static/css asks of each font, lightest and boldest; others are not sent."""
ICONS = (ROOT / "tools" / "icons.txt").read_text(encoding="utf-8").split()


def symbol(name: str) -> str:
    """One lucide icon as a `<symbol>` that takes the colour of the text around it."""
    source = (MODULES / "lucide-static" / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    found = re.search(r"<svg[^>]*>(.*)</svg>", source, re.DOTALL)
    if found is None:
        raise ValueError(f"no drawing in the icon {name}")
    drawing = re.sub(r"\s+", " ", found.group(1)).replace("> <", "><").strip()
    return (
        f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{drawing}</symbol>'
    )


def sprite() -> str:
    """All icons of the product in one file."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(map(symbol, ICONS)) + "\n</svg>\n"
    )


def narrow(font: Path) -> None:
    """Take the weights nobody asks for out of a variable font: half of its bytes."""
    lightest, boldest = next(span for name, span in WEIGHTS.items() if font.name.startswith(name))
    # The date of change is left as it was: the same source gives the same bytes.
    narrowed = instancer.instantiateVariableFont(
        TTFont(font, recalcTimestamp=False), {"wght": (lightest, lightest, boldest)}
    )
    narrowed.flavor = "woff2"
    narrowed.save(font)


def lock_lines() -> list[str]:
    """`sha256  path` of every copied file, sorted by path, paths from the repository root."""
    files = [*VENDOR.rglob("*"), *TEST_VENDOR.rglob("*")]
    return sorted(
        (
            f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(ROOT).as_posix()}"
            for path in files
            if path.is_file() and path != LOCK
        ),
        key=lambda line: line.split("  ")[1],
    )


def copy() -> None:
    """Replace the committed copies and their lock by what node_modules holds."""
    for folder in (VENDOR, TEST_VENDOR):
        shutil.rmtree(folder, ignore_errors=True)
    for source, target in COPIES.items():
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((MODULES / source).read_bytes())
    for script in VENDOR.rglob("*.js"):
        # the source maps are not copied: a dangling reference is a 404 in the browser's tools
        text = script.read_text(encoding="utf-8")
        script.write_text(re.sub(r"\n?//# sourceMappingURL=.*\s*$", "\n", text), encoding="utf-8")
    for font in (VENDOR / "fonts").glob("*.woff2"):
        narrow(font)
    (VENDOR / "lucide" / "sprite.svg").write_text(sprite(), encoding="utf-8")
    LOCK.write_text("\n".join(lock_lines()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    copy()
