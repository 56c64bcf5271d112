"""What is counted of one student in an experiment, and what may be said of an arm."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from learnapp.ml.experiments import Moments
from learnapp.ml.outcomes import GUARDS, METRICS, Seen, outcomes_of
from learnapp.ml.verdicts import corrected, findings, guarded, latency, said

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
ITEM, OTHER = UUID(int=1), UUID(int=2)


def seen(minute: int, verb: str = "answered", **more: Any) -> Seen:
    values: dict[str, Any] = {"content": ITEM, "correct": None, "mastery": {}, "minutes": 0.0, **more}
    return Seen(NOON + timedelta(minutes=minute), verb, **values)


def test_mastery_counts_from_the_first_answer_to_the_last_in_active_minutes() -> None:
    events = [
        seen(0, correct=False, mastery={"a": 0.3}, minutes=2.0),
        seen(5, correct=True, mastery={"a": 0.5, "b": 0.8}, minutes=2.0),
        seen(9, correct=True, mastery={"b": 0.6}, minutes=1.0),
    ]
    found = outcomes_of(events, NOON, 3)
    assert found["mastery_per_minute"] == pytest.approx((0.2 - 0.2) / 5)
    assert found["mastery_loss"] == 0.5
    assert "right_in_band" not in found, "three answers are too few to say"
    assert "completion" not in found and found["dismissals"] == 0.0


def test_a_recommendation_counts_when_it_was_opened_and_then_worked_through() -> None:
    events = [
        seen(0, "read", content=OTHER),
        seen(1, "recommendation_opened"),
        seen(2, "answered", correct=True),
        seen(3, "recommendation_opened", content=OTHER),
        seen(4, "recommendation_dismissed", content=OTHER),
    ]
    found = outcomes_of(events, NOON, 6)
    assert found["completion"] == 0.5, "what was read before it was opened does not count"
    assert found["dismissals"] == pytest.approx(1 / 6)


def test_streaks_hints_and_the_band_of_right_answers() -> None:
    wrong = [seen(n, correct=False) for n in range(4)]
    right = [seen(10 + n, correct=True) for n in range(12)]
    found = outcomes_of([*wrong, seen(5, "hint_requested"), *right], NOON, 0)
    assert (found["wrong_streaks"], found["right_in_band"]) == (1.0, 1.0)
    assert found["hints"] == pytest.approx(1 / 16)
    assert outcomes_of([*wrong[:3], *right, *wrong[:1]], NOON, 0)["wrong_streaks"] == 0.0
    assert "dismissals" not in found


def test_coming_back_is_coming_back_on_the_next_day() -> None:
    assert outcomes_of([seen(0)], NOON, 0)["next_day"] == 0.0
    assert outcomes_of([seen(60 * 13)], NOON, 0)["next_day"] == 1.0
    assert outcomes_of([seen(60 * 40)], NOON, 0)["next_day"] == 0.0
    assert outcomes_of([], NOON, 0) == {"next_day": 0.0}


def test_what_may_be_said_follows_the_interval_the_arms_and_what_is_worth_finding() -> None:
    metric = METRICS["completion"]
    assert said(metric, None, None, None, 0.05) == "early"
    assert said(metric, 0.02, 0.2, 0.01, 0.05) == "better"
    assert said(metric, 0.02, 0.2, 0.2, 0.05) == "open", "among many arms one looks good by chance"
    assert said(metric, -0.2, -0.02, 0.01, 0.05) == "worse"
    assert said(metric, -0.03, 0.04, 0.9, 0.05) == "same"
    assert said(metric, -0.03, 0.08, 0.9, 0.05) == "open"


def test_a_guard_lets_little_pass_and_stops_much() -> None:
    guard = GUARDS["hints"]
    assert [guarded(guard, *each) for each in ((None, None), (-0.1, 0.1), (-0.1, 0.04), (0.06, 0.2))] == [
        "early", "watching", "fine", "harm",
    ]  # fmt: skip
    assert latency(90, 100) == "early"
    assert latency(2, 20_000) == "fine"
    assert latency(2_000, 20_000) == "harm"
    assert latency(30, 500) == "watching"


def test_what_was_found_stays_found_and_the_arm_as_now_is_compared_with_nothing() -> None:
    low, high = Moments(400, 0.4, 0.24), Moments(400, 0.6, 0.24)
    arms = {"now": {"completion": low}, "fit": {"completion": high}, "new": {"completion": Moments(5, 1.0, 0.0)}}
    found = {
        (each.arm, each.metric): each
        for each in findings(
            arms, "now", planned=800, unit="student", arms_in_all=2, before={("new", "completion"): 0.02}
        )
    }
    fit, new, now = (found[arm, "completion"] for arm in ("fit", "new", "now"))
    assert fit.compared is not None and fit.compared.low > 0 and fit.p == fit.compared.p < 0.001
    assert new.compared is None and new.p == 0.02
    assert now.compared is None and now.mean == 0.4
    assert corrected("completion", {key: each.p for key, each in found.items()}) == {
        "fit": pytest.approx(2 * fit.p), "new": 0.02,
    }  # fmt: skip
