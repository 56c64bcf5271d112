"""What went out, waits and failed, for administrators: counts, codes and moments, never what a message said."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.storage.repositories import deliveries as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.deliveries import DeliveryRow

DAYS, PAGE = 14, 25


@dataclass(frozen=True)
class DayLine:
    """One day on one way: how many notices were sent, wait, failed, and were not sent for a reason."""

    day: str = ""
    channel: str = ""
    sent: int = 0
    waiting: int = 0
    failed: int = 0
    dropped: int = 0


@dataclass(frozen=True)
class WhyLine:
    """Why something was not sent, how often, and when last."""

    channel: str = ""
    state: str = ""
    reason: str = ""
    count: int = 0
    last: str = ""


@dataclass(frozen=True)
class LogLine:
    """One notice on its way; `name` only where several people are listed."""

    id: str = ""
    name: str = ""
    channel: str = ""
    kind: str = ""
    mode: str = ""
    state: str = ""
    reason: str = ""
    at: str = ""


@dataclass(frozen=True)
class Board:
    """The last fourteen days."""

    days: list[DayLine] = field(default_factory=list)
    reasons: list[WhyLine] = field(default_factory=list)


async def board(actor: Actor) -> Board:
    """Return what went out of the actor's institution, by day and way, and why some did not.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "delivery")
    since = current().clock.now() - timedelta(days=DAYS)
    async with current().db.transaction(actor.tenant_id) as tx:
        institution = await section_rows.institution(tx.session, actor.tenant_id)
        zone = institution.time_zone if institution and institution.time_zone else "UTC"
        counted = await rows.days(tx.session, actor.tenant_id, since, zone)
        why = await rows.reasons(tx.session, actor.tenant_id, since)
    lines: dict[tuple[str, str], dict[str, int]] = {}
    for channel, day, state, count in counted:
        line = lines.setdefault((day.isoformat(), channel), {})
        shown = "waiting" if state == "sending" else state
        line[shown] = line.get(shown, 0) + count
    return Board(
        [DayLine(day, channel, **states) for (day, channel), states in lines.items()],
        [WhyLine(channel, state, reason, count, last.isoformat()) for channel, state, reason, count, last in why],
    )


async def failed(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[LogLine]:
    """Return a page of what has failed, newest first, with the names of whom it was for.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "delivery")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.failed(tx.session, actor.tenant_id, offset=offset, size=size)
        concerned = sorted({one.person_id for one in found})
        if concerned:
            await trail.disclosed(actor, concerned, "deliveries", session=tx.session)
    named = await people.names(actor.tenant_id, concerned)
    return Page([_line(one, named.get(one.person_id, people.ERASED_NAME)) for one in found], total, offset, size)


async def of_person(actor: Actor, person_id: UUID, *, offset: int = 0, size: int = PAGE) -> Page[LogLine]:
    """Return a page of what was sent to one person, newest first.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "delivery")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.of_person(tx.session, actor.tenant_id, person_id, offset=offset, size=size)
        if found:
            await trail.disclosed(actor, person_id, "deliveries", session=tx.session)
    return Page([_line(one, "") for one in found], total, offset, size)


async def again(actor: Actor, delivery_id: UUID) -> None:
    """Send something once more that has failed.

    Raises:
        ForbiddenError: The actor may not.
        NotFoundError: It has not failed, or is not there any more.
    """
    await trail.authorise(actor, "update", "delivery")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.again(tx.session, actor.tenant_id, delivery_id, current().clock.now()):
            raise NotFoundError("This is not waiting to be sent again. Reload the page.")
        await trail.audit(actor, "delivery.again", "delivery", object_id=delivery_id, session=tx.session)


def _line(one: DeliveryRow, name: str) -> LogLine:
    return LogLine(
        str(one.delivery_id), name, one.channel, one.kind, one.mode, one.state, one.reason, one.changed_at.isoformat()
    )
