"""The product as it runs: web server, worker and a browser, on a database of their own."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from playwright.sync_api import Browser, sync_playwright

from local import messages
from local.machine import chromium
from local.processes import free_port
from local.stack import Stack
from tests.journeys.walker import Letterbox, Walker
from tests.people.provider import Provider, running

CHANGE_THE_DEMO = ("test_every_page.py", "test_keyboard.py")
"""The tour finds the matching before the keyboard publishes it: this order, whatever the seed."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys that change the demo company come last: the others find it as it was built."""
    order = {name: place for place, name in enumerate(CHANGE_THE_DEMO, start=1)}
    items.sort(key=lambda item: order.get(item.path.name, 0))


class Product:
    """Where the running product answers, and how to give it orders from the command line."""

    def __init__(self, stack: Stack, port: int, folder: Path, provider: Provider) -> None:
        self.stack, self.port, self.folder, self.provider = stack, port, folder, provider
        self.letters = Letterbox(folder / "mail")

    def site(self, subdomain: str) -> str:
        """Address of a company's site."""
        return f"http://{subdomain}.localhost:{self.port}"


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """Where the people of a company have their accounts."""
    with running() as made:
        yield made


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory, provider: Provider) -> Iterator[Product]:
    """Web server and worker on a fresh database of the test servers."""
    folder = tmp_path_factory.mktemp("journey")
    (folder / "mail").mkdir()
    port, name = free_port(), f"journey_{os.getpid()}"
    messages.compile_all()
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    environment = {
        "DATABASE_URL": _with_path(os.environ["DATABASE_URL"], name),
        # Another list of messages than that of tests which speak to no worker.
        "REDIS_URL": _with_path(os.environ["REDIS_URL"], str(1 + os.getpid() % 15)),
        "PUBLIC_PORT": str(port),
        "OUTGOING_ALLOWED_ORIGINS": provider.origin,
        "VAR_DIR": str(folder),
        "MAIL_URL": f"file://{folder / 'mail'}",
        # As a server serves them: their names carry a hash, their bytes are compressed.
        "HASHED_STATIC": "true",
        "STATIC_ROOT": str(folder / "static"),
    }
    with Stack(environment, folder / "log") as stack:
        files = stack.begin("collectstatic", "--noinput")
        stack.manage("migrate_schemas", "--shared")
        stack.manage("prepare_companies", "--spares", "1")
        stack.finish(files)
        stack.start_worker()
        stack.start_web(port)
        stack.wait_for_web(port)
        yield Product(stack, port, folder, provider)
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _with_path(address: str, path: str) -> str:
    return urlunsplit(urlsplit(address)._replace(path=f"/{path}"))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a window."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium()), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def somebody(browser: Browser) -> Iterator[Callable[..., Walker]]:
    """Makes walkers: a person with a screen of their own; at the end none of them complains."""
    walkers: list[Walker] = []

    def arrive(
        site: str, *, width: int = 1280, language: str = "fr", scripts: bool = True
    ) -> Walker:
        walkers.append(Walker(browser, site, width=width, language=language, scripts=scripts))
        return walkers[-1]

    yield arrive
    complaints = [complaint for walker in walkers for complaint in walker.complaints]
    for walker in walkers:
        walker.leave()
    assert complaints == []


@pytest.fixture(scope="session")
def kestrel(product: Product) -> dict[str, Any]:
    """What ``demo.json`` says of Kestrel once it is built."""
    product.stack.manage("seed_demo", "kestrel")
    return read_demo(product)


def read_demo(product: Product) -> dict[str, Any]:
    """The only company of ``demo.json``, as it is now."""
    found: dict[str, Any] = json.loads((product.folder / "demo.json").read_text())
    return dict(found["companies"][0])


def read_operator(product: Product) -> dict[str, Any]:
    """What ``demo.json`` says of the operator's site."""
    return dict(json.loads((product.folder / "demo.json").read_text())["operator"])


@pytest.fixture
def enter(
    product: Product, kestrel: dict[str, Any], somebody: Callable[..., Walker]
) -> Callable[..., Walker]:
    """Somebody with a printed login, logged in."""

    def log_in(role: str, *, width: int = 1280, scripts: bool = True) -> Walker:
        login = next(one for one in kestrel["logins"] if one["role"] == role)
        walker = somebody(product.site("kestrel"), width=width, language="en", scripts=scripts)
        walker.logs_in(login["email"], login["password"])
        return walker

    return log_in
