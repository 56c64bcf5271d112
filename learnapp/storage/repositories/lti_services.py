"""Courses of learning management systems: where their rosters and gradebooks are, and which class uses them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class LmsCourse:
    """Which course of which installation of which platform."""

    registration_id: UUID
    deployment_id: str
    context_id: str


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A course with what it offers and what its class uses.

    Attributes:
        lms: Name of the platform.
        active: Whether the platform is switched on.
        section_id: The class that it stands for, None while there is none.
        section: Its title.
        scopes: What the platform lets us do with its gradebook.
    """

    course: LmsCourse
    lms: str
    active: bool
    title: str
    section_id: UUID | None
    section: str
    memberships_url: str
    line_items_url: str
    scopes: frozenset[str]
    follows: bool
    tests: bool
    assignments: bool
    progress: bool

    @property
    def passes(self) -> bool:
        """Whether any grade is passed on."""
        return self.tests or self.assignments or self.progress


@dataclass(frozen=True, slots=True)
class SyncRow:
    """A sync of a roster, the last one or the present one; the fields are those of the table."""

    status: str
    run: int
    whole: bool
    next_url: str
    counts: dict[str, int]
    error: str
    asked_by: UUID | None
    asked_at: datetime
    ended_at: datetime | None
    differences_url: str
    whole_at: datetime | None


_KEY = "registration_id = :registration AND deployment_id = :deployment AND context_id = :context"


def _place(tenant: UUID, course: LmsCourse) -> dict[str, Any]:
    return {
        "tenant": tenant, "registration": course.registration_id, "deployment": course.deployment_id,
        "context": course.context_id,
    }  # fmt: skip


# --- what is offered -------------------------------------------------------------------------------------

_SEEN = text("""
INSERT INTO lti_service AS s (tenant_id, registration_id, deployment_id, context_id, memberships_url, line_items_url,
       scopes, changed_at)
VALUES (:tenant, :registration, :deployment, :context, :memberships, :line_items, :scopes, :now)
ON CONFLICT (tenant_id, registration_id, deployment_id, context_id) DO UPDATE
   SET memberships_url = CASE WHEN :whole OR EXCLUDED.memberships_url <> '' THEN EXCLUDED.memberships_url
                              ELSE s.memberships_url END,
       line_items_url = CASE WHEN :whole OR EXCLUDED.line_items_url <> '' THEN EXCLUDED.line_items_url
                             ELSE s.line_items_url END,
       scopes = CASE WHEN :whole OR EXCLUDED.scopes <> '' THEN EXCLUDED.scopes ELSE s.scopes END,
       changed_at = EXCLUDED.changed_at
 WHERE (s.memberships_url, s.line_items_url, s.scopes)
       IS DISTINCT FROM (EXCLUDED.memberships_url, EXCLUDED.line_items_url, EXCLUDED.scopes)
""")


async def see_services(
    session: AsyncSession, tenant: UUID, course: LmsCourse, memberships: str, line_items: str, scopes: str,
    now: datetime, *, whole: bool = True,
) -> None:  # fmt: skip
    """Note what a launch says a course offers; nothing is written while it says the same.

    Args:
        session: The transaction's session.
        tenant: The institution.
        course: The platform's course.
        memberships: Where its roster is, "" where it is not offered.
        line_items: Where its gradebook is, likewise.
        scopes: What the platform lets us do with the gradebook.
        now: This moment.
        whole: What is not said is not offered; otherwise what was said before stands.
    """
    values = {
        "memberships": memberships, "line_items": line_items, "scopes": scopes, "now": now, "whole": whole,
    }  # fmt: skip
    await session.execute(_SEEN, {**_place(tenant, course), **values})


_SERVICE = """
SELECT v.registration_id, v.deployment_id, v.context_id, r.name, r.status = 'active', c.title, c.section_id,
       coalesce(s.title, ''), v.memberships_url, v.line_items_url, v.scopes, v.follows, v.tests, v.assignments,
       v.progress
  FROM lti_service v
  JOIN lti_context c USING (tenant_id, registration_id, deployment_id, context_id)
  JOIN lti_registration r USING (tenant_id, registration_id)
  LEFT JOIN section s ON s.tenant_id = c.tenant_id AND s.section_id = c.section_id
 WHERE v.tenant_id = :tenant
"""
_ORDER = " ORDER BY r.name, c.title, v.registration_id, v.deployment_id, v.context_id"


