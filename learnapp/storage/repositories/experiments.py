"""Experiments: their designs, their arms, and who wants no part in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

_COLUMNS = (
    "experiment_id, name, question, varies, unit, share, metric, effect, days, planned_end, planned_units, status, "
    "salt, created_at, created_by, started_at, stopped_at, concluded_at, counted_until, conclusion"
)
_PAGE = text(
    f"SELECT {_COLUMNS} FROM experiment WHERE tenant_id = :tenant"  # noqa: S608 - constants
    " ORDER BY (status = 'running') DESC, created_at DESC, experiment_id DESC LIMIT :size OFFSET :offset"
)
_ONE = text(
    f"SELECT {_COLUMNS} FROM experiment WHERE tenant_id = :tenant AND experiment_id = :experiment"  # noqa: S608
)
_RUNNING = text(f"SELECT {_COLUMNS} FROM experiment WHERE tenant_id = :tenant AND status = 'running'")  # noqa: S608
_ARMS = text("""
SELECT experiment_id, arm, place, share, policy, decisions, slow, stopped_at, stopped_for FROM experiment_arm
 WHERE tenant_id = :tenant AND experiment_id = ANY(:experiments) ORDER BY place
""")
_ADD = text("""
INSERT INTO experiment (tenant_id, experiment_id, name, question, varies, unit, share, metric, effect, days,
                        planned_end, status, salt, created_at, created_by)
VALUES (:tenant, :experiment, :name, :question, :varies, :unit, :share, :metric, :effect, :days, :planned_end, 'draft',
        :salt, :now, :by)
""")
_ADD_ARM = text("""
INSERT INTO experiment_arm (tenant_id, experiment_id, arm, place, share, policy)
VALUES (:tenant, :experiment, :arm, :place, :share, cast(:policy AS jsonb))
""")
_START = text("""
UPDATE experiment SET status = 'running', started_at = :now, counted_until = :now, planned_units = :units
 WHERE tenant_id = :tenant AND experiment_id = :experiment AND status = 'draft'
   AND NOT EXISTS (SELECT 1 FROM experiment r WHERE r.tenant_id = :tenant AND r.status = 'running')
RETURNING 1
""")
_STOP = text("""
UPDATE experiment SET status = 'stopped', stopped_at = :now
 WHERE tenant_id = :tenant AND experiment_id = :experiment AND status = 'running' RETURNING 1
""")
_CONCLUDE = text("""
UPDATE experiment SET status = 'concluded', concluded_at = :now, conclusion = :words
 WHERE tenant_id = :tenant AND experiment_id = :experiment AND status = 'stopped' RETURNING 1
""")
_GROW = text("""
UPDATE experiment SET share = :share
 WHERE tenant_id = :tenant AND experiment_id = :experiment AND status IN ('draft', 'running') AND share < :share
RETURNING 1
""")
_STOP_ARM = text("""
UPDATE experiment_arm SET stopped_at = :now, stopped_for = :reason
 WHERE tenant_id = :tenant AND experiment_id = :experiment AND arm = :arm AND place > 0 AND stopped_at IS NULL
RETURNING 1
""")
_OUT = text("SELECT student_id FROM experiment_opt_out WHERE tenant_id = :tenant")
_OPT_OUT = text("""
INSERT INTO experiment_opt_out (tenant_id, student_id, by, at) VALUES (:tenant, :student, :by, :now)
ON CONFLICT (tenant_id, student_id) DO UPDATE SET by = excluded.by, at = excluded.at
 WHERE experiment_opt_out.by = experiment_opt_out.student_id
""")
_OPT_IN = text("""
DELETE FROM experiment_opt_out WHERE tenant_id = :tenant AND student_id = :student AND (NOT :own OR by = student_id)
""")
_IS_OUT = text("SELECT EXISTS (SELECT 1 FROM experiment_opt_out WHERE tenant_id = :tenant AND student_id = :student)")
_LAST_COUNT = text("""
SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(cast('default' AS varchar), cast('experiment_end' AS varchar), 0, NULL,
  NULL, cast(:arguments AS jsonb), cast(:at AS timestamptz))::procrastinate_job_to_defer_v1])
