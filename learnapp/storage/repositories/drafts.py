"""Drafts of items: one open draft of an item at a time, and the record of those that were published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.review import ContentPreview

OPEN = ("draft", "review", "approved")
_COLUMNS = (
    "draft_id, course_id, content_id, base_version, document::text, state, report::text, held, words, made_by,"
    " changed_at, decided_by, decided_at, generated::text"
)
_PUT = text("""
INSERT INTO content_draft (tenant_id, draft_id, course_id, content_id, base_version, document, state, made_by,
                           changed_at)
VALUES (:tenant, :draft, :course, :content, :base, cast(:document AS jsonb), 'draft', :by, :now)
ON CONFLICT (tenant_id, course_id, content_id) WHERE state <> 'published' DO NOTHING RETURNING 1
""")
_BEGIN_ALONE = text("SELECT pg_advisory_xact_lock(hashtext('begin:' || :tenant), hashtext(:person))")
_JUST_BEGUN = text(f"""
SELECT {_COLUMNS} FROM content_draft
 WHERE tenant_id = :tenant AND course_id = :course AND made_by = :person AND base_version = 0 AND state = 'draft'
       AND changed_at >= :since
""")  # noqa: S608 - constants
_CHANGE = text("""
UPDATE content_draft SET document = cast(:document AS jsonb), report = cast(:report AS jsonb), state = 'draft',
       held = false, words = '', made_by = :by, changed_at = :now, decided_by = NULL, decided_at = NULL
 WHERE tenant_id = :tenant AND draft_id = :draft AND state <> 'published' AND changed_at = :seen RETURNING 1
""")
_FIND = text(f"SELECT {_COLUMNS} FROM content_draft WHERE tenant_id = :tenant AND draft_id = :draft")  # noqa: S608
_OF_ITEM = text(f"""
SELECT {_COLUMNS} FROM content_draft
 WHERE tenant_id = :tenant AND course_id = :course AND content_id = :content AND state <> 'published'
""")  # noqa: S608 - constants
_CHOSEN = text(f"""
SELECT {_COLUMNS} FROM content_draft
 WHERE tenant_id = :tenant AND course_id = :course AND draft_id = ANY(:drafts) AND state <> 'published' FOR UPDATE
""")  # noqa: S608 - constants
_SUBMIT = text("""
UPDATE content_draft SET state = 'review', report = cast(:report AS jsonb), held = :held, words = '',
       decided_by = NULL, decided_at = NULL
 WHERE tenant_id = :tenant AND draft_id = :draft AND state = 'draft' AND changed_at = :seen RETURNING 1
""")
_DECIDE = text("""
UPDATE content_draft SET state = :state, words = :words, decided_by = :by, decided_at = :now, held = false
 WHERE tenant_id = :tenant AND draft_id = :draft AND state = 'review' RETURNING 1
""")
_MARK = text("""
UPDATE content_draft SET generated = cast(:generated AS jsonb)
 WHERE tenant_id = :tenant AND draft_id = :draft AND state <> 'published' RETURNING 1
""")
_REMOVE = text("""
DELETE FROM content_draft WHERE tenant_id = :tenant AND draft_id = :draft AND state <> 'published' RETURNING 1
""")
_CLOSE = text("""
UPDATE review_item SET status = :status, decided_at = :now, decided_by = :by
 WHERE tenant_id = :tenant AND dedupe_key = :dedupe AND status = 'open'
