"""`python -m bench.struggles_real`: what an ordinary stretch of work can cost, and how long people sit at it.

Writes `struggles_real.json` from real answers. Only these figures leave the data:

- `shortfall`: of twenty answers in a row of a student (ASSISTments 2009), how far the share of right ones lies below
  what the student's own other answers and the topic let expect: the value that one stretch in twenty passes. Who loses
  less than that has an ordinary week; nobody can tell it from one.
- `sitting`: answers until a pause of half an hour (Algebra 2005): quartiles.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bench.models import DATA
from learnapp.ml.answers import read_answers

FIGURES = Path(__file__).with_name("struggles_real.json")
WINDOW, LEAST, WORTH = 20, 60, 10.0
_PAUSE = 1_800.0


def shortfall() -> dict[str, float]:
    """Return how far real stretches of answers fall below what they let expect."""
    log = read_answers(DATA / "assistments2009_train.parquet")
    right = log.correct.astype(float)
    overall = float(right.mean())
    topics = np.zeros(int(log.kc.max()) + 1)
    seen = np.bincount(log.kc, minlength=len(topics))
    topics = (np.bincount(log.kc, weights=right, minlength=len(topics)) + WORTH * overall) / (seen + WORTH)
    gone: list[float] = []
    for first_row, length in zip(log.start.tolist(), log.length().tolist(), strict=True):
        if length < LEAST:
            continue
        rows = np.arange(first_row, first_row + length)
        residual = right[rows] - topics[log.kc[rows]]
        total = residual.sum()
        for first in range(0, len(rows) - WINDOW + 1, WINDOW):
            inside = residual[first : first + WINDOW].sum()
            own = (total - inside) / (len(rows) - WINDOW)
            gone.append(own - inside / WINDOW)
    return {"window": WINDOW, "stretches": len(gone), "p95": round(float(np.quantile(gone, 0.95)), 3)}


def sitting() -> dict[str, int]:
    """Return how many answers people give in a row."""
    log = read_answers(DATA / "algebra2005_subset.parquet")
    lengths: list[int] = []
    for first, length in zip(log.start.tolist(), log.length().tolist(), strict=True):
        ends = np.flatnonzero(np.diff(log.seconds[first : first + length]) > _PAUSE)
        lengths += np.diff(np.concatenate(([-1], ends, [length - 1]))).tolist()
    low, middle, high = np.quantile(lengths, (0.25, 0.5, 0.75))
    return {"low": int(low), "median": int(middle), "high": int(high)}


def main() -> None:
    """Read the answers, write the figures."""
    found = {"shortfall": shortfall(), "sitting": sitting()}
    FIGURES.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
