"""What a student could do next: candidates from the course, one batched score, the best ten.

Practice aims at a chance of success of about 75 % (Wilson et al., 2019, put the optimum for learning near 85 %; on
hinted practice a little below keeps it worthwhile). Features are columns of one array, so that a trained model can take
the place of the weights behind the same port.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.engine import bkt, irt, mastery, retention
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot, KCContent, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import KCStatus, kc_status
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.targets import Lead, Purpose, Target, pressing

FEATURES = (
    "p_correct", "success_fit", "p_mastered", "uncertainty", "retrievability", "due", "missed", "gap", "in_progress",
    "path_position", "seen", "minutes", "quality", "difficulty", "reading_first", "kc_overlap",
)  # fmt: skip
_WEIGHTS = np.array([0.0, 1.2, 0.0, 0.3, 0.0, 0.9, 0.8, 1.1, 0.7, -0.6, -1.6, -0.02, 0.3, 0.0, 0.6, 0.15])
_SUCCESS_WIDTH, _P, _FIT = 0.18, FEATURES.index("p_correct"), FEATURES.index("success_fit")
_PER_KC, _LEAST_PER_KC = 10, 4
_IRT_SHARE = 0.5
_VARIETY = 0.5
_LED = 2
"""So many of the next three are on the way that the student has asked for, where it has so many."""
_WORN, _WORN_TEMPLATE = 3.0, 0.75


class Candidate(NamedTuple):
    """One item that could come next.

    Attributes:
        kc_id: The KC it is chosen for.
        features: Values in the order of `FEATURES`, shape (len(FEATURES),).
        opens: For remediation and for work on the path: the KC that waits for this one.
        known: What the feature store says of the student and of it, for a model that reads that; None: nothing.
    """

    content: Content
    kc_id: UUID
    purpose: Purpose
    features: NDArray[np.float64]
    opens: UUID | None = None
    known: NDArray[np.float64] | None = None

    @property
    def p_correct(self) -> float | None:
        """Expected chance of a right answer, None where nothing is graded."""
        return float(self.features[0]) if self.content.kind is ContentKind.PRACTICE else None


class Ranked(NamedTuple):
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


def _nearest(shelf: KCContent, wanted: float) -> Iterator[tuple[float, int, Content]]:
    """Yield (distance, place in the course, item) of the practice of a KC, the difficulty nearest to `wanted` first."""
    levels = shelf.difficulties
    up = bisect_left(levels, wanted)
    down = up - 1
    while up < len(levels) or down >= 0:
        if down < 0 or (up < len(levels) and levels[up] - wanted < wanted - levels[down]):
            yield (levels[up] - wanted, *shelf.practice[up])
            up += 1
            continue
        # Items of one difficulty keep the order of the course.
        first = bisect_left(levels, levels[down], 0, down + 1)
        for number in range(first, down + 1):
            yield (wanted - levels[down], *shelf.practice[number])
        down = first - 1


def _worn(content: Content) -> float:
    """Return what one time of having seen it takes from an item, logits; a template has new numbers every time."""
    return _WORN if content.template is None else _WORN_TEMPLATE


def _choose(
    snapshot: CourseSnapshot, target: Target, skip: Collection[UUID], seen: Mapping[UUID, int], theta: float, most: int
) -> list[tuple[Content, int]]:
    """Return up to `most` items of a KC and how often each was seen; unseen and near the aim first.

    Readings come only where they help.
    """
    shelf = snapshot.shelves.get(target.kc_id)
    if shelf is None:
        return []
    wanted = theta - irt.logit(THRESHOLDS.success_target) + (1.2 if target.purpose is Purpose.CHALLENGE else 0.0)
    rows: list[tuple[float, int, Content, int]] = []
    if target.purpose not in {Purpose.CHALLENGE, Purpose.REVIEW}:
        for order, content in shelf.others:
            if content.quality >= THRESHOLDS.quality and content.content_id not in skip:
                times = seen.get(content.content_id, 0)
                rows.append((-1.0 + _WORN * times, order, content, times))
    fresh = 0
    for distance, order, content in _nearest(shelf, wanted):
        if content.quality < THRESHOLDS.quality or content.content_id in skip:
            continue
        times = seen.get(content.content_id, 0)
        rows.append((distance + _worn(content) * times, order, content, times))
        fresh += not times
        if fresh >= most:
            break
    rows.sort(key=lambda row: row[:2])
    return [(content, times) for _, _, content, times in rows[:most]]


def on_topic(snapshot: CourseSnapshot, learner: LearnerState, kc_id: UUID, skip: Collection[UUID]) -> list[Content]:
    """Return what of one topic could come next, the best first: unseen and near the aim, readings where they help."""
    recent = learner.recent_content[-40:]
    seen = {content_id: recent.count(content_id) for content_id in recent}
    chosen = _choose(snapshot, Target(kc_id, Purpose.LEARN, 0.0), skip, seen, learner.theta, _LEAST_PER_KC)
    return [content for content, _ in chosen]


def candidates(
    snapshot: CourseSnapshot,
    learner: LearnerState,
    now: datetime,
    limit: int = 80,
    exclude: Collection[UUID] = frozenset(),
    statuses: Mapping[UUID, KCStatus] | None = None,
    reviews: Sequence[UUID] | None = None,
    rules: Rules = NO_RULES,
    lead: Lead | None = None,
) -> list[Candidate]:
    """Return at most `limit` items worth considering, none of them behind unmastered prerequisites.

    Args:
        snapshot: The course.
        learner: The student; `recent_content` holds what was done lately, newest last.
        now: Server time.
        limit: Size of the pool.
        exclude: Content that must not come back now (the item just answered, items in review …).
        statuses: Result of `path.kc_status`, where it is known already.
        reviews: Topics that have their turn to be reviewed today, the most valuable first; None: all that are due.
        rules: What the teacher has ruled.
        lead: The way that the student has asked for; its next KCs go before others.
    """
    statuses = kc_status(snapshot, learner.kcs, now, rules) if statuses is None else statuses
    seen: dict[UUID, int] = {}
    for content_id in learner.recent_content[-40:]:
        seen[content_id] = seen.get(content_id, 0) + 1
    skip = set(exclude)
    groups: list[tuple[Target, tuple[float, ...]]] = []
    chosen: list[Content] = []
    rows: list[tuple[float, ...]] = []
    of_group: list[int] = []
    targets = pressing(snapshot, statuses, now, reviews, rules, lead)
    share = min(_PER_KC, max(_LEAST_PER_KC, -(-limit // max(len(targets), 1))))
    for target in targets:
        about = _about(snapshot, learner, target, now, len(statuses))
        for content, times in _choose(snapshot, target, skip, seen, learner.theta, share):
            skip.add(content.content_id)
            chosen.append(content)
            rows.append(_about_item(content, times, learner))
            of_group.append(len(groups))
        groups.append((target, about))
        if len(chosen) >= limit:
            break
    if not chosen:
        return []
    del chosen[limit:], rows[limit:], of_group[limit:]
    matrix = _features(np.array(rows), np.array([about for _, about in groups])[of_group], learner.theta)
    pool = []
    for content, number, features in zip(chosen, of_group, matrix, strict=True):
        target = groups[number][0]
        pool.append(Candidate(content, target.kc_id, target.purpose, features, target.opens))
    return pool


def described(
    snapshot: CourseSnapshot, learner: LearnerState, picks: Sequence[tuple[Content, UUID, Purpose]], now: datetime
) -> list[Candidate]:
    """Return candidates for items that were chosen elsewhere, with the features that `candidates` gives."""
    if not picks:
        return []
    recent = learner.recent_content[-40:]
    items = np.array([_about_item(content, recent.count(content.content_id), learner) for content, _, _ in picks])
    about = np.array(
        [_about(snapshot, learner, Target(kc, why, 0.0), now, len(snapshot.topological)) for _, kc, why in picks]
    )
    matrix = _features(items, about, learner.theta)
    return [
        Candidate(content, kc_id, purpose, features, snapshot.opens.get(kc_id))
        for (content, kc_id, purpose), features in zip(picks, matrix, strict=True)
    ]


def _aim(purpose: Purpose) -> float:
    """Return the chance of a right answer at which practice aims."""
    return 0.6 if purpose is Purpose.CHALLENGE else THRESHOLDS.success_target


def _about(
    snapshot: CourseSnapshot, learner: LearnerState, target: Target, now: datetime, total: int
) -> tuple[float, ...]:
    """Return what is the same for all items of one target, in the order in which `_features` takes it apart."""
    params = bkt.sane(snapshot.kcs[target.kc_id].bkt)
    state = learner.kcs.get(target.kc_id) or mastery.new_state(
        target.kc_id, params, learner.theta, learner.theta_variance
    )
    recall = retention.recall(state.stability, state.last_at, now) if state.stability is not None else 1.0
    missed = state.right_lately(3).count(False) / 3.0
    purpose = target.purpose
    return (
        irt.logit(bkt.p_correct(state.p_mastered, params)),
        _aim(purpose),
        state.p_mastered,
        state.high - state.low,
        recall,
        1.0 - recall if purpose is Purpose.REVIEW else 0.0,
        missed,
        purpose is Purpose.REMEDIATE,
        purpose in {Purpose.PRACTISE, Purpose.REVIEW},
        snapshot.place.get(target.kc_id, 0) / max(total, 1),
        state.attempts == 0 or missed >= 2 / 3,
    )


def _about_item(content: Content, times: int, learner: LearnerState) -> tuple[float, ...]:
    """Return what belongs to one item, in the order in which `_features` takes it apart."""
    practice = content.kind is ContentKind.PRACTICE
    kcs = content.kc_ids
    known = kcs[0] in learner.kcs if len(kcs) == 1 else sum(k in learner.kcs for k in kcs) / max(len(kcs), 1)
    return (
        practice,
        min(times, 3) / 3.0 * _worn(content) / _WORN if practice else times > 0,
        content.minutes,
        content.quality,
        content.difficulty,
        content.discrimination,
        known,
    )


def _features(items: NDArray[np.float64], about: NDArray[np.float64], theta: float) -> NDArray[np.float64]:
    """Return the features, shape (n, len(FEATURES)), from `_about_item` (n, 7) and `_about` (n, 11)."""
    practice, seen, minutes, quality, difficulty, discrimination, overlap = items.T
    by_kc, aim, p, uncertainty, recall, due, missed, gap, in_progress, position, starts = about.T
    by_item = discrimination * (theta - difficulty)
    log_odds = (1 - _IRT_SHARE) * by_kc + _IRT_SHARE * by_item
    p_correct = 1.0 / (1.0 + np.exp(-np.minimum(np.maximum(log_odds, -35.0), 35.0)))
    fit = np.where(practice > 0, success_fit(p_correct, aim), 0.5)
    columns = (
        p_correct * practice, fit, p, uncertainty, recall, due, missed, gap, in_progress, position, seen, minutes,
        quality, difficulty, (1.0 - practice) * starts, overlap,
    )  # fmt: skip
    return np.array(columns).T


def success_fit(p_correct: NDArray[np.float64], aim: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return how near chances of a right answer are to the aim of practice, 0 to 1; shape (n,)."""
    fit: NDArray[np.float64] = np.exp(-(((p_correct - aim) / _SUCCESS_WIDTH) ** 2))
    return fit


