"""An event as the log will keep it: what features are counted from, now and whenever the log is read again."""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from learnapp.agents.ports import Plan, Ruling, Turn
from learnapp.engine.event import Grade, Verb
from learnapp.engine.history import PastEvent


@lru_cache(maxsize=256)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def past_of(plan: Plan, ruling: Ruling, turn: Turn, grade: Grade | None, seq: int, *, first: bool) -> PastEvent:
    """Return what will be kept of an event.

    Args:
        plan: Names the KCs.
        ruling: What the event is about.
        turn: The event and when it came.
        grade: Of an answer.
        seq: Its place among the student's events of the course.
        first: Whether it is a first attempt.
    """
    event, content = turn.event, ruling.content
    state = event.result.state or {}
    said = state.get("explanation")
    return PastEvent(
        turn.snapshot.course_id,
        event.context.section_id,
        seq,
        event.verb,
        event.object_id,
        grade.correct if grade is not None else None,
        ruling.active_ms if ruling.active_ms is not None else event.result.duration_ms,
        turn.now,
        plan.updates,
        first,
        event.context.device,
        turn.now.astimezone(_zone(turn.facts.zone)).hour,
        content.kind.value if content is not None else None,
        content.difficulty if content is not None else None,
        said if isinstance(said, str) else "",
        _watched(state) if event.verb is Verb.VIDEO_PROGRESSED else 0.0,
    )


def _watched(state: dict[str, str | float | bool]) -> float:
    """Return how many seconds of a film a tick tells of; a part longer than an hour is nobody's watching."""
    start, end = state.get("from"), state.get("to")
    if isinstance(start, float) and isinstance(end, float) and 0.0 <= start <= end <= start + 3600.0:
        return round(end - start, 3)
    return 0.0
