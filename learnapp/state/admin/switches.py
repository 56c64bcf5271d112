"""What is switched on, as an admin chooses it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import switches
from learnapp.services.switches import FeatureView, SectionSwitch, TrialSection
from learnapp.state.base import AppState, parse_id

__all__ = ["FeatureView", "SectionSwitch", "SwitchesState", "TrialSection"]


class SwitchesState(AppState):
    """Every feature with the sections that differ, and who has what is in trial."""

    features: list[FeatureView] = []
    _offsets: dict[str, int] = {}

    async def _fill(self, actor: Actor) -> None:
        self.features = await switches.features(actor, self._offsets)

    def _now(self, feature: str) -> FeatureView:
        return next((one for one in self.features if one.key == feature), FeatureView())

    @rx.event
    async def load(self) -> None:
        """Read what is switched on."""
        actor = await self._enter("admin", "auditor")
        self._offsets = {}
        await self._fill(actor)

    @rx.event
    async def turn(self, feature: str, step: int) -> None:
        """Show the sections before or after these that have a feature in trial."""
        actor = await self._actor("admin", "auditor")
        offset = max(0, self._now(feature).offset + (switches.PAGE if step > 0 else -switches.PAGE))
        self._offsets = {**self._offsets, self._now(feature).key: offset}
        await self._fill(actor)

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
        section = parse_id(form.get("section", ""))
        await switches.switch(actor, feature, section_id=section, on=not self._now(feature).on)
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def leave_out(self, feature: str, section_id: str) -> None:
        """Switch a feature off in one section that has it."""
        actor = await self._actor("admin")
        await switches.switch(actor, feature, section_id=parse_id(section_id), on=False)
        await self._fill(actor)

    @rx.event
    async def follow(self, feature: str, section_id: str) -> None:
        """Let a section be as the institution is again."""
        actor = await self._actor("admin")
        await switches.follow(actor, feature, parse_id(section_id))
        await self._fill(actor)

    @rx.event
    async def share_out(self, form: dict[str, Any]) -> None:
        """Let a share of the sections have a feature in trial."""
        actor = await self._actor("admin")
        text = str(form.get("share", "")).strip()
        share = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0
        await switches.share_out(actor, str(form.get("feature", "")), share)
        self.taken += 1
        await self._fill(actor)

    @rx.event
    async def take_back(self, feature: str) -> None:
        """Take a feature in trial back everywhere."""
        actor = await self._actor("admin")
        await switches.take_back(actor, feature)
        self._offsets = {}
        await self._fill(actor)
