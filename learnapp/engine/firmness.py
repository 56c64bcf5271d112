"""Does what counts as mastered hold? A second belief, of the policy alone; what is published as mastery is another.

Three right answers in a row make `mastery` sure of whoever knows a topic or does not. Others get better little by
little and are right two times in three for long; to them three in a row come by luck, and what builds on the topic then
goes wrong. So the policy weighs two ways in which a student may learn, and keeps to a topic until it holds under the
likelier one:

- known or not (Corbett & Anderson, 1994), with slip, guess and learning drawn from a grid instead of taken as given: it
  holds when it is known;
- practice adds up (performance factors: Pavlik, Cen & Koedinger, 2009), with the level at first and the gain of a right
  answer from a grid, so that the learning curve of the topic itself tells how fast it goes: it holds when an item of
  average difficulty is answered rightly four times in five.

Which of the two a student is like is one number for all topics together: the Bayes factor of the answers, by how well
either way foretold each (prequential: Dawid, 1984). A topic's part of it lies in its last outcome (`leaning`).

Practice has an end in any case: what does not hold after `PATIENCE` answers is not a matter of more answers ("wheel
spinning": Beck & Gong, 2013), and whoever has answered rightly as often in a row as is remembered goes on.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from heapq import nlargest
from itertools import product
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.kc import RECENT, KCState, Outcome

Floats = NDArray[np.float64]
Tried = tuple[bool, float]

KNOWN_AT, SKILLED_AT = 0.85, 0.96
"""From which probability a topic holds, under the first way and under the second. Under the second a topic that is left
too early slows down everything that builds on it, so more is asked for."""
PATIENCE = 40
"""Answers to a topic after which more of them are not what helps."""
LOOKED_AT = 24
"""So many topics, those practised last, tell how a student learns and may be gone on with."""
_SURE = 30.0

_SLIPS, _GUESSES, _LEARNT = (0.06, 0.14, 0.28), (0.12, 0.22, 0.38), (0.05, 0.12, 0.25)
_KNOWN_AT_FIRST = 0.4
_ITEM_SHARE = 0.5
"""How much of an item's difficulty reaches those who know or do not, as in `selector`."""
_grid = np.array(list(product(_SLIPS, _GUESSES, _LEARNT)))
_KNOW = np.log((1.0 - _grid[:, 0]) / _grid[:, 0])
_GUESS = np.log(_grid[:, 1] / (1.0 - _grid[:, 1]))
_T = _grid[:, 2]
_NOT_LEARNT = 1.0 - _T

_LEVEL_MEAN, _LEVEL_SD = 0.3, 1.1
_LEVELS = np.linspace(-3.0, 4.0, 29)
_GAINS = np.array([0.05, 0.1, 0.16, 0.25, 0.4])
_GAIN_WEIGHTS = np.array([0.15, 0.25, 0.27, 0.22, 0.11])
_SKILLED = math.log(0.8 / 0.2)
_LOG_PRIOR = np.log(_GAIN_WEIGHTS)[:, None] - 0.5 * ((_LEVELS[None, :] - _LEVEL_MEAN) / _LEVEL_SD) ** 2


class Reading(NamedTuple):
    """What the answers to one topic say.

    Attributes:
        bayes: Log Bayes factor of "known or not" over "practice adds up".
        known: Probability that it is known.
        skilled: Probability that practice has added up to enough.
    """

    bayes: float
    known: float
    skilled: float


def _sigmoid(x: Floats) -> Floats:
    return 1.0 / (1.0 + np.exp(-x))


@lru_cache(maxsize=1 << 15)
def read(tried: tuple[Tried, ...], before: int, right_before: int) -> Reading:
    """Return what the answers to one topic say.

    Args:
        tried: The last answers, oldest first: whether right without hints, and the item's difficulty in logits.
        before: How many answers there were before those.
        right_before: How many of them were right.
    """
    log_known, known = _known(tried, before)
    log_skilled, skilled = _skilled(tried, before, right_before)
    return Reading(log_known - log_skilled, known, skilled)


def _known(tried: Sequence[Tried], before: int) -> tuple[float, float]:
    p = 1.0 - (1.0 - _KNOWN_AT_FIRST) * (1.0 - _T) ** before
    weight = np.full(len(_T), 1.0 / len(_T))
    for correct, difficulty in tried:
        if_known, if_not = _chances(correct, difficulty)
        from_known = p * if_known
        seen = from_known + (1.0 - p) * if_not
        weight = weight * seen
        p = from_known / seen * _NOT_LEARNT + _T
    total = float(weight.sum())
    return math.log(total), min(float(weight @ p) / total, 1.0)


