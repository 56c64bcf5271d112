"""Which days are shown, which they are compared with, and how fresh what is known of them is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of, day_of
from learnapp.core.errors import InvalidInputError
from learnapp.services import current
from learnapp.services.analytics_views import Asked, DaysView, Freshness
from learnapp.services.school_calendar import check_days, zone_of
from learnapp.storage.repositories import analytics as rows
from learnapp.storage.repositories import school_calendar as calendar_rows
from learnapp.storage.repositories.analytics import Days, Fresh, Moments

PERIODS = ("week", "month", "term", "custom")
LATE = timedelta(minutes=3)
"""Figures that are this much behind what students do are shown by whole days only."""
_LENGTH = {"week": 7, "month": 28}


def freshness(found: Fresh, now: datetime) -> Freshness:
    """Return how fresh figures are that were counted so far."""
    # A job that should have run, or an event that no count has seen: without either, nothing has happened since.
    waiting = found.due is not None and now - found.due > LATE
    unseen = found.counted_to is None or (found.last_event is not None and found.last_event > found.counted_to)
    missed = unseen and found.last_event is not None and now - found.last_event > LATE
    if found.counted_to is None:
        return Freshness("never" if found.last_event is not None and (waiting or missed) else "none")
    behind = waiting or missed
    at = found.counted_to if behind else now
    minutes = max(0, round((now - at).total_seconds() / 60))
    return Freshness("daily" if behind else "live", at.isoformat(), minutes, found.moving)


def cached(was: Freshness, now: datetime) -> Freshness:
    """Return how fresh a kept state is that was as fresh as `was`."""
    if not was.at:
        return replace(was, state="cached")
    minutes = max(0, round((now - datetime.fromisoformat(was.at)).total_seconds() / 60))
    return replace(was, state="cached", minutes=minutes)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInputError("Choose the first and the last day of the period.") from error


def check(asked: Asked) -> None:
    """Refuse what is no period.

    Raises:
        InvalidInputError: No such period, no dates, the wrong order, or more than a year.
    """
    if asked.period not in PERIODS:
        raise InvalidInputError("There is no such period. Choose one of the list.")
    if asked.period == "custom":
        check_days(_date(asked.first), _date(asked.last))


def name(asked: Asked) -> str:
    """Return the name under which figures of a period are kept; only days of one's own belong to it."""
    return f"custom:{asked.first}:{asked.last}" if asked.period == "custom" else asked.period


async def period(session: AsyncSession, tenant: UUID, asked: Asked, fresh: Freshness) -> Days | None:
    """Return the days of a period and of as long a time before it; None when the calendar has no term for today.

    Days are those of the institution, as they are counted. While counting is behind, the last day is the last one that
    is whole.
    """
    check(asked)
    zone = await zone_of(session, tenant)
    today = last = day_of(current().clock.now(), zone)
    if fresh.state == "daily" and fresh.at:
        last = min(today, day_of(datetime.fromisoformat(fresh.at), zone) - DAY)
    if asked.period == "custom":
        first, end = _date(asked.first), _date(asked.last)
        return _beside(first, max(first, min(end, last)))
    if asked.period in _LENGTH:
        return _beside(last - (_LENGTH[asked.period] - 1) * DAY, last)
    term, _ = await calendar_rows.around(session, tenant, today)
    if term is None:
        return None
    end = max(term.first, min(term.last, last))
    terms, _ = await calendar_rows.terms(session, tenant, 0, 100)
    earlier = next((one for one in terms if one.last < term.first), None)
    if earlier is None:
        return Days(term.first, term.first - DAY, term.first, end)
    return Days(earlier.first, min(earlier.last, earlier.first + (end - term.first)), term.first, end)


def _beside(first: date, last: date) -> Days:
    return Days(first - (last - first) - DAY, first - DAY, first, last)


def compared(days: Days) -> bool:
    """Return whether there is a period before."""
    return days.earliest <= days.before_last


def moments(days: Days, zone: str) -> Moments:
    """Return the same as moments, where days are those of a time zone."""
    return Moments(
        begin_of(days.earliest, zone), begin_of(days.before_last + DAY, zone), begin_of(days.first, zone),
        begin_of(days.last + DAY, zone),
    )  # fmt: skip


def shown(asked: Asked, days: Days | None) -> DaysView:
    """Return the days as pages show them."""
    if days is None:
        return DaysView(asked.period)
    before = (days.earliest.isoformat(), days.before_last.isoformat()) if compared(days) else ("", "")
    return DaysView(asked.period, days.first.isoformat(), days.last.isoformat(), *before)


async def fresh_of(session: AsyncSession, tenant: UUID, section: UUID | None, now: datetime) -> Freshness:
    """Return how fresh the figures of a section are; without one, those of the institution."""
    return freshness(await rows.fresh(session, tenant, section), now)
