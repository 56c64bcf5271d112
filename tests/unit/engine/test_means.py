"""Means, medians and ratios of students: what their intervals promise holds, and closed forms agree with drawing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.engine import intervals, means, spent

VALUES = st.lists(st.floats(0, 1000, allow_nan=False), min_size=1, max_size=60)


@given(VALUES)
def test_an_estimate_lies_within_its_interval(values: list[float]) -> None:
    for found in (means.mean(values), means.middle(values)):
        assert found is not None and found.low <= found.value <= found.high
    assert means.mean([]) is None and means.middle([]) is None


@pytest.mark.parametrize("n", [10, 25, 300])
def test_intervals_hold_what_they_promise(n: int) -> None:
    rng = np.random.default_rng(n)
    held = {"mean": 0, "middle": 0, "apart": 0}
    for _ in range(400):
        one, other = rng.exponential(3.0, n), rng.normal(5.0, 2.0, n)
        mean, middle = means.mean(list(other)), means.middle(list(one))
        apart = means.mean_apart(list(rng.normal(6.0, 4.0, n)), list(other))
        assert mean is not None and middle is not None and apart is not None
        held["mean"] += mean.low <= 5.0 <= mean.high
        held["middle"] += middle.low <= 3.0 * np.log(2) <= middle.high
        held["apart"] += apart.low <= 1.0 <= apart.high
    assert all(count >= 0.92 * 400 for count in held.values()), held


def test_a_change_of_shares_is_as_wide_as_drawing_students_says() -> None:
    rng = np.random.default_rng(1)
    of = rng.integers(5, 40, 60)
    able = rng.uniform(0.3, 0.8, 60)
    now = [(int(rng.binomial(n, p)), int(n)) for n, p in zip(of, able, strict=True)]
    was = [(int(rng.binomial(n, p - 0.1)), int(n)) for n, p in zip(of, able, strict=True)]
    closed, drawn = means.ratio_change(now, was), intervals.paired(now, was, rng)
    assert closed is not None and drawn is not None
    assert closed.value == pytest.approx(drawn.value)
    assert closed.high - closed.low == pytest.approx(drawn.high - drawn.low, rel=0.15)
    assert means.ratio_change([(0, 0)] * 5, [(1, 2)] * 5) is None


@given(st.lists(st.lists(st.integers(0, 50), min_size=spent.BINS, max_size=spent.BINS), max_size=5))
def test_counts_of_times_add_up_and_their_quantiles_grow(spans: list[list[int]]) -> None:
    total = spent.added(spans)
    assert sum(total) == sum(map(sum, spans))
    found = [spent.quantile(total, share) for share in (0.1, 0.5, 0.9)]
    if not sum(total):
        assert found == [None, None, None]
    else:
        known = [one for one in found if one is not None]
        assert known == sorted(known) and 0 <= known[0] and known[-1] <= spent.LONGEST
