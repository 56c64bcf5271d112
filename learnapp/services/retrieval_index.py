"""Indexes of courses: built in the worker beside the one that is searched, which is left when the new one is whole.

A course version's passages are rows of `passage`, and only what changed is written. The arrays that a search needs lie
in the data folder; where they are missing, on another machine or after a loss, they are made again from the rows.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from learnapp.core import telemetry
from learnapp.core.errors import LearnAppError, NotFoundError, UnavailableError
from learnapp.knowledge import embeddings, files, lexical
from learnapp.knowledge.embeddings import Embedder, Hide, nameless
from learnapp.knowledge.facts import facts_of
from learnapp.knowledge.files import Parts
from learnapp.knowledge.passages import Passage, cut
from learnapp.knowledge.words import terms
from learnapp.services import current, known_names, rounds
from learnapp.storage.outbox import enqueue
from learnapp.storage.repositories import passages as rows
from learnapp.storage.repositories.passages import Conn, StoredPassage
from learnapp.storage.vectors import VectorStore

KEPT = 3
"""Versions before the newest whose indexes stay: classes go over to a new version one by one."""
LARGE = 20_000
"""Passages from which on vectors are kept in Chroma; comparing a question with fewer takes about a millisecond."""


_log = logging.getLogger("learnapp.retrieval")


@dataclass(frozen=True, slots=True)
class Built:
    """What building an index has done: passages in all, added and ended."""

    version: int
    passages: int
    added: int
    gone: int


def folder_of(tenant: UUID, course: UUID, version: int) -> Path:
    """Return where the arrays of an index lie."""
    return current().settings.data_dir / "retrieval" / str(tenant) / str(course) / str(version)


def collection_of(course: UUID, version: int) -> str:
    """Return the name of an index among the vectors."""
    return f"course-{course}-{version}"


async def ask_for(conn: Conn, tenant: UUID, course: UUID) -> None:
    """Let the worker index a course after the caller's transaction, one course after the other."""
    await enqueue(conn, "index_course", tenant, queue="default", lock="index_course", course_id=course)


async def build(tenant: UUID, course: UUID, version: int | None = None) -> Built:
    """Index a course version and let it be searched; again: nothing is written twice.

    Args:
        tenant: Owner of the course.
        course: The course.
        version: None: the newest.

    Raises:
        NotFoundError: There is no such published version.
        UnavailableError: The store of vectors is away. Where the service for embeddings is, a basis of the course's own
            takes its place until the daily round.
    """
    services = current()
    snapshot = await services.courses.get(tenant, course, version)
    found = await asyncio.to_thread(cut, snapshot)
    async with services.db.raw(tenant, pipelined=False) as conn:
        await rows.begin(conn, tenant, course, snapshot.version, services.clock.now())
        added, gone = await rows.change(
            conn, tenant, course, snapshot.version, [_row(one) for one in found], [one.passage_id for one in found]
        )
        kept = await rows.of_version(conn, tenant, course, snapshot.version)
    parts = await asyncio.to_thread(_make, tenant, course, snapshot.version, kept, await _hide(tenant))
    async with services.db.raw(tenant) as conn:
        await rows.ready(
            conn, tenant, course, snapshot.version, embedder=parts[1], passages=len(kept), added=added, gone=gone,
            now=services.clock.now(),
        )  # fmt: skip
        old = await rows.prune(conn, tenant, course, snapshot.version, KEPT)
    for one in old:
        await asyncio.to_thread(_forget, tenant, course, one)
    return Built(snapshot.version, len(kept), added, gone)


async def bring(tenant: UUID, course: UUID, version: int) -> Parts:
    """Return the arrays of an index; where they are not on this machine they are made from the passages."""
    try:
        return await asyncio.to_thread(files.load, folder_of(tenant, course, version))
    except (FileNotFoundError, ValueError):
        async with current().db.raw(tenant) as conn:
            kept = await rows.of_version(conn, tenant, course, version)
        parts, _ = await asyncio.to_thread(_make, tenant, course, version, kept, await _hide(tenant), anew=False)
        return parts


async def work() -> None:
    """Index what is behind, at every institution; for the worker, daily."""
    await rounds.each_institution("indexes of courses", work_in, library=True)


async def work_in(tenant: UUID) -> int:
    """Do so in one institution; return how many courses were indexed."""
    async with current().db.raw(tenant) as conn:
        courses = await rows.behind(conn, tenant, _kind())
    for course, version in courses:
        await build(tenant, course, version)
    return len(courses)


async def index_course(tenant: UUID, course: UUID) -> None:
    """Index a course that was published; one that is gone by now is passed over."""
    try:
        await build(tenant, course)
    except NotFoundError:
        return


