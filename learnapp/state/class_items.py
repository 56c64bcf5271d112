"""The questions of a class: the table of all, and one with everything that is known and can be done about it."""

from __future__ import annotations

from datetime import date
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import item_analysis, withdrawals
from learnapp.services.analytics_views import Freshness
from learnapp.services.item_analysis import PAGE, SORTS
from learnapp.services.item_views import (
    AbilityView,
    BinView,
    DayView,
    DifficultyView,
    GivenView,
    ItemRow,
    ItemView,
    KeyStepView,
    SaidView,
    TopicChoice,
    VoidView,
)
from learnapp.state.base import AppState, id_in_path, parse_id
from learnapp.state.finding import FindingState

__all__ = [
    "PAGE",
    "SORTS",
    "AbilityView",
    "BinView",
    "DayView",
    "DifficultyView",
    "Freshness",
    "GivenView",
    "ItemRow",
    "ItemState",
    "ItemView",
    "ItemsState",
    "KeyStepView",
    "SaidView",
    "TopicChoice",
    "VoidView",
]
_FALLING = ("answers", "hints", "reports", "tests")
"""Columns in which one looks for the largest first."""


class ItemsState(FindingState, AppState):
    """The table of a class."""

    items_ready: bool = False
    section: str = ""
    section_id: str = ""
    items: list[ItemRow] = []
    broken: list[ItemRow] = []
    fresh: Freshness = Freshness()
    partial: str = ""
    sort: str = "title"
    falling: bool = False

    def _page_size(self) -> int:
        return PAGE

    async def _find(self, actor: Actor) -> None:
        found = await item_analysis.items(
            actor,
            parse_id(self.section_id),
            topic=self._only_topic(),
            text=self.query,
            sort=self.sort,
            descending=self.falling,
            offset=self.found_offset,
        )
        self.section, self.items, self.broken = found.section, found.rows, found.broken
        self.fresh, self.partial = found.fresh, found.partial
        self.topics, self.found_total, self.found_offset = found.topics, found.total, found.offset
        self.items_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        actor = await self._enter("instructor", "admin")
        self.items_ready, self.section_id = False, ""
        self.section_id = str(id_in_path(self, 1))
        self._find_anew()
        self.sort, self.falling = "title", False
        await self._find(actor)

    @rx.event
    async def sort_by(self, column: str) -> None:
        """Sort by a column; the same column again turns the order round."""
        actor = await self._actor("instructor", "admin")
        if column not in SORTS:
            raise InvalidInputError("The table cannot be sorted by this. Choose one of its columns.")
        self.falling = not self.falling if column == self.sort else column in _FALLING
        self.sort, self.found_offset = column, 0
        await self._find(actor)


class ItemState(AppState):
    """One question of a class. Its key is shown: who may read keys sees this page, nobody else."""

    item_ready: bool = False
    section_id: str = ""
    item: ItemView = ItemView()
    doing: str = ""

    @rx.var
    def days(self) -> list[str]:
        """The days of the picture."""
        return [one.day for one in self.item.days]

    @rx.var
    def day_right(self) -> list[int]:
        """First tries of each day that were right."""
        return [one.right for one in self.item.days]

    @rx.var
    def day_wrong(self) -> list[int]:
        """The others."""
        return [one.tries - one.right for one in self.item.days]

    @rx.var
    def curve_at(self) -> list[float]:
        """The abilities of the curve."""
        return [one.at for one in self.item.curve]

    @rx.var
    def curve_chance(self) -> list[int]:
        """Chances of the curve, per cent."""
        return [one.chance for one in self.item.curve]

    @rx.var
    def curve_low(self) -> list[int]:
        """Lower ends of their intervals."""
        return [one.low for one in self.item.curve]

    @rx.var
    def curve_high(self) -> list[int]:
        """Upper ends of their intervals."""
        return [one.high for one in self.item.curve]

    async def _fill(self, actor: Actor) -> None:
        item_id = parse_id(self.item.row.item_id)
        self.item = await item_analysis.item(actor, parse_id(self.section_id), item_id)
        self.item_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the question of the address."""
        actor = await self._enter("instructor", "admin")
        self.item_ready, self.doing = False, ""
        self.section_id = str(id_in_path(self, 1))
        self.item = ItemView(row=ItemRow(item_id=str(id_in_path(self, 3))))
        await self._fill(actor)

    @rx.event
    async def tick(self) -> None:
        """Look how far the calculation is."""
        actor = await self._actor("instructor", "admin")
        if self.item_ready and self.item.withdrawal.busy:
            await self._fill(actor)

    @rx.event
    async def choose(self, doing: str) -> None:
        """Open the form in which something is confirmed, or close it."""
        await self._actor("instructor", "admin")
        self.doing = doing if doing in ("withdraw", "void") and doing != self.doing else ""

    @rx.event
    async def withdraw(self, form: dict[str, Any]) -> Any:
        """Offer the question no longer to this class."""
        actor = await self._actor("instructor", "admin")
        section, item_id = parse_id(self.section_id), parse_id(self.item.row.item_id)
        await withdrawals.flag(actor, section, item_id, str(form.get("reason", "")))
        return await self._done(actor, "item-done-withdrawn")

    @rx.event
    async def offer_again(self) -> Any:
        """Offer the question to this class again."""
        actor = await self._actor("instructor", "admin")
        await withdrawals.offer_again(actor, parse_id(self.section_id), parse_id(self.item.row.item_id))
        return await self._done(actor, "item-done-offered")

    @rx.event
    async def void(self, form: dict[str, Any]) -> Any:
        """Let answers to the question not count in this class."""
        actor = await self._actor("instructor", "admin")
        section, item_id = parse_id(self.section_id), parse_id(self.item.row.item_id)
        since = _day(str(form.get("since", "")))
        await withdrawals.void(actor, section, item_id, str(form.get("reason", "")), since)
        return await self._done(actor, "item-done-void")

    @rx.event
    async def restore(self) -> Any:
        """Let them count again."""
        actor = await self._actor("instructor", "admin")
        await withdrawals.restore(actor, parse_id(self.section_id), parse_id(self.item.row.item_id))
        return await self._done(actor, "item-done-restored")

    async def _done(self, actor: Actor, key: str) -> Any:
        self.doing = ""
        await self._fill(actor)
        return AppState.thank(key)


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise InvalidInputError("This is no day. Choose one from the calendar, or leave it empty.") from error
