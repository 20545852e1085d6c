"""Takes a picture of every page of the running demo: each role, two widths, two themes.

``make screenshots`` writes ``var/screenshots/<role>-<page>-<width>-<theme>-<language>.png``.
Arguments are parts of names to take only those, such as ``mentor`` or ``-390-dark-fr``;
``--readme`` writes the pictures of the README to ``docs/pictures/`` instead.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from local.machine import chromium

if TYPE_CHECKING:
    from tour import View

ROOT = Path(__file__).resolve().parent.parent
WIDTHS = {1280: 800, 390: 844}
THEMES = ("light", "dark")
MOST_BYTES = 150_000
README = (
    "hr_admin-home-1280-light-fr",
    "hr_admin-review-1280-light-fr",
    "mentee_ranking-choose-390-light-fr",
    "sponsor-results-1280-dark-en",
)


class Photographer:
    """A browser that remembers who is logged in and complains about what pages complain about."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.complaints: list[str] = []
        self._states: dict[tuple[str, str], Any] = {}

    def take(self, view: "View", width: int, theme: str) -> Path:
        """One picture of the whole page."""
        context = self._context(view, width, theme)
        page = context.new_page()
        name = f"{view.role}-{view.name}-{width}-{theme}-{view.language}"
        page.on("console", lambda message: self._hear(name, message.type, message.text))
        page.on("pageerror", lambda error: self._hear(name, "error", str(error)))
        answer = page.goto(view.address)
        if answer is None or not answer.ok:
            self.complaints.append(f"{name}: answers {answer.status if answer else 'nothing'}")
        page.evaluate("document.fonts.ready")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            self.complaints.append(f"{name}: wider than the screen")
        path = self.folder / f"{name}.png"
        page.screenshot(path=path, full_page=True)
        context.close()
        return path

    def _hear(self, name: str, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{name}: {kind}: {text}")

    def _context(self, view: "View", width: int, theme: str) -> BrowserContext:
        place = (view.login[0] if view.login else "", view.language)
        if view.login and place not in self._states:
            self._states[place] = self._log_in(view)
        return self.browser.new_context(
            viewport={"width": width, "height": WIDTHS[width]},
            color_scheme=theme,
            locale="fr-FR" if view.language == "fr" else "en-GB",
            storage_state=self._states.get(place),
            device_scale_factor=1,
        )

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


def compress(path: Path, target: Path) -> None:
    """Save as a palette PNG of at most ``MOST_BYTES``, smaller in size only if it must."""
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(path).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, picture.width * 2)))
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
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(chromium()), args=["--no-sandbox", "--hide-scrollbars"]
        )
        photographer = Photographer(browser, folder)
        for view in wanted:
            for width in WIDTHS:
                for theme in THEMES:
                    name = f"{view.role}-{view.name}-{width}-{theme}-{view.language}"
                    asked = name in README if for_readme else all(one in name for one in parts)
                    if asked:
                        path = photographer.take(view, width, theme)
                        print(path, flush=True)
                        if for_readme:
                            compress(path, ROOT / "docs" / "pictures" / path.name)
        browser.close()
    print("\n".join(photographer.complaints))
    return 1 if photographer.complaints else 0


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
