"""`python -m bench.struggles_fit`: what the limits and confidences of `engine.struggles` are set by.

Looks at the classes of the tuning only (`bench/struggles_tuning.py`), and prints of each struggle Platt's (1999)
figures of the confidence, and how strengths and being right go together: of the first time that a student's strength
reaches another quarter. The grey zone is left out. The limits in the engine are set somewhat stricter than where these
confidences pass `THRESHOLDS.intervention_confidence`: a student is looked at in five ways, after every answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import numpy as np

from bench.classroom_detection import TUNING
from bench.struggles_judge import Student, students
from bench.struggles_truth import INACTIVE
from learnapp.engine.struggles import LIMITS, Struggle, Watch

STUDENTS, STEP = 4000, 0.25
FROM = {
    Struggle.WHEEL_SPINNING: 2.0, Struggle.PREREQUISITE_GAP: 2.0, Struggle.GAMING: 4.0, Struggle.HINT_ABUSE: 3.0,
    Struggle.SUDDEN_DROP: 4.0,
}  # fmt: skip
"""Strengths below which nothing is fitted: nothing is told there."""


def crossings(
    everybody: Sequence[Student], needs: Mapping[UUID, Sequence[UUID]]
) -> dict[Struggle, list[tuple[float, bool]]]:
    """Return of each struggle (strength, whether the student struggles then) whenever it reaches another quarter."""
    rows: dict[Struggle, list[tuple[float, bool]]] = {one: [] for one in Struggle}
    for one in everybody:
        onset = min((at for kind, at in one.strict.items() if kind != INACTIVE), default=len(one.tries))
        if one.grey and not one.strict:
            continue
        watch, highest = Watch(needs), dict[Struggle, int]()
        for place, each in enumerate(one.tries):
            watch.take(each)
            for found in watch.strengths().values():
                kind, level = found.struggle, int(found.strength / STEP)
                if found.figures["tries"] >= LIMITS[kind].least:
                    rows[kind] += [(found.strength, place >= onset)] * max(0, level - highest.get(kind, 0))
                    highest[kind] = max(level, highest.get(kind, 0))
    return rows


def main() -> None:
    """Print what fits."""
    from sklearn.linear_model import LogisticRegression

    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--students", type=int, default=STUDENTS)
    chosen: Any = options.parse_args()
    for kind, rows in crossings(students(TUNING, chosen.students), TUNING.needs).items():
        within = [row for row in rows if row[0] >= FROM[kind]]
        x, y = np.array([[row[0]] for row in within]), np.array([row[1] for row in within])
        if len(set(y.tolist())) < 2:
            print(kind.value, "one outcome only", len(within))
            continue
        fit = LogisticRegression(C=1e6).fit(x, y)
        print(f"{kind.value}: slope {fit.coef_[0, 0]:.2f} offset {fit.intercept_[0]:.2f} of {len(within)}")
        for low in range(2, 12):
            inside = [right for strength, right in within if low <= strength < low + 1]
            if inside:
                print(f"  from {low}: {float(np.mean(inside)):.0%} right of {len(inside)}")


if __name__ == "__main__":
    main()
