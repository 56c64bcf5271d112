"""What the class board knows of a student's latest answers: the same step in the event path and in a recalculation."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from learnapp.engine.event import Verb

KEPT = 8


@dataclass(frozen=True, slots=True)
class Trace:
    """The latest graded answers in a section, and what runs.

    Attributes:
        recent: At most `KEPT` of {"correct": bool, "at": ISO time}, oldest first.
        wrong_streak: Wrong answers in a row.
        hint_streak: Hints since the last right answer.
    """

    recent: tuple[dict[str, Any], ...] = ()
    wrong_streak: int = 0
    hint_streak: int = 0


def after(trace: Trace, verb: Verb, correct: bool | None, at: datetime) -> Trace:
    """Return the trace after one event; one that is neither a judged answer nor a hint leaves it as it is.

    Args:
        trace: Before the event.
        verb: What happened.
        correct: Of an answer; None: it was not judged.
        at: When the server received it.
    """
    if verb is Verb.HINT_REQUESTED:
        return replace(trace, hint_streak=trace.hint_streak + 1)
    if verb is not Verb.ANSWERED or correct is None:
        return trace
    recent = (*trace.recent, {"correct": correct, "at": at.astimezone(UTC).isoformat()})[-KEPT:]
    return Trace(recent, 0, 0) if correct else Trace(recent, trace.wrong_streak + 1, trace.hint_streak)
