"""What computes something about people here, for everybody who is signed in."""

from __future__ import annotations

import reflex as rx

from learnapp.services import transparency
from learnapp.services.transparency import ModelCard
from learnapp.state.base import AppState

__all__ = ["ModelCard", "TransparencyState"]


class TransparencyState(AppState):
    """The models and rules that serve the institution."""

    cards: list[ModelCard] = []
    models_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Read what serves now."""
        self.cards = await transparency.model_cards(await self._enter())
        self.models_ready = True
