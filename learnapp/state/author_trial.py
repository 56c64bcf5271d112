"""Many tasks of the template that is open, proved beside the page, which stays usable meanwhile."""

from __future__ import annotations

import reflex as rx

from learnapp.services import author_trial
from learnapp.services.author_trial import SEEDS
from learnapp.services.template_trial import TrialView
from learnapp.state.author_item import AuthorItemState
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path

__all__ = ["SEEDS", "AuthorTrialState"]


class AuthorTrialState(AppState):
    """How far it is, and what was found."""

    proving: bool = False
    trial: TrialView = TrialView()

    @rx.event
    async def load(self) -> None:
        """Begin without any."""
        await self._actor(*WHO)
        self.proving, self.trial = False, TrialView()

    @rx.event(background=True)
    async def prove(self) -> None:
        """Prove tasks with what is typed, saved or not."""
        async with self:
            actor = await self._actor(*WHO)
            course, item = id_in_path(self, 1), id_in_path(self, 2)
            if self.proving:
                return
            form = await self.get_state(AuthorItemState)
            typed = dict(form._typed)  # noqa: SLF001 - the other half of this page
            self.proving, self.trial = True, TrialView()
        try:
            async for one in author_trial.run(actor, course, item, typed):
                async with self:
                    self.trial = one
        finally:
            async with self:
                self.proving = False
