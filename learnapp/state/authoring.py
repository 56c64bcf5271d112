"""Courses that somebody edits, and the items of one of them with their drafts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.error_sentences import say
from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import author_items, draft_bulk, own_courses, publishing, structures, weak_items
from learnapp.services.author_items import PAGE, STATES
from learnapp.services.author_views import (
    AuthorCourseView,
    AuthorItem,
    CoursesView,
    CourseView,
    FindingView,
    LeftItem,
    SharedCourseView,
    TopicView,
    WeakItem,
)
from learnapp.services.draft_bulk import TOPIC_CHANGES, Done
from learnapp.services.draft_forms import WRITTEN
from learnapp.services.template_proof import TemplateTextsError
from learnapp.state.base import AppState, id_in_path, parse_id

__all__ = [
    "STATES",
    "TOPIC_CHANGES",
    "WRITTEN",
    "AuthorCourseState",
    "AuthorCourseView",
    "AuthorItem",
    "AuthorState",
    "FindingView",
    "LeftItem",
    "SharedCourseView",
    "TopicView",
    "WeakItem",
]
WHO = ("instructor", "admin")


class AuthorState(AppState):
    """The courses that the reader may edit."""

    author_ready: bool = False
    found: CoursesView = CoursesView()

    async def _fill(self, actor: Actor, offset: int) -> None:
        self.found = await own_courses.courses(actor, offset=offset)

    @rx.event
    async def load(self) -> None:
        """Show the courses."""
        actor = await self._enter(*WHO)
        await self._fill(actor, 0)
        self.author_ready = True

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor(*WHO)
        await self._fill(actor, max(0, self.found.offset + (own_courses.PAGE if step > 0 else -own_courses.PAGE)))

    @rx.event
    async def begin(self, form: dict[str, Any]) -> Any:
        """Begin a course from nothing, and go to its lessons."""
        actor = await self._actor(*WHO)
        course = await structures.create(actor, form)
        return rx.redirect(f"/author/{course}/outline")

    @rx.event
    async def make_own(self, form: dict[str, Any]) -> Any:
        """Copy a shared course, and go there; so does a second press, which copies nothing."""
        actor = await self._actor(*WHO)
        course = parse_id(form.get("course", ""))
        if str(course) in {one.id for one in self.found.shared}:
            await own_courses.make_own(actor, course)
            self.found = replace(self.found, shared=[one for one in self.found.shared if one.id != str(course)])
        return rx.redirect(f"/author/{course}")


class AuthorCourseState(AppState):
    """The items of a course with their drafts, and what is done with several of them at once."""

    course_ready: bool = False
    view: CourseView = CourseView()
    text: str = ""
    topic: str = ""
    asked_topic: str = ""
    """The topic that the address names: the form begins with it."""
    draft_state: str = ""
    chosen: list[str] = []
    left: list[LeftItem] = []
    """With which of those chosen last nothing was done."""
    weak: list[WeakItem] = []
    weak_total: int = 0
    looked_at: int = -1
    """How many items were looked through; -1 before anybody has asked."""
    looking: bool = False

    @rx.var
    def chosen_drafts(self) -> int:
        """How many of the chosen items have an open draft."""
        return sum(1 for row in self.view.rows if row.id in self.chosen and row.draft_id)

    def _course(self) -> UUID:
        return id_in_path(self, 1)

    async def _fill(self, actor: Actor, offset: int) -> None:
        topic = parse_id(self.topic) if self.topic else None
        self.view = await author_items.course(
            actor, self._course(), text=self.text, topic=topic, state=self.draft_state, offset=offset
        )
        self.chosen, self.left = [], []

    @rx.event
    async def load(self) -> None:
        """Show the course of the address."""
        actor = await self._enter(*WHO)
        self.course_ready, self.text, self.topic, self.draft_state = False, "", "", ""
        self.weak, self.weak_total, self.looked_at, self.looking = [], 0, -1, False
        asked = str(self.router.url.query_parameters.get("topic", ""))[:64]
        await self._fill(actor, 0)
        if asked in {one.id for one in self.view.topics}:
            self.topic = asked
            await self._fill(actor, 0)
        self.asked_topic, self.course_ready = self.topic, True

    @rx.event(background=True)
    async def look_through(self) -> None:
        """Look all items of the course through; the page stays usable meanwhile."""
        async with self:
            actor, course = await self._actor(*WHO), self._course()
            self.looking = True
        try:
            found, total, looked = await weak_items.look(actor, course)
            async with self:
                self.weak, self.weak_total, self.looked_at = found, total, looked
        finally:
            async with self:
                self.looking = False

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Show only some of the items."""
        actor = await self._actor(*WHO)
        self.text = str(form.get("text", ""))[:100]
        topic, state = str(form.get("topic", "")), str(form.get("state", ""))
        self.topic = topic if topic in {one.id for one in self.view.topics} else ""
        self.draft_state = state if state in STATES else ""
        await self._fill(actor, 0)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        actor = await self._actor(*WHO)
        await self._fill(actor, max(0, self.view.offset + (PAGE if step > 0 else -PAGE)))

    @rx.event
    async def choose(self, item: str) -> None:
        """Choose a row, or choose it no more."""
        await self._actor(*WHO)
        known = {row.id for row in self.view.rows}
        if item in known:
            self.chosen = [one for one in self.chosen if one != item] if item in self.chosen else [*self.chosen, item]

    @rx.event
    async def choose_all(self) -> None:
        """Choose every row of the page, or none."""
        await self._actor(*WHO)
        self.chosen = [] if len(self.chosen) == len(self.view.rows) else [row.id for row in self.view.rows]

    def _seen(self) -> dict[UUID, str]:
        """Return the chosen drafts, and when each was changed last as the reader has seen it."""
        return {UUID(row.draft_id): row.seen for row in self.view.rows if row.id in self.chosen and row.draft_id}

    def _said(self, error: InvalidInputError | None) -> str:
        if error is None:
            return ""
        # What is wrong with the texts of a template is said beside its form.
        return say(self.locale, error.code, "" if isinstance(error, TemplateTextsError) else error.message)

    async def _show_done(self, actor: Actor, done: Done, key: str, *, drafts: bool = True) -> None:
        """Say with how many something was done, and name those with which it was not.

        Args:
            actor: The reader.
            done: What was done.
            key: Of the sentence that says with how many.
            drafts: It is done with drafts, so that nothing was done with a chosen item that has none.
        """
        rows = {one: row for row in self.view.rows for one in (row.id, row.draft_id)}
        left = [
            LeftItem(row.id, row.title, f"author-why-{one.why}" if one.why else "", self._said(one.error))
            for one in done.left
            if (row := rows.get(str(one.one))) is not None
        ]
        if drafts:
            left += [
                LeftItem(row.id, row.title, "author-why-no-draft")
                for row in self.view.rows
                if row.id in self.chosen and not row.draft_id
            ]
        await self._fill(actor, self.view.offset)
        self.left = left
        detail = translate(self.locale, "author-left", count=len(left)) if left else ""
        self._notify(translate(self.locale, key, count=done.done), detail=detail)

    @rx.event
    async def change_chosen(self, form: dict[str, Any]) -> None:
        """Change the topics or the youngest age of the chosen items."""
        actor = await self._actor(*WHO)
        if not self.chosen:
            return
        topic, age = str(form.get("bulk_topic", "")), str(form.get("bulk_age", "")).strip()
        years = None if age in ("0", "everybody") else int(age) if age.isascii() and age.isdigit() else -1
        done = await draft_bulk.change_many(
            actor,
            self._course(),
            [UUID(one) for one in self.chosen],
            topic=parse_id(topic) if topic else None,
            how=str(form.get("bulk_how", "")) or "only",
            min_age=years,
        )
        await self._show_done(actor, done, "author-changed", drafts=False)

    @rx.event
    async def submit_chosen(self) -> None:
        """Hand the chosen drafts in."""
        actor = await self._actor(*WHO)
        if not self.chosen:
            return
        seen = self._seen()
        done = await draft_bulk.submit(actor, self._course(), seen) if seen else Done(0)
        await self._show_done(actor, done, "author-submitted")

    @rx.event
    async def approve_chosen(self) -> None:
        """Approve the chosen drafts that nothing speaks against."""
        actor = await self._actor(*WHO)
        if not self.chosen:
            return
        seen = self._seen()
        done = await draft_bulk.approve(actor, self._course(), seen) if seen else Done(0)
        await self._show_done(actor, done, "author-approved")

    @rx.event
    async def publish(self, form: dict[str, Any]) -> None:
        """Publish what is approved; there is nothing left for a second press."""
        actor = await self._actor(*WHO)
        if not self.view.course.approved:
            return
        done = await publishing.publish(
            actor, self._course(), move=bool(form.get("move")), shared_too=bool(form.get("shared_too"))
        )
        await self._fill(actor, self.view.offset)
        changes, classes = done.items + done.structure, len(done.classes)
        self._notify(translate(self.locale, "author-published", version=done.version, items=changes, classes=classes))
