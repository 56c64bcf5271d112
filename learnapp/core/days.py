"""Days of a place: they begin with its midnight, and have 23 or 25 hours where clocks are changed.

Where there is no midnight (clocks go forward at twelve) a day begins with its first moment. Every border of days that
is counted by is made here: the database is handed moments, so that its own list of time zones decides nothing.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)


def day_of(moment: datetime, zone: str) -> date:
    """Return the date of a moment in a time zone (IANA name)."""
    return moment.astimezone(ZoneInfo(zone)).date()


def begin_of(day: date, zone: str) -> datetime:
    """Return when a day begins in a time zone, as a moment in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def days_between(start: datetime, until: datetime, zone: str) -> list[date]:
    """Return the days of a zone that have any of [start, until) in them, in order."""
    first, last = day_of(start, zone), day_of(until - timedelta(microseconds=1), zone)
    return [first + number * DAY for number in range((last - first).days + 1)]
