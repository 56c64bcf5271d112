"""What a student is offered: one card, on Today and beside what they work on."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import intervention_cards
from learnapp.services.intervention_cards import OfferView
from learnapp.state.base import AppState, parse_id

__all__ = ["OfferState", "OfferView"]


class OfferState(AppState):
    """The card."""

    offer: OfferView = OfferView()

    @rx.event
    async def load(self) -> None:
        """Show what is offered now."""
        actor = await self._enter("student")
        last = self.router.url.path.rstrip("/").rsplit("/", 1)[-1]
        try:
            content = parse_id(last)
        except InvalidInputError:
            content = None
        self.offer = await intervention_cards.own(actor, content)

    @rx.event
    async def not_now(self) -> Any:
        """Put it away: this kind of help is not offered again for some time."""
        actor = await self._actor("student")
        shown, self.offer = self.offer, OfferView()
        if shown.id:
            await intervention_cards.not_now(actor, parse_id(shown.id))
        return AppState.thank("offer-put-away")

    @rx.event
    async def follow(self) -> Any:
        """Take it: note that, and go there."""
        actor = await self._actor("student")
        shown, self.offer = self.offer, OfferView()
        if not shown.id:
            return None
        await intervention_cards.follow(actor, parse_id(shown.id))
        return rx.redirect(shown.href) if shown.href else None
