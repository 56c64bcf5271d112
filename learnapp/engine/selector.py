"""What a student could do next: candidates from the course, one batched score, the best ten, a little chance.

Practice aims at a chance of success of about 75 % (Wilson et al., 2019, put the optimum for learning near 85 %; on
hinted practice a little below keeps it worthwhile). Features are columns of one array, so that a trained model can take
the place of the weights behind the same port.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from random import Random
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine import bkt, irt, mastery, retention
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import KCStatus, Status, kc_status

FEATURES = (
    "p_correct", "success_fit", "p_mastered", "uncertainty", "retrievability", "due", "missed", "gap", "in_progress",
    "path_position", "seen", "minutes", "quality", "difficulty", "reading_first", "kc_overlap",
)  # fmt: skip
_WEIGHTS = np.array([0.0, 1.2, 0.0, 0.3, 0.0, 0.9, 0.8, 1.1, 0.7, -0.6, -1.6, -0.02, 0.3, 0.0, 0.6, 0.15])
_SUCCESS_WIDTH = 0.18
_PER_KC = 10
_KCS_CONSIDERED = 12
_IRT_SHARE = 0.5
_VARIETY = 0.5


class Purpose(StrEnum):
    """Why an item is a candidate."""

    PRACTISE = "practise"
    LEARN = "learn"
    REVIEW = "review"
    REMEDIATE = "remediate"
    CHALLENGE = "challenge"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that could come next.

    Attributes:
        kc_id: The KC it is chosen for.
        features: Values in the order of `FEATURES`.
        opens: For remediation and for work on the path: the KC that waits for this one.
    """

    content: Content
    kc_id: UUID
    purpose: Purpose
    features: tuple[float, ...]
    opens: UUID | None = None

    @property
    def p_correct(self) -> float | None:
        """Expected chance of a right answer, None where nothing is graded."""
        return self.features[0] if self.content.kind is ContentKind.PRACTICE else None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score and the probability with which it was shown."""

    candidate: Candidate
    score: float
    propensity: float = 1.0
    explored: bool = False


def expected_success(snapshot: CourseSnapshot, learner: LearnerState, content: Content, kc_id: UUID) -> float:
    """Return the chance of a right answer: BKT's for the KC and IRT's for the item, pooled in log odds."""
    state = learner.kcs.get(kc_id)
    params = bkt.sane(snapshot.kcs[kc_id].bkt)
    p = state.p_mastered if state is not None else mastery.new_state(kc_id, params, learner.theta).p_mastered
    by_kc = bkt.p_correct(p, params)
    by_item = irt.p_correct(learner.theta, content.discrimination, content.difficulty)
    return irt.logistic((1 - _IRT_SHARE) * irt.logit(by_kc) + _IRT_SHARE * irt.logit(by_item))


@dataclass(frozen=True, slots=True)
class _Target:
    kc_id: UUID
    purpose: Purpose
    priority: float
    opens: UUID | None = None


def _targets(
    snapshot: CourseSnapshot, learner: LearnerState, statuses: Mapping[UUID, KCStatus], now: datetime
) -> list[_Target]:
    """Return the KCs worth working on, the most pressing first."""
    targets: dict[UUID, _Target] = {}

    def add(kc_id: UUID, purpose: Purpose, priority: float, opens: UUID | None = None) -> None:
        held = targets.get(kc_id)
        if held is None or held.priority < priority:
            targets[kc_id] = _Target(kc_id, purpose, priority, opens)

    opened: dict[UUID, UUID] = {}
    for kc_id in statuses:
        for needed in snapshot.prerequisites.get(kc_id, ()):
            opened.setdefault(needed, kc_id)
    for place, (kc_id, status) in enumerate(statuses.items()):
        state = learner.kcs.get(kc_id)
        early = 1.0 / (1.0 + place)
        if status.status is Status.IN_PROGRESS and state is not None:
            stuck = mastery.wrong_streak(state)
            add(kc_id, Purpose.PRACTISE, 3.0 + early + 0.2 * stuck, opened.get(kc_id))
            if stuck >= 2:
                for needed in status.blocking or snapshot.prerequisites.get(kc_id, ())[:2]:
                    if needed in snapshot.kcs:
                        add(needed, Purpose.REMEDIATE, 4.0 + 0.1 * stuck, kc_id)
        elif status.status is Status.READY:
            add(kc_id, Purpose.LEARN, 2.0 + early, opened.get(kc_id))
        elif status.status is Status.FADING:
            add(kc_id, Purpose.REVIEW, 3.5)
        elif status.status is Status.MASTERED and state is not None:
            if state.due_at is not None and state.due_at <= now:
                add(kc_id, Purpose.REVIEW, 2.5)
            else:
                add(kc_id, Purpose.CHALLENGE, 0.5 - early)
    return sorted(targets.values(), key=lambda t: -t.priority)[:_KCS_CONSIDERED]


def _choose(
    snapshot: CourseSnapshot, target: _Target, skip: Collection[UUID], seen: Mapping[UUID, int], theta: float
) -> list[Content]:
    """Return up to `_PER_KC` items of a KC, unseen and near the aim first; readings only where they help."""
    wanted = theta - irt.logit(THRESHOLDS.success_target) + (1.2 if target.purpose is Purpose.CHALLENGE else 0.0)
    rows: list[tuple[float, int, Content]] = []
    for order, content_id in enumerate(snapshot.by_kc.get(target.kc_id, ())):
        if content_id in skip:
            continue
        content = snapshot.content.get(content_id)
        if content is None or content.quality < THRESHOLDS.quality:
            continue
        if content.kind is not ContentKind.PRACTICE:
            if target.purpose in {Purpose.CHALLENGE, Purpose.REVIEW}:
                continue
            rank = -1.0 + 3.0 * seen.get(content_id, 0)
        else:
            rank = abs(content.difficulty - wanted) + 3.0 * seen.get(content_id, 0)
        rows.append((rank, order, content))
    rows.sort(key=lambda row: row[:2])
    return [content for _, _, content in rows[:_PER_KC]]


def candidates(
    snapshot: CourseSnapshot,
    learner: LearnerState,
    now: datetime,
    limit: int = 80,
    exclude: Collection[UUID] = frozenset(),
    statuses: Mapping[UUID, KCStatus] | None = None,
) -> list[Candidate]:
    """Return at most `limit` items worth considering, none of them behind unmastered prerequisites.

    Args:
        snapshot: The course.
        learner: The student; `recent_content` holds what was done lately, newest last.
        now: Server time.
        limit: Size of the pool.
        exclude: Content that must not come back now (the item just answered, items in review …).
        statuses: Result of `path.kc_status`, where it is known already.
    """
    statuses = kc_status(snapshot, learner.kcs, now) if statuses is None else statuses
    seen: dict[UUID, int] = {}
    for content_id in learner.recent_content[-40:]:
        seen[content_id] = seen.get(content_id, 0) + 1
    skip = set(exclude)
    pool: list[Candidate] = []
    position = {kc_id: i for i, kc_id in enumerate(snapshot.topological)}
    for target in _targets(snapshot, learner, statuses, now):
        context = _context(snapshot, learner, target, now, position, len(statuses))
        for content in _choose(snapshot, target, skip, seen, learner.theta):
            skip.add(content.content_id)
            pool.append(_candidate(learner, target, content, context, seen))
            if len(pool) >= limit:
                return pool
    return pool


@dataclass(frozen=True, slots=True)
class _Context:
    """What is the same for all items of one target KC."""

    p: float
    logit_success: float
    uncertainty: float
    recall: float
    missed: float
    attempts: int
    path_position: float


def _context(
    snapshot: CourseSnapshot,
    learner: LearnerState,
    target: _Target,
    now: datetime,
    position: Mapping[UUID, int],
    total: int,
) -> _Context:
    params = bkt.sane(snapshot.kcs[target.kc_id].bkt)
    state = learner.kcs.get(target.kc_id) or mastery.new_state(
        target.kc_id, params, learner.theta, learner.theta_variance
    )
    recall = retention.retrievability(mastery.memory_of(state), now) if state.stability is not None else 1.0
    recent = state.recent[-3:]
    return _Context(
        p=state.p_mastered,
        logit_success=irt.logit(bkt.p_correct(state.p_mastered, params)),
        uncertainty=state.high - state.low,
        recall=recall,
        missed=sum(not o.correct for o in recent) / 3.0,
        attempts=state.attempts,
        path_position=position.get(target.kc_id, 0) / max(total, 1),
    )


def _candidate(
    learner: LearnerState, target: _Target, content: Content, about: _Context, seen: Mapping[UUID, int]
) -> Candidate:
    practice = content.kind is ContentKind.PRACTICE
    by_item = content.discrimination * (learner.theta - content.difficulty)
    p_correct = irt.logistic((1 - _IRT_SHARE) * about.logit_success + _IRT_SHARE * by_item)
    aim = 0.6 if target.purpose is Purpose.CHALLENGE else THRESHOLDS.success_target
    fit = math.exp(-(((p_correct - aim) / _SUCCESS_WIDTH) ** 2)) if practice else 0.5
    starts = not practice and (about.attempts == 0 or about.missed >= 2 / 3)
    overlap = sum(k in learner.kcs for k in content.kc_ids) / max(len(content.kc_ids), 1)
    return Candidate(
        content=content,
        kc_id=target.kc_id,
        purpose=target.purpose,
        features=(
            p_correct if practice else 0.0,
            fit,
            about.p,
            about.uncertainty,
            about.recall,
            1.0 - about.recall if target.purpose is Purpose.REVIEW else 0.0,
            about.missed,
            float(target.purpose is Purpose.REMEDIATE),
            float(target.purpose in {Purpose.PRACTISE, Purpose.REVIEW}),
            about.path_position,
            min(seen.get(content.content_id, 0), 3) / 3.0 if practice else float(seen.get(content.content_id, 0) > 0),
            content.minutes,
            content.quality,
            content.difficulty,
            float(starts),
            overlap,
        ),
        opens=target.opens,
    )


def feature_matrix(pool: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the features as one array of shape (len(pool), len(FEATURES))."""
    return np.array([c.features for c in pool], dtype=np.float64).reshape(len(pool), len(FEATURES))


