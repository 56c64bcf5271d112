"""Small synthetic courses for the tests of the engine."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from learnapp.engine.kc import (
    KC,
    AnswerKey,
    AnswerKind,
    Content,
    ContentKind,
    CourseSnapshot,
    LearnerState,
    Lesson,
    Step,
)
from learnapp.engine.mastery import observe
from learnapp.engine.path import topological_order

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def uid(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def kc_id(number: int) -> UUID:
    return uid(1, number)


def chain_course(kcs: int = 10, items: int = 20, readings: int = 1) -> CourseSnapshot:
    """KC n needs KC n-1; each has readings and items of rising difficulty."""
    lesson = Lesson(uid(3, 0), "Lesson", 0, tuple(kc_id(n) for n in range(kcs)))
    content: dict[UUID, Content] = {}
    by_kc: dict[UUID, tuple[UUID, ...]] = {}
    for n in range(kcs):
        mine = []
        for i in range(readings + items):
            reading = i < readings
            step = Step("a", "1+1?", AnswerKind.NUMERIC, (kc_id(n),), AnswerKey(("2",)))
            made = Content(
                content_id=uid(2, n * 1000 + i),
                version=1,
                kind=ContentKind.READING if reading else ContentKind.PRACTICE,
                title=f"KC {n} {'reading' if reading else 'item'} {i}",
                body="",
                lesson_id=lesson.lesson_id,
                position=i,
                kc_ids=(kc_id(n),),
                steps=() if reading else (step,),
                difficulty=-1.5 + 3.0 * i / items,
            )
            content[made.content_id] = made
            mine.append(made.content_id)
        by_kc[kc_id(n)] = tuple(mine)
    components = {kc_id(n): KC(kc_id(n), f"kc-{n}", f"KC {n}") for n in range(kcs)}
    needs: dict[UUID, tuple[UUID, ...]] = {kc_id(n): (kc_id(n - 1),) for n in range(1, kcs)}
    return CourseSnapshot(
        tenant_id=uid(4, 0),
        course_id=uid(5, 0),
        version=1,
        title="Chain",
        subject="mathematics",
        language="en",
        lessons=(lesson,),
        kcs=components,
        prerequisites=needs,
        content=content,
        by_kc=by_kc,
        topological=topological_order(components, needs, {}),
    )


def newcomer() -> LearnerState:
    return LearnerState(uid(6, 1), uid(5, 0))


def answer(
    learner: LearnerState, course: CourseSnapshot, kc: int, *outcomes: bool, hints: int = 0, now: datetime = NOW
) -> list[UUID]:
    """Let the learner answer items of one KC; returns the event ids."""
    events = []
    for right in outcomes:
        event = uid(7, 10_000 * kc + sum(s.attempts for s in learner.kcs.values()))
        item = course.content[course.by_kc[kc_id(kc)][1]]
        seen = observe(learner, course, item, item.kc_ids, correct=right, hints=hints, now=now, event_id=event)
        learner.kcs.update(seen.states)
        learner.theta, learner.theta_variance = seen.theta, seen.variance
        events.append(event)
    return events
