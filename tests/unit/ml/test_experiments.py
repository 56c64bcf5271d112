"""Experiments: looking often does no harm, differences are found, broken draws are seen, nobody changes arms."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import numpy as np
import pytest
from uuid_utils.compat import uuid7

from learnapp.ml.experiments import (
    ALPHA,
    Moments,
    arm_for,
    boundary,
    compare,
    e_bh,
    holm,
    place,
    pooled,
    sample_ratio,
    share_interval,
    tuning,
    units_needed,
)

ARMS = {"now": 40.0, "fit": 30.0, "review": 25.0, "chance": 5.0}
SALT = b"s" * 32
PLANNED = 800


def looked_at_every_day(rng: np.random.Generator, effect: float, days: int = 60, daily: int = 14) -> int | None:
    """Return the first day on which a difference is called, of two arms of right or wrong, None for never."""
    one = (rng.random(days * daily) < 0.4 + effect).astype(float)
    other = (rng.random(days * daily) < 0.4).astype(float)
    for day in range(1, days + 1):
        a, b = one[: day * daily // 2], other[: day * daily // 2]
        if len(a) < 2:
            continue
        found = compare(
            Moments(len(a), float(a.mean()), float(a.var(ddof=1))),
            Moments(len(b), float(b.mean()), float(b.var(ddof=1))),
            planned=PLANNED,
        )
        if found is not None and (found.low > 0 or found.high < 0):
            assert found.p <= ALPHA + 1e-9, "the interval and the p-value say the same"
            return day
    return None


def test_looking_every_day_finds_nothing_where_there_is_nothing() -> None:
    rng = np.random.default_rng(4)
    false = sum(looked_at_every_day(rng, 0.0) is not None for _ in range(400))
    # At most 5 % in the long run; 31 of 400 would be three standard errors above it.
    assert false <= 31


def test_an_ordinary_test_looked_at_as_often_would_find_far_too_much() -> None:
    rng, false = np.random.default_rng(4), 0
    for _ in range(200):
        walk = np.cumsum((rng.random(420) < 0.4).astype(float) - (rng.random(420) < 0.4))
        n = np.arange(1, 421)
        z = np.abs(walk) / np.sqrt(n * 2 * 0.24)
        false += bool((z[30::7] > 1.96).any())
    assert false > 3 * 0.05 * 200


def test_a_difference_is_found_four_times_in_five_with_the_units_that_the_plan_asks_for() -> None:
    effect, deviation = 0.15, 0.5
    each = units_needed(effect, deviation)
    assert 300 < each < 900
    rng, found = np.random.default_rng(5), 0
    for _ in range(200):
        a, b = rng.normal(0.4 + effect, deviation, each), rng.normal(0.4, deviation, each)
        made = compare(
            Moments(each, float(a.mean()), float(a.var(ddof=1))),
            Moments(each, float(b.mean()), float(b.var(ddof=1))),
            planned=2 * each,
        )
        found += made is not None and made.low > 0
    assert found >= 150
    assert units_needed(effect, deviation, arms=4) > each
    assert units_needed(0.0, deviation) == 0


def test_too_early_is_said_and_not_guessed() -> None:
    few, many, flat = Moments(29, 0.9, 0.1), Moments(500, 0.1, 0.1), Moments(500, 1.0, 0.0)
    assert compare(few, many, planned=PLANNED) is None
    assert compare(flat, flat, planned=PLANNED) is None
    sections = compare(Moments(12, 0.9, 0.01), Moments(12, 0.1, 0.01), planned=20, least=10)
    assert sections is not None and sections.low > 0
    assert share_interval(0, 0) == (0.0, 1.0)


def test_the_boundary_is_that_of_the_paper_and_narrowest_where_it_is_tuned() -> None:
    # Howard et al. (2021), equation 14, worked out by hand for v = 100, rho = 25 and alpha = 0.05.
    assert boundary(100.0, 0.05, 25.0) == pytest.approx((125 * np.log(125 / (25 * 0.0025))) ** 0.5)
    tuned = tuning(PLANNED)
    others = [boundary(PLANNED, ALPHA, tuned * factor) for factor in (0.5, 0.9, 1.1, 2.0)]
    assert boundary(PLANNED, ALPHA, tuned) < min(others)


def test_a_share_keeps_its_interval_at_every_look() -> None:
    rng, missed = np.random.default_rng(6), 0
    for _ in range(200):
        hits = np.cumsum(rng.random(2_000) < 0.05)
        missed += any(
            not low <= 0.05 <= high
            for n in range(50, 2_000, 50)
            for low, high in [share_interval(int(hits[n - 1]), n, planned=1_000)]
        )
    assert missed <= 10


def test_several_arms_share_what_may_go_wrong() -> None:
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})
    assert e_bh({"a": 70.0, "b": 31.0, "c": 2.0}) == {"a", "b"}
    assert e_bh({"a": 50.0, "b": 2.0, "c": 2.0}) == set()
    assert e_bh({}) == set()


def test_a_draw_that_loses_a_tenth_of_one_arm_is_seen_and_a_fair_one_is_not() -> None:
    rng, wrongly, seen = np.random.default_rng(7), 0, 0
    weights = np.array(list(ARMS.values())) / 100
    for _ in range(200):
        fair = np.cumsum(rng.multinomial(50, weights, size=60), axis=0)
        wrongly += any(
            verdict.wrong
            for day in fair
            for verdict in [sample_ratio(dict(zip(ARMS, day.tolist(), strict=True)), ARMS)]
            if verdict is not None
        )
        broken = rng.multinomial(20_000, weights * np.array([1, 1, 0.85, 1]) / (weights * [1, 1, 0.85, 1]).sum())
        found = sample_ratio(dict(zip(ARMS, broken.tolist(), strict=True)), ARMS)
        assert found is not None
        seen += found.wrong and found.p_once < 0.001
    assert wrongly <= 4, "60 looks at a fair draw"
    assert seen >= 190
    assert sample_ratio({}, ARMS) is None
    assert sample_ratio({"now": 3}, {"now": 1.0}) is None


def test_everybody_stays_in_their_arm_when_more_are_let_in() -> None:
    students = [uuid7() for _ in range(4_000)]
    small = {student: arm_for(SALT, student, 0.2, ARMS) for student in students}
    large = {student: arm_for(SALT, student, 0.7, ARMS) for student in students}
    kept = [student for student in students if small[student] is not None]
    assert 650 < len(kept) < 950
    assert all(small[student] == large[student] for student in kept)
    found = Counter(arm for arm in large.values() if arm is not None)
    for arm, share in ARMS.items():
        assert found[arm] / sum(found.values()) == pytest.approx(share / 100, abs=0.03)
    assert arm_for(SALT, students[0], 0.0, ARMS) is None
    assert all(arm_for(SALT, student, 1.0, ARMS) for student in students[:50])


def test_another_experiment_draws_anew_and_the_same_one_never_does() -> None:
    unit = UUID(int=7)
    assert place(SALT, unit, "arm") == place(SALT, unit, "arm")
    students = [uuid7() for _ in range(2_000)]
    other = b"t" * 32
    same = sum(arm_for(SALT, each, 1.0, ARMS) == arm_for(other, each, 1.0, ARMS) for each in students) / 2_000
    assert same == pytest.approx(sum((share / 100) ** 2 for share in ARMS.values()), abs=0.04)


def test_groups_together_have_the_moments_of_all() -> None:
    rng = np.random.default_rng(8)
    parts = [rng.normal(place, 1 + place, 20 + place) for place in range(4)]
    whole = np.concatenate(parts)
    found = pooled([Moments(len(each), float(each.mean()), float(each.var(ddof=1))) for each in parts])
    assert (found.n, found.mean, found.variance) == pytest.approx((len(whole), whole.mean(), whole.var(ddof=1)))
    assert pooled([]) == Moments(0, 0.0, 0.0)
