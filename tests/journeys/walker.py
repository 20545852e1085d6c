"""A person before a screen, and the letterbox they look into."""

import base64
import email
import hmac
import re
import struct
import time
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Download, Locator, Request

PATIENCE = 15.0
"""Seconds within which a letter arrives or a worker finishes."""
PASSWORD = "trois-petites-collines"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Walker:
    """One browser window; it writes down what a page complains of and whom else it talks to.

    ``actions`` counts clicks and files, ``typed`` fields and addresses.
    """

    def __init__(
        self, browser: Browser, site: str, *, width: int, language: str, scripts: bool = True
    ) -> None:
        self.site, self.width = site, width
        self.complaints: list[str] = []
        self.actions = 0
        self.typed = 0
        self.context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 800},
            locale="fr-FR" if language == "fr" else "en-GB",
            has_touch=width < 600,
            java_script_enabled=scripts,
        )
        self.context.set_default_timeout(PATIENCE * 1000)
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._follow)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            about = message.location["url"]
            self.complaints.append(f"{self.page.url}: {message.text} ({about})")

    def _follow(self, request: Request) -> None:
        host = urlsplit(request.url).hostname
        if host != urlsplit(self.site).hostname:
            self.complaints.append(f"{self.page.url} asks {host}")

    def leave(self) -> None:
        """Close the window."""
        self.context.close()

    def goes_to(self, address: str) -> None:
        """Open a path of the site, or an address from a letter."""
        self.typed += 1
        answer = self.page.goto(address if "://" in address else self.site + address)
        assert answer is not None and answer.ok, f"{address}: {answer and answer.status}"

    def sees(self, selector: str) -> Locator:
        """What is on the page, now or very soon."""
        found = self.page.locator(selector).first
        found.wait_for()
        return found

    def reads(self) -> str:
        """All the words of the page."""
        return self.page.locator("main").inner_text()

    def taps(self, selector: str) -> None:
        """One click or tap on something that can be seen, as a person would."""
        self.actions += 1
        self.sees(selector).click()

    def follows(self, selector: str) -> None:
        """A click that leads to another page."""
        with self.page.expect_navigation():
            self.taps(selector)

    def fills(self, **values: str) -> None:
        """Type into fields by their name."""
        for name, value in values.items():
            self.typed += 1
            self.sees(f"main [name={name}]").fill(value)

    def chooses(self, name: str, *values: str) -> None:
        """Tap chips, scale points, boxes by the name of their field and their value."""
        for value in values:
            self.taps(f"main label:has(input[name={name}][value='{value}'])")

    def sends(self) -> None:
        """Press the main button of the page."""
        self.follows("main form button[type=submit][data-variant=primary]")

    def attaches(self, path: Path) -> None:
        """Choose a file of one's own machine."""
        self.actions += 1
        self.page.locator("main input[type=file]").set_input_files(path)

    def downloads(self, selector: str) -> Path:
        """Click on a file and keep it."""
        with self.page.expect_download() as begun:
            self.taps(selector)
        found: Download = begun.value
        return Path(found.path())

    def opens_account(self, link: str) -> None:
        """Choose a password on the page of an invitation."""
        self.goes_to(link)
        self.fills(password=PASSWORD, again=PASSWORD)
        self.sends()

    def has_a_device_with_passkeys(self) -> None:
        """A telephone or computer that knows its owner, as the browser simulates it."""
        device = self.context.new_cdp_session(self.page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})

    def logs_in(self, address: str, password: str = PASSWORD) -> None:
        """Through the login page."""
        self.goes_to("/")
        self.fills(login=address, password=password)
        self.sends()


class Letterbox:
    """Every letter that was delivered, as files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def link(self, to: str, part: str) -> str:
        """The newest address containing ``part`` in a letter to somebody; waits for it."""
        return self.find(to, rf"(http://\S*{part}\S*)")

    def find(self, to: str, pattern: str) -> str:
        """What the first group of ``pattern`` finds in the newest such letter; waits for it."""
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            for letter in reversed(self._letters()):
                body = letter.get_body(("plain",))
                found = re.search(pattern, body.get_content() if body else "", re.M)
                if letter["To"] == to and found:
                    return found[1]
            time.sleep(0.1)
        raise AssertionError(f"No letter to {to} with {pattern}: {self._subjects()}")

    def _letters(self) -> list[EmailMessage]:
        files = sorted(self.folder.iterdir(), key=lambda path: path.stat().st_mtime)
        # Two processes of the worker may happen to write to the same file.
        texts = [text for path in files for text in path.read_bytes().split(b"-" * 79 + b"\n")]
        found = [email.message_from_bytes(text, policy=default) for text in texts if text.strip()]
        return [letter for letter in found if isinstance(letter, EmailMessage)]

    def _subjects(self) -> list[str]:
        return [f"{letter['To']}: {letter['Subject']}" for letter in self._letters()]


def totp(secret: str) -> str:
    """The six digits of RFC 6238 at this moment, with enough time left to type them."""
    left = 30 - time.time() % 30
    if left < 4:
        time.sleep(left + 0.1)
    message = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), message, "sha1").digest()
    at = digest[-1] & 15
    number = struct.unpack(">I", digest[at : at + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**6:06}"
