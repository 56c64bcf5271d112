"""Finding passages of the course that a student studies, by a question and where the student is."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.engine.kc import CourseSnapshot
from learnapp.knowledge import reranker
from learnapp.knowledge.embeddings import Hide
from learnapp.knowledge.index import TOP, Context, CourseIndex
from learnapp.knowledge.passages import OPEN
from learnapp.services import current, retrieval_index
from learnapp.storage.repositories import passages as rows
from learnapp.storage.repositories.passages import StoredPassage
from learnapp.storage.vectors import VectorStore

__all__ = ["OPEN", "Context", "Found", "find", "ready"]

MOST_PASSAGES = 600_000
"""Passages of indexes that stay open in one process."""
LOOKED_AT = 20
"""Passages that one search of the tutor finds at most."""
_log = logging.getLogger("learnapp.retrieval")
_Key = tuple[UUID, UUID, int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that was found, and its score."""

    passage: StoredPassage
    score: float


class Indexes:
    """Indexes that are open in this process, the last used ones."""

    def __init__(self) -> None:
        self._kept: OrderedDict[_Key, CourseIndex] = OrderedDict()
        self._opening = asyncio.Lock()

    async def get(self, tenant: UUID, course: UUID, version: int, embedder: str) -> CourseIndex:
        """Return an index, opened once however many ask."""
        key = (tenant, course, version, embedder)
        kept = self._kept.get(key)
        if kept is None:
            async with self._opening:
                kept = self._kept.get(key) or await _open(tenant, course, version)
                self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > 1 and sum(one.size for one in self._kept.values()) > MOST_PASSAGES:
            self._kept.popitem(last=False)
        return kept


async def _open(tenant: UUID, course: UUID, version: int) -> CourseIndex:
    parts = await retrieval_index.bring(tenant, course, version)
    services = current()
    name, nearest = retrieval_index.collection_of(course, version), None
    if len(parts.facts.ids) >= retrieval_index.LARGE:
        nearest = _near(name, parts.vectors)
    trees = await asyncio.to_thread(reranker.shipped)
    made = services.embedder
    # Vectors of a service that is not the one that is configured now are of no use: by words until the next round.
    same = made if made is not None and made.name == parts.embedder else None
    embedder = parts.basis if parts.basis is not None else same
    return await asyncio.to_thread(CourseIndex, parts.facts, parts.words, parts.vectors, embedder, nearest, trees)


def _near(
    name: str, vectors: NDArray[np.float32]
) -> Callable[[NDArray[np.float32], int], tuple[NDArray[np.int64], NDArray[np.float32]]]:
    def nearest(vector: NDArray[np.float32], size: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
        try:
            store: VectorStore = current().vectors
            return store.nearest(name, vector, size)
        except UnavailableError as error:
            # Slower by some ten milliseconds in a very large course; everything else stays as it is.
            _log.warning("vectors compared one by one", extra={"code": error.code})
            similar = np.asarray(vectors @ vector, np.float32)
            best = np.argsort(-similar, kind="stable")[:size]
            return best.astype(np.int64), similar[best]

    return nearest


async def ready(snapshot: CourseSnapshot) -> bool:
    """Return whether there is an index for a course, be it of another version."""
    async with current().db.raw(snapshot.tenant_id) as conn:
        return await rows.best(conn, snapshot.tenant_id, snapshot.course_id, snapshot.version) is not None


async def vector_of(snapshot: CourseSnapshot, text: str) -> NDArray[np.float32] | None:
    """Return the vector of a text in a course's own basis; None where there is none on this machine."""
    tenant, course = snapshot.tenant_id, snapshot.course_id
    async with current().db.raw(tenant) as conn:
        row = await rows.best(conn, tenant, course, snapshot.version)
    if row is None:
        return None
    index: CourseIndex = await current().indexes.get(tenant, course, row.version, row.embedder)
    return await asyncio.to_thread(index.vector, text)


async def find(
    snapshot: CourseSnapshot, question: str, context: Context, top: int = TOP, *, hide: Hide | None = None
) -> list[Found]:
    """Return the best passages of a course for a question, best first; none where the course has no index yet.

    While a version is being indexed the one before is searched, and only what the course version still has is found.
    Whoever calls this has seen to it that the reader may read the course.

    Args:
        snapshot: The course version that the reader studies.
        question: What was asked.
        context: Where the reader is, and what may be found.
        top: How many.
        hide: Leaves of a text what a service for embeddings may be asked with; None: none is asked.

    Raises:
        UnavailableError: The database is away.
    """
    services = current()
    tenant, course = snapshot.tenant_id, snapshot.course_id
    async with services.db.raw(tenant) as conn:
        row = await rows.best(conn, tenant, course, snapshot.version)
    if row is None:
        return []
    index = await services.indexes.get(tenant, course, row.version, row.embedder)
    try:
        # Two milliseconds are more than an event loop has to spare under load.
        hits = await asyncio.to_thread(index.search, question, context, top, hide)
    except LearnAppError as error:
        _log.warning("a search failed", extra={"code": error.code})
        return []
    ids = [index.facts.ids[hit.number] for hit in hits]
    async with services.db.raw(tenant) as conn:
        stored = await rows.some(conn, tenant, course, row.version, ids)
        if index.outdated and not index.told:
            # Who asks meanwhile finds by words.
            index.told = True
            await retrieval_index.ask_for(conn, tenant, course)
    return [
        Found(stored[one], hit.score)
        for one, hit in zip(ids, hits, strict=True)
        if one in stored and stored[one].content_id in snapshot.content
    ]
