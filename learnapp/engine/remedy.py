"""When it is worth going back to a mastered prerequisite: once after an error, where its lack explains the errors."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from learnapp.engine import gaps
from learnapp.engine.kc import CourseSnapshot, KCState
from learnapp.engine.path import KCStatus

_NEAREST = 2
_FIRST_ERRORS = 2


def shaky(snapshot: CourseSnapshot, statuses: Mapping[UUID, KCStatus], state: KCState, stuck: int) -> list[UUID]:
    """Return mastered prerequisites that are worth going back to from a KC that goes wrong again and again.

    Each is gone over once after an error and not again before the next; after the first errors only where its lack
    explains them better than that the KC is not learnt yet.

    Args:
        snapshot: The course.
        statuses: Result of `path.kc_status`.
        state: Of the KC that goes wrong.
        stuck: Wrong answers in a row.
    """
    needed = [k for k in snapshot.prerequisites.get(state.kc_id, ())[:_NEAREST] if k in statuses]
    held = [statuses[k].state for k in needed]
    if stuck > _FIRST_ERRORS:
        missing = [1.0 - one.p_mastered if one is not None else 0.5 for one in held]
        if not gaps.explained(missing, state.right_lately(stuck), snapshot.kcs[state.kc_id].bkt):
            return []
    return [
        k
        for k, one in zip(needed, held, strict=True)
        if one is None or one.last_at is None or state.last_at is None or one.last_at <= state.last_at
    ]
