"""Finds, and installs where it may, what no Python package brings: Pango, Chromium, gettext.

``python -m local.machine pango chromium gettext`` ends with 0 once all of them are there.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from local.processes import LocalError

PANGO_LIBRARIES = (
    ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    ("libfontconfig.so.1", "libfontconfig.1.dylib"),
)
"""What WeasyPrint loads, by the names it tries on Linux and macOS."""

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@dataclass(frozen=True)
class Need:
    """Something of the system: whether it is there, why it matters, its Debian packages."""

    is_there: Callable[[], bool]
    purpose: str
    packages: tuple[str, ...]
    try_first: Callable[[], None] | None = None


def has_pango() -> bool:
    """Whether the libraries that lay out PDF reports can be loaded."""
    return all(any(map(_loads, names)) for names in PANGO_LIBRARIES)


def has_gettext() -> bool:
    """Whether the programs that collect and merge translations are there."""
    return all(shutil.which(name) for name in ("xgettext", "msgmerge", "msgfmt"))


def chromium() -> Path | None:
    """A Chromium that runs: $CHROMIUM, one on PATH, or the one Playwright downloaded."""
    named = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else []
    on_path = [found for name in CHROMIUM_NAMES if (found := shutil.which(name))]
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or "~/.cache/ms-playwright")
    downloaded = [
        *sorted(cache.expanduser().glob("chromium_headless_shell-*/*/*headless*shell")),
        *sorted(cache.expanduser().glob("chromium-*/*/chrome")),
    ]
    candidates = [*map(Path, named + on_path), *reversed(downloaded)]
    return next((path for path in candidates if _runs(path)), None)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _runs(program: Path) -> bool:
    """Distributions ship placeholders under these names, and downloads may lack libraries."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def _download_chromium() -> None:
    command = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):
        subprocess.run(command, capture_output=True, timeout=180, check=False)


NEEDS = {
    "pango": Need(
        has_pango,
        "Pango, which lays out the PDF reports",
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"),
    ),
    "chromium": Need(
        lambda: chromium() is not None,
        "Chromium, which the browser tests drive",
        ("chromium",),
        _download_chromium,
    ),
    "gettext": Need(has_gettext, "gettext, which collects the translations", ("gettext",)),
}


def ensure(name: str) -> None:
    """Makes sure a need of NEEDS is met, installing it if we may; raises LocalError if not."""
    need = NEEDS[name]
    if need.is_there():
        return
    print(f"Installing {need.purpose} …", flush=True)
    if need.try_first is not None:
        need.try_first()
        if need.is_there():
            return
    said = ""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        said = _apt("update") + _apt("install", "-y", "--no-install-recommends", *need.packages)
        if need.is_there():
            return
    raise LocalError(
        f"{said}{need.purpose}, is missing. On Debian or Ubuntu:\n"
        f"  sudo apt-get update && sudo apt-get install -y {' '.join(need.packages)}"
    )


def _apt(*arguments: str) -> str:
    """What apt-get had to complain about, or ""."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "-q", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    return "" if done.returncode == 0 else f"{done.stderr.strip()}\n"


def main(names: Sequence[str]) -> int:
    """Ensures each need; returns 1 with a sentence when one cannot be met."""
    try:
        for name in names:
            ensure(name)
    except LocalError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
