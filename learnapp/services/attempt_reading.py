"""An attempt with everything that a page of it reads, and how its clock stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.time_limit import GRACE, Accommodation, Break, TimeLeft, time_left
from learnapp.services import classroom, current
from learnapp.services.attempt_items import task, versions
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow, SavedAnswer, ServedItem
from learnapp.storage.repositories.sections import Section

WAITS = timedelta(days=25)
"""Results that nobody releases are shown so long after an attempt was handed in: the log takes in 30 days."""


@dataclass(frozen=True, slots=True)
class Sat:
    """An attempt, as it stands now.

    Attributes:
        tenant: The institution.
        items: As they were served, by place.
        answers: (place, step) -> the last answer.
        tasks: Place -> the item as the student was given it; what is stored nowhere any more is missing.
        gone: Content that the class does not get any more: it is skipped, and counts for nothing.
    """

    tenant: UUID
    row: AttemptRow
    made: AssessmentRow
    snapshot: CourseSnapshot
    items: tuple[ServedItem, ...]
    answers: dict[tuple[int, str], SavedAnswer]
    tasks: dict[int, Content]
    gone: frozenset[UUID]

    def counts(self, one: ServedItem) -> bool:
        """Return whether an item still belongs to the test."""
        return one.place in self.tasks and one.content_id not in self.gone

    def answered(self, one: ServedItem) -> bool:
        """Return whether every step of an item has an answer."""
        content = self.tasks.get(one.place)
        return content is not None and all((one.place, step.step_id) in self.answers for step in content.steps)


async def course_of(section: Section | None) -> CourseSnapshot:
    """Return what a class studies. Ask outside of a transaction: a course may have to be loaded.

    Raises:
        NotFoundError: No such class, or it studies nothing any more.
    """
    one = section
    snapshot = await classroom.course_of(one.course_tenant_id, one.course_id, one.course_version) if one else None
    if snapshot is None:
        raise NotFoundError("This class studies no course any more. Ask your teacher.")
    return snapshot


async def sat(tenant: UUID, attempt_id: UUID) -> Sat:
    """Return an attempt. The caller makes sure whose it is.

    Raises:
        NotFoundError: There is none.
    """
    async with current().db.transaction(tenant) as tx:
        row = await rows.one(tx.session, tenant, attempt_id)
        made = await made_rows.one(tx.session, tenant, row.assessment_id) if row is not None else None
        if row is None or made is None:
            raise NotFoundError("There is no such test. Go back to Today.")
        sections = await section_rows.sections_by_id(tx.session, tenant, [made.section_id])
        items = (await rows.items(tx.session, tenant, [attempt_id]))[attempt_id]
        answers = (await rows.answers(tx.session, tenant, [attempt_id]))[attempt_id]
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, made.section_id)}
    snapshot = await course_of(sections[0] if sections else None)
    known = await versions(tenant, snapshot, items)
    tasks = {
        one.place: task(known[(one.content_id, one.version)], one, row.student_id)
        for one in items
        if (one.content_id, one.version) in known
    }
    said = {(one.place, one.step_id): one for one in answers}
    return Sat(tenant, row, made, snapshot, tuple(items), said, tasks, frozenset(gone))


def clock(row: AttemptRow, made: AssessmentRow, now: datetime) -> TimeLeft:
    """Return how the clock of an attempt stands; the server's time decides, whatever the browser shows."""
    if row.reopened_until is not None:
        until = row.reopened_until
        return TimeLeft(
            until, max(timedelta(0), until - now), max(timedelta(0), now - row.started_at), now > until + GRACE,
            on_break=False, breaks_left=0,
        )  # fmt: skip
    return time_left(
        timedelta(minutes=made.minutes) if made.minutes else None,
        row.started_at,
        now,
        given=Accommodation(row.factor, row.breaks, timedelta(minutes=row.break_minutes)),
        taken=pauses(row),
        closes_at=made.closes_at,
    )


def time_ahead(made: AssessmentRow, extra: tuple[float, int, int], start: datetime) -> tuple[int, bool, bool]:
    """Return what somebody may be promised who begins at a moment.

    Args:
        made: The test.
        extra: (times as much time, breaks, minutes of each).
        start: When they begin.

    Returns:
        Whole minutes (0: no limit); whether it is closing that ends them; whether they go on beyond closing.
    """
    limit = timedelta(minutes=made.minutes) if made.minutes else None
    given, closes = Accommodation(extra[0], extra[1], timedelta(minutes=extra[2])), made.closes_at
    if closes is not None and closes <= start:
        closes = None
    left = time_left(limit, start, start, given=given, closes_at=closes)
    if limit is None or left.left is None or left.deadline is None:
        return 0, closes is not None, False
    minutes = max(1, int(left.left.total_seconds() / 60))
    return minutes, left.deadline == closes, closes is not None and left.deadline > closes


def pauses(row: AttemptRow) -> list[Break]:
    """Return the breaks that were taken."""
    taken = row.pauses.get("taken", ())
    return [Break(datetime.fromisoformat(a), datetime.fromisoformat(b) if b else None) for a, b in taken]


def with_pauses(taken: list[Break]) -> dict[str, Any]:
    """Return breaks as an attempt stores them."""
    pairs = [[one.began_at.isoformat(), one.ended_at.isoformat() if one.ended_at else None] for one in taken]
    return {"taken": pairs}


def is_shown(row: AttemptRow, made: AssessmentRow, now: datetime) -> bool:
    """Return whether the results of an attempt that is handed in may be seen."""
    if row.submitted_at is None:
        return False
    if made.shown == "submitted" or made.released_at is not None or row.recorded_at is not None:
        return True
    closed = made.shown == "closed" and made.closes_at is not None and made.closes_at <= now and not made.still_taken
    # Who has seen the key could hand it on to who begins later.
    closed = closed and (made.awaited is None or made.awaited <= now)
    return closed or made.withdrawn_at is not None or now - row.submitted_at >= WAITS
