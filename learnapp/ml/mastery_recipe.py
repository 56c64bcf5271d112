"""The mastery predictor's recipe: from curated answers to a model, and what it says of students it has not seen."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import cast

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml import analytic, mastery_predictor
from learnapp.ml.answers import AnswerLog, Floats, from_frame
from learnapp.ml.artefact import ModelKind
from learnapp.ml.evaluation import Judged
from learnapp.ml.knowledge_state import FEATURES
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.training import Model, digest

GROUPS = {"grade": "band", "subject": "subject", "difficulty": "level"}
CANDIDATES, CALLS = 200, 120


class MasteryRecipe:
    """Trains `MasteryPredictor`."""

    kind = ModelKind.MASTERY_PREDICTOR

    @property
    def layout(self) -> str:
        """Fingerprint of the layout of its files and of its features."""
        return digest(mastery_predictor.FORMAT, FEATURES)

    @property
    def settings(self) -> str:
        """Fingerprint of what is set for the training."""
        return digest(mastery_predictor._SETTINGS, mastery_predictor._TREES)  # noqa: SLF001 - its own kind

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
        test = _sorted(test)
        log = _log(test)
        chance = cast(MasteryPredictor, model).predict(log) if len(log) else np.empty(0)
        return _judged(test, chance)

    def baseline(self, test: pl.DataFrame) -> tuple[str, Judged] | None:
        """Return what the analytic model says before the same answers."""
        test = _sorted(test)
        return analytic.NAME, _judged(test, analytic.chances(test))

    def milliseconds(self, model: Model, test: pl.DataFrame) -> Floats:
        """Return the times of one student with 200 candidates, features included, answer after answer.

        They are times of the thread that asks, not of the clock on the wall: what else the machine does while a model
        is judged says nothing about the model.
        """
        test = _sorted(test)
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


def _sorted(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("student", "order", maintain_order=True)


def _columns(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select("order", "student", "item", "kc", "correct", "seconds")


def _log(test: pl.DataFrame) -> AnswerLog:
    """Return the answers of a part, which may be too few to learn from."""
    padding = _padding(test)
    whole = from_frame(pl.concat([_columns(test), padding]))
    # The padding's students have the largest numbers, so they come last.
    return whole.of(np.arange(whole.students) < whole.students - padding["student"].n_unique())


def _padding(test: pl.DataFrame) -> pl.DataFrame:
    """Return answers of one student more, right and wrong, so that a table of any size can be read."""
    count = 50
    last = 2**63 - 1
    schema = _columns(test).schema
    if len(test) and int(test["student"].max()) == last:  # type: ignore[arg-type]
        raise InvalidInputError("A student's number is out of range. Gather the answers again.")
    rows = {
        "order": range(count), "student": [last] * count, "item": [0] * count, "kc": [0] * count,
        "correct": [float(n % 2) for n in range(count)], "seconds": [float(n) for n in range(count)],
    }  # fmt: skip
    return pl.DataFrame(rows).cast(dict(schema))  # type: ignore[arg-type]


def _judged(test: pl.DataFrame, chance: Floats) -> Judged:
    _, numbers = np.unique(test["student"].to_numpy(), return_inverse=True)
    groups = {name: test[column].to_list() for name, column in GROUPS.items()}
    return Judged(numbers.astype(np.int64), test["correct"].to_numpy().astype(np.float64), chance, groups)
