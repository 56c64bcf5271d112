"""Running figures counted again from the log: a learner's features, and what the class board knows of them.

The same steps as the event path takes with every event, without what measures a student by an item that is void.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from learnapp.engine import tallies, trace
from learnapp.engine.history import PastEvent, Void, in_order
from learnapp.engine.trace import Trace

Counted = dict[UUID, tuple[dict[str, float], dict[str, Any]]]
"""Course -> its features, and what is kept of the behaviour."""


def counting(events: Iterable[PastEvent], voids: Sequence[Void]) -> list[PastEvent]:
    """Return the events that count, in the order in which they came."""
    return [one for one in in_order(events) if tallies.counts(one, voids)]


def features_of(
    events: Iterable[PastEvent], voids: Sequence[Void], stored: Mapping[UUID, Mapping[str, float]]
) -> Counted:
    """Return the features of each course.

    Args:
        events: All events, in order.
        voids: What does not count.
        stored: Course -> features as they are stored: what does not come from the log stays.
    """
    kept: Counted = {
        course: ({name: value for name, value in own.items() if name not in tallies.NAMES}, {})
        for course, own in stored.items()
    }
    for one in events:
        before = kept.get(one.course_id, ({}, {}))
        kept[one.course_id] = tallies.moved_on(*before, one, counts=tallies.counts(one, voids))
    return kept


def traces_of(events: Iterable[PastEvent]) -> dict[UUID, Trace]:
    """Return what each section's board knows of the student; events as for `features_of`."""
    found: dict[UUID, Trace] = {}
    for one in events:
        found[one.section_id] = trace.after(found.get(one.section_id, Trace()), one.verb, one.correct, one.at)
    return found
