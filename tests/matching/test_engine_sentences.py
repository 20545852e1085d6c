"""The sentences of the engine say what the pages say, in both languages."""

from datetime import date
from html import unescape
from itertools import product

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

from companies.models import Company
from competencies import starter
from matching.engine import KINDS, Problem, Profile, Reason, Rule
from matching.engine.scoring import score
from matching.engine.sentences import CRITERIA, LANGUAGES, cause, sentence
from pairings.templatetags.pairing_reasons import explained

NEEDS = [need.code for need in starter.needs()]


def somebody(name: str, number: int) -> Profile:
    """People who differ in everything; the first says nothing."""
    if number == 0:
        return Profile(id=name)
    skills = {f"s{n}": 3 for n in range(number)}
    return Profile(
        id=name,
        level=[1, 1, 2, 5, 9][number],
        function=f"f{number % 2}",
        department=f"d{number % 2}",
        site=f"v{number % 2}",
        time_zone=f"t{number % 2}",
        languages=frozenset(["fr", "en", "de", "pt", "it"][:number]),
        skills_wanted=skills,
        skills_offered={"other": 3} if number == 3 else skills,
        needs=tuple(NEEDS[:number]),
        can_help=frozenset(NEEDS[20:22] if number == 4 else NEEDS[:number]),
        availability=frozenset(["fri_pm", "mon_am", "tue_pm", "wed_am"][: number % 4]),
        hired_on=date(2001 + 7 * number // 2, 5, 1),
    )


def every_reason() -> list[Reason]:
    scores = score(
        Problem(
            mentees=tuple(somebody(f"a{n}", n) for n in range(5)),
            mentors=tuple(somebody(f"b{n}", n) for n in range(5)),
            rules=tuple(Rule(kind, 10) for kind in KINDS),
        )
    )
    found = [scores.reasons(i, range(5)) for i in range(5)]
    return [reason for row in found for reasons in row for reason in reasons]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_reads_as_on_the_page(company: Company, language: str) -> None:
    reasons = every_reason()
    assert len({reason.code for reason in reasons}) > 28
    with override(language):
        for reason in reasons:
            (shown,) = explained([vars(reason)])
            assert unescape(str(shown["words"])) == sentence(reason, language)
            assert unescape(str(shown["label"])) == CRITERIA[language][reason.criterion]


CAUSES = ("line", "minimum", "full", "no_place", "language", "same_person")
"""All but `blocked`: in a file it is the analyst's own list, on a page also people kept apart."""


@pytest.mark.parametrize(("language", "count"), [*product(LANGUAGES, (1, 2))])
def test_every_cause_reads_as_on_the_page(company: Company, language: str, count: int) -> None:
    with override(language):
        for code in CAUSES:
            page = render_to_string("matching/causes.html#list", {"causes": {code: count}})
            assert cause(code, count, language) in " ".join(unescape(page).split(" "))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_only_files_say_has_words_too(language: str) -> None:
    given = Reason("given_points", "given", 3, 9, {})
    assert sentence(given, language) and cause("must_given", 2, language)
    assert CRITERIA[language]["site"] in cause("must_site", 2, language)
