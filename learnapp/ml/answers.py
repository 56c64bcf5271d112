"""Answers of many students in time order: what the models of knowledge learn from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Table = NDArray[np.float32]

_NEEDED = ("order", "student", "kc", "correct")
LEAST_ANSWERS = 50


@dataclass(frozen=True, slots=True)
class AnswerLog:
    """N answers, those of a student together and in the order in which they were given.

    Attributes:
        student: Shape (N,); the students are numbered 0 to S - 1 in the order of their blocks.
        item: Shape (N,), ids as the source has them.
        kc: Shape (N,), ids as the source has them.
        correct: Shape (N,), 0 or 1.
        seconds: Shape (N,), seconds since the student's start, never going back; nan where the source has no times.
        place: Shape (N,), how many answers of the same student come before.
        start: Shape (S,), where each student's block begins.
    """

    student: Ints
    item: Ints
    kc: Ints
    correct: Floats
    seconds: Floats
    place: Ints
    start: Ints

    @property
    def students(self) -> int:
        """How many students there are."""
        return len(self.start)

    def __len__(self) -> int:
        """How many answers there are."""
        return len(self.correct)

    def length(self) -> Ints:
        """Return how many answers each student gave; shape (S,)."""
        return np.diff(np.append(self.start, len(self)))

    def of(self, students: Mask) -> AnswerLog:
        """Return the answers of the students that a mask of shape (S,) names."""
        return self.only(students[self.student])

    def only(self, rows: Mask) -> AnswerLog:
        """Return the answers that a mask of shape (N,) names; a student of whom none is left is gone."""
        return _log(self.student[rows], self.item[rows], self.kc[rows], self.correct[rows], self.seconds[rows])


def read_answers(path: Path, *, learn: bool = True) -> AnswerLog:
    """Read a Parquet file with the columns order, student, kc, correct and, where there are any, item and seconds.

    Args:
        path: The file.
        learn: Whether something is to be learned from it; a file that is only scored may be small.

    Raises:
        InvalidInputError: It is no such file, or nothing can be learned from it.
    """
    try:
        frame = pl.read_parquet(path)
    except (OSError, pl.exceptions.PolarsError) as error:
        raise InvalidInputError(f"{path.name} cannot be read as Parquet. Give a file of answers.") from error
    return from_frame(frame, learn=learn)


def from_frame(frame: pl.DataFrame, *, learn: bool = True) -> AnswerLog:
    """Return the answers of a table.

    Rows without a student, a KC or a result are left out. Without items each KC counts as one item. A clock that
    goes back stands still instead.

    Args:
        frame: Columns order, student, kc, correct; item and seconds where there are any.
        learn: Whether something is to be learned from it.

    Raises:
        InvalidInputError: A column is missing, there are too few answers, or all of them are alike.
    """
    missing = [name for name in _NEEDED if name not in frame.columns]
    if missing:
        raise InvalidInputError(f"The table has no column {', '.join(missing)}. It needs {', '.join(_NEEDED)}.")
    if "item" not in frame.columns:
        frame = frame.with_columns(item=pl.col("kc"))
    if "seconds" not in frame.columns:
        frame = frame.with_columns(seconds=pl.lit(None, pl.Float64))
    try:
        frame = frame.select(
            pl.col("order", "student", "item", "kc").cast(pl.Int64), pl.col("correct", "seconds").cast(pl.Float64)
        )
    except pl.exceptions.PolarsError as error:
        raise InvalidInputError("Ids have to be whole numbers, results 0 or 1, times seconds.") from error
    frame = frame.filter(
        pl.col("student").is_not_null() & pl.col("kc").is_not_null() & pl.col("correct").is_in([0.0, 1.0])
    ).with_columns(pl.col("item").fill_null(-1))
    frame = frame.sort("student", "order", maintain_order=True)
    least = LEAST_ANSWERS if learn else 1
    if len(frame) < least:
        raise InvalidInputError(f"There are {len(frame)} usable answers. At least {least} are needed.")
    if learn and frame["correct"].n_unique() < 2:
        raise InvalidInputError("All answers are alike: all right, or all wrong. Nothing can be learned from that.")
    columns = [frame[name].to_numpy() for name in ("student", "item", "kc", "correct")]
    seconds = frame["seconds"].fill_null(float("nan")).to_numpy().astype(np.float64)
    return _log(columns[0], columns[1], columns[2], columns[3], seconds)


def _log(student: Ints, item: Ints, kc: Ints, correct: Floats, seconds: Floats) -> AnswerLog:
    _, first, numbers = np.unique(student, return_index=True, return_inverse=True)
    start, numbers = first.astype(np.int64), numbers.astype(np.int64)
    place = np.arange(len(student), dtype=np.int64) - start[numbers]
    return AnswerLog(numbers, item, kc, correct, _forward(seconds, start), place, start)


def _forward(seconds: Floats, start: Ints) -> Floats:
    """Return times of which none lies before an earlier one of the same student."""
    seconds = np.array(seconds, dtype=np.float64)
    seconds[~np.isfinite(seconds)] = np.nan
    for begin, end in zip(start, np.append(start[1:], len(seconds)), strict=True):
        block = seconds[begin:end]
        if not np.isnan(block).all():
            seconds[begin:end] = np.fmax.accumulate(block)
    return seconds


def folds_of(count: int, folds: int, seed: int) -> Ints:
    """Return a fold from 0 to `folds` - 1 for each of `count` things, as even as can be; shape (count,)."""
    return np.random.default_rng(seed).permutation(count).astype(np.int64) % folds
