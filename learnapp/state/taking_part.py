"""Whether something may be tried with a student, as they choose themselves."""

from __future__ import annotations

import reflex as rx

from learnapp.services import experiments
from learnapp.state.base import AppState


class TakingPartState(AppState):
    """The choice on the own account."""

    takes_part: bool = True
    may_choose: bool = False

    @rx.event
    async def load(self) -> None:
        """Show what a student has chosen; nothing for others."""
        actor = await self._enter()
        self.may_choose = "student" in actor.roles
        if self.may_choose:
            self.takes_part = await experiments.takes_part(actor)

    @rx.event
    async def choose(self, on: bool) -> None:
        """Take part, or not; it counts from the next answer on."""
        actor = await self._actor()
        await experiments.take_part(actor, on=bool(on))
        self.takes_part = bool(on)
