"""The mastery predictor: the chance that a student answers a question right, from gradient-boosted trees.

Trees are grown by XGBoost (Chen & Guestrin, 2016) on the features of `knowledge_state`. A training row is encoded from
other students only, so that its own answer never stands among its features.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xgboost as xgb

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, Floats, Ints, Table
from learnapp.ml.encodings import Encodings, out_of_fold
from learnapp.ml.knowledge_state import FEATURES, LearnerTrack, log_features

KIND, FORMAT = "mastery_predictor", 1
_TREES = 320
_SETTINGS: dict[str, object] = {
    "objective": "binary:logistic", "eta": 0.06, "max_depth": 7, "min_child_weight": 30, "subsample": 0.8,
    "colsample_bytree": 0.5, "reg_lambda": 5.0, "tree_method": "hist", "max_bin": 128,
}  # fmt: skip
_MODEL, _NUMBERS, _MANIFEST = "model.ubj", "encodings.npz", "manifest.json"


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
        """Write the model into a folder: trees as UBJ, numbers as npz, and a manifest with their fingerprints."""
        folder.mkdir(parents=True, exist_ok=True)
        self.booster.save_model(folder / _MODEL)
        np.savez_compressed(folder / _NUMBERS, allow_pickle=False, **self.encodings.arrays())
        manifest = {
            "kind": KIND, "format": FORMAT, "features": list(FEATURES),
            "files": {name: _fingerprint(folder / name) for name in (_MODEL, _NUMBERS)},
        }  # fmt: skip
        (folder / _MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> MasteryPredictor:
        """Read a model that `save` has written.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for other features.
        """
        try:
            manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
            if (manifest["kind"], manifest["format"]) != (KIND, FORMAT):
                raise InvalidInputError("This is no model of mastery, or one of another version. Train it anew.")
            if manifest["features"] != list(FEATURES):
                raise InvalidInputError("This model was made for other features. Train it anew.")
            for name, wanted in manifest["files"].items():
                if name not in (_MODEL, _NUMBERS) or _fingerprint(folder / name) != wanted:
                    raise InvalidInputError(f"The file {name} of this model is damaged. Train it anew.")
            booster = xgb.Booster()
            booster.load_model(folder / _MODEL)
            with np.load(folder / _NUMBERS, allow_pickle=False) as numbers:
                encodings = Encodings.of_arrays({name: numbers[name] for name in numbers.files})
        except (OSError, ValueError, KeyError, TypeError, AttributeError, xgb.core.XGBoostError) as error:
            raise InvalidInputError("This folder holds no usable model. Train it anew.") from error
        return cls(encodings, booster)


def _fingerprint(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
