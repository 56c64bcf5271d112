"""Imports of OneRoster packages, and what each `sourcedId` stands for here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

Conn = AsyncConnection[TupleRow]
_COLUMNS = (
    "import_id, source_name, status, attest, course, requested_by, started_at, finished_at, done, total, preview,"
    " report, cursor"
)


@dataclass(frozen=True, slots=True)
class RosterImportRow:
    """One import.

    Attributes:
        status: waiting, reading, ready, queued, running, stopping, stopped, done or failed.
        course: Ids of the course that new classes study; empty for none.
        preview: What it would do, once it was looked at.
        report: What it has done.
        cursor: Where to go on: the pass and the line.
    """

    import_id: UUID
    source_name: str
    status: str
    attest: bool
    course: dict[str, str]
    requested_by: UUID
    started_at: datetime
    finished_at: datetime | None
    done: int
    total: int
    preview: dict[str, Any]
    report: dict[str, Any]
    cursor: dict[str, Any]


async def begin(
    conn: Conn,
    tenant: UUID,
    import_id: UUID,
    source: str,
    *,
    attest: bool,
    course: dict[str, str],
    requested_by: UUID,
    now: datetime,
) -> None:
    """Write down that a package waits to be looked at."""
    await conn.execute(
        "INSERT INTO roster_import (tenant_id, import_id, source_name, status, attest, course, requested_by,"
        " started_at) VALUES (%s, %s, %s, 'waiting', %s, %s, %s, %s)",
        (tenant, import_id, source, attest, Jsonb(course), requested_by, now),
    )


async def find_import(conn: Conn, tenant: UUID, import_id: UUID) -> RosterImportRow | None:
    """Return one import."""
    found = await conn.execute(
        f"SELECT {_COLUMNS} FROM roster_import WHERE tenant_id = %s AND import_id = %s",  # noqa: S608 - own columns
        (tenant, import_id),
    )
    row = await found.fetchone()
    return RosterImportRow(*row) if row else None


async def list_imports(conn: Conn, tenant: UUID, offset: int, size: int) -> tuple[list[RosterImportRow], int]:
    """Return a page of imports, newest first, and how many there are."""
    found = await conn.execute("SELECT count(*) FROM roster_import WHERE tenant_id = %s", (tenant,))
    total = await found.fetchone()
    found = await conn.execute(
        f"SELECT {_COLUMNS} FROM roster_import WHERE tenant_id = %s"  # noqa: S608 - our own columns
        " ORDER BY started_at DESC, import_id OFFSET %s LIMIT %s",
        (tenant, offset, size),
    )
    return [RosterImportRow(*row) for row in await found.fetchall()], int(total[0]) if total else 0


async def change_status(conn: Conn, tenant: UUID, import_id: UUID, old: Sequence[str], new: str) -> bool:
    """Change the status of an import that has one of some; return whether it had."""
    found = await conn.execute(
        "UPDATE roster_import SET status = %s WHERE tenant_id = %s AND import_id = %s AND status = ANY(%s) RETURNING 1",
        (new, tenant, import_id, list(old)),
    )
    return await found.fetchone() is not None


async def set_preview(conn: Conn, tenant: UUID, import_id: UUID, preview: dict[str, Any], total: int) -> None:
    """Write down what an import would do; it is ready then, unless somebody has stopped it."""
    await conn.execute(
        "UPDATE roster_import SET preview = %s, total = %s, done = 0,"
        " status = CASE WHEN status = 'stopping' THEN 'stopped' ELSE 'ready' END"
        " WHERE tenant_id = %s AND import_id = %s",
        (Jsonb(preview), total, tenant, import_id),
    )


async def set_adopt(conn: Conn, tenant: UUID, import_id: UUID, *, adopt: bool) -> None:
    """Write down beside what was looked at whether classes made by hand are gone on in."""
    await conn.execute(
        "UPDATE roster_import SET preview = preview || jsonb_build_object('adopt', %s::boolean)"
        " WHERE tenant_id = %s AND import_id = %s",
        (adopt, tenant, import_id),
    )


async def set_failed(conn: Conn, tenant: UUID, import_id: UUID, code: str, message: str, now: datetime) -> None:
    """Write down that a package cannot be read, and why."""
    await conn.execute(
        "UPDATE roster_import SET status = 'failed', finished_at = %s,"
        " report = report || %s WHERE tenant_id = %s AND import_id = %s",
        (now, Jsonb({"error": code, "message": message[:500]}), tenant, import_id),
    )


async def tick(conn: Conn, tenant: UUID, import_id: UUID, done: int, total: int) -> str:
    """Show how far the look at a package is; return the status, which says whether to stop."""
    found = await conn.execute(
        "UPDATE roster_import SET done = %s, total = %s WHERE tenant_id = %s AND import_id = %s RETURNING status",
        (done, total, tenant, import_id),
    )
    row = await found.fetchone()
    return str(row[0]) if row else "stopped"


_SAVE = text("""
UPDATE roster_import SET done = :done, total = :total, report = CAST(:report AS jsonb), cursor = CAST(:cursor AS jsonb),
       finished_at = :finished,
       status = CASE WHEN CAST(:finished AS timestamptz) IS NOT NULL THEN 'done' ELSE status END
 WHERE tenant_id = :tenant AND import_id = :import_id RETURNING status
