"""How long things are remembered here: what came of the last fit."""

from __future__ import annotations

import reflex as rx

from learnapp.services import memory_fit
from learnapp.services.memory_fit import MemoryView
from learnapp.state.base import AppState

__all__ = ["MemoryState", "MemoryView"]


class MemoryState(AppState):
    """The institution's weights of memory."""

    memory: MemoryView = MemoryView()
    memory_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Read what came of the last fit."""
        self.memory = await memory_fit.state(await self._enter("admin"))
        self.memory_ready = True
