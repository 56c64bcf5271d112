"""Documents that other tools keep with us: what they know of a student in an activity, and profiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_DOCUMENT_COLUMNS = "place, name, content_type, body_enc, etag, updated_at"
_PUT_DOCUMENT = text("""
INSERT INTO xapi_document (tenant_id, place, kind, activity, agent, registration, name, content_type, body_enc, etag,
                           updated_at)
VALUES (:tenant, :place, :kind, :activity, :agent, :registration, :name, :content_type, :body_enc, :etag, :now)
ON CONFLICT (tenant_id, place) DO UPDATE SET content_type = excluded.content_type, body_enc = excluded.body_enc,
  etag = excluded.etag, updated_at = excluded.updated_at
""")


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document as stored."""

    place: bytes
    name: str
    content_type: str
    body_enc: bytes
    etag: str
    updated_at: datetime


async def documents_of(session: AsyncSession, tenant: UUID, marks: Sequence[bytes], size: int) -> list[DocumentRow]:
    """Return the documents of somebody who is known by any of these marks."""
    found = await session.execute(
        text(
            f"SELECT {_DOCUMENT_COLUMNS} FROM xapi_document WHERE tenant_id = :tenant"  # noqa: S608 - constants
            " AND agent = ANY(cast(:marks AS bytea[])) ORDER BY updated_at, place LIMIT :size"
        ),
        {"tenant": tenant, "marks": list(marks), "size": size},
    )
    return [DocumentRow(*row) for row in found]


async def document(session: AsyncSession, tenant: UUID, place: bytes) -> DocumentRow | None:
    """Return one document, locked until the transaction ends."""
    found = await session.execute(
        text(
            f"SELECT {_DOCUMENT_COLUMNS} FROM xapi_document"  # noqa: S608 - constants
            " WHERE tenant_id = :tenant AND place = :place FOR UPDATE"
        ),
        {"tenant": tenant, "place": place},
    )
    row = found.one_or_none()
    return DocumentRow(*row) if row is not None else None


async def put_document(session: AsyncSession, tenant: UUID, values: dict[str, Any], now: datetime) -> None:
    """Store a document in place of what is there.

    Args:
        session: The transaction.
        tenant: The institution.
        values: place, kind, activity, agent, registration, name, content_type, body_enc and etag.
        now: The moment.
    """
    names = ("place", "kind", "activity", "agent", "registration", "name", "content_type", "body_enc", "etag")
    given = {name: values.get(name) for name in names}
    await session.execute(_PUT_DOCUMENT, {**given, "tenant": tenant, "now": now})


async def remove_document(session: AsyncSession, tenant: UUID, place: bytes) -> None:
    """Delete one document."""
    await session.execute(
        text("DELETE FROM xapi_document WHERE tenant_id = :tenant AND place = :place"),
        {"tenant": tenant, "place": place},
    )


async def remove_documents(
    session: AsyncSession, tenant: UUID, activity: str, agent: bytes, registration: UUID | None
) -> None:
    """Delete somebody's whole state in an activity, or that of one registration."""
    await session.execute(
        text(
            "DELETE FROM xapi_document WHERE tenant_id = :tenant AND kind = 'state' AND activity = :activity"
            " AND agent = :agent AND (cast(:registration AS uuid) IS NULL OR registration = :registration)"
        ),
        {"tenant": tenant, "activity": activity, "agent": agent, "registration": registration},
    )


async def names(
    session: AsyncSession, tenant: UUID, kind: str, activity: str | None, agent: bytes | None,
    registration: UUID | None, since: datetime | None,
) -> list[str]:  # fmt: skip
    """Return the names of documents in one place, changed after a moment."""
    found = await session.execute(
        text(
            "SELECT name FROM xapi_document WHERE tenant_id = :tenant AND kind = :kind"
            " AND activity IS NOT DISTINCT FROM cast(:activity AS text)"
            " AND agent IS NOT DISTINCT FROM cast(:agent AS bytea)"
            " AND (cast(:registration AS uuid) IS NULL OR registration = :registration)"
            " AND (cast(:since AS timestamptz) IS NULL OR updated_at > :since) ORDER BY name LIMIT 10000"
        ),
        {"tenant": tenant, "kind": kind, "activity": activity, "agent": agent, "registration": registration,
         "since": since},
    )  # fmt: skip
    return list(found.scalars())
