"""What the system did for a class, and how the class does."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.time_saved import Assumption
from learnapp.security.access import Actor
from learnapp.services import impact
from learnapp.services.impact import PAUSE_DAYS, PERIODS
from learnapp.services.impact_views import ActView, FigureView, ImpactView, SpanView, WeekView
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = [
    "LEAST",
    "PAUSE_DAYS",
    "PERIODS",
    "ActView",
    "FigureView",
    "ImpactState",
    "SpanView",
    "WeekView",
]
LEAST = THRESHOLDS.min_students
_LONG = 20


class ImpactState(AppState):
    """The impact of one class in one period."""

    impact_ready: bool = False
    section_id: str = ""
    period: str = "month"
    view: ImpactView = ImpactView()

    async def _fill(self, actor: Actor) -> None:
        self.view = await impact.impact(actor, parse_id(self.section_id), self.period)
        self.impact_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the last four weeks."""
        actor = await self._enter("instructor", "admin")
        self.impact_ready, self.period = False, "month"
        self.section_id = str(place(self, 1))
        await self._fill(actor)

    @rx.event
    async def choose_period(self, period: str) -> None:
        """Show another period."""
        actor = await self._actor("instructor", "admin")
        if period not in PERIODS:
            raise InvalidInputError("There is no such period. Choose one of the list.")
        self.period = period
        await self._fill(actor)

    @rx.event
    async def assume(self, form: dict[str, Any]) -> Any:
        """Change what one kind of act is worth."""
        actor = await self._actor("instructor", "admin")
        kind = str(form.get("kind", ""))[:_LONG]
        assumed = Assumption(*(_minutes(form.get(end)) for end in ("low", "usual", "high")))
        await impact.assume(actor, parse_id(self.section_id), kind, assumed)
        await self._fill(actor)
        return AppState.thank("impact-assumed")

    @rx.event
    async def unassume(self, kind: str) -> Any:
        """Take our assumption again."""
        actor = await self._actor("instructor", "admin")
        await impact.unassume(actor, parse_id(self.section_id), str(kind)[:_LONG])
        await self._fill(actor)
        return AppState.thank("impact-unassumed")

    @rx.event
    async def download(self) -> Any:
        """Download the figures as CSV."""
        actor = await self._actor("instructor", "admin")
        data = await impact.impact_csv(actor, parse_id(self.section_id), self.period)
        return rx.download(data=data, filename="class-impact.csv")


def _minutes(text: object) -> float:
    """Return the minutes in a field of the form; a comma is taken for a point."""
    try:
        return float(str(text)[:_LONG].strip().replace(",", "."))
    except ValueError as error:
        raise InvalidInputError("Minutes are a number, for example 0.5. Correct them, then save again.") from error
