"""Beginning new content of an own course: where it stands, what it teaches, and its title."""

from __future__ import annotations

from typing import Any

import reflex as rx

from learnapp.core.errors import NotFoundError
from learnapp.services import author_begin
from learnapp.services.author_begin import KINDS
from learnapp.services.author_views import BeginView, LessonChoice, TopicView
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path, parse_id

__all__ = ["KINDS", "AuthorBeginState", "BeginView", "LessonChoice", "TopicView"]


class AuthorBeginState(AppState):
    """The form with which something is begun; the address says what, and may name the lesson."""

    begin_ready: bool = False
    what: str = ""
    """One of `KINDS`; "" where the address names nothing that can be begun."""
    where: BeginView = BeginView()

    @rx.event
    async def load(self) -> None:
        """Show the form for what the address names."""
        actor = await self._enter(*WHO)
        self.begin_ready, self.where = False, BeginView()
        parts = self.router.url.path.strip("/").split("/")
        self.what = parts[3] if len(parts) > 3 and parts[3] in KINDS else ""
        if self.what:
            lesson = str(self.router.url.query_parameters.get("lesson", ""))
            try:
                self.where = await author_begin.choices(
                    actor, id_in_path(self, 1), parse_id(lesson) if lesson else None
                )  # fmt: skip
            except NotFoundError:
                self.what = ""
        self.begin_ready = True

    @rx.event
    async def choose_lesson(self, lesson: str) -> None:
        """Show the topics of another lesson."""
        actor = await self._actor(*WHO)
        self.where = await author_begin.choices(actor, id_in_path(self, 1), parse_id(lesson))

    @rx.event
    async def begin(self, form: dict[str, Any]) -> Any:
        """Begin it and open it."""
        actor = await self._actor(*WHO)
        course, topic = id_in_path(self, 1), parse_id(form.get("begin_topic", ""))
        lesson = parse_id(form.get("begin_lesson", ""))
        made = await author_begin.begin(
            actor, course, self.what, str(form.get("begin_title", "")), topic, lesson=lesson
        )  # fmt: skip
        return rx.redirect(f"/author/{course}/{made}")
