"""Watched parts of a film: joined where they touch, counted once, and nobody watches more than there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.engine.watching import LONGEST, Part, merged, share

SECONDS = 120.0
MOMENT = st.floats(-10, 200, allow_nan=False)


@given(st.lists(st.tuples(MOMENT, MOMENT), max_size=30))
def test_parts_stay_apart_in_order_and_within_the_film(stretches: list[Part]) -> None:
    parts: list[Part] = []
    before = 0.0
    for start, end in stretches:
        parts = merged(parts, start, end, SECONDS)
        assert share(parts, SECONDS) >= before
        before = share(parts, SECONDS)
    assert all(0 <= low < high <= SECONDS for low, high in parts)
    assert all(one[1] + 1 < other[0] for one, other in zip(parts, parts[1:], strict=False))
    assert 0 <= before <= 1


def test_watching_the_same_part_again_counts_once() -> None:
    once = merged([], 10, 40, SECONDS)
    assert merged(once, 12, 30, SECONDS) == once == [(10, 40)]
    assert share(once, SECONDS) == pytest.approx(0.25)


@pytest.mark.parametrize(("start", "end"), [(30, 10), (10, 10), (0, LONGEST + 1), (130, 150)])
def test_a_report_that_cannot_be_true_adds_nothing(start: float, end: float) -> None:
    assert merged([], start, end, SECONDS) == []
