"""What is tried with some sections, beside the others."""

from __future__ import annotations

import reflex as rx

from learnapp.engine.mastery import THRESHOLDS
from learnapp.services import rollouts
from learnapp.services.impact_views import FigureView
from learnapp.services.rollouts import RolloutView
from learnapp.state.base import AppState

__all__ = ["LEAST", "FigureView", "RolloutState", "RolloutView"]
LEAST = THRESHOLDS.min_sections


class RolloutState(AppState):
    """Every feature that some sections have and others have not."""

    rollouts: list[RolloutView] = []

    @rx.event
    async def load(self) -> None:
        """Compare them."""
        self.rollouts = await rollouts.rollouts(await self._enter("admin"))
