"""Passages of courses by course version, and the state of their indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.bulk import copy_into

Conn = AsyncConnection[TupleRow]

_COLUMNS = (
    "tenant_id", "course_id", "passage_id", "since", "until", "content_id", "lesson_id", "kind", "place", "title",
    "text", "kc_ids", "level", "language", "license", "attribution",
)  # fmt: skip
_SHOWN = "passage_id, content_id, lesson_id, kind, place, title, text, kc_ids, level, language, license, attribution"
_HERE = (
    "tenant_id = %(tenant)s AND course_id = %(course)s AND since <= %(version)s"
    " AND (until IS NULL OR until > %(version)s)"
)
_READ = f"SELECT {_SHOWN} FROM passage WHERE {_HERE} ORDER BY content_id, kind, place, passage_id"  # noqa: S608
_SOME = f"SELECT {_SHOWN} FROM passage WHERE {_HERE} AND passage_id = ANY(%(passages)s)"  # noqa: S608
_TEXTS = """
SELECT DISTINCT ON (passage_id) passage_id, text FROM passage
 WHERE tenant_id = %(tenant)s AND course_id = %(course)s AND passage_id = ANY(%(passages)s)
 ORDER BY passage_id, since DESC
"""
_NOW = "SELECT passage_id FROM passage WHERE tenant_id = %(tenant)s AND course_id = %(course)s AND until IS NULL"
_END = (
    "UPDATE passage SET until = %(version)s WHERE tenant_id = %(tenant)s AND course_id = %(course)s"
    " AND passage_id = ANY(%(passages)s) AND until IS NULL AND since < %(version)s"
)
_DROP = (
    "DELETE FROM passage WHERE tenant_id = %(tenant)s AND course_id = %(course)s AND passage_id = ANY(%(passages)s)"
    " AND until IS NULL AND since = %(version)s"
)
_BEGIN = """
INSERT INTO retrieval_index (tenant_id, course_id, version, status, embedder, passages, added, gone, started_at)
VALUES (%(tenant)s, %(course)s, %(version)s, 'building', '', 0, 0, 0, %(now)s)
ON CONFLICT (tenant_id, course_id, version) DO UPDATE SET started_at = excluded.started_at
"""
_READY = """
UPDATE retrieval_index SET status = 'ready', embedder = %(embedder)s, passages = %(passages)s, added = %(added)s,
       gone = %(gone)s, finished_at = %(now)s
 WHERE tenant_id = %(tenant)s AND course_id = %(course)s AND version = %(version)s
"""
_BEST = """
SELECT version, embedder, passages FROM retrieval_index
 WHERE tenant_id = %(tenant)s AND course_id = %(course)s AND status = 'ready'
 ORDER BY version <= %(version)s DESC, CASE WHEN version <= %(version)s THEN -version ELSE version END LIMIT 1
"""
_BEHIND = """
SELECT v.course_id, v.version FROM (
  SELECT DISTINCT ON (course_id) course_id, version FROM course_version
   WHERE tenant_id = %(tenant)s AND status = 'published' ORDER BY course_id, version DESC) v
 WHERE NOT EXISTS (SELECT 1 FROM retrieval_index i WHERE i.tenant_id = %(tenant)s AND i.course_id = v.course_id
   AND i.version = v.version AND i.status = 'ready' AND i.embedder LIKE %(embedder)s || '%%')
 ORDER BY v.course_id
"""
_PRUNE_INDEX = """
DELETE FROM retrieval_index i WHERE i.tenant_id = %(tenant)s AND i.course_id = %(course)s
   AND i.version < %(version)s - %(kept)s RETURNING version
"""
_PRUNE_PASSAGES = """
DELETE FROM passage p WHERE p.tenant_id = %(tenant)s AND p.course_id = %(course)s
   AND p.until <= (SELECT min(version) FROM retrieval_index i WHERE i.tenant_id = p.tenant_id
                      AND i.course_id = p.course_id AND i.status = 'ready')