def _service(row: Any) -> ServiceRow:
    values = list(row)
    values[10] = frozenset(str(values[10]).split())
    return ServiceRow(LmsCourse(*values[:3]), *values[3:])


async def service(session: AsyncSession, tenant: UUID, course: LmsCourse) -> ServiceRow | None:
    """Return a course."""
    own = " AND v.registration_id = :registration AND v.deployment_id = :deployment AND v.context_id = :context"
    row = (await session.execute(text(_SERVICE + own), _place(tenant, course))).first()
    return _service(row) if row else None


async def of_section(session: AsyncSession, tenant: UUID, section: UUID) -> list[ServiceRow]:
    """Return the courses that stand for a class; seldom more than one."""
    rows = await session.execute(
        text(_SERVICE + " AND c.section_id = :section" + _ORDER + " LIMIT 50"), {"tenant": tenant, "section": section}
    )
    return [_service(row) for row in rows]


async def platform_names(session: AsyncSession, tenant: UUID, section: UUID) -> list[tuple[str, str]]:
    """Return (name of the platform, title of the course) of the courses that stand for a class, whatever they offer."""
    rows = await session.execute(
        text(
            "SELECT r.name, c.title FROM lti_context c JOIN lti_registration r USING (tenant_id, registration_id)"
            " WHERE c.tenant_id = :tenant AND c.section_id = :section ORDER BY r.name, c.title LIMIT 50"
        ),
        {"tenant": tenant, "section": section},
    )
    return [(row[0], row[1]) for row in rows]


async def teachers(session: AsyncSession, tenant: UUID, section: UUID) -> list[UUID]:
    """Return who teaches a class."""
    rows = await session.execute(
        text(
            "SELECT person_id FROM enrolment WHERE tenant_id = :tenant AND section_id = :section"
            " AND role = 'instructor' AND status = 'active' ORDER BY person_id"
        ),
        {"tenant": tenant, "section": section},
    )
    return list(rows.scalars())


_SWITCH = text(f"""
UPDATE lti_service SET follows = :follows, tests = :tests, assignments = :assignments, progress = :progress,
       chosen_by = :by, changed_at = :now
 WHERE tenant_id = :tenant AND {_KEY} RETURNING 1
""")  # noqa: S608 - constants


async def switch(
    session: AsyncSession, tenant: UUID, course: LmsCourse, *, follows: bool, tests: bool, assignments: bool,
    progress: bool, by: UUID, now: datetime,
) -> bool:  # fmt: skip
    """Choose what a class uses of a course; False when there is no such course."""
    values: dict[str, Any] = {"follows": follows, "tests": tests, "assignments": assignments, "progress": progress}
    values |= {"by": by, "now": now}
    return (await session.execute(_SWITCH, {**_place(tenant, course), **values})).first() is not None


# --- syncs of rosters ------------------------------------------------------------------------------------

_SYNC = text(f"""
SELECT status, run, whole, next_url, counts::text, error, asked_by, asked_at, ended_at, differences_url, whole_at
  FROM lti_roster_sync WHERE tenant_id = :tenant AND {_KEY}
""")  # noqa: S608 - constants
# One that waits or runs is not asked for again: it is the one that was asked for.
_ASK = text("""
INSERT INTO lti_roster_sync AS s (tenant_id, registration_id, deployment_id, context_id, status, run, whole, asked_by,
       asked_at)
VALUES (:tenant, :registration, :deployment, :context, 'waiting', 1, :whole, :by, :now)
ON CONFLICT (tenant_id, registration_id, deployment_id, context_id) DO UPDATE
   SET status = 'waiting', run = s.run + 1, whole = EXCLUDED.whole OR s.differences_url = '', next_url = '',
       counts = '{}', error = '', asked_by = EXCLUDED.asked_by, asked_at = EXCLUDED.asked_at, ended_at = NULL
 WHERE s.status IN ('done', 'failed') OR s.asked_at < :stale
RETURNING 1
""")
_GOES_ON = text(f"""
UPDATE lti_roster_sync SET status = 'running', next_url = :next_url, counts = cast(:counts AS jsonb)
 WHERE tenant_id = :tenant AND {_KEY} AND run = :run AND status IN ('waiting', 'running') RETURNING 1
""")  # noqa: S608 - constants
_END = text(f"""
UPDATE lti_roster_sync SET status = :status, error = :error, ended_at = :now, counts = cast(:counts AS jsonb),
       next_url = '', differences_url = :differences,
       whole_at = CASE WHEN whole AND :status = 'done' THEN :now ELSE whole_at END
 WHERE tenant_id = :tenant AND {_KEY} AND run = :run
""")  # noqa: S608 - constants
_DUE = text("""
SELECT v.registration_id, v.deployment_id, v.context_id,
       coalesce(s.differences_url = '' OR s.whole_at IS NULL OR s.whole_at < :whole_before, true)
  FROM lti_service v
  JOIN lti_context c USING (tenant_id, registration_id, deployment_id, context_id)
  LEFT JOIN lti_roster_sync s USING (tenant_id, registration_id, deployment_id, context_id)
  JOIN section t ON t.tenant_id = c.tenant_id AND t.section_id = c.section_id AND t.status = 'active'
  JOIN lti_registration r ON r.tenant_id = v.tenant_id AND r.registration_id = v.registration_id
       AND r.status = 'active'
 WHERE v.tenant_id = :tenant AND v.follows AND v.memberships_url <> ''
   AND coalesce(s.ended_at, s.asked_at, '-infinity') < :before
 ORDER BY s.asked_at NULLS FIRST LIMIT :size
""")


