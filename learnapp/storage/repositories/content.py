"""Courses, knowledge components and content: bulk writing by imports, reading by the snapshot store and lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.bulk import copy_into

Conn = AsyncConnection[TupleRow]

CONTENT_COLUMNS = (
    "tenant_id", "content_id", "version", "course_id", "lesson_id", "kind", "title", "body", "body_public",
    "answer_key", "kc_ids", "position", "minutes", "discrimination", "difficulty", "quality", "min_age", "language",
    "license", "attribution", "source", "source_ref", "checksum", "status", "created_at",
)  # fmt: skip
NOWHERE = "-"
"""Checksum of a version with which an item has gone from its source: whatever state comes back is another one."""


class Known(NamedTuple):
    """The newest stored version of an item; `before`: see `content_imports.written_here`."""

    content_id: UUID
    version: int
    checksum: str
    status: str
    before: frozenset[str] | None = None


async def known_items(conn: Conn, tenant: UUID, courses: Sequence[UUID]) -> dict[tuple[UUID, str], Known]:
    """Return the newest version of every item of some courses, by (course, source_ref)."""
    cursor = await conn.execute(
        "SELECT DISTINCT ON (course_id, content_id) course_id, source_ref, content_id, version, checksum, status"
        " FROM content WHERE tenant_id = %s AND course_id = ANY(%s) ORDER BY course_id, content_id, version DESC",
        (tenant, list(courses)),
    )
    return {(row[0], row[1]): Known(*row[2:]) for row in await cursor.fetchall()}


async def add_items(conn: Conn, rows: Iterable[Sequence[Any]]) -> int:
    """Insert content rows (`CONTENT_COLUMNS`), leave those that are there as they are; returns how many came in."""
    return await copy_into(conn, "content", CONTENT_COLUMNS, rows, key=("tenant_id", "content_id", "version"))


async def set_status(
    conn: Conn, tenant: UUID, items: Sequence[UUID], status: str, now: datetime, *, checksum: str | None = None
) -> int:
    """Write a new version of items, equal to the newest but for its status; returns how many were written.

    Args:
        conn: A connection outside pipeline mode, where the count comes too late.
        tenant: Owner of the items.
        items: The items; those that have the status already are left as they are.
        status: The status.
        now: When the versions are made.
        checksum: `NOWHERE` where the source of the items has them no longer; None: they are the same state of it.
    """
    copied = ", ".join(name for name in CONTENT_COLUMNS if name not in ("version", "status", "created_at", "checksum"))
    cursor = await conn.execute(
        f"INSERT INTO content ({copied}, version, status, created_at, checksum)"  # noqa: S608 - column names of our own
        f" SELECT {copied}, version + 1, %(status)s, %(now)s, coalesce(%(checksum)s, checksum) FROM ("
        "   SELECT DISTINCT ON (content_id) * FROM content WHERE tenant_id = %(tenant)s AND content_id = ANY(%(items)s)"
        "   ORDER BY content_id, version DESC) newest WHERE status <> %(status)s",
        {"tenant": tenant, "items": list(items), "status": status, "now": now, "checksum": checksum},
    )
    return cursor.rowcount


async def publish(conn: Conn, tenant: UUID, course: UUID, frame_checksum: str, now: datetime) -> tuple[int, bool]:
    """Publish the newest state of a course as a version, unless nothing changed.

    Returns:
        The version that is published now, and whether it is new.
    """
    cursor = await conn.execute(
        "SELECT encode(sha256(convert_to(%(frame)s || coalesce(string_agg("
        " content_id::text || version || status || checksum, ',' ORDER BY content_id), ''), 'UTF8')), 'hex') FROM ("
        " SELECT DISTINCT ON (content_id) content_id, version, status, checksum FROM content"
        " WHERE tenant_id = %(tenant)s AND course_id = %(course)s ORDER BY content_id, version DESC) newest",
        {"tenant": tenant, "course": course, "frame": frame_checksum},
    )
    row = await cursor.fetchone()
    checksum = str(row[0]) if row else ""
    cursor = await conn.execute(
        "SELECT version, checksum FROM course_version WHERE tenant_id = %s AND course_id = %s"
        " ORDER BY version DESC LIMIT 1",
        (tenant, course),
    )
    last = await cursor.fetchone()
    if last is not None and last[1] == checksum:
        return int(last[0]), False
    version = int(last[0]) + 1 if last is not None else 1
    await conn.execute(
        "INSERT INTO course_version (tenant_id, course_id, version, published_at, checksum, status)"
        " VALUES (%s, %s, %s, %s, %s, 'published')",
        (tenant, course, version, now, checksum),
    )
    return version, True


async def last_published(conn: Conn, tenant: UUID, courses: Sequence[UUID]) -> datetime | None:
    """Return when one of these courses was published last."""
    cursor = await conn.execute(
        "SELECT max(published_at) FROM course_version WHERE tenant_id = %s AND course_id = ANY(%s)",
        (tenant, list(courses)),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


async def newest_version(conn: Conn, tenant: UUID, course: UUID) -> int | None:
    """Return the newest published version of a course."""
    cursor = await conn.execute(
        "SELECT max(version) FROM course_version WHERE tenant_id = %s AND course_id = %s AND status = 'published'",
        (tenant, course),
    )
    row = await cursor.fetchone()
    return row[0] if row else None


@dataclass(frozen=True, slots=True)
class CourseRows:
    """Raw rows of one course version; documents as JSON text, to be parsed outside the event loop."""

    course: tuple[Any, ...]
    lessons: list[tuple[Any, ...]]
    content: list[tuple[Any, ...]]
    kcs: list[tuple[Any, ...]]
    prerequisites: list[tuple[Any, ...]]


async def read_course(conn: Conn, tenant: UUID, course: UUID, version: int) -> CourseRows | None:
    """Return a course as it was published in a version, published content only; None when there is no such version.

    Content of a version: of each item the newest row that was there when the version was published, but for rows that
    are held until somebody has looked at them.
    """
    key = (tenant, course)
    cursor = await conn.execute(
        "SELECT c.title, c.subject, c.language, v.published_at FROM course c JOIN course_version v"
        " USING (tenant_id, course_id) WHERE c.tenant_id = %s AND c.course_id = %s AND v.version = %s"
        " AND v.status = 'published'",
        (*key, version),
    )
    head = await cursor.fetchone()
    if head is None:
        return None
    structure = await _structure_at(conn, tenant, course, version)
    topics = [UUID(one["id"]) for one in structure["topics"]] if structure is not None else []
    return _as_before(await _rows_at(conn, tenant, course, head, topics), structure)


async def _structure_at(conn: Conn, tenant: UUID, course: UUID, version: int) -> Mapping[str, Any] | None:
    """Return the structure that a course had in a version, before it was changed; None: that which it has now."""
    cursor = await conn.execute(
        "SELECT before FROM course_structure WHERE tenant_id = %s AND course_id = %s AND state = 'published'"
        " AND version > %s ORDER BY version LIMIT 1",
        (tenant, course, version),
    )
    found = await cursor.fetchone()
    return found[0] if found is not None else None


def _as_before(found: CourseRows, structure: Mapping[str, Any] | None) -> CourseRows:
    """Return a course with the names, lessons, topics and prerequisites that a structure says."""
    if structure is None:
        return found
    topics = {UUID(one["id"]): one for one in structure["topics"]}
    asked = {kc for row in found.content for kc in row[7]}
    kcs = [
        (row[0], row[1], one["name"], one["description"], one["standard"] or None, *row[5:])
        if (one := topics.get(row[0])) is not None
        else row
        for row in found.kcs
        if row[0] in topics or row[0] in asked
    ]
    lessons = [
        (UUID(one["id"]), one["title"], place, [UUID(kc) for kc in one["topics"]])
        for place, one in enumerate(structure["lessons"])
    ]
    needs = [(UUID(kc), UUID(needed)) for kc, needed in structure["needs"]]
    head = (structure["title"], structure["subject"], *found.course[2:])
    return CourseRows(head, lessons, found.content, kcs, needs)


async def read_newest(conn: Conn, tenant: UUID, course: UUID) -> CourseRows | None:
    """Return a course as its next version would be: also what no version has yet; None when there is no such course."""
    cursor = await conn.execute(
        "SELECT title, subject, language, '9999-01-01+00'::timestamptz FROM course"
        " WHERE tenant_id = %s AND course_id = %s",
        (tenant, course),
    )
    head = await cursor.fetchone()
    return None if head is None else await _rows_at(conn, tenant, course, head)


async def _rows_at(
    conn: Conn, tenant: UUID, course: UUID, head: tuple[Any, ...], topics: Iterable[UUID] = ()
) -> CourseRows:
    """Return what a course had at the time that stands last in its head; a held state is passed over.

    Args:
        conn: The connection.
        tenant: Owner of the course.
        course: The course.
        head: Title, subject, language and time.
        topics: Further topics whose rows are wanted.
    """
    key = (tenant, course)
    cursor = await conn.execute(
        "SELECT lesson_id, title, position, kc_ids FROM lesson WHERE tenant_id = %s AND course_id = %s"
        " ORDER BY position",
        key,
    )
    lessons = await cursor.fetchall()
    cursor = await conn.execute(
        "SELECT content_id, version, kind, title, body, lesson_id, position, kc_ids, minutes, body_public::text,"
        " answer_key::text, discrimination, difficulty, quality, min_age, language, license, attribution, source"
        " FROM (SELECT DISTINCT ON (content_id) * FROM content WHERE tenant_id = %s AND course_id = %s"
        " AND created_at <= %s AND status <> 'held' ORDER BY content_id, version DESC) newest"
        " WHERE status = 'published'"
        " ORDER BY position, source_ref",
        (*key, head[3]),
    )
    content = await cursor.fetchall()
    wanted = {kc for row in content for kc in row[7]} | {kc for row in lessons for kc in row[3]} | set(topics)
    cursor = await conn.execute(
        "SELECT kc_id, slug, name, description, standard, p_init, p_transit, p_slip, p_guess FROM kc"
        " WHERE tenant_id = %s AND kc_id = ANY(%s)",
        (tenant, list(wanted)),
    )
    kcs = await cursor.fetchall()
    cursor = await conn.execute(
        "SELECT kc_id, requires_kc_id FROM kc_prerequisite WHERE tenant_id = %s AND course_id = %s"
        " ORDER BY kc_id, requires_kc_id",
        key,
    )
    return CourseRows(head, lessons, content, kcs, await cursor.fetchall())


@dataclass(frozen=True, slots=True)
class CourseCard:
    """A course in a list, with its newest version."""

    tenant_id: UUID
    course_id: UUID
    slug: str
    title: str
    subject: str
    description: str
    language: str
    grade_band: str
    license: str
    attribution: str
    version: int
    published_at: datetime
    lessons: int
    items: int
    in_review: int


async def list_courses(
    conn: Conn, tenants: Sequence[UUID], *, text: str = "", offset: int = 0, size: int = 50
) -> tuple[list[CourseCard], int]:
    """Return published courses of some tenants by title, and how many there are."""
    where = "c.tenant_id = ANY(%(tenants)s) AND (%(text)s = '' OR c.title ILIKE %(like)s OR c.subject ILIKE %(like)s)"
    newest = (
        "JOIN LATERAL (SELECT version, published_at FROM course_version v WHERE v.tenant_id = c.tenant_id"
        " AND v.course_id = c.course_id AND v.status = 'published' ORDER BY version DESC LIMIT 1) v ON true"
    )
    arguments = {"tenants": list(tenants), "text": text, "like": _like(text), "offset": offset, "size": size}
    cursor = await conn.execute(f"SELECT count(*) FROM course c {newest} WHERE {where}", arguments)  # noqa: S608
    total = await cursor.fetchone()
    cursor = await conn.execute(
        "SELECT c.tenant_id, c.course_id, c.slug, c.title, c.subject, c.description, c.language, c.grade_band,"  # noqa: S608
        " c.license, c.attribution, v.version, v.published_at,"
        " (SELECT count(*) FROM lesson l WHERE l.tenant_id = c.tenant_id AND l.course_id = c.course_id),"
        " n.published, n.review"
        f" FROM course c {newest} CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE shown = 'published') published,"
        " count(*) FILTER (WHERE newest IN ('review', 'held')) review FROM (SELECT"
        " (array_agg(status ORDER BY version DESC) FILTER (WHERE status <> 'held'))[1] shown,"
        " (array_agg(status ORDER BY version DESC))[1] newest FROM content"
        " WHERE tenant_id = c.tenant_id AND course_id = c.course_id GROUP BY content_id) s) n"
        f" WHERE {where} ORDER BY c.title, c.course_id OFFSET %(offset)s LIMIT %(size)s",
        arguments,
    )
    return [CourseCard(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


@dataclass(frozen=True, slots=True)
class ContentCard:
    """An item in an admin's list; no answer key."""

    tenant_id: UUID
    content_id: UUID
    version: int
    course_id: UUID
    course: str
    lesson: str
    kind: str
    title: str
    status: str
    license: str
    attribution: str
    source_ref: str


