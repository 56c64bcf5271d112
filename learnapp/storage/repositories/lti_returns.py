"""A launch of somebody who has been here before: what is asked in one exchange, and what is noted in another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learnapp.storage.batch import Batch, Statement
from learnapp.storage.directory_lti import TAKE_LTI_LOGIN
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti as registration_rows
from learnapp.storage.repositories import lti_contexts as context_rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.lti_contexts import ContextRow

_CONTEXT = Statement.of(
    context_rows.THIS_CONTEXT, tenant="uuid", registration="uuid", deployment="text", context="text"
)
_WHO = Statement(
    people_rows.PERSON
    + "JOIN lti_identity i ON i.tenant_id = p.tenant_id AND i.person_id = p.person_id"
    + " WHERE p.tenant_id = {tenant:uuid} AND i.subject_lookup = {lookup:bytes}"
)
_ENROLLED = Statement("""
SELECT e.role, e.status
  FROM lti_context c
  JOIN lti_identity i ON i.tenant_id = c.tenant_id AND i.subject_lookup = {lookup:bytes}
  JOIN enrolment e ON e.tenant_id = c.tenant_id AND e.section_id = c.section_id AND e.person_id = i.person_id
 WHERE c.tenant_id = {tenant:uuid} AND c.registration_id = {registration:uuid}
   AND c.deployment_id = {deployment:text} AND c.context_id = {context:text}
""")
_OFFERED = Statement("""
SELECT memberships_url, line_items_url, scopes FROM lti_service
 WHERE tenant_id = {tenant:uuid} AND registration_id = {registration:uuid} AND deployment_id = {deployment:text}
   AND context_id = {context:text}
""")
_COLUMN = Statement.of(
    grade_rows.KNOWN_ITEM, tenant="uuid", registration="uuid", deployment="text", context="text", url="text"
)
_OPENS = Statement("""
SELECT context_id, kind, thing_id FROM lti_link
 WHERE tenant_id = {tenant:uuid} AND registration_id = {registration:uuid} AND deployment_id = {deployment:text}
   AND resource_link_id = {link:text}
""")
_SEEN_CONTEXT = Statement.of(
    context_rows.SEEN, tenant="uuid", registration="uuid", deployment="text", context="text", title="text", now="time"
)
_SEEN_PLATFORM = Statement.of(registration_rows.LAUNCHED, tenant="uuid", registration="uuid", now="time")
_SEEN_PERSON = Statement("""
UPDATE lti_identity SET last_launch_at = {now:time} WHERE tenant_id = {tenant:uuid} AND subject_lookup = {lookup:bytes}
""")
_KNOWN_NOW = Statement.of(grade_rows.KNOWN_NOW, tenant="uuid", student="uuid", now="time")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a launch names.

    Attributes:
        lookup: By which its user is found.
        link: The resource link.
        column: Address of the link's column in the gradebook, "" for none.
    """

    registration_id: UUID
    deployment_id: str
    context_id: str
    lookup: bytes
    link: str
    column: str


@dataclass(frozen=True, slots=True)
class Met:
    """What is known of that.

    Attributes:
        taken: Whether the launch was still to be used up, and is now.
        context: The course; None for one that was never launched from.
        person: Who it is here; None for somebody new.
        enrolled: Role and status in the course's class, ("", "") for neither.
        offered: Addresses of roster and gradebook, and the scopes, as last told.
        column: Whether the column is known.
        opens: Course, kind and id of what the link opened before; None for an unknown link.
    """

    taken: bool
    context: ContextRow | None
    person: SealedPerson | None
    enrolled: tuple[str, str]
    offered: tuple[str, str, str] | None
    column: bool
    opens: tuple[str, str, UUID | None] | None


async def meet(batch: Batch, tenant: UUID, state_hash: bytes, wanted: Wanted) -> Met:
    """Use a launch up, and return what is known of what it names; nothing else is written."""
    course = {
        "tenant": tenant, "registration": wanted.registration_id, "deployment": wanted.deployment_id,
        "context": wanted.context_id,
    }  # fmt: skip
    batch.add(TAKE_LTI_LOGIN, state=state_hash)
    batch.add(_CONTEXT, **course)
    batch.add(_WHO, tenant=tenant, lookup=wanted.lookup)
    batch.add(_ENROLLED, **course, lookup=wanted.lookup)
    batch.add(_OFFERED, **course)
    batch.add(_COLUMN, **course, url=wanted.column)
    batch.add(_OPENS, **course, link=wanted.link)
    *_, taken, contexts, who, enrolled, offered, column, opens = await batch.exchange()
    return Met(
        bool(taken[0][0]),
        ContextRow(*contexts[0]) if contexts else None,
        SealedPerson(*[*who[0][:-1], tuple(who[0][-1])]) if who else None,
        (enrolled[0][0], enrolled[0][1]) if enrolled else ("", ""),
        (offered[0][0], offered[0][1], offered[0][2]) if offered else None,
        bool(column),
        (opens[0][0], opens[0][1], opens[0][2]) if opens else None,
    )


def note_person(batch: Batch, tenant: UUID, lookup: bytes, now: datetime) -> None:
    """Note that somebody has launched."""
    batch.add(_SEEN_PERSON, tenant=tenant, lookup=lookup, now=now)


def note_platform(batch: Batch, tenant: UUID, registration_id: UUID, now: datetime) -> None:
    """Note that a platform has launched, at most once a minute."""
    batch.add(_SEEN_PLATFORM, tenant=tenant, registration=registration_id, now=now)


def note_context(batch: Batch, tenant: UUID, wanted: Wanted, title: str, now: datetime) -> None:
    """Note that a course was launched from, and what it is called."""
    batch.add(
        _SEEN_CONTEXT, tenant=tenant, registration=wanted.registration_id, deployment=wanted.deployment_id,
        context=wanted.context_id, title=title, now=now,
    )  # fmt: skip


def send_what_waited(batch: Batch, tenant: UUID, student: UUID, now: datetime) -> None:
    """Send scores that waited until it was known who somebody is on the platform; see `lti_grades.known_now`."""
    batch.add(_KNOWN_NOW, tenant=tenant, student=student, now=now)
