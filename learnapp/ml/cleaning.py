"""Answers that no model should learn from, left out step by step, each step with its count.

Everything works on a table with one row for each answer, in the order in which the server received them; see `RAW`.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from learnapp.core.errors import InvalidInputError

RAW: dict[str, pl.DataType] = {
    "student": pl.Int64(), "item": pl.Int64(), "kc": pl.Int64(), "correct": pl.Float64(),
    "received": pl.Datetime("us", "UTC"), "occurred": pl.Datetime("us", "UTC"), "spent_ms": pl.Float64(),
    "hints": pl.Int64(), "partial": pl.Float64(), "voided": pl.Boolean(), "allowed": pl.Boolean(),
    "subject": pl.String(), "band": pl.String(), "difficulty": pl.Float64(), "discrimination": pl.Float64(),
    "p_init": pl.Float64(), "p_transit": pl.Float64(), "p_slip": pl.Float64(), "p_guess": pl.Float64(),
}  # fmt: skip
"""The columns of a table of answers. `student` is a keyed random number, `allowed` whether consent covers training."""
SESSION_BREAK = 1800.0
"""Seconds without an answer after which another session begins."""
ROBOT_ANSWERS = 20
"""Answers of a session from which its speed and its rhythm say something."""
ROBOT_SECONDS = 1.5
"""Nobody reads a question and answers it in less, time after time (median of a session, seconds)."""
ROBOT_RHYTHM = 0.05
"""Nobody answers as evenly: standard deviation of the pauses by their mean."""
DOUBLE_SECONDS = 2.0
"""The same answer to the same question within this time was sent twice, not given twice."""
CLOCK_SECONDS = 300.0
"""A device's clock may be so far ahead of the server's."""
BROKEN_SHARE = 0.5
"""A session with more than this share of impossible times is broken."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One step of the cleaning: its code, how many answers it left out (or mended), and how many are left."""

    step: str
    count: int
    left: int


def as_raw(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table in the columns and types of `RAW`.

    Raises:
        InvalidInputError: A column is missing or holds something else.
    """
    missing = [name for name in RAW if name not in frame.columns]
    if missing:
        raise InvalidInputError(f"The answers have no column {', '.join(missing)}. Gather them again.")
    try:
        return frame.select(pl.col(name).cast(kind) for name, kind in RAW.items())
    except pl.exceptions.PolarsError as error:
        raise InvalidInputError("The answers hold something that is no number or time. Gather them again.") from error


def cleaned(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Counted]]:
    """Return the answers that are left, by student and time, and what every step has left out.

    The result has two columns more: `seconds` since the student's first answer, never going back, and `order`.

    Args:
        frame: As `RAW` says.

    Raises:
        InvalidInputError: It is no such table.
    """
    frame = as_raw(frame).with_row_index("order").with_columns(pl.col("order").cast(pl.Int64))
    counts: list[Counted] = []

    def keep(step: str, rows: pl.Expr) -> None:
        nonlocal frame
        before = len(frame)
        frame = frame.filter(rows.fill_null(False))
        counts.append(Counted(step, before - len(frame), len(frame)))

    keep("consent", pl.col("allowed"))
    keep("voided", ~pl.col("voided").fill_null(False))
    keep("unusable", _usable())
    frame = _in_time(frame, counts)
    keep("twice", ~_sent_twice())
    frame = frame.with_columns(_session())
    keep("broken", _share_of_impossible() <= BROKEN_SHARE)
    keep("robot", ~_by_a_robot())
    return frame.drop("session", "impossible"), counts


def _usable() -> pl.Expr:
    known = [pl.col(name).is_not_null() for name in ("student", "item", "kc", "received")]
    return pl.all_horizontal(*known, pl.col("correct").is_in([0.0, 1.0]))


def _in_time(frame: pl.DataFrame, counts: list[Counted]) -> pl.DataFrame:
    """Sort by student and order; a clock that goes back stands still instead."""
    frame = frame.sort("student", "order", maintain_order=True)
    back = pl.col("received").diff().over("student") < pl.duration(seconds=0)
    mended = int(frame.select(back.fill_null(False).sum()).item()) if len(frame) else 0
    counts.append(Counted("clock", mended, len(frame)))
    start = pl.col("received").first().over("student")
    since = (pl.col("received") - start).dt.total_milliseconds() / 1000.0
    frame = frame.with_columns(seconds=since.cast(pl.Float64))
    ahead = (pl.col("occurred") - pl.col("received")).dt.total_seconds() > CLOCK_SECONDS
    odd = ahead.fill_null(False) | (pl.col("spent_ms") < 0).fill_null(False) | pl.col("spent_ms").is_nan()
    return frame.with_columns(seconds=pl.col("seconds").cum_max().over("student"), impossible=odd.fill_null(False))


def _sent_twice() -> pl.Expr:
    same = [pl.col(name) == pl.col(name).shift(1).over("student") for name in ("item", "correct")]
    near = pl.col("seconds").diff().over("student") < DOUBLE_SECONDS
    return pl.all_horizontal(*same, near).fill_null(False)


def _session() -> pl.Expr:
    pause = pl.col("seconds").diff().over("student").fill_null(0.0) > SESSION_BREAK
    return pause.cum_sum().over("student").alias("session")


_OF_SESSION = ["student", "session"]


def _share_of_impossible() -> pl.Expr:
    return pl.col("impossible").cast(pl.Float64).mean().over(_OF_SESSION)


def _by_a_robot() -> pl.Expr:
    pause = pl.col("seconds").diff()
    many = pl.len().over(_OF_SESSION) >= ROBOT_ANSWERS
    fast = pause.median().over(_OF_SESSION) < ROBOT_SECONDS
    even = (pause.std() / pause.mean()).over(_OF_SESSION) < ROBOT_RHYTHM
    return (many & (fast | even)).fill_null(False)
