"""Choosing for whom something is: everybody of a class, or some of its students, found page by page."""

from __future__ import annotations

from uuid import UUID

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import assignment_choices
from learnapp.services.assignment_choices import STUDENTS, StudentChoice
from learnapp.state.base import AppState, parse_id

__all__ = ["StudentChoice", "WhomState"]


class WhomState(AppState, mixin=True):
    """Everybody, or the chosen ones on whatever page of the list they stand."""

    whom: str = "everyone"
    students: list[StudentChoice] = []
    students_total: int = 0
    students_offset: int = 0
    picked: list[str] = []

    def _class(self) -> UUID:
        """Return the class whose students can be chosen."""
        raise NotImplementedError

    def _nobody_chosen(self) -> None:
        self.whom, self.picked = "everyone", []

    def _chosen_students(self) -> tuple[UUID, ...]:
        """Return the chosen students; nobody means everybody.

        Raises:
            InvalidInputError: Some were wanted, and nobody is chosen.
        """
        if self.whom == "some" and not self.picked:
            raise InvalidInputError("Choose at least one student, or give it to everybody.")
        return tuple(parse_id(one) for one in self.picked) if self.whom == "some" else ()

    async def _students(self, actor: Actor) -> None:
        found = await assignment_choices.students(actor, self._class(), offset=self.students_offset)
        self.students, self.students_total, self.students_offset = found.rows, found.total, found.offset

    @rx.event
    async def choose_whom(self, whom: str) -> None:
        """Choose between everybody and some students."""
        actor = await self._actor("instructor", "admin")
        if whom in ("everyone", "some"):
            self.whom, self.students_offset = whom, 0
            if whom == "some":
                await self._students(actor)

    @rx.event
    async def turn_students(self, step: int) -> None:
        """Go one page of students back or on; who is chosen stays so."""
        actor = await self._actor("instructor", "admin")
        self.students_offset = max(0, self.students_offset + (STUDENTS if step > 0 else -STUDENTS))
        await self._students(actor)

    @rx.event
    async def toggle(self, student_id: str) -> None:
        """Choose a student, or no longer."""
        await self._actor("instructor", "admin")
        one = str(parse_id(student_id))
        self.picked = [each for each in self.picked if each != one] if one in self.picked else [*self.picked, one]
