"""The page My test results: everything that the student has handed in."""

from __future__ import annotations

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import own_tests
from learnapp.services.assessment_views import OwnResult
from learnapp.services.own_tests import PAGE
from learnapp.state.student.classes import StudentState

__all__ = ["OwnResult", "ResultsState"]


class ResultsState(StudentState):
    """The list."""

    results_ready: bool = False
    results: list[OwnResult] = []
    total: int = 0
    offset: int = 0

    async def _fill(self, actor: Actor) -> None:
        page = await own_tests.results(actor, offset=self.offset)
        self.results, self.total, self.offset = page.rows, page.total, page.offset
        self.results_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the latest ones."""
        actor = await self._enter_class()
        self.offset = 0
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show later or earlier ones."""
        actor = await self._actor("student")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)
