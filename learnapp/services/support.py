"""Support by the operator: looking at people only while an admin of the institution lets them, and never unseen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, notices, people, sessions, trail
from learnapp.storage.repositories import support as rows
from learnapp.storage.repositories.notice_sources import Source
from learnapp.storage.repositories.support import SupportRow

MOST_HOURS = 24
MAX_REASON = 300
_GONE = "This does not wait for an answer any more. Reload the page."


@dataclass(frozen=True, slots=True)
class SupportView:
    """One wish of an operator.

    Attributes:
        state: asked, open, refused, ended, or over: its time is up.
        by: Who has decided, "" while nobody has.
    """

    support_id: UUID
    operator: str
    reason: str
    hours: int
    asked_at: datetime
    state: str
    by: str
    expires_at: datetime | None


async def ask(actor: Actor, reason: str, hours: int) -> UUID:
    """Ask the admins of the institution to be let in to look at people.

    Raises:
        ConflictError: Another wish of the actor waits or is open.
        ForbiddenError: The actor is no operator.
        InvalidInputError: No reason, or more hours than a day has.
    """
    await trail.authorise(actor, "ask", "support_access", student_id=actor.person_id)
    reason = " ".join(reason.split())[:MAX_REASON]
    if len(reason) < 10:
        raise InvalidInputError("Say in a sentence what you need to look at and why.")
    if not 1 <= hours <= MOST_HOURS:
        raise InvalidInputError(f"Support is opened for 1 to {MOST_HOURS} hours. Choose a number between them.")
    services, support_id = current(), uuid7()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        if await rows.standing(tx.session, actor.tenant_id, actor.person_id, now):
            raise ConflictError("You have asked already. Wait for the answer, or until that time is over.")
        await rows.ask(tx.session, actor.tenant_id, support_id, actor.person_id, reason, hours, now)
        await trail.audit(
            actor, "support_access.ask", "support_access", object_id=support_id, detail={"hours": hours},
            session=tx.session,
        )  # fmt: skip
        await notices.tell(
            tx.session, actor.tenant_id, "support", Source.ADMINS, about=support_id, by=actor.person_id, merge="support"
        )
    return support_id


async def list_wishes(actor: Actor, *, offset: int = 0, size: int = 20) -> Page[SupportView]:
    """Return wishes, newest first: an operator's own, all of them for admins and auditors.

    Raises:
        ForbiddenError: The actor is none of these.
    """
    await trail.authorise(actor, "read", "support_access", student_id=actor.person_id)
    every = access.allow(actor, "read", "support_access").allowed
    offset, size = bounded(offset, size)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.list_wishes(
            tx.session, actor.tenant_id, None if every else actor.person_id, offset=offset, size=size
        )
    ids = {row.operator_id for row in found} | {row.decided_by for row in found if row.decided_by}
    names = await people.names(actor.tenant_id, ids)
    return Page([_view(row, names, now) for row in found], total, offset, size)


def _view(row: SupportRow, names: dict[UUID, str], now: datetime) -> SupportView:
    over = row.status == "open" and row.expires_at is not None and row.expires_at <= now
    by = names.get(row.decided_by, people.ERASED_NAME) if row.decided_by else ""
    return SupportView(
        row.support_id, names.get(row.operator_id, people.ERASED_NAME), row.reason, row.hours, row.asked_at,
        "over" if over else row.status, by, row.expires_at,
    )  # fmt: skip


async def decide(actor: Actor, support_id: UUID, *, allow: bool) -> None:
    """Let the operator look for the hours that were asked for, or not.

    Raises:
        ForbiddenError: The actor is no admin, or the one who asked.
        NotFoundError: It does not wait any more.
    """
    await trail.authorise(actor, "decide", "support_access")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        row = await rows.decide(
            tx.session, actor.tenant_id, support_id, actor.person_id, allow=allow, now=services.clock.now()
        )
        if row is None:
            raise NotFoundError(_GONE)
        if row.operator_id == actor.person_id:
            raise InvalidInputError("Nobody lets themselves in. Ask another administrator.")
        await trail.audit(
            actor, "support_access.open" if allow else "support_access.refuse", "support_access", object_id=support_id,
            subject_id=row.operator_id, detail={"hours": row.hours}, session=tx.session,
        )  # fmt: skip
    sessions.forget_person(row.operator_id)


async def end(actor: Actor, support_id: UUID) -> None:
    """End an open support before its time.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: It is not open any more.
    """
    await trail.authorise(actor, "decide", "support_access")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        operator = await rows.end(tx.session, actor.tenant_id, support_id, services.clock.now())
        if operator is None:
            raise NotFoundError("This is not open any more. Reload the page.")
        await trail.audit(
            actor, "support_access.end", "support_access", object_id=support_id, subject_id=operator,
            session=tx.session,
        )  # fmt: skip
    sessions.forget_person(operator)
