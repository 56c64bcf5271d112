"""A structure that is published: written over the course as it is, with the contents and drafts that follow it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.bulk import copy_into
from learnapp.storage.repositories.content import CONTENT_COLUMNS
from learnapp.storage.repositories.structures import COLUMNS, Facts, StructureRow, row_of

Conn = AsyncConnection[TupleRow]


async def approved(conn: Conn, tenant: UUID, course: UUID) -> StructureRow | None:
    """Return the structure that may be published, locked."""
    cursor = await conn.execute(
        f"SELECT {COLUMNS} FROM course_structure WHERE tenant_id = %s AND course_id = %s AND state = 'approved'"  # noqa: S608
        " FOR UPDATE",
        (tenant, course),
    )
    found = await cursor.fetchone()
    return row_of(found) if found is not None else None


async def mark_published(conn: Conn, tenant: UUID, structure: UUID, version: int) -> None:
    """Note with which version of the course a structure was published."""
    await conn.execute(
        "UPDATE course_structure SET state = 'published', version = %s WHERE tenant_id = %s AND structure_id = %s",
        (version, tenant, structure),
    )


async def apply(
    conn: Conn, tenant: UUID, course: UUID, facts: Facts, lessons: Sequence[Mapping[str, Any]],
    topics: Sequence[Mapping[str, Any]], needs: Sequence[tuple[str, str]],
) -> None:  # fmt: skip
    """Write lessons and topics as a structure has them; topics themselves stay, for what was learnt names them.

    Args:
        conn: The transaction.
        tenant: The institution.
        course: The course; its language stays.
        facts: What it is called.
        lessons: In their order, as `services.structure_documents` stores them.
        topics: The same.
        needs: (topic, what it needs first), of which those of other topics are passed over.
    """
    await conn.execute(
        "UPDATE course SET title = %s, subject = %s, description = %s, grade_band = %s, license = %s, attribution = %s"
        " WHERE tenant_id = %s AND course_id = %s",
        (
            facts.title, facts.subject, facts.description, facts.grade_band, facts.license, facts.attribution,
            tenant, course,
        ),
    )  # fmt: skip
    await copy_into(
        conn, "kc", ("tenant_id", "kc_id", "slug", "name", "description", "standard", *_PRIORS),
        ([tenant, UUID(one["id"]), one["slug"], one["name"], one["description"], one["standard"] or None, *_NEW_TOPIC]
         for one in topics),
        key=("tenant_id", "kc_id"), update=("name", "description", "standard"),
    )  # fmt: skip
    await copy_into(
        conn, "lesson", ("tenant_id", "lesson_id", "course_id", "title", "position", "objectives", "kc_ids"),
        ([tenant, UUID(one["id"]), course, one["title"], place, one["objectives"], [UUID(kc) for kc in one["topics"]]]
         for place, one in enumerate(lessons)),
        key=("tenant_id", "lesson_id"), update=("title", "position", "kc_ids"),
    )  # fmt: skip
    await conn.execute(
        "DELETE FROM lesson WHERE tenant_id = %s AND course_id = %s AND NOT lesson_id = ANY(%s)",
        (tenant, course, [UUID(one["id"]) for one in lessons]),
    )
    known = {one["id"] for one in topics}
    pairs = [(UUID(one), UUID(other)) for one, other in needs if one in known and other in known]
    await conn.execute("DELETE FROM kc_prerequisite WHERE tenant_id = %s AND course_id = %s", (tenant, course))
    await copy_into(
        conn, "kc_prerequisite", _NEED, ([tenant, course, *pair] for pair in pairs), key=_NEED
    )  # fmt: skip


_NEED = ("tenant_id", "course_id", "kc_id", "requires_kc_id")
_PRIORS = ("p_init", "p_transit", "p_slip", "p_guess")
_NEW_TOPIC = (0.1, 0.1, 0.1, 0.2)
"""Of a topic that nobody has practised yet, as in `models.content`."""


async def published_places(conn: Conn, tenant: UUID, course: UUID) -> list[tuple[UUID, UUID, list[UUID]]]:
    """Return (content, lesson, topics) of the newest versions of a course's contents."""
    cursor = await conn.execute(
        "SELECT content_id, lesson_id, kc_ids FROM (SELECT DISTINCT ON (content_id) content_id, lesson_id, kc_ids,"
        " status FROM content WHERE tenant_id = %s AND course_id = %s ORDER BY content_id, version DESC) newest"
        " WHERE status <> 'retired'",
        (tenant, course),
    )
    return [(row[0], row[1], list(row[2])) for row in await cursor.fetchall()]


