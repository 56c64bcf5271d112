"""Services outside that may be asked for facts, as the admin sets them up and the auditor reads them."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import outside_facts
from learnapp.services.outside_facts import FactServiceView
from learnapp.state.base import AppState

__all__ = ["FactServiceView", "FactServicesState"]
_LONG = 2_000


class FactServicesState(AppState):
    """The services, set up or not."""

    services: list[FactServiceView] = []
    tried: str = ""
    """The one that was tried last."""
    trying: bool = False

    async def _fill(self, actor: Actor) -> None:
        self.services = await outside_facts.overview(actor)

    @rx.event
    async def load(self) -> None:
        """Show them."""
        actor = await self._enter("admin", "auditor")
        self.tried, self.trying = "", False
        await self._fill(actor)

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Set up the one that the form names."""
        actor = await self._actor("admin")
        kind, base, key = (str(form.get(name, ""))[:_LONG] for name in ("kind", "base", "key"))
        await outside_facts.save(actor, kind, base, key, on=bool(form.get("on")))
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("facts-saved")

    @rx.event
    async def remove(self, kind: str) -> Any:
        """Forget one with its key."""
        actor = await self._actor("admin")
        await outside_facts.remove(actor, str(kind)[:_LONG])
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("facts-removed")

    @rx.event(background=True)
    async def try_out(self, kind: str) -> None:
        """Ask one a question of ours."""
        async with self:
            actor = await self._actor("admin")
            if self.trying:
                return
            self.trying, self.tried = True, ""
        try:
            await outside_facts.try_out(actor, str(kind)[:_LONG])
        finally:
            async with self:
                self.trying = False
        async with self:
            self.tried = str(kind)[:_LONG]
            await self._fill(actor)
