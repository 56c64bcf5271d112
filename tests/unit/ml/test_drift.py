"""Drift: a rise is noticed soon and rarely where there is none, and numbers that look different are told apart."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.ml.drift import (
    LEARN,
    Baseline,
    RiseWatch,
    SecondWatch,
    fallen,
    in_words,
    rises,
    spread_of,
    stability,
    threshold,
)

USUAL, RAISED = 0.25, 0.32


def learnt(rng: np.random.Generator) -> Baseline:
    return Baseline(LEARN, int((rng.random(LEARN) < USUAL).sum()))


def test_a_rise_from_25_to_32_percent_is_noticed_within_900_answers() -> None:
    delays = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        at = RiseWatch(learnt(rng)).first(np.concatenate([rng.random(2_000) < USUAL, rng.random(20_000) < RAISED]))
        assert at is not None
        delays.append(at - 1_999)
    assert np.median(delays) <= 900
    assert sum(delay <= 0 for delay in delays) <= 1


def test_a_million_answers_without_a_change_give_about_one_alarm_at_most() -> None:
    found = 0
    for seed in range(20):
        rng = np.random.default_rng(100 + seed)
        found += RiseWatch(learnt(rng)).first(rng.random(1_000_000) < USUAL) is not None
    assert found <= 20


def test_a_model_that_gets_better_alarms_nobody() -> None:
    rng = np.random.default_rng(1)
    assert RiseWatch(learnt(rng)).first(rng.random(200_000) < 0.15) is None


def test_one_by_one_and_all_at_once_say_the_same_and_a_watch_goes_on_where_it_stood() -> None:
    rng = np.random.default_rng(2)
    stream = np.concatenate([rng.random(3_000) < USUAL, rng.random(3_000) < 0.36])
    baseline = Baseline(LEARN, 2_500)
    whole = RiseWatch(baseline)
    first = rises(stream, whole)[0]
    assert whole.first(stream) == first.at
    assert first.was == pytest.approx(0.25, abs=0.001) and 0.3 < first.now < 0.5 and first.amount > 0.1
    assert 2_500 < first.since < first.at < 3_700
    part = RiseWatch(baseline)
    assert rises(stream[:3_100], part) == []
    assert 0.0 <= part.level < 1.0
    again = RiseWatch(baseline, stands=part.stands)
    assert rises(stream[3_100:], again)[0] == first


def test_fewer_false_alarms_cost_time() -> None:
    assert threshold(0.25, 1e4) < threshold(0.25, 1e6) < threshold(0.25, 1e8)
    assert Baseline(100, 25).rate > Baseline(10_000, 2_500).rate > 0.25
    for rate in (0, 10_000):
        assert rises([True] * 50, RiseWatch(Baseline(10_000, rate))) is not None


def test_the_second_detector_sees_a_jump_and_only_upwards() -> None:
    rng = np.random.default_rng(3)
    up = rises(np.concatenate([rng.random(3_000) < 0.2, rng.random(2_000) < 0.5]), SecondWatch())
    assert up and 3_000 < up[0].at < 3_500 and up[0].now > up[0].was
    assert rises(np.concatenate([rng.random(3_000) < 0.5, rng.random(2_000) < 0.2]), SecondWatch()) == []


def test_the_stability_index_tells_noise_from_change() -> None:
    rng = np.random.default_rng(4)
    spread = spread_of(rng.normal(0, 1, 5_000))
    assert spread is not None and sum(spread.shares) == pytest.approx(1.0)
    same, moved, changed = (stability(spread, rng.normal(shift, 1, 2_000)) for shift in (0.0, 0.4, 1.0))
    assert same is not None and moved is not None and changed is not None
    assert [in_words(each) for each in (same, moved, changed)] == ["steady", "moved", "changed"]
    assert stability(spread, rng.normal(0, 1, 100)) is None


def test_numbers_that_are_nearly_always_the_same_and_those_that_are_none_are_borne() -> None:
    spread = spread_of([0.0] * 900 + [1.0] * 100)
    assert spread is not None
    assert stability(spread, [0.0] * 900 + [1.0] * 100) == pytest.approx(0.0, abs=1e-9)
    other = stability(spread, [1.0] * 600)
    assert other is not None and other > 0.25
    assert spread_of([float("nan")] * 1_000) is None
    assert stability(spread, [float("nan")] * 600) is None


def test_a_share_has_fallen_only_when_it_surely_has_by_a_tenth() -> None:
    assert fallen((4_000, 10_000), (2_800, 10_000)) == pytest.approx(0.3)
    assert fallen((4_000, 10_000), (3_900, 10_000)) is None
    assert fallen((4_000, 10_000), (5_000, 10_000)) is None
    assert fallen((4_000, 10_000), (100, 400)) is None
    assert fallen((0, 10_000), (0, 10_000)) is None
