"""What is said of an item: intervals that hold, and words only where there is enough to say them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from learnapp.engine.item_statistics import reading, suspicions, wilson


@given(st.integers(0, 500), st.integers(0, 500))
def test_the_interval_holds_the_share_and_stays_within_0_and_1(right: int, n: int) -> None:
    low, high = wilson(min(right, n), n)
    assert 0.0 <= low <= high <= 1.0
    if n:
        assert low - 1e-12 <= min(right, n) / n <= high + 1e-12


def test_golden_values_of_the_interval() -> None:
    # Newcombe (1998), "Two-sided confidence intervals for the single proportion", table I, method 3.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)
    assert wilson(1, 29) == pytest.approx((0.0061, 0.1718), abs=5e-5)
    assert wilson(0, 0) == (0.0, 1.0)


def test_what_looks_broken_and_why() -> None:
    assert suspicions(students=10, share=0.1, value=-0.2, reports=3) == ["backwards", "hardly_right", "reported"]
    assert suspicions(students=9, share=0.0, value=None, reports=2) == []
    assert suspicions(students=40, share=0.15, value=0.0, reports=0) == []


@pytest.mark.parametrize(
    ("value", "students", "word"),
    [(None, 9, "few"), (None, 10, "alike"), (-0.01, 10, "backwards"), (0.19, 10, "blurred"), (0.2, 10, "clear")],
)
def test_a_discrimination_in_a_word(value: float | None, students: int, word: str) -> None:
    assert reading(value, students) == word
