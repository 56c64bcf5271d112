"""What a student's answers add up to: the same steps as the event path, taken again from the first answer on.

Answers of all courses are taken together, for a knowledge component may belong to several; ability is per course.
Everything is computed from the log alone, so the same log gives the same states however often it is done.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import Protocol, TypeVar
from uuid import UUID

from learnapp.engine import bkt, mastery, placed_start, retention
from learnapp.engine.event import Verb
from learnapp.engine.kc import KC, Content, KCState, LearnerState

VOIDED, RESTORED, RECALCULATED = "item_voided", "item_restored", "recalculated"
"""Verbs of the compensating events. No door takes them in: only a recalculation writes them."""


@dataclass(frozen=True, slots=True)
class PastAnswer:
    """One stored answer that moved mastery, or would have if its item had not been voided.

    Attributes:
        student_seq: Its place among the student's events of its course.
        at: When the server received it.
        item: (a, b) that it was measured with, where these were not the author's.
        memory: Version of the weights of memory, where these were not the usual ones.
    """

    event_id: UUID
    course_id: UUID
    section_id: UUID
    student_seq: int
    content_id: UUID
    version: int
    kc_ids: tuple[UUID, ...]
    correct: bool
    partial: float
    hints: int
    at: datetime
    item: tuple[float, float] | None = None
    memory: int | None = None


@dataclass(frozen=True, slots=True)
class PastPlacement:
    """One stored placement: where it lets the KCs begin that nobody has answered by then.

    Attributes:
        student_seq: Its place among the student's events of its course.
        at: When the server received it.
        placed: KC -> P(known).
    """

    course_id: UUID
    section_id: UUID
    student_seq: int
    at: datetime
    placed: Mapping[UUID, float]


@dataclass(frozen=True, slots=True)
class PastEvent:
    """One stored event, with what running figures need of it.

    Attributes:
        student_seq: Its place among the student's events of its course.
        correct: Of a judged answer.
        duration_ms: Time on the step, milliseconds.
        at: When the server received it.
        kc_ids: What it may move.
        first: Whether it is a first attempt: it moved mastery, or would have if its item were not void.
        device: phone, tablet, desktop or unknown.
        hour: Hour of the day where the student lives, 0 to 23; None in events of before it was kept: UTC.
        kind: Of the content; None where there is none, or in events of before it was kept.
        difficulty: Of the content, logits, when it happened; None likewise.
        explanation: Which kind of explanation was opened, "" for none.
        watched_s: Seconds of a film that were watched.
    """

    course_id: UUID
    section_id: UUID
    student_seq: int
    verb: Verb
    content_id: UUID | None
    correct: bool | None
    duration_ms: int | None
    at: datetime
    kc_ids: tuple[UUID, ...] = ()
    first: bool = False
    device: str = "unknown"
    hour: int | None = None
    kind: str | None = None
    difficulty: float | None = None
    explanation: str = ""
    watched_s: float = 0.0


MEASURING = frozenset({Verb.ANSWERED, Verb.HINT_REQUESTED})
"""What tells of what a student can: about a voided item it says nothing. Everything else is work that was done."""


@dataclass(frozen=True, slots=True)
class Void:
    """Attempts on an item that do not count in a section: all of them, or those since a moment."""

    section_id: UUID
    content_id: UUID
    since: datetime | None = None

    def covers(self, answer: PastAnswer | PastEvent) -> bool:
        """Return whether an answer, or a hint on the way to it, belongs to these attempts."""
        here = answer.section_id == self.section_id and answer.content_id == self.content_id
        return here and (self.since is None or answer.at >= self.since)


@dataclass(slots=True)
class Book:
    """The knowledge components and the items, each at its version, that a history is about.

    `weights` are those of memory, by version.
    """

    kcs: dict[UUID, KC] = field(default_factory=dict)
    items: dict[tuple[UUID, int], Content] = field(default_factory=dict)
    weights: dict[int, retention.Weights] = field(default_factory=dict)

    def lacks_topics(self, placements: Iterable[PastPlacement]) -> list[PastPlacement]:
        """Return the placements about knowledge components that are not in it."""
        return [one for one in placements if any(kc not in self.kcs for kc in one.placed)]

    def lacks(self, answers: Iterable[PastAnswer]) -> list[PastAnswer]:
        """Return the answers whose item, knowledge components or weights of memory are not in it."""
        return [
            one
            for one in answers
            if (one.content_id, one.version) not in self.items
            or any(kc not in self.kcs for kc in one.kc_ids)
            or (one.memory is not None and one.memory not in self.weights)
        ]


class Placed(Protocol):
    """Whatever has its place in the log."""

    @property
    def course_id(self) -> UUID:
        """The course in which it counts."""
        ...

    @property
    def student_seq(self) -> int:
        """Its place among the student's events of that course."""
        ...

    @property
    def at(self) -> datetime:
        """When the server received it."""
        ...


