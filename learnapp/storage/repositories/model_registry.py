"""Versions of trained models, and the history of what serves."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_FIELDS = (
    "tenant_id, version_id, kind, major, minor, patch, made_of, git_sha, data_fingerprint, metrics, card, artefact_sha,"
    " length(artefact) AS size, run_id, created_at, created_by"
)
_ADD = text("""
INSERT INTO model_version (tenant_id, version_id, kind, major, minor, patch, made_of, git_sha, data_fingerprint,
                           metrics, card, held_out, artefact, artefact_sha, run_id, created_at, created_by)
VALUES (:tenant, :version, :kind, :major, :minor, :patch, cast(:made_of AS jsonb), :git_sha, :data,
        cast(:metrics AS jsonb), cast(:card AS jsonb), :held_out, :artefact, :sha, :run, :now, :by)
""")
_ONE = text(f"SELECT {_FIELDS} FROM model_version WHERE tenant_id = :tenant AND version_id = :version")  # noqa: S608
_NUMBERED = text(f"""
SELECT {_FIELDS} FROM model_version
 WHERE tenant_id = :tenant AND kind = :kind AND major = :major AND minor = :minor AND patch = :patch
""")  # noqa: S608 - our own columns
_LATEST = text(f"""
SELECT {_FIELDS} FROM model_version WHERE tenant_id = :tenant AND kind = :kind
 ORDER BY major DESC, minor DESC, patch DESC LIMIT 1
""")  # noqa: S608 - our own columns
_LIST = text(f"""
SELECT {_FIELDS} FROM model_version WHERE tenant_id = :tenant AND (cast(:kind AS text) = '' OR kind = :kind)
 ORDER BY created_at DESC, version_id DESC LIMIT :size OFFSET :offset
""")  # noqa: S608 - our own columns
_COUNT = text("""
SELECT count(*) FROM model_version WHERE tenant_id = :tenant AND (cast(:kind AS text) = '' OR kind = :kind)
""")
_FILES = text("""
SELECT artefact, artefact_sha FROM model_version WHERE tenant_id = :tenant AND version_id = :version
""")
_HELD = text("SELECT held_out FROM model_version WHERE tenant_id = :tenant AND version_id = :version")
_NOTE = text("""
INSERT INTO model_stage (tenant_id, change_id, kind, stage, act, version_id, share, gates, why, at, by)
VALUES (:tenant, :change, :kind, :stage, :act, :version, :share, cast(:gates AS jsonb), :why, :now, :by)
""")
_CHANGES = text("""
SELECT kind, stage, act, version_id, share, why, at, by FROM model_stage
 WHERE tenant_id = :tenant AND (cast(:kind AS text) = '' OR kind = :kind) ORDER BY at, change_id
""")
_LOCK = text("SELECT pg_advisory_xact_lock(hashtext('model_stage'), hashtext(:place))")
_MARK = text("SELECT count(*), max(at) FROM model_stage WHERE tenant_id = :tenant")

_PRUNE = text("""
UPDATE model_version SET artefact = '' WHERE tenant_id = :tenant AND kind = :kind AND length(artefact) > 0
   AND created_at < :before AND version_id <> ALL(:kept)
   AND version_id NOT IN (SELECT version_id FROM model_version WHERE tenant_id = :tenant AND kind = :kind
                           ORDER BY created_at DESC, version_id DESC LIMIT :newest)
""")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One version without its files; `size` is that of the packed files in bytes."""

    tenant_id: UUID
    version_id: UUID
    kind: str
    major: int
    minor: int
    patch: int
    made_of: dict[str, Any]
    git_sha: str
    data_fingerprint: str
    metrics: dict[str, Any]
    card: dict[str, Any]
    artefact_sha: str
    size: int
    run_id: UUID | None
    created_at: datetime
    created_by: UUID | None

    @property
    def pruned(self) -> bool:
        """Whether its files were removed."""
        return self.size == 0 and bool(self.artefact_sha)

    @property
    def number(self) -> str:
        """Its number as people write it."""
        return f"{self.major}.{self.minor}.{self.patch}"

    @property
    def name(self) -> str:
        """Kind and number."""
        return f"{self.kind}@{self.number}"