async def sync(session: AsyncSession, tenant: UUID, course: LmsCourse) -> SyncRow | None:
    """Return the last or present sync of a course, None before the first."""
    row = (await session.execute(_SYNC, _place(tenant, course))).first()
    if row is None:
        return None
    values = list(row)
    values[4] = orjson.loads(values[4])
    return SyncRow(*values)


async def ask_sync(
    session: AsyncSession, tenant: UUID, course: LmsCourse, by: UUID | None, now: datetime, stale: datetime, *,
    whole: bool,
) -> bool:  # fmt: skip
    """Ask for a sync; False when one waits or runs already.

    Args:
        session: The transaction's session.
        tenant: The institution.
        course: The course.
        by: Who asks; None: the day does.
        now: This moment.
        stale: One that was asked for before this moment has been lost.
        whole: Everybody, and not only what has changed.
    """
    values = {"by": by, "now": now, "stale": stale, "whole": whole}
    return (await session.execute(_ASK, {**_place(tenant, course), **values})).first() is not None


async def enqueue_sync(session: AsyncSession, tenant: UUID, course: LmsCourse, lock: str) -> None:
    """Let the worker read a roster, when the transaction is committed."""
    arguments = {
        "tenant_id": str(tenant), "registration_id": str(course.registration_id), "deployment": course.deployment_id,
        "context": course.context_id,
    }  # fmt: skip
    await session.execute(
        text(
            "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW('imports', 'lti_roster', 0, cast(:lock AS text), NULL,"
            " cast(:arguments AS jsonb), NULL)::procrastinate_job_to_defer_v1])"
        ),
        {"lock": lock, "arguments": orjson.dumps(arguments).decode()},
    )


async def sync_goes_on(
    session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, next_url: str, counts: dict[str, int]
) -> bool:
    """Note how far a sync has come; False when it is over, or another one has begun."""
    values = {"run": run, "next_url": next_url, "counts": orjson.dumps(counts).decode()}
    return (await session.execute(_GOES_ON, {**_place(tenant, course), **values})).first() is not None


async def end_sync(
    session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, counts: dict[str, int], now: datetime, *,
    error: str, differences: str,
) -> None:  # fmt: skip
    """Note that a sync is over.

    Args:
        session: The transaction's session.
        tenant: The institution.
        course: The course.
        run: The sync.
        counts: Outcome -> people.
        now: This moment.
        error: Why it failed, "" for one that went well.
        differences: Where what changes from now on can be read, "" for nowhere.
    """
    values = {
        "run": run, "counts": orjson.dumps(counts).decode(), "now": now, "error": error, "differences": differences,
        "status": "failed" if error else "done",
    }  # fmt: skip
    await session.execute(_END, {**_place(tenant, course), **values})


async def syncs_due(
    session: AsyncSession, tenant: UUID, before: datetime, whole_before: datetime, size: int
) -> list[tuple[LmsCourse, bool]]:
    """Return (course, whether everybody is to be read) of classes whose roster was not read since a moment."""
    values = {"tenant": tenant, "before": before, "whole_before": whole_before, "size": size}
    return [(LmsCourse(*row[:3]), bool(row[3])) for row in await session.execute(_DUE, values)]