_Past = TypeVar("_Past", bound=Placed)


def in_order(answers: Iterable[_Past]) -> list[_Past]:
    """Return answers or events as they came: by `student_seq` within a course, by time between courses."""
    known = sorted(answers, key=attrgetter("course_id", "student_seq"))
    courses = [list(group) for _, group in groupby(known, key=attrgetter("course_id"))]
    return list(heapq.merge(*courses, key=attrgetter("at")))


def fold(
    student_id: UUID,
    answers: Iterable[PastAnswer],
    book: Book,
    voids: Sequence[Void] = (),
    placements: Sequence[PastPlacement] = (),
) -> dict[UUID, LearnerState]:
    """Return the states that the answers lead to, by course; all of them share their KC states.

    Args:
        student_id: The student.
        answers: In the order of `in_order`.
        book: What they are about; answers about nothing in it move nothing.
        voids: What does not count.
        placements: Where topics began that nobody had answered.
    """
    courses: dict[UUID, LearnerState] = {}
    kcs: dict[UUID, KCState] = {}
    past: Iterable[PastAnswer | PastPlacement] = in_order([*answers, *placements]) if placements else answers
    for one in past:
        learner = courses.setdefault(one.course_id, LearnerState(student_id, one.course_id, kcs=kcs))
        if isinstance(one, PastPlacement):
            kcs.update(placed_start.start(kcs, book, one.placed))
            continue
        item = book.items.get((one.content_id, one.version))
        if item is None or any(void.covers(one) for void in voids):
            continue
        if one.item is not None:
            item = replace(item, discrimination=one.item[0], difficulty=one.item[1])
        seen = mastery.observe(
            learner, book, item, one.kc_ids, correct=one.correct, partial=one.partial, hints=one.hints, now=one.at,
            event_id=one.event_id, weights=book.weights[one.memory] if one.memory is not None else None,
        )  # fmt: skip
        if not seen.states:
            continue
        learner.theta, learner.theta_variance = seen.theta, seen.variance
        kcs.update(seen.states)
    return courses


def recalculated(
    student_id: UUID,
    answers: Sequence[PastAnswer],
    book: Book,
    voids: Sequence[Void],
    stored: Mapping[UUID, KCState],
    earned_since: datetime | None,
    placements: Sequence[PastPlacement] = (),
) -> dict[UUID, LearnerState]:
    """Return the states without the voided answers, with every mastery that was earned.

    Earned mastery is never deleted: a KC that was mastered with a voided answer keeps its moment, and is shown as
    fading while its number is low. The moment comes from the log, so that undoing a void gives the very same states.

    Args:
        student_id: The student.
        answers: Every answer, in the order of `in_order`.
        book: What they are about.
        voids: What does not count.
        stored: The states as they are stored.
        earned_since: When the first void was made: what was mastered after it was mastered by an answer of its own.
        placements: Where topics began that nobody had answered.
    """
    found = fold(student_id, answers, book, voids, placements)
    kcs = next((one.kcs for one in found.values()), {})
    everything = fold(student_id, answers, book, (), placements) if voids else found
    full = next((one.kcs for one in everything.values()), {})
    for kc_id, whole in full.items():
        mine, was = kcs.get(kc_id), stored.get(kc_id)
        at = (mine.mastered_at if mine is not None else None) or whole.mastered_at
        if at is None and was is not None and was.mastered_at is not None:
            at = was.mastered_at if earned_since is None or was.mastered_at >= earned_since else None
        if at is not None:
            if mine is None:
                mine = kcs[kc_id] = _untouched(kc_id, book)
            mine.mastered_at = at
    return found


def _untouched(kc_id: UUID, book: Book) -> KCState:
    kc = book.kcs.get(kc_id)
    return mastery.new_state(kc_id, bkt.sane(kc.bkt)) if kc is not None else KCState(kc_id)
