"""What follows upon what: found where it is, shared out between those that tell the same, nothing where nothing is."""

from __future__ import annotations

import numpy as np

from learnapp.ml.pairs import NEAR, after, fit_after, fit_near, last_of, near


def test_a_result_that_follows_from_another_is_found_and_shared_out() -> None:
    """Of four items in turn the second repeats the first, the third follows both, the fourth is by itself."""
    rng, students = np.random.default_rng(2), 400
    first = rng.choice([-0.5, 0.5], students)
    residual = np.stack([first, first, 0.8 * first, rng.choice([-0.5, 0.5], students)], axis=1).ravel()
    item, place = np.tile(np.arange(4), students), np.tile(np.arange(4), students)
    table = fit_near(place, item, residual, 4)
    before = np.full((1, NEAR), -1)
    before[0, :3] = [2, 1, 0]
    slopes = near(table, before, np.array([0, 1, 2, 3, 4]), 4)[:, :3]
    assert slopes[1, 2] > 0.9 and slopes[2, 1] > 0.3 and slopes[2, 2] > 0.3
    assert abs(slopes[2].sum() - 0.8) < 0.05 and abs(slopes[3]).max() < 0.2
    assert not slopes[0].any() and not slopes[4].any()


def test_a_question_goes_better_after_some_results() -> None:
    place, item = np.tile([0, 1], 200), np.tile([0, 1], 200)
    correct = np.repeat(np.tile([1.0, 0.0], 100), 2)
    table = fit_after(place, item, correct, correct - 0.5, 2, 4.0)
    asked = np.array([1, 1, 0, 1, 1])
    value, count = after(table, np.array([0, 0, 0, -1, 2]), np.array([1.0, 0.0, 1.0, 1.0, 1.0]), asked, 2)
    assert value[0] > 0.4 and value[1] < -0.4 and not value[2:].any() and not count[2:].any()


def test_the_answers_before_are_the_latest_first() -> None:
    found = last_of(np.array([7, 8, 9, 5]), np.array([0, 1, 2, 0]))
    assert found[2, :3].tolist() == [8, 7, -1] and (found[3] == -1).all() and found.shape == (4, NEAR)
