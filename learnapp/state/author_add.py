"""What is being added to an own course: one form is open at a time, in the lesson that it belongs to or for all."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.services import drafts
from learnapp.services.outline_views import OutlineLesson, OutlineTopic
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path, parse_id

__all__ = ["KINDS", "AddContentState", "OutlineLesson", "OutlineTopic"]
KINDS = ("task",)
"""Kinds of content that can be begun in a lesson; each has a form in `components.author_add`."""


class AddContentState(AppState):
    """The open form."""

    adding_to: str = ""
    """The lesson; "" for the whole course."""
    adding_kind: str = ""
    """"" while no form is open."""

    @rx.event
    async def load(self) -> None:
        """Begin a page without an open form."""
        await self._actor(*WHO)
        if not self._still_open():
            self.adding_to = self.adding_kind = ""

    @rx.event
    async def open_adding(self, lesson: str, kind: str) -> None:
        """Open the form of a kind in a lesson, "" for the whole course, or close it."""
        await self._actor(*WHO)
        if kind not in KINDS or (self.adding_to, self.adding_kind) == (lesson, kind):
            self.adding_to = self.adding_kind = ""
        else:
            self.adding_to, self.adding_kind = str(parse_id(lesson)) if lesson else "", kind

    @rx.event
    async def add_task(self, form: dict[str, Any]) -> Any:
        """Begin a task and open it; the form closes, and a second press begins nothing."""
        actor = await self._actor(*WHO)
        if self.adding_kind != "task":
            return None
        course = id_in_path(self, 1)
        title, kind = str(form.get("new_title", "")), str(form.get("new_kind", ""))
        lesson = parse_id(self.adding_to) if self.adding_to else None
        item = await drafts.add(actor, course, parse_id(form.get("new_topic", "")), title, kind, lesson=lesson)
        self.adding_to = self.adding_kind = ""
        return rx.redirect(f"/author/{course}/{item}")