async def search_content(
    conn: Conn,
    tenants: Sequence[UUID],
    *,
    text: str = "",
    course: UUID | None = None,
    status: str = "",
    kind: str = "",
    offset: int = 0,
    size: int = 50,
) -> tuple[list[ContentCard], int]:
    """Return the newest versions of items whose title, text or source matches, and how many there are."""
    arguments = {
        "tenants": list(tenants), "text": text, "like": _like(text), "course": course, "status": status, "kind": kind,
        "offset": offset, "size": size,
    }  # fmt: skip
    found = (
        "FROM (SELECT DISTINCT ON (tenant_id, content_id) tenant_id, content_id, version, course_id, lesson_id, kind,"
        " title, body, status, license, attribution, source_ref FROM content WHERE tenant_id = ANY(%(tenants)s)"
        " AND (%(course)s::uuid IS NULL OR course_id = %(course)s)"
        " ORDER BY tenant_id, content_id, version DESC) i"
        " JOIN course c USING (tenant_id, course_id) LEFT JOIN lesson l USING (tenant_id, lesson_id)"
        " WHERE (%(status)s = '' OR i.status = %(status)s) AND (%(kind)s = '' OR i.kind = %(kind)s)"
        " AND (%(text)s = '' OR i.title ILIKE %(like)s OR i.body ILIKE %(like)s OR i.source_ref ILIKE %(like)s)"
    )
    cursor = await conn.execute(f"SELECT count(*) {found}", arguments)  # noqa: S608 - a constant of this module
    total = await cursor.fetchone()
    cursor = await conn.execute(
        "SELECT i.tenant_id, i.content_id, i.version, i.course_id, c.title, coalesce(l.title, ''), i.kind, i.title,"  # noqa: S608
        f" i.status, i.license, i.attribution, i.source_ref {found}"
        " ORDER BY c.title, l.position, i.source_ref, i.content_id OFFSET %(offset)s LIMIT %(size)s",
        arguments,
    )
    return [ContentCard(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


def _like(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
