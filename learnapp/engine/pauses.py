"""Hours of a class in which something is off, on the clock of its school; when it comes back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Pause:
    """Some hours of a day; both ends on the school's clock, the end does not belong to it.

    Attributes:
        weekday: 0 for Monday; each week.
        only_on: Not each week but on this day alone.
    """

    weekday: int
    begins: time
    ends: time
    only_on: date | None = None

    def is_on(self, day: date) -> bool:
        """Return whether it falls on a day."""
        return day == self.only_on if self.only_on is not None else day.weekday() == self.weekday


def back_at(pauses: Iterable[Pause], now: datetime, zone: ZoneInfo) -> datetime | None:
    """Return when the hours that run now are over, in UTC; None when none run. Hours that touch count as one.

    Args:
        pauses: Of one class.
        now: Aware.
        zone: The school's.
    """
    here = now.astimezone(zone)
    clock = here.time().replace(tzinfo=None, fold=0)
    today = sorted((one for one in pauses if one.is_on(here.date())), key=lambda one: one.begins)
    until: time | None = None
    for one in today:
        at = clock if until is None else until
        if one.begins <= at and clock < one.ends and (until is None or one.ends > until):
            until = one.ends
    if until is None:
        return None
    over = datetime.combine(here.date(), until, zone).astimezone(UTC)
    if over <= now:
        # Clocks were turned back and this hour comes twice.
        over = datetime.combine(here.date(), until, zone).replace(fold=1).astimezone(UTC)
    return over
