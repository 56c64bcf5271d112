"""The review queue of the whole institution."""

from __future__ import annotations

from learnapp.state.base import AppState
from learnapp.state.reviewing import ReviewQueue


class ReviewsState(ReviewQueue, AppState):
    """What waits for an admin's eye."""

    def _role(self) -> str:
        """Return the role whose queue this is."""
        return "admin"
