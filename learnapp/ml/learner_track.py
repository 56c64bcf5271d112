"""One student online: takes in answers as they come, gives the features of many candidates, is kept as a few kB."""

from __future__ import annotations

import math
import struct
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import InvalidInputError
from learnapp.ml.answers import Floats, Ints, Table
from learnapp.ml.encodings import Encoded, Encodings
from learnapp.ml.knowledge_state import KnowledgeStates
from learnapp.ml.pairs import NEAR

_LAYOUT = 1
_HEAD = struct.Struct("<BIIqd")
_LARGEST = 4 * 2**20
_STUDENT = ("answers", "right", "ability", "ability_slow", "streak", "run", "last", "last_difficulty", "weight",
            "success", "surprise", "met", "seconds", "pace", "pace_last", "crowd", "near", "factors",
            "doubt")  # fmt: skip
_ON_KC = ("kc_answers", "kc_right", "kc_ability", "kc_streak", "kc_at", "kc_seconds", "kc_weight", "kc_success",
          "kc_surprise", "kc_last")  # fmt: skip
_ON_ITEM = ("item_answers", "item_right", "item_at")


class LearnerTrack:
    """What is known of one student under one version of the encodings."""

    def __init__(self, encodings: Encodings) -> None:
        """Begin with a student of whom nothing is known."""
        self._encodings = encodings
        self._states = KnowledgeStates(1, len(encodings.kcs), 0)
        self._pairs: dict[int, int] = {}
        self._before = np.full((1, NEAR), -1, dtype=np.int64)
        self._last: tuple[int, float] = (-1, 0.0)

    def features(self, item: Ints, kc: Ints, now: float = float("nan"), *, fresh: bool = False) -> Table:
        """Return the features of n candidates; shape (n, len(FEATURES)), float32.

        Args:
            item: Shape (n,), ids of the source.
            kc: Shape (n,), ids of the source.
            now: Seconds since the student's start; nan where there are no times.
            fresh: Whether the items count as never met, and as following upon nothing.
        """
        known, encoded = self._encode(item, kc, fresh)
        pair = np.array([-1 if fresh else self._pairs.get(int(one), -1) for one in item], dtype=np.int64)
        who = np.zeros(len(item), dtype=np.int64)
        return self._states.features(who, known, pair, encoded, np.full(len(item), self._forward(now)))

    def learn(self, item: int, kc: int, correct: bool, now: float = float("nan")) -> None:
        """Take in one answer.

        Args:
            item: Id of the source.
            kc: Id of the source.
            correct: Its result.
            now: Seconds since the student's start; a clock that goes back stands still instead.
        """
        number, known = self._encodings.numbers(np.array([item]), np.array([kc]))
        _, encoded = self._encode(np.array([item]), np.array([kc]))
        states = self._states
        if item not in self._pairs:
            self._pairs[item] = len(self._pairs)
            for name in _ON_ITEM:
                setattr(states, name, np.append(getattr(states, name), -1.0 if name == "item_at" else 0.0))
        pair, who = np.array([self._pairs[item]]), np.zeros(1, dtype=np.int64)
        right = np.array([float(correct)])
        states.learn(who, known, pair, encoded, right, np.array([self._forward(now)]))
        self._before = np.concatenate([number[None, :], self._before[:, :-1]], axis=1)
        self._last = (int(known[0]), float(correct))

    def _forward(self, now: float) -> float:
        """Return a time that does not lie before the last answer's."""
        return float(np.fmax(now if np.isfinite(now) else np.nan, self._states.seconds[0]))

    def _encode(self, item: Ints, kc: Ints, fresh: bool = False) -> tuple[Ints, Encoded]:
        number, known = self._encodings.numbers(item, kc)
        last_kc, correct = (-1, 0.0) if fresh else self._last
        before = np.full((1, NEAR), -1, dtype=np.int64) if fresh else self._before
        return known, self._encodings.encode(number, known, before, np.array([last_kc]), np.array([correct]))

    def dump(self) -> bytes:
        """Return the student's state: of KCs and items only those that were met and are still remembered."""
        states = self._states
        items = np.array(list(self._pairs), dtype=np.int64)
        kept = states.remembered(np.arange(len(items)), np.full(len(items), states.answers[0]))
        kcs = np.flatnonzero(states.kc_answers[0] > 0)
        # Ids, since places change with each training; the place behind the last is that of unknown KCs.
        names = np.append(self._encodings.kcs, -1).astype(np.int64)
        parts: list[Floats | Ints] = [
            self._before[0], names[kcs], kcs == len(self._encodings.kcs), items[kept],
            *(getattr(states, name)[0] for name in _STUDENT),
            *(getattr(states, name)[0, kcs] for name in _ON_KC), *(getattr(states, name)[kept] for name in _ON_ITEM),
        ]  # fmt: skip
        body = b"".join(np.ascontiguousarray(part).tobytes() for part in parts)
        head = _HEAD.pack(_LAYOUT, len(kcs), int(kept.sum()), *self._last)
        return self._encodings.mark + zlib.compress(head + body, 1)

    @classmethod
    def load(cls, encodings: Encodings, data: bytes) -> LearnerTrack:
        """Return a student as `dump` has kept them.

        Raises:
            InvalidInputError: It is no such state, or belongs to another version of the encodings: it is then to be
                rebuilt from the student's answers.
        """
        mark = encodings.mark
        if data[: len(mark)] != mark:
            raise InvalidInputError("This state belongs to another model. Rebuild it from the student's answers.")
        track = cls(encodings)
        try:
            track._restore(_inflated(data[len(mark) :]))
        except (zlib.error, struct.error, ValueError, IndexError) as error:
            raise InvalidInputError("This state is damaged. Rebuild it from the student's answers.") from error
        return track

    def _restore(self, body: bytes) -> None:
        layout, kcs, items, last_kc, correct = _HEAD.unpack_from(body)
        if layout != _LAYOUT:
            raise ValueError(layout)
        at, states = _HEAD.size, self._states

        def taken(kind: type, *shape: int) -> NDArray[Any]:
            nonlocal at
            count = math.prod(shape)
            found: NDArray[Any] = np.frombuffer(body, dtype=kind, count=count, offset=at).reshape(shape)
            at += found.nbytes
            return found

        self._before = np.array(taken(np.int64, 1, NEAR))
        names, new = taken(np.int64, kcs), taken(np.bool_, kcs)
        places = np.where(new, len(self._encodings.kcs), np.searchsorted(self._encodings.kcs, names))
        met = taken(np.int64, items)
        for name in _STUDENT:
            getattr(states, name)[0] = taken(np.float64, *getattr(states, name).shape[1:])
        for name in _ON_KC:
            getattr(states, name)[0, places] = taken(np.float64, kcs, *getattr(states, name).shape[2:])
        for name in _ON_ITEM:
            setattr(states, name, np.array(taken(np.float64, items)))
        if at != len(body):
            raise ValueError(at)
        self._pairs = {int(item): place for place, item in enumerate(met)}
        self._last = (last_kc, correct)
        states.last_kc[0] = last_kc


def _inflated(data: bytes) -> bytes:
    """Return unpacked data, of which more than a state can ever have is an error."""
    machine = zlib.decompressobj()
    body = machine.decompress(data, _LARGEST)
    if not machine.eof:
        raise ValueError(len(body))
    return body
