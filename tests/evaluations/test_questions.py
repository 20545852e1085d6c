"""What is asked, and what counts as an answer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations import metrics, questions, wording


@pytest.mark.parametrize("occasion", metrics.WAVES)
def test_every_question_has_words_for_both_sides(occasion: str) -> None:
    for question in questions.asked(occasion):
        assert wording.question(question.code, "mentor")
        assert wording.question(question.code, "mentee")
        assert wording.LABELS[question.code]


def test_the_first_survey_is_shorter_than_the_last() -> None:
    counts = [len(questions.asked(occasion)) for occasion in metrics.WAVES]
    assert counts == sorted(counts)
    assert counts[0] == 3


@given(st.data())
def test_an_answer_within_every_scale_is_complete(data: st.DataObject) -> None:
    occasion = data.draw(st.sampled_from(metrics.WAVES))
    values = {
        one.code: data.draw(st.sampled_from(list(one.points))) for one in questions.asked(occasion)
    }
    assert questions.is_complete(occasion, values)


@given(st.sampled_from(metrics.WAVES), st.integers(-3, 20), st.data())
def test_a_value_off_its_scale_or_a_missing_one_is_refused(
    occasion: str, value: int, data: st.DataObject
) -> None:
    asked = questions.asked(occasion)
    one = data.draw(st.sampled_from(asked))
    values = {question.code: question.lowest for question in asked}
    assert questions.is_complete(occasion, values | {one.code: value}) == (value in one.points)
    del values[one.code]
    assert not questions.is_complete(occasion, values)
