"""The page My plan: what a student says they want to learn, and the way there."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import checkups, learning_requests
from learnapp.services.calendar import parse_day
from learnapp.services.learning_requests import PACES, AskedView
from learnapp.services.request_things import ThingView
from learnapp.services.request_views import LegView, RequestView, TopicView, WayView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["PACES", "LegView", "PlanState", "RequestView", "ThingView", "TopicView", "WayView"]


class PlanState(StudentState):
    """The page My plan."""

    plan_ready: bool = False
    has: bool = False
    request: RequestView = RequestView()
    reached: str = ""
    reached_more: int = 0
    tests: list[ThingView] = []
    assigned: list[ThingView] = []
    lessons: list[ThingView] = []
    topics: list[ThingView] = []
    last_day: str = ""
    kept: bool = True
    changing: bool = False
    dropping: bool = False
    outcome: str = ""
    understood: str = ""
    guesses: list[ThingView] = []
    mastered: list[TopicView] = []
    named_day: str = ""

    async def _fill(self, actor: Actor) -> None:
        self.plan_ready = not self.no_class
        if self.no_class:
            return
        view = await learning_requests.read(actor, self._own_class())
        self.request, self.has, self.kept = view.request, view.has, view.stored
        self.reached, self.reached_more = view.reached, view.reached_more
        self.tests, self.assigned, self.lessons, self.topics = (
            [one for one in view.things if one.kind == kind] for kind in ("test", "assignment", "lesson", "topic")
        )
        self.printed, self.last_day = view.today, view.last
        self.changing = self.dropping = False
        self.plan_ready = True

    def _forget(self) -> None:
        self.outcome = self.understood = self.named_day = ""
        self.guesses, self.mastered = [], []

    @rx.event
    async def load(self) -> None:
        """Fill the page; the way is made again from where the student stands."""
        actor = await self._enter("student")
        if self._still_open() and self.plan_ready:
            return
        await self._show_classes(actor)
        self._forget()
        await self._fill(actor)

    @rx.event
    async def switch(self, section_id: str) -> None:
        """Look at another class."""
        actor = await self._choose_class(section_id)
        self._forget()
        await self._fill(actor)

    def _instead(self) -> UUID | None:
        return parse_id(self.request.id) if self.changing and self.request.id else None

    async def _show(self, actor: Actor, asked: AskedView) -> Any:
        """Show what came of asking."""
        self._forget()
        if asked.outcome == "made":
            self.taken += 1
            await self._fill(actor)
            self.understood = asked.title
            return AppState.thank("plan-made")
        self.outcome, self.understood, self.named_day = asked.outcome, asked.title, asked.day
        self.guesses, self.mastered = asked.guesses, asked.topics
        return None

    @rx.event
    async def say(self, form: dict[str, Any]) -> Any:
        """Make a plan from what was chosen or typed; what was typed is not kept."""
        actor = await self._actor("student")
        typed = str(form.get("day", "")).strip()
        day = parse_day(typed) if typed else None
        chosen = str(form.get("thing", ""))
        if chosen:
            asked = await learning_requests.choose(
                actor, chosen, due=day, section_id=self._own_class(), instead_of=self._instead()
            )
        else:
            said = str(form.get("said", ""))
            asked = await learning_requests.ask(
                actor, said, due=day, section_id=self._own_class(), instead_of=self._instead()
            )
        return await self._show(actor, asked)

    @rx.event
    async def pick(self, key: str) -> Any:
        """Make a plan for one of the guesses."""
        actor = await self._actor("student")
        day: date | None = parse_day(self.named_day) if self.named_day else None
        asked = await learning_requests.choose(
            actor, key, due=day, section_id=self._own_class(), instead_of=self._instead()
        )
        return await self._show(actor, asked)

    @rx.event
    async def change(self) -> None:
        """Open the form for something else, or close it."""
        await self._actor("student")
        self.changing, self.dropping = not self.changing, False
        self._forget()

    @rx.event
    async def drop(self) -> Any:
        """Give the plan up, at the second press."""
        actor = await self._actor("student")
        if not self.dropping:
            self.dropping, self.changing = True, False
            return None
        await learning_requests.drop(actor, parse_id(self.request.id))
        self._forget()
        await self._fill(actor)
        return AppState.thank("plan-dropped")

    @rx.event
    async def set_pace(self, minutes: str) -> None:
        """Choose how many minutes a day there are for it."""
        actor = await self._actor("student")
        count = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else 0
        await learning_requests.set_pace(actor, parse_id(self.request.id), count)
        await self._fill(actor)

    @rx.event
    async def check(self, kc_id: str) -> Any:
        """Begin a short check of a topic."""
        actor = await self._actor("student")
        return rx.redirect(f"/check/{await checkups.begin(actor, parse_id(kc_id), 'more', self._own_class())}")
