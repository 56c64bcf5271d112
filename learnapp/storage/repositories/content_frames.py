"""The frames of courses: their lessons, topics and prerequisites, as packages bring them and people leave them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.bulk import copy_into

Conn = AsyncConnection[TupleRow]
_COURSE = (
    "tenant_id", "course_id", "slug", "title", "subject", "description", "language", "grade_band", "source",
    "license", "attribution", "created_at",
)  # fmt: skip
_LESSON = ("tenant_id", "lesson_id", "course_id", "title", "position", "objectives", "kc_ids")
_KC = (
    "tenant_id", "kc_id", "slug", "name", "description", "standard", "p_init", "p_transit", "p_slip", "p_guess",
)  # fmt: skip
_PREREQUISITE = ("tenant_id", "course_id", "kc_id", "requires_kc_id")


async def save_frame(
    conn: Conn,
    tenant: UUID,
    *,
    courses: Sequence[Mapping[str, Any]],
    lessons: Sequence[Mapping[str, Any]],
    kcs: Sequence[Mapping[str, Any]],
    prerequisites: Sequence[tuple[UUID, UUID, UUID]],
    kept: Collection[UUID] = (),
) -> None:
    """Insert or update courses, their lessons, KCs and prerequisites.

    Args:
        conn: A transaction outside pipeline mode.
        tenant: Owner of the rows.
        courses: Rows by column name, without `tenant_id`.
        lessons: The same.
        kcs: The same.
        prerequisites: (course, kc, required kc); those of these courses that are not named any more are removed.
        kept: Those of the courses whose lessons people have changed: their names, lessons and topics stay, and what is
            new comes in.
    """

    def rows(columns: Sequence[str], found: Sequence[Mapping[str, Any]]) -> Iterable[list[Any]]:
        return ([tenant, *(row[name] for name in columns[1:])] for row in found)

    theirs = {kc for row in lessons if row["course_id"] in kept for kc in row["kc_ids"]}
    cursor = await conn.execute("SELECT kc_id FROM kc WHERE tenant_id = %s AND kc_id = ANY(%s)", (tenant, list(theirs)))
    fresh = theirs - {row[0] for row in await cursor.fetchall()}
    for stays in (False, True):
        of = [row for row in courses if (row["course_id"] in kept) == stays]
        held = [row for row in lessons if (row["course_id"] in kept) == stays]
        taught = [row for row in kcs if (row["kc_id"] in theirs) == stays]
        change = slice(0) if stays else slice(None)
        await copy_into(conn, "course", _COURSE, rows(_COURSE, of), key=_COURSE[:2], update=_COURSE[3:-1][change])
        await copy_into(conn, "lesson", _LESSON, rows(_LESSON, held), key=_LESSON[:2], update=_LESSON[2:][change])
        await copy_into(conn, "kc", _KC, rows(_KC, taught), key=_KC[:2], update=_KC[3:][change])
    for row in lessons:
        if more := [kc for kc in row["kc_ids"] if kc in fresh]:
            await conn.execute(
                "UPDATE lesson SET kc_ids = kc_ids || %s WHERE tenant_id = %s AND lesson_id = %s AND NOT kc_ids @> %s",
                (more, tenant, row["lesson_id"], more),
            )
    await conn.execute(
        "DELETE FROM kc_prerequisite WHERE tenant_id = %s AND course_id = ANY(%s)",
        (tenant, [row["course_id"] for row in courses]),
    )
    await copy_into(
        conn, "kc_prerequisite", _PREREQUISITE, ([tenant, *row] for row in prerequisites), key=_PREREQUISITE
    )


async def lessons_here(
    conn: Conn, tenant: UUID, courses: Sequence[UUID]
) -> tuple[frozenset[UUID], dict[UUID, set[str]]]:
    """Return which of the courses have a structure that people have changed, and how their lessons were called."""
    cursor = await conn.execute(
        "SELECT s.course_id, (one ->> 'id')::uuid, one ->> 'title' FROM course_structure s LEFT JOIN LATERAL"
        " jsonb_array_elements((s.before -> 'lessons') || (s.document -> 'lessons')) one ON true"
        " WHERE s.tenant_id = %s AND s.course_id = ANY(%s) AND s.state = 'published'",
        (tenant, list(courses)),
    )
    kept, titles = set[UUID](), dict[UUID, set[str]]()
    for course, lesson, title in await cursor.fetchall():
        kept.add(course)
        titles.setdefault(lesson, set()).add(title)
    return frozenset(kept), titles


async def drop_lessons(conn: Conn, tenant: UUID, courses: Sequence[UUID]) -> None:
    """Take out the lessons that people have taken out of courses and of which an import has brought nothing new."""
    await conn.execute(
        "DELETE FROM lesson WHERE tenant_id = %(tenant)s AND course_id = ANY(%(courses)s) AND EXISTS ("
        "  SELECT 1 FROM course_structure s, jsonb_array_elements(s.before -> 'lessons') one"
        "   WHERE s.tenant_id = lesson.tenant_id AND s.course_id = lesson.course_id AND s.state = 'published'"
        "     AND one ->> 'id' = lesson.lesson_id::text)"
        " AND NOT EXISTS ("
        "  SELECT 1 FROM (SELECT document FROM course_structure s WHERE s.tenant_id = lesson.tenant_id"
        "                    AND s.course_id = lesson.course_id AND s.state = 'published'"
        "                  ORDER BY version DESC LIMIT 1) newest, jsonb_array_elements(document -> 'lessons') one"
        "   WHERE one ->> 'id' = lesson.lesson_id::text)"
        " AND NOT EXISTS ("
        "  SELECT 1 FROM (SELECT DISTINCT ON (content_id) lesson_id, status FROM content"
        "                  WHERE content.tenant_id = lesson.tenant_id AND content.course_id = lesson.course_id"
        "                  ORDER BY content_id, version DESC) newest"
        "   WHERE newest.lesson_id = lesson.lesson_id AND newest.status <> 'retired')",
        {"tenant": tenant, "courses": list(courses)},
    )
