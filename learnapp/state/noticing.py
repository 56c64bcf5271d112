"""What the reader was told, and what they want to be told."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import notice_board, notice_choices
from learnapp.services.notice_board import PAGE, DayView, NoticeView, PartView
from learnapp.services.notice_choices import ChoiceView
from learnapp.services.notice_kinds import MODES
from learnapp.services.saved_views import CompareLine
from learnapp.state.base import AppState, parse_id

__all__ = [
    "MODES",
    "ChoiceView",
    "CompareLine",
    "DayView",
    "NoticeChoiceState",
    "NoticeState",
    "NoticeView",
    "PartView",
]


class NoticeState(AppState):
    """The page of notifications."""

    told: list[DayView] = []
    told_total: int = 0
    told_offset: int = 0
    told_shown: int = 0
    told_unread: int = 0
    told_ready: bool = False

    async def _fill(self) -> None:
        found = await notice_board.read(await self._actor(), offset=self.told_offset)
        self.told, self.told_total, self.told_offset = found.days, found.total, found.offset
        self.told_shown, self.told_unread, self.told_ready = found.shown, found.unread, True

    @rx.event
    async def load(self) -> None:
        """Show the newest."""
        await self._enter()
        self.told_offset = 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        await self._actor()
        self.told_offset = max(0, self.told_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def open_one(self, notice_id: str) -> None:
        """Mark one as read; the link itself goes to its place."""
        actor = await self._actor()
        await notice_board.mark_read(actor, parse_id(notice_id))
        self.unread = await notice_board.unread(actor)
        await self._fill()

    @rx.event
    async def read_all(self) -> None:
        """Mark everything that has arrived as read."""
        actor = await self._actor()
        await notice_board.mark_all_read(actor)
        self.unread = await notice_board.unread(actor)
        await self._fill()


class NoticeChoiceState(AppState):
    """The choices about notifications on the account page."""

    choices: list[ChoiceView] = []
    quiet: bool = True
    quiet_first: int = 20
    quiet_last: int = 7

    def _of_account(self) -> bool:
        return True

    async def _fill(self) -> None:
        actor = await self._actor()
        found = await notice_choices.read(actor)
        self.choices, self.quiet = found.kinds, found.quiet
        self.quiet_first, self.quiet_last = found.first_hour, found.last_hour
        self.unread = await notice_board.unread(actor)

    @rx.event
    async def load(self) -> None:
        """Show what is chosen."""
        await self._enter()
        await self._fill()

    @rx.event
    async def choose(self, kind: str, mode: str) -> Any:
        """Choose how one kind is told."""
        await notice_choices.choose(await self._actor(), kind, mode)
        await self._fill()
        return AppState.thank("notices-saved")

    @rx.event
    async def choose_quiet(self, quiet: bool) -> Any:
        """Have quiet hours, or none."""
        return await self._hours(bool(quiet), self.quiet_first, self.quiet_last)

    @rx.event
    async def choose_first(self, hour: str) -> Any:
        """Choose when they begin."""
        return await self._hours(self.quiet, _hour(hour), self.quiet_last)

    @rx.event
    async def choose_last(self, hour: str) -> Any:
        """Choose when they end."""
        return await self._hours(self.quiet, self.quiet_first, _hour(hour))

    async def _hours(self, quiet: bool, first: int, last: int) -> Any:
        await notice_choices.set_quiet(await self._actor(), quiet=quiet, first_hour=first, last_hour=last)
        await self._fill()
        return AppState.thank("notices-saved")


def _hour(text: object) -> int:
    """Return an hour from a form, -1 for what is none."""
    said = str(text)[:3]
    return int(said) if said.isascii() and said.isdigit() else -1
