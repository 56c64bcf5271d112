"""Named counts and means of a learner, moved on by one event at a time; the planner and models read them by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from learnapp.engine import running
from learnapp.engine.event import Verb
from learnapp.engine.history import MEASURING, PastEvent, Void

_WEIGHT = 0.1


def _moved(before: float | None, value: float) -> float:
    return value if before is None else round(before + _WEIGHT * (value - before), 6)


def counts(one: PastEvent, voids: Sequence[Void]) -> bool:
    """Return whether an event says something of the student: no answer and no hint to an item that is void."""
    return not (one.verb in MEASURING and any(void.covers(one) for void in voids))


def moved_on(
    features: Mapping[str, float], kept: Mapping[str, Any], past: PastEvent, *, counts: bool = True
) -> tuple[dict[str, float], dict[str, Any]]:
    """Return both after one event, in the event path and in a recount.

    Args:
        features: Before the event.
        kept: What was kept of the behaviour before it.
        past: The event, as the log keeps it.
        counts: False for an answer or a hint to an item that is void.
    """
    flat = after(features, past.verb, past.correct, past.duration_ms) if counts else dict(features)
    return flat, running.after(kept, past, counts=counts)


def after(features: Mapping[str, float], verb: Verb, correct: bool | None, duration_ms: int | None) -> dict[str, float]:
    """Return the features after one event, from what the log keeps of it.

    Args:
        features: Before the event.
        verb: What happened.
        correct: Of an answer; None: it was not judged, and says nothing.
        duration_ms: Time on the step, milliseconds.
    """
    f = dict(features)

    def count(name: str) -> None:
        f[name] = f.get(name, 0.0) + 1.0

    if verb is Verb.ANSWERED:
        if correct is None:
            return f
        count("answers")
        right = 1.0 if correct else 0.0
        f["right"] = f.get("right", 0.0) + right
        f["right_rate"] = _moved(f.get("right_rate"), right)
        f["hint_rate"] = _moved(f.get("hint_rate"), 0.0)
        streak = f.get("streak", 0.0)
        f["streak"] = max(streak, 0.0) + 1.0 if correct else min(streak, 0.0) - 1.0
        if duration_ms is not None:
            f["seconds"] = _moved(f.get("seconds"), min(duration_ms / 1000.0, 900.0))
    elif verb is Verb.HINT_REQUESTED:
        count("hints")
        f["hint_rate"] = _moved(f.get("hint_rate"), 1.0)
    elif verb in _COUNTED:
        count(_COUNTED[verb])
    return f


_COUNTED = {
    Verb.READ: "readings",
    Verb.EXPLANATION_OPENED: "explanations",
    Verb.VIDEO_COMPLETED: "videos",
    Verb.FORUM_POSTED: "posts",
    Verb.FORUM_REPLIED: "posts",
    Verb.PEER_HELPED: "helped",
    Verb.SESSION_STARTED: "sessions",
    Verb.RECOMMENDATION_OPENED: "opened",
    Verb.RECOMMENDATION_DISMISSED: "dismissed",
    Verb.RECOMMENDATION_COMPLETED: "completed",
    Verb.QUIZ_COMPLETED: "quizzes",
}
NAMES = frozenset({"answers", "right", "right_rate", "hint_rate", "streak", "seconds", "hints", *_COUNTED.values()})
"""Features that come from the log alone; what else stands beside them is somebody else's."""
