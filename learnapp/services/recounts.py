"""Running figures counted again from the log: a learner's features, and what the class board knows of them.

The same steps as the event path takes with every event, without what measures a student by an item that is void.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from learnapp.agents import features
from learnapp.engine import trace
from learnapp.engine.history import MEASURING, PastEvent, Void, in_order
from learnapp.engine.trace import Trace


def counting(events: Iterable[PastEvent], voids: Sequence[Void]) -> list[PastEvent]:
    """Return the events that count, in the order in which they came."""
    return [one for one in in_order(events) if not (one.verb in MEASURING and any(void.covers(one) for void in voids))]


def features_of(
    events: Iterable[PastEvent], stored: Mapping[UUID, Mapping[str, float]]
) -> dict[UUID, dict[str, float]]:
    """Return the running features of each course.

    Args:
        events: What counts, in order.
        stored: Course -> features as they are stored: what does not come from the log stays.
    """
    kept = {
        course: {name: value for name, value in own.items() if name not in features.NAMES}
        for course, own in stored.items()
    }
    for one in events:
        kept[one.course_id] = features.after(kept.get(one.course_id, {}), one.verb, one.correct, one.duration_ms)
    return kept


def traces_of(events: Iterable[PastEvent]) -> dict[UUID, Trace]:
    """Return what each section's board knows of the student; events as for `features_of`."""
    found: dict[UUID, Trace] = {}
    for one in events:
        found[one.section_id] = trace.after(found.get(one.section_id, Trace()), one.verb, one.correct, one.at)
    return found