def feature_matrix(pool: Sequence[Candidate]) -> NDArray[np.float64]:
    """Return the features as one array of shape (len(pool), len(FEATURES))."""
    return np.concatenate([c.features for c in pool] or [np.empty(0)]).reshape(len(pool), len(FEATURES))


def with_chances(pool: Sequence[Candidate], chances: NDArray[np.float64]) -> list[Candidate]:
    """Return candidates with other chances of a right answer, and how well those fit the aim of practice.

    Args:
        pool: Candidates.
        chances: Shape (len(pool),), from 0 to 1; nan for one that keeps its own.
    """
    matrix, known = feature_matrix(pool), np.isfinite(chances)
    aims = np.array([_aim(each.purpose) for each in pool])
    matrix[known, _P] = chances[known]
    matrix[known, _FIT] = success_fit(chances[known], aims[known])
    return [each._replace(features=features) for each, features in zip(pool, matrix, strict=True)]


def weights(changes: Mapping[str, float]) -> NDArray[np.float64]:
    """Return the weights of the features, shape (len(FEATURES),), some of them other than usual.

    Raises:
        InvalidInputError: There is no such feature.
    """
    unknown = sorted(changes.keys() - set(FEATURES))
    if unknown:
        raise InvalidInputError(f"There is no feature {unknown[0]}. The features are: {', '.join(FEATURES)}.")
    return np.array([changes.get(name, usual) for name, usual in zip(FEATURES, _WEIGHTS, strict=True)])