def _kind() -> str:
    made = current().embedder
    return made.name if made is not None else "lsa-"


def _row(one: Passage) -> StoredPassage:
    return StoredPassage(
        one.passage_id, one.content_id, one.lesson_id, one.kind, one.place, one.title, one.text, list(one.kc_ids),
        one.level, one.language, one.license, one.attribution,
    )  # fmt: skip


def _passage(row: StoredPassage) -> Passage:
    return Passage(*row[:7], tuple(row.kc_ids), *row[8:])


def arrays(
    passages: Sequence[Passage], embedder: Embedder | None, known: Parts | None = None, hide: Hide = nameless
) -> Parts:
    """Return the arrays of passages; CPU work, meant for a thread.

    Args:
        passages: The passages.
        embedder: The service for embeddings; None: a basis is learnt from the passages.
        known: An index by the same service: what it has vectors of is not asked again.
        hide: Leaves of a text what the service may be sent.

    Raises:
        UnavailableError: The service is away.
    """
    said = [terms(one.whole, one.language) for one in passages]
    words = lexical.build(said)
    single = [[term for term in one if " " not in term] for one in said]
    if embedder is None:
        basis = embeddings.fit(single)
        return Parts(facts_of(passages), words, embeddings.embed_words(basis, single), basis, basis.name)
    old = {} if known is None else {one: place for place, one in enumerate(known.facts.ids)}
    # One of them is asked all the same: the service may answer with vectors of another length by now.
    fresh = [place for place, one in enumerate(passages) if one.passage_id not in old] or [0][: len(passages)]
    asked = embedder.embed([passages[place].whole for place in fresh], hide)
    if known is not None and asked.shape[1] != known.vectors.shape[1]:
        # None of the old vectors can be compared with those that it gives now.
        return arrays(passages, embedder, hide=hide)
    vectors = np.zeros((len(passages), asked.shape[1]), np.float32)
    vectors[fresh] = asked
    if known is not None:
        rest = [place for place, one in enumerate(passages) if one.passage_id in old]
        vectors[rest] = known.vectors[[old[passages[place].passage_id] for place in rest]]
    return Parts(facts_of(passages), words, vectors, None, embedder.name)


async def _hide(tenant: UUID) -> Hide:
    """Return what leaves of a passage what a service for embeddings may be sent."""
    return known_names.hiding(await known_names.of(tenant)) if current().embedder is not None else nameless


def _make(
    tenant: UUID, course: UUID, version: int, kept: Sequence[StoredPassage], hide: Hide, *, anew: bool = True
) -> tuple[Parts, str]:
    services = current()
    embedder: Embedder | None = services.embedder
    passages = [_passage(row) for row in kept]
    known = _before(tenant, course, version, embedder.name) if embedder is not None else None
    try:
        parts = arrays(passages, embedder, known, hide)
    except UnavailableError as error:
        # The course is searched by a basis of its own; the daily round asks the service again.
        telemetry.fallbacks.labels("retrieval", "own_basis").inc()
        _log.warning("embedded without the service", extra={"code": error.code, "course": str(course)})
        parts = arrays(passages, None)
    files.save(folder_of(tenant, course, version), parts)
    if len(kept) >= LARGE:
        _put(services.vectors, collection_of(course, version), parts.vectors, anew=anew)
    # With the length of its vectors: whoever has the index open opens it anew when that has changed.
    length = "" if parts.basis is not None else f"/{parts.vectors.shape[1]}"
    return parts, f"{parts.embedder}{length}"


def _put(store: VectorStore, name: str, vectors: NDArray[np.float32], *, anew: bool) -> None:
    if anew:
        store.write(name, [vectors])
        return
    # What another machine has written to a server is there already; where it is away they are compared one by one.
    with contextlib.suppress(UnavailableError):
        if not store.holds(name, len(vectors)):
            store.write(name, [vectors])


def _before(tenant: UUID, course: UUID, version: int, embedder: str) -> Parts | None:
    """Return the latest index whose vectors the same service has made."""
    for one in range(version, max(version - KEPT - 1, 0), -1):
        try:
            found = files.load(folder_of(tenant, course, one))
        except (FileNotFoundError, ValueError):
            continue
        return found if found.embedder == embedder else None
    return None


def _forget(tenant: UUID, course: UUID, version: int) -> None:
    shutil.rmtree(folder_of(tenant, course, version), ignore_errors=True)
    try:
        current().vectors.drop(collection_of(course, version))
    except LearnAppError:
        # What stays behind is a collection that nobody opens any more.
        return
