"""The audit trail and its seals. Insert and read only: the database refuses anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.security.seal import Seal
from learnapp.storage.batch import Batch, Statement


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line of the trail. `detail` holds ids, codes and counts, never personal data."""

    audit_id: UUID
    at: datetime
    actor_id: UUID
    actor_kind: str
    action: str
    subject_id: UUID | None
    object_type: str
    object_id: UUID | None
    outcome: str
    request_id: str
    detail: dict[str, Any]
    seq: int = 0


# One statement for however many entries: a roster writes tens of thousands. The transaction gets its number in the
# condition, which is looked at once and before any row gets its own: sealing relies on that order.
_INSERT = """
INSERT INTO audit_entry (tenant_id, audit_id, at, actor_id, actor_kind, action, subject_id, object_type,
                         object_id, outcome, request_id, detail)
SELECT {tenant}, r.audit_id, r.at, r.actor_id, r.actor_kind, r.action, r.subject_id, r.object_type, r.object_id,
       r.outcome, r.request_id, r.detail
  FROM jsonb_to_recordset(cast({entries} AS jsonb)) AS r(audit_id uuid, at timestamptz, actor_id uuid, actor_kind text,
       action text, subject_id uuid, object_type text, object_id text, outcome text, request_id text, detail jsonb)
 WHERE pg_current_xact_id() IS NOT NULL
"""
_IN_SESSION = text(_INSERT.format(tenant=":tenant", entries=":entries"))
_RAW = _INSERT.format(tenant="%(tenant)s", entries="%(entries)s").encode()
_IN_BATCH = Statement(_INSERT.format(tenant="{tenant:uuid}", entries="{entries:text}"))


async def add_entries(session: AsyncSession, tenant: UUID, entries: Sequence[AuditEntry]) -> None:
    """Append entries to the trail."""
    if entries:
        await session.execute(_IN_SESSION, {"tenant": tenant, "entries": _written(entries)})


async def add_entries_raw(conn: AsyncConnection[TupleRow], tenant: UUID, entries: Sequence[AuditEntry]) -> None:
    """Append entries to the trail on a plain connection."""
    if entries:
        await conn.execute(_RAW, {"tenant": tenant, "entries": _written(entries)})


def add_entries_batch(batch: Batch, tenant: UUID, entries: Sequence[AuditEntry]) -> None:
    """Append entries to the trail with a batch."""
    if entries:
        batch.add(_IN_BATCH, tenant=tenant, entries=_written(entries))


def _written(entries: Sequence[AuditEntry]) -> str:
    lines = [
        {
            "audit_id": entry.audit_id,
            "at": entry.at.isoformat(),
            "actor_id": entry.actor_id,
            "actor_kind": entry.actor_kind,
            "action": entry.action,
            "subject_id": entry.subject_id,
            "object_type": entry.object_type,
            "object_id": str(entry.object_id) if entry.object_id is not None else None,
            "outcome": entry.outcome,
            "request_id": entry.request_id,
            "detail": entry.detail,
        }
        for entry in entries
    ]
    return json.dumps(lines, default=str)


_COLUMNS = """SELECT audit_id, at, actor_id, actor_kind, action, subject_id, object_type, object_id, outcome,
       request_id, detail, seq FROM audit_entry """
_WANTED = """
WHERE tenant_id = :tenant
  AND (CAST(:actor AS uuid) IS NULL OR actor_id = :actor)
  AND (CAST(:subject AS uuid) IS NULL OR subject_id = :subject)
  AND (CAST(:action AS text) IS NULL OR action = :action)
  AND (CAST(:outcome AS text) IS NULL OR outcome = :outcome)
  AND (CAST(:people AS uuid[]) IS NULL OR actor_id = ANY(:people) OR subject_id = ANY(:people))
  AND (CAST(:object AS text) IS NULL OR object_type = :object OR object_id = :object)
  AND (CAST(:since AS timestamptz) IS NULL OR at >= :since)
  AND (CAST(:until AS timestamptz) IS NULL OR at < :until)
"""
_SEARCH = text(_COLUMNS + _WANTED + "ORDER BY seq DESC LIMIT :size OFFSET :offset")
_COUNT = text("SELECT count(*) FROM audit_entry " + _WANTED)  # noqa: S608 - both parts are constants
_ACTIONS = text("SELECT DISTINCT action FROM audit_entry WHERE tenant_id = :tenant ORDER BY action LIMIT 200")


async def search(
    session: AsyncSession, tenant: UUID, wanted: Mapping[str, object], offset: int, size: int
) -> tuple[list[AuditEntry], int]:
    """Return one page of entries, newest first, and how many match.

    Args:
        session: The transaction's session.
        tenant: The institution.
        wanted: Values for actor, subject, people (actor or subject), action, object (kind or id), outcome, since,
            until; None for any.
        offset: Entries before this page.
        size: Entries on it.
    """
    values = {"tenant": tenant, **wanted}
    total = (await session.execute(_COUNT, values)).scalar_one()
    rows = await session.execute(_SEARCH, {**values, "offset": offset, "size": size})
    return [AuditEntry(*row) for row in rows], int(total)


async def actions(session: AsyncSession, tenant: UUID) -> list[str]:
    """Return the actions that occur in the trail, for a filter."""
    return list((await session.execute(_ACTIONS, {"tenant": tenant})).scalars())