def score(pool: Sequence[Candidate], weighing: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return one score per candidate, shape (len(pool),), in one pass; higher is better.

    Args:
        pool: Candidates.
        weighing: From `weights`; the usual ones when None.
    """
    return weighed(feature_matrix(pool), weighing)


def weighed(features: NDArray[np.float64], weighing: NDArray[np.float64] | None = None) -> NDArray[np.float64]:
    """Return the score that the rules give to each row of features; shape (n, len(FEATURES)) -> (n,)."""
    scores: NDArray[np.float64] = features @ (_WEIGHTS if weighing is None else weighing)
    return scores


def rank(
    pool: Sequence[Candidate],
    scores: NDArray[np.float64] | None = None,
    top: int = 10,
    lead: Lead | None = None,
) -> list[Ranked]:
    """Return the best `top`, with variety: each further item of the same KC or kind loses a little.

    Args:
        pool: Candidates.
        scores: From `score` or a trained model, shape (len(pool),); computed when None.
        top: How many.
        lead: The best item of the first of its KCs that has one comes first, whatever its score, and the best other
            one of them second.
    """
    if not pool:
        return []
    values = (score(pool) if scores is None else np.asarray(scores, dtype=np.float64)).tolist()
    waiting: dict[UUID, list[int]] = {}
    for place in sorted(range(len(pool)), key=lambda i: -values[i]):
        waiting.setdefault(pool[place].kc_id, []).append(place)
    # Of each KC only its best remaining item can be next; whatever was taken of the KC before costs all of the rest.
    queues = [(iter(places), len(places)) for places in waiting.values()]
    heads = [next(places) for places, _ in queues]
    taken = [0] * len(queues)
    chosen: list[Ranked] = []
    order = {kc_id: number for number, kc_id in enumerate(waiting)}
    on_way = [order[kc_id] for kc_id in lead.kc_ids if kc_id in order] if lead is not None else []
    for _ in range(min(top, len(pool))):
        now_worth = [
            values[head] - _VARIETY * count if count < size else -math.inf
            for head, count, (_, size) in zip(heads, taken, queues, strict=True)
        ]
        best = max(range(len(queues)), key=now_worth.__getitem__)
        if on_way and len(chosen) < _LED:
            led = max(on_way, key=now_worth.__getitem__) if chosen else on_way[0]
            best = led if now_worth[led] > -math.inf else best
        chosen.append(Ranked(pool[heads[best]], round(now_worth[best], 6)))
        taken[best] += 1
        heads[best] = next(queues[best][0], heads[best])
    return chosen