""")
_HOLD = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, confidence,
                         status, created_at, created_by, note, dedupe_key)
VALUES (:tenant, :review, 'draft', 'content_draft', :draft, :title, :reason, cast(:evidence AS jsonb), :confidence,
        'open', :now, :by, '', :dedupe)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open'
DO UPDATE SET evidence = excluded.evidence, reason_code = excluded.reason_code, title = excluded.title,
              confidence = excluded.confidence
""")


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A draft.

    Attributes:
        base_version: Of the item that is changed; 0: a new item.
        document: The item as it is to be, see `services.draft_documents`.
        held: What the checks found keeps it from being approved together with others.
        generated: What of it a language model wrote, see `services.suggestions`; empty: nothing.
    """

    draft_id: UUID
    course_id: UUID
    content_id: UUID
    base_version: int
    document: dict[str, Any]
    state: str
    report: dict[str, Any]
    held: bool
    words: str
    made_by: UUID | None
    changed_at: datetime
    decided_by: UUID | None
    decided_at: datetime | None
    generated: dict[str, Any]


def _row(row: Any) -> DraftRow:
    whole = [*row]
    for place in (4, 6, 13):
        whole[place] = orjson.loads(whole[place])
    return DraftRow(*whole)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _dedupe(draft: UUID) -> str:
    return f"draft:{draft}"


async def put(
    session: AsyncSession,
    tenant: UUID,
    draft: UUID,
    course: UUID,
    content: UUID,
    *,
    base: int,
    document: Mapping[str, Any],
    by: UUID,
    now: datetime,
) -> bool:
    """Begin a draft; False when the item has an open one already."""
    values = {"tenant": tenant, "draft": draft, "course": course, "content": content, "base": base, "by": by}
    found = await session.execute(_PUT, {**values, "document": _json(dict(document)), "now": now})
    return found.one_or_none() is not None


async def begin_alone(session: AsyncSession, tenant: UUID, person: UUID) -> None:
    """Wait until nothing else is being begun by this person; it holds until the transaction ends."""
    await session.execute(_BEGIN_ALONE, {"tenant": str(tenant), "person": str(person)})


async def just_begun(
    session: AsyncSession, tenant: UUID, course: UUID, person: UUID, since: datetime
) -> list[DraftRow]:  # fmt: skip
    """Return drafts of new items that somebody has written last, and not before `since`."""
    values = {"tenant": tenant, "course": course, "person": person, "since": since}
    return [_row(row) for row in await session.execute(_JUST_BEGUN, values)]


async def change(
    session: AsyncSession,
    tenant: UUID,
    draft: UUID,
    *,
    document: Mapping[str, Any],
    report: Mapping[str, Any],
    by: UUID,
    seen: datetime,
    now: datetime,
) -> bool:
    """Write a draft anew; it begins its way to publication again.

    Args:
        session: The open transaction.
        tenant: The institution.
        draft: The draft.
        document: The item as it is to be.
        report: What the checks found.
        by: Who writes.
        seen: When it was changed last, as the writer has seen it.
        now: The time.

    Returns:
        False when somebody has changed it since, or it is gone or published.
    """
    values = {"tenant": tenant, "draft": draft, "by": by, "seen": seen, "now": now}
    documents = {"document": _json(dict(document)), "report": _json(dict(report))}
    return (await session.execute(_CHANGE, {**values, **documents})).one_or_none() is not None


async def find(session: AsyncSession, tenant: UUID, draft: UUID) -> DraftRow | None:
    """Return a draft."""
    found = (await session.execute(_FIND, {"tenant": tenant, "draft": draft})).one_or_none()
    return _row(found) if found is not None else None


async def of_item(session: AsyncSession, tenant: UUID, course: UUID, content: UUID) -> DraftRow | None:
    """Return the open draft of an item."""
    values = {"tenant": tenant, "course": course, "content": content}
    found = (await session.execute(_OF_ITEM, values)).one_or_none()
    return _row(found) if found is not None else None


async def chosen(session: AsyncSession, tenant: UUID, course: UUID, drafts: Sequence[UUID]) -> list[DraftRow]:
    """Return those of these drafts that are open in a course, locked until the transaction ends."""
    found = await session.execute(_CHOSEN, {"tenant": tenant, "course": course, "drafts": list(drafts)})
    return [_row(row) for row in found]


async def submit(
    session: AsyncSession, tenant: UUID, draft: UUID, report: Mapping[str, Any], held: bool, seen: datetime
) -> bool:
    """Hand a draft in for review; False when it is no draft any more, or somebody has changed it since `seen`."""
    values = {"tenant": tenant, "draft": draft, "report": _json(dict(report)), "held": held, "seen": seen}
    return (await session.execute(_SUBMIT, values)).one_or_none() is not None


async def decide(
    session: AsyncSession, tenant: UUID, draft: UUID, *, approve: bool, words: str, by: UUID, now: datetime
) -> bool:
    """Approve a draft in review, or send it back; its entry of the review queue is closed. False: it waits no more."""
    values = {"tenant": tenant, "by": by, "now": now}
    state = "approved" if approve else "draft"
    found = await session.execute(_DECIDE, {**values, "draft": draft, "state": state, "words": words})
    if found.one_or_none() is None:
        return False
    status = "approved" if approve else "rejected"
    await session.execute(_CLOSE, {**values, "status": status, "dedupe": _dedupe(draft)})
    return True


async def mark(session: AsyncSession, tenant: UUID, draft: UUID, generated: Mapping[str, Any]) -> bool:
    """Note what of an open draft a language model wrote; False when there is none."""
    values = {"tenant": tenant, "draft": draft, "generated": _json(dict(generated))}
    return (await session.execute(_MARK, values)).one_or_none() is not None


async def remove(session: AsyncSession, tenant: UUID, draft: UUID, by: UUID, now: datetime) -> bool:
    """Throw an open draft away, with its entry of the review queue; False when there is none."""
    if (await session.execute(_REMOVE, {"tenant": tenant, "draft": draft})).one_or_none() is None:
        return False
    await withdraw(session, tenant, draft, by, now)
    return True


async def withdraw(session: AsyncSession, tenant: UUID, draft: UUID, by: UUID, now: datetime) -> None:
    """Close the entry of the review queue of a draft that was changed or thrown away."""
    values = {"tenant": tenant, "by": by, "now": now, "status": "rejected", "dedupe": _dedupe(draft)}
    await session.execute(_CLOSE, values)


_PREVIEWS = text("""
SELECT draft_id, document ->> 'kind', document ->> 'body', (document -> 'public')::text, document ->> 'status'
  FROM content_draft WHERE tenant_id = :tenant AND draft_id = ANY(:drafts)
""")


async def previews(session: AsyncSession, tenant: UUID, drafts: Sequence[UUID]) -> dict[UUID, ContentPreview]:
    """Return what a reviewer sees of drafts: no answer keys."""
    found = await session.execute(_PREVIEWS, {"tenant": tenant, "drafts": list(drafts)})
    return {row[0]: ContentPreview(row[0], row[1], row[2], orjson.loads(row[3]), row[4]) for row in found}


async def hold(
    session: AsyncSession,
    tenant: UUID,
    review: UUID,
    draft: UUID,
    *,
    title: str,
    reason: str,
    evidence: Mapping[str, Any],
    confidence: float | None,
    by: UUID,
    now: datetime,
) -> None:
    """Put a draft into the review queue, or renew its open entry."""
    values = {"tenant": tenant, "review": review, "draft": draft, "title": title[:200], "reason": reason}
    more = {"evidence": _json(dict(evidence)), "confidence": confidence, "by": by, "now": now, "dedupe": _dedupe(draft)}
    await session.execute(_HOLD, {**values, **more})
