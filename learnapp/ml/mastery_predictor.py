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
from learnapp.ml.answers import AnswerLog, Floats, Ints, Table
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact
from learnapp.ml.encodings import Encodings, out_of_fold
from learnapp.ml.knowledge_state import FEATURES, LearnerTrack, log_features

KIND, FORMAT = ModelKind.MASTERY_PREDICTOR, 2
_TREES = 320
_SETTINGS: dict[str, object] = {
    "objective": "binary:logistic", "eta": 0.06, "max_depth": 7, "min_child_weight": 30, "subsample": 0.8,
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
            trees: How many; None for as many as serve.
        """
        encodings = Encodings(log)
        table = log_features(encodings, log, out_of_fold(log, seed))
        rows = xgb.QuantileDMatrix(table, log.correct, max_bin=_SETTINGS["max_bin"], feature_names=list(FEATURES))
        settings = {**_SETTINGS, "seed": seed, "nthread": threads}
        return cls(encodings, xgb.train(settings, rows, num_boost_round=trees or _TREES))

    def predict(self, log: AnswerLog) -> Floats:
        """Return for each answer the chance that was given to it before it was known; shape (N,)."""
        return self._chances(log_features(self.encodings, log))

    def track(self) -> LearnerTrack:
        """Return a new student, to be followed answer by answer."""
        return LearnerTrack(self.encodings)

    def candidates(self, track: LearnerTrack, item: Ints, kc: Ints, now: float = float("nan")) -> Floats:
        """Return a student's chances on n candidates; shape (n,).

        Args:
            track: The student.
            item: Shape (n,), ids of the source; an item that training has not seen is judged by its KC.
            kc: Shape (n,), ids of the source.
            now: Seconds since the student's start.
        """
        return self._chances(track.features(item, kc, now))

    def _chances(self, table: Table) -> Floats:
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
        return cls(encodings, artefact.trees(_MODEL))
