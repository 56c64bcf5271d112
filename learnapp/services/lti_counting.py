"""Which grades of a class have changed: real points of tests, of what is assigned, and topics that are mastered.

What happens leaves a mark in its own transaction (`lti_grade_due`). Here the marks of a class are turned into scores,
each counted from what is stored, so that nothing is lost with a process, and counting twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.i18n import translate
from learnapp.engine.kc import CourseSnapshot
from learnapp.services import classroom, current, rounds
from learnapp.services.assignments import thing_of
from learnapp.services.attempt_items import versions
from learnapp.services.attempt_reading import is_shown
from learnapp.services.attempt_scores import overall, rank, result
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import attempts as attempt_rows
from learnapp.storage.repositories import classroom as class_rows
from learnapp.storage.repositories import lti_grades as rows
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.lti_grades import NewScore
from learnapp.storage.repositories.lti_services import ServiceRow
from learnapp.storage.repositories.sections import Section

AT_A_TIME, ROUNDS = 200, 50
STEPS = timedelta(minutes=15)
"""Steps on the way to something are sent this seldom: a gradebook is no live board."""
ADAPTIVE_POINTS = 100.0
"""Everybody gets other questions in an adaptive test, so its points are of all that could be asked."""

_NOTHING = (False, -1.0)

LINKED = frozenset({"content", "topic", "lesson"})
"""What has a column only where a link in the LMS has brought one."""


@dataclass(frozen=True, slots=True)
class _Points:
    """What somebody has of one thing; `given` None: handed in, not to be seen yet."""

    given: float | None
    maximum: float
    activity: str
    grading: str
    settled: bool = True


@dataclass(slots=True)
class _Found:
    """What there is to grade in a class, and what its students have of it, by (kind, thing)."""

    titles: dict[tuple[str, UUID], tuple[str, float]] = field(default_factory=dict)
    points: dict[tuple[str, UUID], dict[UUID, _Points]] = field(default_factory=dict)

    def add(self, kind: str, thing: UUID, title: str, maximum: float) -> dict[UUID, _Points]:
        """Note that something can be graded."""
        self.titles[kind, thing] = (title, maximum)
        return self.points.setdefault((kind, thing), {})


async def work_in(tenant: UUID) -> None:
    """Count what has happened in an institution."""
    for _ in range(ROUNDS):
        async with current().db.transaction(tenant) as tx:
            due = await rows.due(tx.session, tenant, AT_A_TIME)
        if not due:
            return
        for section in dict.fromkeys(section for section, _, _ in due):
            await count(tenant, section, [(student, mark) for one, student, mark in due if one == section])


async def again(tenant: UUID) -> None:
    """Let everything that is passed on be counted again: a question that was void, a test that was withdrawn."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        for section in await rows.passing_classes(tx.session, tenant):
            await rows.mark_class(tx.session, tenant, section, now)


async def again_everywhere() -> None:
    """Do so in every institution; for the worker, once a day."""
    await rounds.each_institution("grades, counted again", again)


async def count(tenant: UUID, section_id: UUID, marks: Sequence[tuple[UUID, int]]) -> None:
    """Turn marks of a class into scores that are sent.

    Args:
        tenant: The institution.
        section_id: The class.
        marks: (student, mark).
    """
    students, now = [student for student, _ in marks], current().clock.now()
    async with current().db.transaction(tenant) as tx:
        services = await service_rows.of_section(tx.session, tenant, section_id)
        sections = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        institution = await section_rows.institution(tx.session, tenant)
        passing = [one for one in services if one.passes]
        columns = [each for one in passing for each in await rows.items(tx.session, tenant, one.course)]
    linked = {(one.kind, one.thing_id) for one in columns}
    found = _Found()
    if passing and sections:
        one = sections[0]
        snapshot = await classroom.course_of(one.course_tenant_id, one.course_id, one.course_version)
        if snapshot is not None:
            locale = institution.locale if institution is not None else "en"
            await _tests(tenant, snapshot, section_id, students, found, now)
            await _assignments(tenant, snapshot, section_id, students, found, now)
            await _contents(tenant, snapshot, students, found, linked)
            await _progress(tenant, snapshot, one, students, found, locale, linked)
    async with current().db.transaction(tenant) as tx:
        for service in passing:
            await _put(tx.session, tenant, service, found, students, now)
        await rows.counted(tx.session, tenant, section_id, marks)


async def _put(
    session: AsyncSession, tenant: UUID, service: ServiceRow, found: _Found, students: Sequence[UUID],
    now: datetime,
) -> None:  # fmt: skip
    on = {"assessment": service.tests, "course": service.progress}
    known = {(one.kind, one.thing_id) for one in await rows.items(session, tenant, service.course)}
    wanted = {
        key: points
        for key, points in found.points.items()
        if on.get(key[0], service.assignments) and (key[0] not in LINKED or key in known)
    }
    for (kind, thing), points in wanted.items():
        if any(_worth_a_column(one) for one in points.values()):
            title, maximum = found.titles[kind, thing]
            await rows.want_item(session, tenant, service.course, kind, thing, title, maximum, now)
    items = {(one.kind, one.thing_id): one.line_item_id for one in await rows.items(session, tenant, service.course)}
    had = await rows.have(session, tenant, list(items.values()), students)
    scores = [
        NewScore(items[key], student, one.given, one.maximum, one.activity, one.grading, one.settled)
        for key, points in wanted.items()
        if key in items
        for student, one in points.items()
        # Nobody gets a nought for what they have not begun; what was passed on once follows every change.
        if _worth_a_column(one) or (items[key], student) in had
    ]
    await rows.put(session, tenant, scores, now, now + STEPS)


