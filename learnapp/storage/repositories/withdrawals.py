"""Items that a class no longer gets, the voids of their attempts, and what students are told of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# What nobody gets (its licence has ended, or its provider has withdrawn it) was flagged by nobody.
_WITHDRAWN = text("""
SELECT content_id, reason, voided, flagged_by, flagged_at FROM withdrawn_item
 WHERE tenant_id = :tenant AND section_id = :section
UNION ALL
SELECT b.content_id, b.cause, false, cast('00000000-0000-0000-0000-000000000000' AS uuid), b.since
  FROM section s JOIN barred_content b ON b.tenant_id = s.tenant_id AND b.course_id = s.course_id
 WHERE s.tenant_id = :tenant AND s.section_id = :section AND s.course_tenant_id = s.tenant_id
   AND NOT EXISTS (SELECT 1 FROM withdrawn_item w WHERE w.tenant_id = s.tenant_id AND w.section_id = s.section_id
                      AND w.content_id = b.content_id)
 ORDER BY flagged_at DESC, content_id LIMIT 2000
""")
_FLAG = text("""
INSERT INTO withdrawn_item (tenant_id, section_id, content_id, reason, voided, flagged_by, flagged_at)
VALUES (:tenant, :section, :item, :reason, :voided, :by, :now)
ON CONFLICT (tenant_id, section_id, content_id) DO UPDATE SET
  voided = excluded.voided, reason = CASE WHEN excluded.reason = '' THEN withdrawn_item.reason ELSE excluded.reason END
""")
_UNFLAG = text("""
DELETE FROM withdrawn_item
 WHERE tenant_id = :tenant AND section_id = :section AND content_id = :item AND NOT voided RETURNING 1
""")
_REVIEW = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, status,
                         created_at, created_by, note, dedupe_key)
VALUES (:tenant, :review, 'broken_item', 'content', :item, :title, 'review-flagged-item',
        jsonb_build_object('section_id', cast(:section AS text)), 'open', :now, :by, :reason, :dedupe)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET note = excluded.note
""")
_VOID = text("""
INSERT INTO item_void (tenant_id, void_id, section_id, content_id, title, reason, since, made_by, made_at)
VALUES (:tenant, :void, :section, :item, :title, :reason, :since, :by, :now)
ON CONFLICT DO NOTHING RETURNING 1
""")
_UNDO = text("""
UPDATE item_void SET undone_by = :by, undone_at = :now
 WHERE tenant_id = :tenant AND section_id = :section AND content_id = :item AND undone_at IS NULL
RETURNING void_id
""")
_COLUMNS = "void_id, section_id, content_id, title, reason, since, made_by, made_at, undone_by, undone_at"
_ONE = text(f"SELECT {_COLUMNS} FROM item_void WHERE tenant_id = :tenant AND void_id = :void")  # noqa: S608
_OF_ITEM = text(f"""
SELECT {_COLUMNS} FROM item_void WHERE tenant_id = :tenant AND section_id = :section AND content_id = :item
 ORDER BY made_at DESC, void_id LIMIT 20
""")  # noqa: S608 - constants
# Everybody whose states or running figures may have to change. What was answered while this was decided is found by
# the job a moment later; what comes long after it knows of the void by itself.
_AFFECTED = text("""
INSERT INTO item_void_effect (tenant_id, void_id, student_id)
SELECT DISTINCT e.tenant_id, cast(:void AS uuid), e.student_id FROM learning_event e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.object_id = :item
   AND (e.correct IS NOT NULL OR e.verb = 'hint_requested')
   AND (cast(:since AS timestamptz) IS NULL OR e.received_at >= :since) AND e.received_at <= :until
   AND EXISTS (SELECT 1 FROM person p WHERE p.tenant_id = e.tenant_id AND p.person_id = e.student_id)
ON CONFLICT (tenant_id, void_id, student_id) DO NOTHING
""")
_AGAIN = text("""
UPDATE item_void_effect SET done_at = NULL, dismissed_at = NULL WHERE tenant_id = :tenant AND void_id = :void
""")
# No time zone is off by less than a quarter of an hour: each is on one day, wherever that is.
_MOMENTS = text("""
SELECT DISTINCT date_bin('15 minutes', e.received_at, timestamptz '2000-01-01 00:00+00') FROM learning_event e
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.object_id = :item
   AND e.verb IN ('answered', 'hint_requested')
   AND (cast(:since AS timestamptz) IS NULL OR e.received_at >= :since) ORDER BY 1
""")
_WAITING = text("""
SELECT student_id FROM item_void_effect
 WHERE tenant_id = :tenant AND void_id = :void AND done_at IS NULL ORDER BY student_id LIMIT :size
""")
_PROGRESS = text("""
SELECT count(*) FILTER (WHERE done_at IS NOT NULL), count(*) FROM item_void_effect
 WHERE tenant_id = :tenant AND void_id = :void
""")
_NOTICES = text("""
SELECT v.void_id, v.content_id, v.title, v.undone_at IS NOT NULL, f.changes
  FROM item_void_effect f JOIN item_void v ON v.tenant_id = f.tenant_id AND v.void_id = f.void_id
 WHERE f.tenant_id = :tenant AND f.student_id = :student AND v.section_id = :section
   AND f.done_at IS NOT NULL AND f.dismissed_at IS NULL AND f.changes <> '[]'::jsonb
 ORDER BY f.done_at DESC, v.void_id LIMIT 5
""")
_DISMISS = text("""
UPDATE item_void_effect SET dismissed_at = :now
 WHERE tenant_id = :tenant AND void_id = :void AND student_id = :student AND dismissed_at IS NULL
""")
_JOB = text("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(cast('default' AS varchar), cast('recompute' AS varchar), 0, NULL, NULL,
  cast(:arguments AS jsonb), cast(:at AS timestamptz))::procrastinate_job_to_defer_v1])
