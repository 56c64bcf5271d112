"""What is shown once, what is new, and what people say."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import adoption
from learnapp.services.adoption import FeedbackView, NewsView, RecommendView
from learnapp.state.base import AppState

__all__ = ["AdoptionState", "FeedbackState", "FeedbackView", "NewsView", "RecommendView"]

TOUR_STEPS = {"student": 4, "guardian": 3, "instructor": 4, "assistant": 3, "admin": 4, "auditor": 2}


class AdoptionState(AppState):
    """The guided first visit, the question whether somebody recommends it, and the news."""

    tour: str = ""
    tour_step: int = 1
    ask: bool = False
    fresh: bool = False
    news: list[NewsView] = []

    @rx.event
    async def load_welcome(self) -> None:
        """Look what there is to show on the first page of a role."""
        found = await adoption.welcome(await self._enter())
        self.tour, self.ask, self.fresh, self.tour_step = found.tour, found.ask, found.news, 1

    @rx.var
    def tour_steps(self) -> int:
        """How many steps the guide of this role has."""
        return TOUR_STEPS.get(self.tour, 0)

    @rx.event
    async def tour_on(self, by: int) -> None:
        """Go to the next or the last step; after the last one the guide is over."""
        actor = await self._actor()
        self.tour_step = max(1, self.tour_step + (1 if by > 0 else -1))
        if self.tour_step > self.tour_steps:
            self.tour = ""
            await adoption.toured(actor)

    @rx.event
    async def tour_away(self) -> None:
        """Send the guide away for good."""
        actor = await self._actor()
        self.tour = ""
        await adoption.toured(actor)

    @rx.event
    async def not_now(self) -> None:
        """Do not say whether it is recommended."""
        actor = await self._actor()
        self.ask = False
        await adoption.not_now(actor)

    @rx.event
    async def recommend(self, form: dict[str, Any]) -> Any:
        """Take in how likely somebody is to recommend it."""
        actor = await self._actor()
        score = str(form.get("score", ""))
        path = str(self.router.url.path)
        await adoption.tell(actor, path, str(form.get("why", "")), score=int(score) if score.isdecimal() else -1)
        self.ask = False
        return AppState.thank("feedback-thanks")

    @rx.event
    async def tell_us(self, form: dict[str, Any]) -> Any:
        """Take in what somebody says about the page that they are on."""
        actor = await self._actor()
        await adoption.tell(actor, str(self.router.url.path), str(form.get("said", "")))
        self.taken += 1
        return AppState.thank("feedback-thanks")

    @rx.event
    async def load_news(self) -> None:
        """Open the news."""
        self.news = await adoption.news(await self._enter())
        self.fresh = False


class FeedbackState(AppState):
    """What people of the institution say, for its admins."""

    rows: list[FeedbackView] = []
    total: int = 0
    offset: int = 0
    nps: RecommendView = RecommendView()
    feedback_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """Open the page."""
        await self._enter("admin")
        self.offset = 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older ones."""
        await self._actor("admin")
        self.offset = max(0, self.offset + (adoption.PAGE if step > 0 else -adoption.PAGE))
        await self._fill()

    async def _fill(self) -> None:
        found = await adoption.feedback(await self._actor("admin"), offset=self.offset)
        self.rows, self.total, self.offset = found.rows, found.total, found.offset
        self.nps, self.feedback_ready = found.recommend, True
