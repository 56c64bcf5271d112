"""What differs between two structures of a course, in the order in which one would tell it."""

from __future__ import annotations

from collections.abc import Iterator

from learnapp.engine.wording import compared
from learnapp.services.outline_views import StructureChange
from learnapp.services.structure_documents import LessonPart, Structure, TopicPart

FACTS = ("title", "subject", "description", "grade_band", "license", "attribution")


def differences(before: Structure, after: Structure) -> list[StructureChange]:
    """Return what is other in `after`: of the course itself, then of its lessons, then of its topics."""
    return [*_facts(before, after), *_lessons(before, after), *_topics(before, after), *_needs(before, after)]


def _facts(before: Structure, after: Structure) -> Iterator[StructureChange]:
    for name in FACTS:
        was, now = getattr(before, name), getattr(after, name)
        if was != now:
            yield StructureChange(f"course-{name.replace('_', '-')}", pieces=compared(was, now))


def _lessons(before: Structure, after: Structure) -> Iterator[StructureChange]:
    titles = {one.id: one.title for one in (*before.lessons, *after.lessons)}
    old = {one.id: one for one in before.lessons}
    to = {one.id: one.to for one in after.gone}
    for lesson in before.lessons:
        if after.lesson(lesson.id) is None:
            target = titles.get(to.get(lesson.id, ""), "")
            yield StructureChange("lesson-moved-into" if target else "lesson-removed", lesson.title, target)
    for lesson in after.lessons:
        if lesson.id not in old:
            yield StructureChange("lesson-added", lesson.title)
        elif old[lesson.id].title != lesson.title:
            yield StructureChange("lesson-renamed", pieces=compared(old[lesson.id].title, lesson.title))
    yield from _order(before.lessons, after.lessons)


def _order(before: tuple[LessonPart, ...], after: tuple[LessonPart, ...]) -> Iterator[StructureChange]:
    there = {one.id for one in after}
    was = [one.id for one in before if one.id in there]
    known = set(was)
    now = [one.id for one in after if one.id in known]
    if was != now:
        yield StructureChange("lessons-ordered", " · ".join(one.title for one in after))


def _topics(before: Structure, after: Structure) -> Iterator[StructureChange]:
    titles = {one.id: one.title for one in after.lessons}
    old = {one.id: one for one in before.topics}
    for topic in before.topics:
        if after.topic(topic.id) is None:
            yield StructureChange("topic-removed", topic.name)
    for topic in after.topics:
        lesson = after.lesson_of(topic.id)
        if topic.id not in old:
            yield StructureChange("topic-added", topic.name, titles.get(lesson, ""))
            yield from _standard(topic, "")
            continue
        yield from _changed(old[topic.id], topic)
        if lesson and before.lesson_of(topic.id) not in ("", lesson):
            yield StructureChange("topic-moved", topic.name, titles[lesson])
    for part in after.lessons:
        was = before.lesson(part.id)
        same = [kc for kc in was.topics if kc in part.topics] if was is not None else []
        if same != [kc for kc in part.topics if kc in same]:
            names = " · ".join(one.name for kc in part.topics if (one := after.topic(kc)) is not None)
            yield StructureChange("topics-ordered", part.title, names)


def _needs(before: Structure, after: Structure) -> Iterator[StructureChange]:
    """What goes with a topic is told by that."""
    names = {one.id: one.name for one in after.topics}
    was, now = set(before.needs), set(after.needs)
    for code, pairs in (("need-added", now - was), ("need-removed", was - now)):
        told = sorted((names[one], names[other]) for one, other in pairs if one in names and other in names)
        yield from (StructureChange(code, one, other) for one, other in told)


def _changed(was: TopicPart, now: TopicPart) -> Iterator[StructureChange]:
    if was.name != now.name:
        yield StructureChange("topic-renamed", pieces=compared(was.name, now.name))
    if was.description != now.description:
        yield StructureChange("topic-described", now.name, pieces=compared(was.description, now.description))
    yield from _standard(now, was.standard)


def _standard(topic: TopicPart, was: str) -> Iterator[StructureChange]:
    if topic.standard != was:
        yield StructureChange("topic-standard" if topic.standard else "topic-no-standard", topic.name, topic.standard)
