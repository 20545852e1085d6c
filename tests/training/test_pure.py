"""The rules of quizzes, seats, progress and files, whatever the numbers."""

import datetime as dt
import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training import files, progress, quiz, seating
from training.progress import Step

choices = st.frozensets(st.integers(0, 5), max_size=6)
right_ones = st.lists(st.frozensets(st.integers(0, 5), min_size=1), min_size=1, max_size=12)


@given(right_ones, st.integers(1, 100))
def test_right_answers_pass_every_quiz(right: list[frozenset[int]], mark: int) -> None:
    result = quiz.grade(right, right, mark)
    assert (result.score, result.passed) == (100, True)


@given(right_ones, st.data(), st.integers(1, 100))
def test_score_counts_the_questions_answered_exactly(
    right: list[frozenset[int]], data: st.DataObject, mark: int
) -> None:
    answers = [data.draw(choices) for _ in right]
    result = quiz.grade(right, answers, mark)
    exact = sum(one == two for one, two in zip(answers, right, strict=True))
    assert result.score == 100 * exact // len(right)
    assert result.passed == (exact / len(right) * 100 >= mark - 1e-9)
    assert sum(result.verdicts) == exact


def test_one_choice_too_many_is_wrong_as_one_too_few() -> None:
    assert quiz.grade([{0, 1}], [{0, 1, 2}], 1).score == 0
    assert quiz.grade([{0, 1}], [{0}], 1).score == 0
    assert quiz.grade([{0, 1}], [{1, 0}], 1).score == 100


def test_two_of_three_do_not_reach_67_percent() -> None:
    assert not quiz.grade([{0}, {0}, {0}], [{0}, {0}, {1}], 67).passed
    assert quiz.grade([{0}, {0}, {0}], [{0}, {0}, {1}], 66).passed


@pytest.mark.parametrize("right, given", [([], []), ([{0}], [])])
def test_a_quiz_without_questions_or_answers_is_none(
    right: list[set[int]], given: list[set[int]]
) -> None:
    with pytest.raises(ValueError):
        quiz.grade(right, given, 50)


def test_tries_come_back_the_next_day() -> None:
    monday, tuesday = dt.date(2026, 11, 23), dt.date(2026, 11, 24)
    assert quiz.tries_left(3, 3, monday, monday) == 0
    assert quiz.tries_left(3, 3, monday, tuesday) == 3
    assert quiz.tries_left(3, 1, monday, monday) == 2
    assert quiz.tries_left(2, 5, monday, monday) == 0


@given(
    st.integers(1, 6), st.lists(st.sampled_from(["join", "leave", "more"]), max_size=60), st.data()
)
def test_seats_are_never_given_twice_nor_out_of_turn(
    seats: int, deeds: list[str], data: st.DataObject
) -> None:
    seated: list[int] = []
    waiting: list[int] = []
    served: list[int] = []
    for number, deed in enumerate(deeds):
        if deed == "join":
            free = seating.has_seat(seats, len(seated), len(waiting))
            (seated if free else waiting).append(number)
            served += [number] if free else []
        elif deed == "leave" and seated:
            seated.remove(data.draw(st.sampled_from(seated)))
        elif deed == "more":
            seats += 1
        for name in seating.promoted(seats, len(seated), waiting):
            seated.append(name)
            waiting.remove(name)
            served.append(name)
        assert len(seated) <= seats
        assert not waiting or len(seated) == seats
    assert served == sorted(served)


steps = st.builds(
    Step, minutes=st.integers(1, 480), is_mandatory=st.booleans(), is_done=st.booleans()
)


@given(st.lists(steps, max_size=20))
def test_progress_is_complete_when_nothing_mandatory_is_left(rows: list[Step]) -> None:
    found = progress.summary(rows)
    left = [one for one in rows if one.is_mandatory and not one.is_done]
    assert found.is_complete == (not left)
    assert found.minutes == sum(one.minutes for one in left)
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) >= (found.needed > 0 and not left)


def _package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for name in names:
            package.writestr(name, "x")
    return stream.getvalue()


DOCX = _package("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    "name, content",
    [
        ("guide.pdf", b"%PDF-1.7"),
        ("Photo.JPG", b"\xff\xd8\xff\xe0"),
        ("a.png", b"\x89PNG\r\n\x1a\n"),
        ("slides.docx", DOCX),
        ("slides.odp", _package("mimetype", "content.xml")),
    ],
)
def test_a_file_that_is_what_it_says_is_kept(name: str, content: bytes) -> None:
    assert files.recognise(name, content) == files.KINDS["." + name.rsplit(".")[1].lower()]


@pytest.mark.parametrize(
    "name, content, code",
    [
        ("guide.pdf", b"", "empty"),
        ("guide.pdf", b"%PDF-" + b"x" * files.LARGEST, "too_large"),
        ("guide.pdf", b"<html><script>", "kind"),
        ("guide.html", b"<html>", "kind"),
        ("logo.svg", b"<svg onload=x>", "kind"),
        ("run.exe", b"MZ", "kind"),
        ("slides.docx", b"PK\x03\x04rubbish", "kind"),
        ("slides.docx", _package("evil.txt"), "kind"),
        ("slides.docx", _package("[Content_Types].xml", "word/vbaProject.bin"), "macros"),
        ("slides.docm", DOCX, "kind"),
        ("pdf", b"%PDF-", "kind"),
    ],
)
def test_another_file_is_refused(name: str, content: bytes, code: str) -> None:
    with pytest.raises(files.UnfitFileError) as refused:
        files.recognise(name, content)
    assert refused.value.code == code


@given(st.binary(max_size=400))
def test_no_bytes_break_the_look_at_a_document(content: bytes) -> None:
    try:
        files.recognise("a.docx", b"PK\x03\x04" + content)
    except files.UnfitFileError as error:
        assert error.code in ("kind", "macros")


@given(st.text(max_size=300))
def test_a_name_is_one_harmless_line(name: str) -> None:
    clean = files.safe_name(name)
    assert 0 < len(clean) <= 120
    assert not set(clean) & set("/\\\r\n\0\u202e\u2066")
    assert clean not in (".", "..")
