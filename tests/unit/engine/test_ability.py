"""Ability from a test's answers: finite, symmetric, surer with every answer, and hardly pulled at the ends."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.engine.ability import LOG_NORMAL, estimate, log_posterior, logits, moments, normalised


def _ones(values: list[float]) -> np.ndarray:
    return np.array(values, dtype=np.float64)


def test_without_answers_nothing_is_known() -> None:
    nothing = estimate(_ones([]), _ones([]), _ones([]))
    assert nothing.theta == pytest.approx(0.0, abs=1e-9) and nothing.se > 1.0


def test_right_and_wrong_answers_are_mirror_images() -> None:
    a, b = _ones([1.0, 1.4, 0.8]), _ones([-0.5, 0.2, 1.0])
    right, wrong = estimate(a, b, _ones([1, 1, 1])), estimate(a, -b, _ones([0, 0, 0]))
    assert right.theta == pytest.approx(-wrong.theta) and right.theta > 0
    assert right.se == pytest.approx(wrong.se)
    assert right.low < right.theta < right.high


def test_only_right_answers_stay_finite_and_more_of_them_say_more() -> None:
    short, long = (estimate(np.ones(n), np.zeros(n), np.ones(n)) for n in (3, 30))
    assert 0 < short.theta < long.theta < 5 and np.isfinite(long.se)


def test_half_the_credit_lies_in_between() -> None:
    thetas = [estimate(_ones([1.5]), _ones([0.0]), _ones([score])).theta for score in (0.0, 0.5, 1.0)]
    assert thetas[0] < thetas[1] < thetas[2] and thetas[1] == pytest.approx(0.0, abs=1e-9)


def test_the_grid_agrees_with_a_much_finer_one() -> None:
    rng = np.random.default_rng(3)
    a, b = rng.lognormal(0, 0.25, 20), rng.normal(size=20)
    scores = (rng.random(20) < 0.6).astype(np.float64)
    mean, se = moments(normalised(log_posterior(logits(a, b), scores, LOG_NORMAL)))
    fine = np.linspace(-8, 8, 20001)
    x = a[:, None] * (fine - b[:, None])
    density = np.exp(scores @ x - np.logaddexp(0, x).sum(axis=0) - fine**2 / 2)
    density /= density.sum()
    exact = density @ fine
    assert mean == pytest.approx(exact, abs=1e-6)
    assert se == pytest.approx(np.sqrt(density @ fine**2 - exact**2), abs=1e-6)


def test_a_strong_student_is_not_pulled_to_the_middle() -> None:
    rng = np.random.default_rng(4)
    a, b = np.full(18, 1.5), np.full(18, 1.8)
    chance = 1 / (1 + np.exp(-a * (2.0 - b)))
    told = [estimate(a, b, (rng.random(18) < chance).astype(np.float64)).theta for _ in range(2000)]
    assert np.mean(told) == pytest.approx(2.0, abs=0.05)
