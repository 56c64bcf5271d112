"""The structure of courses: lessons and topics as they are, their one open draft, and what they were before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

COLUMNS = (
    "structure_id, course_id, before::text, document::text, state, words, made_by, changed_at, decided_by, decided_at,"
    " version"
)
_OPEN = text(f"""
SELECT {COLUMNS} FROM course_structure WHERE tenant_id = :tenant AND course_id = :course AND state <> 'published'
""")  # noqa: S608 - constants
_PAST = text(f"""
SELECT {COLUMNS} FROM course_structure WHERE tenant_id = :tenant AND course_id = :course AND state = 'published'
 ORDER BY version DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_PUT = text("""
INSERT INTO course_structure (tenant_id, structure_id, course_id, before, document, state, made_by, changed_at)
VALUES (:tenant, :structure, :course, cast(:before AS jsonb), cast(:document AS jsonb), 'draft', :by, :now)
ON CONFLICT (tenant_id, course_id) WHERE state <> 'published' DO NOTHING RETURNING 1
""")
_CHANGE = text("""
UPDATE course_structure SET document = cast(:document AS jsonb), state = 'draft', words = '', made_by = :by,
       changed_at = :now, decided_by = NULL, decided_at = NULL
 WHERE tenant_id = :tenant AND structure_id = :structure AND state <> 'published' AND changed_at = :seen RETURNING 1
""")
_SUBMIT = text("""
UPDATE course_structure SET state = 'review', words = ''
 WHERE tenant_id = :tenant AND structure_id = :structure AND state = 'draft' AND changed_at = :seen RETURNING 1
""")
_DECIDE = text("""
UPDATE course_structure SET state = :state, words = :words, decided_by = :by, decided_at = :now
 WHERE tenant_id = :tenant AND structure_id = :structure AND state = 'review' AND changed_at = :seen RETURNING 1
""")
_REMOVE = text("""
DELETE FROM course_structure
 WHERE tenant_id = :tenant AND structure_id = :structure AND state <> 'published' AND changed_at = :seen RETURNING 1
""")
_BEGIN = text("""
INSERT INTO course (tenant_id, course_id, slug, title, subject, description, language, grade_band, source, license,
                    attribution, created_at, begun_by)
VALUES (:tenant, :course, :slug, :title, :subject, :description, :language, :grade_band, 'own', :license, :attribution,
        :now, :by)
""")
_JUST_BEGUN = text("""
SELECT course_id FROM course c
 WHERE tenant_id = :tenant AND begun_by = :by AND created_at >= :since AND source = 'own' AND title = :title
       AND subject = :subject AND description = :description AND language = :language AND grade_band = :grade_band
       AND license = :license AND attribution = :attribution AND NOT EXISTS (
           SELECT 1 FROM course_version v WHERE v.tenant_id = c.tenant_id AND v.course_id = c.course_id)
 ORDER BY created_at DESC LIMIT 1
""")
_PLACE = text("""
UPDATE content_draft d SET document = jsonb_set(document, '{lesson_id}', to_jsonb(wanted.lesson))
  FROM unnest(cast(:contents AS uuid[]), cast(:lessons AS text[])) wanted (content, lesson)
 WHERE tenant_id = :tenant AND course_id = :course AND state <> 'published' AND content_id = wanted.content
""")
_FORGET = (
    text("DELETE FROM content_draft WHERE tenant_id = :tenant AND course_id = :course"),
    text("DELETE FROM course_structure WHERE tenant_id = :tenant AND course_id = :course"),
    text("DELETE FROM course WHERE tenant_id = :tenant AND course_id = :course"),
)
_FACTS = text("""
SELECT title, subject, description, language, grade_band, license, attribution FROM course
 WHERE tenant_id = :tenant AND course_id = :course
""")
_LESSONS = text("""
SELECT lesson_id, title, kc_ids, objectives FROM lesson WHERE tenant_id = :tenant AND course_id = :course
 ORDER BY position, lesson_id
""")
_TOPICS = text("""
SELECT kc_id, slug, name, description, coalesce(standard, '') FROM kc
 WHERE tenant_id = :tenant AND kc_id IN (
       SELECT unnest(kc_ids) FROM lesson WHERE tenant_id = :tenant AND course_id = :course
       UNION SELECT unnest(kc_ids) FROM (
             SELECT DISTINCT ON (content_id) kc_ids, status FROM content
              WHERE tenant_id = :tenant AND course_id = :course AND status <> 'held'
              ORDER BY content_id, version DESC) newest WHERE status = 'published')
 ORDER BY name, kc_id
""")
_NEEDS = text("""
SELECT kc_id, requires_kc_id FROM kc_prerequisite WHERE tenant_id = :tenant AND course_id = :course
 ORDER BY kc_id, requires_kc_id
""")
# What stands in the course and in open drafts; a draft says how it is to be.
_CONTENTS = text("""
SELECT content_id, coalesce(d.title, i.title), coalesce(d.kind, i.kind), coalesce(d.lesson, i.lesson_id::text),
       coalesce(d.kcs, to_jsonb(i.kc_ids))::text, coalesce(d.state, ''), coalesce(d.held, false),
       i.content_id IS NULL OR i.status <> 'published'
  FROM (SELECT DISTINCT ON (content_id) content_id, title, kind, lesson_id, kc_ids, status, position, source_ref
          FROM content WHERE tenant_id = :tenant AND course_id = :course AND status <> 'held'
         ORDER BY content_id, version DESC) i
  FULL JOIN (SELECT content_id, document ->> 'title' title, document ->> 'kind' kind, document ->> 'lesson_id' lesson,
                    document -> 'kc_ids' kcs, document ->> 'status' status, state, held
               FROM content_draft WHERE tenant_id = :tenant AND course_id = :course AND state <> 'published') d
       USING (content_id)
 WHERE coalesce(d.status, i.status) = 'published' OR (i.status = 'published' AND d.state IS NOT NULL)
 ORDER BY i.position NULLS LAST, i.source_ref, content_id
""")


