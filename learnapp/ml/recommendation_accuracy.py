"""How often a recommendation is followed by success: the figure "recommendation accuracy", by replaying logs.

Protocol, so that anybody can rerun it on other data:

- Students are divided into folds. Everything that is learned (predictor, difficulties) comes from the other folds.
- A student's log is replayed. A decision point lies before each answer that has at least one answer before it and
  `WINDOW` answers from it on; of each student at most `POINTS` points are used, evenly spread.
- Candidates are the different items among the next `WINDOW` logged answers, as a set: neither their order nor their
  outcomes are seen. Of the past, everything is.
- A KC is mastered when the student is told so (`engine.mastery.band_of`, with BKT parameters fitted on the other
  folds); its items are no candidates while it is.
- Exactly `PICKS` items are recommended. Where fewer candidates are left, nothing is, and the point counts as not served;
  `served` is the share of points that are.
- A recommendation hits when one of the student's next `AHEAD` logged answers on its KC is right.

Beside the policy stand two that know nothing of the student. The base rate is that of any candidate, drawn evenly. A
random policy that prefers easy items draws with weights exp(-t b), b being the item's Rasch difficulty, with the one t
for which its picks are on average as difficult as the policy's own; both are computed exactly, not drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import numpy as np

from learnapp.engine import bkt, mastery
from learnapp.engine.kc import BktParameters, KCState
from learnapp.engine.mastery import Band, band_of
from learnapp.ml.answers import AnswerLog, Floats, Ints, folds_of
from learnapp.ml.mastery_predictor import MasteryPredictor

WINDOW, PICKS, AHEAD, POINTS, FOLDS = 50, 3, 3, 40, 3
_BEGIN = datetime(2025, 1, 1, tzinfo=UTC)
_NOBODY = UUID(int=0)
Say = Callable[[str], None]


class Point(NamedTuple):
    """One decision point with its n candidates.

    Attributes:
        kc: Shape (n,), KC of each candidate.
        chance: Shape (n,), predicted chance of a right answer now.
        mastered: Shape (n,), P(mastered) of the KC.
        difficulty: Shape (n,), of the item, from other students.
        hit: Shape (n,), what the log says afterwards; no policy sees it.
    """

    student: int
    kc: Ints
    chance: Floats
    mastered: Floats
    difficulty: Floats
    hit: Floats
