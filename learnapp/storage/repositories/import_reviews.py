"""What imports have brought and a person has to decide: content rows that are held, and their entries of the queue."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.storage.bulk import copy_into

Conn = AsyncConnection[TupleRow]
KIND = "import"

_COLUMNS = (
    "tenant_id", "review_id", "kind", "subject_type", "subject_id", "title", "reason_code", "evidence", "confidence",
    "status", "created_at", "note", "dedupe_key",
)  # fmt: skip
_ROW = "review_id, subject_id, title, reason_code, evidence, confidence, created_at"


Entry = tuple[UUID, UUID, str, str, dict[str, Any], float | None]
"""(id of the entry, item, title, reason, evidence, quality)."""


@dataclass(frozen=True, slots=True)
class Fresh:
    """A content row that no published version of its course has yet."""

    content_id: UUID
    version: int
    checksum: str
    source_ref: str


@dataclass(frozen=True, slots=True)
class Held:
    """An entry of the queue about an item that an import has brought."""

    review_id: UUID
    content_id: UUID
    title: str
    reason: str
    evidence: dict[str, Any]
    quality: float | None
    created_at: datetime


async def fresh(conn: Conn, tenant: UUID, course: UUID) -> list[Fresh]:
    """Return the newest rows of a course's items that are to be shown and that no version of it has yet."""
    cursor = await conn.execute(
        "SELECT content_id, version, checksum, source_ref FROM (SELECT DISTINCT ON (content_id) content_id, version,"
        " checksum, source_ref, status, created_at FROM content WHERE tenant_id = %(tenant)s AND course_id = %(course)s"
        " ORDER BY content_id, version DESC) newest WHERE status = 'published' AND created_at > coalesce("
        " (SELECT max(published_at) FROM course_version WHERE tenant_id = %(tenant)s AND course_id = %(course)s),"
        " '-infinity') ORDER BY content_id",
        {"tenant": tenant, "course": course},
    )
    return [Fresh(*row) for row in await cursor.fetchall()]


async def decided(conn: Conn, tenant: UUID, items: Sequence[UUID]) -> dict[tuple[UUID, str], bool]:
    """Return what people have decided of states of items, by (item, checksum): True where they let it in."""
    cursor = await conn.execute(
        "SELECT subject_id, evidence ->> 'checksum', status FROM review_item WHERE tenant_id = %s AND kind = 'import'"
        " AND subject_id = ANY(%s) AND status <> 'open' ORDER BY decided_at",
        (tenant, list(items)),
    )
    return {(row[0], str(row[1])): row[2] == "approved" for row in await cursor.fetchall()}


async def hold(conn: Conn, tenant: UUID, items: Sequence[tuple[UUID, int]]) -> None:
    """Hold rows (item, version) that no version of a course has yet: the state before them stays."""
    await conn.execute(
        "UPDATE content c SET status = 'held' FROM unnest(%s::uuid[], %s::int[]) wanted (content_id, version)"
        " WHERE c.tenant_id = %s AND c.content_id = wanted.content_id AND c.version = wanted.version",
        ([item for item, _ in items], [version for _, version in items], tenant),
    )


async def ask(conn: Conn, tenant: UUID, entries: Iterable[Entry], now: datetime) -> None:
    """Put held items into the queue, one open entry for each; `forget` has taken away what waited about them.

    Args:
        conn: A transaction outside pipeline mode.
        tenant: The institution.
        entries: What is held.
        now: Server time.
    """
    rows = [
        (
            tenant, review, KIND, "content", item, title[:200], reason, evidence, quality, "open", now, "",
            f"{KIND}:{item}",
        )
        for review, item, title, reason, evidence, quality in entries
    ]  # fmt: skip
    await copy_into(conn, "review_item", _COLUMNS, rows, key=_COLUMNS[:2])


async def forget(conn: Conn, tenant: UUID, items: Sequence[UUID]) -> None:
    """Take away open entries about items: of what the source has no longer, or has in another state."""
    await conn.execute(
        "DELETE FROM review_item WHERE tenant_id = %s AND dedupe_key = ANY(%s) AND status = 'open'",
        (tenant, [f"{KIND}:{item}" for item in items]),
    )


