"""The content recommender's recipe: from logged decisions to a model, judged by what it would have brought.

It promises no chances, so none are calibrated. It is better when the doubly robust estimate says so beyond noise, and
fair as far as the years of birth tell: no group may surely get less from it than from the rules.
"""

from __future__ import annotations

import inspect
import time
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.engine import mastery
from learnapp.engine.kc import Content, ContentKind
from learnapp.engine.selector import FEATURES, Candidate
from learnapp.ml import content_recommender, known_features, recommendation_log, variety
from learnapp.ml.answers import Floats
from learnapp.ml.artefact import ModelKind
from learnapp.ml.content_recommender import INPUTS, ContentRecommender
from learnapp.ml.datasets import TooFewAnswersError
from learnapp.ml.evaluation import Range
from learnapp.ml.limits import LIMITS
from learnapp.ml.off_policy import Estimate, clustered
from learnapp.ml.promotion import Gate, fast
from learnapp.ml.recommendation_log import PURPOSES, RecommendationLog
from learnapp.ml.recommender_frames import log_of, student_numbers
from learnapp.ml.recommender_judge import Judgement, beside, judge
from learnapp.ml.training import Case, Examined, Model, digest

POOL, CALLS = 24, 120
"""Candidates of a decision, and how many decisions are timed."""
_MADE_BY = (content_recommender, recommendation_log, known_features, variety)


