"""Is the learned recommender better than the rules? Judged on students it has not seen, from logged decisions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from learnapp.ml.answers import Floats, Ints, Mask, folds_of
from learnapp.ml.content_recommender import ContentRecommender, rewards
from learnapp.ml.limits import LIMITS
from learnapp.ml.off_policy import Estimate, decided, estimate, usable
from learnapp.ml.recommendation_log import RecommendationLog

PLACES = 3
_VARIETY = 0.5
_TEST_SHARE = 5


@dataclass(frozen=True, slots=True)
class Judgement:
    """Mean rewards of three policies over the same decisions, and the differences with their intervals.

    Attributes:
        model, rules, chance: The recommender, the policy that decided without its exploration, evenly drawn items.
        over_rules, over_chance: What the recommender brings more.
        enough: Whether there is enough to go by.
        student: Shape (n,), places among the log's students.
        by_student: Shape (n, 2), mean reward of recommender and rules for each of them, for groups.
    """

    model: Estimate
    rules: Estimate
    chance: Estimate
    over_rules: Estimate
    over_chance: Estimate
    enough: bool
    student: Ints
    by_student: Floats

    def metrics(self) -> dict[str, float]:
        """Return the figures as one flat document."""
        found: dict[str, float] = {"enough": float(self.enough)}
        for name in ("model", "rules", "chance", "over_rules", "over_chance"):
            one: Estimate = getattr(self, name)
            found |= {f"reward_{name}": one.value, f"reward_{name}_low": one.low, f"reward_{name}_high": one.high}
        return found | {
            "effective_sample": self.model.effective, "decisions": float(self.model.decisions),
            "students": float(self.model.students),
        }  # fmt: skip


def split(log: RecommendationLog, seed: int) -> tuple[RecommendationLog, RecommendationLog]:
    """Return the decisions of four fifths of the students to learn from, and those of the others to judge by."""
    held = folds_of(len(log.students), _TEST_SHARE, seed) == 0
    return log.of(~held), log.of(held)


def judge(model: ContentRecommender, log: RecommendationLog) -> Judgement:
    """Return how the recommender would have done on the decisions of students that it has not learned from.

    Every policy chooses among what the evaluator let pass, for only of that it is known how likely it was.
    """
    open_to = (log.chance > 0) & np.isfinite(log.chance)
    expected, reward = model.expected(log), rewards(log)
    chosen = best(log, model.choice(log), open_to)
    standing = best(log, log.score, open_to, variety=0.0)
    evenly = _evenly(log, open_to)
    mine, theirs, even = (decided(log, policy, expected, reward) for policy in (chosen, standing, evenly))
    whole = estimate(log, mine, chosen)
    kept = usable(log) & np.isfinite(mine) & np.isfinite(theirs)
    student, place = np.unique(log.student[kept], return_inverse=True)
    count = np.maximum(np.bincount(place, minlength=len(student)), 1)
    by_student = np.stack([np.bincount(place, one[kept], minlength=len(student)) / count for one in (mine, theirs)], 1)
    return Judgement(
        whole, estimate(log, theirs, standing), estimate(log, even, evenly), estimate(log, mine - theirs, chosen),
        estimate(log, mine - even, chosen),
        whole.effective >= LIMITS.least_effective and whole.students >= PLACES, student, by_student,
    )  # fmt: skip


def beside(model: ContentRecommender, other: ContentRecommender, log: RecommendationLog) -> tuple[Estimate, Estimate]:
    """Return what a recommender brings more than another one, and what that one brings, on the same decisions."""
    open_to = (log.chance > 0) & np.isfinite(log.chance)
    expected, reward = model.expected(log), rewards(log)
    chosen, standing = (best(log, one.choice(log), open_to) for one in (model, other))
    mine, theirs = (decided(log, policy, expected, reward) for policy in (chosen, standing))
    return estimate(log, mine - theirs, chosen), estimate(log, theirs, standing)


def best(log: RecommendationLog, values: Floats, open_to: Mask, *, variety: float = _VARIETY) -> Floats:
    """Return 1 for the three best of each decision, 0 for the others; shape (R,).

    Args:
        log: The decisions.
        values: Shape (R,).
        open_to: Shape (R,), what may be shown.
        variety: What each one taken costs the others of its KC, as `engine.selector.rank` has it; 0 for scores of
            which that was taken already.
    """
    chosen = np.zeros(len(values))
    first = np.searchsorted(log.decision, np.arange(len(log) + 1))
    for begin, end in zip(first[:-1], first[1:], strict=True):
        rows = begin + np.flatnonzero(open_to[begin:end])
        worth, kcs = values[rows].copy(), log.kc[rows]
        for _ in range(min(PLACES, len(rows))):
            one = int(np.argmax(worth))
            chosen[rows[one]] = 1.0
            worth[one] = -np.inf
            worth[kcs == kcs[one]] -= variety
    return chosen


def _evenly(log: RecommendationLog, open_to: Mask) -> Floats:
    count = np.bincount(log.decision[open_to], minlength=len(log))
    share = np.minimum(PLACES / np.maximum(count, 1), 1.0)
    return np.asarray(np.where(open_to, share[log.decision], 0.0))