""")


async def save(
    session: AsyncSession,
    tenant: UUID,
    import_id: UUID,
    *,
    done: int,
    total: int,
    report: dict[str, Any],
    cursor: dict[str, Any],
    finished: datetime | None = None,
) -> str:
    """Write progress together with the rows that it counts; return the status, which says whether to stop."""
    found = await session.execute(
        _SAVE,
        {
            "tenant": tenant, "import_id": import_id, "done": done, "total": total,
            "report": orjson.dumps(report).decode(), "cursor": orjson.dumps(cursor).decode(), "finished": finished,
        },
    )  # fmt: skip
    return str(found.scalar_one_or_none() or "stopped")


@dataclass(frozen=True, slots=True)
class Link:
    """What a `sourcedId` stands for.

    Attributes:
        object_id: The section or person; for an enrolment the section, for a guardian the guardian.
        other_id: The person of an enrolment, the student of a guardian.
        mark: Hash of what the file said last.
        made: Whether an import has made it, so that an import may change and end it.
        active: Whether it counts now.
    """

    sourced_id: str
    object_id: UUID
    other_id: UUID | None
    role: str
    mark: bytes
    made: bool
    active: bool


_LINKS = text("""
SELECT sourced_id, object_id, other_id, role, mark, made, active FROM roster_link
 WHERE tenant_id = :tenant AND kind = :kind AND sourced_id = ANY(:ids)
""")
_OF_OBJECTS = text("""
SELECT object_id, sourced_id FROM roster_link
 WHERE tenant_id = :tenant AND kind = :kind AND object_id = ANY(:objects)
""")
_PUT = text("""
INSERT INTO roster_link (tenant_id, kind, sourced_id, object_id, other_id, role, mark, made, active, seen_in)
SELECT :tenant, :kind, n.sourced_id, n.object_id, n.other_id, n.role, n.mark, n.made, n.active, :seen
  FROM unnest(CAST(:sourced_id AS text[]), CAST(:object_id AS uuid[]), CAST(:other_id AS uuid[]),
              CAST(:role AS text[]), CAST(:mark AS bytea[]), CAST(:made AS boolean[]), CAST(:active AS boolean[]))
       n (sourced_id, object_id, other_id, role, mark, made, active)
ON CONFLICT (tenant_id, kind, sourced_id) DO UPDATE
   SET object_id = EXCLUDED.object_id, other_id = EXCLUDED.other_id, role = EXCLUDED.role, mark = EXCLUDED.mark,
       active = EXCLUDED.active, seen_in = EXCLUDED.seen_in, made = roster_link.made AND EXCLUDED.made
""")
_LINK = ("sourced_id", "object_id", "other_id", "role", "mark", "made", "active")
_SEEN = text("""
UPDATE roster_link SET seen_in = :seen WHERE tenant_id = :tenant AND kind = :kind AND sourced_id = ANY(:ids)
   AND seen_in <> :seen
""")
_UNSEEN = text("""
SELECT sourced_id, object_id, other_id, role, mark, made, active FROM roster_link
 WHERE tenant_id = :tenant AND kind = :kind AND active AND seen_in <> :seen ORDER BY sourced_id LIMIT :size
""")
_COUNT = text("SELECT count(*) FROM roster_link WHERE tenant_id = :tenant AND kind = :kind AND active")
_OTHERS = text("""
SELECT object_id, other_id FROM roster_link
 WHERE tenant_id = :tenant AND kind = 'enrollment' AND active AND object_id = ANY(:objects)
   AND NOT sourced_id = ANY(:ids)