""")
_COMPARED = text("""
SELECT DISTINCT a.policy ->> 'version' FROM experiment_arm a
  JOIN experiment e ON e.tenant_id = a.tenant_id AND e.experiment_id = a.experiment_id
 WHERE a.tenant_id = :tenant AND e.status IN ('draft', 'running') AND a.policy ? 'version'
""")
_ARMS_OF = text("""
SELECT split_part(policy_version, '+', 2), min(created_at), max(created_at), count(*) FROM decision
 WHERE tenant_id = :tenant AND student_id = :student AND position('+' IN policy_version) > 0 GROUP BY 1 ORDER BY 2
""")
_NAMES = text("SELECT experiment_id, name FROM experiment WHERE tenant_id = :tenant")
_ACTIVE = text("""
SELECT count(DISTINCT student_id) AS students, count(DISTINCT section_id) AS sections FROM presence
 WHERE tenant_id = :tenant AND last_event_at >= :since
""")


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm; see `storage.models.experiments.ExperimentArm`."""

    experiment_id: UUID
    arm: str
    place: int
    share: int
    policy: dict[str, Any]
    decisions: int = 0
    slow: int = 0
    stopped_at: datetime | None = None
    stopped_for: str = ""


@dataclass(frozen=True, slots=True)
class ExperimentRow:
    """One experiment with its arms; see `storage.models.experiments.Experiment`."""

    experiment_id: UUID
    name: str
    question: str
    varies: str
    unit: str
    share: int
    metric: str
    effect: float
    days: int
    planned_end: date
    planned_units: int
    status: str
    salt: bytes
    created_at: datetime
    created_by: UUID
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    concluded_at: datetime | None = None
    counted_until: datetime | None = None
    conclusion: str = ""
    arms: list[ArmRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The short name that decision rows carry."""
        return self.experiment_id.hex[-8:]


async def _with_arms(session: AsyncSession, tenant: UUID, found: Sequence[Any]) -> list[ExperimentRow]:
    made = [ExperimentRow(*[*row[:12], bytes(row[12]), *row[13:]]) for row in found]
    by_id = {each.experiment_id: each for each in made}
    if by_id:
        for row in await session.execute(_ARMS, {"tenant": tenant, "experiments": list(by_id)}):
            by_id[row.experiment_id].arms.append(ArmRow(*row))
    return made


async def page(session: AsyncSession, tenant: UUID, offset: int, size: int) -> tuple[list[ExperimentRow], int]:
    """Return a page of the experiments, the running one first, then the newest, and how many there are."""
    found = (await session.execute(_PAGE, {"tenant": tenant, "offset": offset, "size": size})).all()
    total = await session.execute(text("SELECT count(*) FROM experiment WHERE tenant_id = :t"), {"t": tenant})
    return await _with_arms(session, tenant, found), int(total.scalar_one())


async def one(session: AsyncSession, tenant: UUID, experiment: UUID) -> ExperimentRow | None:
    """Return an experiment."""
    found = (await session.execute(_ONE, {"tenant": tenant, "experiment": experiment})).all()
    return next(iter(await _with_arms(session, tenant, found)), None)


async def compared_versions(session: AsyncSession, tenant: UUID) -> list[UUID]:
    """Return the versions of models that experiments compare which run or wait."""
    return [UUID(one) for one in (await session.execute(_COMPARED, {"tenant": tenant})).scalars()]


async def arms_of(session: AsyncSession, tenant: UUID, student: UUID) -> list[tuple[str, str, datetime, datetime, int]]:
    """Return the arms that chose for a student: experiment, arm, first and last time, and how often."""
    names = {row[0].hex[-8:]: str(row[1]) for row in await session.execute(_NAMES, {"tenant": tenant})}
    found = []
    for label, first, last, count in await session.execute(_ARMS_OF, {"tenant": tenant, "student": student}):
        key, _, arm = str(label).partition("/")
        found.append((names.get(key, key), arm, first, last, int(count)))
    return found


async def running(session: AsyncSession, tenant: UUID) -> ExperimentRow | None:
    """Return the experiment that is running."""
    found = (await session.execute(_RUNNING, {"tenant": tenant})).all()
    return next(iter(await _with_arms(session, tenant, found)), None)


async def add(session: AsyncSession, tenant: UUID, design: ExperimentRow) -> None:
    """Add a draft with its arms."""
    await session.execute(
        _ADD,
        {
            "tenant": tenant, "experiment": design.experiment_id, "name": design.name, "question": design.question,
            "varies": design.varies, "unit": design.unit, "share": design.share, "metric": design.metric,
            "effect": design.effect, "days": design.days, "planned_end": design.planned_end, "salt": design.salt,
            "now": design.created_at, "by": design.created_by,
        },
    )  # fmt: skip
    for arm in design.arms:
        await session.execute(
            _ADD_ARM,
            {
                "tenant": tenant, "experiment": design.experiment_id, "arm": arm.arm, "place": arm.place,
                "share": arm.share, "policy": orjson.dumps(arm.policy).decode(),
            },
        )  # fmt: skip


async def start(session: AsyncSession, tenant: UUID, experiment: UUID, units: int, now: datetime) -> bool:
    """Let a draft run; False when it is none or another one is running."""
    values = {"tenant": tenant, "experiment": experiment, "units": units, "now": now}
    return (await session.execute(_START, values)).first() is not None


async def stop(session: AsyncSession, tenant: UUID, experiment: UUID, now: datetime) -> bool:
    """Stop a running experiment; return whether it was running."""
    found = await session.execute(_STOP, {"tenant": tenant, "experiment": experiment, "now": now})
    return found.first() is not None


async def count_at_last(session: AsyncSession, tenant: UUID, experiment: UUID, at: datetime) -> None:
    """Let the worker count a stopped experiment once more, when all of its decisions are stored."""
    arguments = orjson.dumps({"tenant_id": str(tenant), "experiment_id": str(experiment)}).decode()
    await session.execute(_LAST_COUNT, {"arguments": arguments, "at": at})


async def conclude(session: AsyncSession, tenant: UUID, experiment: UUID, words: str, now: datetime) -> bool:
    """Close a stopped experiment with what came of it; return whether it was stopped."""
    values = {"tenant": tenant, "experiment": experiment, "words": words, "now": now}
    return (await session.execute(_CONCLUDE, values)).first() is not None


async def grow(session: AsyncSession, tenant: UUID, experiment: UUID, share: int) -> bool:
    """Let more students in; return whether it is more than before."""
    found = await session.execute(_GROW, {"tenant": tenant, "experiment": experiment, "share": share})
    return found.first() is not None


async def stop_arm(session: AsyncSession, tenant: UUID, experiment: UUID, arm: str, reason: str, now: datetime) -> bool:
    """Stop one arm, not the one "as now"; return whether it was running."""
    values = {"tenant": tenant, "experiment": experiment, "arm": arm, "reason": reason, "now": now}
    return (await session.execute(_STOP_ARM, values)).first() is not None


async def opted_out(session: AsyncSession, tenant: UUID) -> frozenset[UUID]:
    """Return who wants no part in experiments."""
    return frozenset((await session.execute(_OUT, {"tenant": tenant})).scalars())


async def is_out(session: AsyncSession, tenant: UUID, student: UUID) -> bool:
    """Return whether a student wants no part in experiments."""
    return bool((await session.execute(_IS_OUT, {"tenant": tenant, "student": student})).scalar_one())


async def opt_out(session: AsyncSession, tenant: UUID, student: UUID, by: UUID, now: datetime) -> None:
    """Note that nothing is to be tried with a student."""
    await session.execute(_OPT_OUT, {"tenant": tenant, "student": student, "by": by, "now": now})


async def opt_in(session: AsyncSession, tenant: UUID, student: UUID, *, own: bool) -> bool:
    """Forget that nothing was to be tried with a student; return whether it may be tried now.

    Args:
        session: The open transaction.
        tenant: The institution.
        student: The student.
        own: Only what they have said themselves.
    """
    await session.execute(_OPT_IN, {"tenant": tenant, "student": student, "own": own})
    return not await is_out(session, tenant, student)


async def active(session: AsyncSession, tenant: UUID, since: datetime) -> tuple[int, int]:
    """Return how many students have learned since then, and in how many sections."""
    row = (await session.execute(_ACTIVE, {"tenant": tenant, "since": since})).one()
    return int(row.students), int(row.sections)
