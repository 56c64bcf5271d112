"""How often a recommendation is followed by success: the figure "recommendation accuracy", by replaying logs.

Protocol, so that anybody can rerun it on other data:

- Students are divided into `FOLDS` folds by `folds_of`. For the students of one fold, the mastery predictor learns from
  the next fold and the recommender from replays of the one after that: both know other students only.
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
from learnapp.ml.answers import AnswerLog, Floats, Ints, folds_of
from learnapp.ml.content_recommender import fit
from learnapp.ml.mastery_predictor import MasteryPredictor
from learnapp.ml.off_policy import Estimate, clustered
from learnapp.ml.recommendation_replay import PICKS, WINDOW, Replay, replayed
from learnapp.ml.recommender_judge import best

FOLDS, STUDENTS = 3, 60
_STEEPEST = 20.0
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


def measured(log: AnswerLog, *, seed: int = 0, say: Say = lambda line: None, students: int = STUDENTS) -> Accuracy:
    """Measure on a log of answers by the protocol above.

    Args:
        log: All answers.
        seed: Of the folds, of the students that are drawn, and of the models.
        say: Takes a line of progress.
        students: Of each fold at most.

    Raises:
        InvalidInputError: Too few students have enough answers.
    """
    fold = folds_of(log.students, FOLDS, seed)
    enough = log.length() > WINDOW
    rng = np.random.default_rng(seed)
    drawn = [rng.permutation(np.flatnonzero((fold == number) & enough))[:students] for number in range(FOLDS)]
    if min(len(each) for each in drawn) == 0:
        raise InvalidInputError(f"Too few students have more than {WINDOW} answers. Take a larger file.")
    found: list[tuple[Replay, Floats]] = []
    for number in range(FOLDS):
        first, second = (number + 1) % FOLDS, (number + 2) % FOLDS
        predictor = MasteryPredictor.fit(log.of(fold == first), seed=seed)
        others = replayed(log, predictor, drawn[second], seed)
        own = replayed(log, predictor, drawn[number], seed)
        found.append((own, recommended(others, own)))
        say(f"fold {number + 1} of {FOLDS}: {len(own.log)} of {own.points} points, hit {_share(*found[-1]):.3f}")
    return summed_up(found)