@dataclass(frozen=True, slots=True)
class StageChange:
    """One change of what serves.

    Attributes:
        act: put (into the shadow or a canary), promote, rollback or clear.
        version_id: What stands there since; None for nothing.
    """

    kind: str
    stage: str
    act: str
    version_id: UUID | None
    share: float
    why: str
    at: datetime
    by: UUID


async def add_version(
    session: AsyncSession,
    tenant: UUID,
    version_id: UUID,
    *,
    kind: str,
    number: tuple[int, int, int],
    documents: dict[str, Any],
    git_sha: str,
    data_fingerprint: str,
    held_out: bytes,
    artefact: bytes,
    artefact_sha: str,
    run_id: UUID | None,
    now: datetime,
    by: UUID | None,
) -> None:
    """Write a version down; `documents` has made_of, metrics and card."""
    values = {name: json.dumps(documents.get(name, {})) for name in ("made_of", "metrics", "card")}
    major, minor, patch = number
    await session.execute(
        _ADD,
        {
            **values, "tenant": tenant, "version": version_id, "kind": kind, "major": major, "minor": minor,
            "patch": patch, "git_sha": git_sha, "data": data_fingerprint, "held_out": held_out, "artefact": artefact,
            "sha": artefact_sha, "run": run_id, "now": now, "by": by,
        },
    )  # fmt: skip


async def version(session: AsyncSession, tenant: UUID, version_id: UUID) -> VersionRow | None:
    """Return one version."""
    row = (await session.execute(_ONE, {"tenant": tenant, "version": version_id})).one_or_none()
    return VersionRow(*row) if row else None


async def numbered(session: AsyncSession, tenant: UUID, kind: str, number: tuple[int, int, int]) -> VersionRow | None:
    """Return the version of a kind with this number."""
    major, minor, patch = number
    values = {"tenant": tenant, "kind": kind, "major": major, "minor": minor, "patch": patch}
    row = (await session.execute(_NUMBERED, values)).one_or_none()
    return VersionRow(*row) if row else None


async def latest(session: AsyncSession, tenant: UUID, kind: str) -> VersionRow | None:
    """Return the version of a kind with the highest number."""
    row = (await session.execute(_LATEST, {"tenant": tenant, "kind": kind})).one_or_none()
    return VersionRow(*row) if row else None


async def versions(
    session: AsyncSession, tenant: UUID, kind: str, offset: int, size: int
) -> tuple[list[VersionRow], int]:
    """Return versions of a kind ("" for all), the newest first, and how many there are."""
    wanted = {"tenant": tenant, "kind": kind}
    rows = await session.execute(_LIST, {**wanted, "offset": offset, "size": size})
    total = (await session.execute(_COUNT, wanted)).scalar_one()
    return [VersionRow(*row) for row in rows], int(total)


async def files(session: AsyncSession, tenant: UUID, version_id: UUID) -> tuple[bytes, str] | None:
    """Return the packed files of a version and the fingerprint that they should have."""
    row = (await session.execute(_FILES, {"tenant": tenant, "version": version_id})).one_or_none()
    return (bytes(row[0]), str(row[1])) if row else None


async def prune(session: AsyncSession, tenant: UUID, kind: str, kept: list[UUID], before: datetime, newest: int) -> int:
    """Remove the files of versions that are older than a moment; return of how many.

    Args:
        session: The open transaction.
        tenant: The institution.
        kind: Kind of model.
        kept: Versions whose files stay.
        before: What was made since stays.
        newest: So many of the newest stay.
    """
    values = {"tenant": tenant, "kind": kind, "kept": kept, "before": before, "newest": newest}
    done = await session.execute(_PRUNE, values)
    return int(done.rowcount)  # type: ignore[attr-defined]


async def held_out(session: AsyncSession, tenant: UUID, version_id: UUID) -> bytes:
    """Return the keyed numbers of the students that were kept apart when a version was trained."""
    found = (await session.execute(_HELD, {"tenant": tenant, "version": version_id})).scalar_one_or_none()
    return bytes(found or b"")


async def lock_stages(session: AsyncSession, tenant: UUID, kind: str) -> None:
    """Hold the stages of a kind until the transaction ends: two promotions do not meet."""
    await session.execute(_LOCK, {"place": f"{tenant}/{kind}"})


