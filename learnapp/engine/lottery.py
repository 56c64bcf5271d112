"""Chance that can be drawn again: numbers that depend on a seed and on what they are for, on nothing else.

An adaptive test is worked out anew for every page; the lottery of its items must come out the same each time, also when
items come or go meanwhile. So nothing is drawn in turn: every number is a hash (SplitMix64: Steele, Lea & Flood, 2014,
"Fast splittable pseudorandom number generators") of the seed and of the item, or of the turn.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.engine.ability import Floats

Words = NDArray[np.uint64]
_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def mixed(words: Words) -> Words:
    """Return words whose bits have nothing to do with each other any more; same shape, at least one axis."""
    z = words + _STEP
    z = (z ^ (z >> np.uint64(30))) * _FIRST
    z = (z ^ (z >> np.uint64(27))) * _SECOND
    return z ^ (z >> np.uint64(31))


def seeds_of(seeds: Sequence[int]) -> Words:
    """Return seeds as words, shape (S,); whole numbers of any size and sign will do."""
    return mixed(np.array([seed % 2**64 for seed in seeds], dtype=np.uint64))


def ticket(item_id: UUID) -> int:
    """Return the number under which an item takes part, below 2^64."""
    return int.from_bytes(blake2b(item_id.bytes, digest_size=8).digest(), "big")


def drawn(seeds: Words, tickets: Words) -> Floats:
    """Return a number in [0, 1) for each test and item, shape (S, n)."""
    return _uniform(mixed(seeds[:, None] ^ tickets[None, :]))


def turn(seeds: Words, asked: NDArray[np.int64]) -> Floats:
    """Return a number in [0, 1) for each test at its turn, shape (S,)."""
    return _uniform(mixed(seeds + mixed(asked.astype(np.uint64))))


def _uniform(words: Words) -> Floats:
    found: Floats = (words >> np.uint64(11)).astype(np.float64) * 2.0**-53
    return found
