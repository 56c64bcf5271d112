"""A class whose students work as we know: each with a rate, a weekly rhythm and an accuracy of their own."""

from __future__ import annotations

import numpy as np

from learnapp.ml.study_days import StudyDays

RHYTHM = np.array([1.5, 0.6, 1.2, 0.5, 1.2])


def class_of(students: int = 25, days: int = 180, seed: int = 1, *, quitting: float = 0.0) -> StudyDays:
    """Return a class.

    Args:
        students: So many.
        days: School days.
        seed: Of the draws.
        quitting: Share of students who work less and less from some day on, with more and longer pauses, or stop
            within days.
    """
    rng = np.random.default_rng(seed)
    rate, able = rng.gamma(6.0, 1.3, students), rng.uniform(0.5, 0.9, students)
    expected = rate[:, None] * RHYTHM[np.arange(days) % 5] * rng.gamma(8.0, 1 / 8.0, (students, days))
    start = np.where(rng.random(students) < quitting, rng.integers(20, max(21, days), students), days + 1)
    since = np.maximum(0.0, np.arange(days) - start[:, None])
    slowly = np.where(rng.random(students) < 0.5, 1.0, 0.15)[:, None]
    expected *= np.exp(-since / (12.0 * slowly))
    there = rng.random((students, days)) < 0.85 * np.exp(-since / (30.0 * slowly))
    answers = rng.poisson(expected) * there
    right = rng.binomial(answers, np.clip(able[:, None] - 0.004 * since, 0.2, 1.0))
    hints = rng.poisson(0.15 * answers)
    minutes = answers * rng.gamma(9.0, 1 / 9.0, (students, days))
    due = np.arange(9.0, days, 10.0)
    done = due - 2 + np.floor(rng.exponential(1.5, (students, len(due)))) + np.where(due > start[:, None], np.inf, 0.0)
    acts = rng.poisson(0.3 * there)
    counts = [each.astype(float) for each in (answers, right, hints, acts)]
    start_of_all = np.zeros(students, np.int64)
    return StudyDays(counts[0], counts[1], counts[2], counts[3], minutes, start_of_all, due, done)
