"""How long a knowledge component stays remembered: FSRS-6 through the `fsrs` package, without chance.

The memory state of one student and KC is (stability in days, difficulty 1 to 10, time of the last answer). Learning
steps and fuzzing are off: the state after an answer depends on nothing but the state before, the outcome and the time,
so a replay rebuilds it exactly. Ye, Su & Cao (2022), "A stochastic shortest path algorithm for optimizing spaced
repetition scheduling"; formulas as in py-fsrs 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from fsrs import Card, Rating, Scheduler, State

from learnapp.core.errors import InvalidInputError

DESIRED_RETENTION = 0.9
Weights = tuple[float, ...]
"""The 21 weights of FSRS-6."""
USUAL_WEIGHTS: Weights = tuple(Scheduler().parameters)
DECAY = 20
"""The place of the weight that shapes the curve of forgetting. It is the same everywhere, so that a stored stability
means the same chance of recall whatever weights it came from."""


@lru_cache(maxsize=512)
def _scheduler(weights: Weights) -> Scheduler:
    return Scheduler(
        parameters=weights,
        desired_retention=DESIRED_RETENTION,
        learning_steps=(),
        relearning_steps=(),
        maximum_interval=365,
        enable_fuzzing=False,
    )


_DECAY = -USUAL_WEIGHTS[DECAY]
_FACTOR = 0.9 ** (1.0 / _DECAY) - 1.0


def sane_weights(values: Sequence[float]) -> Weights:
    """Return weights that can be used.

    Raises:
        InvalidInputError: There are not 21 of them, one is out of its bounds, or the curve of forgetting is another.
    """
    weights = tuple(map(float, values))
    try:
        _scheduler(weights)
    except ValueError as error:
        raise InvalidInputError("These are no weights of FSRS-6. Keep the usual ones.") from error
    if weights[DECAY] != USUAL_WEIGHTS[DECAY]:
        raise InvalidInputError("The curve of forgetting is the same for everybody. Leave its weight as it is.")
    return weights


@dataclass(frozen=True, slots=True)
class Memory:
    """FSRS-6 memory state.

    Attributes:
        stability: Days until the chance of recall falls to 90 %; None before the first success.
        difficulty: 1 to 10; None before the first success.
        last_at: Time of the last answer.
        due_at: When the chance of recall falls to the desired retention, to the day.
    """

    stability: float | None = None
    difficulty: float | None = None
    last_at: datetime | None = None
    due_at: datetime | None = None


def rating_of(*, correct: bool, hints: int) -> Rating:
    """Return Again for a wrong answer, Hard for a hinted right one, Good for a right one."""
    if not correct:
        return Rating.Again
    return Rating.Hard if hints > 0 else Rating.Good


def _card(memory: Memory) -> Card:
    # An explicit id: without one the package sleeps a millisecond to make a unique one.
    if memory.stability is None or memory.last_at is None:
        return Card(card_id=1, state=State.Learning, step=0, due=datetime(1970, 1, 1, tzinfo=UTC))
    return Card(
        card_id=1,
        state=State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty if memory.difficulty is not None else 5.0,
        due=datetime(1970, 1, 1, tzinfo=UTC),
        last_review=memory.last_at.astimezone(UTC),
    )


def review(memory: Memory, *, correct: bool, hints: int, now: datetime, weights: Weights | None = None) -> Memory:
    """Return the memory state after one answer. Nothing can be forgotten before it was known once.

    A time before the last answer (events that arrive out of order) counts as the same day.

    Args:
        memory: The state before.
        correct: Whether the answer was right.
        hints: Hints opened before it.
        now: When.
        weights: From `sane_weights`, where they are not the usual ones.
    """
    if memory.stability is None and not correct:
        return Memory(last_at=now)
    at = now.astimezone(UTC)
    if memory.last_at is not None and at < memory.last_at:
        at = memory.last_at.astimezone(UTC)
    scheduler = _scheduler(USUAL_WEIGHTS if weights is None else weights)
    card, _ = scheduler.review_card(_card(memory), rating_of(correct=correct, hints=hints), review_datetime=at)
    return Memory(card.stability, card.difficulty, at, card.due)


def recall(stability: float | None, last_at: datetime | None, now: datetime) -> float:
    """Return the chance of recall at `now`, 0 to 1; 0 before the first success.

    FSRS-6: R = (1 + F t / S) ^ -w20 with F = 0.9 ^ (-1 / w20) - 1 and t in whole days, as the package counts them.
    """
    if stability is None or last_at is None:
        return 0.0
    days = max(0, (now - last_at).days)
    return float((1.0 + _FACTOR * days / stability) ** _DECAY)


def retrievability(memory: Memory, now: datetime) -> float:
    """Return the chance of recall of a memory at `now`, 0 to 1; 0 before the first success."""
    return recall(memory.stability, memory.last_at, now)
