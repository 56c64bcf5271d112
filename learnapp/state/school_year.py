"""The school calendar of everybody: what is on, and what is to come."""

from __future__ import annotations

import reflex as rx

from learnapp.services import school_calendar
from learnapp.services.school_calendar import SpanView
from learnapp.state.base import AppState

__all__ = ["SchoolYearState", "SpanView"]


class SchoolYearState(AppState):
    """Terms and days off that are not over."""

    year_terms: list[SpanView] = []
    year_days: list[SpanView] = []
    year_ready: bool = False
    year_off: bool = False

    @rx.event
    async def load(self) -> None:
        """Read them."""
        actor = await self._enter("student", "instructor", "admin")
        found = await school_calendar.year(actor)
        self.year_off = found is None
        if found is not None:
            self.year_terms, self.year_days = found.terms, found.days
        self.year_ready = True