_OBJECTS = text("""
SELECT DISTINCT object_type FROM audit_entry WHERE tenant_id = :tenant AND object_type <> '' ORDER BY 1 LIMIT 200
""")


async def object_types(session: AsyncSession, tenant: UUID) -> list[str]:
    """Return the kinds of things that occur in the trail, for a filter."""
    return list((await session.execute(_OBJECTS, {"tenant": tenant})).scalars())


# --- sealing ---------------------------------------------------------------------------------------------


async def try_seal_lock(session: AsyncSession, tenant: UUID) -> bool:
    """Become the one sealer of this tenant until the transaction ends; False when another one is at work."""
    return bool(
        (
            await session.execute(
                text("SELECT pg_try_advisory_xact_lock(hashtextextended('audit-seal:' || :tenant, 0))"),
                {"tenant": str(tenant)},
            )
        ).scalar_one()
    )


async def progress(session: AsyncSession, tenant: UUID) -> tuple[int, int, int]:
    """Return (highest visible seq, last sealed seq, last seal's number): whether there is anything to do."""
    row = (
        await session.execute(
            text(
                "SELECT coalesce((SELECT max(seq) FROM audit_entry WHERE tenant_id = :tenant), 0) AS highest, "
                "coalesce(max(last_seq), 0) AS sealed, coalesce(max(seal_no), 0) AS seal_no FROM "
                "(SELECT last_seq, seal_no FROM audit_seal WHERE tenant_id = :tenant "
                "ORDER BY seal_no DESC LIMIT 1) AS newest"
            ),
            {"tenant": tenant},
        )
    ).one()
    return int(row.highest), int(row.sealed), int(row.seal_no)


async def horizon(session: AsyncSession, tenant: UUID) -> tuple[int, int, int]:
    """Return (highest visible seq, next transaction number, oldest transaction that still runs)."""
    row = (
        await session.execute(
            text(
                "SELECT coalesce((SELECT max(seq) FROM audit_entry WHERE tenant_id = :tenant), 0) AS seq, "
                "pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next, "
                "pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest"
            ),
            {"tenant": tenant},
        )
    ).one()
    return int(row.seq), int(row.next), int(row.oldest)


_RANGE = text("""
SELECT tenant_id, audit_id, at, actor_id, actor_kind, action, subject_id, object_type, object_id, outcome,
       request_id, detail, seq
  FROM audit_entry WHERE tenant_id = :tenant AND seq BETWEEN :first AND :last ORDER BY seq
""")
_SEALS = text("""
SELECT tenant_id, seal_no, first_seq, last_seq, entries, root, previous
  FROM audit_seal WHERE tenant_id = :tenant AND seal_no > :after ORDER BY seal_no LIMIT :size
""")
_LAST_SEAL = text("""
SELECT tenant_id, seal_no, first_seq, last_seq, entries, root, previous
  FROM audit_seal WHERE tenant_id = :tenant ORDER BY seal_no DESC LIMIT 1
""")


async def entries_between(session: AsyncSession, tenant: UUID, first: int, last: int) -> list[dict[str, object]]:
    """Return whole entries with first <= seq <= last, in order, as they are hashed."""
    rows = await session.execute(_RANGE, {"tenant": tenant, "first": first, "last": last})
    return [dict(row) for row in rows.mappings()]


_NEXT = text("""
SELECT tenant_id, audit_id, at, actor_id, actor_kind, action, subject_id, object_type, object_id, outcome,
       request_id, detail, seq
  FROM audit_entry WHERE tenant_id = :tenant AND seq > :after AND seq <= :ceiling ORDER BY seq LIMIT :limit
""")


async def entries_after(
    session: AsyncSession, tenant: UUID, after: int, ceiling: int, limit: int
) -> list[dict[str, object]]:
    """Return the first `limit` entries with after < seq <= ceiling, whole and in order, as they are hashed."""
    found = await session.execute(_NEXT, {"tenant": tenant, "after": after, "ceiling": ceiling, "limit": limit})
    return [dict(row) for row in found.mappings()]


def _seal(row: Any) -> Seal:
    return Seal(row[0], row[1], row[2], row[3], row[4], bytes(row[5]), bytes(row[6]))


async def last_seal(session: AsyncSession, tenant: UUID) -> Seal | None:
    """Return the newest seal."""
    row = (await session.execute(_LAST_SEAL, {"tenant": tenant})).first()
    return _seal(row) if row else None


async def seals_after(session: AsyncSession, tenant: UUID, seal_no: int, size: int = 500) -> list[Seal]:
    """Return the seals that follow a number, in order."""
    rows = await session.execute(_SEALS, {"tenant": tenant, "after": seal_no, "size": size})
    return [_seal(row) for row in rows]


async def add_seal(session: AsyncSession, seal: Seal, now: datetime) -> None:
    """Store a seal."""
    await session.execute(
        text(
            "INSERT INTO audit_seal (tenant_id, seal_no, first_seq, last_seq, entries, root, previous, sealed_at) "
            "VALUES (:tenant, :seal_no, :first, :last, :entries, :root, :previous, :now)"
        ),
        {
            "tenant": seal.tenant_id,
            "seal_no": seal.seal_no,
            "first": seal.first_seq,
            "last": seal.last_seq,
            "entries": seal.entries,
            "root": seal.root,
            "previous": seal.previous,
            "now": now,
        },
    )