def score(pool: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return one score per candidate, shape (len(pool),), in one pass; higher is better."""
    scores: NDArray[np.float64] = np.nan_to_num(feature_matrix(pool)) @ _WEIGHTS
    return scores


def rank(pool: Sequence[Candidate], scores: NDArray[np.float64] | None = None, top: int = 10) -> list[Ranked]:
    """Return the best `top`, with variety: each further item of the same KC or kind loses a little.

    Args:
        pool: Candidates.
        scores: From `score` or a trained model, shape (len(pool),); computed when None.
        top: How many.
    """
    if not pool:
        return []
    remaining = (score(pool) if scores is None else np.asarray(scores, dtype=np.float64)).copy()
    chosen: list[Ranked] = []
    numbers: dict[UUID, int] = {}
    groups = np.array([numbers.setdefault(c.kc_id, len(numbers)) for c in pool])
    for _ in range(min(top, len(pool))):
        best = int(np.argmax(remaining))
        chosen.append(Ranked(pool[best], round(float(remaining[best]), 6)))
        remaining[groups == groups[best]] -= _VARIETY
        remaining[best] = -np.inf
    return chosen


def explore(approved: Sequence[Ranked], epsilon: float, rng: Random, slots: int = 3) -> list[Ranked]:
    """Return what is shown, each with the probability with which it was shown.

    The first slots go to the best. With probability epsilon the last slot goes to one of the others, evenly (epsilon
    greedy), so that what was not shown can be learnt about. An item in a safe slot has propensity 1.

    Args:
        approved: Items that passed the evaluator, best first.
        epsilon: Share of answers in which the last slot is filled by chance.
        rng: Source of chance.
        slots: How many are shown.
    """
    shown = list(approved[:slots])
    others = list(approved[slots:])
    if not others or len(shown) < slots:
        return shown
    keep = 1.0 - epsilon
    if rng.random() < epsilon:
        pick = others[rng.randrange(len(others))]
        shown[-1] = Ranked(pick.candidate, pick.score, epsilon / len(others), explored=True)
    else:
        shown[-1] = Ranked(shown[-1].candidate, shown[-1].score, keep)
    return shown
