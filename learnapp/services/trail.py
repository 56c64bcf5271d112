"""The audit trail: who did or saw what, every denial, and the search over it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ForbiddenError, NotSignedInError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor, Decision, allow, require
from learnapp.services import current
from learnapp.storage.batch import Batch
from learnapp.storage.repositories import audit as rows
from learnapp.storage.repositories import support as support_rows
from learnapp.storage.repositories.audit import AuditEntry

DISCLOSURE_SECONDS = 300.0
"""Looking at the same record without a break is one access: it is written again after this long."""
_MOST_REMEMBERED = 50_000
SUPPORTED = "operator-supported"
"""The rule by which an operator looks at people while an admin lets them."""
_disclosed: dict[tuple[UUID, UUID, str], float] = {}


def _entry(
    actor: Actor,
    action: str,
    object_type: str,
    object_id: UUID | None,
    subject_id: UUID | None,
    outcome: str,
    detail: dict[str, Any] | None,
) -> AuditEntry:
    return AuditEntry(
        audit_id=uuid7(),
        at=current().clock.now(),
        actor_id=actor.person_id,
        actor_kind=actor.kind,
        action=action,
        subject_id=subject_id,
        object_type=object_type,
        object_id=object_id,
        outcome=outcome,
        request_id=actor.request_id,
        detail=detail or {},
    )


async def audit(
    actor: Actor,
    action: str,
    object_type: str,
    *,
    object_id: UUID | None = None,
    subject_id: UUID | None = None,
    outcome: str = "ok",
    detail: dict[str, Any] | None = None,
    session: AsyncSession | None = None,
) -> None:
    """Write one entry.

    Args:
        actor: Who did it.
        action: What, as `thing.verb`: `person.create`, `record.read`.
        object_type: Kind of thing.
        object_id: Which one.
        subject_id: The person whose data it is about.
        outcome: `ok`, `denied` or `error`.
        detail: Ids, codes and counts. Never names, addresses, answers or free text.
        session: The transaction it belongs to. None: a transaction of its own, which stays when the caller's
            rolls back (denials).
    """
    await _write(actor.tenant_id, [_entry(actor, action, object_type, object_id, subject_id, outcome, detail)], session)


async def audit_raw(
    conn: AsyncConnection[TupleRow],
    actor: Actor,
    action: str,
    object_type: str,
    *,
    object_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Write one entry in the transaction of a plain connection; the arguments are those of `audit`."""
    entry = _entry(actor, action, object_type, object_id, None, "ok", detail)
    await rows.add_entries_raw(conn, actor.tenant_id, [entry])


