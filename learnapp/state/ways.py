"""By which ways the reader hears of things outside the app."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from learnapp.services import delivery_addresses, delivery_choices
from learnapp.services.delivery_addresses import OwnAddress
from learnapp.services.delivery_choices import WayView
from learnapp.services.delivery_kinds import MODES
from learnapp.state.base import AppState, parse_id

__all__ = ["MODES", "ModeCell", "ModeRow", "OwnAddress", "WayView", "WaysState"]


@dataclass(frozen=True)
class ModeCell:
    """How one kind comes by one way."""

    channel: str = ""
    mode: str = "off"
    chosen: bool = True


@dataclass(frozen=True)
class ModeRow:
    """One kind with its ways, in the order of the columns."""

    kind: str = ""
    cells: list[ModeCell] = field(default_factory=list)


class WaysState(AppState):
    """The ways on the account page."""

    ways: list[WayView] = []
    way_rows: list[ModeRow] = []
    digest_hour: int = 7
    school_days: bool = False
    way_asked: str = ""
    """The way for which a code was sent."""
    ways_ready: bool = False

    def _of_account(self) -> bool:
        return True

    async def _fill(self) -> None:
        found = await delivery_choices.read(await self._actor())
        rows: dict[str, list[ModeCell]] = {}
        for one in found.modes:
            rows.setdefault(one.kind, []).append(ModeCell(one.channel, one.mode, one.chosen))
        self.ways, self.way_rows = found.ways, [ModeRow(kind, cells) for kind, cells in rows.items()]
        self.digest_hour, self.school_days, self.ways_ready = found.digest_hour, found.school_days, True

    @rx.event
    async def load(self) -> None:
        """Show the ways."""
        await self._enter()
        self.way_asked = ""
        await self._fill()

    @rx.event
    async def choose(self, kind: str, channel: str, mode: str) -> Any:
        """Choose how one kind comes by one way."""
        await delivery_choices.choose(await self._actor(), str(kind)[:40], str(channel)[:20], str(mode)[:20])
        await self._fill()
        return AppState.thank("notices-saved")

    @rx.event
    async def choose_hour(self, hour: str) -> Any:
        """Choose when the digest comes."""
        said = str(hour)[:3]
        number = int(said) if said.isascii() and said.isdigit() else -1
        return await self._habit(number, self.school_days)

    @rx.event
    async def choose_days(self, only: bool) -> Any:
        """Hear of things on days of school only, or on all."""
        return await self._habit(self.digest_hour, bool(only))

    async def _habit(self, hour: int, school_days: bool) -> Any:
        await delivery_choices.set_habit(await self._actor(), digest_hour=hour, school_days=school_days)
        await self._fill()
        return AppState.thank("notices-saved")

    @rx.event
    async def resume(self) -> Any:
        """Switch e-mail on again."""
        await delivery_addresses.resume_mail(await self._actor())
        await self._fill()
        return AppState.thank("notices-saved")

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Keep a number or name, and have a code sent to it."""
        channel = str(form.get("channel", ""))[:20]
        await delivery_addresses.add(await self._actor(), channel, str(form.get("to", ""))[:80])
        self.way_asked = channel
        await self._fill()
        return AppState.thank("way-code-sent")

    @rx.event
    async def confirm(self, form: dict[str, Any]) -> Any:
        """Show by the code that a number is the reader's own."""
        channel, code = str(form.get("channel", ""))[:20], str(form.get("code", ""))[:20]
        await delivery_addresses.confirm(await self._actor(), channel, code)
        self.way_asked = ""
        await self._fill()
        return AppState.thank("way-confirmed")

    @rx.event
    async def keep_browser(self, endpoint: str, p256dh: str, auth: str) -> Any:
        """Keep the browser that its person lets show notifications."""
        await delivery_addresses.subscribe(await self._actor(), str(endpoint), str(p256dh), str(auth))
        await self._fill()
        return AppState.thank("way-browser-kept")

    @rx.event
    async def remove(self, channel: str, address_id: str) -> Any:
        """Forget a number, name or browser."""
        await delivery_addresses.remove(await self._actor(), str(channel)[:20], parse_id(address_id))
        await self._fill()
        return AppState.thank("way-removed")
