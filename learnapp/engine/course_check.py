"""Whether a course can be studied in its order: no circle, nothing loose, nothing asked before it is taught."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from learnapp.engine.graph_edit import circle_of, pairs_of
from learnapp.engine.kc import Content, ContentKind, CourseSnapshot


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


class Order(NamedTuple):
    """In which order a course teaches.

    Attributes:
        taught: Topic -> its place among the topics.
        lessons: Lesson -> its place.
        first: Topic -> place of the first lesson that teaches it.
    """

    taught: dict[UUID, int]
    lessons: dict[UUID, int]
    first: dict[UUID, int]


def order_of(course: CourseSnapshot) -> Order:
    """Return the order in which a course teaches."""
    topics = [kc_id for lesson in course.lessons for kc_id in lesson.kc_ids]
    pairs = [(kc_id, number) for number, lesson in enumerate(course.lessons) for kc_id in lesson.kc_ids]
    return Order(
        {kc_id: place for place, kc_id in reversed(list(enumerate(topics)))},
        {lesson.lesson_id: number for number, lesson in enumerate(course.lessons)},
        dict(reversed(pairs)),
    )


def check(course: CourseSnapshot) -> list[Finding]:
    """Return what is not in order, by topic in course order and then by item."""
    order = order_of(course)
    taught = order.taught
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
    for item in course.content.values():
        found += of_item(item, course, order)
    return found


def of_item(item: Content, course: CourseSnapshot, order: Order) -> list[Finding]:
    """Return whether an item has no topic of its course, or asks for one that no lesson up to its own has taught."""
    known = [kc_id for kc_id in item.kc_ids if kc_id in course.kcs]
    found = [] if known else [Finding("item-without-topic", content_id=item.content_id)]
    here = order.lessons.get(item.lesson_id)
    if here is None or item.kind not in (ContentKind.PRACTICE, ContentKind.SIMULATION):
        return found
    needed = dict.fromkeys((*known, *(one for step in item.steps for one in step.kc_ids if one in course.kcs)))
    return found + [
        Finding("item-before-its-topic", kc_id, content_id=item.content_id)
        for kc_id in needed
        if order.first.get(kc_id, here) > here
    ]
