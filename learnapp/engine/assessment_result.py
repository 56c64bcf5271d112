"""What a test says, topic by topic: shares and abilities with 80 % intervals, or "not enough data".

Answers of every kind of test come in alike. A share says what was reached on these very items; an ability takes into
account how hard they were, which matters where everybody got other items.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import numpy as np

from learnapp.core.errors import InvalidInputError
from learnapp.engine.ability import LOG_NORMAL, LOG_PRIOR, Z80, Ability, Floats, estimate
from learnapp.engine.irt import sane_item
from learnapp.engine.item_statistics import wilson
from learnapp.engine.mastery import THRESHOLDS


@dataclass(frozen=True, slots=True)
class ItemScore:
    """One item of a test and what was reached on it.

    Attributes:
        kc_ids: What it measures; a part of an item with KCs of its own is given as an item of its own.
        steps: Score of each step, 0 to 1; None for a step without an answer. One number for an item in one step.
        discrimination, difficulty: 2PL parameters, logits.
        counts: False for an item that was withdrawn or voided: it is left out of everything.
        points: Weight of the item in the score.
    """

    item_id: UUID
    kc_ids: tuple[UUID, ...]
    steps: tuple[float | None, ...]
    discrimination: float = 1.0
    difficulty: float = 0.0
    counts: bool = True
    points: float = 1.0


class Reading(StrEnum):
    """What is said about a topic in a word."""

    FEW = "few"
    WEAK = "weak"
    MIXED = "mixed"
    STRONG = "strong"


@dataclass(frozen=True, slots=True)
class TopicResult:
    """What a test says about one KC.

    Attributes:
        items: Items about it that count; `answered` of them have an answer.
        share, low, high: Mean score of the items, 0 to 1, with its 80 % interval; items without an answer count 0.
        ability: What the answered items say, difficulty taken into account, under the prior of N(0, 1) alone, for a
            topic has few items; None where there are too few.
        reading: FEW below `THRESHOLDS.min_attempts` answers: nothing else is to be shown then.
    """

    kc_id: UUID
    items: int
    answered: int
    share: float
    low: float
    high: float
    ability: Ability | None
    reading: Reading

    @property
    def enough(self) -> bool:
        """Whether there are enough answers to say anything."""
        return self.reading is not Reading.FEW


@dataclass(frozen=True, slots=True)
class AssessmentResult:
    """What a test says.

    Attributes:
        items, answered, left_out: Items that count, those of them with an answer, those that do not count.
        points, possible: Score and the most that could be had.
        share, low, high: `points / possible`, 0 to 1, with an 80 % interval; (0, 0, 1) when nothing counts.
        ability: What all answers say; None below `THRESHOLDS.min_attempts` answers.
        reading: As of a topic, for the whole test.
        topics: One for each KC, in order of first mention.
    """

    items: int
    answered: int
    left_out: int
    points: float
    possible: float
    share: float
    low: float
    high: float
    ability: Ability | None
    reading: Reading
    topics: tuple[TopicResult, ...]

    @property
    def by_topic(self) -> Mapping[UUID, TopicResult]:
        """kc_id -> its result."""
        return {one.kc_id: one for one in self.topics}


def result_of(scores: Sequence[ItemScore]) -> AssessmentResult:
    """Return what the answers of a test say.

    Raises:
        InvalidInputError: An item comes twice.
    """
    seen: set[UUID] = set()
    for one in scores:
        if one.item_id in seen:
            raise InvalidInputError("An item is in this result twice. Give each item once, with all its steps.")
        seen.add(one.item_id)
    counted = [one for one in scores if one.counts and one.steps]
    weights = [_weight(one.points) for one in counted]
    reached = [_score(one) for one in counted]
    possible = sum(weights)
    points = sum(weight * score for weight, score in zip(weights, reached, strict=True))
    # Unequal weights are worth fewer items (Kish, 1965, "Survey sampling").
    effective = possible**2 / sum(weight**2 for weight in weights) if possible else 0.0
    share = points / possible if possible else 0.0
    low, high = wilson(share * effective, effective, Z80)
    answered = sum(map(_answered, counted))
    topics = dict.fromkeys(kc for one in counted for kc in one.kc_ids)
    return AssessmentResult(
        items=len(counted),
        answered=answered,
        left_out=len(scores) - len(counted),
        points=points,
        possible=possible,
        share=share,
        low=min(low, share),
        high=max(high, share),
        ability=_ability(counted, LOG_PRIOR),
        reading=_reading(answered, share, low),
        topics=tuple(_topic(kc, [one for one in counted if kc in one.kc_ids]) for kc in topics),
    )


def _topic(kc_id: UUID, items: Sequence[ItemScore]) -> TopicResult:
    answered = sum(map(_answered, items))
    reached = sum(map(_score, items))
    share = reached / len(items)
    low, high = wilson(reached, len(items), Z80)
    return TopicResult(
        kc_id, len(items), answered, share, min(low, share), max(high, share), _ability(items, LOG_NORMAL),
        _reading(answered, share, low),
    )  # fmt: skip


def _answered(one: ItemScore) -> bool:
    return any(step is not None for step in one.steps)


def _score(one: ItemScore) -> float:
    """Return the mean of the steps; what has no answer, or no number, counts 0."""
    return sum(_within(step) for step in one.steps if step is not None) / len(one.steps)


def _ability(items: Sequence[ItemScore], prior: Floats) -> Ability | None:
    """Return the ability that answers to items with usable parameters speak for; each step counts as its part."""
    known = [one for one in items if _answered(one) and math.isfinite(one.discrimination + one.difficulty)]
    if len(known) < THRESHOLDS.min_attempts:
        return None
    parameters = np.array([sane_item(one.discrimination, one.difficulty) for one in known])
    return estimate(parameters[:, 0], parameters[:, 1], np.array([_score(one) for one in known]), prior)


def _reading(answered: int, share: float, low: float) -> Reading:
    if answered < THRESHOLDS.min_attempts:
        return Reading.FEW
    if share >= THRESHOLDS.mastered_at and low >= THRESHOLDS.mastered_low:
        return Reading.STRONG
    return Reading.MIXED if share >= THRESHOLDS.almost_at else Reading.WEAK


def _within(score: float) -> float:
    return min(max(score, 0.0), 1.0) if math.isfinite(score) else 0.0


def _weight(points: float) -> float:
    return points if math.isfinite(points) and points > 0 else 0.0