""")


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """An item that is not offered to a class."""

    content_id: UUID
    reason: str
    voided: bool
    flagged_by: UUID
    flagged_at: datetime


@dataclass(frozen=True, slots=True)
class VoidRow:
    """One decision that attempts on an item do not count."""

    void_id: UUID
    section_id: UUID
    content_id: UUID
    title: str
    reason: str
    since: datetime | None
    made_by: UUID
    made_at: datetime
    undone_by: UUID | None
    undone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Notice:
    """What a student has to be told; `changes` as `services.recompute` has written them."""

    void_id: UUID
    content_id: UUID
    title: str
    undone: bool
    changes: list[dict[str, Any]]


async def withdrawn(session: AsyncSession, tenant: UUID, section: UUID) -> list[Withdrawn]:
    """Return the items that a class does not get, the latest first."""
    return [Withdrawn(*row) for row in await session.execute(_WITHDRAWN, {"tenant": tenant, "section": section})]


async def flag(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    item: UUID,
    *,
    reason: str,
    voided: bool,
    by: UUID,
    now: datetime,
) -> None:
    """Withdraw an item from a class, or change whether its answers count."""
    values: dict[str, object] = {"tenant": tenant, "section": section, "item": item, "reason": reason}
    await session.execute(_FLAG, {**values, "voided": voided, "by": by, "now": now})


async def unflag(session: AsyncSession, tenant: UUID, section: UUID, item: UUID) -> bool:
    """Offer an item again; False when it was not withdrawn, or its attempts are void."""
    values = {"tenant": tenant, "section": section, "item": item}
    return (await session.execute(_UNFLAG, values)).one_or_none() is not None


async def tell_admins(
    session: AsyncSession,
    tenant: UUID,
    review: UUID,
    *,
    section: UUID,
    item: UUID,
    title: str,
    reason: str,
    by: UUID,
    now: datetime,
) -> None:
    """Put a withdrawn item into the review queue, once for each class."""
    values: dict[str, object] = {"tenant": tenant, "review": review, "section": section, "item": item}
    values |= {"title": title[:200], "reason": reason, "by": by, "now": now, "dedupe": f"flagged:{section}:{item}"}
    await session.execute(_REVIEW, values)


async def add_void(session: AsyncSession, tenant: UUID, void: VoidRow) -> bool:
    """Void the attempts on an item; False when they are void already."""
    values: dict[str, object] = {"tenant": tenant, "void": void.void_id, "section": void.section_id}
    values |= {"item": void.content_id, "title": void.title, "reason": void.reason, "since": void.since}
    done = await session.execute(_VOID, {**values, "by": void.made_by, "now": void.made_at})
    return done.one_or_none() is not None


async def undo_void(
    session: AsyncSession, tenant: UUID, section: UUID, item: UUID, by: UUID, now: datetime
) -> UUID | None:
    """Let the attempts on an item count again; None when they are not void."""
    values = {"tenant": tenant, "section": section, "item": item, "by": by, "now": now}
    row = (await session.execute(_UNDO, values)).one_or_none()
    if row is None:
        return None
    await session.execute(_AGAIN, {"tenant": tenant, "void": row[0]})
    return UUID(str(row[0]))


async def void_by_id(session: AsyncSession, tenant: UUID, void: UUID) -> VoidRow | None:
    """Return one void."""
    row = (await session.execute(_ONE, {"tenant": tenant, "void": void})).one_or_none()
    return VoidRow(*row) if row else None


async def voids_of(session: AsyncSession, tenant: UUID, section: UUID, item: UUID) -> list[VoidRow]:
    """Return the voids of an item in a class, undone ones too, the latest first."""
    found = await session.execute(_OF_ITEM, {"tenant": tenant, "section": section, "item": item})
    return [VoidRow(*row) for row in found]


async def add_affected(session: AsyncSession, tenant: UUID, void: VoidRow, until: datetime) -> None:
    """Note who has answered the item until a moment and is not noted yet."""
    values: dict[str, object] = {"tenant": tenant, "void": void.void_id, "section": void.section_id}
    await session.execute(_AFFECTED, {**values, "item": void.content_id, "since": void.since, "until": until})


async def moments_of(session: AsyncSession, tenant: UUID, void: VoidRow) -> list[datetime]:
    """Return when the attempts were made, to the quarter of an hour."""
    values: dict[str, object] = {"tenant": tenant, "section": void.section_id, "item": void.content_id}
    return list((await session.execute(_MOMENTS, {**values, "since": void.since})).scalars())


async def waiting(session: AsyncSession, tenant: UUID, void: UUID, size: int) -> list[UUID]:
    """Return students whose mastery is still to be calculated."""
    found = await session.execute(_WAITING, {"tenant": tenant, "void": void, "size": size})
    return [row[0] for row in found]


async def progress(session: AsyncSession, tenant: UUID, void: UUID) -> tuple[int, int]:
    """Return how many students are done, of how many."""
    row = (await session.execute(_PROGRESS, {"tenant": tenant, "void": void})).one()
    return int(row[0]), int(row[1])


async def notices(session: AsyncSession, tenant: UUID, student: UUID, section: UUID) -> list[Notice]:
    """Return what a student has not put away yet, the latest first."""
    found = await session.execute(_NOTICES, {"tenant": tenant, "student": student, "section": section})
    return [Notice(*row) for row in found]


async def dismiss(session: AsyncSession, tenant: UUID, void: UUID, student: UUID, now: datetime) -> None:
    """Put a notice away."""
    await session.execute(_DISMISS, {"tenant": tenant, "void": void, "student": student, "now": now})


async def enqueue(session: AsyncSession, tenant: UUID, voids: Sequence[UUID], at: datetime) -> None:
    """Enqueue the calculation in the caller's transaction; ids only, for the queue stands outside row security."""
    for void in voids:
        arguments = json.dumps({"tenant_id": str(tenant), "void_id": str(void)})
        await session.execute(_JOB, {"arguments": arguments, "at": at})
