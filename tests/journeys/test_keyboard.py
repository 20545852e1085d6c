"""Journeys with the keyboard only, and without any script."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.journeys.conftest import Product
from tests.journeys.keyboard import Hands
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PHONE = 390
GO = "main form button[type=submit][data-variant=primary]"


@pytest.fixture
def sits_down(
    product: Product, kestrel: dict[str, Any], somebody: Callable[..., Walker]
) -> Callable[..., Hands]:
    """Somebody with a printed login, logged in with the keyboard."""

    def log_in(role: str, *, width: int = 1280) -> Hands:
        login = next(one for one in kestrel["logins"] if one["role"] == role)
        hands = Hands(somebody(product.site("kestrel"), width=width, language="en"))
        hands.logs_in(login["email"], login["password"])
        return hands

    return log_in


def test_mentor_logs_a_session_with_the_keyboard(sits_down: Callable[..., Hands]) -> None:
    mentor = sits_down("mentor", width=PHONE)
    mentor.walker.goes_to("/mentoring/")
    mentor.follows("main a[href^='/mentoring/']")
    before = mentor.page.locator(".timeline > li").count()
    mentor.follows("main a[href$='/sessions/new']")
    mentor.goes_to("[name=themes][value=goals]")
    mentor.presses("Space")
    mentor.goes_to("[name=progress]")
    mentor.presses("Space", *["ArrowRight"] * 4)
    mentor.sees_the_focus()
    checked = mentor.page.locator("[name=progress]:checked")
    assert checked.get_attribute("value") == "4"
    mentor.follows("button[type=submit]")
    assert mentor.page.locator(".timeline > li").count() >= before
    mentor.walker.sees("[data-toast]")


def test_mentor_logs_a_session_without_any_script(enter: Callable[..., Walker]) -> None:
    mentor = enter("mentor", width=PHONE, scripts=False)
    mentor.goes_to("/mentoring/")
    mentor.follows("main a[href^='/mentoring/']")
    mentor.follows("main a[href$='/sessions/new']")
    mentor.chooses("themes", "goals")
    mentor.chooses("progress", "4")
    mentor.sends()
    mentor.sees("[data-toast]")


def test_mentee_ranks_mentors_with_the_keyboard(sits_down: Callable[..., Hands]) -> None:
    mentee = sits_down("mentee_ranking", width=PHONE)
    mentee.follows("main a[href$='/choose']")
    for number, rank in enumerate((1, 2)):
        name = mentee.page.locator(".choose-card input[type=radio]").evaluate_all(
            "(all, number) => [...new Set(all.map((one) => one.name))][number]", number
        )
        mentee.goes_to(f"[name={name}]")
        mentee.presses(*["ArrowRight"] * rank)
        mentee.sees_the_focus()
        assert mentee.page.locator(f"[name={name}]:checked").get_attribute("value") == str(rank)
    mentee.follows("main button[type=submit]")
    mentee.walker.goes_to("/")
    assert mentee.page.locator("main a[href$='/choose']").count() == 0


def test_hr_frames_a_programme_from_a_template_with_the_keyboard(
    sits_down: Callable[..., Hands],
) -> None:
    hr = sits_down("hr_admin")
    hr.walker.goes_to("/programmes/templates")
    hr.follows("button[name=template][value=expertise]")
    hr.rewrites("[name=name]", "Handing over")
    hr.follows(GO)
    hr.follows("main a[href*='/indicator/']")
    hr.rewrites("[name=baseline]", "12")
    hr.rewrites("[name=target]", "8")
    hr.follows(GO)
    assert "8" in hr.walker.reads()
    hr.follows("main a[href$='/canvas/format']")
    for step in ("mentors", "trust", "means", "risks", "check"):
        hr.follows(GO)
        assert hr.page.url.endswith(step)
    assert "Handing over" in hr.walker.reads()


def test_hr_tries_other_rules_with_the_keyboard(sits_down: Callable[..., Hands]) -> None:
    hr = sits_down("hr_admin")
    opens(hr, "Crossing sites")
    hr.follows("main a[href$='/matching/']")
    hr.follows("main a[href$='/matching/lab/']")
    hr.types("main [name=name]", "By hand")
    hr.follows("main form:has([name=source]) button[type=submit]")
    hr.rewrites("input[type=number][name$=weight]", "20")
    hr.follows(GO)
    hr.walker.sees("main form[action$='/publish']")
    assert "Worst-off mentee" in hr.walker.reads()


def test_hr_asks_why_not_a_pair_with_the_keyboard(sits_down: Callable[..., Hands]) -> None:
    hr = sits_down("hr_admin")
    opens(hr, "Crossing sites")
    hr.follows("main a[href$='/matching/']")
    hr.follows("main a[href$='/why-not']")
    for side in ("mentee", "mentor"):
        hr.goes_to(f"main [name={side}]")
        hr.presses("ArrowDown")
        hr.sees_the_focus()
    hr.follows(GO)
    hr.walker.sees("main table")
    assert "Score" in hr.walker.reads()


def test_mentee_asks_and_mentor_says_yes_with_the_keyboard(
    sits_down: Callable[..., Hands],
) -> None:
    mentee = sits_down("mentee", width=PHONE)
    mentee.follows("main a[href$='/mentors/']")
    mentee.follows("main a[href*='/mentors/ask?']")
    mentee.follows(GO)
    assert mentee.page.url.endswith("/request")
    mentor = sits_down("mentor", width=PHONE)
    mentor.follows("main a[href$='/requests/']")
    mentor.follows(GO)
    assert "/mentoring/" in mentor.page.url


def test_mentee_proposes_times_for_a_conversation_with_the_keyboard(
    sits_down: Callable[..., Hands],
) -> None:
    mentee = sits_down("mentee_ranking", width=PHONE)
    opens(mentee, "Crossing sites")
    mentee.walker.sees("main a[href$='/meetings']")
    mentee.follows("main a[href$='/meetings']")
    mentee.follows("main a[href$='/ask']")
    tomorrow = timezone.localdate() + timedelta(days=1)
    # The fields of this browser are those of its own language: month first, half days.
    mentee.types("[name=day_1]", f"{tomorrow:%m%d%Y}")
    mentee.types("[name=hour_1]", "1030AM")
    mentee.follows(GO)
    assert "/conversations/" in mentee.page.url
    assert "10:30" in mentee.walker.reads()


def test_hr_reviews_and_publishes_with_the_keyboard(sits_down: Callable[..., Hands]) -> None:
    hr = sits_down("hr_admin")
    hr.follows("main a[href^='/matching/runs/']")
    first = shown(hr)
    hr.swaps(lambda: hr.presses("j"))
    assert shown(hr) != first
    hr.swaps(lambda: hr.presses("k"))
    assert shown(hr) == first
    decided = "#review .compare-card button[value=open]"
    hr.swaps(lambda: hr.presses("a"))
    hr.walker.sees(decided)
    hr.swaps(lambda: hr.presses("j"))
    hr.swaps(lambda: hr.presses("l"))
    hr.walker.sees(decided)
    hr.swaps(lambda: hr.presses("x"))
    assert hr.page.locator(decided).count() == 0
    hr.goes_to("#review .compare-card button[value=accepted]")
    hr.swaps(lambda: hr.presses("Enter"))
    assert hr.page.locator(f"{decided}:focus").count() == 1
    hr.follows("#review a[href$=publish]")
    hr.follows("main button[type=submit]")
    assert hr.page.url.endswith("/pairings/")


def opens(hands: Hands, name: str) -> None:
    """From the list of programmes to the page of one."""
    hands.walker.goes_to("/programmes/")
    link = hands.page.locator("main a", has_text=name).first
    hands.follows(f"main a[href='{link.get_attribute('href')}']")


def shown(hr: Hands) -> str:
    """The mentee beside the list."""
    return hr.page.locator("#review .review-person h2").inner_text()
