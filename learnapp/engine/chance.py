"""What chance alone would recommend: the control that every other way of choosing is measured against.

It draws from all of the course that is open to the student and good enough, not from what the selector would consider:
what a choice is worth can only be seen beside no choice. Whatever is not open, not good enough or barred stays out.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from random import Random
from uuid import UUID

from learnapp.engine.kc import Content, CourseSnapshot, LearnerState
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.path import KCStatus, Status, kc_status
from learnapp.engine.rules import NO_RULES, Rules
from learnapp.engine.selector import Candidate, described
from learnapp.engine.targets import Purpose

VERSION = "by-chance@1"
_PURPOSE = {
    Status.IN_PROGRESS: Purpose.PRACTISE,
    Status.READY: Purpose.LEARN,
    Status.FADING: Purpose.REVIEW,
}

_CLOSED = frozenset({Status.LOCKED, Status.KNOWN, Status.LEFT_OUT})


def drawn(
    snapshot: CourseSnapshot,
    learner: LearnerState,
    now: datetime,
    rng: Random,
    size: int,
    exclude: Collection[UUID] = frozenset(),
    rules: Rules = NO_RULES,
) -> tuple[list[Candidate], float]:
    """Return `size` items drawn evenly from what is open, in the order of the draw, and the chance of each to be drawn.

    Args:
        snapshot: The course.
        learner: The student.
        now: Server time.
        rng: Source of chance.
        size: How many.
        exclude: Content that must not come now.
        rules: What the teacher has ruled.
    """
    open_: dict[UUID, tuple[Content, UUID, Purpose]] = {}
    for kc_id, status in kc_status(snapshot, learner.kcs, now, rules).items():
        shelf = snapshot.shelves.get(kc_id)
        if status.status in _CLOSED or shelf is None:
            continue
        purpose = _purpose(status, now)
        for _, content in (*shelf.practice, *shelf.others):
            if content.quality >= THRESHOLDS.quality and content.content_id not in exclude:
                open_.setdefault(content.content_id, (content, kc_id, purpose))
    every = list(open_.values())
    picks = rng.sample(every, min(size, len(every)))
    return described(snapshot, learner, picks, now), len(picks) / max(len(every), 1)


def _purpose(status: KCStatus, now: datetime) -> Purpose:
    state = status.state
    if status.status is Status.MASTERED:
        due = state is not None and state.due_at is not None and state.due_at <= now
        return Purpose.REVIEW if due else Purpose.CHALLENGE
    return _PURPOSE[status.status]
