"""The feature store's own work: figures by the hour, students whose features miss an event, and how fresh it all is."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core import logging as logs
from learnapp.core import telemetry
from learnapp.core.errors import NotFoundError
from learnapp.engine.history import in_order
from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.ml.feature_declarations import BY_NAME, FEATURES, VERSION, Entity
from learnapp.ml.feature_fold import values_of
from learnapp.ml.feature_reading import COMPARED, Values, item_values, kc_values, student_values
from learnapp.ml.feature_store import SETTLES
from learnapp.services import current, rounds
from learnapp.services.recounts import features_of
from learnapp.storage.repositories import features as rows
from learnapp.storage.repositories import recompute as record_rows
from learnapp.storage.repositories.features import Standing

HOUR = timedelta(hours=1)
LATE = timedelta(minutes=5)
"""Features that are further behind than this raise an alarm; figures when their hour is over for so long."""
SAMPLE = 500
"""Distributions are those of so many students, who were active last."""
KEPT = timedelta(days=400)
BINS = 12
_LOOK_BACK = timedelta(days=1)
_AT_ONCE = 50
_log = logs.get(__name__)


@dataclass(frozen=True, slots=True)
class Freshness:
    """How fresh features are.

    Attributes:
        behind: Students' records that miss an event.
        real_time_s: For how long the first of them has, seconds.
        figures_s: Age of the hourly figures, seconds; None: never counted.
        overdue_s: For how long they should have been counted again, seconds.
    """

    behind: int
    real_time_s: float
    figures_s: float | None
    overdue_s: float

    @property
    def state(self) -> Literal["ok", "degraded"]:
        """Whether somebody has to look."""
        return "degraded" if max(self.real_time_s, self.overdue_s) > LATE.total_seconds() else "ok"


def freshness_of(found: Standing, now: datetime) -> Freshness:
    """Return how fresh features are, from what the database knows."""
    behind = (now - found.oldest).total_seconds() if found.oldest is not None else 0.0
    age = (now - found.counted_at).total_seconds() if found.counted_at is not None else None
    overdue = 0.0
    if found.news_since is not None:
        # News before the first hour is over need no figures yet.
        since = found.counted_at or found.news_since
        overdue = max((now - since - HOUR).total_seconds(), 0.0)
    return Freshness(found.behind, max(behind, 0.0), age, overdue)


async def freshness(tenant: UUID) -> Freshness:
    """Return how fresh an institution's features are; the caller has asked the policy."""
    now = current().clock.now()
    async with current().db.raw(tenant) as conn:
        return freshness_of(await rows.standing(conn, tenant, now - _LOOK_BACK), now)


async def measure() -> None:
    """Put the worst freshness of all institutions into the metrics; what is late becomes a line for review."""
    show(await rounds.each_institution("freshness of features", alarm_institution))


def show(found: Sequence[Freshness]) -> None:
    """Put the worst freshness of these institutions into the metrics of this process."""
    telemetry.feature_lag_seconds.labels("real_time").set(max((one.real_time_s for one in found), default=0.0))
    telemetry.feature_lag_seconds.labels("hourly").set(max((one.overdue_s for one in found), default=0.0))
    telemetry.features_behind.set(sum(one.behind for one in found))


async def alarm_institution(tenant: UUID) -> Freshness:
    """Return how fresh an institution's features are; when they are late, a person is to look."""
    found = await freshness(tenant)
    if found.state == "ok":
        return found
    causes = [
        f"{name}: {seconds / 60.0:.0f} min"
        for name, seconds in (("real_time", found.real_time_s), ("hourly", found.overdue_s))
        if seconds > LATE.total_seconds()
    ]
    now = current().clock.now()
    async with current().db.raw(tenant) as conn:
        await rows.alarm(conn, tenant, uuid7(), now, VERSION, {"causes": causes})
    return found


async def catch_up(*, everything: bool = False) -> int:
    """Count features again that miss an event, because the store was away or is new; return of how many students.

    Args:
        everything: Whether to look at all students, not at those of the last day only.
    """
    return sum(
        await rounds.each_institution("features that are behind", partial(catch_up_institution, everything=everything))
    )


async def catch_up_institution(tenant: UUID, *, everything: bool = False) -> int:
    """Do it for one institution, some students at a time; return of how many."""
    since = None if everything else current().clock.now() - _LOOK_BACK
    done: set[UUID] = set()
    while True:
        async with current().db.raw(tenant) as conn:
            waiting = [one for one in await rows.behind(conn, tenant, since, _AT_ONCE) if one not in done]
        if not waiting:
            return len(done)
        for student in waiting:
            await recount(tenant, student)
        done.update(waiting)


async def recount(tenant: UUID, student: UUID) -> None:
    """Count one student's features again from the log, under the lock of the rows.

    It takes no place in the log: an event under way that overwrites it leaves its own gap, and is counted next time.
    """
    async with current().db.batch(tenant) as batch:
        record = await record_rows.locked(batch, tenant, student)
        events = in_order(record.events)
        counted = await asyncio.to_thread(features_of, events, record.voids, record.features)
        for course, (seq, *_) in record.courses.items():
            flat, kept = counted[course]
            kept["n"] = seq
            record_rows.write_features(batch, tenant, student, course, flat, kept)


