"""Every reason the matching can give has words in both languages."""

import pytest
from django.utils import translation

from pairings.reasons import display
from pairings.templatetags.pairing_reasons import explained, named, plain

pytestmark = pytest.mark.usefixtures("company")

OUTCOMES = {
    "skills": ("all", "some", "none"),
    "needs": ("all", "some", "none"),
    "languages": ("all", "some", "none"),
    "availability": ("all", "some", "none"),
    "level_gap": ("above", "equal", "below"),
    "seniority": ("above", "equal", "below"),
    "function": ("same", "different"),
    "department": ("same", "different"),
    "site": ("same", "different"),
    "time_zone": ("same", "different"),
}
FACTS = {
    "skills": {"common": ["Excel <b>"], "lacking": ["Python"]},
    "needs": {"common": ["delegation"], "lacking": ["influence"]},
    "languages": {"common": ["en", "fr"], "lacking": ["de"]},
    "availability": {"common": ["mon_am"], "lacking": ["tue_pm"]},
    "level_gap": {"gap": 2, "target": 2, "mentee": 3, "mentor": 5},
    "seniority": {"years": 6, "target": 5},
}
PLACES = {"mentee": "Lyon", "mentor": "Paris"}
CODES = [(kind, word) for kind, words in OUTCOMES.items() for word in (*words, "missing")]


def stored(kind: str, outcome: str) -> dict[str, object]:
    facts = {"missing": ["mentor"]} if outcome == "missing" else FACTS.get(kind, PLACES)
    code = f"{kind}_{outcome}"
    return {"criterion": kind, "code": code, "points": 6250, "of": 12500, "facts": facts}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("kind", "outcome"), CODES)
def test_reason_has_a_label_and_words(language: str, kind: str, outcome: str) -> None:
    with translation.override(language):
        reason = explained([stored(kind, outcome)])[0]
    assert reason["label"] and reason["label"] != kind
    assert len(reason["words"]) > 8
    assert (reason["points"], reason["max"]) == (12.5, 25.0)


def test_words_say_how_many_and_which() -> None:
    facts = {"common": ["Négociation", "Excel"], "lacking": ["Python"]}
    one = {"criterion": "skills", "code": "skills_some", "points": 1, "of": 2, "facts": facts}
    with translation.override("en"):
        assert explained([one])[0]["words"] == "2 of the 3 skills wanted: Négociation and Excel"


def test_words_of_people_are_escaped_on_a_page_and_plain_in_a_letter() -> None:
    words = explained([stored("skills", "all")])[0]["words"]
    assert "<b>" not in words
    assert "<b>" in plain(words)


def test_languages_and_half_days_are_named_in_the_language_of_the_reader() -> None:
    with translation.override("fr"):
        assert named(["en", "fr"], "language") == "anglais et français"
    with translation.override("en"):
        assert named(["en", "xx", "fr"], "language") == "English, xx and French"
        assert named(["mon_am"], "slot") == "Monday morning"
        assert named([], "skill") == ""


def test_reasons_come_weightiest_first_and_add_up() -> None:
    rows = [
        {"criterion": "site", "code": "site_same", "points": 10000, "of": 10000},
        {"criterion": "needs", "code": "needs_all", "points": 30000, "of": 40000},
    ]
    reasons = explained(rows)
    assert [reason["max"] for reason in reasons] == [80, 20]
    assert sum(display(row)["points"] for row in rows) == 80


def test_half_days_follow_the_week() -> None:
    with translation.override("en"):
        told = named(["fri_am", "mon_am", "mon_pm"], "slot")
    assert told == "Monday morning, Monday afternoon and Friday morning"