async def practised(conn: Conn, tenant: UUID, course: UUID) -> set[UUID]:
    """Return the topics for which the newest versions of a course's contents have a task in use."""
    cursor = await conn.execute(
        "SELECT DISTINCT unnest(kc_ids) FROM (SELECT DISTINCT ON (content_id) kc_ids, kind, status FROM content"
        " WHERE tenant_id = %s AND course_id = %s ORDER BY content_id, version DESC) newest"
        " WHERE kind = 'practice' AND status = 'published'",
        (tenant, course),
    )
    return {row[0] for row in await cursor.fetchall()}


async def move_items(conn: Conn, tenant: UUID, places: Mapping[UUID, UUID], now: datetime) -> None:
    """Write a new version of contents, equal to the newest but for its lesson."""
    copied = ", ".join(name for name in CONTENT_COLUMNS if name not in ("version", "lesson_id", "created_at"))
    await conn.execute(
        f"INSERT INTO content ({copied}, version, lesson_id, created_at)"  # noqa: S608 - column names of our own
        f" SELECT {copied}, version + 1, wanted.lesson, %(now)s FROM ("
        "   SELECT DISTINCT ON (content_id) * FROM content WHERE tenant_id = %(tenant)s AND content_id = ANY(%(items)s)"
        "   ORDER BY content_id, version DESC) newest"
        " JOIN unnest(%(items)s::uuid[], %(lessons)s::uuid[]) wanted (item, lesson) ON item = content_id",
        {"tenant": tenant, "items": list(places), "lessons": list(places.values()), "now": now},
    )


async def open_drafts(conn: Conn, tenant: UUID, course: UUID) -> list[tuple[UUID, UUID, str, list[str]]]:
    """Return (draft, content, lesson, topics) of the open drafts of a course's contents, locked."""
    cursor = await conn.execute(
        "SELECT draft_id, content_id, document ->> 'lesson_id', document -> 'kc_ids' FROM content_draft"
        " WHERE tenant_id = %s AND course_id = %s AND state <> 'published' FOR UPDATE",
        (tenant, course),
    )
    return [(row[0], row[1], row[2], list(row[3])) for row in await cursor.fetchall()]


async def follow(conn: Conn, tenant: UUID, moved: Iterable[UUID]) -> None:
    """Let open drafts stand upon the version more that moving has made of their contents."""
    await conn.execute(
        "UPDATE content_draft SET base_version = base_version + 1"
        " WHERE tenant_id = %s AND content_id = ANY(%s) AND state <> 'published' AND base_version > 0",
        (tenant, list(moved)),
    )


async def drop_drafts(conn: Conn, tenant: UUID, drafts: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Throw drafts of contents away that leave the course, with their entries of the review queue."""
    await conn.execute(
        "DELETE FROM content_draft WHERE tenant_id = %s AND draft_id = ANY(%s) AND state <> 'published'",
        (tenant, list(drafts)),
    )
    await conn.execute(
        "UPDATE review_item SET status = 'rejected', decided_at = %s, decided_by = %s"
        " WHERE tenant_id = %s AND dedupe_key = ANY(%s) AND status = 'open'",
        (now, by, tenant, [f"draft:{one}" for one in drafts]),
    )
