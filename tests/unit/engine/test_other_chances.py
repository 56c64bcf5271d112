"""Chances of another model take the place of the analytic ones, and with them how well a task fits."""

from __future__ import annotations

import numpy as np

from learnapp.engine.kc import ContentKind
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.selector import FEATURES, candidates, feature_matrix, score, with_chances
from learnapp.engine.targets import Purpose
from tests.unit.engine.courses import NOW, answer, chain_course, newcomer

P, FIT = FEATURES.index("p_correct"), FEATURES.index("success_fit")


def test_chances_and_fit_change_and_nothing_else() -> None:
    course, learner = chain_course(3), newcomer()
    answer(learner, course, 0, True, False)
    pool = candidates(course, learner, NOW)
    graded = np.array([each.content.kind is ContentKind.PRACTICE for each in pool])
    assert graded.any() and not graded.all()
    told = np.where(graded, THRESHOLDS.success_target, np.nan)
    other = with_chances(pool, told)
    before, after = feature_matrix(pool), feature_matrix(other)
    rest = [place for place in range(len(FEATURES)) if place not in (P, FIT)]
    assert (before[:, rest] == after[:, rest]).all() and (before[~graded] == after[~graded]).all()
    usual = graded & np.array([each.purpose is not Purpose.CHALLENGE for each in pool])
    assert (after[usual, FIT] == 1.0).all(), "at the aim of practice it fits best"
    assert [each.p_correct for each in other if each.p_correct is not None] == [
        THRESHOLDS.success_target
    ] * graded.sum()
    assert not np.array_equal(feature_matrix(pool)[:, P], after[:, P]), "the pool itself stays as it was"
    worse = with_chances(pool, np.where(graded, 0.05, np.nan))
    assert (score(worse)[graded] < score(other)[graded]).all()


def test_an_empty_pool_stays_empty() -> None:
    assert with_chances([], np.empty(0)) == []
