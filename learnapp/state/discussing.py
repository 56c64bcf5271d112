"""A discussion on a page: of one content, or of a whole class."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import discussion, own_posts
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
    editing: str = ""
    """The own post whose text stands in a form, with that text in `edited`."""
    edited: str = ""
    removing: str = ""
    """The own post about which is asked whether it goes."""
    waits: bool = False
    waits_again: bool = False
    """A post that was changed waits, as one that was written does for `waits`."""
    written: int = 0
    """How often something was posted: the form for it is empty again, and no other one is."""

    async def _fill(self, actor: Actor) -> None:
        section, about = parse_id(self.class_id), parse_id(self.place) if self.place else None
        found = await discussion.read(actor, section, about, offset=self.offset)
        self.threads, self.total, self.offset = found.threads, found.total, found.offset
        self.barred, self.moderates, self.class_title = found.barred, found.moderates, found.title
        self.policy, self.under_13, self.opened = found.policy, found.under_13, True

    def _begin(self, section: UUID | str, about: str) -> None:
        self.class_id, self.place, self.offset = str(section), about, 0
        self._close_forms()
        self.waits = self.waits_again = False

    def _close_forms(self) -> None:
        self.replying = self.reporting = self.editing = self.edited = self.removing = ""

    def _open_form(self, name: str, post_id: str) -> None:
        """Open one form of a post and close every other one; the same again closes it."""
        same = getattr(self, name) == post_id
        self._close_forms()
        setattr(self, name, "" if same else post_id[:64])

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
        self.waits_again = False
        self.written += 1
        self.offset = 0
        await self._fill(actor)

    @rx.event
    async def choose_reply(self, post_id: str) -> None:
        """Open the form for a reply, or close it."""
        await self._actor("student", "instructor", "admin")
        self._open_form("replying", post_id)

    @rx.event
    async def reply(self, form: dict[str, Any]) -> None:
        """Answer the post whose form is open."""
        actor = await self._actor("student", "instructor", "admin")
        section, post = parse_id(self.class_id), parse_id(self.replying)
        self.waits = await discussion.reply(actor, section, post, str(form.get("text", "")))
        self.waits_again, self.replying = False, ""
        await self._fill(actor)

    @rx.event
    async def choose_edit(self, post_id: str) -> None:
        """Open the form in which one's own post is changed, or close it."""
        await self._actor("student", "instructor", "admin")
        self._open_form("editing", post_id)
        said = [one for post in self.threads for one in (post, *post.replies)]
        self.edited = next((one.text for one in said if one.id == self.editing and one.mine), "")

    @rx.event
    async def edit(self, form: dict[str, Any]) -> None:
        """Put another text in place of one's own post."""
        actor = await self._actor("student", "instructor", "admin")
        section, post = parse_id(self.class_id), parse_id(self.editing)
        self.edited = str(form.get("text", ""))[: discussion.MAX_POST + 1]
        self.waits_again = await own_posts.edit(actor, section, post, str(form.get("text", "")))
        self._close_forms()
        await self._fill(actor)

    @rx.event
    async def choose_remove(self, post_id: str) -> None:
        """Ask whether one's own post is to go, or put the question away."""
        await self._actor("student", "instructor", "admin")
        self._open_form("removing", post_id)

    @rx.event
    async def remove(self, post_id: str) -> Any:
        """Take back the own post about which was asked."""
        actor = await self._actor("student", "instructor", "admin")
        if not post_id or self.removing != post_id:
            return None
        await own_posts.remove(actor, parse_id(self.class_id), parse_id(post_id))
        self._close_forms()
        await self._fill(actor)
        return AppState.thank("discussion-removed-now")

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
        self._open_form("reporting", post_id)

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
