"""How the institution looks, as an admin chooses it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import branding
from learnapp.services.branding import ADDRESS, AccentView
from learnapp.state.base import AppState

__all__ = ["ADDRESS", "AccentView", "BrandingState"]


class BrandingState(AppState):
    """The name, the accent that is tried, the logo."""

    shown_name: str = ""
    kept: AccentView = AccentView()
    tried: AccentView = AccentView()

    @rx.event
    async def load(self) -> None:
        """Read how the institution looks."""
        actor = await self._enter("admin", "auditor")
        found = await branding.branding(actor)
        self.shown_name, self.kept, self.tried = found.name, found.accent, found.accent
        self.logo = found.logo

    @rx.event
    async def save_name(self, form: dict[str, Any]) -> Any:
        """Change the name that is shown."""
        actor = await self._actor("admin")
        self.shown_name = self.institution = await branding.set_name(actor, str(form.get("name", "")))
        return AppState.thank("institution-saved")

    @rx.event
    async def try_accent(self, colour: str) -> None:
        """Show how a colour looks and how well it can be read; nothing is kept."""
        await self._actor("admin")
        self.tried = branding.accent_view(colour)

    @rx.event
    async def save_accent(self) -> Any:
        """Keep the colour that is tried."""
        actor = await self._actor("admin")
        self.kept = self.tried = await branding.set_accent(actor, self.tried.colour)
        self.accent, self.accent_dark = self.kept.light, self.kept.dark
        return AppState.thank("institution-saved")

    @rx.event
    async def sent(self, _address: str) -> Any:
        """Show the logo that has just been taken in."""
        actor = await self._enter("admin")
        self.logo = (await branding.branding(actor)).logo
        return AppState.thank("institution-saved")

    @rx.event
    async def remove_logo(self) -> Any:
        """Show the product's mark again."""
        actor = await self._actor("admin")
        await branding.remove_logo(actor)
        self.logo = ""
        return AppState.thank("institution-saved")
