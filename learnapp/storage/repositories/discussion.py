"""Posts and replies of a section, what helped whom, and the rules of the class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = """
SELECT p.post_id, p.content_id, p.parent_id, p.author_id, p.text_enc, p.status, p.created_at, p.edited_at,
       (SELECT count(*) FROM discussion_helpful h WHERE h.tenant_id = p.tenant_id AND h.post_id = p.post_id) AS helped,
       EXISTS (SELECT 1 FROM discussion_helpful h WHERE h.tenant_id = p.tenant_id AND h.post_id = p.post_id
                  AND h.person_id = :reader) AS marked
  FROM discussion_post p
"""
# Its author sees a post whatever others made of it; the others see what is visible, who moderates sees all. What its
# author has removed leaves its place where somebody has answered it.
_SHOWN = """p.tenant_id = :tenant AND p.section_id = :section
   AND (p.status = 'visible' OR p.status <> 'removed' AND p.author_id = :reader OR :all OR p.status = 'removed' AND
        EXISTS (SELECT 1 FROM discussion_post r
                 WHERE r.tenant_id = p.tenant_id AND r.parent_id = p.post_id AND r.status = 'visible'))"""
_THREADS = f" WHERE {_SHOWN} AND p.parent_id IS NULL AND (cast(:content AS uuid) IS NULL OR p.content_id = :content)"
_LIST = text(f"{_COLUMNS}{_THREADS} ORDER BY p.created_at DESC, p.post_id DESC LIMIT :size OFFSET :offset")
_COUNT = text(f"SELECT count(*) FROM discussion_post p{_THREADS}")  # noqa: S608 - constants
_REPLIES = text(f"{_COLUMNS} WHERE {_SHOWN} AND p.parent_id = ANY(:posts) ORDER BY p.created_at, p.post_id")
_ONE = text(f"{_COLUMNS} WHERE p.tenant_id = :tenant AND p.section_id = :section AND p.post_id = :post")
_RULES = text("SELECT discussion, discussion_under_13 FROM section WHERE tenant_id = :tenant AND section_id = :section")
_JUST_WRITTEN = text(f"""{_COLUMNS}
 WHERE p.tenant_id = :tenant AND p.section_id = :section AND p.author_id = :reader AND p.created_at >= :since
   AND p.content_id IS NOT DISTINCT FROM cast(:content AS uuid)
   AND p.parent_id IS NOT DISTINCT FROM cast(:parent AS uuid) AND p.status <> 'removed'
""")
_SET_RULES = text("""
UPDATE section SET discussion = :policy, discussion_under_13 = :under_13
 WHERE tenant_id = :tenant AND section_id = :section RETURNING 1
""")
_ADD = text("""
INSERT INTO discussion_post (tenant_id, post_id, section_id, content_id, parent_id, author_id, text_enc, status,
                             created_at)
VALUES (:tenant, :post, :section, :content, :parent, :author, :sealed, 'visible', :now)
""")
_STATUS = text("""
UPDATE discussion_post SET status = :status
 WHERE tenant_id = :tenant AND section_id = :section AND post_id = :post AND status <> 'removed' RETURNING 1
""")
_HOLD = text("""
SELECT status FROM discussion_post
 WHERE tenant_id = :tenant AND section_id = :section AND post_id = :post FOR UPDATE
""")
_LOOKED_AT = text("""
SELECT count(*) FILTER (WHERE status = 'open'), count(*) FROM review_item
 WHERE tenant_id = :tenant AND kind = 'discussion' AND subject_type = 'discussion_post' AND subject_id = :post
""")
_EDIT = text("""
UPDATE discussion_post SET text_enc = :sealed, status = :status, edited_at = :now
 WHERE tenant_id = :tenant AND post_id = :post
""")
_REMOVE = text("""
UPDATE discussion_post SET status = 'removed', text_enc = coalesce(:sealed, text_enc)
 WHERE tenant_id = :tenant AND post_id = :post
""")
_DELETE = text("DELETE FROM discussion_post WHERE tenant_id = :tenant AND post_id = :post")
_ANSWERED = text("SELECT 1 FROM discussion_post WHERE tenant_id = :tenant AND parent_id = :post LIMIT 1")
_SETTLE = text("""
UPDATE review_item SET status = :decision, decided_at = :now, decided_by = :by
 WHERE tenant_id = :tenant AND kind = 'discussion' AND subject_type = 'discussion_post' AND subject_id = :post
   AND status = 'open' RETURNING review_id, evidence -> 'reports'
