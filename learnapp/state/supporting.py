"""Support by the operator: who asks, who lets in, until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.services import institutions_health, support
from learnapp.state.base import AppState, parse_id

PAGE = 20


@dataclass(frozen=True)
class WishLine:
    """One wish; moments are ISO texts, "" where there is none."""

    id: str
    operator: str
    reason: str
    hours: int
    asked: str
    state: str
    by: str
    until: str


@dataclass(frozen=True)
class InstitutionLine:
    """How one institution stands."""

    name: str
    slug: str
    status: str
    active: int
    sealed: str
    waiting: int


class InstitutionsState(AppState):
    """How each institution of the server stands, for who runs it."""

    institutions: list[InstitutionLine] = []
    institutions_total: int = 0
    institutions_offset: int = 0

    @rx.event
    async def load(self) -> None:
        """Show the first page; to others than operators there is nothing to show."""
        actor = await self._enter("admin", "auditor", "operator")
        self.institutions, self.institutions_offset = [], 0
        if "operator" in actor.roles:
            await self._list()

    async def _list(self) -> None:
        page = await institutions_health.list_institutions(
            await self._actor("operator"), offset=self.institutions_offset, size=PAGE
        )
        self.institutions = [
            InstitutionLine(
                one.name, one.slug, one.status, one.active, one.sealed_at.isoformat() if one.sealed_at else "",
                one.unsealed,
            )
            for one in page.rows
        ]  # fmt: skip
        self.institutions_total, self.institutions_offset = page.total, page.offset

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.institutions_offset = max(0, self.institutions_offset + (PAGE if step > 0 else -PAGE))
        await self._list()


class SupportState(AppState):
    """The wishes of operators."""

    wishes: list[WishLine] = []
    wish_total: int = 0
    wish_offset: int = 0
    may_ask: bool = False
    may_decide: bool = False
    support_ready: bool = False

    async def _fill(self) -> None:
        actor = await self._enter("admin", "auditor", "operator")
        page = await support.list_wishes(actor, offset=self.wish_offset, size=PAGE)
        self.wishes = [
            WishLine(
                str(one.support_id), one.operator, one.reason, one.hours, one.asked_at.isoformat(), one.state, one.by,
                one.expires_at.isoformat() if one.expires_at else "",
            )
            for one in page.rows
        ]  # fmt: skip
        self.wish_total, self.wish_offset = page.total, page.offset
        self.may_ask, self.may_decide = "operator" in actor.roles, "admin" in actor.roles
        self.support_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        await self._enter("admin", "auditor", "operator")
        self.wish_offset = 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.wish_offset = max(0, self.wish_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def ask(self, form: dict[str, Any]) -> Any:
        """Ask to be let in."""
        actor = await self._actor("operator")
        hours = str(form.get("hours", "")).strip()[:3]
        if not hours.isascii() or not hours.isdecimal():
            raise InvalidInputError("Write a whole number.")
        await support.ask(actor, str(form.get("reason", ""))[:400], int(hours))
        self.taken += 1
        await self._fill()
        return AppState.thank("support-asked")

    @rx.event
    async def decide(self, support_id: str, allow: bool) -> Any:
        """Let somebody in, or not."""
        await support.decide(await self._actor("admin"), parse_id(support_id), allow=bool(allow))
        await self._fill()
        return AppState.thank("support-decided")

    @rx.event
    async def end(self, support_id: str) -> Any:
        """End what is open."""
        await support.end(await self._actor("admin"), parse_id(support_id))
        await self._fill()
        return AppState.thank("support-decided")
