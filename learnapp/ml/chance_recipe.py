"""What the kinds have in common that tell chances of something which then happens or does not: how they are judged."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from learnapp.ml.evaluation import Comparison, Judged, compared, figures
from learnapp.ml.limits import LIMITS
from learnapp.ml.promotion import Gate, gates
from learnapp.ml.training import Case, Examined, Model


class ChanceRecipe(ABC):
    """Judges a model by its chances before each outcome of students that it has not seen."""

    room = LIMITS.calibration
    """How far the calibration error may lie above what chance alone makes."""
    limit_ms = LIMITS.p99_ms
    """How long a request may take."""

    @abstractmethod
    def said(self, model: Model, case: Case) -> Judged:
        """Return what a model says before each outcome of the part that was kept."""

    @abstractmethod
    def baseline(self, case: Case) -> tuple[str, Judged] | None:
        """Return name and chances of what serves without any version, on the same outcomes; None for nothing."""

    def even(self, judged: Judged, case: Case) -> tuple[Gate | None, dict[str, Any]]:
        """Return the gate of fairness and what it rests on, where the kind has a way of its own to look at groups."""
        return None, {}

    def served(self, model: Model, name: str) -> Any:
        """Return the model as it serves."""
        return model

    def examine(self, case: Case) -> Examined:
        """Judge a model by the part that was kept, beside what serves without training and what is in production."""
        judged = self.said(case.model, case)
        measured = figures(judged, case.seed)
        lines: list[dict[str, Any]] = []
        against, comparison = "", None
        base = self.baseline(case) if len(case.test) else None
        if base is not None:
            against, comparison = _against(lines, base[0], judged, base[1], case.seed)
        if case.standing is not None and len(case.test):
            # The student number of a table is the keyed one; who is among the fair ones is seen by both.
            both = np.isin(_students(case), np.array(case.fair, dtype=np.int64))
            old = self.said(case.standing, case)
            against, comparison = _against(lines, case.standing_name, judged, old, case.seed, both)
        fair, more = self.even(judged, case)
        found = gates(measured, comparison, against, case.p99_ms, room=self.room, limit_ms=self.limit_ms, fair=fair)
        return Examined(measured.as_dict() | more, lines, found)


def in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Return a table by student and time."""
    return frame.sort("student", "order", maintain_order=True)


def judged_of(test: pl.DataFrame, truth: str, chance: Any, groups: dict[str, str]) -> Judged:
    """Return the chances of a table that is in order.

    Args:
        test: The table.
        truth: Column of the outcomes.
        chance: Shape (len(test),).
        groups: Name of a way to divide them -> its column.
    """
    _, numbers = np.unique(test["student"].to_numpy(), return_inverse=True)
    return Judged(
        numbers.astype(np.int64), test[truth].to_numpy().astype(np.float64), chance,
        {name: test[column].to_list() for name, column in groups.items()},
    )  # fmt: skip


def _students(case: Case) -> Any:
    return in_order(case.test)["student"].to_numpy()


def _against(
    lines: list[dict[str, Any]], name: str, new: Judged, old: Judged, seed: int, fair: Any = None
) -> tuple[str, Comparison]:
    """Compare with another model and note it; on the students that neither has seen, where those are enough."""
    seen = 0
    if fair is not None:
        rows = np.asarray(fair, dtype=bool)
        some = _only(new, rows)
        if some.enough:
            new, old = some, _only(old, rows)
        else:
            seen = int((~rows).sum())
    comparison = compared(new, old, seed=seed, seen_before=seen)
    measured = figures(Judged(old.student, old.truth, old.chance), seed).as_dict()
    del measured["curve"], measured["groups"]
    lines.append({"name": name, "comparison": asdict(comparison), "figures": measured})
    return name, comparison


def _only(judged: Judged, rows: Any) -> Judged:
    return Judged(judged.student[rows], judged.truth[rows], judged.chance[rows])
