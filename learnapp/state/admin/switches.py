"""What is switched on, as an admin chooses it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import switches
from learnapp.services.switches import FeatureView, SectionSwitch
from learnapp.state.base import AppState, parse_id

__all__ = ["FeatureView", "SectionSwitch", "SwitchesState"]


class SwitchesState(AppState):
    """Every feature with the sections that differ."""

    features: list[FeatureView] = []

    async def _fill(self, actor: Actor) -> None:
        self.features = await switches.features(actor)

    @rx.event
    async def load(self) -> None:
        """Read what is switched on."""
        await self._fill(await self._enter("admin", "auditor"))

    @rx.event
    async def everywhere(self, feature: str, on: bool) -> None:
        """Switch a feature for the institution."""
        actor = await self._actor("admin")
        await switches.switch(actor, feature, on=bool(on))
        await self._fill(actor)

    @rx.event
    async def differ(self, form: dict[str, Any]) -> None:
        """Let a section differ from the institution."""
        actor = await self._actor("admin")
        feature = str(form.get("feature", ""))
        now = next((one.on for one in self.features if one.key == feature), False)
        await switches.switch(actor, feature, section_id=parse_id(form.get("section", "")), on=not now)
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def follow(self, feature: str, section_id: str) -> None:
        """Let a section be as the institution is again."""
        actor = await self._actor("admin")
        now = next((one.on for one in self.features if one.key == feature), False)
        await switches.switch(actor, feature, section_id=parse_id(section_id), on=now)
        await self._fill(actor)
