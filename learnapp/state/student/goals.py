"""The page My goals, and the small card of goals on other pages."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import InvalidInputError
from learnapp.security.access import Actor
from learnapp.services import goals
from learnapp.services.calendar import parse_day
from learnapp.services.goal_progress import MOST, GoalView
from learnapp.services.goals import PAGE, TopicChoice
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["MOST", "GoalCardState", "GoalView", "GoalsState", "TopicChoice"]


def _number(text: object) -> int:
    """Return the number in a form's field.

    Raises:
        InvalidInputError: It is none.
    """
    try:
        return int(str(text).strip()[:12])
    except ValueError as error:
        raise InvalidInputError("Write how many for each week, as a whole number.") from error


class GoalCardState(StudentState):
    """The goals that are due next."""

    card_ready: bool = False
    next_goals: list[GoalView] = []

    @rx.event
    async def load(self) -> None:
        """Fill the card."""
        view = await goals.next_due(await self._enter("student"))
        self.next_goals, self.printed = view.open, view.today
        self.card_ready = True


class GoalsState(StudentState):
    """The page My goals."""

    goals_ready: bool = False
    open_goals: list[GoalView] = []
    closed_goals: list[GoalView] = []
    closed_total: int = 0
    closed_offset: int = 0
    topics: list[TopicChoice] = []
    last_day: str = ""
    kept: bool = True
    kind: str = "topic"
    moving: str = ""
    dropping: str = ""

    async def _fill(self, actor: Actor) -> None:
        view = await goals.read(actor, offset=self.closed_offset)
        self.open_goals, self.closed_goals, self.closed_total = view.open, view.closed, view.total
        self.topics, self.printed, self.last_day, self.kept = view.topics, view.today, view.last, view.stored
        self.goals_ready = True

    @rx.event
    async def load(self) -> None:
        """Fill the page; what has been reached meanwhile is kept."""
        actor = await self._enter_class()
        if not self._still_open():
            self.closed_offset, self.moving, self.dropping = 0, "", ""
        await self._fill(actor)

    @rx.event
    async def choose_kind(self, kind: str) -> None:
        """Choose what the new goal is about."""
        await self._actor("student")
        if kind == "topic" or kind in MOST:
            self.kind = kind

    @rx.event
    async def add(self, form: dict[str, Any]) -> Any:
        """Set a goal."""
        actor = await self._actor("student")
        due = parse_day(str(form.get("due", "")))
        if self.kind == "topic":
            topic = str(form.get("topic", ""))
            await goals.add(actor, "topic", due, kc_id=parse_id(topic) if topic else None)
        else:
            await goals.add(actor, self.kind, due, target=_number(form.get("number", "")))
        self.taken += 1
        await self._fill(actor)
        return AppState.thank("goal-added")

    @rx.event
    async def choose_move(self, goal_id: str) -> None:
        """Open the form with the day of a goal, or close it."""
        await self._actor("student")
        self.moving, self.dropping = "" if self.moving == goal_id else goal_id[:64], ""

    @rx.event
    async def move(self, form: dict[str, Any]) -> Any:
        """Give the goal whose form is open another day."""
        actor = await self._actor("student")
        await goals.move(actor, parse_id(self.moving), parse_day(str(form.get("day", ""))))
        self.moving = ""
        await self._fill(actor)
        return AppState.thank("goal-moved")

    @rx.event
    async def tick_off(self, goal_id: str) -> Any:
        """Close a goal as done."""
        actor = await self._actor("student")
        await goals.tick_off(actor, parse_id(goal_id))
        await self._fill(actor)
        return AppState.thank("goal-ticked")

    @rx.event
    async def drop(self, goal_id: str) -> Any:
        """Give a goal up, at the second press."""
        actor = await self._actor("student")
        if self.dropping != goal_id:
            self.dropping, self.moving = goal_id[:64], ""
            return None
        await goals.drop(actor, parse_id(goal_id))
        self.dropping = ""
        await self._fill(actor)
        return AppState.thank("goal-dropped")

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of reached goals back or on."""
        actor = await self._actor("student")
        self.closed_offset = max(0, self.closed_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)
