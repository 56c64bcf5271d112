"""The protocol by which the mastery predictor is measured: folds by student, no look at an answer before its time.

With a training file the model learns there and is scored on the other file. Without one, five folds of students: each
is predicted by a model that has seen none of them. For items that training has not seen, items are divided into five
folds as well: a model that has seen neither the students nor the items predicts their common answers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import AnswerLog, Floats, Ints, folds_of, read_answers
from learnapp.ml.learner_track import LearnerTrack
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.measures import Quality, auc, calibration_noise, quality

FOLDS, FIRST, LEAST_STUDENTS = 5, 5, 3
CANDIDATES, CALLS, WARM = 200, 200, 20
Say = Callable[[str], None]


class Speed(NamedTuple):
    """Times of one student with 200 candidates.

    Attributes:
        predict_p50_ms, predict_p99_ms: Features and chances, by the clock on the wall.
        predict_busy_p99_ms: The same in time of the processor, which says nothing of what else the machine does.
        event_p50_ms, event_p99_ms: The same, with reading what is kept of the student before, and taking in an answer
            and packing the student again after.
        kept_bytes: What is kept of a student with a long history.
    """

    predict_p50_ms: float
    predict_p99_ms: float
    predict_busy_p99_ms: float
    event_p50_ms: float
    event_p99_ms: float
    kept_bytes: int


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        whole: Over all scored answers, pooled.
        ece_noise: The calibration error that a perfect model with these chances would show.
        auc_first_five: Over the first five answers of each student.
        auc_unseen_items: Over answers to items that training has not seen; None where there are none.
        train_seconds: Features included, the mean of all trainings.
        train_busy_seconds: The same in time of the processor, all cores together.
        speed: Of one student with 200 candidates.
    """

    whole: Quality
    ece_noise: float
    auc_first_five: float | None
    auc_unseen_items: float | None
    train_seconds: float
    train_busy_seconds: float
    speed: Speed

    def line(self) -> dict[str, float | int | None]:
        """Return the report as one flat document."""
        return {
            "auc": self.whole.auc, "accuracy": self.whole.accuracy, "log_loss": self.whole.log_loss,
            "ece": self.whole.ece, "ece_noise": self.ece_noise, "auc_first_five": self.auc_first_five,
            "auc_unseen_items": self.auc_unseen_items, "train_seconds": self.train_seconds,
            "train_busy_seconds": self.train_busy_seconds, **self.speed._asdict(), "answers": self.whole.rows,
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
    if train is None:
        return cross_validated(read_answers(source), say=say)
    return scored(read_answers(train), read_answers(source, learn=False), say=say)


def cross_validated(log: AnswerLog, *, seed: int = 0, say: Say = lambda line: None, unseen: bool = True) -> Report:
    """Measure by five folds of students.

    Args:
        log: All answers.
        seed: Of the folds and the models.
        say: Takes a line of progress.
        unseen: Whether the answers to unseen items are measured as well, which takes as long again.

    Raises:
        InvalidInputError: There are fewer than three students.
    """
    if log.students < LEAST_STUDENTS:
        raise InvalidInputError(
            f"There are answers of {log.students} students. Folds by student need at least {LEAST_STUDENTS}."
        )
    folds = min(FOLDS, log.students)
    fold = folds_of(log.students, folds, seed)
    chance, seconds = np.zeros(len(log)), list[tuple[float, float]]()
    for held in range(folds):
        model, took = _timed(log.of(fold != held), seed)
        rows = (fold == held)[log.student]
        chance[rows] = model.predict(log.of(fold == held))
        seconds.append(took)
        if held == 0:
            speed = _speed(model, log.of(fold == held))
        say(f"fold {held + 1} of {folds}: {_shown(log.correct[rows], chance[rows])}, trained in {took[0]:.0f} s")
    new = _unseen(log, fold, seed, say) if unseen else None
    return _report(log, chance, new, np.mean(seconds, axis=0).tolist(), speed, seed)


def scored(train: AnswerLog, test: AnswerLog, *, seed: int = 0, say: Say = lambda line: None) -> Report:
    """Learn from one file and measure on another.

    Args:
        train: The answers to learn from.
        test: The answers to score.
        seed: Of the model.
        say: Takes a line of progress.
    """
    model, took = _timed(train, seed)
    say(f"trained on {len(train):,} answers in {took[0]:.0f} s")
    chance = model.predict(test)
    new = ~np.isin(test.item, train.item)
    return _report(test, chance, auc(test.correct[new], chance[new]), took, _speed(model, test), seed)


def _timed(log: AnswerLog, seed: int) -> tuple[MasteryPredictor, tuple[float, float]]:
    """Return a model, and the seconds of the wall and of the processor that it took."""
    began, busy = time.perf_counter(), time.process_time()
    model = MasteryPredictor.fit(log, seed=seed)
    return model, (time.perf_counter() - began, time.process_time() - busy)


def _shown(correct: Floats, chance: Floats) -> str:
    found = auc(correct, chance)
    return "AUC not defined" if found is None else f"AUC {found:.4f}"


def unseen_items(log: AnswerLog, *, seed: int = 0, say: Say = lambda line: None) -> float | None:
    """Return the AUC over answers of unseen students to unseen items by the folds of `cross_validated`, and no more."""
    return _unseen(log, folds_of(log.students, min(FOLDS, log.students), seed), seed, say)


def _unseen(log: AnswerLog, fold: Ints, seed: int, say: Say) -> float | None:
    """Return the AUC over answers of unseen students to unseen items, pooled; None where items cannot be divided."""
    items, number = np.unique(log.item, return_inverse=True)
    if len(items) < FOLDS or np.array_equal(log.item, log.kc):
        return None
    group = folds_of(len(items), FOLDS, seed + 1)[number]
    found: list[tuple[Floats, Floats]] = []
    for held in range(int(fold.max()) + 1):
        train, test = log.of(fold != held), log.of(fold == held)
        kept = group[(fold != held)[log.student]] != held
        asked = group[(fold == held)[log.student]] == held
        if not kept.any() or not asked.any():
            continue
        model = MasteryPredictor.fit(train.only(kept), seed=seed)
        found.append((test.correct[asked], model.predict(test)[asked]))
        say(f"unseen items, fold {held + 1}: {_shown(*found[-1])}")
    if not found:
        return None
    return auc(np.concatenate([right for right, _ in found]), np.concatenate([chance for _, chance in found]))


def _report(
    log: AnswerLog, chance: Floats, unseen: float | None, seconds: Sequence[float], speed: Speed, seed: int
) -> Report:
    first = log.place < FIRST
    return Report(
        quality(log.correct, chance), calibration_noise(chance, seed), auc(log.correct[first], chance[first]), unseen,
        seconds[0], seconds[1], speed,
    )  # fmt: skip


def _speed(model: MasteryPredictor, log: AnswerLog) -> Speed:
    """Return how long one student's chances on 200 candidates take, asked for as the app would.

    The students with the longest histories are followed, one after the other; each call reads what was kept of the
    student, gives the chances, takes in an answer and keeps the student again.
    """
    items, first = np.unique(log.item, return_index=True)
    kcs = log.kc[first]
    rng, times, kept = np.random.default_rng(0), list[tuple[float, float, float]](), b""
    length = np.minimum(log.length(), CALLS + WARM)
    for student in np.argsort(-length, kind="stable"):
        if len(times) >= CALLS + WARM:
            break
        kept = model.track().dump()
        for row in range(int(log.start[student]), int(log.start[student] + length[student])):
            chosen, now = rng.integers(0, len(items), CANDIDATES), float(log.seconds[row])
            began = time.perf_counter()
            track = LearnerTrack.load(model.encodings, kept)
            loaded, busy = time.perf_counter(), time.process_time()
            model.candidates(track, items[chosen], kcs[chosen], now)
            chosen_at, busy = time.perf_counter(), time.process_time() - busy
            track.learn(int(log.item[row]), int(log.kc[row]), bool(log.correct[row]), now)
            kept = track.dump()
            ended = time.perf_counter()
            times.append(((chosen_at - loaded) * 1000.0, busy * 1000.0, (ended - began) * 1000.0))
    p50, p99 = (np.percentile(np.array(times[WARM:] or times), at, axis=0).tolist() for at in (50, 99))
    return Speed(p50[0], p99[0], p99[1], p50[2], p99[2], len(kept))
