"""Lines that the system itself puts into the review queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_REVIEW = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, status,
                         dedupe_key, created_at, note)
VALUES (:tenant, :review, :kind, :subject_type, :subject, :title, :reason, cast(:evidence AS jsonb), 'open',
        :dedupe, :now, '')
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO NOTHING RETURNING 1
""")


async def ask_people(
    session: AsyncSession,
    tenant: UUID,
    review: UUID,
    *,
    subject_type: str,
    subject: UUID | None,
    title: str,
    reason: str,
    dedupe: str,
    evidence: Mapping[str, Any],
    now: datetime,
    kind: str = "system",
) -> bool:
    """Put a line into the review queue; one open line for each matter. Return whether it is a new one.

    Args:
        session: The open transaction.
        tenant: The institution.
        review: Id of the new line.
        subject_type: What it is about: experiment, model or student.
        subject: Which one.
        title: Its name.
        reason: Key of the catalogue.
        dedupe: Names the matter.
        evidence: Figures, without personal data.
        now: Server time.
        kind: Of the line.
    """
    made = await session.execute(
        _REVIEW,
        {
            "tenant": tenant, "review": review, "subject_type": subject_type, "subject": subject, "title": title,
            "reason": reason, "dedupe": dedupe, "kind": kind, "now": now,
            "evidence": orjson.dumps(dict(evidence)).decode(),
        },
    )  # fmt: skip
    return made.first() is not None
