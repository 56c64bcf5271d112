"""Quiet hours: when they began and when they end, for a moment in them; a day may have 23 or 25 hours."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_since(now: datetime, zone: str, first_hour: int, last_hour: int) -> datetime | None:
    """Return when the quiet hours began in which `now` lies, None outside of them.

    Args:
        now: A moment with its offset.
        zone: IANA name of the place whose clocks count.
        first_hour: Full hour at which they begin, 0 to 23.
        last_hour: Full hour at which they end; the next day when it is not later. The same hour: there are none.
    """
    found = _quiet(now, zone, first_hour, last_hour)
    return found[0] if found else None


def quiet_until(now: datetime, zone: str, first_hour: int, last_hour: int) -> datetime | None:
    """Return when the quiet hours end in which `now` lies, None outside of them; arguments as for `quiet_since`."""
    found = _quiet(now, zone, first_hour, last_hour)
    return found[1] if found else None


def next_hour(now: datetime, zone: str, hour: int, weekday: int | None = None) -> datetime:
    """Return the next moment after `now`, in UTC, at which the clocks of a place show a full hour.

    Args:
        now: A moment with its offset.
        zone: IANA name of the place.
        hour: Full hour, 0 to 23.
        weekday: Only on this day, Monday is 0; None: on any.
    """
    place = ZoneInfo(zone)
    day = now.astimezone(place).date()
    for ahead in range(9):
        at = datetime.combine(day + timedelta(days=ahead), time(hour), place)
        if at.astimezone(UTC) > now and weekday in (None, at.weekday()):
            return at.astimezone(UTC)
    raise AssertionError("every weekday comes within nine days")


def _quiet(now: datetime, zone: str, first_hour: int, last_hour: int) -> tuple[datetime, datetime] | None:
    if first_hour == last_hour:
        return None
    place, moment = ZoneInfo(zone), now.astimezone(UTC)
    today = now.astimezone(place).date()
    for day in (today, today - timedelta(days=1)):
        end_day = day if last_hour > first_hour else day + timedelta(days=1)
        # Compared in UTC: Python compares two times of the same zone by what the clocks show, wrongly at changes.
        begin = datetime.combine(day, time(first_hour), place).astimezone(UTC)
        end = datetime.combine(end_day, time(last_hour), place).astimezone(UTC)
        if begin <= moment < end:
            return begin, end
    return None