""")
_BY_HAND = text("""
SELECT s.section_id, s.title, s.term FROM section s
 WHERE s.tenant_id = :tenant AND s.status = 'active' AND lower(s.title) = ANY(:titles)
   AND NOT EXISTS (SELECT 1 FROM roster_link l WHERE l.tenant_id = s.tenant_id AND l.object_id = s.section_id
                      AND l.kind = 'class')
 ORDER BY s.section_id
""")
_RENAME = text("UPDATE section SET title = :title, term = :term WHERE tenant_id = :tenant AND section_id = :section")
_UNLINK = text("""
DELETE FROM guardian_link WHERE tenant_id = :tenant AND guardian_id = :guardian AND student_id = :student
""")


def _link(row: Any) -> Link:
    return Link(row.sourced_id, row.object_id, row.other_id, row.role, bytes(row.mark), row.made, row.active)


async def links(session: AsyncSession, tenant: UUID, kind: str, ids: Sequence[str]) -> dict[str, Link]:
    """Return what these ids stand for, where they stand for something."""
    found = await session.execute(_LINKS, {"tenant": tenant, "kind": kind, "ids": list(ids)})
    return {row.sourced_id: _link(row) for row in found}


async def of_objects(session: AsyncSession, tenant: UUID, kind: str, objects: Sequence[UUID]) -> dict[UUID, str]:
    """Return the id that each of these sections or people has in the files."""
    found = await session.execute(_OF_OBJECTS, {"tenant": tenant, "kind": kind, "objects": list(objects)})
    return {row.object_id: row.sourced_id for row in found}


async def put_links(session: AsyncSession, tenant: UUID, kind: str, rows: Sequence[Link], seen: UUID) -> None:
    """Insert or overwrite what ids stand for; what an import has not made stays unmade."""
    # A line that is named twice stands for what it is named last: one statement touches each row once.
    last = {row.sourced_id: row for row in rows}.values()
    if last:
        columns: dict[str, object] = {name: [getattr(row, name) for row in last] for name in _LINK}
        await session.execute(_PUT, {**columns, "tenant": tenant, "kind": kind, "seen": seen})


async def saw(session: AsyncSession, tenant: UUID, kind: str, ids: Sequence[str], seen: UUID) -> None:
    """Note that an import has seen these ids."""
    if ids:
        await session.execute(_SEEN, {"tenant": tenant, "kind": kind, "ids": list(ids), "seen": seen})


async def unseen(session: AsyncSession, tenant: UUID, kind: str, seen: UUID, size: int) -> list[Link]:
    """Return some that count and that an import of everything has not seen."""
    found = await session.execute(_UNSEEN, {"tenant": tenant, "kind": kind, "seen": seen, "size": size})
    return [_link(row) for row in found]


async def count_active(session: AsyncSession, tenant: UUID, kind: str) -> int:
    """Return how many count now."""
    return int((await session.execute(_COUNT, {"tenant": tenant, "kind": kind})).scalar_one())


async def enrolled_otherwise(
    session: AsyncSession, tenant: UUID, objects: Sequence[UUID], ids: Sequence[str]
) -> set[tuple[UUID, UUID]]:
    """Return (section, person) that another line still enrols."""
    found = await session.execute(_OTHERS, {"tenant": tenant, "objects": list(objects), "ids": list(ids)})
    return {(row.object_id, row.other_id) for row in found}


async def made_by_hand(session: AsyncSession, tenant: UUID, titles: Sequence[str]) -> dict[str, list[tuple[UUID, str]]]:
    """Return title in small letters → (section, term) of open classes that no file stands for."""
    found: dict[str, list[tuple[UUID, str]]] = {}
    wanted = {" ".join(title.split()).lower() for title in titles}
    for row in await session.execute(_BY_HAND, {"tenant": tenant, "titles": sorted(wanted)}):
        found.setdefault(row.title.casefold(), []).append((row.section_id, row.term))
    return found


async def rename_section(session: AsyncSession, tenant: UUID, section: UUID, title: str, term: str) -> None:
    """Change what a section is called."""
    await session.execute(_RENAME, {"tenant": tenant, "section": section, "title": title, "term": term})


async def unlink_guardian(session: AsyncSession, tenant: UUID, guardian: UUID, student: UUID) -> None:
    """End a link between guardian and student."""
    await session.execute(_UNLINK, {"tenant": tenant, "guardian": guardian, "student": student})
