"""Versions of the prerequisites of a course, as an institution or one of its classes has changed them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Pairs = tuple[tuple[UUID, UUID], ...]
"""(topic, what it needs) each."""

# Which version holds in a class: its own newest, else the institution's; `q` and `s` are the ids and the section.
GRAPH = """
(SELECT v.graph_id FROM course_graph v
  WHERE v.tenant_id = q.tenant_id AND v.course_id = s.course_id
    AND (v.section_id IS NULL OR v.section_id = q.section_id)
  ORDER BY v.section_id IS NULL, v.number DESC LIMIT 1)
"""
_HOLDS = text(f"""
SELECT {GRAPH}
  FROM (SELECT cast(:tenant AS uuid) AS tenant_id, cast(:section AS uuid) AS section_id) q
  JOIN section s ON s.tenant_id = q.tenant_id AND s.section_id = q.section_id
""")  # noqa: S608 - constants
_COLUMNS = "graph_id, course_id, section_id, number, changes::text, words, made_by, made_at"
_ONE = text(f"SELECT {_COLUMNS} FROM course_graph WHERE tenant_id = :tenant AND graph_id = :graph")  # noqa: S608
_WHERE = "tenant_id = :tenant AND course_id = :course AND section_id IS NOT DISTINCT FROM cast(:section AS uuid)"
_PAST = text(f"""
SELECT {_COLUMNS} FROM course_graph WHERE {_WHERE} ORDER BY number DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNT = text(f"SELECT count(*) FROM course_graph WHERE {_WHERE}")  # noqa: S608 - constants
_ADD = text("""
INSERT INTO course_graph (tenant_id, graph_id, course_id, section_id, number, changes, words, made_by, made_at)
VALUES (:tenant, :graph, :course, :section, :number, cast(:changes AS jsonb), :words, :by, :now)
ON CONFLICT DO NOTHING RETURNING 1
""")
_SECTIONS = text("""
SELECT section_id, course_version FROM section
 WHERE tenant_id = :tenant AND course_id = :course AND status = 'active' ORDER BY section_id LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class GraphRow:
    """A version: what it adds to the author's prerequisites and takes from them."""

    graph_id: UUID
    course_id: UUID
    section_id: UUID | None
    number: int
    added: Pairs
    removed: Pairs
    words: str
    made_by: UUID
    made_at: datetime


def _pairs(raw: Any) -> Pairs:
    return tuple((UUID(kc_id), UUID(needed)) for kc_id, needed in raw)


def _row(row: Any) -> GraphRow:
    changes = orjson.loads(row[4])
    return GraphRow(
        row[0], row[1], row[2], row[3], _pairs(changes["added"]), _pairs(changes["removed"]), row[5], row[6], row[7]
    )


async def holds(session: AsyncSession, tenant: UUID, section: UUID) -> UUID | None:
    """Return which version holds in a class; None: the author's prerequisites do."""
    found = (await session.execute(_HOLDS, {"tenant": tenant, "section": section})).one_or_none()
    return found[0] if found is not None else None


async def one(session: AsyncSession, tenant: UUID, graph: UUID) -> GraphRow | None:
    """Return a version."""
    found = (await session.execute(_ONE, {"tenant": tenant, "graph": graph})).one_or_none()
    return _row(found) if found is not None else None


async def past(
    session: AsyncSession, tenant: UUID, course: UUID, section: UUID | None, offset: int, size: int
) -> tuple[list[GraphRow], int]:
    """Return a page of the versions of a class, or of the institution without one, the newest first, and how many."""
    values = {"tenant": tenant, "course": course, "section": section}
    rows = await session.execute(_PAST, {**values, "offset": offset, "size": size})
    return [_row(row) for row in rows], int((await session.execute(_COUNT, values)).scalar_one())


async def add(session: AsyncSession, tenant: UUID, version: GraphRow) -> bool:
    """Store a version; False when there is one of this number already."""
    changes = {
        "added": [[str(kc_id), str(needed)] for kc_id, needed in version.added],
        "removed": [[str(kc_id), str(needed)] for kc_id, needed in version.removed],
    }
    values = {
        "tenant": tenant, "graph": version.graph_id, "course": version.course_id, "section": version.section_id,
        "number": version.number, "changes": orjson.dumps(changes).decode(), "words": version.words,
        "by": version.made_by, "now": version.made_at,
    }  # fmt: skip
    return (await session.execute(_ADD, values)).one_or_none() is not None


async def sections(session: AsyncSession, tenant: UUID, course: UUID, size: int) -> list[tuple[UUID, int]]:
    """Return (section, version of the course) of the active classes that study a course."""
    found = await session.execute(_SECTIONS, {"tenant": tenant, "course": course, "size": size})
    return [(row[0], row[1]) for row in found]
