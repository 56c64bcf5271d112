"""A learned order of candidates that knows topics: what other passages of a topic say counts for all of the topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
FEATURES = (
    "bm25", "bm25_of_best", "cosine", "cosine_below_best", "fused",
    "kc_bm25", "kc_bm25_three", "kc_cosine", "kc_mass", "kc_bm25_below_best",
    "lesson_bm25", "lesson_bm25_three", "lesson_cosine", "lesson_mass", "lesson_bm25_below_best",
    "kc_centre", "kc_centre_below_best",
    "covers_passage", "covers_query", "numbers_of_passage", "numbers_of_query", "pairs_of_passage", "pairs_of_query",
    "passage_terms", "query_terms", "passage_numbers",
)  # fmt: skip
"""What is known of a candidate. Those of `kc` and `lesson` come from other contents' passages alone, so that a
passage does not vouch for itself."""
_FILE = Path(__file__).with_name("reranker.ubj")
_SEED = 7
_ROUNDS, _DEPTH, _RATE = 260, 5, 0.08


@dataclass(frozen=True, slots=True)
class Pairs:
    """Training data: candidates of many queries, one after the other.

    Attributes:
        features: (rows, len(FEATURES)).
        right: (rows,) 1 for the passage that was looked for.
        groups: Rows of each query.
    """

    features: Floats
    right: NDArray[np.float32]
    groups: Sequence[int]


class Reranker:
    """Scores candidates; trees over `FEATURES` (LambdaMART, Burges 2010, as XGBoost has it)."""

    def __init__(self, booster: Any) -> None:
        self._booster = booster

    def scores(self, features: Floats) -> Floats:
        """Return (rows,) scores, higher is better."""
        if not len(features):
            return np.zeros(0, np.float32)
        return np.asarray(self._booster.inplace_predict(features), np.float32)

    def gains(self) -> dict[str, float]:
        """Return how much each feature decides, shares that add up to 1."""
        found = self._booster.get_score(importance_type="total_gain")
        total = sum(found.values()) or 1.0
        return {name: float(found.get(f"f{place}", 0.0)) / total for place, name in enumerate(FEATURES)}

    def save(self, path: Path = _FILE) -> None:
        """Write the trees."""
        self._booster.save_model(path)


def fit(pairs: Pairs) -> Reranker:
    """Learn an order from pairs; the same pairs give the same trees."""
    import xgboost

    data = xgboost.DMatrix(pairs.features, label=pairs.right)
    data.set_group(list(pairs.groups))
    settings = {
        "objective": "rank:ndcg", "eta": _RATE, "max_depth": _DEPTH, "subsample": 0.8, "colsample_bytree": 0.7,
        "lambdarank_pair_method": "topk", "lambdarank_num_pair_per_sample": 8, "seed": _SEED, "nthread": 2,
    }  # fmt: skip
    return Reranker(xgboost.train(settings, data, _ROUNDS))


@cache
def shipped() -> Reranker | None:
    """Return the trees that come with the app (see `bench.tutor`); None without them: candidates stay as fused."""
    if not _FILE.exists():
        return None
    import xgboost

    booster = xgboost.Booster({"nthread": 1})
    booster.load_model(_FILE)
    return Reranker(booster)
