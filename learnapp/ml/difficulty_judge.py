"""How well estimated items foretell the answers of students who were held out, beside the authors' own figures."""

from __future__ import annotations

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.ml.difficulty_estimator import DifficultyEstimator, ItemDataset, author_belief
from learnapp.ml.measures import quality
from learnapp.ml.running_ability import running_chances

BUCKETS = ((0, 0), (1, 9), (10, 29), (30, 99), (100, 10**9))
"""First tries in training by which a judgement is split."""


def judge(model: DifficultyEstimator, dataset: ItemDataset) -> dict[str, float]:
    """Return how well answers of students who were held out are foretold, against the authors' figures.

    Both go through the engine's running ability; lower log loss is better. Keys: `log_loss`, `auc`, `ece`,
    `author_log_loss`, `author_auc`, and `log_loss_LOW_HIGH`, `author_log_loss_LOW_HIGH`, `rows_LOW_HIGH` by how many
    answers an item had in training.

    Args:
        model: The model.
        dataset: Answers of students whom the model has not seen, with the same items.

    Raises:
        InvalidInputError: The items are others.
    """
    if tuple((one.content_id, one.version) for one in dataset.items) != model.items:
        raise InvalidInputError("These answers are to other questions. Judge the model by its own course.")
    log, author = dataset.log, author_belief(dataset.items)
    mine = model.chances(log)
    theirs = running_chances(log, author.b[log.item], np.exp(author.log_a)[log.item])
    found, base = quality(log.correct, mine), quality(log.correct, theirs)
    measures = {
        "rows": float(len(log)), "log_loss": found.log_loss, "ece": found.ece, "author_log_loss": base.log_loss,
        "author_ece": base.ece,
    }  # fmt: skip
    for name, value in (("auc", found.auc), ("author_auc", base.auc)):
        if value is not None:
            measures[name] = value
    seen = model.answers[log.item]
    for low, high in BUCKETS:
        rows = (seen >= low) & (seen <= high)
        if not rows.any():
            continue
        name = f"{low}_{high}" if high < 10**9 else f"{low}_up"
        measures[f"rows_{name}"] = float(rows.sum())
        measures[f"log_loss_{name}"] = quality(log.correct[rows], mine[rows]).log_loss
        measures[f"author_log_loss_{name}"] = quality(log.correct[rows], theirs[rows]).log_loss
    return measures