def audit_batch(
    batch: Batch, actor: Actor, action: str, object_type: str, *, subject_id: UUID | None = None,
    detail: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write one entry in the transaction of a batch; the arguments are those of `audit`."""
    rows.add_entries_batch(batch, actor.tenant_id, [_entry(actor, action, object_type, None, subject_id, "ok", detail)])


async def audit_each(
    actor: Actor,
    action: str,
    object_type: str,
    about: Iterable[tuple[UUID, UUID]],
    *,
    detail: dict[str, Any] | None = None,
    session: AsyncSession,
) -> None:
    """Write one entry for each of several people, in the transaction it belongs to.

    Args:
        actor: Who did it.
        action: What.
        object_type: Kind of thing.
        about: (thing, the person whose data it is about).
        detail: Ids, codes and counts.
        session: The transaction.
    """
    entries = [_entry(actor, action, object_type, thing, person, "ok", detail) for thing, person in about]
    await rows.add_entries(session, actor.tenant_id, entries)


async def _write(tenant_id: UUID, entries: list[AuditEntry], session: AsyncSession | None) -> None:
    if session is not None:
        await rows.add_entries(session, tenant_id, entries)
        return
    async with current().db.transaction(tenant_id) as tx:
        await rows.add_entries(tx.session, tenant_id, entries)


async def authorise(
    actor: Actor | None,
    action: str,
    resource_type: str,
    *,
    section_id: UUID | None = None,
    student_id: UUID | None = None,
    owner_tenant: UUID | None = None,
) -> Decision:
    """Ask the policy; a denial is written to the trail on its own before it is raised.

    The arguments are those of `security.access.allow`.

    Raises:
        NotSignedInError: There is no actor.
        ForbiddenError: Not allowed.
    """
    if actor is None:
        raise NotSignedInError("Sign in to go on.")
    where = {"section_id": section_id, "student_id": student_id, "owner_tenant": owner_tenant}
    decision = allow(actor, action, resource_type, **where)
    if not decision.allowed:
        await audit(
            actor,
            f"{resource_type}.{action}",
            resource_type,
            object_id=section_id,
            subject_id=student_id,
            outcome="denied",
            detail={"rule": decision.rule},
        )
        raise ForbiddenError(decision.explanation, detail=decision.detail(action, resource_type))
    if decision.rule == SUPPORTED:
        # An actor is kept for some seconds, and another process may have ended the support: it is asked for each look.
        async with current().db.transaction(actor.tenant_id) as tx:
            still = await support_rows.is_open(tx.session, actor.tenant_id, actor.person_id)
        if not still:
            return await authorise(replace(actor, supported=False), action, resource_type, **where)
        # Whatever the operator looks at on somebody's leave is told to that institution.
        await audit(
            actor, f"{resource_type}.{action}", resource_type, object_id=section_id, subject_id=student_id,
            detail={"rule": decision.rule},
        )  # fmt: skip
    return decision


async def admitted(actor: Actor | None, action: str, resource_type: str) -> Actor:
    """Ask the policy as `authorise` does, and return who may: a door does not know yet whether anybody is signed in.

    Raises:
        NotSignedInError: There is no actor.
        ForbiddenError: Not allowed.
    """
    if actor is None:
        raise NotSignedInError("Sign in to go on.")
    await authorise(actor, action, resource_type)
    return actor


async def disclosed(
    actor: Actor,
    students: UUID | Iterable[UUID],
    what: str,
    *,
    section_id: UUID | None = None,
    session: AsyncSession | None = None,
) -> int:
    """Write that students' records were shown to someone else; returns how many entries were written.

    A student looking at the own record is no disclosure. A board that refreshes writes one entry per student
    every five minutes, not one per refresh.

    Args:
        actor: Who sees it.
        students: Whose records.
        what: Which record: `mastery`, `events`, `class_board`, `roster`.
        section_id: The class in which it happens.
        session: The transaction it belongs to; None for its own.
    """
    wanted = [students] if isinstance(students, UUID) else list(students)
    moment = time.monotonic()
    entries: list[AuditEntry] = []
    for student in wanted:
        key = (actor.person_id, student, what)
        if student == actor.person_id or moment - _disclosed.get(key, -DISCLOSURE_SECONDS) < DISCLOSURE_SECONDS:
            continue
        _disclosed[key] = moment
        detail = {"what": what, **({"section": str(section_id)} if section_id else {})}
        entries.append(_entry(actor, "record.read", "student_record", student, student, "ok", detail))
    if len(_disclosed) > _MOST_REMEMBERED:
        for key in [key for key, seen in _disclosed.items() if moment - seen >= DISCLOSURE_SECONDS]:
            del _disclosed[key]
    if entries:
        try:
            await _write(actor.tenant_id, entries, session)
        except BaseException:
            for entry in entries:
                if entry.subject_id is not None:
                    _disclosed.pop((actor.person_id, entry.subject_id, what), None)
            raise
    return len(entries)


async def audit_search(
    actor: Actor,
    *,
    actor_id: UUID | None = None,
    subject_id: UUID | None = None,
    people: list[UUID] | None = None,
    action: str | None = None,
    object_is: str | None = None,
    outcome: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    offset: int = 0,
    size: int = 50,
) -> Page[AuditEntry]:
    """Return a page of the trail, newest first.

    Args:
        actor: An admin or auditor.
        actor_id: Only what this person or client did.
        subject_id: Only what is about this person.
        people: Only what one of these did or what is about one of them; an empty list finds nothing.
        action: Only this action.
        object_is: Only things of this kind, or the thing with this id.
        outcome: `ok`, `denied` or `error`.
        since: From this moment on.
        until: Before this moment.
        offset: Entries before this page.
        size: Entries on it, at most 200.

    Raises:
        ForbiddenError: The actor may not read the trail.
    """
    await authorise(actor, "read", "audit")
    offset, size = bounded(offset, size)
    wanted = {
        "actor": actor_id,
        "subject": subject_id,
        "people": people,
        "object": object_is or None,
        "action": action or None,
        "outcome": outcome or None,
        "since": since,
        "until": until,
    }
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.search(tx.session, actor.tenant_id, wanted, offset, size)
    return Page(found, total, offset, size)


async def audit_object_types(actor: Actor) -> list[str]:
    """Return the kinds of things that occur in the trail, for a filter."""
    require(actor, "read", "audit")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rows.object_types(tx.session, actor.tenant_id)


async def audit_actions(actor: Actor) -> list[str]:
    """Return the actions that occur in the trail, for a filter."""
    require(actor, "read", "audit")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rows.actions(tx.session, actor.tenant_id)
