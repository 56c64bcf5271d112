"""From an institution's answers to what a model learns from: cleaned, labelled, split, de-identified, with a data card.

Collecting is a query (`storage.repositories.training_log`), everything from there on is here, as pure functions.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import LEAST_ANSWERS
from learnapp.ml.artefact import fingerprint
from learnapp.ml.cleaning import Counted, cleaned
from learnapp.ml.splitting import STRATA, augmented, held_out, levels, strata

COARSE_SECONDS = 5.0
"""Times are kept since the student's own first answer and rounded to this."""
LEAST_STUDENTS = 5
_SIXTY_THREE = 2**63 - 1


class TooFewAnswersError(InvalidInputError):
    """Nothing can be learned from these answers yet."""

    code = "too_few_answers"


@dataclass(frozen=True, slots=True)
class DataCard:
    """What a dataset is made of; counts only, no student can be found in it.

    Attributes:
        gathered: Answers before any step.
        steps: What each step left out or mended, and what was left.
        answers, students: Of the training part, without synthetic ones.
        test_answers, test_students: Of the part that is kept for judging.
        synthetic: Marked synthetic answers in the training part; the other part has none.
        right: Share of right answers, both parts.
        first_day, last_day: Days (ISO) between which the answers were given.
        strata: Name of a stratum -> students for training, students kept.
        fingerprint: SHA-256 of the content.
        limited: Whether older answers were left out because there were too many.
    """

    gathered: int = 0
    steps: tuple[Counted, ...] = ()
    answers: int = 0
    students: int = 0
    test_answers: int = 0
    test_students: int = 0
    synthetic: int = 0
    right: float = 0.0
    items: int = 0
    kcs: int = 0
    first_day: str = ""
    last_day: str = ""
    strata: dict[str, tuple[int, int]] = field(default_factory=dict)
    fingerprint: str = ""
    limited: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return the card as a plain document."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Dataset:
    """Answers by student and time, with the columns `test`, `synthetic` and those of `STRATA`, and their card."""

    frame: pl.DataFrame
    card: DataCard

    @property
    def train(self) -> pl.DataFrame:
        """What a model learns from."""
        return self.frame.filter(~pl.col("test"))

    @property
    def test(self) -> pl.DataFrame:
        """What it is judged by."""
        return self.frame.filter(pl.col("test"))


def coarse(seconds: float) -> float:
    """Return seconds since the student's first answer as a dataset keeps them; serving counts them likewise."""
    return round(seconds / COARSE_SECONDS) * COARSE_SECONDS


def keyed_number(key: bytes, who: UUID) -> int:
    """Return the number that stands for a student in a dataset: from 0 to 2^63 - 1, and nothing without the key."""
    return int.from_bytes(hmac.digest(key, who.bytes, "sha256")[:8], "big") & _SIXTY_THREE