@dataclass(frozen=True, slots=True)
class StructureRow:
    """A draft of a structure, or a published one.

    Attributes:
        before: The structure when it was begun, see `services.structure_documents`.
        document: As it is to be.
        version: Of the course, once it is published.
    """

    structure_id: UUID
    course_id: UUID
    before: dict[str, Any]
    document: dict[str, Any]
    state: str
    words: str
    made_by: UUID | None
    changed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a course is called and whom it is for."""

    title: str
    subject: str
    description: str
    language: str
    grade_band: str
    license: str
    attribution: str


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A content of a course as its open draft has it; `added`: no version of the course shows it."""

    content_id: UUID
    title: str
    kind: str
    lesson: str
    topics: tuple[str, ...]
    state: str
    held: bool
    added: bool


def row_of(row: Any) -> StructureRow:
    """Return a row of `COLUMNS`."""
    whole = [*row]
    for place in (2, 3):
        whole[place] = orjson.loads(whole[place])
    return StructureRow(*whole)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


async def frame(session: AsyncSession, tenant: UUID, course: UUID) -> dict[str, Any] | None:
    """Return the newest structure of a course as `services.structure_documents` stores it; None: no such course."""
    values = {"tenant": tenant, "course": course}
    facts = (await session.execute(_FACTS, values)).one_or_none()
    if facts is None:
        return None
    topics = [
        {"id": str(row[0]), "slug": row[1], "name": row[2], "description": row[3], "standard": row[4]}
        for row in await session.execute(_TOPICS, values)
    ]
    there = {one["id"] for one in topics}
    lessons = [
        {"id": str(row[0]), "title": row[1], "topics": [str(kc) for kc in row[2] if str(kc) in there],
         "objectives": row[3] if isinstance(row[3], dict) else {}}
        for row in await session.execute(_LESSONS, values)
    ]  # fmt: skip
    needs = [[str(row[0]), str(row[1])] for row in await session.execute(_NEEDS, values)]
    return asdict(Facts(*facts)) | {"lessons": lessons, "topics": topics, "needs": needs, "gone": []}


async def begin_course(
    session: AsyncSession, tenant: UUID, course: UUID, slug: str, facts: Facts, by: UUID, now: datetime
) -> None:
    """Write a new course, of which no version is published yet."""
    values = {"tenant": tenant, "course": course, "slug": slug, "by": by, "now": now}
    await session.execute(_BEGIN, values | asdict(facts))