async def waiting(
    conn: Conn, tenant: UUID, *, import_id: UUID | None = None, reason: str = "", offset: int = 0, size: int = 25
) -> tuple[list[Held], int]:
    """Return a page of open entries, of one import or of all, and how many there are."""
    where = (
        "FROM review_item WHERE tenant_id = %(tenant)s AND kind = 'import' AND status = 'open'"
        " AND (%(import)s::text IS NULL OR evidence ->> 'import' = %(import)s)"
        " AND (%(reason)s = '' OR reason_code = %(reason)s)"
    )
    values = {
        "tenant": tenant, "import": None if import_id is None else str(import_id), "reason": reason, "offset": offset,
        "size": size,
    }  # fmt: skip
    cursor = await conn.execute(f"SELECT count(*) {where}", values)  # noqa: S608 - a constant of this module
    total = await cursor.fetchone()
    cursor = await conn.execute(
        f"SELECT {_ROW} {where} ORDER BY reason_code, confidence NULLS LAST, title, review_id"  # noqa: S608
        " OFFSET %(offset)s LIMIT %(size)s",
        values,
    )
    return [Held(*row) for row in await cursor.fetchall()], int(total[0]) if total else 0


async def reasons(
    conn: Conn, tenant: UUID, *, import_id: UUID | None = None, open_only: bool = True
) -> dict[str, tuple[int, list[str]]]:
    """Return why items are held: reason -> (how many, the first few places in their source)."""
    cursor = await conn.execute(
        "SELECT reason_code, count(*), (array_agg(evidence ->> 'ref' ORDER BY evidence ->> 'ref'))[:10]"
        " FROM review_item WHERE tenant_id = %(tenant)s AND kind = 'import' AND (NOT %(open)s OR status = 'open')"
        " AND (%(import)s::text IS NULL OR evidence ->> 'import' = %(import)s) GROUP BY reason_code ORDER BY 2 DESC, 1",
        {"tenant": tenant, "open": open_only, "import": None if import_id is None else str(import_id)},
    )
    return {row[0]: (int(row[1]), list(row[2])) for row in await cursor.fetchall()}


async def waiting_before(conn: Conn, tenant: UUID, courses: Sequence[UUID], import_id: UUID) -> list[str]:
    """Return places of what earlier imports of these courses have brought and nobody has decided."""
    cursor = await conn.execute(
        "SELECT evidence ->> 'ref' FROM review_item WHERE tenant_id = %s AND kind = 'import' AND status = 'open'"
        " AND evidence ->> 'course' = ANY(%s) AND evidence ->> 'import' <> %s ORDER BY 1",
        (tenant, [str(one) for one in courses], str(import_id)),
    )
    return [str(row[0]) for row in await cursor.fetchall()]


async def locked(conn: Conn, tenant: UUID, reviews: Sequence[UUID]) -> list[Held]:
    """Return open entries about imported items, locked until the transaction ends."""
    cursor = await conn.execute(
        f"SELECT {_ROW} FROM review_item WHERE tenant_id = %s AND review_id = ANY(%s) AND kind = 'import'"  # noqa: S608
        " AND status = 'open' ORDER BY review_id FOR UPDATE",
        (tenant, list(reviews)),
    )
    return [Held(*row) for row in await cursor.fetchall()]


async def still_held(conn: Conn, tenant: UUID, items: Sequence[UUID]) -> dict[UUID, str]:
    """Return the items whose newest state is held, with its checksum."""
    cursor = await conn.execute(
        "SELECT content_id, checksum FROM (SELECT DISTINCT ON (content_id) content_id, checksum, status FROM content"
        " WHERE tenant_id = %s AND content_id = ANY(%s) ORDER BY content_id, version DESC) newest"
        " WHERE status = 'held'",
        (tenant, list(items)),
    )
    return {row[0]: row[1] for row in await cursor.fetchall()}


async def settle(
    conn: Conn, tenant: UUID, reviews: Sequence[UUID], *, status: str, by: UUID | None, note: str, now: datetime
) -> None:
    """Close open entries."""
    await conn.execute(
        "UPDATE review_item SET status = %s, decided_at = %s, decided_by = %s, note = %s"
        " WHERE tenant_id = %s AND review_id = ANY(%s) AND kind = 'import' AND status = 'open'",
        (status, now, by, note, tenant, list(reviews)),
    )


async def settle_items(conn: Conn, tenant: UUID, items: Sequence[UUID], by: UUID, now: datetime) -> None:
    """Close what waits about items that somebody has written anew and approved."""
    await conn.execute(
        "UPDATE review_item SET status = 'approved', decided_at = %s, decided_by = %s"
        " WHERE tenant_id = %s AND dedupe_key = ANY(%s) AND status = 'open'",
        (now, by, tenant, [f"{KIND}:{item}" for item in items]),
    )
