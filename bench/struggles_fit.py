"""`python -m bench.struggles_fit`: what the weights of `engine.struggles` are set by.

Looks at classes of the tuning only (`bench/struggles_tuning.py`, `bench/struggles_wider.py`): a logistic of the largest
strength of each kind, as far as it counts, says whether a student struggles then, by every third try; Platt's (1999)
figures make it as sure as it is right whenever somebody's chance reaches another quarter. The grey
zone is left out. With `--folds` each way of learning is judged by what is fitted without it, at some confidences.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.classroom_detection import TUNING, WIDER
from bench.struggles_judge import Classes, students
from bench.struggles_learners import FAMILIES
from bench.struggles_truth import INACTIVE
from bench.struggles_wider_learners import WIDER as WIDER_FAMILIES
from learnapp.engine.struggles import LIMITS, Struggle, Watch

STUDENTS, EVERY, STEP = 3000, 3, 0.25
KINDS = tuple(Struggle)
SETS: tuple[tuple[Classes, Sequence[type]], ...] = ((TUNING, FAMILIES), (WIDER, WIDER_FAMILIES))
SURE = (0.6, 0.65, 0.7, 0.75, 0.8)
"""Confidences from which `--folds` tells."""
Floats = NDArray[np.float64]


class Row(NamedTuple):
    """One student.

    Attributes:
        family: Name of the way of learning.
        strongest: Of each try, the largest strength of each kind beyond where it counts.
        onset: Try from which they struggle; None where they do not.
    """

    family: str
    strongest: Floats
    onset: int | None

    def struggles(self) -> NDArray[np.bool_]:
        """Return at each try whether the student struggles."""
        tries = np.arange(len(self.strongest))
        return tries >= (len(tries) if self.onset is None else self.onset)


def rows(count: int) -> list[Row]:
    """Return students of all classes of the tuning; those of the grey zone, and who stay away only, are left out."""
    found = []
    for classes, families in SETS:
        for number, one in enumerate(students(classes, count)):
            by_work = [at for kind, at in one.strict.items() if kind != INACTIVE]
            if not by_work and (one.grey or one.strict):
                continue
            watch, strongest = Watch(classes.needs), np.zeros((len(one.tries), len(KINDS)))
            for place, each in enumerate(one.tries):
                watch.take(each)
                for told in watch.strengths().values():
                    kind = KINDS.index(told.struggle)
                    beyond = told.strength - LIMITS[told.struggle].counts
                    strongest[place, kind] = max(strongest[place, kind], beyond)
            family = families[number % len(families)].__name__
            found.append(Row(family, strongest, min(by_work, default=None)))
    return found


def fitted(some: Sequence[Row]) -> tuple[Floats, float]:
    """Return the weight of each kind and the log odds before."""
    from sklearn.linear_model import LogisticRegression

    x = np.concatenate([one.strongest[::EVERY] for one in some])
    y = np.concatenate([one.struggles()[::EVERY] for one in some])
    fit = LogisticRegression(C=1.0, max_iter=500).fit(x, y)
    sure, right = crossings(some, fit.coef_[0], float(fit.intercept_[0]))
    platt = LogisticRegression(C=1e6).fit(sure[:, None], right)
    slope, offset = float(platt.coef_[0, 0]), float(platt.intercept_[0])
    return slope * fit.coef_[0], slope * float(fit.intercept_[0]) + offset


def crossings(some: Sequence[Row], weights: Floats, before: float) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the log odds, and whether the student struggles then, whenever somebody's reach another quarter."""
    odds, right = list[float](), list[bool]()
    for one in some:
        mine = one.strongest @ weights + before
        highest = np.maximum.accumulate(np.concatenate([[-1.0], mine[:-1]]))
        for place in np.flatnonzero(mine > highest):
            steps = int(mine[place] // STEP - max(highest[place], -1.0) // STEP)
            odds += [float(mine[place])] * steps
            right += [bool(one.struggles()[place])] * steps
    return np.array(odds), np.array(right)


def judged(some: Sequence[Row], weights: Floats, before: float, limit: float) -> tuple[float, float, float]:
    """Return recall, precision, and answers until told in the middle, at a limit of the log odds."""
    hits, wrong, all_of, delays = 0, 0, 0, list[int]()
    for one in some:
        told = one.strongest @ weights + before >= limit
        begins = np.flatnonzero(told & ~np.concatenate([[False], told[:-1]]))
        right = [at for at in begins if one.onset is not None and at >= one.onset]
        all_of, hits, wrong = (
            all_of + (one.onset is not None), hits + bool(right), wrong + bool(len(begins) and not right),
        )  # fmt: skip
        delays += [int(right[0]) - (one.onset or 0) + 1] if right else []
    return hits / max(1, all_of), hits / max(1, hits + wrong), float(np.median(delays)) if delays else float("nan")


def main() -> None:
    """Print what fits."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=STUDENTS, help="of each set of classes")
    options.add_argument("--folds", action="store_true", help="judge each way of learning by what fits the others")
    chosen: Any = options.parse_args()
    everybody = rows(chosen.students)
    weights, before = fitted(everybody)
    print("before", round(before, 2), {kind.value: round(float(w), 2) for kind, w in zip(KINDS, weights, strict=True)})
    for family in sorted({one.family for one in everybody}) if chosen.folds else ():
        those = [one for one in everybody if one.family == family]
        others = fitted([one for one in everybody if one.family != family])
        for sure in SURE:
            recall, precision, delay = judged(those, *others, math.log(sure / (1.0 - sure)))
            print(f"{family} from {sure:.0%}: recall {recall:.3f} precision {precision:.3f} answers {delay:.0f}")


if __name__ == "__main__":
    main()