""")
_MARK = text("""
INSERT INTO discussion_helpful (tenant_id, post_id, person_id, marked_at) VALUES (:tenant, :post, :reader, :now)
ON CONFLICT DO NOTHING RETURNING 1
""")
_UNMARK = text("DELETE FROM discussion_helpful WHERE tenant_id = :tenant AND post_id = :post AND person_id = :reader")
_REPORT_OF = """
jsonb_build_object(cast(:reader AS text), jsonb_build_object(
  'text', cast(:said AS text), 'at', cast(:at AS text), 'section_id', cast(:section AS text)))
"""
_REPORT = text(f"""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, status,
                         created_at, created_by, note, dedupe_key)
VALUES (:tenant, :review, 'discussion', 'discussion_post', :post, :title, 'review-reported-post',
        jsonb_build_object('section_id', cast(:section AS text), 'reports', {_REPORT_OF}), 'open', :now,
        :reader, '', :dedupe)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET evidence =
  jsonb_set(review_item.evidence, '{{reports}}',
            coalesce(review_item.evidence -> 'reports', '{{}}'::jsonb) || {_REPORT_OF})
RETURNING review_id
""")  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class PostRow:
    """A post or reply; its text is ciphertext under the author's key.

    Attributes:
        helped: How many people it helped.
        marked: Whether the reader is one of them.
    """

    post_id: UUID
    content_id: UUID | None
    parent_id: UUID | None
    author_id: UUID
    text_enc: bytes
    status: str
    created_at: datetime
    edited_at: datetime | None
    helped: int
    marked: bool


async def rules(session: AsyncSession, tenant: UUID, section: UUID) -> tuple[str, bool] | None:
    """Return a section's policy and whether children under 13 may take part; None for an unknown section."""
    row = (await session.execute(_RULES, {"tenant": tenant, "section": section})).one_or_none()
    return (row[0], row[1]) if row else None


async def set_rules(session: AsyncSession, tenant: UUID, section: UUID, policy: str, under_13: bool) -> bool:
    """Change them; False for an unknown section."""
    values = {"tenant": tenant, "section": section, "policy": policy, "under_13": under_13}
    return (await session.execute(_SET_RULES, values)).one_or_none() is not None


async def threads(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    reader: UUID,
    *,
    content: UUID | None,
    everything: bool,
    offset: int,
    size: int,
) -> tuple[list[PostRow], list[PostRow], int]:
    """Return a page of posts, newest first, their replies, oldest first, and how many posts there are.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The section.
        reader: Who reads: their own posts they see whatever became of them.
        content: Only about this content; None for all of the section.
        everything: Also what is held or hidden, for who moderates.
        offset: Posts before the page.
        size: Posts on it.
    """
    values = {"tenant": tenant, "section": section, "reader": reader, "content": content, "all": everything}
    posts = [PostRow(*row) for row in await session.execute(_LIST, {**values, "size": size, "offset": offset})]
    total = (await session.execute(_COUNT, values)).scalar_one()
    found = await session.execute(_REPLIES, {**values, "posts": [post.post_id for post in posts]})
    return posts, [PostRow(*row) for row in found], int(total)


async def one(session: AsyncSession, tenant: UUID, section: UUID, post: UUID, reader: UUID) -> PostRow | None:
    """Return one post of a section."""
    values = {"tenant": tenant, "section": section, "post": post, "reader": reader}
    row = (await session.execute(_ONE, values)).one_or_none()
    return PostRow(*row) if row else None


async def just_written(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    author: UUID,
    *,
    content: UUID | None,
    parent: UUID | None,
    since: datetime,
) -> list[PostRow]:
    """Return what somebody has written at one place since a moment, whatever became of it."""
    values = {"tenant": tenant, "section": section, "reader": author, "content": content, "parent": parent}
    return [PostRow(*row) for row in await session.execute(_JUST_WRITTEN, {**values, "since": since})]


