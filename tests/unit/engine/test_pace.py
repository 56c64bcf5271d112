"""Pace: what is known to be a fifth faster is found to be, what is not is not, and hard topics decide nothing."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from learnapp.engine.pace import Spent, pace


def world(rng: np.random.Generator, faster: float, *, students: int = 60, topics: int = 8) -> list[Spent]:
    """Students who master some topics; those with help need `faster` of the time, and choose harder topics."""
    found = []
    for student in range(students):
        by, own = student % 2 == 0, rng.normal(0, 0.3)
        for topic in range(topics):
            # Whoever has help does the hard topics more often: a plain mean would hold that against the help.
            if rng.random() < (0.3 + 0.08 * topic if by else 0.8 - 0.08 * topic):
                minutes = np.exp(1 + 0.3 * topic + own + rng.normal(0, 0.4)) * (faster if by else 1.0)
                found.append(Spent(student, topic, float(minutes), by))
    return found


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(5)
    found = [pace(world(rng, 0.75), np.random.default_rng(1)) for _ in range(40)]
    held = [one is not None and one.low <= 0.25 <= one.high for one in found]
    assert sum(held) >= 34
    assert abs(float(np.mean([one.value for one in found if one])) - 0.25) < 0.05


def test_too_few_students_or_no_shared_topic_say_nothing() -> None:
    rng = np.random.default_rng(1)
    assert pace(world(rng, 0.8, students=18), rng) is None
    apart = [Spent(n, "a" if n % 2 else "b", 3.0, bool(n % 2)) for n in range(60)]
    assert pace(apart, rng) is None and pace([], rng) is None


@settings(max_examples=25, deadline=None)
@given(st.floats(0.1, 10.0), st.integers(0, 2**16))
def test_the_unit_of_time_changes_nothing(scale: float, seed: int) -> None:
    spent = [one for one in world(np.random.default_rng(seed), 0.8, students=30) if one.minutes > 3]
    longer = [Spent(one.student, one.topic, one.minutes * scale * 10, one.by) for one in spent]
    one, other = pace(spent, np.random.default_rng(3)), pace(longer, np.random.default_rng(3))
    assert (one is None) == (other is None)
    if one and other:
        assert abs(one.value - other.value) < 1e-9 and one.low <= one.value <= one.high < 1
