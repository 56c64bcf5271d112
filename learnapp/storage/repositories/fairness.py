"""Reports of how evenly releases of models treat groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_ADD = text("""
INSERT INTO fairness_report (tenant_id, report_id, kind, version, created_at, document)
VALUES (:tenant, :report, :kind, :version, :now, cast(:document AS jsonb))
""")
_COLUMNS = "report_id, kind, version, created_at, document"
_LIST = text(f"""
SELECT {_COLUMNS} FROM fairness_report WHERE tenant_id = :tenant
 ORDER BY created_at DESC, report_id LIMIT :size OFFSET :offset
""")  # noqa: S608 - constants
_COUNT = text("SELECT count(*) FROM fairness_report WHERE tenant_id = :tenant")
_LATEST = text(f"""
SELECT DISTINCT ON (kind) {_COLUMNS} FROM fairness_report WHERE tenant_id = :tenant ORDER BY kind, created_at DESC
""")  # noqa: S608 - constants
_CONCERN = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, title, reason_code, evidence, status, created_at,
                         note, dedupe_key)
VALUES (:tenant, :review, 'system', 'model', :title, 'review-fairness-gap', cast(:evidence AS jsonb), 'open', :now, '',
        :dedupe)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO UPDATE SET evidence = excluded.evidence
""")


@dataclass(frozen=True, slots=True)
class ReportRow:
    """One report as stored."""

    report_id: UUID
    kind: str
    version: str
    created_at: datetime
    document: dict[str, Any]


async def add(session: AsyncSession, tenant: UUID, row: ReportRow) -> None:
    """Store a report."""
    values = {"tenant": tenant, "report": row.report_id, "kind": row.kind, "version": row.version}
    document = orjson.dumps(row.document).decode()
    await session.execute(_ADD, {**values, "now": row.created_at, "document": document})


async def page(session: AsyncSession, tenant: UUID, offset: int, size: int) -> tuple[list[ReportRow], int]:
    """Return a page of the reports, newest first, and how many there are."""
    found = await session.execute(_LIST, {"tenant": tenant, "offset": offset, "size": size})
    return [ReportRow(*row) for row in found], int((await session.execute(_COUNT, {"tenant": tenant})).scalar_one())


async def latest(session: AsyncSession, tenant: UUID) -> list[ReportRow]:
    """Return the newest report of each kind of model."""
    return [ReportRow(*row) for row in await session.execute(_LATEST, {"tenant": tenant})]


async def concern(
    session: AsyncSession, tenant: UUID, review_id: UUID, *, title: str, evidence: dict[str, Any], dedupe: str,
    now: datetime,
) -> None:  # fmt: skip
    """Put a gap between groups into the review queue of the admins, once while it waits."""
    values = {"tenant": tenant, "review": review_id, "title": title, "dedupe": dedupe, "now": now}
    await session.execute(_CONCERN, {**values, "evidence": orjson.dumps(evidence).decode()})
