"""What is known of each passage of an index, as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.knowledge.embeddings import Vectors
from learnapp.knowledge.passages import KINDS, Passage


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of each of n passages, by number.

    Attributes:
        ids: (n,) passage ids.
        contents, lessons, languages: (n,) places in the lists of the same name.
        kinds: (n,) places in `KINDS`.
        levels: (n,) logits.
        kcs: (n, k) places in `kc_list`, -1 for none.
    """

    ids: NDArray[np.object_]
    content_list: tuple[UUID, ...]
    contents: NDArray[np.int32]
    lesson_list: tuple[UUID, ...]
    lessons: NDArray[np.int32]
    language_list: tuple[str, ...]
    languages: NDArray[np.int16]
    kinds: NDArray[np.int8]
    levels: NDArray[np.float32]
    kc_list: tuple[UUID, ...]
    kcs: NDArray[np.int32]


def facts_of(passages: Sequence[Passage]) -> Facts:
    """Return what is known of passages, as arrays."""
    n = len(passages)
    contents: dict[UUID, int] = {}
    lessons: dict[UUID, int] = {}
    languages: dict[str, int] = {}
    kcs: dict[UUID, int] = {}
    width = max((len(one.kc_ids) for one in passages), default=1) or 1
    topics = np.full((n, min(width, 8)), -1, np.int32)
    columns = np.zeros((n, 4), np.int32)
    for row, one in enumerate(passages):
        columns[row] = (
            contents.setdefault(one.content_id, len(contents)),
            lessons.setdefault(one.lesson_id, len(lessons)),
            languages.setdefault(one.language, len(languages)),
            KINDS.index(one.kind),
        )
        for column, kc in enumerate(one.kc_ids[: topics.shape[1]]):
            topics[row, column] = kcs.setdefault(kc, len(kcs))
    ids = np.empty(n, object)
    ids[:] = [one.passage_id for one in passages]
    return Facts(
        ids, tuple(contents), columns[:, 0].copy(), tuple(lessons), columns[:, 1].copy(), tuple(languages),
        columns[:, 2].astype(np.int16), columns[:, 3].astype(np.int8),
        np.fromiter((one.level for one in passages), np.float32, n), tuple(kcs), topics,
    )  # fmt: skip


def centres(facts: Facts, vectors: NDArray[Any]) -> Vectors:
    """Return (len(kc_list), d): the mean direction of each topic's passages."""
    width = vectors.shape[1] if vectors.ndim == 2 else 0
    found = np.zeros((len(facts.kc_list), width), np.float32)
    for column in range(facts.kcs.shape[1]):
        rows = np.flatnonzero(facts.kcs[:, column] >= 0)
        for first in range(0, len(rows), 50_000):
            part = rows[first : first + 50_000]
            np.add.at(found, facts.kcs[part, column], np.asarray(vectors[part], np.float32))
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(np.divide(found, norms, out=found, where=norms > 0), np.float32)
