"""Mastery of knowledge components: what one answer does to it, and the band that people are told.

What is stated as P(mastered) is worked out in `engine.published`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from learnapp.engine import bkt, firmness, irt, retention
from learnapp.engine.event import MasteryChange
from learnapp.engine.kc import RECENT, BktParameters, Content, KCState, LearnerState, Outcome, Topics
from learnapp.engine.published import publish

MODEL = "bkt-irt@1"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Every threshold that student, instructor and agents share.

    Attributes:
        mastered_at, mastered_low: P(mastered) and its lower end from which a KC is mastered.
        almost_at: P(mastered) from which it is almost mastered.
        fading_at: P(mastered) below which an earned mastery is shown as fading.
        fading_retrievability: Chance of recall below which it is shown as fading.
        min_attempts: Fewer answers than this: "not enough data".
        min_students: Fewer students than this: "not enough data" about a class.
        min_sections: Fewer sections than this: too few to say what is tried with some of them.
        wrong_streak: Wrong answers in a row on one KC: stuck.
        hint_streak: Hints in a row without a right answer: stuck.
        idle_seconds: Seconds without an event: idle.
        away_seconds: Seconds without an event: no longer in class.
        quality, confidence: The evaluator's limits, below which content or a decision goes to review.
        success_target, success_low, success_high: Chance of a right answer that practice aims at.
        review_retrievability: Chance of recall below which a review is due.
        exposure: Times one item may be recommended to a student among the last 20 recommendations.
        explore: Share of slots filled by chance among approved items.
        intervention_confidence: Below it an intervention needs a person.
    """

    mastered_at: float = 0.85
    mastered_low: float = 0.70
    almost_at: float = 0.60
    fading_at: float = 0.50
    fading_retrievability: float = 0.80
    min_attempts: int = 3
    min_students: int = 10
    min_sections: int = 5
    wrong_streak: int = 3
    hint_streak: int = 4
    idle_seconds: int = 300
    away_seconds: int = 1800
    quality: float = 0.6
    confidence: float = 0.6
    success_target: float = 0.75
    success_low: float = 0.60
    success_high: float = 0.90
    review_retrievability: float = 0.90
    exposure: int = 3
    explore: float = 0.05
    intervention_confidence: float = 0.7


THRESHOLDS = Thresholds()


class Band(StrEnum):
    """What a person is told about a KC; shape, colour and word hang on it."""

    UNKNOWN = "unknown"
    LEARNING = "learning"
    ALMOST = "almost"
    MASTERED = "mastered"
    FADING = "fading"


class Updated(NamedTuple):
    """What one answer did to one KC and to the ability."""

    state: KCState
    theta: float
    variance: float


@dataclass(frozen=True, slots=True)
class Observation:
    """What one answer did to a learner.

    Attributes:
        states: The KC states that changed; new objects, the old ones are untouched.
        changes: The same as documents for the answer.
    """

    states: dict[UUID, KCState]
    theta: float
    variance: float
    changes: list[MasteryChange]


def memory_of(state: KCState) -> retention.Memory:
    """Return the memory state inside a KC state."""
    return retention.Memory(state.stability, state.fsrs_difficulty, state.last_at, state.due_at)


def band_of(state: KCState | None, now: datetime) -> Band:
    """Return the band of a KC state; None is a KC without any answer. Earned mastery never falls below FADING."""
    if state is None:
        return Band.UNKNOWN
    if state.mastered_at is not None:
        recall = retention.recall(state.stability, state.last_at, now)
        if state.p_mastered < THRESHOLDS.fading_at or recall < THRESHOLDS.fading_retrievability:
            return Band.FADING
        return Band.MASTERED
    if state.attempts < THRESHOLDS.min_attempts:
        return Band.UNKNOWN
    return Band.ALMOST if state.p_mastered >= THRESHOLDS.almost_at else Band.LEARNING


def band_told(p: float, answers: int, *, earned: bool) -> Band:
    """Return the band of an estimate as it was told after an answer, when nothing had been forgotten yet.

    Args:
        p: P(mastered) after that answer.
        answers: How many answers it rested on.
        earned: Whether the KC had been mastered by then.
    """
    if earned:
        return Band.FADING if p < THRESHOLDS.fading_at else Band.MASTERED
    if answers < THRESHOLDS.min_attempts:
        return Band.UNKNOWN
    return Band.ALMOST if p >= THRESHOLDS.almost_at else Band.LEARNING


def wrong_streak(state: KCState) -> int:
    """Return how many of the latest answers in a row were wrong (at most `RECENT`)."""
    streak = 0
    for right in reversed(state.right_lately(RECENT)):
        if right:
            break
        streak += 1
    return streak


def is_stuck(state: KCState) -> bool:
    """Return whether the student is stuck on this KC."""
    return wrong_streak(state) >= THRESHOLDS.wrong_streak


def new_state(kc_id: UUID, params: BktParameters, theta: float = 0.0, variance: float = 1.0) -> KCState:
    """Return the state before the first answer, published from the ability alone."""
    params = bkt.sane(params)
    published = publish(KCState(kc_id, p_bkt=params.p_init), params, theta, variance)
    return KCState(kc_id, p_bkt=params.p_init, p_mastered=published.p, low=published.low, high=published.high)


