"""How the classes of an institution do together."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import analytics_institution
from learnapp.services.analytics_institution import LEAST_SECTIONS
from learnapp.services.analytics_views import Asked, InstitutionAnalytics, SectionLine
from learnapp.state.base import AppState
from learnapp.state.class_analytics import LEAST, PERIODS, asked_from

__all__ = ["LEAST", "LEAST_SECTIONS", "PERIODS", "InstitutionAnalyticsState", "SectionLine"]
_PAGE = 25
_LONG = 80


class InstitutionAnalyticsState(AppState):
    """The analytics of an institution, or of a course or term in it."""

    school_ready: bool = False
    period: str = "month"
    first: str = ""
    last: str = ""
    course: str = ""
    term: str = ""
    offset: int = 0
    school: InstitutionAnalytics = InstitutionAnalytics()

    async def _fill(self, actor: Actor) -> None:
        self.school = await analytics_institution.institution_analytics(
            actor, Asked(self.period, self.first, self.last), course=self.course, term=self.term, offset=self.offset,
            size=_PAGE,
        )  # fmt: skip
        self.offset = self.school.offset
        self.school_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the last four weeks of all classes."""
        actor = await self._enter("admin")
        self.school_ready, self.offset, self.course, self.term = False, 0, "", ""
        self.period, self.first, self.last = "month", "", ""
        await self._fill(actor)

    @rx.event
    async def choose_period(self, period: str) -> None:
        """Show another period; days of one's own wait for the form."""
        actor = await self._actor("admin")
        asked = asked_from(period)
        if asked.period == "custom":
            days = self.school.days
            self.period, self.first, self.last = "custom", days.first, days.last
            if not days.first:
                return
        else:
            self.period, self.first, self.last = period, "", ""
        await self._fill(actor)

    @rx.event
    async def choose_days(self, form: dict[str, Any]) -> None:
        """Show days of one's own."""
        actor = await self._actor("admin")
        asked = asked_from("custom", form)
        before = self.first, self.last
        self.period, self.first, self.last = "custom", asked.first, asked.last
        try:
            await self._fill(actor)
        except InvalidInputError:
            self.first, self.last = before
            raise

    @rx.event
    async def choose_course(self, course: str) -> None:
        """Show the classes of one course; "" shows all."""
        actor = await self._actor("admin")
        self.course, self.offset = str(course)[:_LONG], 0
        await self._fill(actor)

    @rx.event
    async def choose_term(self, term: str) -> None:
        """Show the classes of one term; "" shows all."""
        actor = await self._actor("admin")
        self.term, self.offset = str(term)[:_LONG], 0
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show other classes."""
        actor = await self._actor("admin")
        self.offset = max(0, self.offset + (1 if step > 0 else -1) * _PAGE)
        await self._fill(actor)
