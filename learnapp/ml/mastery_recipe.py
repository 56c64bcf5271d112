"""The mastery predictor's recipe: from curated answers to a model, and what it says of students it has not seen."""

from __future__ import annotations

import inspect
import os
import time
from pathlib import Path
from typing import Any, cast

import numpy as np
import polars as pl

from learnapp.ml import analytic, encodings, factors, groups, knowledge_state, mastery_predictor, pairs
from learnapp.ml.answers import AnswerLog, Floats, from_frame
from learnapp.ml.artefact import ModelKind
from learnapp.ml.chance_recipe import ChanceRecipe, in_order, judged_of
from learnapp.ml.evaluation import Judged
from learnapp.ml.fairness import report
from learnapp.ml.knowledge_state import FEATURES
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.promotion import Gate
from learnapp.ml.training import Case, Model, digest

GROUPS = {"grade": "band", "subject": "subject", "difficulty": "level"}
CANDIDATES, CALLS = 200, 120
EXPECTED = 0.5
"""Chance from which a right answer is expected, for the error rates of groups."""
_MADE_BY = (encodings, factors, groups, knowledge_state, mastery_predictor, pairs)


class MasteryRecipe(ChanceRecipe):
    """Trains `MasteryPredictor`."""

    kind = ModelKind.MASTERY_PREDICTOR

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files and of its features."""
        return digest(mastery_predictor.FORMAT, FEATURES)

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training: all of it stands in the code that trains."""
        return digest(*(inspect.getsource(module) for module in _MADE_BY))

    @property
    def calibration(self) -> str:
        """Fingerprint of what is done to the chances afterwards: nothing, boosted log loss is calibrated."""
        return "none"

    def fit(self, train: pl.DataFrame, seed: int) -> Model:
        """Learn from answers.

        Raises:
            InvalidInputError: Nothing can be learned from them.
        """
        return MasteryPredictor.fit(from_frame(_columns(train)), seed=seed, threads=_threads())

    def load(self, folder: Path) -> Model:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, or no such model.
        """
        return MasteryPredictor.load(folder)

    def judge(self, model: Model, test: pl.DataFrame) -> Judged:
        """Return what the model says before each answer."""
        test = in_order(test)
        chance = cast(MasteryPredictor, model).predict(_log(test)) if len(test) else np.empty(0)
        return judged_of(test, "correct", chance, GROUPS)

    def said(self, model: Model, case: Case) -> Judged:
        """Return what the model says before each answer that was kept."""
        return self.judge(model, case.test)

    def baseline(self, case: Case) -> tuple[str, Judged] | None:
        """Return what the analytic model says before the same answers."""
        test = in_order(case.test)
        return analytic.NAME, judged_of(test, "correct", analytic.chances(test), GROUPS)

    def even(self, judged: Judged, case: Case) -> tuple[Gate | None, dict[str, Any]]:
        """Return the report of the release by years of birth; the gate stays that of calibration in every group.

        Where groups answer more or less often right, error rates differ for honest chances too (Kleinberg, Mullainathan
        & Raghavan, 2017), so a difference of these alone closes nothing: it waits for a person.
        """
        bands = ["" if one == "unknown" else one for one in judged.groups["grade"]]
        told = report(judged.truth, judged.chance, judged.student, {"grade": bands}, threshold=EXPECTED, seed=case.seed)
        return None, {"fairness": told}

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return the times of one student with 200 candidates, features included, answer after answer.

        They are times of the thread that asks, not of the clock on the wall: what else the machine does while a model
        is judged says nothing about the model.
        """
        test = in_order(test)
        if not len(test):
            return np.empty(0)
        predictor, log = cast(MasteryPredictor, model), _log(test)
        items, first = np.unique(log.item, return_index=True)
        kcs, rng, track = log.kc[first], np.random.default_rng(0), predictor.track()
        student = int(np.argmax(log.length()))
        start = int(log.start[student])
        times = []
        for call in range(CALLS):
            row = start + call % int(log.length()[student])
            chosen = rng.integers(0, len(items), CANDIDATES)
            began = time.thread_time()
            predictor.candidates(track, items[chosen], kcs[chosen], float(log.seconds[row]))
            times.append((time.thread_time() - began) * 1000.0)
            track.learn(int(log.item[row]), int(log.kc[row]), bool(log.correct[row]), float(log.seconds[row]))
        # The first calls fill caches that a serving process has filled.
        return np.array(times[CALLS // 10 :])


def _threads() -> int:
    return max(1, min(2, os.cpu_count() or 1))


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("order", "student", "item", "kc", "correct", "seconds")


def _log(test: pl.DataFrame) -> AnswerLog:
    """Return the answers of a part that is only scored."""
    return from_frame(_columns(test), learn=False)
