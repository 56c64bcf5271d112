"""The form in which the structure of a course is kept: what it is called, its lessons in order, and its topics."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class LessonPart:
    """A lesson: ids of its topics in their order; `objectives` as they are stored."""

    id: str
    title: str
    topics: tuple[str, ...] = ()
    objectives: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TopicPart:
    """A topic; `standard` is a code, "" for none."""

    id: str
    slug: str
    name: str
    description: str = ""
    standard: str = ""


@dataclass(frozen=True, slots=True)
class GoneLesson:
    """A lesson that is taken away; `to` is the lesson that gets its contents, "": they leave the course."""

    id: str
    title: str
    to: str = ""


@dataclass(frozen=True, slots=True)
class Structure:
    """The structure of a course as it is, or as it is to be.

    Attributes:
        lessons: In their order.
        topics: All topics, also those that no lesson has.
        needs: (topic, what it needs first), as the author has set it.
        gone: Lessons that were taken away since the draft was begun.
    """

    title: str
    subject: str = ""
    description: str = ""
    language: str = "en"
    grade_band: str = ""
    license: str = ""
    attribution: str = ""
    lessons: tuple[LessonPart, ...] = ()
    topics: tuple[TopicPart, ...] = ()
    needs: tuple[tuple[str, str], ...] = ()
    gone: tuple[GoneLesson, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return it as it is stored."""
        return asdict(self)

    @property
    def taught(self) -> Structure:
        """The structure without topics that no lesson teaches: those come and go with contents."""
        there = {kc for one in self.lessons for kc in one.topics}
        return replace(self, topics=tuple(one for one in self.topics if one.id in there))

    def lesson(self, lesson: str) -> LessonPart | None:
        """Return a lesson."""
        return next((one for one in self.lessons if one.id == lesson), None)

    def topic(self, topic: str) -> TopicPart | None:
        """Return a topic."""
        return next((one for one in self.topics if one.id == topic), None)

    def lesson_of(self, topic: str) -> str:
        """Return the first lesson that teaches a topic, "" for none."""
        return next((one.id for one in self.lessons if topic in one.topics), "")


def from_json(raw: Mapping[str, Any]) -> Structure:
    """Return a stored structure."""
    parts = dict(raw)
    return Structure(
        lessons=tuple(
            LessonPart(one["id"], one["title"], tuple(one["topics"]), dict(one["objectives"]))
            for one in parts.pop("lessons")
        ),
        topics=tuple(TopicPart(**one) for one in parts.pop("topics")),
        needs=tuple((one, other) for one, other in parts.pop("needs")),
        gone=tuple(GoneLesson(**one) for one in parts.pop("gone")),
        **parts,
    )


def placed(lesson: str, topics: Iterable[str], before: Structure, after: Structure) -> str | None:
    """Return the lesson of a content under a changed structure; None: it leaves the course.

    Args:
        lesson: Where it is.
        topics: Its topics, the first one decides.
        before: The structure when the change was begun.
        after: The structure as it is to be.
    """
    first = next(iter(topics), "")
    if before.topic(first) is not None and after.topic(first) is None:
        # A topic leaves with a lesson that is taken out, and only there.
        return None
    was, now = before.lesson_of(first), after.lesson_of(first)
    if now and was == lesson and now != was:
        # It stands in the lesson of its first topic, or a student would meet it before that is taught.
        return now
    if after.lesson(lesson) is not None:
        return lesson
    gone = next((one for one in after.gone if one.id == lesson), None)
    if gone is not None:
        return gone.to if after.lesson(gone.to) is not None else None
    return now or (after.lessons[0].id if after.lessons else lesson)
