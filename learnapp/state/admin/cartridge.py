"""Taking a course along as a Common Cartridge."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.services import course_export
from learnapp.state.base import AppState, parse_id


@dataclass(frozen=True)
class LeftRow:
    """A reason why things are not in the cartridge, or not whole, how often, and the first of them."""

    why: str
    times: int
    places: str


class CartridgeState(AppState):
    """What the cartridge of a course holds, and what not."""

    cartridge_address: str = ""
    cartridge_title: str = ""
    cartridge_readings: int = 0
    cartridge_questions: int = 0
    left: list[LeftRow] = []

    def _course(self) -> tuple[UUID, UUID]:
        owner, _, course = self.cartridge_address.rpartition("cartridges/")[2].partition("/")
        return parse_id(owner), parse_id(course)

    async def _fill(self) -> None:
        actor = await self._actor("admin")
        found = await course_export.prospect(actor, *self._course(), self.locale)
        self.cartridge_title = found.title
        self.cartridge_readings, self.cartridge_questions = found.readings, found.questions
        self.left = [LeftRow(one.why, one.times, ", ".join(one.places)) for one in found.left]

    @rx.event
    async def make(self, form: dict[str, Any]) -> None:
        """Say what the cartridge of a course will hold, and offer it."""
        await self._actor("admin")
        tenant, _, course = str(form.get("course", "")).partition("/")
        self.cartridge_address = f"/api/v1/content/cartridges/{parse_id(tenant)}/{parse_id(course)}"
        self.cartridge_title = ""
        await self._fill()

    @rx.event
    async def download(self) -> Any:
        """Download what the cartridge does not hold as CSV."""
        actor = await self._actor("admin")
        data = await course_export.left_csv(actor, *self._course(), self.locale)
        return rx.download(data=data, filename="not-in-the-cartridge.csv")
