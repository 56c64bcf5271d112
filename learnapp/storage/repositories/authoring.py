"""What authors see of their courses: courses and items with their drafts, versions; and publication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.content import CONTENT_COLUMNS

Conn = AsyncConnection[TupleRow]
COPIED_FROM = 1_000
"""Versions of items of a copied course begin above this, so that a number never means the shared course's wording."""

# A content row as `services.draft_documents` reads it.
DOCUMENT = (
    "kind, title, body, body_public::text, answer_key::text, kc_ids, lesson_id, position, minutes, difficulty,"
    " discrimination, min_age, language, license, attribution, source, source_ref, status"
)
_OWN = text("""
SELECT c.course_id, coalesce((SELECT document ->> 'title' FROM course_structure t WHERE v.version IS NULL
           AND t.tenant_id = c.tenant_id AND t.course_id = c.course_id AND t.state <> 'published'), c.title),
       c.language, coalesce(v.version, 0),
       (SELECT count(DISTINCT content_id) FROM content i WHERE i.tenant_id = c.tenant_id AND i.course_id = c.course_id),
       (SELECT count(*) FROM section s WHERE s.tenant_id = c.tenant_id AND s.course_tenant_id = c.tenant_id
           AND s.course_id = c.course_id AND s.status = 'active'),
       (SELECT array_agg(s.section_id) FROM section s WHERE s.tenant_id = c.tenant_id AND s.course_id = c.course_id
           AND s.course_tenant_id = c.tenant_id AND s.status = 'active'),
       coalesce((SELECT jsonb_object_agg(state, n) FROM (SELECT state, count(*) n FROM (
           SELECT state FROM content_draft d WHERE d.tenant_id = c.tenant_id AND d.course_id = c.course_id
           UNION ALL SELECT state FROM course_structure t WHERE t.tenant_id = c.tenant_id AND t.course_id = c.course_id
           ) every WHERE state <> 'published' GROUP BY state) counted), '{}'::jsonb),
       c.grade_band, c.begun_by, c.license
  FROM course c LEFT JOIN LATERAL (SELECT max(version) AS version FROM course_version v WHERE v.tenant_id = c.tenant_id
       AND v.course_id = c.course_id AND v.status = 'published') v ON true
 WHERE c.tenant_id = :tenant AND (:everything OR c.begun_by = cast(:person AS uuid)
       OR EXISTS (SELECT 1 FROM section s WHERE s.tenant_id = c.tenant_id
       AND s.course_tenant_id = c.tenant_id AND s.course_id = c.course_id AND s.section_id = ANY(:sections)))
   AND (v.version IS NOT NULL OR (:unpublished AND EXISTS (SELECT 1 FROM course_structure t
       WHERE t.tenant_id = c.tenant_id AND t.course_id = c.course_id)))
   AND (cast(:course AS uuid) IS NULL OR c.course_id = :course)
 ORDER BY c.title, c.course_id LIMIT :size OFFSET :offset
""")
_OWN_COUNT = text("""
SELECT count(*) FROM course c
 WHERE c.tenant_id = :tenant AND (:everything OR c.begun_by = cast(:person AS uuid)
       OR EXISTS (SELECT 1 FROM section s WHERE s.tenant_id = c.tenant_id
       AND s.course_tenant_id = c.tenant_id AND s.course_id = c.course_id AND s.section_id = ANY(:sections)))
   AND (EXISTS (SELECT 1 FROM course_version v WHERE v.tenant_id = c.tenant_id AND v.course_id = c.course_id)
       OR (:unpublished AND EXISTS (SELECT 1 FROM course_structure t
           WHERE t.tenant_id = c.tenant_id AND t.course_id = c.course_id)))
""")
_SHARED = text("""
SELECT c.course_id, c.title, c.language, c.license FROM course c
 WHERE c.tenant_id = :library AND NOT EXISTS (
       SELECT 1 FROM course o WHERE o.tenant_id = :tenant AND o.course_id = c.course_id)
   AND EXISTS (SELECT 1 FROM course_version v WHERE v.tenant_id = c.tenant_id AND v.course_id = c.course_id)
 ORDER BY c.title LIMIT :size
""")
_CLASSES = text("""
SELECT count(*) FROM section WHERE tenant_id = :tenant AND course_tenant_id = :owner AND course_id = :course
   AND status = 'active'
""")
_ITEMS = f"""
  FROM (SELECT DISTINCT ON (content_id) content_id, version, {DOCUMENT}
          FROM content WHERE tenant_id = :tenant AND course_id = :course ORDER BY content_id, version DESC) i
  FULL JOIN (SELECT draft_id, content_id, state, held, changed_at, document FROM content_draft
          WHERE tenant_id = :tenant AND course_id = :course AND state <> 'published') d USING (content_id)
 WHERE (:text = '' OR coalesce(d.document ->> 'title', i.title) ILIKE :like
        OR coalesce(d.document ->> 'body', i.body) ILIKE :like OR coalesce(d.document ->> 'public', i.body_public)
        ILIKE :like)
   AND (cast(:kc AS uuid) IS NULL OR coalesce((d.document -> 'kc_ids') ? cast(:kc AS text), :kc = ANY(i.kc_ids)))
   AND (:state = '' OR (:state = 'none' AND d.state IS NULL) OR (:state = 'held' AND d.held) OR d.state = :state)
"""  # noqa: S608 - constants
_LISTED = text(f"""
SELECT content_id, coalesce(i.version, 0), {DOCUMENT.replace("::text", "")},
       d.draft_id, d.state, d.held, d.changed_at, d.document::text
{_ITEMS} ORDER BY coalesce(i.position, 1000000), content_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNTED = text("SELECT count(*)" + _ITEMS)
_ONE = text(f"""
SELECT content_id, version, {DOCUMENT} FROM content
 WHERE tenant_id = :tenant AND course_id = :course AND content_id = :content ORDER BY version DESC LIMIT 1
""")  # noqa: S608 - constants
_PAST = text(f"""
SELECT c.content_id, c.version, {", ".join(f"c.{name}" for name in DOCUMENT.split(", "))}, c.created_at, d.made_by,
       d.decided_by, d.words
  FROM content c LEFT JOIN content_draft d
    ON d.tenant_id = c.tenant_id AND d.content_id = c.content_id AND d.version = c.version
 WHERE c.tenant_id = :tenant AND c.course_id = :course AND c.content_id = :content
 ORDER BY c.version DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class AuthorCourse:
    """An own course: its newest version, items, active classes that study it, and open drafts by state.

    Attributes:
        version: 0 where none is published yet.
        drafts: Those of items, and that of the structure.
        begun_by: Who began to write it here.
    """

    course_id: UUID
    title: str
    language: str
    version: int
    items: int
    classes: int
    sections: frozenset[UUID]
    drafts: dict[str, int]
    grade_band: str
    begun_by: UUID | None
    license: str


async def own_courses(
    session: AsyncSession,
    tenant: UUID,
    *,
    everything: bool,
    sections: Sequence[UUID],
    person: UUID | None = None,
    unpublished: bool = False,
    course: UUID | None = None,
    offset: int = 0,
    size: int = 50,
) -> tuple[list[AuthorCourse], int]:
    """Return courses of an institution by title, and how many there are.

    Args:
        session: The open transaction.
        tenant: The institution.
        everything: All courses; otherwise those that one of `sections` studies, or that `person` has begun.
        sections: Classes.
        person: Whose own ones count.
        unpublished: Also those that are being written and of which no version is published.
        course: Only this one.
        offset: Rows before the page.
        size: Rows on it.
    """
    wanted = {
        "tenant": tenant, "everything": everything, "sections": list(sections), "person": person,
        "unpublished": unpublished,
    }  # fmt: skip
    rows = await session.execute(_OWN, {**wanted, "course": course, "offset": offset, "size": size})
    found = [
        AuthorCourse(row[0], row[1], row[2], row[3], row[4], row[5], frozenset(row[6] or ()), dict(row[7]), *row[8:])
        for row in rows
    ]
    return found, int((await session.execute(_OWN_COUNT, wanted)).scalar_one())


async def shared_courses(
    session: AsyncSession, tenant: UUID, library: UUID, size: int
) -> list[tuple[UUID, str, str, str]]:
    """Return (id, title, language, licence) of shared courses of which the institution has no copy."""
    rows = await session.execute(_SHARED, {"tenant": tenant, "library": library, "size": size})
    return [(row[0], row[1], row[2], row[3]) for row in rows]


async def classes_of(session: AsyncSession, tenant: UUID, owner: UUID, course: UUID) -> int:
    """Return how many active classes study a course of this owner."""
    values = {"tenant": tenant, "owner": owner, "course": course}
    return int((await session.execute(_CLASSES, values)).scalar_one())


async def items(
    session: AsyncSession,
    tenant: UUID,
    course: UUID,
    *,
    text: str = "",
    kc: UUID | None = None,
    state: str = "",
    offset: int = 0,
    size: int = 25,
) -> tuple[list[tuple[Any, ...]], int]:
    """Return a page of the items of a course with their open drafts, in course order, and how many there are.

    Returns:
        Rows (content id, newest version or 0, the columns of `DOCUMENT`, draft id, state, held, when the draft was
        changed, document).
    """
    like = "%" + text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    wanted = {"tenant": tenant, "course": course, "text": text, "like": like, "kc": kc, "state": state}
    rows = await session.execute(_LISTED, {**wanted, "offset": offset, "size": size})
    return [tuple(row) for row in rows], int((await session.execute(_COUNTED, wanted)).scalar_one())


async def item(session: AsyncSession, tenant: UUID, course: UUID, content: UUID) -> tuple[Any, ...] | None:
    """Return the newest version of an item: content id, version, the columns of `DOCUMENT`."""
    values = {"tenant": tenant, "course": course, "content": content}
    found = (await session.execute(_ONE, values)).one_or_none()
    return tuple(found) if found is not None else None


async def past(
    session: AsyncSession, tenant: UUID, course: UUID, content: UUID, offset: int, size: int
) -> list[tuple[Any, ...]]:
    """Return versions of an item, the newest first: as `item`, then when, by whom, approved by whom and why."""
    values = {"tenant": tenant, "course": course, "content": content, "offset": offset, "size": size}
    return [tuple(row) for row in await session.execute(_PAST, values)]


async def approved(conn: Conn, tenant: UUID, course: UUID) -> list[tuple[UUID, UUID, int, int, dict[str, Any]]]:
    """Return (draft, item, the version it changes, the newest version, document) of what may be published, locked."""
    cursor = await conn.execute(
        "SELECT draft_id, content_id, base_version, coalesce((SELECT max(version) FROM content i"
        " WHERE i.tenant_id = d.tenant_id AND i.content_id = d.content_id), 0), document FROM content_draft d"
        " WHERE tenant_id = %s AND course_id = %s AND state = 'approved' ORDER BY draft_id FOR UPDATE",
        (tenant, course),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in await cursor.fetchall()]


async def mark_published(conn: Conn, tenant: UUID, drafts: Sequence[UUID], versions: Sequence[int]) -> None:
    """Note of drafts with which version of their item they were published."""
    await conn.execute(
        "UPDATE content_draft d SET state = 'published', version = wanted.version, held = false"
        " FROM unnest(%s::uuid[], %s::int[]) wanted (draft_id, version)"
        " WHERE d.tenant_id = %s AND d.draft_id = wanted.draft_id",
        (list(drafts), list(versions), tenant),
    )


async def move_classes(conn: Conn, tenant: UUID, course: UUID, owners: Sequence[UUID], version: int) -> list[UUID]:
    """Let the active classes that study a course of these owners go over to the institution's version of it."""
    cursor = await conn.execute(
        "UPDATE section SET course_tenant_id = %s, course_version = %s WHERE tenant_id = %s AND course_id = %s"
        " AND course_tenant_id = ANY(%s) AND status = 'active' RETURNING section_id",
        (tenant, version, tenant, course, list(owners)),
    )
    return [row[0] for row in await cursor.fetchall()]


async def copy_course(conn: Conn, tenant: UUID, library: UUID, course: UUID, now: datetime) -> bool:
    """Copy the newest published state of a shared course into an institution, under the same ids.

    Ids stay, so that what students have answered, and what teachers have pinned and assigned, goes on to count.

    Returns:
        False when there is no such shared course, or the institution has a copy already.
    """
    values = {"tenant": tenant, "library": library, "course": course, "now": now, "from": COPIED_FROM}
    cursor = await conn.execute(
        "INSERT INTO course (tenant_id, course_id, slug, title, subject, description, language, grade_band, source,"
        " license, attribution, created_at) SELECT %(tenant)s, course_id, slug, title, subject, description, language,"
        " grade_band, source, license, attribution, %(now)s FROM course"
        " WHERE tenant_id = %(library)s AND course_id = %(course)s ON CONFLICT DO NOTHING RETURNING 1",
        values,
    )
    if await cursor.fetchone() is None:
        return False
    await conn.execute(
        "INSERT INTO lesson (tenant_id, lesson_id, course_id, title, position, objectives, kc_ids)"
        " SELECT %(tenant)s, lesson_id, course_id, title, position, objectives, kc_ids FROM lesson"
        " WHERE tenant_id = %(library)s AND course_id = %(course)s",
        values,
    )
    await conn.execute(
        "INSERT INTO kc (tenant_id, kc_id, slug, name, description, standard, p_init, p_transit, p_slip, p_guess)"
        " SELECT %(tenant)s, kc_id, slug, name, description, standard, p_init, p_transit, p_slip, p_guess FROM kc"
        " WHERE tenant_id = %(library)s AND kc_id IN (SELECT unnest(kc_ids) FROM lesson"
        "   WHERE tenant_id = %(library)s AND course_id = %(course)s) ON CONFLICT (tenant_id, kc_id) DO NOTHING",
        values,
    )
    await conn.execute(
        "INSERT INTO kc_prerequisite (tenant_id, course_id, kc_id, requires_kc_id)"
        " SELECT %(tenant)s, course_id, kc_id, requires_kc_id FROM kc_prerequisite"
        " WHERE tenant_id = %(library)s AND course_id = %(course)s",
        values,
    )
    same = ", ".join(name for name in CONTENT_COLUMNS if name not in ("tenant_id", "version", "created_at"))
    await conn.execute(
        f"INSERT INTO content (tenant_id, version, created_at, {same})"  # noqa: S608 - column names of our own
        f" SELECT %(tenant)s, version + %(from)s, %(now)s, {same} FROM ("
        "   SELECT DISTINCT ON (content_id) * FROM content WHERE tenant_id = %(library)s AND course_id = %(course)s"
        "   AND status <> 'held' ORDER BY content_id, version DESC) newest WHERE status = 'published'",
        values,
    )
    return True


async def media_of(conn: Conn, tenant: UUID, course: UUID) -> list[str]:
    """Return the names of all files that a course shows: of films and programs, and pictures in its texts."""
    cursor = await conn.execute(
        "SELECT coalesce(body_public -> 'film', body_public -> 'package') FROM content"
        " WHERE tenant_id = %s AND course_id = %s AND (body_public ? 'film' OR body_public ? 'package')",
        (tenant, course),
    )
    names: set[str] = set()
    for (made,) in await cursor.fetchall():
        parts = made or {}
        names |= {str(parts[part]) for part in ("video", "poster", "file") if parts.get(part)}
        names |= {str(name) for name in (parts.get("captions") or {}).values()}
    # Prompts, hints and solutions have pictures too; what marks one in Markdown is the same within JSON.
    cursor = await conn.execute(
        "SELECT DISTINCT (regexp_matches(concat_ws(' ', body, body_public::text, answer_key::text), %s, 'g'))[1]"
        " FROM content WHERE tenant_id = %s AND course_id = %s",
        (r"\]\(media:([0-9a-f]{64}\.(?:png|jpg))\)", tenant, course),
    )
    return sorted(names | {str(row[0]) for row in await cursor.fetchall()})
