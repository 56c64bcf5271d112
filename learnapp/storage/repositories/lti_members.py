"""Who is on the roster of a course, and what became of them here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.repositories.lti_services import LmsCourse


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody on a roster.

    Attributes:
        person_id: Who that is here; None for nobody.
        role: In the course.
        outcome: `in`, `waits`, `left`, or why they are not in the class.
        standing: Status of their enrolment in the class, "" for none.
        role_here: Role of that enrolment.
    """

    subject_lookup: bytes
    person_id: UUID | None
    role: str
    outcome: str
    standing: str = ""
    role_here: str = ""


def _place(tenant: UUID, course: LmsCourse) -> dict[str, Any]:
    return {
        "tenant": tenant, "registration": course.registration_id, "deployment": course.deployment_id,
        "context": course.context_id,
    }  # fmt: skip


_KNOWN = text("""
SELECT m.subject_lookup, m.person_id, m.role, m.outcome, coalesce(e.status, ''), coalesce(e.role, '')
  FROM lti_member m
  LEFT JOIN LATERAL (SELECT n.status, n.role FROM enrolment n
                      WHERE n.tenant_id = :tenant AND n.section_id = :section AND n.person_id = m.person_id
                      LIMIT 1) e ON true
 WHERE m.tenant_id = :tenant AND m.registration_id = :registration AND m.deployment_id = :deployment
   AND m.context_id = :context AND m.subject_lookup = ANY(cast(:lookups AS bytea[]))
""")
_PUT = text("""
INSERT INTO lti_member (tenant_id, registration_id, deployment_id, context_id, subject_lookup, person_id, role, outcome,
       run)
SELECT :tenant, :registration, :deployment, :context, n.*, :run
  FROM unnest(cast(:lookups AS bytea[]), cast(:people AS uuid[]), cast(:roles AS text[]), cast(:outcomes AS text[])) n
ON CONFLICT (tenant_id, registration_id, deployment_id, context_id, subject_lookup) DO UPDATE
   SET person_id = EXCLUDED.person_id, role = EXCLUDED.role, outcome = EXCLUDED.outcome, run = EXCLUDED.run
""")
_SEEN = text("""
UPDATE lti_member SET run = :run
 WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
   AND context_id = :context AND subject_lookup = ANY(cast(:lookups AS bytea[]))
""")
_IDENTITIES = text("""
SELECT subject_lookup, person_id FROM lti_identity
 WHERE tenant_id = :tenant AND subject_lookup = ANY(cast(:lookups AS bytea[]))
""")
# Who came by a launch from this platform and was never on the roster has left before it was read for the first time;
# where several courses stand for the class they may belong to another one of them. Sets, and no joins: what was just
# read has no statistics yet, and a plan that compares everybody with everybody would take minutes.
_GONE = text("""
WITH gone AS (
  UPDATE lti_member SET outcome = 'left'
   WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
     AND context_id = :context AND run <> :run AND outcome <> 'left'
  RETURNING person_id
), launched AS (
  SELECT person_id FROM enrolment
   WHERE tenant_id = :tenant AND section_id = :section AND status IN ('active', 'waiting')
     AND (SELECT count(*) FROM lti_context c WHERE c.tenant_id = :tenant AND c.section_id = :section) = 1
  INTERSECT
  SELECT person_id FROM lti_identity
   WHERE tenant_id = :tenant AND issuer = :issuer AND deployment_id = :deployment
  EXCEPT
  SELECT person_id FROM lti_member
   WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
     AND context_id = :context
)
SELECT person_id FROM gone WHERE person_id IS NOT NULL UNION SELECT person_id FROM launched
""")
_TAKEN_OUT = text("""
UPDATE lti_member SET outcome = 'left', run = :run
 WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
   AND context_id = :context AND subject_lookup = ANY(cast(:lookups AS bytea[])) AND outcome <> 'left'
RETURNING person_id
""")
# Who is on the roster of another course that stands for the same class stays.
_LEAVE = text("""
UPDATE enrolment e SET status = 'ended'
 WHERE e.tenant_id = :tenant AND e.section_id = :section AND e.person_id = ANY(cast(:people AS uuid[]))
   AND e.status IN ('active', 'waiting')
   AND NOT EXISTS (
     SELECT 1 FROM lti_member m JOIN lti_context c USING (tenant_id, registration_id, deployment_id, context_id)
      WHERE m.tenant_id = e.tenant_id AND m.person_id = e.person_id AND m.outcome IN ('in', 'waits')
        AND c.section_id = e.section_id)
RETURNING e.person_id
""")
_STUDENTS = text("""
SELECT count(*) FROM enrolment WHERE tenant_id = :tenant AND section_id = :section AND status = 'active'
   AND role = 'student'
""")


