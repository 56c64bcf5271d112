"""What a student's teacher has assigned or pinned, where it stands beside something else."""

from __future__ import annotations

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.services import beside
from learnapp.services.assignment_views import OwnAssignment
from learnapp.services.pins import OwnPin
from learnapp.services.topic_views import KcView
from learnapp.state.base import AppState, parse_id

__all__ = ["AssignedState", "OwnAssignment", "OwnPin"]


class AssignedState(AppState):
    """The line beside an open content."""

    beside: OwnAssignment = OwnAssignment()
    ruled: list[KcView] = []
    """Topics of the content about which the teacher has ruled something."""

    @rx.event
    async def load(self) -> None:
        """Show whether the content of the address is assigned, and what is ruled about its topics."""
        actor = await self._enter("student")
        self.beside, self.ruled = OwnAssignment(), []
        try:
            content_id = parse_id(self.router.url.path.rstrip("/").rsplit("/", 1)[-1])
            found, self.ruled = await beside.of_content(actor, content_id)
            self.beside = found or OwnAssignment()
        except (NotFoundError, InvalidInputError):
            return  # the page itself says that there is no such content
