"""A class as its school days: what the trigger, its rule and the watch over sudden changes look at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import NotFoundError
from learnapp.ml.study_days import StudyDays
from learnapp.services import consents, current
from learnapp.storage.repositories import at_risk as rows
from learnapp.storage.repositories import sections as section_rows

LOOK_BACK = 130
"""Days that are read: thirteen school weeks with some days off among them."""
LONG_BACK = 400
"""Days that a model learns from and is judged by."""


@dataclass(frozen=True, slots=True)
class ClassDays:
    """A class.

    Attributes:
        students: Whose rows those of `log` are; only those whose work is stored.
        days: The school days, in order; the last one is over.
    """

    section_id: UUID
    title: str
    students: list[UUID]
    days: list[date]
    log: StudyDays


@dataclass(frozen=True, slots=True)
class SchoolDays:
    """The school days of an institution up to yesterday.

    Attributes:
        zone: IANA name of its time zone.
        yesterday_counts: Whether there was school yesterday.
    """

    zone: str
    days: list[date]
    since: datetime
    until: datetime
    yesterday_counts: bool


async def school_days(session: AsyncSession, tenant: UUID, look_back: int = LOOK_BACK) -> SchoolDays:
    """Return the school days that are over.

    Raises:
        NotFoundError: The institution has not been set up.
    """
    found = await section_rows.institution(session, tenant)
    if found is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    zone = ZoneInfo(found.time_zone)
    today = current().clock.now().astimezone(zone).date()
    yesterday = today - timedelta(days=1)
    days = await rows.school_days(session, tenant, today - timedelta(days=look_back), yesterday)
    first = days[0] if days else today

    def begin(day: date) -> datetime:
        return datetime.combine(day, time.min, zone).astimezone(UTC)

    return SchoolDays(found.time_zone, days, begin(first), begin(today), bool(days) and days[-1] == yesterday)


async def class_days(
    session: AsyncSession, tenant: UUID, section_id: UUID, title: str, school: SchoolDays, *, assigned: bool = True
) -> ClassDays:
    """Return a class as its school days.

    Args:
        session: The open transaction.
        tenant: The institution.
        section_id: The class.
        title: Its name.
        school: The school days, at least one.
        assigned: With what was due. The log knows only what is left now, so that earlier days would see the future:
            leave it out where the past is judged or learned from.
    """
    stored = await consents.covered_students(session, tenant, section_id)
    people = [one for one in await rows.joined(session, tenant, section_id, school.zone) if one[0] in stored]
    place = {student: number for number, (student, _) in enumerate(people)}
    shape = (len(people), len(school.days))
    answers, right, hints, acts, minutes = (np.zeros(shape) for _ in range(5))
    joined = np.array([bisect_left(school.days, day) for _, day in people], dtype=np.int64)
    for row in await rows.days_of(session, tenant, section_id, school.zone, school.since, school.until):
        # What is done on a day off counts with the school day before it.
        student, day = place.get(row.student), bisect_right(school.days, row.day) - 1
        if student is None or day < 0:
            continue
        for values, value in zip(
            (answers, right, hints, acts, minutes), (row.answers, row.right, row.hints, row.acts, row.minutes),
            strict=True,
        ):  # fmt: skip
            values[student, day] += value
        joined[student] = min(joined[student], day)
    due, done = np.zeros(0), np.zeros((len(people), 0))
    if assigned:
        found = await rows.assigned(session, tenant, section_id, school.zone, school.since, school.until)
        due, done = _assigned(found, place, school.days)
    log = StudyDays(answers, right, hints, acts, minutes, joined, due, done)
    return ClassDays(section_id, title, [student for student, _ in people], school.days, log)


def _assigned(
    found: Sequence[rows.AssignedRow], place: dict[UUID, int], days: list[date]
) -> tuple[np.ndarray, np.ndarray]:
    """Return the days by which things were due, and who has done them: by now, for more is not known."""
    columns = {one: number for number, one in enumerate(dict.fromkeys(row.assignment for row in found))}
    due, done = np.zeros(len(columns)), np.full((len(place), len(columns)), np.nan)
    for row in found:
        due[columns[row.assignment]] = bisect_right(days, row.due) - 1
        if row.student in place:
            done[place[row.student], columns[row.assignment]] = np.inf if row.left else 0.0
    return due, done
