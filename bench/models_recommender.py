"""`python -m bench.models_recommender`: how often a recommendation is followed by success, on replays of real answers.

The protocol stands in `learnapp.ml.recommendation_accuracy`. The answers lie outside the project, as those of
`bench.models` do.
"""

from __future__ import annotations

import time

from bench.models import DATA
from bench.report import Figure, table
from learnapp.ml.answers import read_answers
from learnapp.ml.recommendation_accuracy import Accuracy, measured

FILES = ("assistments2009_train", "algebra2005_subset")
SEED = 1
"""Another one than that with which the policy's only constant was chosen."""


def figures_of(name: str, found: Accuracy, seconds: float) -> list[Figure]:
    """Return the figures of one file."""
    hits, over = found.accuracy, found.over_matched
    note = (
        f"base rate {found.base:.3f}, random of equal difficulty {found.matched:.3f}; "
        f"difficulty {found.difficulty:+.2f}, of all candidates {found.difficulty_base:+.2f}; "
        f"predicted chance {found.chance:.2f}, {found.kcs:.1f} topics; "
        f"{hits.decisions} points of {hits.students} students"
    )
    return [
        Figure(f"{name}: recommendation accuracy, three of the next 50", hits.value, "", 0.85, 0.90, True,
               spread=(hits.low, hits.high), note=note),
        Figure(f"{name}: accuracy above random of equal difficulty", 100 * over.value, "points", 5.0, 10.0, True,
               spread=(100 * over.low, 100 * over.high), note=f"95 % {100 * over.low:.1f} to {100 * over.high:.1f}"),
        Figure(f"{name}: decision points at which exactly three are recommended", found.served, "", 0.95, 0.95, True),
        Figure(f"{name}: replay, trainings included", seconds, "s"),
    ]  # fmt: skip


def figures() -> list[Figure]:
    """Measure every file that is there."""
    rows: list[Figure] = []
    for name in FILES:
        print(f"· {name}", flush=True)
        began = time.perf_counter()
        found = measured(
            read_answers(DATA / f"{name}.parquet"), seed=SEED, say=lambda line: print(f"  {line}", flush=True)
        )
        rows += figures_of(name, found, time.perf_counter() - began)
    return rows


if __name__ == "__main__":
    print(table(figures()))
