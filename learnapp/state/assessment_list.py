"""The tests of the classes that somebody teaches: the list, what was taken away, and the form for another one."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import assessment_copies, assessments
from learnapp.services.assessment_rules import MOST_TITLE
from learnapp.services.assessment_views import AssessmentCard
from learnapp.services.assessments import KINDS, PAGE
from learnapp.services.item_views import TopicChoice
from learnapp.state.base import AppState, parse_id

__all__ = ["KINDS", "MOST_TITLE", "AssessmentCard", "AssessmentsState"]
_LONG = 30


class AssessmentsState(AppState):
    """The list, and the form that begins another one."""

    assessments_ready: bool = False
    cards: list[AssessmentCard] = []
    classes: list[TopicChoice] = []
    only_class: str = ""
    taken_away: bool = False
    """Whether the list is of what was taken away."""
    total: int = 0
    offset: int = 0

    async def _fill(self, actor: Actor) -> None:
        only = parse_id(self.only_class) if self.only_class else None
        found = await assessments.listed(actor, only, withdrawn=self.taken_away, offset=self.offset)
        self.cards, self.classes = found.rows, found.classes
        self.total, self.offset = found.total, found.offset
        self.assessments_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the newest ones; an address may name one class."""
        actor = await self._enter("instructor", "admin")
        asked = str(self.router.url.query_parameters.get("class", ""))
        self.only_class, self.offset, self.taken_away = str(parse_id(asked)) if asked else "", 0, False
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor("instructor", "admin")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def show_taken_away(self) -> None:
        """Show what was taken away, or the tests again."""
        actor = await self._actor("instructor", "admin")
        self.taken_away, self.offset = not self.taken_away, 0
        await self._fill(actor)

    @rx.event
    async def give_back(self, assessment_id: str) -> Any:
        """Give back a test that was taken away, and open it."""
        actor = await self._actor("instructor", "admin")
        await assessment_copies.give_back(actor, parse_id(assessment_id))
        return rx.redirect(f"/teach/assessments/{parse_id(assessment_id)}")

    @rx.event
    async def create(self, form: dict[str, Any]) -> Any:
        """Begin a test and open it."""
        actor = await self._actor("instructor", "admin")
        made = await assessments.create(
            actor, parse_id(form.get("section", "")), str(form.get("title", "")), str(form.get("kind", ""))[:_LONG]
        )
        return rx.redirect(f"/teach/assessments/{made}")