def id_number(name: UUID, part: str = "") -> int:
    """Return the whole number by which models know an item, a step of it, or a KC; the same in every process.

    Args:
        name: Id of the item or KC.
        part: Id of the step, "" for a KC.
    """
    digest = hashlib.blake2b(name.bytes + part.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") & _SIXTY_THREE


def curated(
    raw: pl.DataFrame, *, seed: int = 0, before: Iterable[int] = (), gathered: int | None = None, limited: bool = False
) -> Dataset:
    """Return the dataset that a table of raw answers gives.

    Args:
        raw: As `cleaning.RAW` says.
        seed: Of the synthetic cases.
        before: Students that an earlier split has kept for judging.
        gathered: Answers before they were read, where some were not.
        limited: Whether older answers were left out.

    Raises:
        TooFewAnswersError: Too few answers or students are left, or all outcomes are alike.
        InvalidInputError: It is no such table.
    """
    total = len(raw)
    frame, steps = cleaned(raw)
    _require_enough(frame)
    days = frame["received"].dt.date()
    per_student = strata(frame)
    kept = held_out(per_student, set(before))
    frame = (
        frame.drop("band", "subject")
        .join(per_student.select("student", "band", "subject"), on="student", how="left", maintain_order="left")
        .with_columns(
            level=levels(pl.col("difficulty").fill_null(0.0)),
            test=pl.col("student").is_in(list(kept)),
            synthetic=pl.lit(False),
        )
    )
    frame = _without_days(frame)
    test = frame.filter(pl.col("test"))
    train = augmented(frame.filter(~pl.col("test")), seed)
    _require_enough(train)
    whole = pl.concat([train, test]).sort("student", "order", maintain_order=True)
    own = train.filter(~pl.col("synthetic"))
    card = DataCard(
        gathered=total if gathered is None else gathered,
        steps=tuple(steps),
        answers=len(own),
        students=own["student"].n_unique(),
        test_answers=len(test),
        test_students=test["student"].n_unique(),
        synthetic=len(train) - len(own),
        right=float(frame["correct"].to_numpy().mean()),
        items=frame["item"].n_unique(),
        kcs=frame["kc"].n_unique(),
        first_day=str(days.min()),
        last_day=str(days.max()),
        strata=_counted(per_student, kept),
        limited=limited,
    )
    return Dataset(whole, replace(card, fingerprint=content_fingerprint(whole)))


def prepared(
    frame: pl.DataFrame,
    *,
    outcome: str,
    before: Iterable[int] = (),
    days: tuple[str, str] = ("", ""),
    counts: Mapping[str, int] | None = None,
    limited: bool = False,
) -> Dataset:
    """Return the dataset that a table of cases gives which are clean already: with who is kept apart, and a card.

    Args:
        frame: Columns `student`, `order` and `band`, and the kind's own; rows of one student and order are one case.
            Rows of students below 0 are about things instead of people: they are always there to learn from.
        outcome: Column of 0 and 1.
        before: Students that an earlier split has kept for judging.
        days: First and last day (ISO) of the cases.
        counts: What the card tells beside: `gathered`, `items`, `kcs`.
        limited: Whether older cases were left out.

    Raises:
        TooFewAnswersError: There are too few students.
    """
    own = frame.filter(pl.col("student") >= 0)
    people = own.group_by("student").agg(pl.col("band").first()).sort("student")
    if len(people) < LEAST_STUDENTS:
        raise TooFewAnswersError(
            f"There is something to learn from of {len(people)} students. At least {LEAST_STUDENTS} are needed."
            " Train when more have worked."
        )
    kept = held_out(people.with_columns(subject=pl.lit(""), level=pl.lit("")), set(before))
    apart = pl.col("student").is_in(list(kept))
    whole = frame.with_columns(test=apart, synthetic=pl.lit(False)).sort("student", "order", maintain_order=True)
    cases = own.unique(["student", "order"]).with_columns(test=apart)
    test = cases.filter(pl.col("test"))
    groups: dict[str, tuple[int, int]] = {}
    for student, band in people.select("student", "band").iter_rows():
        train, judged = groups.get(band, (0, 0))
        groups[band] = (train, judged + 1) if student in kept else (train + 1, judged)
    known = dict(counts or {})
    card = DataCard(
        gathered=known.get("gathered", len(cases)),
        answers=len(cases) - len(test),
        students=len(people) - test["student"].n_unique(),
        test_answers=len(test),
        test_students=test["student"].n_unique(),
        right=float(np.nanmean(own[outcome].to_numpy().astype(np.float64))),
        items=known.get("items", 0),
        kcs=known.get("kcs", 0),
        first_day=days[0],
        last_day=days[1],
        strata=groups,
        fingerprint=content_fingerprint(whole),
        limited=limited,
    )
    return Dataset(whole, card)


def _require_enough(frame: pl.DataFrame) -> None:
    students = frame["student"].n_unique() if len(frame) else 0
    if len(frame) < LEAST_ANSWERS or students < LEAST_STUDENTS:
        raise TooFewAnswersError(
            f"There are {len(frame)} usable answers of {students} students. At least {LEAST_ANSWERS} answers of"
            f" {LEAST_STUDENTS} students are needed. Train when more has been answered."
        )
    if frame["correct"].n_unique() < 2:
        raise TooFewAnswersError("All answers are alike: all right, or all wrong. Nothing can be learned from that.")


def _without_days(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the table without moments: only seconds since the student's own start are left, and those are coarse."""
    coarse = (pl.col("seconds") / COARSE_SECONDS).round() * COARSE_SECONDS
    return frame.with_columns(seconds=coarse).drop("received", "occurred", "spent_ms", "allowed", "voided")


def _counted(students: pl.DataFrame, kept: set[int]) -> dict[str, tuple[int, int]]:
    found: dict[str, tuple[int, int]] = {}
    for row in students.iter_rows(named=True):
        name = " · ".join(str(row[part]) for part in STRATA)
        train, test = found.get(name, (0, 0))
        found[name] = (train, test + 1) if row["student"] in kept else (train + 1, test)
    return dict(sorted(found.items()))


def content_fingerprint(frame: pl.DataFrame) -> str:
    """Return the SHA-256 of what is in a table; the same rows in the same order give the same."""
    parts = [",".join(frame.columns).encode()]
    for name in frame.columns:
        column = frame[name]
        if name != "order":
            text = column.dtype == pl.String
            parts.append("\x1f".join(column.to_list()).encode() if text else column.to_numpy().tobytes())
    return fingerprint(b"\x1e".join(parts))
