"""Named numbers about a learner, kept up with every event; models and the planner read them."""

from __future__ import annotations

from collections.abc import Mapping

from learnapp.engine.event import Grade, LearningEvent, Verb
from learnapp.engine.kc import LearnerState

_WEIGHT = 0.1


def _moved(before: float | None, value: float) -> float:
    return value if before is None else round(before + _WEIGHT * (value - before), 6)


class RunningFeatures:
    """Counts and exponentially weighted means (weight 0.1), updated by one event at a time.

    answers, right, hints, readings, videos, posts, sessions, opened, dismissed: counts. right_rate, hint_rate:
    weighted means, 0 to 1. seconds: weighted mean time on a step. streak: right answers in a row, negative for wrong.
    """

    version = "running@1"

    def compute(self, learner: LearnerState, event: LearningEvent, grade: Grade | None) -> dict[str, float]:
        """Return the features after this event."""
        correct = grade.correct if grade is not None else None
        return after(learner.features, event.verb, correct, event.result.duration_ms)


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
