"""Whether a course can be studied in its order: no circle, nothing loose, nothing asked before it is taught."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.engine.graph_edit import circle_of, pairs_of
from learnapp.engine.kc import ContentKind, CourseSnapshot


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not in order.

    Attributes:
        code: circle, topic-without-lesson, topic-without-content, topic-without-practice, topic-loose,
            needs-later-topic, item-before-its-topic, item-without-topic.
        kc_id: The topic that it is about.
        other: The topic that it needs, where there is one.
        content_id: The item, where it is about one.
    """

    code: str
    kc_id: UUID | None = None
    other: UUID | None = None
    content_id: UUID | None = None


def check(course: CourseSnapshot) -> list[Finding]:
    """Return what is not in order, by topic in course order and then by item."""
    taught = _places(course)
    pairs = sorted(pairs_of(course))
    ways = (circle_of(course.prerequisites, kc_id, needed) for kc_id, needed in pairs)
    found = [Finding("circle", kc_id) for kc_id in dict.fromkeys(next(filter(None, ways), ()))]
    linked = {kc_id for pair in pairs for kc_id in pair}
    for kc_id in course.kcs:
        shelf = course.shelves.get(kc_id)
        if kc_id not in taught:
            found.append(Finding("topic-without-lesson", kc_id))
        if shelf is None or not (shelf.practice or shelf.others):
            found.append(Finding("topic-without-content", kc_id))
        elif not shelf.practice:
            found.append(Finding("topic-without-practice", kc_id))
        if kc_id not in linked and len(course.kcs) > 1:
            found.append(Finding("topic-loose", kc_id))
        # In which order lessons stand is what teachers follow; the path of a student may leave it.
        late = [one for one in course.prerequisites.get(kc_id, ()) if taught.get(one, -1) > taught.get(kc_id, -1)]
        found += [Finding("needs-later-topic", kc_id, other) for other in late if kc_id in taught]
    found += _of_items(course, taught)
    return found


def _places(course: CourseSnapshot) -> dict[UUID, int]:
    """Return kc_id -> its place in the order in which lessons teach."""
    order = [kc_id for lesson in course.lessons for kc_id in lesson.kc_ids]
    return {kc_id: place for place, kc_id in reversed(list(enumerate(order)))}


def _of_items(course: CourseSnapshot, taught: dict[UUID, int]) -> list[Finding]:
    """Return items that ask for a topic which no lesson up to theirs has taught."""
    lessons = {lesson.lesson_id: number for number, lesson in enumerate(course.lessons)}
    lesson_of = {kc_id: number for number, lesson in enumerate(course.lessons) for kc_id in lesson.kc_ids}
    found = []
    for item in course.content.values():
        known = [kc_id for kc_id in item.kc_ids if kc_id in course.kcs]
        if not known:
            found.append(Finding("item-without-topic", content_id=item.content_id))
        asks = item.kind in (ContentKind.PRACTICE, ContentKind.SIMULATION)
        here = lessons.get(item.lesson_id)
        if not asks or here is None:
            continue
        needed = dict.fromkeys((*known, *(one for step in item.steps for one in step.kc_ids if one in course.kcs)))
        found += [
            Finding("item-before-its-topic", kc_id, content_id=item.content_id)
            for kc_id in needed
            if lesson_of.get(kc_id, here) > here and kc_id in taught
        ]
    return found
