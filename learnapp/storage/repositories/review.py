"""The one review queue: what waits for a person's eye, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_WANTED = """
 FROM review_item
WHERE tenant_id = :tenant AND status = :status AND (cast(:kind AS text) = '' OR kind = :kind)
  AND (:everything OR (evidence ->> 'section_id') = ANY(:sections)
       OR EXISTS (SELECT 1 FROM jsonb_path_query(evidence, '$.reports.*[*]') AS report
                   WHERE report ->> 'section_id' = ANY(:sections)))
"""
_LIST = text(
    "SELECT review_id, kind, subject_type, subject_id, title, reason_code, evidence, confidence, status, created_at,"
    " decided_at, decided_by, note " + _WANTED + " ORDER BY created_at DESC, review_id LIMIT :size OFFSET :offset"
)
_COUNT = text("SELECT count(*) AS n " + _WANTED)  # noqa: S608 - both parts are constants
_ONE = text("""
SELECT review_id, kind, subject_type, subject_id, title, reason_code, evidence, confidence, status, created_at,
       decided_at, decided_by, note
  FROM review_item WHERE tenant_id = :tenant AND review_id = :review FOR UPDATE
""")
_DECIDE = text("""
UPDATE review_item SET status = :status, decided_at = :now, decided_by = :by, note = :note,
       evidence = CASE WHEN :helpful THEN evidence ELSE evidence || '{"helpful": false}'::jsonb END
 WHERE tenant_id = :tenant AND review_id = :review AND status = 'open'
""")
_REOPEN = text("""
UPDATE review_item r SET status = 'open', decided_at = NULL, decided_by = NULL, note = ''
 WHERE r.tenant_id = :tenant AND r.review_id = :review AND r.status <> 'open'
   AND NOT EXISTS (SELECT 1 FROM review_item o WHERE o.tenant_id = r.tenant_id AND o.dedupe_key = r.dedupe_key
                      AND o.status = 'open')
""")
_WITHDRAW = text("DELETE FROM review_item WHERE tenant_id = :tenant AND review_id = ANY(:reviews) AND status = 'open'")
# What its author has removed stays so, whatever is decided about it.
_POST = text("""
UPDATE discussion_post SET status = :status WHERE tenant_id = :tenant AND post_id = :post AND status <> 'removed'
""")


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One entry of the queue."""

    review_id: UUID
    kind: str
    subject_type: str
    subject_id: UUID | None
    title: str
    reason_code: str
    evidence: dict[str, Any]
    confidence: float | None
    status: str
    created_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None
    note: str


async def list_reviews(
    session: AsyncSession,
    tenant: UUID,
    *,
    status: str,
    kind: str,
    sections: list[UUID] | None,
    offset: int,
    size: int,
) -> tuple[list[ReviewRow], int]:
    """Return a page of the queue, newest first, and how many there are.

    Args:
        session: The open transaction.
        tenant: The institution.
        status: open, approved or rejected.
        kind: One kind, or "" for all.
        sections: Only entries of these sections, or reported by students of them; None for everything.
        offset: Rows before the page.
        size: Rows of the page.
    """
    wanted = {
        "tenant": tenant,
        "status": status,
        "kind": kind,
        "everything": sections is None,
        "sections": [str(section) for section in sections or []],
    }
    rows = await session.execute(_LIST, {**wanted, "offset": offset, "size": size})
    total = (await session.execute(_COUNT, wanted)).scalar_one()
    return [ReviewRow(*row) for row in rows], int(total)


async def locked(session: AsyncSession, tenant: UUID, review_id: UUID) -> ReviewRow | None:
    """Return one entry, locked until the transaction ends."""
    row = (await session.execute(_ONE, {"tenant": tenant, "review": review_id})).one_or_none()
    return ReviewRow(*row) if row else None


async def decide(
    session: AsyncSession,
    tenant: UUID,
    review_id: UUID,
    *,
    status: str,
    by: UUID,
    note: str,
    now: datetime,
    helpful: bool = True,
) -> None:
    """Close an open entry."""
    await session.execute(
        _DECIDE,
        {
            "tenant": tenant, "review": review_id, "status": status, "by": by, "note": note, "now": now,
            "helpful": helpful,
        },
    )  # fmt: skip


async def reopen(session: AsyncSession, tenant: UUID, review_id: UUID) -> None:
    """Take a decision back, unless another entry about the same waits meanwhile."""
    await session.execute(_REOPEN, {"tenant": tenant, "review": review_id})


async def withdraw(session: AsyncSession, tenant: UUID, review_ids: Sequence[UUID]) -> None:
    """Take entries away that nobody has decided and nobody needs to any more."""
    if review_ids:
        await session.execute(_WITHDRAW, {"tenant": tenant, "reviews": list(review_ids)})


async def set_post_status(session: AsyncSession, tenant: UUID, post_id: UUID, status: str) -> None:
    """Show or hide a discussion post."""
    await session.execute(_POST, {"tenant": tenant, "post": post_id, "status": status})


_CONTENT = text("""
SELECT DISTINCT ON (content_id) content_id, kind, body, body_public, status FROM content
 WHERE tenant_id = ANY(:tenants) AND content_id = ANY(:items) ORDER BY content_id, version DESC
""")
_POSTS = text("""
SELECT post_id, author_id, text_enc, status FROM discussion_post WHERE tenant_id = :tenant AND post_id = ANY(:posts)
""")


@dataclass(frozen=True, slots=True)
class ContentPreview:
    """What a reviewer sees of an item: no answer key."""

    content_id: UUID
    kind: str
    body: str
    body_public: dict[str, Any]
    status: str


@dataclass(frozen=True, slots=True)
class PostPreview:
    """A post whose text is ciphertext under its author's key."""

    post_id: UUID
    author_id: UUID
    text_enc: bytes
    status: str


async def content_previews(session: AsyncSession, tenants: list[UUID], items: list[UUID]) -> dict[UUID, ContentPreview]:
    """Return the newest version of items of these tenants."""
    rows = await session.execute(_CONTENT, {"tenants": tenants, "items": items})
    return {row.content_id: ContentPreview(*row) for row in rows}


async def post_previews(session: AsyncSession, tenant: UUID, posts: list[UUID]) -> dict[UUID, PostPreview]:
    """Return posts with their sealed texts."""
    rows = await session.execute(_POSTS, {"tenant": tenant, "posts": posts})
    return {row.post_id: PostPreview(row[0], row[1], bytes(row[2]), row[3]) for row in rows}
