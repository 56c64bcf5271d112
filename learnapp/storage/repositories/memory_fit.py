"""Reviews of an institution for fitting the weights of memory, and what came of each fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

# What moved a memory and still counts, each topic for itself, as the event path took it.
_ANSWERS = text("""
SELECT e.student_id, k.kc_id, e.received_at, e.correct, coalesce((e.result ->> 'hints')::int, 0)
  FROM learning_event e CROSS JOIN LATERAL unnest(e.kc_ids) AS k(kc_id)
 WHERE e.tenant_id = :tenant AND e.verb = 'answered' AND e.correct IS NOT NULL
   AND e.result -> 'moved' = 'true'::jsonb AND e.received_at >= :since
   AND NOT EXISTS (SELECT 1 FROM item_void v WHERE v.tenant_id = e.tenant_id AND v.section_id = e.section_id
         AND v.content_id = e.object_id AND v.undone_at IS NULL AND (v.since IS NULL OR e.received_at >= v.since))
 ORDER BY e.student_id, k.kc_id, e.received_at, e.student_seq LIMIT :most
""")
_LAST = text("""
SELECT version, fitted_at, outcome, students, reviews, weights, gain, gain_low, gain_high, log_loss, model_version
  FROM memory_fit WHERE tenant_id = :tenant ORDER BY version DESC LIMIT 1
""")
_WEIGHTS = text(
    "SELECT version, weights FROM memory_fit WHERE tenant_id = :tenant AND version = ANY(:versions)"
    " AND weights IS NOT NULL"
)
_ADD = text("""
INSERT INTO memory_fit (tenant_id, version, fitted_at, outcome, students, reviews, weights, gain, gain_low, gain_high,
                        log_loss, model_version)
VALUES (:tenant, :version, :fitted_at, :outcome, :students, :reviews, :weights, :gain, :gain_low, :gain_high,
        :log_loss, :model_version)
ON CONFLICT DO NOTHING RETURNING 1
""")


class Reviewed(NamedTuple):
    """One answer that moved what is believed of one topic's memory."""

    student_id: UUID
    kc_id: UUID
    at: datetime
    correct: bool
    hints: int


@dataclass(frozen=True, slots=True)
class MemoryFitRow:
    """One fit; see `storage.models.memory_fit`."""

    version: int
    fitted_at: datetime
    outcome: str
    students: int
    reviews: int
    weights: list[float] | None
    gain: float | None
    gain_low: float | None
    gain_high: float | None
    log_loss: float | None
    model_version: str


async def answers(session: AsyncSession, tenant: UUID, since: datetime, most: int) -> list[Reviewed]:
    """Return the answers of an institution, those of a student and topic together and in their order."""
    found = await session.execute(_ANSWERS, {"tenant": tenant, "since": since, "most": most})
    return [Reviewed(*row) for row in found]


async def last(session: AsyncSession, tenant: UUID) -> MemoryFitRow | None:
    """Return the latest fit, None before the first."""
    row = (await session.execute(_LAST, {"tenant": tenant})).first()
    return MemoryFitRow(*row) if row is not None else None


async def served(session: AsyncSession, tenant: UUID) -> tuple[int, tuple[float, ...]] | None:
    """Return version and weights that serve now; None: the usual ones."""
    found = await last(session, tenant)
    return (found.version, tuple(found.weights)) if found is not None and found.weights is not None else None


async def weights_of(session: AsyncSession, tenant: UUID, versions: Sequence[int]) -> dict[int, tuple[float, ...]]:
    """Return version -> weights of fits that served at some time."""
    found = await session.execute(_WEIGHTS, {"tenant": tenant, "versions": list(versions)})
    return {row[0]: tuple(row[1]) for row in found}


async def add(session: AsyncSession, tenant: UUID, fit: MemoryFitRow) -> bool:
    """Write a fit down; False when somebody else was faster."""
    values = {name: getattr(fit, name) for name in MemoryFitRow.__dataclass_fields__}
    return (await session.execute(_ADD, {"tenant": tenant, **values})).first() is not None
