"""The table of answers: what is left out, what is put right, and what nothing can be learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import folds_of, from_frame, read_answers


def table(**changes: list[object]) -> pl.DataFrame:
    n = 60
    columns: dict[str, list[object]] = {
        "order": list(range(n)), "student": [i % 3 for i in range(n)], "item": list(range(n)), "kc": [1] * n,
        "correct": [i % 2 for i in range(n)],
    }  # fmt: skip
    return pl.DataFrame({**columns, **changes}, strict=False)


def test_students_stand_together_in_the_order_of_their_answers() -> None:
    log = from_frame(table(order=list(range(60, 0, -1))))
    assert log.start.tolist() == [0, 20, 40] and log.length().tolist() == [20, 20, 20]
    assert log.item[:3].tolist() == [57, 54, 51] and log.place[19:22].tolist() == [19, 0, 1]
    assert np.isnan(log.seconds).all()


def test_rows_without_a_student_a_topic_or_a_result_are_left_out() -> None:
    student: list[object] = [None, *[1] * 59]
    kc: list[object] = [1, None, *[1] * 58]
    correct: list[object] = [0, 0, None, 2, float("nan"), *[i % 2 for i in range(55)]]
    assert len(from_frame(table(student=student, kc=kc, correct=correct))) == 55


def test_a_clock_that_goes_back_stands_still() -> None:
    seconds: list[object] = [float(i) for i in range(60)]
    seconds[30], seconds[33] = -500.0, float("nan")
    log = from_frame(table(seconds=seconds))
    for begin, length in zip(log.start, log.length(), strict=True):
        assert (np.diff(log.seconds[begin : begin + length]) >= 0).all()


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (table().drop("kc"), "no column kc"),
        (table().head(0), "0 usable answers"),
        (table().head(10), "At least 50"),
        (table(correct=[1] * 60), "alike"),
        (table(student=["Alice"] * 60), "whole numbers"),
    ],
)
def test_what_nothing_can_be_learned_from_is_refused_in_words(frame: pl.DataFrame, words: str) -> None:
    with pytest.raises(InvalidInputError, match=words):
        from_frame(frame)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "answers.parquet"
    for content in (None, b"", b"PAR1 nonsense"):
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(InvalidInputError, match=r"answers\.parquet"):
            read_answers(file)


def test_folds_are_even_and_the_same_again() -> None:
    fold = folds_of(102, 5, 7)
    assert np.bincount(fold).tolist() == [21, 21, 20, 20, 20]
    assert (fold == folds_of(102, 5, 7)).all() and (fold != folds_of(102, 5, 8)).any()
