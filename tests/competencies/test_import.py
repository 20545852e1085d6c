"""A sheet is written as it was looked at, once, and over nobody's words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from companies.errors import Overtaken
from competencies import access, sheet, words
from competencies.actions import catalogue
from competencies.actions import framework as frameworks
from competencies.models import Framework
from people.models import Person

Browser = Callable[[Person], Client]


@pytest.fixture
def framework(company: object) -> Framework:
    catalogue.furnish()
    return Framework.objects.get(code="managers")


@pytest.fixture
def own(framework: Framework, alice: Person) -> Framework:
    return frameworks.create(name_fr="a", name_en="a", profile_fr="b", profile_en="b", by=alice)


def _row(framework: Framework, line: int, code: str, name: str) -> sheet.Row:
    said = dict.fromkeys(words.FIELDS, "x") | {"name_en": name, "name_fr": name}
    targets = {str(one.public_id): 3 for one in framework.profiles.all()}
    return sheet.Row(line, code, said, targets)


def _shown(browser: Client, framework: Framework, old: str, new: str) -> str:
    """Export, change the sheet, upload it: what the preview hands back."""
    export = reverse("competencies:export", args=[framework.public_id])
    changed = browser.get(f"{export}?format=csv").content.replace(old.encode(), new.encode())
    upload = SimpleUploadedFile("x.csv", changed)
    page: Any = browser.post(_at(framework), {"file": upload})
    return str(page.context["rows"])


def _at(framework: Framework) -> str:
    return reverse("competencies:import", args=[framework.public_id])


def test_a_line_without_a_code_leaves_the_codes_of_the_sheet_alone(
    own: Framework, alice: Person
) -> None:
    rows = [_row(own, 2, "", "Feedback"), _row(own, 3, "feedback", "Speaking out")]
    frameworks.import_rows(own, rows, by=alice)
    found = {line.competency.code: line.wording.name_en for line in access.lines(own)}
    assert found == {"feedback_2": "Feedback", "feedback": "Speaking out"}
    assert sorted(line.competency.place for line in access.lines(own)) == [0, 1]


def test_a_preview_is_written_once(own: Framework, alice: Person) -> None:
    rows = [_row(own, 2, "", "Feedback")]
    shown = frameworks.compare(own, rows)
    frameworks.import_rows(own, rows, shown=shown, by=alice)
    with pytest.raises(Overtaken):
        frameworks.import_rows(own, rows, shown=shown, by=alice)
    assert own.competencies.count() == 1


def test_a_second_click_says_that_the_framework_has_changed(
    framework: Framework, alice: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    rows = _shown(browser, framework, "Donner un cap", "Montrer la voie")
    for _ in range(2):
        answer: Any = browser.post(_at(framework), {"rows": rows})
        assert answer.status_code == 302
    assert answer.url == _at(framework)
    framework.refresh_from_db()
    assert framework.version == 2


def test_words_written_after_the_preview_are_not_overwritten(
    framework: Framework, alice: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    rows = _shown(browser, framework, "Donner un cap", "Montrer la voie")
    line = access.lines(framework)[0]
    said = {name: getattr(line.wording, name) for name in words.FIELDS} | {"name_fr": "Viser"}
    facts = {"words": said, "targets": dict(line.targets), "seen": line.wording.since}
    frameworks.put(framework, competency=line.competency, **facts, by=alice)
    browser.post(_at(framework), {"rows": rows})
    assert access.lines(framework)[0].wording.name_fr == "Viser"
    browser.post(_at(framework), {"rows": _shown(browser, framework, "Viser", "Mener")})
    assert access.lines(framework)[0].wording.name_fr == "Mener"


def test_a_competency_retired_after_the_preview_stays_so(
    framework: Framework, alice: Person, as_person: Browser
) -> None:
    browser = as_person(alice)
    rows = _shown(browser, framework, "Donner un cap", "Montrer la voie")
    second = access.lines(framework)[1].competency
    frameworks.offer_competency(second, offered=False, by=alice)
    browser.post(_at(framework), {"rows": rows})
    second.refresh_from_db()
    assert second.retired_at is not None
