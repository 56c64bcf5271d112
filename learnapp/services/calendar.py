"""A student's own days and weeks: weeks begin on Monday, in the time zone of the student or of the institution."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.services import current
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.identity import SealedPerson

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Where one person's days begin and end.

    Attributes:
        zone: IANA name of the time zone.
        today: The date there right now.
        person: The person as stored, for whoever needs their key as well.
    """

    zone: str
    today: date
    person: SealedPerson

    def day_of(self, moment: datetime) -> date:
        """Return the date of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def begin(self, day: date) -> datetime:
        """Return when a day begins, as a moment in UTC."""
        return datetime.combine(day, time.min, ZoneInfo(self.zone)).astimezone(UTC)


def monday(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def parse_day(text: str) -> date:
    """Return the date in a form's field.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise InvalidInputError("This is not a date. Choose one from the calendar.") from error


async def calendar_of(session: AsyncSession, tenant: UUID, person_id: UUID) -> Calendar:
    """Return a person's calendar: the time zone they have chosen, otherwise the institution's.

    Raises:
        NotFoundError: There is no such person here.
    """
    person = await people_rows.person(session, tenant, person_id)
    institution = await section_rows.institution(session, tenant)
    if person is None or institution is None:
        raise NotFoundError("There is no such student in your institution. Choose one from the list.")
    zone = person.time_zone or institution.time_zone or "UTC"
    return Calendar(zone, current().clock.now().astimezone(ZoneInfo(zone)).date(), person)


async def today(tenant: UUID, person_id: UUID) -> date:
    """Return today's date where a person is.

    Raises:
        NotFoundError: There is no such person here.
    """
    async with current().db.transaction(tenant) as tx:
        return (await calendar_of(tx.session, tenant, person_id)).today
