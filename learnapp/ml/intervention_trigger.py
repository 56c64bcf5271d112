"""The intervention trigger: the chance that a student drops out or falls behind, and what speaks for it.

Shallow gradient-boosted trees (Chen & Guestrin, 2016) over one of two layouts of features: the course work of a class
(`coursework`) or days in the learning log (`study_days`). Their log odds are calibrated by Platt's (1999) logistic fit
on predictions for students whom the trees had not seen. Contributions are Lundberg & Lee's (2017) SHAP values of the
trees, summed over the features of a concept that a person can read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import expit, logit

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats, Ints, Table
from learnapp.ml.artefact import Artefact, ModelKind, write_artefact

if TYPE_CHECKING:
    import xgboost as xgb

KIND, FORMAT = ModelKind.INTERVENTION_TRIGGER, 1
LEAST_ROWS, LEAST_STUDENTS, LEAST_EACH = 200, 30, 40
"""Rows, students, and rows of each outcome below which nothing is learned: a rule serves instead."""
_TREES, _FOLDS = 150, 4
_SETTINGS: dict[str, Any] = {
    "objective": "binary:logistic", "eta": 0.05, "max_depth": 3, "min_child_weight": 10, "subsample": 0.8,
    "colsample_bytree": 0.4, "reg_lambda": 5.0, "tree_method": "hist",
}  # fmt: skip
_MODEL, _SMALL = "trees", 1e-6


@dataclass(frozen=True, slots=True)
class Examples:
    """N rows of what was known, and what came of it.

    Attributes:
        table: Shape (N, features of the layout).
        outcome: Shape (N,), 1 where a student dropped out or fell behind.
        student: Shape (N,), numbers of the students; all rows of one are fitted or judged together.
    """

    table: Table
    outcome: Floats
    student: Ints

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.outcome)

    def of(self, mask: Any) -> Examples:
        """Return the rows of a mask of shape (N,)."""
        return Examples(self.table[mask], self.outcome[mask], self.student[mask])

    def enough(self) -> bool:
        """Return whether a model may be learned from it."""
        came = int(self.outcome.sum())
        return (
            len(self) >= LEAST_ROWS
            and len(np.unique(self.student)) >= LEAST_STUDENTS
            and min(came, len(self) - came) >= LEAST_EACH
        )


@dataclass(frozen=True, slots=True)
class InterventionTrigger:
    """A fitted model; it never changes.

    Attributes:
        features: Feature -> concept, the layout that it reads.
        slope, offset: Of the calibration, on log odds.
    """

    features: Mapping[str, str]
    booster: xgb.Booster
    slope: float
    offset: float

    @classmethod
    def fit(
        cls,
        examples: Examples,
        features: Mapping[str, str],
        *,
        seed: int = 0,
        threads: int = 1,
        say: Callable[[str], None] = lambda _line: None,
    ) -> InterventionTrigger:
        """Learn from examples; the same examples and seed give the same model.

        Args:
            examples: Rows of training students.
            features: The layout of their columns.
            seed: Of the folds and the trees.
            threads: Processor cores to use.
            say: Is told how far it is.

        Raises:
            InvalidInputError: There are too few rows or students, or hardly anybody has one of the outcomes.
        """
        if not examples.enough():
            raise InvalidInputError(
                f"A trigger learns from {LEAST_ROWS} rows of {LEAST_STUDENTS} students with {LEAST_EACH} of each"
                " outcome at least. Wait for more weeks; the rule serves until then."
            )
        names = list(features)
        students = np.unique(examples.student)
        fold = dict(zip(students.tolist(), (np.random.default_rng(seed).permutation(len(students)) % _FOLDS).tolist(),
                        strict=True))  # fmt: skip
        of = np.array([fold[student] for student in examples.student.tolist()])
        unseen = np.zeros(len(examples))
        for number in range(_FOLDS):
            say(f"calibrating, part {number + 1} of {_FOLDS}")
            unseen[of == number] = _odds(
                _grow(examples.of(of != number), names, seed, threads), examples.table[of == number]
            )
        # No penalty worth the name: two numbers from hundreds of rows.
        from sklearn.linear_model import LogisticRegression

        platt = LogisticRegression(C=1e6).fit(unseen[:, None], examples.outcome)
        say("growing the trees")
        return cls(
            dict(features), _grow(examples, names, seed, threads), float(platt.coef_[0, 0]), float(platt.intercept_[0])
        )

    def predict(self, table: Table) -> Floats:
        """Return the chance for each row, from 0 to 1; shape (n,)."""
        if not len(table):
            return np.zeros(0)
        return np.asarray(expit(self.slope * _odds(self.booster, table) + self.offset), dtype=np.float64)

    def contributions(self, table: Table) -> tuple[tuple[str, ...], Floats]:
        """Return what moves each row's log odds away from the usual, by concept.

        Returns:
            Names of the concepts, and shape (n, concepts): above 0 speaks for falling behind.
        """
        concepts = tuple(dict.fromkeys(self.features.values()))
        if not len(table):
            return concepts, np.zeros((0, len(concepts)))
        import xgboost as xgb

        rows = xgb.DMatrix(table, feature_names=list(self.features))
        each = np.asarray(self.booster.predict(rows, pred_contribs=True), dtype=np.float64)[:, :-1]
        which = np.array([concepts.index(concept) for concept in self.features.values()])
        summed = np.stack([each[:, which == place].sum(axis=1) for place in range(len(concepts))], axis=1)
        return concepts, self.slope * summed

    def save(self, folder: Path) -> None:
        """Write the model into a folder."""
        facts = {"slope": self.slope, "offset": self.offset, "concepts": list(self.features.values())}
        write_artefact(folder, KIND, FORMAT, list(self.features), trees={_MODEL: self.booster}, facts=facts)

    @classmethod
    def load(cls, folder: Path, features: Mapping[str, str]) -> InterventionTrigger:
        """Read a model that `save` has written.

        Args:
            folder: Where it lies.
            features: The layout that will be handed to it.

        Raises:
            InvalidInputError: It is damaged, no such model, or made for another layout.
        """
        artefact = Artefact(folder, KIND, FORMAT, list(features))
        try:
            slope, offset = float(artefact.facts["slope"]), float(artefact.facts["offset"])
        except (KeyError, TypeError, ValueError) as error:
            raise InvalidInputError("This folder holds no usable model. Train it anew.") from error
        if not (np.isfinite(slope) and np.isfinite(offset)):
            raise InvalidInputError("This folder holds no usable model. Train it anew.")
        booster = artefact.trees(_MODEL)
        # A class is small: threads would wait for each other longer than they work.
        booster.set_param({"nthread": 1})
        return cls(dict(features), booster, slope, offset)


def _grow(examples: Examples, names: list[str], seed: int, threads: int) -> xgb.Booster:
    import xgboost as xgb

    rows = xgb.DMatrix(examples.table, examples.outcome, feature_names=names)
    return xgb.train({**_SETTINGS, "seed": seed, "nthread": threads}, rows, num_boost_round=_TREES)


def _odds(booster: xgb.Booster, table: Table) -> Floats:
    chance = np.asarray(booster.inplace_predict(table, validate_features=False), dtype=np.float64)
    return np.asarray(logit(np.clip(chance, _SMALL, 1.0 - _SMALL)), dtype=np.float64)
