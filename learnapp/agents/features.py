"""The features of the event path: kept up with every event; models and the planner read them."""

from __future__ import annotations

from typing import Any

from learnapp.engine.history import PastEvent
from learnapp.engine.kc import LearnerState
from learnapp.engine.tallies import moved_on


class RunningFeatures:
    """Counts and exponentially weighted means (weight 0.1), updated by one event at a time.

    answers, right, hints, readings, videos, posts, sessions, opened, dismissed: counts. right_rate, hint_rate:
    weighted means, 0 to 1. seconds: weighted mean time on a step. streak: right answers in a row, negative for wrong.
    Beside them it keeps what all other features are read from (`engine.running`).
    """

    version = "running@2"

    def compute(
        self, learner: LearnerState, past: PastEvent, *, counts: bool = True
    ) -> tuple[dict[str, float], dict[str, Any]]:
        """Return the features after this event, and what is kept of the student's behaviour."""
        return moved_on(learner.features, learner.running, past, counts=counts)
