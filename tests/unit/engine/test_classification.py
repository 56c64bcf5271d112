"""A line is where somebody would get so many of all questions right; verdicts about it are as sure as they say."""

from __future__ import annotations

import numpy as np
import pytest

from learnapp.core.errors import InvalidInputError
from learnapp.engine.classification import FARTHEST, ability_at, classified, expected_share
from learnapp.engine.stopping import Verdict

A, B = np.array([0.8, 1.0, 1.4]), np.array([-1.0, 0.0, 1.0])


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9])
def test_a_line_is_where_the_expected_share_is(share: float) -> None:
    assert expected_share(A, B, ability_at(A, B, share)) == pytest.approx(share, abs=1e-9)


def test_harder_questions_put_the_same_share_higher() -> None:
    assert ability_at(A, B + 1.0, 0.7) == pytest.approx(ability_at(A, B, 0.7) + 1.0)


def test_a_share_out_of_reach_gives_the_nearer_end_and_one_that_is_none_is_refused() -> None:
    assert ability_at(A, B + 3.0, 0.99) == FARTHEST and ability_at(A, B - 3.0, 0.01) == -FARTHEST
    for share in (0.0, 1.0, float("nan")):
        with pytest.raises(InvalidInputError):
            ability_at(A, B, share)
    with pytest.raises(InvalidInputError):
        ability_at(A[:0], B[:0], 0.5)


def test_without_answers_only_who_comes_is_known() -> None:
    nobody = classified(A[:0], B[:0], A[:0], 0.0)
    assert nobody.verdict is Verdict.UNSURE and nobody.above == pytest.approx(0.5) == nobody.sure
    assert classified(A[:0], B[:0], A[:0], 1.0).above == pytest.approx(0.1587, abs=0.002), "the normal upper tail"


def test_fewer_answers_than_a_test_asks_at_least_are_no_verdict() -> None:
    a, b, right = np.full(4, 2.0), np.zeros(4), np.ones(4)
    assert classified(a, b, right, -1.5, 1).verdict is not classified(a, b, right, -1.5, 5).verdict
    assert classified(a, b, right, -1.5, 5).verdict is Verdict.UNSURE


@pytest.mark.parametrize("line", [-0.5, 0.8])
def test_verdicts_are_right_as_often_as_they_say(line: float) -> None:
    rng = np.random.default_rng(20)
    said, right = [], []
    for theta in rng.normal(size=3000):
        a, b = rng.lognormal(0.0, 0.25, 16), rng.normal(line, 0.5, 16)
        scores = (rng.random(16) < 1.0 / (1.0 + np.exp(-a * (theta - b)))).astype(np.float64)
        found = classified(a, b, scores, line)
        if found.verdict is not Verdict.UNSURE:
            said.append(found.sure)
            right.append((theta >= line) == (found.verdict is Verdict.MASTERED))
    assert len(said) > 500, "enough of them can be told to judge by"
    assert np.mean(right) == pytest.approx(np.mean(said), abs=0.02)
    assert np.mean(right) > 0.93