async def just_begun(
    session: AsyncSession, tenant: UUID, person: UUID, facts: Facts, since: datetime
) -> UUID | None:  # fmt: skip
    """Return the newest course that somebody has begun with these facts since then, if none of it is published."""
    values = {"tenant": tenant, "by": person, "since": since}
    found: UUID | None = (await session.execute(_JUST_BEGUN, values | asdict(facts))).scalar_one_or_none()
    return found


async def forget_course(session: AsyncSession, tenant: UUID, course: UUID) -> None:
    """Delete a course of which nothing was ever published, with its drafts."""
    for statement in _FORGET:
        await session.execute(statement, {"tenant": tenant, "course": course})


async def open_draft(session: AsyncSession, tenant: UUID, course: UUID) -> StructureRow | None:
    """Return the open draft of a course's structure."""
    found = (await session.execute(_OPEN, {"tenant": tenant, "course": course})).one_or_none()
    return row_of(found) if found is not None else None


async def past(session: AsyncSession, tenant: UUID, course: UUID, offset: int, size: int) -> list[StructureRow]:
    """Return what was published of a course's structure, the newest first."""
    values = {"tenant": tenant, "course": course, "offset": offset, "size": size}
    return [row_of(row) for row in await session.execute(_PAST, values)]


async def contents(session: AsyncSession, tenant: UUID, course: UUID) -> list[ContentLine]:
    """Return the contents of a course with their drafts, in course order."""
    rows = await session.execute(_CONTENTS, {"tenant": tenant, "course": course})
    return [
        ContentLine(row[0], row[1], row[2], row[3], tuple(orjson.loads(row[4])), row[5], row[6], row[7]) for row in rows
    ]


async def place_drafts(session: AsyncSession, tenant: UUID, course: UUID, lessons: Mapping[UUID, str]) -> None:
    """Let open drafts of contents stand in other lessons: content -> lesson."""
    values = {"tenant": tenant, "course": course, "contents": list(lessons), "lessons": list(lessons.values())}
    await session.execute(_PLACE, values)


async def put(
    session: AsyncSession, tenant: UUID, structure: UUID, course: UUID, *, before: Mapping[str, Any],
    document: Mapping[str, Any], by: UUID, now: datetime,
) -> bool:  # fmt: skip
    """Begin a draft; False when the course has an open one already."""
    values = {"tenant": tenant, "structure": structure, "course": course, "by": by, "now": now}
    documents = {"before": _json(dict(before)), "document": _json(dict(document))}
    return (await session.execute(_PUT, values | documents)).one_or_none() is not None


async def change(
    session: AsyncSession, tenant: UUID, structure: UUID, *, document: Mapping[str, Any], by: UUID, seen: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Write a draft anew; it begins its way again. False when somebody has changed it since `seen`."""
    values = {"tenant": tenant, "structure": structure, "by": by, "seen": seen, "now": now}
    found = await session.execute(_CHANGE, values | {"document": _json(dict(document))})
    return found.one_or_none() is not None


async def submit(session: AsyncSession, tenant: UUID, structure: UUID, seen: datetime) -> bool:
    """Hand a draft in; False when it is none, or somebody has changed it since."""
    values = {"tenant": tenant, "structure": structure, "seen": seen}
    return (await session.execute(_SUBMIT, values)).one_or_none() is not None


async def decide(
    session: AsyncSession, tenant: UUID, structure: UUID, *, approve: bool, words: str, by: UUID, seen: datetime,
    now: datetime,
) -> bool:  # fmt: skip
    """Approve a draft in review, or send it back; False: it waits no more, or somebody has changed it since."""
    values = {"tenant": tenant, "structure": structure, "words": words, "by": by, "seen": seen, "now": now}
    found = await session.execute(_DECIDE, values | {"state": "approved" if approve else "draft"})
    return found.one_or_none() is not None


async def remove(session: AsyncSession, tenant: UUID, structure: UUID, seen: datetime) -> bool:
    """Throw an open draft away; False when there is none, or somebody has changed it since."""
    values = {"tenant": tenant, "structure": structure, "seen": seen}
    return (await session.execute(_REMOVE, values)).one_or_none() is not None
