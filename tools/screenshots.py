"""Takes a picture of every page of the running demo: each role, two widths, two themes.

``make screenshots`` writes ``var/screenshots/<role>-<page>-<width>-<theme>-<language>.png``.
Arguments are parts of names to take only those, such as ``mentor`` or ``-390-dark-fr``;
``--readme`` writes the pictures of the README to ``docs/pictures/`` instead.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import django
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from local.machine import chromium

if TYPE_CHECKING:
    from tour import View

type Theme = Literal["light", "dark"]

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {1280: 800, 390: 844}
THEMES: tuple[Theme, ...] = ("light", "dark")
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
README = {
    "hr_admin-home-1280-light-fr": "home",
    "hr_admin-review-1280-light-fr": "review",
    "mentor-pair-detail-390-light-fr": "pair",
}
"""Pictures of the README and their names there."""
REPORT = "sponsor-report-1280-light-fr"
"""The page whose PDF gives one more picture to the README."""


class Photographer:
    """A browser that remembers who is logged in and repeats what pages complain about."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.complaints = 0
        self._states: dict[tuple[str, str], Any] = {}
        self._pages: dict[tuple[str, str, int, Theme], Page] = {}
        self._taking = ""

    def take(self, view: "View", width: int, theme: Theme) -> Path:
        """One picture of the whole page."""
        self._taking = name_of(view, width, theme)
        page = self._page(view, width, theme)
        answer = page.goto(view.address)
        if answer is None or not answer.ok:
            self._complain(f"answers {answer.status if answer else 'nothing'}")
        page.evaluate("document.fonts.ready")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self._complain("is wider than the screen")
        path = self.folder / f"{self._taking}.png"
        page.screenshot(path=path, full_page=True)
        return path

    def download(self, view: "View") -> Path:
        """The PDF that a page offers."""
        page = self._page(view, 1280, "light")
        page.goto(view.address)
        with page.expect_download() as begun:
            page.locator("main a[href$='.pdf']").first.click()
        path = self.folder / "report.pdf"
        begun.value.save_as(path)
        return path

    def _complain(self, text: str) -> None:
        self.complaints += 1
        print(f"{self._taking}: {text}", flush=True)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self._complain(f"{message.type}: {message.text}")

    def _page(self, view: "View", width: int, theme: Theme) -> Page:
        person = (view.login[0] if view.login else "", view.language)
        place = (*person, width, theme)
        if place not in self._pages:
            if view.login and person not in self._states:
                self._states[person] = self._log_in(view)
            context = self.browser.new_context(
                viewport={"width": width, "height": WIDTHS[width]},
                color_scheme=theme,
                locale="fr-FR" if view.language == "fr" else "en-GB",
                storage_state=self._states.get(person),
            )
            page = context.new_page()
            page.on("console", self._hear)
            page.on("pageerror", lambda error: self._complain(str(error)))
            self._pages[place] = page
        return self._pages[place]

    def _log_in(self, view: "View") -> Any:
        assert view.login is not None
        context = self.browser.new_context()
        page = context.new_page()
        page.goto(view.address)
        _fill_login(page, *view.login)
        state = context.storage_state()
        context.close()
        return state


def _fill_login(page: Page, email: str, password: str) -> None:
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(password)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_load_state()


def name_of(view: "View", width: int, theme: str) -> str:
    """The name of a picture, without its ending."""
    return f"{view.role}-{view.name}-{width}-{theme}-{view.language}"


def first_page(report: Path) -> Path:
    """A picture of the first page of a PDF, by the program pdftoppm (poppler-utils)."""
    target = report.with_suffix("")
    command = ["pdftoppm", "-png", "-r", "66", "-singlefile", "-l", "1", str(report), str(target)]
    subprocess.run(command, check=True)
    return target.with_suffix(".png")


def compress(path: Path, name: str, height: int) -> None:
    """Save the top of a picture for the README, with a palette, in at most ``MOST_BYTES``."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture = Image.open(path).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, height)))
    target = PICTURES / f"{name}.png"
    for colours in (128, 64, 32, 16):
        picture.quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            return
    raise SystemExit(f"{target} is too heavy.")


def main(arguments: Sequence[str]) -> int:
    """Take the pictures asked for; 1 when a page complained."""
    for_readme = "--readme" in arguments
    parts = [one for one in arguments if not one.startswith("--")]
    # All rows are read before the browser starts: its event loop makes Django refuse to.
    wanted, folder = _tour()
    asked = [
        (view, width, theme)
        for view in wanted
        for width in WIDTHS
        for theme in THEMES
        if _is_asked(name_of(view, width, theme), parts, for_readme)
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium()), args=["--no-sandbox", "--hide-scrollbars"]
        )
        photographer = Photographer(browser, folder)
        for view, width, theme in asked:
            path = photographer.take(view, width, theme)
            if for_readme:
                compress(path, README[name_of(view, width, theme)], WIDTHS[width] + 100)
        if for_readme:
            view = next(one for one in wanted if name_of(one, 1280, "light") == REPORT)
            compress(first_page(photographer.download(view)), "report", 2000)
        browser.close()
    print(f"{len(asked)} pictures; {photographer.complaints} complaints.")
    return 1 if photographer.complaints else 0


def _is_asked(name: str, parts: Sequence[str], for_readme: bool) -> bool:
    return name in README if for_readme else all(part in name for part in parts)


def _tour() -> "tuple[list[View], Path]":
    """What to photograph, and where the pictures go."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mentorat.settings")
    django.setup()
    import tour  # its imports need the apps

    var = Path(settings.VAR_DIR)
    demo = json.loads((var / "demo.json").read_text())
    folder = var / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return list(tour.views(demo)), folder


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
