"""Quiet hours: when they began, for a moment that lies in them; a day may have 23 or 25 hours."""

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
            return begin
    return None
