"""What the detectors see of a class: the latest tries of its students, read from the log once for all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.struggles import MOST_TRIES, Try
from learnapp.storage.repositories import intervention_places as places
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories.interventions import LoggedRow

LOOK_BACK = timedelta(days=60)
_MOST_ROWS = 2 * MOST_TRIES
_MOST_SECONDS = 1800.0
"""A longer stretch at one answer was not spent on it."""
_RECENT = 30


@dataclass(frozen=True, slots=True)
class Work:
    """What one student has done lately.

    Attributes:
        last: What they were at last.
        contents: What they have tried lately.
        hinted: Topics at which they have asked for hints.
        known: Topics that they have mastered.
        home: Whether there is a guardian who is told what comes from school.
    """

    tries: list[Try] = field(default_factory=list)
    last: UUID | None = None
    contents: frozenset[UUID] = frozenset()
    hinted: frozenset[UUID] = frozenset()
    known: frozenset[UUID] = frozenset()
    home: bool = False


async def works(
    session: AsyncSession,
    tenant: UUID,
    section: UUID,
    snapshot: CourseSnapshot,
    students: Sequence[UUID],
    now: datetime,
) -> dict[UUID, Work]:
    """Return what students of a section have done lately.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The class.
        snapshot: What it studies.
        students: Of the class.
        now: Server time.
    """
    logged: dict[UUID, list[LoggedRow]] = {one: [] for one in students}
    for row in await rows.logged(session, tenant, section, students, now - LOOK_BACK, _MOST_ROWS):
        logged[row.student].append(row)
    known: dict[UUID, set[UUID]] = {one: set() for one in students}
    for student, kc in await rows.known(session, tenant, students, THRESHOLDS.fading_at):
        known[student].add(kc)
    reached = await places.with_home(session, tenant, students)
    return {
        student: _work(found, snapshot, frozenset(known[student]), home=student in reached)
        for student, found in logged.items()
    }


def _work(found: list[LoggedRow], snapshot: CourseSnapshot, known: frozenset[UUID], *, home: bool) -> Work:
    return Work(
        tries_of(found, snapshot),
        next((row.content_id for row in reversed(found) if row.content_id), None),
        frozenset(row.content_id for row in found[-_RECENT:] if row.content_id),
        frozenset(kc for row in found if row.verb == "hint_requested" or row.hints for kc in row.kcs[:1]),
        known,
        home,
    )


def tries_of(found: Sequence[LoggedRow], snapshot: CourseSnapshot) -> list[Try]:
    """Return what the detectors read: answers, and solutions that were opened instead of one.

    Args:
        found: Answers and hints of one student, oldest first.
        snapshot: Tells which hint is the solution.
    """
    tries: list[Try] = []
    standing: dict[tuple[UUID | None, str | None, str | None], str] = {}
    before: datetime | None = None
    for row in found:
        key = (row.content_id, row.step_id, row.variant)
        stands = standing.get(key, "")
        seconds = row.seconds
        if seconds is None and before is not None:
            seconds = (row.at - before).total_seconds()
        seconds = None if seconds is None or seconds > _MOST_SECONDS else max(seconds, 0.0)
        before = row.at
        kc = row.kcs[0] if row.kcs else None
        if kc is None:
            continue
        if row.verb == "hint_requested":
            if stands in ("", "tried") and _is_solution(row, snapshot):
                tries.append(Try(row.event_id, row.at, kc, False, row.hint_index or 0, True, stands == "tried", None))
                standing[key] = "given up"
            continue
        # Answers to a smaller question within a hint are part of the hint; what follows the solution is copied.
        if row.correct is None or row.hint_index is not None or stands == "given up":
            standing.pop(key, None) if stands == "given up" and row.correct else None
            continue
        again = stands == "tried"
        tries.append(Try(row.event_id, row.at, kc, row.correct, row.hints, False, again, seconds))
        if row.correct:
            standing.pop(key, None)
        else:
            standing[key] = "tried"
    return tries


def _is_solution(row: LoggedRow, snapshot: CourseSnapshot) -> bool:
    item = snapshot.content.get(row.content_id) if row.content_id else None
    step = next((one for one in item.steps if one.step_id == row.step_id), None) if item else None
    if step is None or row.hint_index is None or not 0 <= row.hint_index < len(step.hints):
        return False
    return step.hints[row.hint_index].kind == "bottom_out"
