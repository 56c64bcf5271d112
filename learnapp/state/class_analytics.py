"""How a class does: figures, trends, how students differ, and groups beside each other."""

from __future__ import annotations

from dataclasses import replace

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.core.paging import page_of
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import analytics, analytics_cohorts
from learnapp.services.analytics_cohorts import WAYS
from learnapp.services.analytics_views import (
    Asked,
    BinView,
    ClassAnalytics,
    CohortsView,
    CohortView,
    ContentLine,
    DaysView,
    DayView,
    FigureView,
    Freshness,
    HourView,
    SpreadView,
    StandOut,
    StudentLine,
    TopicLine,
    query_of,
)
from learnapp.state.base import AppState, parse_id
from learnapp.state.choosing_period import PERIODS, PeriodState
from learnapp.state.instructor.classes import place

__all__ = [
    "LEAST", "PERIODS", "WAYS", "BinView", "ClassAnalyticsState", "CohortView", "ContentLine", "DayView", "DaysView",
    "FigureView", "Freshness", "HourView", "SpreadView", "StandOut", "StudentLine", "TopicLine",
]  # fmt: skip
LEAST = THRESHOLDS.min_students
_PAGE, _CONTENTS = 25, 10


class ClassAnalyticsState(PeriodState, AppState):
    """The analytics of one class in one period."""

    analytics_ready: bool = False
    section_id: str = ""
    view: ClassAnalytics = ClassAnalytics()
    lines: list[StudentLine] = []
    offset: int = 0
    total: int = 0
    contents: list[ContentLine] = []
    contents_offset: int = 0
    contents_total: int = 0
    _contents: list[ContentLine] = []
    by: str = ""
    other: str = ""
    beside: CohortsView = CohortsView()

    def _roles(self) -> tuple[str, ...]:
        return ("instructor", "admin")

    @rx.var
    def files(self) -> str:
        """Query of the addresses of these figures as files."""
        return query_of(Asked(self.period, self.first, self.last))

    def _days(self) -> DaysView:
        return self.view.days

    async def _fill(self, actor: Actor) -> None:
        section = parse_id(self.section_id)
        view = await analytics.class_analytics(actor, section, self._asked())
        # A course has hundreds of contents: the page gets those that it shows.
        self._contents, self.view = view.contents, replace(view, contents=[])
        self._show_contents(0)
        if self.view.fresh.state == "cached":
            # What names people is never kept.
            self.lines, self.total, self.by = [], 0, ""
        else:
            await self._people(actor)
            await self._compare(actor)
        self.analytics_ready = True

    def _show_contents(self, offset: int) -> None:
        page = page_of(self._contents, max(0, offset), _CONTENTS)
        self.contents, self.contents_offset, self.contents_total = page.rows, page.offset, page.total

    async def _people(self, actor: Actor) -> None:
        page = await analytics.class_students(
            actor, parse_id(self.section_id), self._asked(), offset=self.offset, size=_PAGE
        )
        self.lines, self.offset, self.total = page.rows, page.offset, page.total

    async def _compare(self, actor: Actor) -> None:
        self.beside = CohortsView()
        if self.by:
            other = parse_id(self.other) if self.by == "section" and self.other else None
            self.beside = await analytics_cohorts.cohorts(
                actor, parse_id(self.section_id), self._asked(), by=self.by, other=other
            )

    @rx.event
    async def load(self) -> None:
        """Show the last four weeks."""
        actor = await self._enter("instructor", "admin")
        self.analytics_ready, self.section_id = False, ""
        self.section_id = str(place(self, 1))
        self.offset, self.by, self.other = 0, "", ""
        self._last_weeks()
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show other students."""
        actor = await self._actor("instructor", "admin")
        self.offset = max(0, self.offset + (1 if step > 0 else -1) * _PAGE)
        await self._people(actor)

    @rx.event
    async def turn_contents(self, step: int) -> None:
        """Show other contents."""
        await self._actor("instructor", "admin")
        self._show_contents(self.contents_offset + (1 if step > 0 else -1) * _CONTENTS)

    @rx.event
    async def choose_way(self, by: str) -> None:
        """Compare groups that differ in something else; "" compares none."""
        actor = await self._actor("instructor", "admin")
        if by and by not in WAYS:
            raise InvalidInputError("There is no such comparison. Choose one of the list.")
        self.by, self.other = by, ""
        await self._compare(actor)

    @rx.event
    async def choose_other(self, other: str) -> None:
        """Compare with another class."""
        actor = await self._actor("instructor", "admin")
        self.other = str(parse_id(other)) if other else ""
        await self._compare(actor)
