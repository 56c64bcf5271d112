"""Services outside that an institution lets be asked for facts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_ALL = text(
    "SELECT kind, base_url, key_enc, is_on, last_problem, tried_at FROM fact_service"
    " WHERE tenant_id = :tenant ORDER BY kind"
)
_PUT = text("""
INSERT INTO fact_service (tenant_id, kind, base_url, key_enc, is_on, last_problem)
VALUES (:tenant, :kind, :base, :key, :on, '')
ON CONFLICT (tenant_id, kind) DO UPDATE SET base_url = EXCLUDED.base_url, key_enc = EXCLUDED.key_enc,
       is_on = EXCLUDED.is_on, last_problem = '', tried_at = NULL
""")
_REMOVE = text("DELETE FROM fact_service WHERE tenant_id = :tenant AND kind = :kind RETURNING 1")
_NOTE = text(
    "UPDATE fact_service SET last_problem = :problem, tried_at = coalesce(cast(:now AS timestamptz), tried_at)"
    " WHERE tenant_id = :tenant AND kind = :kind"
)

_HELD = text("""
SELECT evidence ->> 'sentence' FROM review_item
 WHERE tenant_id = :tenant AND review_id = :review AND kind = 'generated' AND status = 'open'
""")
_ADD = text("""
UPDATE review_item SET evidence = evidence || jsonb_build_object('outside', cast(:found AS jsonb))
 WHERE tenant_id = :tenant AND review_id = :review AND kind = 'generated' AND status = 'open' RETURNING 1
""")


@dataclass(frozen=True, slots=True)
class FactServiceRow:
    """One service, its key sealed."""

    kind: str
    base_url: str
    key_enc: bytes | None
    is_on: bool
    last_problem: str
    tried_at: datetime | None


async def services(session: AsyncSession, tenant: UUID) -> list[FactServiceRow]:
    """Return the services of an institution."""
    return [FactServiceRow(*row) for row in await session.execute(_ALL, {"tenant": tenant})]


async def put(
    session: AsyncSession, tenant: UUID, kind: str, base_url: str, key_enc: bytes | None, *, is_on: bool
) -> None:
    """Set a service up, or change it."""
    values = {"tenant": tenant, "kind": kind, "base": base_url, "key": key_enc, "on": is_on}
    await session.execute(_PUT, values)


async def remove(session: AsyncSession, tenant: UUID, kind: str) -> bool:
    """Forget a service; False when there is none."""
    return (await session.execute(_REMOVE, {"tenant": tenant, "kind": kind})).one_or_none() is not None


async def note(session: AsyncSession, tenant: UUID, kind: str, problem: str, tried: datetime | None) -> None:
    """Write down what was wrong with a service, "" for nothing, and when it was tried."""
    await session.execute(_NOTE, {"tenant": tenant, "kind": kind, "problem": problem, "now": tried})


async def held(session: AsyncSession, tenant: UUID, review: UUID) -> str | None:
    """Return the sentence that an open line of the review queue is about; None where it is decided or gone."""
    found = (await session.execute(_HELD, {"tenant": tenant, "review": review})).one_or_none()
    return str(found[0]) if found is not None and found[0] else None


async def add(session: AsyncSession, tenant: UUID, review: UUID, found: Sequence[tuple[str, str, str]]) -> bool:
    """Put (service, title, text) of what was found beside an open line; False when it is open no more."""
    listed = [{"service": service, "title": title, "text": said} for service, title, said in found]
    values = {"tenant": tenant, "review": review, "found": orjson.dumps(listed).decode()}
    return (await session.execute(_ADD, values)).one_or_none() is not None
