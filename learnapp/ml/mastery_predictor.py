"""The mastery predictor: the chance that a student answers a question right, from gradient-boosted trees.

Trees are grown by XGBoost (Chen & Guestrin, 2016) on the features of `knowledge_state`. A training row is encoded from
other students only, so that its own answer never stands among its features.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xgboost as xgb

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, Floats, Ints, Table, folds_of
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact
from learnapp.ml.contributions import Explained, explained
from learnapp.ml.encodings import Encodings, out_of_fold
from learnapp.ml.knowledge_state import FEATURES, log_features
from learnapp.ml.learner_track import LearnerTrack

KIND, FORMAT = ModelKind.MASTERY_PREDICTOR, 3
_TREES, _LEAST_TREES, _PATIENCE = 320, 20, 30
_MANY_STUDENTS, _JUDGES = 1000, 6
"""From so many students on all trees are grown; of fewer, a sixth is held back to tell how many are of use."""
_ETA_OF_MANY, _ETA_OF_FEW = 0.1, 0.06
_SETTINGS: dict[str, object] = {
    "objective": "binary:logistic", "max_depth": 6, "min_child_weight": 30, "subsample": 0.8,
    "colsample_bytree": 0.5, "reg_lambda": 5.0, "tree_method": "hist", "max_bin": 128,
}  # fmt: skip
_MODEL, _NUMBERS = "trees", "encodings"


@dataclass(frozen=True, slots=True)
class MasteryPredictor:
    """A fitted model; it never changes."""

    encodings: Encodings
    booster: xgb.Booster

    @classmethod
    def fit(cls, log: AnswerLog, *, seed: int = 0, threads: int = 2, trees: int | None = None) -> MasteryPredictor:
        """Learn from the answers of training students; the same seed and answers give the same model.

        Args:
            log: The answers.
            seed: Of the folds and of the trees.
            threads: Processor cores to use.
            trees: How many; None for as many as are of use, _TREES at most.

        Raises:
            InvalidInputError: All answers are of one student.
        """
        encodings = Encodings(log)
        table = log_features(encodings, log, out_of_fold(log, seed, threads=threads))
        # One fold may hold answers that are all alike; even then no chance is 0 or 1.
        usual = float(np.clip(log.correct.mean(), 0.02, 0.98))
        eta = _ETA_OF_MANY if log.students >= _MANY_STUDENTS else _ETA_OF_FEW
        settings = {**_SETTINGS, "eta": eta, "base_score": usual, "seed": seed, "nthread": threads}
        trees = trees or _useful_trees(settings, table, log, seed)
        return cls(encodings, _alone(xgb.train(settings, _matrix(table, log.correct), num_boost_round=trees)))

    def predict(self, log: AnswerLog) -> Floats:
        """Return for each answer the chance that was given to it before it was known; shape (N,)."""
        return self._chances(log_features(self.encodings, log))

    def track(self) -> LearnerTrack:
        """Return a new student, to be followed answer by answer."""
        return LearnerTrack(self.encodings)

    def candidates(
        self, track: LearnerTrack, item: Ints, kc: Ints, now: float = float("nan"), *, fresh: bool = False
    ) -> Floats:
        """Return a student's chances on n candidates; shape (n,).

        Args:
            track: The student.
            item: Shape (n,), ids of the source; an item that training has not seen is judged by its KC.
            kc: Shape (n,), ids of the source.
            now: Seconds since the student's start.
            fresh: Whether the items count as never met, and as following upon nothing.
        """
        return self._chances(track.features(item, kc, now, fresh=fresh))

    def explained(self, track: LearnerTrack, item: Ints, kc: Ints, now: float = float("nan")) -> list[Explained]:
        """Return what moves a student's chances on n candidates; the arguments are those of `candidates`."""
        return explained(self.booster, track.features(item, kc, now))

    def _chances(self, table: Table) -> Floats:
        if not len(table):
            return np.zeros(0)
        return np.asarray(self.booster.inplace_predict(table, validate_features=False), dtype=np.float64)

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        write_artefact(
            folder, KIND, FORMAT, FEATURES, trees={_MODEL: self.booster}, numbers={_NUMBERS: self.encodings.arrays()}
        )

    @classmethod
    def load(cls, folder: Path) -> MasteryPredictor:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for other features.
        """
        artefact = Artefact(folder, KIND, FORMAT, FEATURES)
        try:
            encodings = Encodings.of_arrays(artefact.numbers(_NUMBERS))
        except (KeyError, AttributeError) as error:
            raise InvalidInputError("This folder holds no usable model. Train it anew.") from error
        return cls(encodings, _alone(artefact.trees(_MODEL)))


def _matrix(table: Table, correct: Floats, like: xgb.DMatrix | None = None) -> xgb.QuantileDMatrix:
    bins = _SETTINGS["max_bin"]
    return xgb.QuantileDMatrix(table, correct, max_bin=bins, ref=like, feature_names=list(FEATURES))


def _useful_trees(settings: dict[str, object], table: Table, log: AnswerLog, seed: int) -> int:
    """Return how many trees are of use to students who were held back; all where there are many students."""
    if log.students >= _MANY_STUDENTS:
        return _TREES
    held = (folds_of(log.students, min(_JUDGES, log.students), seed + 2) == 0)[log.student]
    if len(np.unique(log.correct[held])) < 2 or len(np.unique(log.correct[~held])) < 2:
        return min(_LEAST_TREES, _TREES)
    rows = _matrix(table[~held], log.correct[~held])
    judges = _matrix(table[held], log.correct[held], rows)
    trial = xgb.train(
        settings, rows, num_boost_round=_TREES, evals=[(judges, "held")], early_stopping_rounds=_PATIENCE,
        verbose_eval=False,
    )  # fmt: skip
    return min(max(int(trial.best_iteration) + 1, _LEAST_TREES), _TREES)


def _alone(booster: xgb.Booster) -> xgb.Booster:
    """Return trees that answer on the calling thread: for 200 rows others would cost more than they bring."""
    booster.set_param({"nthread": 1})
    return booster
