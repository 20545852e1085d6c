"""Every letter: both languages, text and HTML, one link, nothing from another host, light."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from companies import mail
from companies.mail import Letter
from companies.models import Company
from tests import factories

FOLDER = Path(settings.BASE_DIR) / "templates" / "emails"
KINDS = sorted(path.stem for path in FOLDER.glob("*.txt"))
LINK = "http://aubepine.localhost/somewhere/1"

PROGRAMME = {"programme": "Relève 2027", "link": LINK}
PARTNER = {
    "name": "Inès Belkacem",
    "job_title": "Actuaire",
    "site": "Lyon",
    "email": "ines@aubepine.example",
}
CALL = {
    **PROGRAMME,
    "role": "mentor",
    "until": "2027-01-15",
    "hours": 14,
    "has_account": True,
    "is_mentor": True,
    "format": "one_to_one",
    "reason": "",
}
PULSE = {**PROGRAMME, "partner": "Inès Belkacem", "questions": 5, "until": "2027-01-15"}
DUE = {"link": LINK, "right": "access", "due_on": "2027-01-15"}
TRAINING = {**PROGRAMME, "moment": "matching", "left": 3, "minutes": 40, "until": "2027-01-15"}
OVER = {**PROGRAMME, "partner": PARTNER, "sessions": 8, "hours": 9}

# What the actions give to each letter: a new letter adds its line here.
CONTEXTS: dict[str, dict[str, Any]] = {
    "account_notice": {"notice": "password_changed"},
    "announcement": {
        **PROGRAMME,
        "subject": "Soon: Relève 2027",
        "body": "Read **this**.",
        "unsubscribe": "http://aubepine.localhost/announcements/stop/1",
        "is_test": False,
    },
    "mentor_thanked": PROGRAMME,
    "pairing_prolonged": {**PROGRAMME, "partner": PARTNER, "until": "2027-01-15"},
    "retrospective_published": {**PROGRAMME, "lessons": 3},
    "canvas_review_asked": {**PROGRAMME, "asked_by": "Alice Martin", "note": "Le public ?"},
    "canvas_review_ended": {**PROGRAMME, "reviewer": "Bob Petit", "remarks": 2},
    "enrolment_invitation": {**CALL, "reason": "Vous êtes là depuis le 2 octobre."},
    "enrolment_reminder": CALL,
    "event": {
        **PROGRAMME,
        "occasion": "seated",
        "title": "Atelier découverte",
        "starts_at": "2027-01-15T14:00:00+01:00",
        "ends_at": "2027-01-15T16:00:00+01:00",
        "place": "Salle Loire",
    },
    "invitation": {"link": LINK, "days": 14},
    "operator_invitation": {"link": LINK, "days": 14},
    "pairing_completed": OVER,
    "pairing_ended": OVER,
    "pairing_published": {
        **PROGRAMME,
        "partner": PARTNER,
        "is_mentor": True,
        "format": "one_to_one",
        "score": 87,
        "reasons": [],
        "choice_rank": 1,
        "started_on": "2027-01-20",
        "cadence_days": 21,
    },
    "training_asked": TRAINING,
    "training_reminder": {**TRAINING, "moment": "", "until": ""},
    "mentor_trained": {**PROGRAMME, "mentor": "Paul Girard"},
    "mentor_verdict": {
        **PROGRAMME,
        "verdict": "not_now",
        "reason": "practice",
        "has_training": False,
    },
    "reference_asked": {
        **PROGRAMME,
        "mentor": "Paul Girard",
        "until": "2027-01-15",
        "is_reminder": False,
    },
    "interview_asked": {**PROGRAMME, "mentor": "Paul Girard", "planned_on": "2027-01-15"},
    "waitlisted": {**PROGRAMME, "role": "mentee", "reason": "unplaced", "position": 2},
    "waitlist_over": {**PROGRAMME, "role": "mentee"},
    "pairing_silent": {
        **PROGRAMME,
        "cadence_days": 21,
        "pairs": [{"mentor": "Paul Girard", "mentee": "Inès Belkacem", "days": 51}],
    },
    "login_code": {"code": "BCDF-GHJK", "minutes": 10},
    "password_reset": {"link": LINK},
    "programme_opened": {**PROGRAMME, "until": "2027-01-15"},
    "programme_role": {**PROGRAMME, "role": "sponsor"},
    "pulse": PULSE,
    "pulse_reminder": PULSE,
    "mentor_asked": {
        **PROGRAMME,
        "mentee": {"name": "Inès Belkacem", "job_title": "Actuaire", "site": "Lyon"},
        "needs": ["Listening", "Saying no"],
        "reasons": [],
        "until": "2027-01-15",
        "is_reminder": False,
    },
    "request_goes_on": {**PROGRAMME, "mentor": "Paul Girard", "until": "2027-01-15"},
    "request_over": PROGRAMME,
    "request_closed": {**PROGRAMME, "is_over": True},
    "conversation": {
        **PROGRAMME,
        "what": "agreed",
        "is_mentor": False,
        "partner": PARTNER,
        "minutes": 20,
        "way": "video",
        "reason": "",
        "starts_at": "2027-01-15T14:00:00+01:00",
        "ends_at": "2027-01-15T14:20:00+01:00",
        "until": "2027-01-20",
    },
    "mentors_asked": {**PROGRAMME, "until": "2027-01-15"},
    "mentors_reminded": {**PROGRAMME, "until": "2027-01-15"},
    "ranking_open": {**PROGRAMME, "until": "2027-01-15"},
    "ranking_reminder": {**PROGRAMME, "until": "2027-01-15"},
    "erasure_requested": DUE,
    "export_ready": {"link": LINK},
    "rights_answered": {"link": LINK},
    "rights_received": DUE,
    "rights_reminder": DUE,
    "report_ready": {**PROGRAMME, "as_of": "2027-01-15", "pages": 8},
    "run_ready": {**PROGRAMME, "is_settlement": False, "pairs": 24, "unmatched": 2},
    "sign_up_code": {"code": "042042", "minutes": 30, "link": LINK, "company": None},
    "session_reminder": {
        **PROGRAMME,
        "partner": PARTNER,
        "has_met": True,
        "days": 30,
        "cadence_days": 21,
    },
}

WORKSHOP = {
    **PROGRAMME,
    "title": "Écouter vraiment",
    "starts_at": "2027-01-15T13:30:00+00:00",
    "ends_at": "2027-01-15T15:30:00+00:00",
    "place": "Lyon, salle 3",
    "address_online": "",
    "trainer": "Paul Girard",
}
CONTEXTS |= {
    "workshop_seat": {**WORKSHOP, "what": "promoted"},
    "workshop_change": {**WORKSHOP, "what": "moved", "reason": ""},
    "workshop_reminder": WORKSHOP,
}


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def letter(company: Company, kind: str, language: str) -> Letter:
    context = {"person": factories.PersonFactory(), **CONTEXTS[kind]}
    return mail.render(kind, language=language, context=context)


def hosts(text: str) -> set[str]:
    return set(re.findall(r"https?://([^/\s\"'<>:]+)", text))


def test_letter_is_complete_and_light(letter: Letter) -> None:
    assert 5 < len(letter.subject) < 120
    assert "\n" not in letter.subject
    assert len(letter.html.encode()) < 100_000


def test_text_says_the_same_thing_without_markup(letter: Letter) -> None:
    assert len(letter.text) > 80
    assert not re.search(r"</?[a-z]+[ >/]|&[a-z]+;|\{[{%]", letter.text)
    assert "\n\n\n" not in letter.text


def test_html_has_one_button_to_the_company_and_the_text_the_same_link(
    letter: Letter, kind: str
) -> None:
    links = set(re.findall(r'<a[^>]+href="([^"]+)"', letter.html))
    # An announcement also says how to stop them.
    assert len(links - {CONTEXTS[kind].get("unsubscribe")}) == 1
    assert links <= set(re.findall(r"https?://\S+", letter.text))
    assert hosts(" ".join(links)) == {"aubepine.localhost"}


def test_nothing_is_loaded_from_elsewhere(letter: Letter) -> None:
    loaded = re.findall(r"(?:src|background)=\"([^\"]+)\"|url\(([^)]+)\)|@import", letter.html)
    assert not loaded
    assert hosts(letter.html) - {"www.w3.org"} <= {"aubepine.localhost"}


def test_letter_is_in_the_language_of_its_reader(letter: Letter, language: str) -> None:
    assert ("Bonjour" in letter.text) == (language == "fr")
    assert f'lang="{language}"' in letter.html


def test_every_text_has_its_layout() -> None:
    layouts = {path.stem for path in FOLDER.glob("*.mjml")} - {"base"}
    assert layouts == set(KINDS)


NOTICES = (
    "password_changed",
    "totp_activated",
    "totp_deactivated",
    "webauthn_added",
    "webauthn_removed",
    "recovery_codes_generated",
    "sign_on_linked",
    "second_factor_reset",
)


def test_each_change_of_an_account_has_its_own_sentence(company: Company, language: str) -> None:
    person = factories.PersonFactory()
    texts = [
        mail.render(
            "account_notice",
            language=language,
            context={"person": person, "notice": notice, "by": "Zoé & <Cie>"},
        )
        for notice in NOTICES
    ]
    assert len({letter.text for letter in texts}) == len(NOTICES)
    assert "Zoé & <Cie>" in texts[-1].text
    assert "Zoé &amp; &lt;Cie&gt;" in texts[-1].html
