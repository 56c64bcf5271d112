"""What a test says, topic by topic: shares and abilities with 80 % intervals, or "not enough data".

Answers of every kind of test come in alike. A share says what was reached on these very items; an ability takes into
account how hard they were, which matters where everybody got other items.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from learnapp.engine.ability import Ability


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
        ability: What the answered items say, difficulty taken into account; None where there are too few.
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
    raise NotImplementedError
