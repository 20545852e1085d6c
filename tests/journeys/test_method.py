"""The whole method in one company: a cohort renewed, one running, one framed from a pilot sheet."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.journeys.conftest import Product, read_demo
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def aubepine(product: Product, kestrel: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What ``demo.json`` says of Aubépine once it is built; afterwards it speaks of Kestrel."""
    file = product.folder / "demo.json"
    before = file.read_bytes()
    product.stack.manage("seed_demo", "aubepine")
    yield read_demo(product)
    file.write_bytes(before)


@pytest.fixture
def hr(
    product: Product, aubepine: dict[str, Any], somebody: Callable[..., Walker]
) -> Callable[..., Walker]:
    """Somebody of Aubépine with a printed login, logged in."""

    def log_in(role: str) -> Walker:
        login = next(one for one in aubepine["logins"] if one["role"] == role)
        walker = somebody(product.site("aubepine"))
        walker.logs_in(login["email"], login["password"])
        return walker

    return log_in


def test_hr_reads_what_was_learnt_and_what_the_next_cohort_does_otherwise(
    hr: Callable[..., Walker],
) -> None:
    walker = hr("hr_admin")
    walker.goes_to("/programmes/?status=draft")
    drafts = walker.reads()
    assert "Prise de poste manager" in drafts
    walker.follows("main a:has-text('Prise de poste manager')")
    walker.follows("main a[href$='/renewal/']")
    assert "Déjà dans le brouillon" in walker.reads() and "modules" in walker.reads()
    assert walker.page.locator("main article, main .card").count() >= 3


def test_hr_finds_a_draft_that_cites_the_pilot_it_came_from(hr: Callable[..., Walker]) -> None:
    walker = hr("hr_admin")
    walker.goes_to("/programmes/?status=draft")
    walker.follows("main a:has-text('Du mentorat informel au programme')")
    assert "pilote" in walker.reads()
    walker.follows("main a[href$='/findings']")
    assert "mentorats" in walker.reads()


def test_a_running_programme_has_pairs_a_training_and_a_campaign(
    hr: Callable[..., Walker],
) -> None:
    walker = hr("hr_admin")
    walker.goes_to("/programmes/?status=running")
    walker.follows("main a:has-text('Passerelles métiers')")
    programme = walker.page.url.removeprefix(walker.site)
    for part, what, least in (
        ("pairings/", "main a[href^='/mentoring/'], main tbody tr", 10),
        ("training/", "main a[href*='/training/modules/']", 8),
        ("communication/", "main a[href^='/announcements/']", 6),
    ):
        walker.goes_to(f"{programme}{part}")
        assert walker.page.locator(what).count() >= least, part
    walker.goes_to(f"{programme}training/people")
    assert "avec dispense" in walker.reads()
    walker.goes_to(f"{programme}enrolments/?status=invited")
    assert walker.page.locator("main tbody tr").count() >= 1
    walker.goes_to(f"{programme}stages")
    assert "déroulement et supervision" in walker.reads().lower()
