"""The page My week."""

from __future__ import annotations

from datetime import timedelta

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import week
from learnapp.services.calendar import parse_day
from learnapp.services.week import DayView, MoveView, ReachedView, WeekView, WrittenView
from learnapp.state.student.classes import StudentState

__all__ = ["DayView", "MoveView", "ReachedView", "WeekState", "WeekView", "WrittenView"]


class WeekState(StudentState):
    """One week of the student's own."""

    week_ready: bool = False
    week: WeekView = WeekView()

    async def _fill(self, actor: Actor, day: str = "", step: int = 0) -> None:
        of = parse_day(day) + timedelta(weeks=step) if day else None
        self.week = await week.read(actor, of)
        self.printed = self.week.today
        self.week_ready = True

    @rx.event
    async def load(self) -> None:
        """Show this week."""
        await self._fill(await self._enter_class())

    @rx.event
    async def turn(self, step: int) -> None:
        """Show the week before or after."""
        actor = await self._actor("student")
        await self._fill(actor, self.week.first, 1 if step > 0 else -1)

    @rx.event
    async def show_now(self) -> None:
        """Show this week again."""
        await self._fill(await self._actor("student"))
