"""How often adaptive tests may ask their items: what the worker has worked out, and what is to be worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.assessments import COLUMNS, AssessmentRow

_OPEN = text(f"""
SELECT {COLUMNS}, coalesce(c.bank, '')
  FROM assessment a
  LEFT JOIN exposure_calibration c ON c.tenant_id = a.tenant_id AND c.assessment_id = a.assessment_id
 WHERE a.tenant_id = :tenant AND a.kind = 'adaptive' AND a.given_at IS NOT NULL AND a.withdrawn_at IS NULL
   AND (a.closes_at IS NULL OR a.closes_at > :now)
 ORDER BY c.calibrated_at NULLS FIRST, a.given_at LIMIT :size
""")  # noqa: S608 - constants
_ONE = text("""
SELECT assessment_id, bank, control::text, top_exposure, mean_length, items, calibrated_at
  FROM exposure_calibration WHERE tenant_id = :tenant AND assessment_id = :assessment
""")
_PUT = text("""
INSERT INTO exposure_calibration (tenant_id, assessment_id, bank, control, top_exposure, mean_length, items,
                                  calibrated_at)
VALUES (:tenant, :assessment, :bank, cast(:control AS jsonb), :top, :length, :items, :at)
ON CONFLICT (tenant_id, assessment_id) DO UPDATE SET bank = excluded.bank, control = excluded.control,
       top_exposure = excluded.top_exposure, mean_length = excluded.mean_length, items = excluded.items,
       calibrated_at = excluded.calibrated_at
""")


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """How a test spares its items.

    Attributes:
        bank: Fingerprint of what it was worked out for.
        control: Item -> (share of the tests for which it is open, price in information).
        top_exposure: Largest share of simulated tests that asked one item.
        mean_length: Items for each simulated test.
        items: Of the bank.
    """

    assessment_id: UUID
    bank: str
    control: Mapping[UUID, tuple[float, float]]
    top_exposure: float
    mean_length: float
    items: int
    calibrated_at: datetime


async def open_tests(session: AsyncSession, tenant: UUID, now: datetime, size: int) -> list[tuple[AssessmentRow, str]]:
    """Return adaptive tests that students can take, with the fingerprint of their calibration, "" for none."""
    found = await session.execute(_OPEN, {"tenant": tenant, "now": now, "size": size})
    return [(AssessmentRow(*row[:-1]), row[-1]) for row in found]


async def one(session: AsyncSession, tenant: UUID, assessment: UUID) -> CalibrationRow | None:
    """Return how a test spares its items, None while that was never worked out."""
    row = (await session.execute(_ONE, {"tenant": tenant, "assessment": assessment})).first()
    if row is None:
        return None
    control = {UUID(item): (float(share), float(price)) for item, (share, price) in orjson.loads(row[2]).items()}
    return CalibrationRow(row[0], row[1], control, *row[3:])


async def put(session: AsyncSession, tenant: UUID, row: CalibrationRow) -> None:
    """Keep how a test spares its items, in place of what was worked out before."""
    control = {str(item): [round(share, 5), round(price, 5)] for item, (share, price) in row.control.items()}
    await session.execute(
        _PUT,
        {
            "tenant": tenant, "assessment": row.assessment_id, "bank": row.bank,
            "control": orjson.dumps(control).decode(), "top": row.top_exposure, "length": row.mean_length,
            "items": row.items, "at": row.calibrated_at,
        },
    )  # fmt: skip
