"""The figures of a class and of a student's report, counted once more from the raw log, in no way that serves."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from learnapp.engine.kc import CourseSnapshot

LONGEST_MS = 900_000
NO_WORK = frozenset({"item_voided", "item_restored", "recalculated"})


@dataclass
class Event:
    """One line of the log; `counts`: it is no answer to a question that was voided since."""

    student: UUID
    at: datetime
    verb: str
    item: UUID | None
    step: str | None
    correct: bool | None
    kcs: list[UUID]
    result: dict[str, Any]
    day: date
    hour: int
    counts: bool

    @property
    def ms(self) -> float:
        told = self.result.get("duration_ms")
        return min(float(told) if told is not None else 1000 * float(self.result.get("watched_s") or 0), LONGEST_MS)

    @property
    def first(self) -> bool:
        moved = self.result.get("moved") is True or self.result.get("voided") is True
        return self.verb == "answered" and self.counts and self.correct is not None and moved

    @property
    def alone(self) -> bool:
        return self.first and bool(self.correct) and int(self.result.get("hints") or 0) == 0


@dataclass
class Log:
    """Everything that happened in a class, and who of it may be told of."""

    events: list[Event]
    students: list[UUID]
    mastered: dict[tuple[UUID, UUID], datetime] = field(default_factory=dict)

    def within(self, first: date, last: date) -> list[Event]:
        return [one for one in self.events if first <= one.day <= last]


async def log_of(conn: AsyncConnection[TupleRow], section: UUID, zone: str) -> Log:
    """Read the log of a class, as whoever may see its institution."""
    place = ZoneInfo(zone)
    found = await conn.execute(
        "SELECT content_id, since FROM item_void WHERE section_id = %s AND undone_at IS NULL", (section,)
    )
    voids = {row[0]: row[1] for row in await found.fetchall()}
    found = await conn.execute(
        "SELECT student_id, received_at, verb, object_id, step_id, correct, kc_ids, result FROM learning_event"
        " WHERE section_id = %s ORDER BY received_at",
        (section,),
    )
    events = []
    for student, at, verb, item, step, correct, kcs, result in await found.fetchall():
        if verb in NO_WORK:
            continue
        here = at.astimezone(place)
        void = item in voids and (voids[item] is None or at >= voids[item]) and verb in ("answered", "hint_requested")
        events.append(
            Event(
                student, at, verb, item, step, correct, list(kcs or ()), result or {}, here.date(), here.hour, not void
            )
        )
    found = await conn.execute(
        "SELECT person_id FROM enrolment e WHERE section_id = %s AND role = 'student' AND status = 'active' AND EXISTS"
        " (SELECT 1 FROM consent c WHERE c.student_id = e.person_id AND c.purpose = 'learning'"
        " AND c.withdrawn_at IS NULL)",
        (section,),
    )
    students = [row[0] for row in await found.fetchall()]
    found = await conn.execute("SELECT student_id, kc_id, mastered_at FROM kc_state WHERE mastered_at IS NOT NULL")
    mastered = {(row[0], row[1]): row[2] for row in await found.fetchall()}
    return Log(events, students, mastered)


def figures(log: Log, course: CourseSnapshot, first: date, last: date, zone: str) -> dict[str, float]:
    """Return the figures of a class over some days, shares in whole per cent."""
    days = (last - first).days + 1
    of = math.ceil(days / 7)
    weeks = defaultdict[UUID, set[int]](set)
    ms, opened, dismissed = defaultdict[UUID, float](float), 0, 0
    tries = alone = 0
    known = set(log.students)
    for one in log.within(first, last):
        if one.student not in known:
            continue
        weeks[one.student].add((last - one.day).days // 7)
        ms[one.student] += int(one.ms + 0.5)
        tries, alone = tries + one.first, alone + one.alone
        opened += one.verb == "recommendation_opened"
        dismissed += one.verb == "recommendation_dismissed"
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), ZoneInfo(zone))
    begin = datetime.combine(first, datetime.min.time(), ZoneInfo(zone))
    topics = set(course.topological)
    earned = [at for (who, kc), at in log.mastered.items() if who in known and kc in topics]
    begun, finished = _begun(log, course, begin, end, known)
    found = {
        "engaged": 100 * sum(len(weeks[one]) for one in known) / (of * len(known)),
        "minutes": statistics.median(ms[one] / 60_000 / (days / 7) for one in known),
        "mastered": 100 * sum(at < end for at in earned) / (len(known) * len(topics)),
        "velocity": sum(begin <= at < end for at in earned) / (days / 7) / len(known),
    }
    if tries:
        found["first_try"] = 100 * alone / tries
    if begun:
        found["finished"] = 100 * finished / begun
    if opened + dismissed:
        found["followed"] = 100 * opened / (opened + dismissed)
    return found


_TOUCHES = frozenset(
    {"answered", "hint_requested", "read", "video_progressed", "video_completed", "simulation_interacted",
     "recommendation_opened", "recommendation_completed"}
)  # fmt: skip


def _begun(
    log: Log, course: CourseSnapshot, begin: datetime, end: datetime, known: set[UUID]
) -> tuple[int, int]:  # fmt: skip
    """Return how many things were begun by students, and how many of these are finished by now."""
    first: dict[tuple[UUID, UUID], datetime] = {}
    solved, whole = defaultdict[tuple[UUID, UUID], set[str]](set), set[tuple[UUID, UUID]]()
    for one in log.events:
        if one.item is None or one.item not in course.content or one.student not in known or one.verb not in _TOUCHES:
            continue
        key = (one.student, one.item)
        first.setdefault(key, one.at)
        right = one.verb == "answered" and one.correct and "hint_index" not in one.result
        if right and one.step:
            solved[key].add(one.step)
        progress = float(one.result.get("progress", 1.0))
        if (
            one.verb in ("video_completed", "recommendation_completed")
            or (one.verb == "read" and progress >= 0.9)
            or (one.verb == "simulation_interacted" and float(one.result.get("progress", 0.0)) >= 1)
            or (one.verb == "answered" and one.correct and one.step is None)
        ):
            whole.add(key)
    here = [key for key, at in first.items() if begin <= at < end]
    done = 0
    for key in here:
        steps = len(course.content[key[1]].steps)
        done += len(solved[key]) >= steps if steps else key in whole
    return len(here), done


def trend(log: Log, first: date, last: date) -> dict[str, tuple[int, int, int, int, int]]:
    """Return day -> (students there, answers, first tries, those right alone, minutes)."""
    found = {}
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        some = log.within(day, day)
        found[day.isoformat()] = (
            len({one.student for one in some}), sum(one.verb == "answered" and one.counts for one in some),
            sum(one.first for one in some), sum(one.alone for one in some),
            round(sum(int(one.ms + 0.5) for one in some) / 60_000),
        )  # fmt: skip
    return found


def hours(log: Log, first: date, last: date) -> dict[int, int]:
    """Return hour of the day -> answers, of those that have any."""
    found = defaultdict[int, int](int)
    for one in log.within(first, last):
        found[one.hour] += one.verb == "answered" and one.counts
    return {hour: count for hour, count in found.items() if count}


def topics(log: Log, first: date, last: date) -> dict[UUID, tuple[int, int, int]]:
    """Return topic -> (answers, first tries, minutes)."""
    answers, tries = defaultdict[UUID, int](int), defaultdict[UUID, int](int)
    ms = defaultdict[UUID, int](int)
    for one in log.within(first, last):
        for kc in one.kcs:
            if one.verb in ("answered", "hint_requested"):
                answers[kc] += one.verb == "answered" and one.counts
                tries[kc] += one.first
                ms[kc] += int(one.ms + 0.5)
    return {kc: (answers[kc], tries[kc], round(ms[kc] / 60_000)) for kc in ms}


def student(log: Log, who: UUID, first: date, last: date) -> tuple[int, int, int]:
    """Return (minutes, answers, days) of one student."""
    some = [one for one in log.within(first, last) if one.student == who]
    return (
        round(sum(int(one.ms + 0.5) for one in some) / 60_000),
        sum(one.verb == "answered" and one.counts for one in some), len({one.day for one in some}),
    )  # fmt: skip


_LOOKED = frozenset(
    {"session_started", "session_ended", "recommendation_shown", "recommendation_opened", "recommendation_dismissed",
     "recommendation_completed"}
)  # fmt: skip


def report(log: Log, who: UUID, first: date, last: date) -> dict[str, Any]:
    """Return what a family's report counts of one student."""
    some = [one for one in log.within(first, last) if one.student == who]
    graded = [one for one in some if one.correct is not None and one.counts]
    by_topic = defaultdict[UUID, list[int]](lambda: [0, 0])
    for one in graded:
        for kc in one.kcs:
            by_topic[kc][0] += 1
            by_topic[kc][1] += bool(one.correct)
    weeks = defaultdict[date, list[float]](lambda: [0, 0.0, 0])
    for day in sorted({one.day for one in some if one.verb not in _LOOKED}):
        weeks[day - timedelta(days=day.weekday())][0] += 1
    for one in some:
        here = weeks[one.day - timedelta(days=one.day.weekday())]
        here[1] += one.ms / 60_000
        here[2] += one in graded
    return {
        "answers": len(graded), "right": sum(bool(one.correct) for one in graded),
        "topics": {kc: tuple(counts) for kc, counts in by_topic.items()},
        "weeks": {week: (int(a), round(b), int(c)) for week, (a, b, c) in weeks.items() if a or round(b) or c},
    }  # fmt: skip
