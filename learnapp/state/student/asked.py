"""A question as it was asked when the student answered it."""

from __future__ import annotations

import reflex as rx

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.services import answers_given
from learnapp.services.answers_given import AskedView
from learnapp.state.base import AppState, id_in_path


class AskedState(AppState):
    """One answer with the words of its question."""

    asked_ready: bool = False
    no_answer: bool = False
    asked: AskedView = AskedView()

    @rx.event
    async def load(self) -> None:
        """Show the answer of the address."""
        actor = await self._enter("student")
        self.asked_ready = self.no_answer = False
        try:
            self.asked = await answers_given.wording(actor, id_in_path(self, 1))
        except (NotFoundError, InvalidInputError):
            self.asked, self.no_answer = AskedView(), True
        self.asked_ready = True
