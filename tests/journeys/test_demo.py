"""A demo company, built by its own command and the real worker: key pages of each role."""

from collections.abc import Callable
from typing import Any

import pypdf
import pytest

from tests.journeys.conftest import Product, read_demo
from tests.journeys.walker import Walker

pytestmark = pytest.mark.browser

PHONE = 390


def test_hr_finds_three_programmes_and_what_needs_them_today(enter: Callable[..., Walker]) -> None:
    hr = enter("hr_admin")
    assert hr.page.locator("html").get_attribute("lang") == "en"
    words = hr.reads()
    for name in ("First-line leaders", "Engineering career paths", "Crossing sites"):
        assert name in words
    assert hr.page.locator(".insights > li").count() >= 3
    hr.goes_to("/people/")
    assert "Okafor" in hr.page.content() or hr.page.locator("main tbody tr").count() >= 20


def test_hr_reviews_reasons_in_words_and_sees_the_ranking_without_names(
    enter: Callable[..., Walker],
) -> None:
    director = enter("programme_director")
    director.follows("main a[href^='/matching/runs/']")
    assert director.page.locator(".reason-words").count() >= 3
    director.goes_to("/programmes/")
    director.follows("main a:has-text('Crossing sites')")
    director.follows("main a[href*='/matching/runs/']")
    assert "mentees" in director.reads()
    assert "Brandt" not in director.reads()


def test_director_reads_what_would_give_everybody_of_the_demanding_scenario_a_mentor(
    enter: Callable[..., Walker],
) -> None:
    director = enter("programme_director")
    director.goes_to("/programmes/")
    director.follows("main a:has-text('Crossing sites')")
    director.follows("main a[href$='/matching/']")
    director.follows("main a[href$='/matching/lab/']")
    director.follows("main a[href^='/matching/prescriptions/']")
    assert director.page.locator("main form[action$='/try']").count() >= 1
    assert "nothing" not in director.reads().lower()


def test_mentor_has_two_mentees_a_pulse_and_an_invitation_waiting(
    enter: Callable[..., Walker],
) -> None:
    mentor = enter("mentor", width=PHONE)
    links = mentor.page.locator("main a[href^='/enrolments/']")
    addresses = links.evaluate_all("all => all.map(one => one.getAttribute('href'))")
    invitations = [one for one in addresses if one.count("/") == 2]
    assert len(invitations) == 1
    assert mentor.page.locator("main a[href^='/pulses/']").count() >= 1
    mentor.goes_to("/mentoring/")
    assert "Fournier" in mentor.reads()
    mentor.follows("main a[href^='/mentoring/']")
    assert mentor.page.locator(".timeline > li").count() >= 3


def test_mentee_reads_french_at_an_english_company_and_answers_a_pulse(
    enter: Callable[..., Walker],
) -> None:
    mentee = enter("mentee", width=PHONE)
    assert mentee.page.locator("html").get_attribute("lang") == "fr"
    mentee.follows("main a[href^='/pulses/']")
    for name in ("useful", "listened", "challenged", "balance", "progress", "supported"):
        mentee.chooses(name, "5")
    mentee.chooses("expectation", "4")
    mentee.sends()
    assert mentee.page.locator("main form").count() == 0


def test_mentee_who_has_not_ranked_is_asked_to(enter: Callable[..., Walker]) -> None:
    mentee = enter("mentee_ranking", width=PHONE)
    mentee.follows("main a[href$='/choose']")
    assert mentee.page.locator(".choose-card").count() >= 3
    assert mentee.page.locator("input[type=radio]:checked:not([value=''])").count() == 0


def test_sponsor_downloads_the_report_in_both_languages(enter: Callable[..., Walker]) -> None:
    sponsor = enter("sponsor")
    sponsor.follows("main a[href^='/reports/']")
    sponsor.follows("main a[href$='/reports/']")
    files = sponsor.page.locator("main a[href$='.pdf']")
    assert files.count() == 2
    languages = set()
    for number in range(2):
        report = pypdf.PdfReader(sponsor.downloads(f"main a[href$='.pdf'] >> nth={number}"))
        text = " ".join(page.extract_text() for page in report.pages)
        assert len(report.pages) >= 6
        assert "First-line leaders" in text
        languages.add(str(report.trailer["/Root"]["/Lang"])[:2])
    assert languages == {"fr", "en"}


def test_built_companies_are_left_alone(product: Product, kestrel: dict[str, Any]) -> None:
    product.stack.manage("seed_demo", "kestrel")
    assert read_demo(product) == kestrel
