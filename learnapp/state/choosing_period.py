"""Choosing which days the figures of a page are of: a period, or days of one's own."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services.analytics_periods import PERIODS
from learnapp.services.analytics_views import Asked, DaysView
from learnapp.state.base import AppState

__all__ = ["PERIODS", "PeriodState"]
_DATE = 10


class PeriodState(AppState, mixin=True):
    """The chosen period; `components.analytics.periods` shows its fields."""

    period: str = "month"
    first: str = ""
    last: str = ""

    def _roles(self) -> tuple[str, ...]:
        """Return the roles that the page is for."""
        raise NotImplementedError

    def _days(self) -> DaysView:
        """Return the days that are shown now."""
        raise NotImplementedError

    async def _fill(self, actor: Actor) -> None:
        """Show the figures of the chosen period."""
        raise NotImplementedError

    def _asked(self) -> Asked:
        return Asked(self.period, self.first, self.last)

    def _last_weeks(self) -> None:
        self.period, self.first, self.last = "month", "", ""

    @rx.event
    async def choose_period(self, period: str) -> None:
        """Show another period; days of one's own wait for the form."""
        actor = await self._actor(*self._roles())
        if period not in PERIODS:
            raise InvalidInputError("There is no such period. Choose one of the list.")
        if period == "custom":
            days = self._days()
            self.period, self.first, self.last = "custom", days.first, days.last
            if not days.first:
                return
        else:
            self.period, self.first, self.last = period, "", ""
        await self._fill(actor)

    @rx.event
    async def choose_days(self, form: dict[str, Any]) -> None:
        """Show days of one's own."""
        actor = await self._actor(*self._roles())
        before = self.first, self.last
        self.period = "custom"
        self.first, self.last = (str(form.get(end, ""))[:_DATE] for end in ("first", "last"))
        try:
            await self._fill(actor)
        except InvalidInputError:
            self.first, self.last = before
            raise
