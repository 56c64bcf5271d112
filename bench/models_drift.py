"""Drift: how soon a rise of a model's errors is noticed, and how often one is seen where there is none.

Each seed is a stream of its own: the usual rate is learnt from the first answers as when serving, so the figures carry
what is not known of it. The rise comes after answers at which the watch has already stood.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from river.drift import ADWIN

from bench.report import Figure
from learnapp.ml.drift import LEARN, Baseline, RiseWatch

SEEDS = 200
USUAL, RAISED = 0.25, 0.32
_BEFORE, _AFTER = 5_000, 40_000
_QUIET = 1_000_000
_ADWIN_STREAMS, _ADWIN_QUIET = 50, 200_000


def _learnt(rng: np.random.Generator) -> RiseWatch:
    return RiseWatch(Baseline(LEARN, int((rng.random(LEARN) < USUAL).sum())))


def answers_until_noticed(seed: int) -> int | None:
    """Return after how many raised answers it is noticed; None when an alarm came before them, or none did."""
    rng = np.random.default_rng(seed)
    watch = _learnt(rng)
    stream = np.concatenate([rng.random(_BEFORE) < USUAL, rng.random(_AFTER) < RAISED])
    at = watch.first(stream)
    return at - _BEFORE + 1 if at is not None and at >= _BEFORE else None


def false_alarms(seed: int) -> int:
    """Return how often a million answers without any change give an alarm; after each the watch begins anew."""
    rng = np.random.default_rng(seed)
    watch = _learnt(rng)
    stream, found = rng.random(_QUIET) < USUAL, 0
    at = watch.first(stream)
    while at is not None:
        found, stream = found + 1, stream[at + 1 :]
        at = watch.first(stream)
    return found


def _detector() -> Any:
    # river's own classes are not typed.
    return ADWIN()  # type: ignore[no-untyped-call]


def _adwin(seed: int) -> int | None:
    """Return the same of ADWIN with its defaults, any change that it reports after the rise."""
    rng, detector = np.random.default_rng(seed), _detector()
    for wrong in rng.random(LEARN + _BEFORE) < USUAL:
        detector.update(float(wrong))
    for number, wrong in enumerate(rng.random(_AFTER) < RAISED, start=1):
        detector.update(float(wrong))
        if detector.drift_detected and detector.estimation > USUAL:
            return number
    return None


def _adwin_alarms(seed: int) -> int:
    rng, detector, found = np.random.default_rng(seed), _detector(), 0
    for wrong in rng.random(_ADWIN_QUIET) < USUAL:
        detector.update(float(wrong))
        found += detector.drift_detected
    return found


def figures() -> list[Figure]:
    """Return the figures, ADWIN's own beside them as anchors."""
    noticed = [answers_until_noticed(seed) for seed in range(SEEDS)]
    delays = [each for each in noticed if each is not None]
    alarms = [false_alarms(10_000 + seed) for seed in range(SEEDS)]
    anchor = [each for each in (_adwin(seed) for seed in range(_ADWIN_STREAMS)) if each is not None]
    anchor_alarms = sum(_adwin_alarms(20_000 + seed) for seed in range(_ADWIN_STREAMS))
    per_million = anchor_alarms / (_ADWIN_STREAMS * _ADWIN_QUIET / 1e6)
    low, high = np.percentile(delays, [10, 90])
    error = float(np.std(alarms, ddof=1)) / SEEDS**0.5
    mean = float(np.mean(alarms))
    return [
        Figure(
            "drift: answers until a rise of errors from 25 to 32 % is noticed, median",
            float(np.median(delays)), "answers", 1_100.0, 900.0, runs=SEEDS, spread=(float(low), float(high)),
            note=f"usual rate learnt from {LEARN:,} answers; ADWIN with its defaults {np.median(anchor):,.0f};"
            f" {SEEDS - len(delays)} of {SEEDS} seeds left out for an alarm before the rise or none",
        ),
        Figure(
            "drift: false alarms in a million answers", mean, "alarms", 5.0, 1.0, runs=SEEDS,
            spread=(max(0.0, mean - 2.0 * error), mean + 2.0 * error),
            note=f"ADWIN with its defaults {per_million:,.1f}",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    from bench.report import table

    print(table(figures()))
