"""How the classes of an institution do together."""

from __future__ import annotations

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import analytics_institution
from learnapp.services.analytics_institution import LEAST_SECTIONS
from learnapp.services.analytics_views import Asked, DaysView, InstitutionAnalytics, SectionLine, query_of
from learnapp.state.base import AppState
from learnapp.state.choosing_period import PeriodState
from learnapp.state.class_analytics import LEAST

__all__ = ["LEAST", "LEAST_SECTIONS", "InstitutionAnalyticsState", "SectionLine"]
_PAGE = 25
_LONG = 80


class InstitutionAnalyticsState(PeriodState, AppState):
    """The analytics of an institution, or of a course or term in it."""

    school_ready: bool = False
    course: str = ""
    term: str = ""
    offset: int = 0
    school: InstitutionAnalytics = InstitutionAnalytics()

    def _roles(self) -> tuple[str, ...]:
        return ("admin",)

    @rx.var
    def files(self) -> str:
        """Query of the addresses of these figures as files."""
        return query_of(Asked(self.period, self.first, self.last), course=self.course, term=self.term)

    def _days(self) -> DaysView:
        return self.school.days

    async def _fill(self, actor: Actor) -> None:
        self.school = await analytics_institution.institution_analytics(
            actor, self._asked(), course=self.course, term=self.term, offset=self.offset, size=_PAGE
        )
        self.offset = self.school.offset
        self.school_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the last four weeks of all classes."""
        actor = await self._enter("admin")
        self.school_ready, self.offset, self.course, self.term = False, 0, "", ""
        self._last_weeks()
        await self._fill(actor)

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