async def count_figures() -> int:
    """Count the figures of classes with news whose hour is over, and of their institutions; return of how many classes.

    Each class is a transaction of its own: a stop costs one class, and the next run goes on with the others.
    """
    return sum(await rounds.each_institution("figures of classes", count_institution))


async def count_institution(tenant: UUID) -> int:
    """Count the figures of one institution's classes that are due; return of how many."""
    now = current().clock.now()
    async with current().db.exclusive("features", tenant) as mine:
        if not mine:
            # Another worker is at it.
            return 0
        async with current().db.raw(tenant) as conn:
            due = await rows.sections_to_count(conn, tenant, now - HOUR)
        for section, _ in due:
            await _count_class(tenant, section, now)
        if due:
            await _count_all(tenant, now)
            async with current().db.raw(tenant) as conn:
                await rows.prune_figures(conn, tenant, now - KEPT, now - 3 * HOUR)
    return len(due)


async def _count_class(tenant: UUID, section: UUID, now: datetime) -> None:
    async with current().db.raw(tenant) as conn:
        learners = await rows.learners_of_class(conn, tenant, section)
    figures = await asyncio.to_thread(class_figures, learners, now)
    async with current().db.raw(tenant) as conn:
        await rows.put_figures(conn, tenant, section, now + SETTLES, now, len(learners), figures)


def class_figures(learners: Sequence[LearnerState], now: datetime) -> dict[str, Any]:
    """Return number, mean and standard deviation of what is compared; nothing of a class that is too small for it."""
    if len(learners) < THRESHOLDS.min_students:
        return {"students": len(learners)}
    own = [student_values(learner, now) for learner in learners]
    figures: dict[str, Any] = {"students": len(learners)}
    for name in COMPARED:
        known = [values[name] for values in own if not math.isnan(values[name])]
        if len(known) >= THRESHOLDS.min_students:
            mean = sum(known) / len(known)
            spread = math.sqrt(sum((one - mean) ** 2 for one in known) / len(known))
            figures[name] = [len(known), mean, spread if spread > 1e-9 else 0.0]
    return figures


async def _count_all(tenant: UUID, now: datetime) -> None:
    """Count coverage and distribution of every feature over the students who were active last."""
    async with current().db.raw(tenant) as conn:
        learners = await rows.latest_learners(conn, tenant, SAMPLE)
        courses = await record_rows.sections_of(conn, tenant, list({section for _, section in learners}))
        figures = {section: await rows.newest_figures(conn, tenant, section, 1) for section in courses}
    snapshots: dict[UUID, CourseSnapshot] = {}
    for section, course in courses.items():
        try:
            snapshots[section] = await current().courses.get(*course)
        except NotFoundError:
            continue

    def count() -> dict[str, Any]:
        values = _Sample()
        for learner, section in learners:
            snapshot = snapshots.get(section)
            if snapshot is not None:
                known = figures[section][0].figures if figures[section] else {}
                values.student(learner, snapshot, known, now)
        for snapshot in {one.course_id: one for one in snapshots.values()}.values():
            values.items(snapshot)
        return values.figures()

    found = await asyncio.to_thread(count)
    async with current().db.raw(tenant) as conn:
        await rows.put_figures(conn, tenant, tenant, now, now, len(learners), found)


class _Sample:
    """Values of many students, of each feature."""

    def __init__(self) -> None:
        self._values: dict[str, list[float]] = {feature.name: [] for feature in FEATURES}

    def student(
        self, learner: LearnerState, snapshot: CourseSnapshot, figures: Mapping[str, Any], now: datetime
    ) -> None:
        """Add a student, and each KC that the student has begun."""
        self._add(values_of(learner, snapshot, now, figures))
        for kc_id, state in learner.kcs.items():
            if state.attempts and kc_id in snapshot.kcs:
                self._add(kc_values(learner, snapshot, kc_id, now))

    def items(self, snapshot: CourseSnapshot) -> None:
        """Add the items of a course."""
        for item in snapshot.content.values():
            if item.steps:
                self._add(item_values(item))

    def _add(self, values: Values) -> None:
        for name, value in values.items():
            self._values[name].append(value)

    def figures(self) -> dict[str, Any]:
        """Return for each feature how many values there could be, how many there are, and a histogram."""
        return {name: summary(values) for name, values in self._values.items()}


def summary(values: Iterable[float]) -> dict[str, Any]:
    """Return how many there are (`of`), how many are known (`known`), least, median, most and counts of equal bins."""
    every = list(values)
    known = sorted(one for one in every if not math.isnan(one))
    found: dict[str, Any] = {"of": len(every), "known": len(known)}
    if known:
        low, high = known[0], known[-1]
        bins = [0] * BINS
        for one in known:
            bins[min(int((one - low) / (high - low) * BINS), BINS - 1) if high > low else 0] += 1
        found |= {"low": low, "middle": known[len(known) // 2], "high": high, "bins": bins}
    return found


def tells_of_students(name: str) -> bool:
    """Return whether a feature tells of students, so that few of them are too few to say."""
    return BY_NAME[name].entity is not Entity.ITEM
