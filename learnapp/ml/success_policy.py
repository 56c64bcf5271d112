"""A policy that needs no log of recommendations: topics in which success is near, by tasks that are not the easiest.

For each KC the mean chance of a right answer over its practice on offer says how near success is. Being harder counts
for it, `STRETCH` for each logit: an easy topic goes well anyway, and desirable difficulties teach more (Bjork, 1994).
Within a KC the hardest task comes first at which the student still has a fair chance (`THRESHOLDS.success_low`).

`worth` is what replays of real answers measure. Serving adds what they hold nothing of, as the rules weigh it: reviews
that are due, a gap that others wait for, what was missed lately or is begun, what was seen before, minutes and quality.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import numpy as np

from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.selector import FEATURES, Candidate, feature_matrix, weighed, weights
from learnapp.ml.answers import Floats, Ints

STRETCH = 0.1
"""Chance of success that a logit of difficulty is worth. Chosen once, with seed 0 of the replays, among 0 to 0.2: more
gives up success for difficulty, less recommends what anybody would get right."""
_TURN = 0.01
_NEEDS = weights({"success_fit": 0.0})
_WORTH = 1.2
"""Of `worth` beside the needs: what the rules give to the fit of success, whose place it takes."""
_P, _DIFFICULTY = FEATURES.index("p_correct"), FEATURES.index("difficulty")


def worth(chance: Floats, difficulty: Floats, group: Ints) -> Floats:
    """Return what each candidate is worth, shape (n,).

    Args:
        chance: Shape (n,), chance of a right answer; 0 where nothing is graded.
        difficulty: Shape (n,), logits.
        group: Shape (n,), equal for candidates of one decision and KC.
    """
    practice = chance > 0.0
    _, place = np.unique(group, return_inverse=True)
    count = np.maximum(np.bincount(place, practice), 1.0)
    near = np.bincount(place, np.where(practice, chance, 0.0)) / count
    hard = np.bincount(place, np.where(practice, difficulty, 0.0)) / count
    fair = chance >= THRESHOLDS.success_low
    # Small against any difference between KCs: it only orders the tasks of one.
    turn = _TURN * np.where(fair, 2.0 - chance, chance)
    return np.asarray((near + STRETCH * hard)[place] + turn)


class SuccessPolicy:
    """Scores candidates for the port of the executor."""

    version = "success-stretch@2"

    def score(self, pool: Sequence[Candidate]) -> Floats:
        """Return one score per candidate, shape (len(pool),); higher is better."""
        features = feature_matrix(pool)
        kcs: dict[UUID, int] = {}
        group = np.array([kcs.setdefault(each.kc_id, len(kcs)) for each in pool], dtype=np.int64)
        return weighed(features, _NEEDS) + _WORTH * worth(features[:, _P], features[:, _DIFFICULTY], group)
