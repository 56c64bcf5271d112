"""A discussion on a page: of one content, or of a whole class."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import discussion
from learnapp.services.discussion import PAGE
from learnapp.services.discussion_views import ReplyView, ThreadView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["DiscussionState", "ReplyView", "ThreadView"]


class DiscussionState(StudentState):
    """What is discussed, and the form that is open in it."""

    opened: bool = False
    place: str = ""
    """The content that it is about, "" for a whole class."""
    class_id: str = ""
    class_title: str = ""
    threads: list[ThreadView] = []
    total: int = 0
    offset: int = 0
    barred: str = ""
    moderates: bool = False
    policy: str = "open"
    under_13: bool = False
    replying: str = ""
    reporting: str = ""
    waits: bool = False
    posted: int = 0
    """How many posts were taken in: only the field for a post is empty again after one, no half-written reply."""

    async def _fill(self, actor: Actor) -> None:
        section, about = parse_id(self.class_id), parse_id(self.place) if self.place else None
        found = await discussion.read(actor, section, about, offset=self.offset)
        self.threads, self.total, self.offset = found.threads, found.total, found.offset
        self.barred, self.moderates, self.class_title = found.barred, found.moderates, found.title
        self.policy, self.under_13, self.opened = found.policy, found.under_13, True

    def _begin(self, section: UUID | str, about: str) -> None:
        self.class_id, self.place, self.offset = str(section), about, 0
        self.replying = self.reporting = ""
        self.waits = False

    @rx.event
    async def load(self) -> None:
        """Open the discussion of the class that the student looks at; an address may name another class."""
        actor = await self._enter("student", "instructor", "admin")
        if self._still_open() and self.opened:
            await self._fill(actor)
            return
        parts = self.router.url.path.strip("/").split("/")
        self.opened, self.barred = False, ""
        if parts[0] == "teach":
            self._begin(parse_id(parts[1] if len(parts) > 1 else ""), "")
        else:
            await self._show_classes(actor)
            if self.no_class:
                self.barred = "discussion-off"
                return
            wanted = str(self.router.url.query_parameters.get("class", ""))
            if wanted != self.current_class and wanted in {one.id for one in self.classes}:
                actor = await self._choose_class(wanted)
            self._begin(self.current_class, "")
        await self._fill(actor)

    @rx.event
    async def switch(self, section_id: str) -> None:
        """Look at the discussion of another class."""
        actor = await self._choose_class(section_id)
        self._begin(self.current_class, "")
        await self._fill(actor)

    @rx.event
    async def open_about(self, section_id: str, content_id: str) -> None:
        """Open the discussion of one content, or close it."""
        actor = await self._actor("student")
        if self.opened and self.place == content_id:
            self.opened, self.place = False, ""
            return
        self._begin(parse_id(section_id), str(parse_id(content_id)))
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor("student", "instructor", "admin")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def post(self, form: dict[str, Any]) -> None:
        """Write to the class."""
        actor = await self._actor("student", "instructor", "admin")
        about = parse_id(self.place) if self.place else None
        self.waits = await discussion.post(actor, parse_id(self.class_id), str(form.get("text", "")), about)
        self.posted += 1
        self.offset = 0
        await self._fill(actor)

    @rx.event
    async def choose_reply(self, post_id: str) -> None:
        """Open the form for a reply, or close it."""
        await self._actor("student", "instructor", "admin")
        self.replying, self.reporting = "" if self.replying == post_id else post_id[:64], ""

    @rx.event
    async def reply(self, form: dict[str, Any]) -> None:
        """Answer the post whose form is open."""
        actor = await self._actor("student", "instructor", "admin")
        section, post = parse_id(self.class_id), parse_id(self.replying)
        self.waits = await discussion.reply(actor, section, post, str(form.get("text", "")))
        self.replying = ""
        await self._fill(actor)

    @rx.event
    async def helpful(self, post_id: str, helpful: bool) -> None:
        """Say that a reply helped, or take it back."""
        actor = await self._actor("student", "instructor", "admin")
        await discussion.mark_helpful(actor, parse_id(self.class_id), parse_id(post_id), helpful=bool(helpful))
        await self._fill(actor)

    @rx.event
    async def choose_report(self, post_id: str) -> None:
        """Open the form in which a post is reported, or close it."""
        await self._actor("student", "instructor", "admin")
        self.reporting, self.replying = "" if self.reporting == post_id else post_id[:64], ""

    @rx.event
    async def report(self, form: dict[str, Any]) -> Any:
        """Tell the instructor that a post is not all right."""
        actor = await self._actor("student", "instructor", "admin")
        section, post = parse_id(self.class_id), parse_id(self.reporting)
        await discussion.report_post(actor, section, post, str(form.get("text", "")))
        self.reporting = ""
        return AppState.thank("discussion-reported")

    @rx.event
    async def hide(self, post_id: str, hidden: bool) -> None:
        """Hide a post from the class, or show it again."""
        actor = await self._actor("instructor", "admin")
        await discussion.set_hidden(actor, parse_id(self.class_id), parse_id(post_id), hidden=bool(hidden))
        await self._fill(actor)

    @rx.event
    async def choose_policy(self, policy: str) -> None:
        """Change when posts appear."""
        await self._rule(policy, self.under_13)

    @rx.event
    async def choose_under_13(self, allowed: bool) -> None:
        """Let children under 13 take part, or not."""
        await self._rule(self.policy, bool(allowed))

    async def _rule(self, policy: str, under_13: bool) -> None:
        actor = await self._actor("instructor", "admin")
        await discussion.set_rules(actor, parse_id(self.class_id), policy, under_13=under_13)
        await self._fill(actor)
