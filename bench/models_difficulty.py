"""The difficulty estimator on real answers: held-out log loss beside simpler models, and how long a fit takes.

Texts of real items whose answers are open to us do not exist here, so guesses from texts are not measured.
"""

from __future__ import annotations

import os
from pathlib import Path
from time import perf_counter
from uuid import UUID

import numpy as np

from bench.report import ROOT, Figure, table
from learnapp.ml.answers import AnswerLog, Floats, folds_of, read_answers
from learnapp.ml.difficulty_estimator import DifficultyEstimator, ItemDataset, author_belief
from learnapp.ml.difficulty_prior import ItemFacts
from learnapp.ml.item_response import Tries, calibrate
from learnapp.ml.measures import Quality, quality
from learnapp.ml.running_ability import running_chances

DATA = Path(os.environ.get("LEARNAPP_DATA", ROOT.parent / "shared" / "data")) / "kt"
FILE = "assistments2009_train"
_ROWS = 250_000


def first_tries(log: AnswerLog) -> tuple[AnswerLog, tuple[ItemFacts, ...]]:
    """Return the first answer of each student to each item, and the items, of which nothing else is known."""
    _, item = np.unique(log.item, return_inverse=True)
    _, first = np.unique(log.student * np.int64(item.max() + 1) + item, return_index=True)
    rows = np.zeros(len(log), dtype=np.bool_)
    rows[first] = True
    numbered = AnswerLog(log.student, item.astype(np.int64), log.kc, log.correct, log.seconds, log.place, log.start)
    return numbered.only(rows), tuple(ItemFacts(UUID(int=place + 1), 1) for place in range(int(item.max()) + 1))


def _item_mean(train: AnswerLog, test: AnswerLog, items: int) -> Floats:
    """Return the share of right answers to each item, drawn to the mean of all by ten answers."""
    right = np.bincount(train.item, weights=train.correct, minlength=items)
    count = np.bincount(train.item, minlength=items)
    share: Floats = (right + 10.0 * train.correct.mean()) / (count + 10.0)
    return share[test.item]


def _rasch(train: AnswerLog, test: AnswerLog, items: tuple[ItemFacts, ...]) -> Floats:
    tries = Tries.of(train.student, train.item, train.correct, len(items))
    found = calibrate(tries, author_belief(items), rasch=True)
    return running_chances(test, found.b[test.item], np.exp(found.log_a)[test.item])


def measured(log: AnswerLog, items: tuple[ItemFacts, ...], seed: int = 0) -> tuple[dict[str, Quality], float]:
    """Return each model's measure on a fifth of the students, and the seconds of the fit."""
    held = folds_of(log.students, 5, seed) == 0
    train, test = log.of(~held), log.of(held)
    begin = perf_counter()
    model = DifficultyEstimator.fit(ItemDataset(train, items))
    seconds = perf_counter() - begin
    nothing = np.zeros(len(test))
    return {
        "2pl": quality(test.correct, model.chances(test)),
        "rasch": quality(test.correct, _rasch(train, test, items)),
        "item mean": quality(test.correct, _item_mean(train, test, len(items))),
        "no item parameters": quality(test.correct, running_chances(test, nothing, nothing + 1.0)),
    }, seconds * _ROWS / len(train)


def figures() -> list[Figure]:
    """Return the figures; none where the answers are not there."""
    path = DATA / f"{FILE}.parquet"
    if not path.exists():
        print(f"· {path.name} is not there: the difficulty estimator is not measured")
        return []
    log, items = first_tries(read_answers(path))
    found, seconds = measured(log, items)
    best = found["2pl"]
    beside = "; ".join(
        f"{name} {one.log_loss:.4f}, AUC {one.auc or 0.0:.3f}" for name, one in found.items() if name != "2pl"
    )
    rows = f"{best.rows:,} first tries of students who were held out"
    return [
        Figure(f"{FILE}: log loss of the 2PL items", best.log_loss, "", note=f"{rows}; {beside}"),
        Figure(f"{FILE}: AUC of the 2PL items", best.auc, "", higher_is_better=True, note=rows),
        Figure(f"{FILE}: whole fit for each 250,000 first tries", seconds, "s", 90.0, 30.0),
    ]


if __name__ == "__main__":
    print(table(figures()))
