"""What a class gets wrong in the same way, and how many reviews a day it has."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import misconceptions, review_load
from learnapp.services.misconception_views import ClassMisconception, ClassView, CommonView, PupilLink
from learnapp.services.review_load import Pace
from learnapp.state.admin.review_pace import MOST, number_of
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = ["MOST", "ClassMisconception", "ClassReviewState", "CommonView", "PupilLink"]


class ClassReviewState(AppState):
    """Misconceptions and the pace of reviews of one class."""

    mistakes: ClassView = ClassView()
    pace: Pace = Pace()
    class_id: str = ""
    review_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Read both."""
        actor = await self._enter("instructor")
        self.review_ready, self.class_id = False, ""
        section_id = place(self, 1)
        self.mistakes = await misconceptions.of_class(actor, section_id)
        self.pace = await review_load.of_section(actor, section_id)
        self.class_id, self.review_ready = str(section_id), True

    @rx.event
    async def save_pace(self, form: dict[str, Any]) -> Any:
        """Choose a number of its own for the class."""
        actor = await self._actor("instructor")
        self.pace = await review_load.set_section(actor, parse_id(self.class_id), number_of(form))
        return AppState.thank("load-pace-saved")

    @rx.event
    async def follow(self) -> Any:
        """Let the class follow the institution again."""
        actor = await self._actor("instructor")
        self.pace = await review_load.set_section(actor, parse_id(self.class_id), None)
        return AppState.thank("load-pace-saved")