def _skilled(tried: Sequence[Tried], before: int, right_before: int) -> tuple[float, float]:
    logs = _LOG_PRIOR
    if before:
        usual = sum(difficulty for _, difficulty in tried) / max(len(tried), 1)
        x = _LEVELS[None, :] + _GAINS[:, None] * (0.5 * right_before) - usual
        logs = logs + right_before * x - before * np.logaddexp(0.0, x)
    prior = np.exp(logs - logs.max())
    prior /= prior.sum()
    rights = right_before
    seen = np.zeros_like(prior)
    for correct, difficulty in tried:
        seen = seen + _log_chances(correct, difficulty, rights)
        rights += correct
    joint = prior * np.exp(seen)
    total = float(joint.sum())
    return math.log(total), min(float(joint[_enough(rights)].sum()) / total, 1.0)


@lru_cache(maxsize=512)
def _chances(correct: bool, difficulty: float) -> tuple[Floats, Floats]:
    """Return the chance of an answer for each point of the grid: of whoever knows the topic, of whoever does not."""
    shift = _ITEM_SHARE * difficulty
    if_known, if_not = _sigmoid(_KNOW - shift), _sigmoid(_GUESS - shift)
    return (if_known, if_not) if correct else (1.0 - if_known, 1.0 - if_not)


@lru_cache(maxsize=8192)
def _log_chances(correct: bool, difficulty: float, rights: int) -> Floats:
    """Return the log chance of an answer after so many right ones, for each gain and level at first."""
    x = _LEVELS[None, :] + _GAINS[:, None] * rights - difficulty
    logs: Floats = -np.logaddexp(0.0, -x if correct else x)
    return logs


@lru_cache(maxsize=256)
def _enough(rights: int) -> NDArray[np.bool_]:
    enough: NDArray[np.bool_] = _LEVELS[None, :] + _GAINS[:, None] * rights >= _SKILLED
    return enough


def _tried(state: KCState) -> tuple[tuple[Tried, ...], int, int]:
    """Return what `read` is told; a right answer after hints says nothing."""
    recent = state.recent[-RECENT:]
    rows = tuple((one.correct, one.difficulty) for one in recent if not (one.correct and one.hints))
    before = max(state.attempts - len(recent), 0)
    return rows, before, min(max(state.correct - sum(one.correct for one in recent), 0), before)


def _flawless(state: KCState) -> bool:
    """Return whether all the answers that are remembered were right, without hints: whoever can do that goes on."""
    return len(state.recent) >= RECENT and all(one.correct and not one.hints for one in state.recent)


def leaning(state: KCState, outcome: Outcome) -> float:
    """Return what all answers to a topic say of how the student learns, with one more.

    Args:
        state: Before the answer.
        outcome: The answer.

    Returns:
        Log Bayes factor of "known or not" over "practice adds up".
    """
    so_far = state.recent[-1].leaning if state.recent else 0.0
    if outcome.correct and outcome.hints:
        return so_far
    tried, before, right_before = _tried(state)
    more = (*tried, (outcome.correct, outcome.difficulty))
    bayes = read(more, before, right_before).bayes - read(tried, before, right_before).bayes
    return round(so_far + bayes, 3)


class Firmness:
    """How far what a student has practised holds.

    Args:
        states: The student's states; those practised last are looked at.
    """

    def __init__(self, states: Iterable[KCState]) -> None:
        held = ((one.last_at.timestamp(), one.kc_id.int, one) for one in states if one.attempts and one.last_at)
        latest = [state for _, _, state in nlargest(LOOKED_AT, held, key=lambda row: row[:2])]
        self._states = {state.kc_id: state for state in latest}
        bayes = math.fsum(state.recent[-1].leaning for state in latest if len(state.recent))
        self.knows_or_not = 1.0 / (1.0 + math.exp(-min(max(bayes, -_SURE), _SURE)))
        """Probability that topics are known or not to this student, and do not grow little by little."""

    def soft(self, kc_id: UUID) -> bool:
        """Return whether a topic should be gone on with although it may count as mastered."""
        state = self._states.get(kc_id)
        if state is None or state.attempts >= PATIENCE or _flawless(state):
            return False
        reading = read(*_tried(state))
        return reading.known < KNOWN_AT if self.knows_or_not > 0.5 else reading.skilled < SKILLED_AT

    @property
    def settled(self) -> bool:
        """Whether nothing that was practised last has to be gone on with."""
        return not any(map(self.soft, self._states))
