"""Item parameters come back from simulated answers, with intervals that hold what they say, and odd items stay sane."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine import irt
from learnapp.ml.item_response import Abilities, Belief, Calibration, Tries, calibrate, with_abilities
from learnapp.ml.running_ability import running_chances
from tests.unit.ml.items import World, facts, world


def neutral(items: int, sd_b: float = 1.0, sd_log_a: float = 0.4) -> Belief:
    return Belief(np.zeros(items), np.zeros(items), np.full(items, sd_b), np.full(items, sd_log_a))


def fit(made: World, *, rasch: bool = False) -> Calibration:
    items = len(made.b)
    return calibrate(Tries.of(made.student, made.item, made.correct, items), neutral(items), rasch=rasch)


def test_true_parameters_come_back_and_the_intervals_hold_them() -> None:
    missed, slopes, within, within_a = [], [], [], []
    for seed in range(12):
        made = world(500, 60, 30, seed)
        found = fit(made)
        assert found.converged
        # As they serve: on a scale on which the items as a whole lie where they are known to lie.
        spread = float(np.exp(np.mean(found.log_a - np.log(made.a))))
        error = spread * found.b - made.b - np.mean(spread * found.b - made.b)
        error_a = found.log_a - np.log(made.a) - np.log(spread)
        missed.append(error)
        slopes.append(error_a)
        within.append(np.abs(error) < 1.96 * spread * found.se_b)
        within_a.append(np.abs(error_a) < 1.96 * found.se_log_a)
    assert np.sqrt(np.mean(np.square(missed))) < 0.22 and np.sqrt(np.mean(np.square(slopes))) < 0.22
    assert 0.925 < np.mean(within) < 0.975 and 0.925 < np.mean(within_a) < 0.975


def test_a_course_that_is_easier_than_thought_moves_the_belief_along() -> None:
    made = world(400, 40, 20, 5, b=np.random.default_rng(5).normal(-1.5, 0.5, 40))
    found = fit(made)
    assert found.centre_b == pytest.approx(-1.5, abs=0.25)


def test_items_that_all_get_right_or_wrong_or_hardly_anybody_answers_stay_finite() -> None:
    made = world(200, 30, 15, 2)
    correct = made.correct.copy()
    correct[made.item == 0], correct[made.item == 1] = 1.0, 0.0
    keep = (made.item != 2) | (np.arange(len(correct)) == np.flatnonzero(made.item == 2)[0])
    keep &= made.item != 3
    found = calibrate(Tries.of(made.student[keep], made.item[keep], correct[keep], 30), neutral(30))
    for values in (found.b, found.log_a, found.se_b, found.se_log_a):
        assert np.isfinite(values).all() and (np.abs(values) < 6.0).all()
    assert found.b[0] < found.b[4:].min() + 0.3 and found.b[1] > found.b[4:].max() - 0.3
    assert found.answers[2] == 1 and found.answers[3] == 0
    assert found.se_b[3] >= found.se_b[2] > 2 * found.se_b[4:].mean()


def test_an_item_that_the_able_get_wrong_is_named_and_not_turned_round() -> None:
    slopes = np.ones(40)
    slopes[7] = -1.0
    found = fit(world(300, 40, 20, 4, b=np.random.default_rng(4).normal(0, 0.7, 40), a=slopes))
    assert np.flatnonzero(found.backwards(10)).tolist() == [7]
    assert np.exp(found.log_a[7]) < 0.5
    assert not found.backwards(10_000).any()


def test_a_rasch_model_holds_its_slopes() -> None:
    found = fit(world(100, 20, 10, 3), rasch=True)
    assert (found.log_a == found.log_a[0]).all() and found.converged


def test_a_fit_that_is_cut_short_says_so() -> None:
    made = world(100, 20, 10, 3)
    assert not calibrate(Tries.of(made.student, made.item, made.correct, 20), neutral(20), rounds=2).converged


def test_the_same_answers_give_the_same_figures_in_whatever_order() -> None:
    made, mixed = world(100, 20, 10, 3), np.random.default_rng(0).permutation(1_000)
    one = fit(made)
    other = fit(World(made.b, made.a, made.ability, made.student[mixed], made.item[mixed], made.correct[mixed]))
    assert (one.b == other.b).all() and (one.se_b == other.se_b).all()


def test_nothing_is_estimated_from_answers_that_say_nothing() -> None:
    for correct in (np.ones(4), np.zeros(4)):
        with pytest.raises(InvalidInputError, match="alike"):
            calibrate(Tries.of(np.arange(4), np.zeros(4, dtype=np.int64), correct, 1), neutral(1))
    with pytest.raises(InvalidInputError, match="alike"):
        calibrate(Tries.of(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0), 3), neutral(3))
    with pytest.raises(InvalidInputError, match="not among"):
        Tries.of(np.array([0]), np.array([5]), np.array([1.0]), 3)
    with pytest.raises(InvalidInputError, match="0 or 1"):
        Tries.of(np.array([0]), np.array([0]), np.array([np.nan]), 3)


def test_with_known_abilities_new_answers_move_what_was_believed() -> None:
    made = world(400, 20, 20, 8, b=np.linspace(-2, 2, 20), a=np.ones(20))
    tries = Tries.of(made.student, made.item, made.correct, 20)
    found = with_abilities(tries, neutral(20), Abilities.normal(made.ability, np.full(400, 0.05)))
    assert np.sqrt(np.mean((found.b - made.b) ** 2)) < 0.25
    sure = with_abilities(tries, neutral(20, sd_b=0.02), Abilities.normal(made.ability, np.full(400, 0.05)))
    assert np.abs(sure.b).max() < 0.4


def test_the_chances_of_many_are_those_of_the_engine() -> None:
    made = world(30, 20, 12, 6)
    log = made.dataset(facts(20)).log
    found = running_chances(log, made.b[log.item], made.a[log.item])
    for student in range(30):
        theta, variance = 0.0, 1.0
        for row in np.flatnonzero(log.student == student):
            item = log.item[row]
            assert found[row] == pytest.approx(irt.p_correct(theta, made.a[item], made.b[item]), abs=1e-9)
            theta, variance = irt.update(
                theta, variance, discrimination=made.a[item], difficulty=made.b[item], score=float(log.correct[row])
            )
