"""How often a recommendation is followed by success: the figure "recommendation accuracy", by replaying logs.

Protocol, so that anybody can rerun it on other data:

- Students are divided into `FOLDS` folds by `folds_of`. The mastery predictor learns from the other folds: it has seen
  no answer of the students whom it serves. The policy is `success_policy`, as it serves.
- A decision point lies before an answer that has at least one answer before it and `WINDOW` from it on. Of each student
  the first `MOST_ANSWERS` answers are replayed, with at most `POINTS` evenly spread points; of each fold at most
  `STUDENTS` students with any point, drawn by the seed.
- Candidates are the different items among the student's next `WINDOW` logged answers, as a set: neither their order nor
  their outcomes are seen. Of the student's past, everything is.
- Items of a KC that the student is told to have mastered (`engine.mastery.band_of`) are no candidates.
- Exactly `PICKS` items are recommended. Where fewer candidates are left nothing is, and the point is not served; the
  share of served points stands beside the figure.
- A recommendation hits when one of the student's next `AHEAD` logged answers on its KC is right.

Two policies know nothing of the student. One draws evenly: the base rate. The other prefers easy items, drawing with
weights exp(-t b), b being the item's Rasch difficulty among the predictor's students, with the one t by which its items
are on average as difficult as those that were recommended. Both are computed exactly, nothing is drawn. Intervals are
those of a mean over students.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from learnapp.core.errors import InvalidInputError
from learnapp.engine.selector import FEATURES
from learnapp.ml.answers import AnswerLog, Floats, Mask, folds_of
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.off_policy import Estimate, clustered
from learnapp.ml.recommendation_replay import PICKS, WINDOW, Replay, replayed
from learnapp.ml.recommender_judge import best
from learnapp.ml.success_policy import worth

FOLDS, STUDENTS = 3, 60
_STEEPEST = 40.0
_P = FEATURES.index("p_correct")
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Accuracy:
    """What was measured over all served points of all folds.

    Attributes:
        accuracy: Share of recommendations that hit.
        served: Share of decision points at which exactly `PICKS` items were recommended.
        base, matched: Hits of the two policies that know nothing of the student.
        over_matched: Accuracy above the matched one.
        difficulty: Mean Rasch difficulty of what was recommended; the matched policy has the same.
        difficulty_base: That of all candidates.
        chance: Mean predicted chance of a right answer on what was recommended.
        kcs: Mean number of different KCs among the three.
    """

    accuracy: Estimate
    served: float
    base: float
    matched: float
    over_matched: Estimate
    difficulty: float
    difficulty_base: float
    chance: float
    kcs: float


def measured(
    log: AnswerLog, *, seed: int = 0, students: int = STUDENTS, threads: int = 2, say: Say = lambda line: None
) -> Accuracy:
    """Measure on a log of answers by the protocol above.

    Args:
        log: All answers.
        seed: Of the folds, of the students that are drawn, and of the models.
        students: Of each fold at most.
        threads: Processor cores for training.
        say: Takes a line of progress.

    Raises:
        InvalidInputError: Too few students have enough answers.
    """
    fold = folds_of(log.students, FOLDS, seed)
    enough = log.length() > WINDOW
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(np.flatnonzero((fold == number) & enough))[:students] for number in range(FOLDS)]
    if min(len(each) for each in drawn) == 0:
        raise InvalidInputError(f"Too few students have more than {WINDOW} answers. Take a larger file.")
    found: list[Replay] = []
    for number in range(FOLDS):
        predictor = MasteryPredictor.fit(log.of(fold != number), seed=seed, threads=threads)
        found.append(replayed(log, predictor, drawn[number], seed))
        say(f"fold {number + 1} of {FOLDS}: {len(found[-1].log)} of {found[-1].points} points")
    return summed_up(found)


def recommended(replay: Replay) -> Mask:
    """Return which candidates the policy recommends, `PICKS` of each point; shape (R,). It sees no outcome."""
    log = replay.log
    group = log.decision * (int(log.kc.max()) + 1) + log.kc
    values = worth(log.features[:, _P], replay.difficulty, group)
    return best(log, values, np.ones(len(values), dtype=np.bool_), variety=0.0) > 0


def matched(replay: Replay, difficulty: float) -> tuple[Floats, float]:
    """Return the expected hits of the random policy of that mean difficulty, shape (D,), and the difficulty it reached.

    Where no such policy is as easy or as hard as that, it is the one that comes nearest.
    """
    log = replay.log
    centred = replay.difficulty - replay.difficulty.mean()

    def weights(tilt: float) -> Floats:
        raw = -tilt * centred
        top = np.full(len(log), -np.inf)
        np.maximum.at(top, log.decision, raw)
        weight = np.exp(raw - top[log.decision])
        return np.asarray(weight / np.bincount(log.decision, weight)[log.decision])

    def gap(tilt: float) -> float:
        return float(np.bincount(log.decision, weights(tilt) * replay.difficulty).mean()) - difficulty

    if gap(_STEEPEST) >= 0.0:
        tilt = _STEEPEST
    elif gap(-_STEEPEST) <= 0.0:
        tilt = -_STEEPEST
    else:
        tilt = float(brentq(gap, -_STEEPEST, _STEEPEST, xtol=1e-9))
    return np.asarray(np.bincount(log.decision, weights(tilt) * replay.hit), np.float64), gap(tilt) + difficulty


def summed_up(replays: list[Replay]) -> Accuracy:
    """Return the figures of all folds together; difficulties are compared within each fold."""
    hits: list[Floats] = []
    even: list[Floats] = []
    like: list[Floats] = []
    student: list[str] = []
    chosen = np.zeros(4)
    for replay in replays:
        log, picked = replay.log, recommended(replay)
        size = np.bincount(log.decision)
        difficulty = float(replay.difficulty[picked].mean())
        hits.append(np.bincount(log.decision[picked], replay.hit[picked]) / PICKS)
        even.append(np.bincount(log.decision, replay.hit) / size)
        like.append(matched(replay, difficulty)[0])
        student += [str(log.students[each]) for each in log.student]
        kcs = len(np.unique(log.decision[picked] * (int(log.kc.max()) + 1) + log.kc[picked]))
        spread = float((np.bincount(log.decision, replay.difficulty) / size).sum())
        chosen += [difficulty * len(log), spread, log.features[picked, _P].sum() / PICKS, kcs]
    group = np.unique(student, return_inverse=True)[1].astype(np.int64)
    own, other = np.concatenate(hits), np.concatenate(like)
    mean = chosen / len(own)
    return Accuracy(
        clustered(own, group), len(own) / sum(each.points for each in replays), float(np.concatenate(even).mean()),
        float(other.mean()), clustered(own - other, group), float(mean[0]), float(mean[1]), float(mean[2]),
        float(mean[3]),
    )  # fmt: skip
