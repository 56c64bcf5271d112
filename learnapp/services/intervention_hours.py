"""When something may reach a student: on school days, outside of the quiet hours, and not too much at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from learnapp.agents.intervention import BY_PAGE
from learnapp.services.notice_kinds import QUIET
from learnapp.storage.repositories.interventions import InterventionRow

MOST_A_DAY, MOST_A_WEEK = 2, 5
"""New cards of a student in 24 hours and in a week; see `next_moment`. One stands before them at a time."""
FARTHEST = timedelta(days=60)


def open_from(moment: datetime, zone: str, school_days: Iterable[date]) -> datetime | None:
    """Return the first moment from then on that is in school hours; None where no school day comes.

    Args:
        moment: Aware.
        zone: IANA name of the institution's time zone.
        school_days: Days with school, in order, from the day of `moment` on.
    """
    here = moment.astimezone(ZoneInfo(zone))
    quiet, again = QUIET["student"]
    for day in school_days:
        begins = datetime.combine(day, time(again), ZoneInfo(zone))
        ends = datetime.combine(day, time(quiet), ZoneInfo(zone))
        if here < ends and day >= here.date():
            return max(here, begins).astimezone(UTC)
    return None


def next_moment(
    now: datetime, zone: str, school_days: Sequence[date], lately: Iterable[InterventionRow]
) -> datetime | None:
    """Return when the next thing may reach a student; None where no school day comes.

    Args:
        now: Server time.
        zone: IANA name of the institution's time zone.
        school_days: Days with school from today on.
        lately: What there was about the student in all of their classes within a week, and what is on its way.
    """
    # What never went out, was held back or was said by a person has not taken a card's place.
    cards = [one for one in lately if one.drawn != "held" and one.help in BY_PAGE]
    sent = sorted(at for one in cards if (at := one.due_at if one.state == "due" else one.sent_at) is not None)
    earliest = now
    for most, span in ((MOST_A_DAY, timedelta(days=1)), (MOST_A_WEEK, timedelta(days=7))):
        within = [one for one in sent if one > now - span]
        if len(within) >= most:
            earliest = max(earliest, within[-most] + span)
    return open_from(earliest, zone, school_days)


def due_from(
    help_: str, moment: datetime, zone: str, school_days: Sequence[date], lately: Iterable[InterventionRow]
) -> datetime | None:
    """Return when what a person has decided goes out: a card when it may reach the student, a message in school hours.

    The arguments are those of `next_moment`, with the kind of help and the first moment that may be.
    """
    if help_ in BY_PAGE:
        return next_moment(moment, zone, school_days, lately)
    return open_from(moment, zone, school_days)