def _worth_a_column(one: _Points) -> bool:
    return one.activity != "Initialized"


async def _tests(
    tenant: UUID, snapshot: CourseSnapshot, section: UUID, students: Sequence[UUID], found: _Found, now: datetime
) -> None:
    async with current().db.transaction(tenant) as tx:
        attempts = await attempt_rows.handed_in(tx.session, tenant, section, students)
        made = await made_rows.some(tx.session, tenant, list({one.assessment_id for one in attempts}))
        shown = [one for one in attempts if is_shown(one, made[one.assessment_id], now)]
        ids = [one.attempt_id for one in shown]
        items = await attempt_rows.items(tx.session, tenant, ids)
        answers = await attempt_rows.answers(tx.session, tenant, ids)
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, tenant, section)}
    known = await versions(tenant, snapshot, [one for each in items.values() for one in each])
    best: dict[tuple[UUID, UUID], tuple[tuple[bool, float], _Points]] = {}
    for row in attempts:
        key, test = (row.assessment_id, row.student_id), made[row.assessment_id]
        if row.attempt_id not in items:
            best.setdefault(key, (_NOTHING, _Points(None, 1.0, "Submitted", "Pending")))
            continue
        mine = items[row.attempt_id]
        contents = {
            one.place: known[one.content_id, one.version] for one in mine if (one.content_id, one.version) in known
        }
        said = result(mine, contents, {(one.place, one.step_id): one for one in answers[row.attempt_id]}, gone)
        share = overall(test.kind, said, snapshot)[0]
        if not said.items:
            continue
        points = ADAPTIVE_POINTS if test.kind == "adaptive" else float(said.items)
        place = rank(test.kind, said, snapshot)
        if place > best.get(key, (_NOTHING, None))[0]:
            # Enough digits that nothing is rounded that anybody would see, few enough that noise is none.
            best[key] = (place, _Points(round(share * points, 6), points, "Completed", "FullyGraded"))
    for (thing, student), (_, one) in best.items():
        test = made[thing]
        maximum = one.maximum if one.given is not None else ADAPTIVE_POINTS
        found.add("assessment", thing, test.title, maximum)[student] = one


async def _assignments(
    tenant: UUID, snapshot: CourseSnapshot, section: UUID, students: Sequence[UUID], found: _Found, now: datetime
) -> None:
    async with current().db.transaction(tenant) as tx:
        standing, _ = await assignment_rows.standing(tx.session, tenant, section, now, 0, 200)
        mine = {one.assignment_id: one for one in standing if one.assessment_id is None}
        left = await assignment_rows.left_of(tx.session, tenant, section, list(mine), students)
    for assignment, student, missing in left:
        one = mine[assignment]
        maximum = float(one.answers or 1)
        title = thing_of(one, snapshot)[1]
        if not title:
            continue
        points = _so_far(max(0.0, maximum - missing), maximum, "Pending")
        found.add("assignment", assignment, title, maximum)[student] = points


async def _progress(
    tenant: UUID, snapshot: CourseSnapshot, section: Section, students: Sequence[UUID], found: _Found, locale: str,
    linked: Collection[tuple[str, UUID]],
) -> None:  # fmt: skip
    """Count topics that are mastered: of the course, and of topics and lessons that have a column of their own."""
    async with current().db.transaction(tenant) as tx:
        mastered = await class_rows.mastered_of(tx.session, tenant, students, list(snapshot.kcs))
    title = translate(locale, "class-lms-column-course", title=section.title)
    _topics(found.add("course", section.section_id, title, float(len(snapshot.kcs))), set(snapshot.kcs), mastered,
            students)  # fmt: skip
    titles = {one.lesson_id: one.title for one in snapshot.lessons}
    for kind, thing in linked:
        if kind == "topic" and thing in snapshot.kcs:
            points = found.add("topic", thing, snapshot.kcs[thing].name, 1.0)
            _topics(points, {thing}, mastered, students)
        if kind == "lesson" and snapshot.objectives.get(thing):
            kcs = set(snapshot.objectives[thing])
            _topics(found.add("lesson", thing, titles[thing], float(len(kcs))), kcs, mastered, students)


def _topics(
    points: dict[UUID, _Points], kcs: set[UUID], mastered: dict[UUID, set[UUID]], students: Sequence[UUID]
) -> None:
    for student in students:
        given = float(len(kcs & mastered.get(student, set())))
        if kcs:
            # How far somebody has come is wholly graded at every moment, although they go on.
            points[student] = _so_far(given, float(len(kcs)), "FullyGraded")


def _so_far(given: float, maximum: float, grading: str) -> _Points:
    done = given >= maximum
    activity = "Completed" if done else "InProgress" if given else "Initialized"
    return _Points(given, maximum, activity, "FullyGraded" if done else grading, settled=done)


async def _contents(
    tenant: UUID, snapshot: CourseSnapshot, students: Sequence[UUID], found: _Found,
    linked: Collection[tuple[str, UUID]],
) -> None:  # fmt: skip
    """Count the steps of contents that have a column of their own; what has no steps is done or not."""
    wanted = [thing for kind, thing in linked if kind == "content" and thing in snapshot.content]
    if not wanted:
        return
    async with current().db.transaction(tenant) as tx:
        solved, done = await class_rows.solved_of(tx.session, tenant, students, wanted)
    for thing in wanted:
        content = snapshot.content[thing]
        maximum = float(len(content.steps) or 1)
        points = found.add("content", thing, content.title, maximum)
        for student in students:
            given = maximum if (student, thing) in done else min(float(solved.get((student, thing), 0)), maximum)
            points[student] = _so_far(given, maximum, "Pending")