async def note_change(
    session: AsyncSession,
    tenant: UUID,
    change_id: UUID,
    *,
    kind: str,
    stage: str,
    act: str,
    version_id: UUID | None,
    share: float,
    gates: dict[str, Any],
    why: str,
    now: datetime,
    by: UUID,
) -> None:
    """Write a change of what serves down."""
    await session.execute(
        _NOTE,
        {
            "tenant": tenant, "change": change_id, "kind": kind, "stage": stage, "act": act, "version": version_id,
            "share": share, "gates": json.dumps(gates), "why": why, "now": now, "by": by,
        },
    )  # fmt: skip


async def changes(session: AsyncSession, tenant: UUID, kind: str = "") -> list[StageChange]:
    """Return every change of what serves, the oldest first; kind "" for all."""
    rows = await session.execute(_CHANGES, {"tenant": tenant, "kind": kind})
    return [StageChange(*row) for row in rows]


async def mark(session: AsyncSession, tenant: UUID) -> tuple[int, datetime | None]:
    """Return what tells whether anything has changed since: how many changes there were, and the last moment."""
    row = (await session.execute(_MARK, {"tenant": tenant})).one()
    return int(row[0]), row[1]


_REVIEW = text("""
INSERT INTO review_item (tenant_id, review_id, kind, subject_type, subject_id, title, reason_code, evidence, status,
                         created_at, note, dedupe_key)
VALUES (:tenant, :review, 'system', 'model', :subject, :title, :reason, cast(:evidence AS jsonb), 'open', :now, '',
        :dedupe)
ON CONFLICT (tenant_id, dedupe_key) WHERE status = 'open' DO NOTHING
""")


async def add_review(
    session: AsyncSession,
    tenant: UUID,
    review_id: UUID,
    *,
    subject: UUID | None,
    title: str,
    reason: str,
    evidence: dict[str, Any],
    dedupe: str,
    now: datetime,
) -> None:
    """Put a line about a model into the review queue, once for each open matter."""
    values = {"tenant": tenant, "review": review_id, "subject": subject, "title": title, "reason": reason, "now": now}
    await session.execute(_REVIEW, {**values, "evidence": json.dumps(evidence), "dedupe": dedupe})


_PUT_DAY = text("""
INSERT INTO model_watch (tenant_id, version_id, day, answers, students, right_sum, chance_sum, loss_sum, auc,
                         computed_at)
VALUES (:tenant, :version, :day, :answers, :students, :right_sum, :chance_sum, :loss_sum, :auc, :now)
ON CONFLICT (tenant_id, version_id, day) DO UPDATE SET answers = excluded.answers, students = excluded.students,
  right_sum = excluded.right_sum, chance_sum = excluded.chance_sum, loss_sum = excluded.loss_sum, auc = excluded.auc,
  computed_at = excluded.computed_at
""")
_WATCHED = text("""
SELECT day, answers, students, right_sum, chance_sum, loss_sum, auc FROM model_watch
 WHERE tenant_id = :tenant AND version_id = :version ORDER BY day DESC LIMIT :size
""")


@dataclass(frozen=True, slots=True)
class WatchedDay:
    """What a version said about one day's answers: sums over them."""

    day: date
    answers: int
    students: int
    right_sum: float
    chance_sum: float
    loss_sum: float
    auc: float | None


async def put_day(session: AsyncSession, tenant: UUID, version_id: UUID, seen: WatchedDay, now: datetime) -> None:
    """Write down what a version said about one day's answers."""
    await session.execute(
        _PUT_DAY,
        {
            "tenant": tenant, "version": version_id, "day": seen.day, "answers": seen.answers,
            "students": seen.students, "right_sum": seen.right_sum, "chance_sum": seen.chance_sum,
            "loss_sum": seen.loss_sum, "auc": seen.auc, "now": now,
        },
    )  # fmt: skip


async def watched(session: AsyncSession, tenant: UUID, version_id: UUID, size: int) -> list[WatchedDay]:
    """Return the last days of a version, the newest first."""
    rows = await session.execute(_WATCHED, {"tenant": tenant, "version": version_id, "size": size})
    return [WatchedDay(*row) for row in rows]