class RecommenderRecipe:
    """Trains `ContentRecommender`."""

    kind = ModelKind.CONTENT_RECOMMENDER

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files and of its inputs."""
        return digest(content_recommender.FORMAT, INPUTS)

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training: all of it stands in the code that trains."""
        return digest(*(inspect.getsource(module) for module in _MADE_BY))

    @property
    def calibration(self) -> str:
        """Fingerprint of what is done to the scores afterwards: nothing."""
        return "none"

    def fit(self, train: pl.DataFrame, seed: int) -> Model:
        """Learn from decisions.

        Raises:
            TooFewAnswersError: Nothing can be learned from them.
        """
        try:
            return content_recommender.fit(log_of(train), seed)
        except InvalidInputError as error:
            raise TooFewAnswersError(error.message) from error

    def load(self, folder: Path) -> Model:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, or no such model.
        """
        return ContentRecommender.load(folder)

    def served(self, model: Model, name: str) -> Any:
        """Return the model under the name of its version, which it writes into every decision."""
        return replace(cast(ContentRecommender, model), version=name)

    def examine(self, case: Case) -> Examined:
        """Judge a recommender beside the rules, and beside the version in production."""
        model, log = cast(ContentRecommender, case.model), log_of(case.test)
        found = judge(model, log)
        enough = found.enough and found.model.students >= LIMITS.least_students
        rules = _line(mastery.MODEL, found.over_rules, found.rules)
        against, gain, seen = mastery.MODEL, found.over_rules, 0
        lines = [rules]
        if case.standing is not None and len(log):
            against = case.standing_name
            gain, theirs, seen = _standing(model, cast(ContentRecommender, case.standing), log, case.fair)
            lines.append(_line(against, gain, theirs))
        groups = _groups(found, case.test)
        figures = {
            "answers": found.model.decisions, "students": found.model.students, "groups": groups, "curve": [],
            **{name: _plain(value) for name, value in found.metrics().items()},
        }  # fmt: skip
        gates = [
            _enough(found, enough), _better(gain, against, seen, enough), _fair(groups, enough),
            fast(case.p99_ms, LIMITS.p99_ms),
        ]  # fmt: skip
        return Examined(figures, lines, gates)

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return the times of one decision among 24 candidates, in time of the thread that asks."""
        log = log_of(test)
        if not len(log):
            return np.empty(0)
        recommender, rng = cast(ContentRecommender, model), np.random.default_rng(0)
        times = []
        for _ in range(CALLS):
            pool = _pool(log, rng.integers(0, len(log.decision), POOL))
            began = time.thread_time()
            recommender.score(pool)
            times.append((time.thread_time() - began) * 1000.0)
        # The first calls fill caches that a serving process has filled.
        return np.array(times[CALLS // 10 :])


def _pool(log: RecommendationLog, rows: Any) -> list[Candidate]:
    return [
        Candidate(
            Content(log.contents[log.content[row]], 1, ContentKind.PRACTICE, "", "", UUID(int=0), 0, ()),
            UUID(int=int(log.kc[row])), PURPOSES[log.purpose[row]], log.features[row].reshape(len(FEATURES)),
            known=log.known[row],
        )
        for row in rows.tolist()
    ]  # fmt: skip


def _standing(
    model: ContentRecommender, standing: ContentRecommender, log: RecommendationLog, fair: tuple[int, ...]
) -> tuple[Estimate, Estimate, int]:
    """Return the gain over what stands, what that one brings, and how many decisions it may have learned from."""
    new = np.isin(student_numbers(log), np.array(fair, dtype=np.int64))
    if new.any():
        gain, theirs = beside(model, standing, log.of(new))
        if gain.students >= LIMITS.least_students and gain.effective >= LIMITS.least_effective:
            return gain, theirs, 0
    gain, theirs = beside(model, standing, log)
    return gain, theirs, int((~new[log.student]).sum())


def _line(name: str, gain: Estimate, theirs: Estimate) -> dict[str, Any]:
    return {
        "name": name,
        "comparison": {key: _plain(value) for key, value in asdict(gain).items()},
        "figures": {
            "reward_model": _plain(theirs.value), "reward_model_low": _plain(theirs.low),
            "reward_model_high": _plain(theirs.high),
        },
    }  # fmt: skip


def _plain(value: float) -> float | None:
    return round(float(value), 5) if np.isfinite(value) else None


def _number(value: float) -> float:
    return round(float(value), 5) if np.isfinite(value) else 0.0


def _enough(found: Judgement, enough: bool) -> Gate:
    numbers = {
        "decisions": float(found.model.decisions), "students": float(found.model.students),
        "effective": _number(found.model.effective), "least_effective": LIMITS.least_effective,
        "least_students": float(LIMITS.least_students),
    }  # fmt: skip
    return Gate("enough", "passed" if enough else "too_few", numbers)


def _better(gain: Estimate, against: str, seen: int, enough: bool) -> Gate:
    if not enough or not np.isfinite(gain.low):
        return Gate("better", "too_few", {}, against)
    numbers = {
        "gain": _number(gain.value), "gain_low": _number(gain.low), "gain_high": _number(gain.high),
        "seen_before": float(seen),
    }  # fmt: skip
    return Gate("better", "passed" if gain.low > 0 else "failed", numbers, against)


def _groups(found: Judgement, test: pl.DataFrame) -> list[dict[str, Any]]:
    """Return, for each band of birth years, what its students get more than from the rules."""
    bands = test.unique("student").sort("student")["band"].to_list()
    mine = np.array([bands[place] for place in found.student.tolist()], dtype=object)
    more = found.by_student[:, 0] - found.by_student[:, 1]
    decisions = dict(test.unique(["student", "order"]).group_by("band").len().iter_rows())
    lines = []
    for band in sorted(set(mine.tolist())):
        own = more[mine == band]
        gap = None
        if len(own) >= LIMITS.group_students:
            span = clustered(own, np.arange(len(own)))
            gap = asdict(Range(_number(span.value), _number(span.low), _number(span.high)))
        lines.append({
            "dimension": "grade", "group": band, "answers": decisions[band], "students": len(own), "auc": None,
            "gap": gap,
        })  # fmt: skip
    return lines


def _fair(groups: list[dict[str, Any]], enough: bool) -> Gate:
    known = [one for one in groups if one["gap"] is not None]
    counts = {"groups": float(len(known)), "too_few": float(len(groups) - len(known)), "limit": 0.0}
    if not known or not enough:
        return Gate("fair", "too_few", counts)
    worst = min(known, key=lambda one: float(one["gap"]["high"]))
    gap = worst["gap"]
    numbers = {"gap": gap["value"], "gap_low": gap["low"], "gap_high": gap["high"], **counts}
    return Gate("fair", "failed" if gap["high"] < 0 else "passed", numbers, f"grade: {worst['group']}")
