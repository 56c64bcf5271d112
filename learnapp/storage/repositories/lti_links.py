"""What links of platforms open, courses that were copied, and tests that were copied along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class LinkRow:
    """What a link opens; see `storage.models.lti.LtiLink`."""

    registration_id: UUID
    deployment_id: str
    resource_link_id: str
    context_id: str
    kind: str
    thing_id: UUID | None


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """An open class that somebody teaches."""

    section_id: UUID
    title: str


_PUT = text("""
INSERT INTO lti_link AS l (tenant_id, registration_id, deployment_id, resource_link_id, context_id, kind, thing_id,
       first_seen_at)
VALUES (:tenant, :registration, :deployment, :link, :context, :kind, :thing, :now)
ON CONFLICT (tenant_id, registration_id, deployment_id, resource_link_id)
DO UPDATE SET context_id = excluded.context_id, kind = excluded.kind, thing_id = excluded.thing_id
 WHERE (l.context_id, l.kind, l.thing_id) IS DISTINCT FROM (excluded.context_id, excluded.kind, excluded.thing_id)
""")
_FIND = text("""
SELECT kind, thing_id FROM lti_link
 WHERE tenant_id = :tenant AND registration_id = :registration AND deployment_id = :deployment
   AND resource_link_id = ANY(:links)
 ORDER BY array_position(cast(:links AS text[]), resource_link_id) LIMIT 1
""")
_COPIED_FROM = text("""
SELECT s.title, s.course_tenant_id, s.course_id
  FROM lti_context c JOIN section s ON s.tenant_id = c.tenant_id AND s.section_id = c.section_id
 WHERE c.tenant_id = :tenant AND c.registration_id = :registration AND c.context_id = ANY(:contexts)
   AND s.course_id IS NOT NULL
 ORDER BY array_position(cast(:contexts AS text[]), c.context_id), c.deployment_id = :deployment DESC LIMIT 1
""")
_TAUGHT = text("""
SELECT s.section_id, s.title FROM enrolment e
  JOIN section s ON s.tenant_id = e.tenant_id AND s.section_id = e.section_id
 WHERE e.tenant_id = :tenant AND e.person_id = :person AND e.role = 'instructor' AND e.status = 'active'
   AND s.status = 'active' ORDER BY s.title, s.section_id LIMIT :size
""")


async def put(session: AsyncSession, tenant: UUID, row: LinkRow, now: datetime) -> None:
    """Note what a link opens."""
    values = {
        "tenant": tenant, "registration": row.registration_id, "deployment": row.deployment_id,
        "link": row.resource_link_id, "context": row.context_id, "kind": row.kind, "thing": row.thing_id, "now": now,
    }  # fmt: skip
    await session.execute(_PUT, values)


async def find(
    session: AsyncSession, tenant: UUID, registration: UUID, deployment: str, links: Sequence[str]
) -> tuple[str, UUID | None] | None:
    """Return kind and id of what the first known of some links opens."""
    values = {"tenant": tenant, "registration": registration, "deployment": deployment, "links": list(links)}
    found = (await session.execute(_FIND, values)).first()
    return (str(found.kind), found.thing_id) if found else None


async def copied_from(
    session: AsyncSession, tenant: UUID, registration: UUID, deployment: str, contexts: Sequence[str]
) -> tuple[str, UUID, UUID] | None:
    """Return (class, tenant and id of its course) of the latest course that this one was copied from."""
    values = {"tenant": tenant, "registration": registration, "deployment": deployment, "contexts": list(contexts)}
    found = (await session.execute(_COPIED_FROM, values)).first()
    return (str(found.title), found.course_tenant_id, found.course_id) if found else None


async def taught(session: AsyncSession, tenant: UUID, person: UUID, size: int) -> list[TaughtRow]:
    """Return the open classes that somebody teaches, by title."""
    found = await session.execute(_TAUGHT, {"tenant": tenant, "person": person, "size": size})
    return [TaughtRow(*row) for row in found]


async def copied_test(session: AsyncSession, tenant: UUID, section: UUID, source: UUID) -> UUID | None:
    """Return the copy of a test in a class."""
    found = await session.execute(
        text(
            "SELECT assessment_id FROM lti_copied_test"
            " WHERE tenant_id = :tenant AND section_id = :section AND source_id = :source"
        ),
        {"tenant": tenant, "section": section, "source": source},
    )
    copy: UUID | None = found.scalar_one_or_none()
    return copy


async def put_copied_test(session: AsyncSession, tenant: UUID, section: UUID, source: UUID, assessment: UUID) -> bool:
    """Note the copy of a test; False when there is one already."""
    found = await session.execute(
        text(
            "INSERT INTO lti_copied_test (tenant_id, section_id, source_id, assessment_id)"
            " VALUES (:tenant, :section, :source, :assessment) ON CONFLICT DO NOTHING RETURNING 1"
        ),
        {"tenant": tenant, "section": section, "source": source, "assessment": assessment},
    )
    return found.first() is not None