"""


class StoredPassage(NamedTuple):
    """A passage as it is shown and searched."""

    passage_id: UUID
    content_id: UUID
    lesson_id: UUID
    kind: str
    place: str
    title: str
    text: str
    kc_ids: list[UUID]
    level: float
    language: str
    license: str
    attribution: str


@dataclass(frozen=True, slots=True)
class IndexRow:
    """An index that is ready."""

    version: int
    embedder: str
    passages: int


async def change(
    conn: Conn, tenant: UUID, course: UUID, version: int, rows: Sequence[Sequence[Any]], keep: Sequence[UUID]
) -> tuple[int, int]:
    """Make the passages of a course version those that are given; return how many were added and how many ended.

    Args:
        conn: A transaction outside pipeline mode.
        tenant: Owner of the course.
        course: The course.
        version: From this version on.
        rows: Passages that may be new, each the fields of `StoredPassage`.
        keep: Ids of all passages of the version; the others end before it.
    """
    values = {"tenant": tenant, "course": course, "version": version}
    now = {row[0] for row in await (await conn.execute(_NOW, values)).fetchall()}
    gone = list(now - set(keep))
    if gone:
        await conn.execute(_END, {**values, "passages": gone})
        # The same version cut anew.
        await conn.execute(_DROP, {**values, "passages": gone})
    fresh = [
        [tenant, course, row[0], version, None, *row[1:7], list(row[7]), *row[8:]] for row in rows if row[0] not in now
    ]
    if fresh:
        await copy_into(
            conn, "passage", _COLUMNS, fresh, key=("tenant_id", "course_id", "passage_id", "since"), update=("until",)
        )
    return len(fresh), len(gone)


async def of_version(conn: Conn, tenant: UUID, course: UUID, version: int) -> list[StoredPassage]:
    """Return all passages of a course version, in an order that is always the same."""
    cursor = await conn.execute(_READ, {"tenant": tenant, "course": course, "version": version})
    return [StoredPassage(*row) for row in await cursor.fetchall()]


async def some(
    conn: Conn, tenant: UUID, course: UUID, version: int, passages: Sequence[UUID]
) -> dict[UUID, StoredPassage]:
    """Return passages of a course version by their ids."""
    values = {"tenant": tenant, "course": course, "version": version, "passages": list(passages)}
    return {row[0]: StoredPassage(*row) for row in await (await conn.execute(_SOME, values)).fetchall()}


async def texts(conn: Conn, tenant: UUID, course: UUID, passages: Sequence[UUID]) -> dict[UUID, str]:
    """Return what passages of a course say, whichever version has them."""
    cursor = await conn.execute(_TEXTS, {"tenant": tenant, "course": course, "passages": list(passages)})
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def begin(conn: Conn, tenant: UUID, course: UUID, version: int, now: datetime) -> None:
    """Note that an index is being built; one that is ready stays so until it is replaced."""
    await conn.execute(_BEGIN, {"tenant": tenant, "course": course, "version": version, "now": now})


async def ready(
    conn: Conn, tenant: UUID, course: UUID, version: int, *, embedder: str, passages: int, added: int, gone: int,
    now: datetime,
) -> None:  # fmt: skip
    """Let an index be searched from now on."""
    values = {"tenant": tenant, "course": course, "version": version, "embedder": embedder}
    await conn.execute(_READY, {**values, "passages": passages, "added": added, "gone": gone, "now": now})


async def best(conn: Conn, tenant: UUID, course: UUID, version: int) -> IndexRow | None:
    """Return the index for a course version: its own, else the one before, else the next."""
    cursor = await conn.execute(_BEST, {"tenant": tenant, "course": course, "version": version})
    row = await cursor.fetchone()
    return IndexRow(*row) if row else None


async def behind(conn: Conn, tenant: UUID, embedder: str) -> list[tuple[UUID, int]]:
    """Return the courses whose newest version has no index by embedders of this kind, with that version."""
    cursor = await conn.execute(_BEHIND, {"tenant": tenant, "embedder": embedder})
    return [(row[0], row[1]) for row in await cursor.fetchall()]


async def prune(conn: Conn, tenant: UUID, course: UUID, version: int, kept: int) -> list[int]:
    """Forget indexes more than `kept` versions older, and passages that no index has; return these versions."""
    values = {"tenant": tenant, "course": course, "version": version, "kept": kept}
    gone = [int(row[0]) for row in await (await conn.execute(_PRUNE_INDEX, values)).fetchall()]
    await conn.execute(_PRUNE_PASSAGES, values)
    return gone