async def known(
    session: AsyncSession, tenant: UUID, course: LmsCourse, section: UUID, lookups: Sequence[bytes]
) -> dict[bytes, MemberRow]:
    """Return what is known of some people of a roster, with how they stand in the class."""
    values = {**_place(tenant, course), "section": section, "lookups": list(lookups)}
    return {bytes(row[0]): MemberRow(bytes(row[0]), *row[1:]) for row in await session.execute(_KNOWN, values)}


async def identities(session: AsyncSession, tenant: UUID, lookups: Sequence[bytes]) -> dict[bytes, UUID]:
    """Return who some users of a platform are here; who has never come is left out."""
    rows = await session.execute(_IDENTITIES, {"tenant": tenant, "lookups": list(lookups)})
    return {bytes(row[0]): row[1] for row in rows}


async def put(session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, members: Sequence[MemberRow]) -> None:
    """Note what became of people of a roster."""
    if members:
        values: dict[str, Any] = {
            "run": run, "lookups": [one.subject_lookup for one in members],
            "people": [one.person_id for one in members], "roles": [one.role for one in members],
            "outcomes": [one.outcome for one in members],
        }  # fmt: skip
        await session.execute(_PUT, {**_place(tenant, course), **values})


async def seen(session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, lookups: Sequence[bytes]) -> None:
    """Note that people of a roster are still on it."""
    if lookups:
        await session.execute(_SEEN, {**_place(tenant, course), "run": run, "lookups": list(lookups)})


async def gone(
    session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, section: UUID, issuer: str
) -> list[UUID]:
    """Note that everybody whom a whole sync has not seen has left the course; return who that is here."""
    values = {**_place(tenant, course), "run": run, "section": section, "issuer": issuer}
    return list((await session.execute(_GONE, values)).scalars())


async def taken_out(
    session: AsyncSession, tenant: UUID, course: LmsCourse, run: int, lookups: Sequence[bytes]
) -> list[UUID]:
    """Note that these people have left the course; return who that is here."""
    values = {**_place(tenant, course), "run": run, "lookups": list(lookups)}
    return [one for one in (await session.execute(_TAKEN_OUT, values)).scalars() if one is not None]


async def leave(session: AsyncSession, tenant: UUID, section: UUID, people: Sequence[UUID]) -> list[UUID]:
    """End the enrolments of people in a class, unless another course keeps them in it; return whose have ended."""
    if not people:
        return []
    values = {"tenant": tenant, "section": section, "people": list(people)}
    return list((await session.execute(_LEAVE, values)).scalars())


async def count_students(session: AsyncSession, tenant: UUID, section: UUID) -> int:
    """Return how many students a class has."""
    return int((await session.execute(_STUDENTS, {"tenant": tenant, "section": section})).scalar_one())


async def standings(
    session: AsyncSession, tenant: UUID, section: UUID, people: Sequence[UUID]
) -> dict[UUID, tuple[str, str]]:
    """Return (status, role) of people in a class; who has never been in it is left out."""
    rows = await session.execute(
        text(
            "SELECT person_id, status, role FROM enrolment"
            " WHERE tenant_id = :tenant AND section_id = :section AND person_id = ANY(cast(:people AS uuid[]))"
        ),
        {"tenant": tenant, "section": section, "people": list(people)},
    )
    return {row[0]: (row[1], row[2]) for row in rows}
