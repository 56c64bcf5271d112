"""Intervals of classes: they hold what they promise, and never more."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from learnapp.engine.intervals import Estimate, median, median_difference, newcombe, paired, share, t95
from learnapp.engine.item_statistics import wilson

_TALLIES = st.lists(
    st.integers(0, 40).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))), min_size=1, max_size=30
)
_VALUES = st.lists(st.lists(st.integers(1, 60), max_size=6), min_size=1, max_size=12)


def _rng() -> np.random.Generator:
    return np.random.default_rng(7)


@given(_TALLIES)
def test_a_share_lies_in_its_interval_and_never_claims_more_than_independent_tries(
    tallies: list[tuple[int, int]],
) -> None:
    found = share(tallies)
    n = sum(of for _, of in tallies)
    if found is None:
        assert n == 0
        return
    right = sum(one for one, _ in tallies)
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.n == n and found.value == right / n
    low, high = wilson(right, n)
    assert found.low <= low + 1e-9 and found.high >= high - 1e-9


def test_students_who_are_all_alike_count_once_each() -> None:
    always = share([(20, 20)] * 12)
    assert always is not None and (always.low, always.high) == (wilson(12, 12)[0], 1.0)
    # Each student either always right or always wrong: twenty answers of one say no more than one.
    split = share([(20, 20)] * 6 + [(0, 20)] * 6)
    assert split is not None and split.high - split.low > 0.9 * (wilson(6, 12)[1] - wilson(6, 12)[0])


@pytest.mark.parametrize("spread", [0.0, 0.15, 0.3])
def test_nineteen_of_twenty_intervals_of_clustered_shares_hold_the_truth(spread: float) -> None:
    rng, held, classes = np.random.default_rng(3), 0, 400
    for _ in range(classes):
        levels = np.clip(0.6 + spread * rng.uniform(-1, 1, 25), 0, 1)
        found = share([(int(rng.binomial(30, level)), 30) for level in levels])
        assert found is not None
        held += found.low <= 0.6 <= found.high
    assert 0.915 <= held / classes <= 0.99


def test_the_difference_of_two_shares_is_newcombes() -> None:
    # Newcombe (1998), table II, method 10: 56/70 - 48/80 gives 0.0524 to 0.3339; 9/10 - 3/10 gives 0.1705 to 0.8090.
    for right, n, other, m, low, high in ((56, 70, 48, 80, 0.0524, 0.3339), (9, 10, 3, 10, 0.1705, 0.8090)):
        one = Estimate(right / n, *wilson(right, n), n, n)
        two = Estimate(other / m, *wilson(other, m), m, m)
        found = newcombe(one, two)
        assert (round(found.low, 4), round(found.high, 4)) == (low, high)
        back = newcombe(two, one)
        assert (back.low, back.high) == pytest.approx((-found.high, -found.low))


@settings(max_examples=40)
@given(_TALLIES)
def test_the_same_students_with_the_same_tries_do_not_differ(tallies: list[tuple[int, int]]) -> None:
    found = paired(tallies, tallies, _rng())
    assert found is None or (found.value, found.low, found.high) == (0, 0, 0)


def test_a_difference_of_the_same_students_is_surer_than_one_of_others() -> None:
    rng = np.random.default_rng(5)
    before = [(int(x), 20) for x in rng.integers(2, 14, 30)]
    now = [(right + 3, of) for right, of in before]
    same = paired(now, before, _rng())
    one, other = share(now), share(before)
    assert same is not None and one is not None and other is not None
    others = newcombe(one, other)
    assert same.low > 0.1 and same.high - same.low < others.high - others.low
    assert paired(now, [(0, 0)] * 30, _rng()) is None and paired([], [], _rng()) is None


@settings(max_examples=60)
@given(_VALUES)
def test_a_median_is_that_of_all_values_and_lies_in_its_interval(values: list[list[int]]) -> None:
    found, flat = median(values, _rng()), [one for each in values for one in each]
    if not flat:
        assert found is None
        return
    assert found is not None and found.value == float(np.median(flat))
    assert min(flat) <= found.low <= found.value <= found.high <= max(flat)
    assert found.n == len(flat) and found.students == sum(bool(each) for each in values)
    same = median_difference(values, values, _rng())
    assert same is not None and (same.value, same.low, same.high) == (0, 0, 0)


def test_a_median_that_has_moved_for_everybody_is_seen() -> None:
    rng = np.random.default_rng(2)
    before = [list(map(int, rng.integers(8, 16, 5))) for _ in range(20)]
    found = median_difference([[one - 4 for one in each] for each in before], before, _rng())
    assert found is not None and found.value == found.low == found.high == -4
    assert median_difference(before, [[]] * 20, _rng()) is None


def test_the_quantile_of_students_t_is_right_for_few_students_too() -> None:
    for freedom in (*range(1, 40), 100, 1000):
        assert t95(freedom) == pytest.approx(t.ppf(0.975, freedom), abs=0.01)
