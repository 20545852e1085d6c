"""Each side gets its own of a letter: the mentor no mark of one colleague, the colleague theirs."""

import json
from typing import Any

from django.utils import timezone

from people.models import Person
from privacy import portrait
from privacy.actions import erasure, export
from references.actions import answer, request
from references.models import ReferenceRequest
from selection.models import Reference
from tests import factories
from tests.references.scene import GOOD, mentor

LETTER = "references.ReferenceRequest"


def rows(person: Person, model: str) -> list[dict[str, Any]]:
    """What somebody's export holds of a table, from every side, and nothing that is empty."""
    told = portrait.of(person, export.periods_in_words()).data()
    return [row for one in told["tables"] if one["table"] == model for row in one["rows"]]


def test_the_file_of_a_mentor_does_not_tell_who_refused_nor_whose_mark_is_whose(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    other = factories.PersonFactory()
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    answer.decline(request.name(row, referee=other, by=bob))
    mean = {"mark for experience": 4.5, "mark for the potential to mentor": 4.5}
    assert rows(bob, LETTER) == [
        {"shown": "answered", "answers": mean},
        {"shown": "asked", "answers": mean},
    ]
    text = json.dumps(portrait.of(bob, export.periods_in_words()).data(), default=str)
    for word in ("Patient.", "declined", str(other)):
        assert word not in text


def test_the_file_of_a_mentor_tells_the_mean_of_both_answers(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    low = GOOD | {"answers": {"trade": 1, "keeps": 1}}
    answer.answer(request.name(row, referee=factories.PersonFactory(), by=bob), **low)
    assert rows(bob, "selection.Reference") == [{"experience": 3.0, "potential": 3.0}] * 2
    assert {one["answers"]["mark for experience"] for one in rows(bob, LETTER)} == {3.3}
    assert sorted(Reference.objects.values_list("experience", flat=True)) == [1, 5]


def test_the_file_of_a_colleague_tells_what_they_answered_and_nothing_of_the_mentor(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    (told,) = rows(charlie, LETTER)
    assert (told["status"], told["knows"], told["words"]) == ("answered", "team", "Patient.")
    assert told["answers"]["Listens before answering"] == 4
    assert str(bob) not in json.dumps(told)
    assert rows(factories.PersonFactory(), LETTER) == []


def test_words_go_with_the_colleague_who_wrote_them_and_marks_stay(
    alice: Person, bob: Person, charlie: Person
) -> None:
    row = mentor(bob, alice)
    made = answer.answer(request.name(row, referee=charlie, by=bob), **GOOD)
    kept = answer.answer(request.name(row, referee=factories.PersonFactory(), by=bob), **GOOD)
    Person.objects.filter(pk=charlie.pk).update(status="left", leaving_on=timezone.localdate())
    erasure.erase(charlie, by=None, ground="retention")
    made.refresh_from_db()
    kept.refresh_from_db()
    assert (made.knows, made.words, made.answers) == ("", "", GOOD["answers"])
    assert (kept.knows, kept.words) == ("team", "Patient.")
    assert ReferenceRequest.objects.count() == 2
