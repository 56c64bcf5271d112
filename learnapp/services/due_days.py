"""The day and time until which something is to be done: as a form has it, and whether it makes sense."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.calendar import calendar_of, parse_day
from learnapp.services.school_calendar import is_school_day

FARTHEST = timedelta(days=366)
_END = time(23, 59)


def checked_day(due: datetime, now: datetime) -> None:
    """Raise what is wrong with the moment until which something is to be done.

    Raises:
        InvalidInputError: It has passed, or is more than a year away.
    """
    if due.tzinfo is None or due <= now:
        raise InvalidInputError("This moment has passed. Choose a later day or time.")
    if due - now > FARTHEST:
        raise InvalidInputError("This day is more than a year away. Choose an earlier one.")


async def due_moment(actor: Actor, day: str, clock: str = "") -> datetime | None:
    """Return the moment of a day and time as a form has them, where the actor is; no time is the end of the day.

    Raises:
        InvalidInputError: This is no date or no time, or a time without a day.
        NotFoundError: There is no such person.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    if not day.strip():
        if clock.strip():
            raise InvalidInputError("Choose a day for this time, or leave both empty.")
        return None
    date = parse_day(day)
    try:
        at = time.fromisoformat(clock.strip()[:5]) if clock.strip() else _END
    except ValueError as error:
        raise InvalidInputError("This is not a time. Write it like 16:30.") from error
    async with current().db.transaction(actor.tenant_id) as tx:
        calendar = await calendar_of(tx.session, actor.tenant_id, actor.person_id)
    return datetime.combine(date, at.replace(tzinfo=None), ZoneInfo(calendar.zone))


async def without_school(actor: Actor, day: str) -> bool:
    """Return whether a day as a form has it is one without school; False for an empty field.

    Raises:
        InvalidInputError: This is no date.
    """
    await trail.authorise(actor, "read", "school_calendar")
    return bool(day.strip()) and not await is_school_day(actor.tenant_id, parse_day(day))


async def no_school(tenant: UUID, due: datetime | None, zone: str) -> bool:
    """Return whether there is no school on the day of this moment."""
    return due is not None and not await is_school_day(tenant, due.astimezone(ZoneInfo(zone)).date())
