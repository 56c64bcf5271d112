"""What the teacher of the demo assigns and pins: something that is open, something that is done, and one pin."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from learnapp.engine.kc import Content, ContentKind, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import assignments, current, pins
from learnapp.services.assignments import AssignmentDraft
from learnapp.storage.repositories import pins as pin_rows
from learnapp.storage.repositories import sections as section_rows

_SATURDAY = 5
_ANSWERS = 5


async def assign(teacher: Actor, section: UUID, course: CourseSnapshot) -> None:
    """Assign a topic to everybody and an exercise to those who have done it already, and pin a text or a film.

    Args:
        teacher: Who teaches the class.
        section: The class.
        course: What it studies.
    """
    now = current().clock.now()
    day = now.date() + timedelta(days=6)
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    topic = course.topological[min(1, len(course.topological) - 1)]
    await assignments.assign(
        teacher, section,
        AssignmentDraft(
            kc_id=topic, answers=_ANSWERS, due_at=datetime.combine(day, time(20), UTC),
            words="Five answers are enough. Draw the bar first when you are not sure.",
        ),
    )  # fmt: skip
    exercise, students = await _most_done(teacher.tenant_id, section, course, now)
    if exercise is not None:
        await assignments.assign(
            teacher, section,
            AssignmentDraft(
                content_id=exercise.content_id, students=students, words="We talk about this one in class."
            ),
        )  # fmt: skip
    shown = [one for one in course.content.values() if one.kind in (ContentKind.READING, ContentKind.VIDEO)]
    first = min((one for one in shown if one.min_age is None), key=lambda one: one.position, default=None)
    if first is not None:
        await pins.pin(teacher, section, first.content_id)


async def _most_done(
    tenant: UUID, section: UUID, course: CourseSnapshot, now: datetime
) -> tuple[Content | None, tuple[UUID, ...]]:
    """Return the exercise that most of a class have done, with who that is."""
    exercises = [one for one in course.content.values() if one.steps]
    asked = [one.content_id for one in exercises], [len(one.steps) for one in exercises], [now] * len(exercises)
    doers: dict[UUID, list[UUID]] = {}
    async with current().db.transaction(tenant) as tx:
        for student in await section_rows.student_ids(tx.session, tenant, section):
            for content in await pin_rows.done(tx.session, tenant, student, *asked):
                doers.setdefault(content, []).append(student)
    best = max(exercises, key=lambda one: len(doers.get(one.content_id, ())), default=None)
    if best is None or best.content_id not in doers:
        return None, ()
    return best, tuple(doers[best.content_id])
