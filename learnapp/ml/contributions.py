"""What moved a single prediction: the shares of a dozen plain concepts, in log-odds.

The share of each feature follows its path through the trees (Saabas, 2014; the approximate contributions of XGBoost),
and features that say the same to a person are added up. The shares and the base add up to the log-odds of the chance.
The words are messages `explain-CONCEPT-up` and `explain-CONCEPT-down` of the catalogue.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import xgboost as xgb

from learnapp.ml.answers import Table
from learnapp.ml.knowledge_state import FEATURES

LEAST = 0.05
"""Log-odds below which a share is too small to be spoken of, about one point of a hundred."""


class Concept(StrEnum):
    """What a person understands of a prediction; the value is part of message keys and stored decisions."""

    GENERAL = "general"
    LATELY = "lately"
    TOPIC = "topic"
    TOPIC_LATELY = "topic-lately"
    TOPIC_PRACTICE = "topic-practice"
    TOPIC_PAUSE = "topic-pause"
    TOPIC_DIFFICULTY = "topic-difficulty"
    TASK_DIFFICULTY = "task-difficulty"
    FIT = "fit"
    SAME_TASK = "same-task"
    SIMILAR_TASKS = "similar-tasks"
    ORDER = "order"
    PAUSE = "pause"
    PACE = "pace"


_BY_NAME: dict[Concept, tuple[str, ...]] = {
    Concept.GENERAL: ("answers", "right", "wrong", "right_rate", "ability", "ability_slow", "kcs_met", "crowd",
                      "success_0.99", "surprise_0.99", "success_0.97", "surprise_0.97"),
    Concept.LATELY: ("success_", "surprise_", "last_", "streak"),
    Concept.TOPIC: ("kc_right", "kc_wrong", "kc_right_rate", "ability_kc", "kc_success_0.95", "kc_surprise_0.95"),
    Concept.TOPIC_LATELY: ("kc_success_", "kc_surprise_", "kc_streak", "kc_last_"),
    Concept.TOPIC_PRACTICE: ("kc_answers", "kc_curve", "kc_by_"),
    Concept.TOPIC_PAUSE: ("kc_lag", "kc_gap"),
    Concept.TOPIC_DIFFICULTY: ("kc_logit", "kc_count"),
    Concept.TASK_DIFFICULTY: ("difficulty", "discrimination", "item_logit", "item_count", "item_place", "item_crowd"),
    Concept.FIT: ("margin", "margin_", "difficulty_"),
    Concept.SAME_TASK: ("item_answers", "item_right", "item_lag"),
    Concept.SIMILAR_TASKS: ("factor_", "near", "near_"),
    Concept.ORDER: ("after_", "same_kc", "run", "early", "last_difficulty_"),
    Concept.PAUSE: ("gap", "age"),
    Concept.PACE: ("pace", "pace_last"),
}  # fmt: skip
"""Names of features; one that ends with _ stands for all that begin so and are not named more exactly elsewhere."""


def concept_of(feature: str) -> Concept:
    """Return the concept that a feature belongs to: its own name first, then the longest beginning.

    Raises:
        KeyError: It belongs to none.
    """
    found: tuple[int, Concept] | None = None
    for concept, names in _BY_NAME.items():
        for name in names:
            fits = feature == name or (name.endswith("_") and feature.startswith(name))
            length = len(name) + (1000 if feature == name else 0)
            if fits and (found is None or length > found[0]):
                found = (length, concept)
    if found is None:
        raise KeyError(feature)
    return found[1]


CONCEPTS: tuple[Concept, ...] = tuple(Concept)
_SORTED = np.zeros((len(FEATURES), len(CONCEPTS)))
for _row, _feature in enumerate(FEATURES):
    _SORTED[_row, CONCEPTS.index(concept_of(_feature))] = 1.0


@dataclass(frozen=True, slots=True)
class Explained:
    """One chance taken apart.

    Attributes:
        base: Log-odds of a right answer before anything is known.
        shares: What each concept adds to or takes from the log-odds; all concepts are there.
    """

    base: float
    shares: dict[Concept, float]

    @property
    def log_odds(self) -> float:
        """Log-odds of the chance."""
        return self.base + sum(self.shares.values())

    def telling(self, most: int = 3) -> list[tuple[str, float]]:
        """Return message keys and shares of what moved the chance most, the strongest first.

        Args:
            most: How many at most; what is smaller than LEAST is left out.
        """
        strongest = sorted(self.shares.items(), key=lambda one: -abs(one[1]))[:most]
        return [(message_key(concept, share), share) for concept, share in strongest if abs(share) >= LEAST]


def message_key(concept: Concept, share: float) -> str:
    """Return the key of the sentence that says how a concept moved a chance."""
    return f"explain-{concept.value}-{'up' if share >= 0 else 'down'}"


def explained(trees: xgb.Booster, table: Table) -> list[Explained]:
    """Return what moved the chances of n candidates.

    Args:
        trees: Those of the predictor.
        table: Shape (n, len(FEATURES)), as the predictor reads it.
    """
    if not len(table):
        return []
    rows = xgb.DMatrix(table, feature_names=list(FEATURES), nthread=1)
    found = trees.predict(rows, pred_contribs=True, approx_contribs=True).astype(np.float64)
    shares = found[:, :-1] @ _SORTED
    return [
        Explained(float(base), dict(zip(CONCEPTS, row.tolist(), strict=True)))
        for base, row in zip(found[:, -1], shares, strict=True)
    ]
