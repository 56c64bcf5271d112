"""Whether something may be tried with a student, as they or their guardians choose."""

from __future__ import annotations

import reflex as rx

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.services import experiments
from learnapp.state.base import AppState, id_in_path, parse_id


class TakingPartState(AppState):
    """The choice on the own account, and of a guardian for a child.

    Attributes:
        of_child: The child whose page is open, "" on the own account.
    """

    takes_part: bool = True
    may_choose: bool = False
    of_child: str = ""

    def _of_account(self) -> bool:
        return True

    @rx.event
    async def load(self) -> None:
        """Show what a student has chosen; nothing for others."""
        actor = await self._enter()
        self.of_child, self.may_choose = "", "student" in actor.roles
        if self.may_choose:
            self.takes_part = await experiments.takes_part(actor)

    @rx.event
    async def load_child(self) -> None:
        """Show what holds for the child of the address; nothing where there is no such child."""
        actor = await self._enter("guardian")
        self.of_child, self.may_choose = "", False
        try:
            child = id_in_path(self, 1)
            self.takes_part = await experiments.takes_part(actor, child)
        except (NotFoundError, ForbiddenError, InvalidInputError):
            return
        self.of_child, self.may_choose = str(child), True

    @rx.event
    async def choose(self, on: bool) -> None:
        """Take part, or not; it counts from the next answer on."""
        actor = await self._actor()
        await experiments.take_part(actor, parse_id(self.of_child) if self.of_child else None, on=bool(on))
        self.takes_part = bool(on)
