"""The protocol by which the mastery predictor is measured: folds by student, no look at an answer before its time.

With a training file the model learns there and is scored on the other file. Without one, five folds of students: each
is predicted by a model that has seen none of them. For items that training has not seen, items are divided into five
folds as well: a model that has seen neither the students nor the items predicts their common answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from learnapp.ml.answers import AnswerLog, Floats, Ints, folds_of, read_answers
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.measures import Quality, auc, calibration_noise, quality

FOLDS, FIRST, CANDIDATES, CALLS = 5, 5, 200, 200
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        whole: Over all scored answers, pooled.
        ece_noise: The calibration error that a perfect model with these chances would show.
        auc_first_five: Over the first five answers of each student.
        auc_unseen_items: Over answers to items that training has not seen; None where there are none.
        train_seconds: Features included, the mean of all trainings.
        predict_p50_ms, predict_p99_ms: One student with 200 candidates, features included.
    """

    whole: Quality
    ece_noise: float
    auc_first_five: float | None
    auc_unseen_items: float | None
    train_seconds: float
    predict_p50_ms: float
    predict_p99_ms: float

    def line(self) -> dict[str, float | int | None]:
        """Return the report as one flat document."""
        return {
            "auc": self.whole.auc, "accuracy": self.whole.accuracy, "log_loss": self.whole.log_loss,
            "ece": self.whole.ece, "ece_noise": self.ece_noise, "auc_first_five": self.auc_first_five,
            "auc_unseen_items": self.auc_unseen_items, "train_seconds": self.train_seconds,
            "predict_p50_ms": self.predict_p50_ms, "predict_p99_ms": self.predict_p99_ms, "answers": self.whole.rows,
        }  # fmt: skip


def measured(source: Path, train: Path | None, say: Say) -> Report:
    """Measure on a file of answers: learned from another file, or by folds.

    Args:
        source: The answers to score.
        train: The answers to learn from; None for folds of `source`.
        say: Takes a line of progress.

    Raises:
        InvalidInputError: Nothing can be learned from a file.
    """
    log = read_answers(source)
    return cross_validated(log, say=say) if train is None else scored(read_answers(train), log, say=say)


def cross_validated(log: AnswerLog, *, seed: int = 0, say: Say = lambda line: None, unseen: bool = True) -> Report:
    """Measure by five folds of students.

    Args:
        log: All answers.
        seed: Of the folds and the models.
        say: Takes a line of progress.
        unseen: Whether the answers to unseen items are measured as well, which takes as long again.
    """
    fold = folds_of(log.students, FOLDS, seed)
    chance, seconds, speed = np.zeros(len(log)), [], (0.0, 0.0)
    for held in range(FOLDS):
        model, took = _timed(log.of(fold != held), seed)
        rows = (fold == held)[log.student]
        chance[rows] = model.predict(log.of(fold == held))
        seconds.append(took)
        if held == 0:
            speed = _speed(model, log.of(fold == held))
        say(f"fold {held + 1} of {FOLDS}: {_shown(log.correct[rows], chance[rows])}, trained in {took:.0f} s")
    new = _unseen(log, fold, seed, say) if unseen else None
    return _report(log, chance, new, float(np.mean(seconds)), speed, seed)


def scored(train: AnswerLog, test: AnswerLog, *, seed: int = 0, say: Say = lambda line: None) -> Report:
    """Learn from one file and measure on another.

    Args:
        train: The answers to learn from.
        test: The answers to score.
        seed: Of the model.
        say: Takes a line of progress.
    """
    model, took = _timed(train, seed)
    say(f"trained on {len(train):,} answers in {took:.0f} s")
    chance = model.predict(test)
    new = ~np.isin(test.item, train.item)
    return _report(test, chance, auc(test.correct[new], chance[new]), took, _speed(model, test), seed)


def _timed(log: AnswerLog, seed: int) -> tuple[MasteryPredictor, float]:
    began = time.perf_counter()
    return MasteryPredictor.fit(log, seed=seed), time.perf_counter() - began


def _shown(correct: Floats, chance: Floats) -> str:
    found = auc(correct, chance)
    return "AUC not defined" if found is None else f"AUC {found:.4f}"


def _unseen(log: AnswerLog, fold: Ints, seed: int, say: Say) -> float | None:
    """Return the AUC over answers of unseen students to unseen items, pooled; None where items cannot be divided."""
    items, number = np.unique(log.item, return_inverse=True)
    if len(items) < FOLDS or np.array_equal(log.item, log.kc):
        return None
    group = folds_of(len(items), FOLDS, seed + 1)[number]
    found: list[tuple[Floats, Floats]] = []
    for held in range(FOLDS):
        train, test = log.of(fold != held), log.of(fold == held)
        kept = group[(fold != held)[log.student]] != held
        model = MasteryPredictor.fit(train.only(kept), seed=seed)
        asked = group[(fold == held)[log.student]] == held
        found.append((test.correct[asked], model.predict(test)[asked]))
        say(f"unseen items, fold {held + 1} of {FOLDS}: {_shown(*found[-1])}")
    return auc(np.concatenate([right for right, _ in found]), np.concatenate([chance for _, chance in found]))


def _report(
    log: AnswerLog, chance: Floats, unseen: float | None, seconds: float, speed: tuple[float, float], seed: int
) -> Report:
    first = log.place < FIRST
    return Report(
        quality(log.correct, chance), calibration_noise(chance, seed), auc(log.correct[first], chance[first]), unseen,
        seconds, *speed,
    )  # fmt: skip


def _speed(model: MasteryPredictor, log: AnswerLog) -> tuple[float, float]:
    """Return p50 and p99, in ms, of one student's chances on 200 candidates as the app would ask for them."""
    items, first = np.unique(log.item, return_index=True)
    kcs = log.kc[first]
    rng, times, track = np.random.default_rng(0), [], model.track()
    length = log.length()
    student = int(np.argsort(-length)[0])
    rows = np.arange(log.start[student], log.start[student] + min(int(length[student]), CALLS))
    for row in rows:
        chosen = rng.integers(0, len(items), CANDIDATES)
        began = time.perf_counter()
        model.candidates(track, items[chosen], kcs[chosen], float(log.seconds[row]))
        times.append((time.perf_counter() - began) * 1000.0)
        track.learn(int(log.item[row]), int(log.kc[row]), bool(log.correct[row]), float(log.seconds[row]))
    return float(np.percentile(times, 50)), float(np.percentile(times, 99))
