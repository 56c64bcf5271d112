"""Gaps between groups: planted ones are found, none are made up, and few students are too few to say."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from learnapp.ml.fairness import LEAST, abroca, abroca_test, report

_FAST = {"draws": 80, "shuffles": 60}


def _release(
    seed: int = 0, n: int = 1200, *, noise: float = 0.0, shift: float = 0.0
) -> tuple[Any, Any, Any, list[str]]:
    """Return outcomes, chances, students and groups; the model is blinder, or harder, for group b."""
    rng = np.random.default_rng(seed)
    group = np.where(rng.random(n) < 0.5, "a", "b")
    true = rng.normal(-0.5, 1.5, n)
    outcome = (rng.random(n) < 1 / (1 + np.exp(-true))).astype(float)
    b = group == "b"
    seen = true + b * (noise * rng.normal(0, 1, n) + shift)
    return outcome, 1 / (1 + np.exp(-seen)), np.arange(n), group.tolist()


def _slice(*given: Any, **more: Any) -> dict[str, Any]:
    outcome, chance, student, group = given
    found = report(outcome, chance, student, {"team": group}, threshold=0.5, **{**_FAST, **more})
    json.dumps(found)
    one: dict[str, Any] = found["slices"][0]
    return one


def test_where_groups_are_alike_nothing_is_of_concern() -> None:
    for seed in range(3):
        found = _slice(*_release(seed))
        assert found["concern"] == () and found["odds"]["low"] < 0.05 and found["abroca_p"] > 0.02


def test_a_model_that_is_blind_for_a_group_is_found() -> None:
    found = _slice(*_release(noise=8.0))
    assert "abroca" in found["concern"] and found["abroca"] > 0.1 and found["abroca_p"] < 0.05
    assert found["abroca_null"] < 0.05


def test_a_model_that_is_harder_on_a_group_is_found() -> None:
    found = _slice(*_release(shift=1.5))
    assert {"parity", "odds"} <= set(found["concern"])
    gaps = {one["name"]: one["gap"] for one in found["groups"]}
    assert gaps["b"]["low"] > 0.1 and abs(gaps["a"]["value"]) < 0.05


def test_too_few_students_are_too_few_to_say() -> None:
    outcome, chance, student, group = _release()
    few = ["b" if place < LEAST - 1 else "a" for place in range(len(group))]
    found = _slice(outcome, chance, student, few)
    assert [(one["name"], one["enough"]) for one in found["groups"]] == [("a", True), ("b", False)]
    assert found["parity"] is None and found["abroca"] is None


def test_many_rows_of_few_students_are_few_students() -> None:
    outcome, chance, student, group = _release()
    found = _slice(outcome, chance, student % 20, group)
    assert not any(one["enough"] for one in found["groups"])


def test_nobody_with_the_outcome_or_nobody_at_all_breaks_nothing() -> None:
    outcome, chance, student, group = _release(n=100)
    assert _slice(outcome * 0, chance, student, group)["odds"] is None
    none = np.zeros(0)
    assert report(none, none, np.zeros(0, np.int64), {"team": []}, threshold=0.5)["auc"] is None


def test_abroca_is_the_area_between_the_curves() -> None:
    # Group one is told apart perfectly (area 1), the others exactly the wrong way round (area 0).
    outcome, chance = np.array([0.0, 1, 0, 1]), np.array([0.1, 0.9, 0.9, 0.1])
    group = np.array([True, True, False, False])
    assert abroca(outcome, chance, group) == pytest.approx(1.0, abs=0.01)
    assert abroca(outcome, np.array([0.1, 0.9, 0.1, 0.9]), group) == 0.0


def test_the_randomisation_test_keeps_its_level() -> None:
    levels = []
    for seed in range(20):
        outcome, chance, student, group = _release(seed, 300)
        levels.append(abroca_test(outcome, chance, np.array(group) == "a", student, seed, 40)[2])
    assert sum(one < 0.05 for one in levels) <= 4
