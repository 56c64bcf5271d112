"""The watch over models, as an admin sees it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import drift
from learnapp.services.drift_views import AlarmView, DayView, DriftView, MovedView
from learnapp.state.base import AppState

__all__ = ["AlarmView", "DayView", "DriftState", "DriftView", "MovedView"]


class DriftState(AppState):
    """Every model that is watched."""

    drifts: list[DriftView] = []
    drift_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Show how each model stands."""
        actor = await self._enter("admin")
        self.drifts = await drift.drifts(actor)
        self.drift_ready = True

    @rx.event
    async def look_now(self) -> Any:
        """Look at once."""
        actor = await self._actor("admin")
        await drift.look_now(actor)
        self.drifts = await drift.drifts(actor)
        return AppState.thank("drift-looked-now")
