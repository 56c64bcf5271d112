"""The time zone of the school, as its admins choose it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import profile, school_zone
from learnapp.services.school_zone import DEFAULT_ZONE, ZoneView
from learnapp.state.base import AppState

__all__ = ["ZoneState", "ZoneView"]


class ZoneState(AppState):
    """The zone that is chosen, and those that can be."""

    school_zone: ZoneView = ZoneView()
    school_zones: list[str] = []

    def _show(self, found: ZoneView) -> None:
        places = profile.time_zones()
        # One that was set up by a name outside of the list stays what it is until another one is chosen.
        self.school_zone, self.school_zones = found, [*sorted({found.name, DEFAULT_ZONE} - set(places)), *places]

    @rx.event
    async def load(self) -> None:
        """Read what is chosen."""
        self._show(await school_zone.zone(await self._enter("admin", "auditor")))

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Choose another one."""
        self._show(await school_zone.set_zone(await self._actor("admin"), str(form.get("zone", ""))))
        return AppState.thank("institution-saved")
