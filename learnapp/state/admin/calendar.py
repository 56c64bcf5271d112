"""The school year as an admin sets it up: terms and days off."""

from __future__ import annotations

from datetime import date
from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import school_calendar
from learnapp.services.school_calendar import SpanView
from learnapp.state.base import AppState, parse_id

__all__ = ["CalendarState", "SpanView", "parse_day"]
PAGE = 8


def parse_day(text: object) -> date:
    """Return the date that a form has sent.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError as error:
        raise InvalidInputError("Choose a day, like 2026-09-01.") from error


class CalendarState(AppState):
    """Terms and days off, and the term that is being changed."""

    terms: list[SpanView] = []
    terms_total: int = 0
    terms_offset: int = 0
    days: list[SpanView] = []
    days_total: int = 0
    days_offset: int = 0
    changing: SpanView = SpanView()
    calendar_ready: bool = False

    async def _fill(self, actor: Actor) -> None:
        terms = await school_calendar.terms(actor, offset=self.terms_offset, size=PAGE)
        self.terms, self.terms_total, self.terms_offset = terms.rows, terms.total, terms.offset
        days = await school_calendar.days_off(actor, offset=self.days_offset, size=PAGE)
        self.days, self.days_total, self.days_offset = days.rows, days.total, days.offset
        self.calendar_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the terms and days off."""
        actor = await self._enter("admin", "auditor")
        self.terms_offset = self.days_offset = 0
        self.changing = SpanView()
        await self._fill(actor)

    @rx.event
    async def turn_terms(self, step: int) -> None:
        """Show the terms before or after these."""
        actor = await self._actor("admin", "auditor")
        self.terms_offset = max(0, self.terms_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def turn_days(self, step: int) -> None:
        """Show the days off before or after these."""
        actor = await self._actor("admin", "auditor")
        self.days_offset = max(0, self.days_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def change(self, term_id: str) -> None:
        """Take a term into the form; no term: a new one."""
        await self._actor("admin")
        self.changing = next((one for one in self.terms if one.id == term_id), SpanView())

    @rx.event
    async def save_term(self, form: dict[str, Any]) -> Any:
        """Add the term of the form, or change the one that is in it."""
        actor = await self._actor("admin")
        await school_calendar.save_term(
            actor,
            parse_id(self.changing.id) if self.changing.id else None,
            str(form.get("name", "")),
            parse_day(form.get("first", "")),
            parse_day(form.get("last", "")),
        )
        self.changing = SpanView()
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def remove_term(self, term_id: str) -> None:
        """Remove a term."""
        actor = await self._actor("admin")
        await school_calendar.remove_term(actor, parse_id(term_id))
        self.changing = SpanView()
        await self._fill(actor)

    @rx.event
    async def add_day_off(self, form: dict[str, Any]) -> Any:
        """Add a day off; without a last day it is a single one."""
        actor = await self._actor("admin")
        first = parse_day(form.get("first", ""))
        last = parse_day(form["last"]) if form.get("last") else first
        await school_calendar.add_day_off(actor, str(form.get("label", "")), first, last)
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def remove_day_off(self, day_off_id: str) -> None:
        """Remove a day off."""
        actor = await self._actor("admin")
        await school_calendar.remove_day_off(actor, parse_id(day_off_id))
        await self._fill(actor)