def update(
    state: KCState,
    params: BktParameters,
    theta: float,
    variance: float,
    *,
    difficulty: float,
    discrimination: float,
    correct: bool,
    partial: float = 0.0,
    hints: int = 0,
    now: datetime,
    event_id: UUID,
    content_id: UUID,
    weights: retention.Weights | None = None,
    leans: bool = True,
) -> Updated:
    """Return the KC state and the ability after one graded answer; the given state is left as it was.

    A right answer never lowers P(mastered) of its KC. For a step with several KCs use `observe`, which moves the
    ability once.
    """
    params = bkt.sane(params)
    theta, variance = irt.update(
        theta,
        variance,
        discrimination=discrimination,
        difficulty=difficulty,
        score=1.0 if correct else partial,
        weight=1.0 / (1.0 + max(hints, 0)) if correct else 1.0,
    )
    outcome = Outcome(event_id, correct, now, content_id, hints, round(difficulty, 1))
    return Updated(_apply(state, params, theta, variance, outcome, partial, weights, leans=leans), theta, variance)


def _remembered(state: KCState, outcome: Outcome, *, leans: bool) -> list[Outcome]:
    """Return the last outcomes with one more; only the last one says what all say of how the student learns."""
    kept = list(state.recent[-(RECENT - 1) :])
    if leans:
        outcome = replace(outcome, leaning=firmness.leaning(state, outcome))
        if kept and kept[-1].leaning:
            kept[-1] = replace(kept[-1], leaning=0.0)
    return [*kept, outcome]


def _apply(
    state: KCState,
    params: BktParameters,
    theta: float,
    variance: float,
    outcome: Outcome,
    partial: float,
    weights: retention.Weights | None,
    *,
    leans: bool,
) -> KCState:
    memory = retention.review(
        memory_of(state), correct=outcome.correct, hints=outcome.hints, now=outcome.at, weights=weights
    )
    prior = state.p_bkt if state.attempts or state.placed is not None else params.p_init
    after = replace(
        state,
        attempts=state.attempts + 1,
        correct=state.correct + outcome.correct,
        hints=state.hints + outcome.hints,
        p_bkt=bkt.posterior(prior, params, correct=outcome.correct, partial=partial, hints=outcome.hints),
        stability=memory.stability,
        fsrs_difficulty=memory.difficulty,
        due_at=memory.due_at,
        last_at=memory.last_at,
        recent=_remembered(state, outcome, leans=leans),
    )
    published = publish(after, params, theta, variance)
    p, low, high = published
    if outcome.correct:
        p = max(p, state.p_mastered)
    after.p_mastered, after.low, after.high = p, min(low, p), max(high, p)
    if (
        after.mastered_at is None
        and after.attempts >= THRESHOLDS.min_attempts
        and after.p_mastered >= THRESHOLDS.mastered_at
        and after.low >= THRESHOLDS.mastered_low
    ):
        after.mastered_at = outcome.at
    return after


def observe(
    learner: LearnerState,
    snapshot: Topics,
    content: Content,
    kc_ids: tuple[UUID, ...],
    *,
    correct: bool,
    partial: float = 0.0,
    hints: int = 0,
    now: datetime,
    event_id: UUID,
    weights: retention.Weights | None = None,
    leans: bool = True,
) -> Observation:
    """Return what one graded answer does to all KCs of its step; the learner is left as it was.

    Args:
        learner: State before.
        snapshot: The course, or whatever gives the parameters and names of the KCs.
        content: The item, for its difficulty and discrimination.
        kc_ids: KCs of the step; ones unknown to the course are skipped.
        correct: Whether the answer was right.
        partial: Credit of a wrong answer, 0 to 1.
        hints: Hints opened on this step before the answer.
        now: Server time of the answer.
        event_id: The answer's event.
        weights: Of memory, where they are not the usual ones.
        leans: False where nothing will be chosen by the states: how the student learns is not worked out.
    """
    theta, variance = irt.update(
        learner.theta,
        learner.theta_variance,
        discrimination=content.discrimination,
        difficulty=content.difficulty,
        score=1.0 if correct else partial,
        weight=1.0 / (1.0 + max(hints, 0)) if correct else 1.0,
    )
    states: dict[UUID, KCState] = {}
    changes: list[MasteryChange] = []
    for kc_id in dict.fromkeys(kc_ids):
        kc = snapshot.kcs.get(kc_id)
        if kc is None:
            continue
        params = bkt.sane(kc.bkt)
        before = learner.kcs.get(kc_id) or new_state(kc_id, params, learner.theta, learner.theta_variance)
        outcome = Outcome(event_id, correct, now, content.content_id, hints, round(content.difficulty, 1))
        after = _apply(before, params, theta, variance, outcome, partial, weights, leans=leans)
        states[kc_id] = after
        changes.append(
            MasteryChange(
                kc_id=kc_id,
                kc_name=kc.name,
                before=before.p_mastered,
                before_low=before.low,
                before_high=before.high,
                after=after.p_mastered,
                after_low=after.low,
                after_high=after.high,
                band=band_of(after, now).value,
            )
        )
    return Observation(states, theta, variance, changes)
