"""Answers to questions that mean the same, in memory: for one institution, a version of a course, a kind of task."""

from __future__ import annotations

import re
import time
import unicodedata
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

ALIKE, SHARED = 0.95, 0.8
"""Cosine, and share of common words, from which on two questions mean the same."""
LASTS_S, MOST_OF_ONE, MOST_KEYS = 6 * 3600.0, 100, 500
_NUMBER = re.compile(r"\d+(?:[.,/]\d+)*|[-+*/=<>^]")
_TURNING = re.compile(r"\b(?:not|no|never|without|n't|least|most|before|after|sin|nunca|antes|despues|menos|mas)\b")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry(Generic[T]):
    vector: NDArray[np.float32]
    words: frozenset[str]
    exact: tuple[str, ...]
    at: float
    value: T


class SemanticCache(Generic[T]):
    """Remembers values by the meaning of a question.

    A high cosine alone would take "numerator" for "denominator": words must be shared too, and numbers, signs and what
    turns a meaning round must be the same.

    Args:
        clock: Seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: OrderedDict[Hashable, deque[_Entry[T]]] = OrderedDict()

    def find(self, key: Hashable, question: str, vector: NDArray[np.float32]) -> T | None:
        """Return what was kept for a question that means the same, or None."""
        entries = self._kept.get(key)
        if not entries or not vector.any():
            return None
        self._kept.move_to_end(key)
        words, exact, since = _words(question), _exact(question), self._clock() - LASTS_S
        for one in entries:
            same = one.exact == exact and one.at > since and one.vector.shape == vector.shape
            shared = len(one.words & words) / max(len(one.words | words), 1)
            if same and shared >= SHARED and float(one.vector @ vector) >= ALIKE:
                return one.value
        return None

    def keep(self, key: Hashable, question: str, vector: NDArray[np.float32], value: T) -> None:
        """Remember a value; the oldest ones are forgotten."""
        if not vector.any():
            return
        entries = self._kept.setdefault(key, deque(maxlen=MOST_OF_ONE))
        entries.appendleft(_Entry(vector, _words(question), _exact(question), self._clock(), value))
        self._kept.move_to_end(key)
        while len(self._kept) > MOST_KEYS:
            self._kept.popitem(last=False)


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one))


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in re.findall(r"[^\W\d_]+", _plain(text)) if len(word) > 2)


def _exact(text: str) -> tuple[str, ...]:
    plain = _plain(text)
    return tuple(_NUMBER.findall(plain)) + tuple(sorted(_TURNING.findall(plain)))
