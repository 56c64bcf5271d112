"""What an institution measures itself by, for its admins."""

from __future__ import annotations

import reflex as rx

from learnapp.services import mission
from learnapp.services.mission import TARGETS, MissionView, PointView
from learnapp.services.mission_figures import WEEKS
from learnapp.state.base import AppState

__all__ = ["TARGETS", "WEEKS", "MissionState", "MissionView", "PointView"]


class MissionState(AppState):
    """The figures."""

    mission_ready: bool = False
    figures: list[MissionView] = []
    days_moving: bool = False

    @rx.event
    async def load(self) -> None:
        """Show what the worker has counted."""
        actor = await self._enter("admin")
        self.mission_ready = False
        self.figures, self.days_moving = await mission.figures(actor), await mission.days_moving(actor)
        self.mission_ready = True
