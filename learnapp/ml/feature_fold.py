"""The features of a student at any moment of the log: what the event path had then, for training.

Point-in-time correct: a value rests on the events before the moment and on nothing later. An item that was void at an
event did not count then; when a void was made or undone, everything before is counted again as it was at that event
of the log. Figures of the class are those that held at the moment.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from learnapp.engine import mastery, placed_start
from learnapp.engine.history import Book, PastAnswer, PastEvent, PastPlacement, Void, in_order, recalculated
from learnapp.engine.kc import CourseSnapshot, LearnerState
from learnapp.engine.tallies import counts, moved_on
from learnapp.ml.feature_reading import Values, class_values, course_values, kc_values, student_values


@dataclass(frozen=True, slots=True)
class Logged:
    """One row of the log.

    Attributes:
        past: What features are counted from; None for a compensating event, which says that a void was worked in.
        version: Of the content.
        partial: Credit of a wrong answer, 0 to 1.
        hints: Opened before the answer.
        asserted: Whether a trusted system judged it.
        item: (a, b) that an answer was measured with, where these were not the author's.
        memory: Version of the weights of memory, where these were not the usual ones.
        placed: Of a placement: KC -> P(known), where topics began that nobody had answered.
    """

    event_id: UUID
    course_id: UUID
    section_id: UUID
    student_seq: int
    at: datetime
    past: PastEvent | None
    version: int = 0
    partial: float = 0.0
    hints: int = 0
    asserted: bool = False
    item: tuple[float, float] | None = None
    memory: int | None = None
    placed: Mapping[UUID, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class VoidSpan:
    """A void and when it held; `until` None: it still does."""

    void: Void
    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Return whether it was known and not undone at a moment."""
        return self.since <= at and (self.until is None or at < self.until)


class FigureHistory:
    """The figures of one section as they were, by the moment from which each held."""

    def __init__(self, rows: Iterable[tuple[datetime, Mapping[str, Any]]] = ()) -> None:
        ordered = sorted(rows, key=lambda row: row[0])
        self._from = [row[0] for row in ordered]
        self._figures = [row[1] for row in ordered]

    def at(self, moment: datetime) -> Mapping[str, Any]:
        """Return what held at a moment, empty before the first."""
        place = bisect_right(self._from, moment)
        return self._figures[place - 1] if place else {}


class FeatureFold:
    """One student, followed through the log of all courses.

    Args:
        student_id: The student.
        book: What the answers are about.
        voids: Every void of the student's sections, with the time in which it held.
    """

    def __init__(self, student_id: UUID, book: Book, voids: Sequence[VoidSpan] = ()) -> None:
        self._student, self._book, self._voids = student_id, book, voids
        self._past: list[Logged] = []
        self._learners: dict[UUID, LearnerState] = {}

    def learner(self, course_id: UUID) -> LearnerState:
        """Return the student in a course as the event path would have it now."""
        found = self._learners.get(course_id)
        if found is None:
            kcs = next((one.kcs for one in self._learners.values()), {})
            found = self._learners[course_id] = LearnerState(self._student, course_id, kcs=kcs)
        return found

    def take(self, one: Logged) -> None:
        """Take in the next row of the log."""
        if one.past is None:
            self._recount(one)
            return
        self._past.append(one)
        self._move(one.past, one, [span.void for span in self._voids if span.holds(one.at)])

    def _move(self, past: PastEvent, one: Logged, voids: Sequence[Void], *, mastered: bool = True) -> None:
        learner = self.learner(past.course_id)
        counted = counts(past, voids)
        answer = answer_of(one)
        item = self._book.items.get((answer.content_id, answer.version)) if answer is not None else None
        if item is not None and one.item is not None:
            item = replace(item, discrimination=one.item[0], difficulty=one.item[1])
        if mastered and one.placed:
            learner.kcs.update(placed_start.start(learner.kcs, self._book, one.placed))
        if mastered and counted and answer is not None and item is not None:
            seen = mastery.observe(
                learner, self._book, item, answer.kc_ids, correct=answer.correct, partial=answer.partial,
                hints=answer.hints, now=one.at, event_id=one.event_id, leans=False,
                weights=self._book.weights[one.memory] if one.memory is not None else None,
            )  # fmt: skip
            if seen.states:
                learner.theta, learner.theta_variance = seen.theta, seen.variance
                learner.kcs.update(seen.states)
        learner.features, learner.running = moved_on(learner.features, learner.running, past, counts=counted)
        learner.student_seq = one.student_seq
        learner.running["n"] = one.student_seq

    def _recount(self, one: Logged) -> None:
        """Count everything so far again, with the voids that hold at a compensating event."""
        voids = [span.void for span in self._voids if span.holds(one.at)]
        first = min((span.since for span in self._voids if span.since <= one.at), default=None)
        before = self._learners
        kcs = next((each.kcs for each in before.values()), {})
        answers = [answer for row in self._past if (answer := answer_of(row)) is not None]
        places = [place for row in self._past if (place := placement_of(row)) is not None]
        found = recalculated(self._student, in_order(answers), self._book, voids, kcs, first, places)
        shared = next((each.kcs for each in found.values()), {})
        self._learners = {}
        for course_id, was in before.items():
            mine = found.get(course_id)
            learner = LearnerState(self._student, course_id, theta=was.theta, theta_variance=was.theta_variance)
            self._learners[course_id] = learner
            if mine is not None:
                learner.theta, learner.theta_variance = mine.theta, mine.theta_variance
            learner.kcs, learner.student_seq = shared, was.student_seq
        for row in self._past:
            if row.past is not None:
                self._move(row.past, row, voids, mastered=False)
        learner = self.learner(one.course_id)
        learner.student_seq = learner.running["n"] = one.student_seq

    def values(self, snapshot: CourseSnapshot, now: datetime, figures: Mapping[str, Any] | None = None) -> Values:
        """Return the features of the student in a course at a moment, by the names of `STUDENT_NAMES`."""
        return values_of(self.learner(snapshot.course_id), snapshot, now, figures or {})

    def kc(self, snapshot: CourseSnapshot, kc_id: UUID, now: datetime) -> Values:
        """Return the features of the student and a KC at a moment, by the names of `KC_NAMES`."""
        return kc_values(self.learner(snapshot.course_id), snapshot, kc_id, now)


def values_of(learner: LearnerState, snapshot: CourseSnapshot, now: datetime, figures: Mapping[str, Any]) -> Values:
    """Return what is served once for a student, by the names of `STUDENT_NAMES`.

    Args:
        learner: As it was loaded for the event.
        snapshot: The course.
        now: The moment.
        figures: Of the class.
    """
    own = student_values(learner, now)
    return {**own, **course_values(learner, snapshot, now), **class_values(own, figures)}


def answer_of(one: Logged) -> PastAnswer | None:
    """Return the answer that moves mastery in a row of the log, None where there is none."""
    past = one.past
    if past is None or not past.first or past.content_id is None or past.correct is None:
        return None
    return PastAnswer(
        one.event_id, one.course_id, one.section_id, one.student_seq, past.content_id, one.version, past.kc_ids,
        past.correct, one.partial, one.hints, one.at, one.item, one.memory,
    )  # fmt: skip


def placement_of(one: Logged) -> PastPlacement | None:
    """Return the placement in a row of the log, None where there is none."""
    if not one.placed:
        return None
    return PastPlacement(one.course_id, one.section_id, one.student_seq, one.at, one.placed)


def log_order(rows: Iterable[Logged]) -> list[Logged]:
    """Return rows as they came: by `student_seq` within a course, by time between courses."""
    return in_order(rows)
