"""The part of the review queue that belongs to an instructor's own sections."""

from __future__ import annotations

from uuid import UUID

from learnapp.security.access import Actor
from learnapp.services import classroom
from learnapp.state.base import AppState
from learnapp.state.reviewing import ReviewQueue


class ClassReviewsState(ReviewQueue, AppState):
    """Held posts, reported items and escalations of the sections taught, also for one who is an admin besides."""

    def _role(self) -> str:
        """Return the role whose queue this is."""
        return "instructor"

    async def _scope(self, actor: Actor) -> dict[UUID, str] | None:
        """Return the sections taught with their titles."""
        return {section.section_id: section.title for section in await classroom.sections(actor)}