async def add(
    session: AsyncSession,
    tenant: UUID,
    post: UUID,
    *,
    section: UUID,
    content: UUID | None,
    parent: UUID | None,
    author: UUID,
    sealed: bytes,
    now: datetime,
) -> None:
    """Add a post of somebody who teaches; a student's comes with its learning event."""
    values = {"tenant": tenant, "post": post, "section": section, "content": content, "parent": parent}
    await session.execute(_ADD, {**values, "author": author, "sealed": sealed, "now": now})


async def set_status(session: AsyncSession, tenant: UUID, section: UUID, post: UUID, status: str) -> bool:
    """Show or hide a post; False when the section has no such post."""
    values = {"tenant": tenant, "section": section, "post": post, "status": status}
    return (await session.execute(_STATUS, values)).one_or_none() is not None


async def hold(session: AsyncSession, tenant: UUID, section: UUID, post: UUID) -> str | None:
    """Return the status of a post that nobody changes or reports until the transaction ends; None: there is none."""
    values = {"tenant": tenant, "section": section, "post": post}
    return (await session.execute(_HOLD, values)).scalar_one_or_none()


async def looked_at(session: AsyncSession, tenant: UUID, post: UUID) -> tuple[int, int]:
    """Return how many entries of the review queue about a post wait, and how many there ever were."""
    found = (await session.execute(_LOOKED_AT, {"tenant": tenant, "post": post})).one()
    return int(found[0]), int(found[1])


async def answered(session: AsyncSession, tenant: UUID, post: UUID) -> bool:
    """Return whether anybody has answered a post."""
    return (await session.execute(_ANSWERED, {"tenant": tenant, "post": post})).first() is not None


async def edit(session: AsyncSession, tenant: UUID, post: UUID, sealed: bytes, status: str, now: datetime) -> None:
    """Put another text in place of a post's."""
    values = {"tenant": tenant, "post": post, "sealed": sealed, "status": status, "now": now}
    await session.execute(_EDIT, values)


async def remove(session: AsyncSession, tenant: UUID, post: UUID, sealed: bytes | None) -> None:
    """Take a post out of the class's sight; its text stays as evidence, or `sealed` stands in its place."""
    await session.execute(_REMOVE, {"tenant": tenant, "post": post, "sealed": sealed})


async def delete(session: AsyncSession, tenant: UUID, post: UUID) -> None:
    """Delete a post that nobody has answered, with who was helped by it."""
    await session.execute(_DELETE, {"tenant": tenant, "post": post})


async def settle(
    session: AsyncSession, tenant: UUID, post: UUID, *, decision: str, by: UUID, now: datetime
) -> list[tuple[UUID, dict[str, Any]]]:
    """Close what waits in the review queue about a post; return the entries and who reported what in each."""
    values = {"tenant": tenant, "post": post, "decision": decision, "by": by, "now": now}
    return [(row[0], row[1] or {}) for row in await session.execute(_SETTLE, values)]


async def mark(session: AsyncSession, tenant: UUID, post: UUID, reader: UUID, now: datetime) -> bool:
    """Note that a post helped the reader; False when it was noted before."""
    values = {"tenant": tenant, "post": post, "reader": reader, "now": now}
    return (await session.execute(_MARK, values)).one_or_none() is not None


async def unmark(session: AsyncSession, tenant: UUID, post: UUID, reader: UUID) -> None:
    """Take the note back."""
    await session.execute(_UNMARK, {"tenant": tenant, "post": post, "reader": reader})


async def report(
    session: AsyncSession,
    tenant: UUID,
    review: UUID,
    *,
    section: UUID,
    post: UUID,
    reader: UUID,
    title: str,
    said: str,
    now: datetime,
) -> UUID:
    """Put a post into the review queue, and return the entry; several reports on one post become one.

    Args:
        session: The open transaction.
        tenant: The institution.
        review: Id of a new entry.
        section: The section.
        post: The post.
        reader: Who reports it.
        title: What the entry is called.
        said: What is wrong with it.
        now: Server time.
    """
    values: dict[str, object] = {"tenant": tenant, "review": review, "section": section, "post": post}
    values |= {
        "reader": reader,
        "title": title[:200],
        "said": said,
        "at": now.isoformat(),
        "now": now,
        "dedupe": f"reported:{post}",
    }
    return UUID(str((await session.execute(_REPORT, values)).scalar_one()))


def ids_of(posts: Sequence[PostRow]) -> set[UUID]:
    """Return who wrote these posts."""
    return {post.author_id for post in posts}
