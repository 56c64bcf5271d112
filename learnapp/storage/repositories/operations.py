"""What operators and the worker ask the database about itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_DAYS = text("""
SELECT day, events, answers, correct, students, hints, computed_at FROM section_day
 WHERE tenant_id = :tenant AND section_id = :section AND day >= :first ORDER BY day
""")
_QUEUE = text("""
SELECT count(*) FILTER (WHERE status = 'todo') AS waiting,
       count(*) FILTER (WHERE status = 'failed' AND EXISTS (
           SELECT 1 FROM procrastinate_events e
            WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > now() - interval '7 days')) AS failed,
       coalesce(extract(epoch FROM now() - min(scheduled_at) FILTER (WHERE status = 'todo')), 0) AS oldest
  FROM procrastinate_jobs j WHERE queue_name <> 'never'
""")
_DATABASE = text("""
SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS bytes,
       (SELECT version_num FROM alembic_version) AS revision,
       (SELECT max(right(c.relname, 6)) FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
         WHERE i.inhparent = 'learning_event'::regclass AND c.relname ~ '[0-9]{6}$') AS last_partition
""")


@dataclass(frozen=True, slots=True)
class SectionDay:
    """One section on one day."""

    day: date
    events: int
    answers: int
    correct: int
    students: int
    hints: int
    computed_at: datetime


@dataclass(frozen=True, slots=True)
class QueueState:
    """Jobs that wait, jobs that gave up in the last seven days, and the age of the oldest that waits, seconds."""

    waiting: int
    failed: int
    oldest: float


@dataclass(frozen=True, slots=True)
class DatabaseState:
    """The server: version, size in bytes, schema revision, last month that has a partition (YYYYMM)."""

    version: str
    size: int
    revision: str
    last_partition: str


async def section_days(session: AsyncSession, tenant: UUID, section: UUID, first: date) -> list[SectionDay]:
    """Return a section's days since `first`, oldest first."""
    rows = await session.execute(_DAYS, {"tenant": tenant, "section": section, "first": first})
    return [SectionDay(*row) for row in rows]


async def queue_state(session: AsyncSession) -> QueueState:
    """Return how the job queue stands."""
    row = (await session.execute(_QUEUE)).one()
    return QueueState(int(row.waiting), int(row.failed), max(0.0, float(row.oldest)))


async def database_state(session: AsyncSession) -> DatabaseState:
    """Return what the server says of itself."""
    row = (await session.execute(_DATABASE)).one()
    return DatabaseState(row.version, int(row.bytes), row.revision or "", row.last_partition or "")


async def any_presence(session: AsyncSession, tenant: UUID) -> bool:
    """Return whether any student of the institution has done anything yet."""
    found = await session.execute(text("SELECT EXISTS (SELECT 1 FROM presence WHERE tenant_id = :t)"), {"t": tenant})
    return bool(found.scalar_one())


_ACTIVE = text("""
SELECT count(DISTINCT student_id) FROM presence WHERE tenant_id = :tenant AND last_event_at >= :since
""")
_LAST_SEALED = text("SELECT max(sealed_at) FROM audit_seal WHERE tenant_id = :tenant")
_WORKER = text("SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers")


async def active_students(session: AsyncSession, tenant: UUID, since: datetime) -> int:
    """Return how many students of the institution have done something since then."""
    return int((await session.execute(_ACTIVE, {"tenant": tenant, "since": since})).scalar_one())


async def last_sealed(session: AsyncSession, tenant: UUID) -> datetime | None:
    """Return when the institution's trail was sealed last."""
    found = (await session.execute(_LAST_SEALED, {"tenant": tenant})).scalar_one()
    return found if isinstance(found, datetime) else None


async def worker_silence(session: AsyncSession) -> float | None:
    """Return the seconds since a worker last gave a sign of life, None when there is none."""
    found = (await session.execute(_WORKER)).scalar_one()
    return None if found is None else max(0.0, float(found))


_UNSEALED = text("""
SELECT count(*) FROM audit_entry WHERE tenant_id = :tenant
   AND seq > coalesce((SELECT max(last_seq) FROM audit_seal WHERE tenant_id = :tenant), 0)
""")


_TRAININGS = text("""
SELECT kind, status, count(*),
       coalesce(max(extract(epoch FROM finished_at - started_at))
                  FILTER (WHERE status = 'done' AND finished_at >= :since), 0)
  FROM training_run WHERE tenant_id = :tenant GROUP BY kind, status
""")
_PRUNED = text("""
SELECT kind, count(*) FROM model_version
 WHERE tenant_id = :tenant AND length(artefact) = 0 AND artefact_sha <> '' GROUP BY kind
""")


async def trainings(session: AsyncSession, tenant: UUID, since: datetime) -> list[tuple[str, str, int, float]]:
    """Return (kind, status, how many, seconds of the longest that was done since then) of trainings of models."""
    rows = await session.execute(_TRAININGS, {"tenant": tenant, "since": since})
    return [(str(row[0]), str(row[1]), int(row[2]), float(row[3])) for row in rows]


async def pruned_versions(session: AsyncSession, tenant: UUID) -> dict[str, int]:
    """Return of how many versions of each kind of model the files were removed."""
    rows = await session.execute(_PRUNED, {"tenant": tenant})
    return {str(row[0]): int(row[1]) for row in rows}


async def unsealed_entries(session: AsyncSession, tenant: UUID) -> int:
    """Return how many audit entries wait for their seal."""
    return int((await session.execute(_UNSEALED, {"tenant": tenant})).scalar_one())
