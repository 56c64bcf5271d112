"""Decisions about generated sentences, and who may make them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_RULED = text("SELECT digest, sound FROM text_ruling WHERE tenant_id = :tenant AND digest = ANY(:digests)")
_RULE = text("""
INSERT INTO text_ruling (tenant_id, digest, sentence, passage_ids, sound, corrects, review_id, decided_by, decided_at)
VALUES (:tenant, :digest, :sentence, :passages, :sound, :corrects, :review, :by, :now)
ON CONFLICT (tenant_id, digest) DO UPDATE SET sound = EXCLUDED.sound, corrects = EXCLUDED.corrects,
       review_id = EXCLUDED.review_id, decided_by = EXCLUDED.decided_by, decided_at = EXCLUDED.decided_at
""")
_DRAWN = text("""
UPDATE review_item SET reason_code = :drawn, evidence = evidence || jsonb_build_object('held', cast(:drawn AS text))
 WHERE tenant_id = :tenant AND dedupe_key = :matter AND status = 'open' AND reason_code = :reported
""")
_DOUBT = text("""
UPDATE review_item SET evidence = jsonb_set(evidence, '{reports}', coalesce(evidence -> 'reports', '{}'::jsonb)
         || jsonb_build_object(cast(:student AS text), jsonb_build_object(
              'text', '', 'section_id', cast(:section AS text), 'at', cast(:now AS timestamptz))))
 WHERE tenant_id = :tenant AND dedupe_key = :matter AND status = 'open'
""")
_CERTIFIED = text("SELECT 1 FROM certified_reviewer WHERE tenant_id = :tenant AND person_id = :person")
_CERTIFY = text("""
INSERT INTO certified_reviewer (tenant_id, person_id, certified_by, certified_at)
VALUES (:tenant, :person, :by, :now) ON CONFLICT DO NOTHING
""")
_WITHDRAW = text("DELETE FROM certified_reviewer WHERE tenant_id = :tenant AND person_id = :person RETURNING person_id")
_COUNT = text("SELECT count(*) FROM certified_reviewer WHERE tenant_id = :tenant")
_LIST = text("""
SELECT person_id, certified_by, certified_at FROM certified_reviewer WHERE tenant_id = :tenant
 ORDER BY certified_at DESC, person_id LIMIT :size OFFSET :offset
""")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision about one sentence; see `storage.models.verification.TextRuling`."""

    digest: str
    sentence: str
    passage_ids: Sequence[UUID]
    sound: bool
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class CertifiedRow:
    """Somebody who may decide, with who says so and since when."""

    person_id: UUID
    certified_by: UUID
    certified_at: datetime


async def ruled(session: AsyncSession, tenant: UUID, digests: Sequence[str]) -> dict[str, bool]:
    """Return which of these sentences were decided, and whether they are sound."""
    rows = await session.execute(_RULED, {"tenant": tenant, "digests": list(digests)})
    return {row.digest: row.sound for row in rows}


async def rule(session: AsyncSession, tenant: UUID, review_id: UUID, by: UUID, now: datetime, ruling: Ruling) -> None:
    """Keep a decision; it takes the place of an earlier one about the same sentence."""
    await session.execute(
        _RULE,
        {
            "tenant": tenant, "digest": ruling.digest, "sentence": ruling.sentence, "sound": ruling.sound,
            "passages": list(ruling.passage_ids), "corrects": ruling.corrects, "review": review_id, "by": by,
            "now": now,
        },
    )  # fmt: skip


async def drawn(session: AsyncSession, tenant: UUID, matter: str, reported: str, drawn: str) -> None:
    """Let the open line of a matter that was reported be one of the sample; the arguments are reasons of lines."""
    values = {"tenant": tenant, "matter": matter, "reported": reported, "drawn": drawn}
    await session.execute(_DRAWN, values)


async def add_doubt(
    session: AsyncSession, tenant: UUID, matter: str, student: UUID, section: UUID, now: datetime
) -> None:
    """Add a student's doubt to the open line of a matter, once for each student."""
    values = {"tenant": tenant, "matter": matter, "student": student, "section": section, "now": now}
    await session.execute(_DOUBT, values)


async def is_certified(session: AsyncSession, tenant: UUID, person: UUID) -> bool:
    """Return whether somebody may decide about generated text."""
    return (await session.execute(_CERTIFIED, {"tenant": tenant, "person": person})).first() is not None


async def certify(session: AsyncSession, tenant: UUID, person: UUID, by: UUID, now: datetime) -> None:
    """Let somebody decide."""
    await session.execute(_CERTIFY, {"tenant": tenant, "person": person, "by": by, "now": now})


async def withdraw(session: AsyncSession, tenant: UUID, person: UUID) -> bool:
    """Do not let somebody decide any more; return whether they could."""
    return (await session.execute(_WITHDRAW, {"tenant": tenant, "person": person})).first() is not None


async def list_certified(
    session: AsyncSession, tenant: UUID, *, offset: int, size: int
) -> tuple[list[CertifiedRow], int]:
    """Return a page of those who may decide, the last ones first, and how many there are."""
    rows = await session.execute(_LIST, {"tenant": tenant, "offset": offset, "size": size})
    found = [CertifiedRow(*row) for row in rows]
    return found, int((await session.execute(_COUNT, {"tenant": tenant})).scalar_one())
