"""The prerequisites of a class's course, and a change of them before it is saved."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.core.error_sentences import say
from learnapp.core.errors import InvalidInputError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import prerequisites
from learnapp.services.item_views import TopicChoice
from learnapp.services.prerequisite_views import GraphView, NeedView, Preview, TopicEffect, TopicRow, VersionView
from learnapp.services.prerequisites import MOST_WORDS, PAST, Scope
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place
from learnapp.state.student.today import COLUMN, ROW, arrow

__all__ = [
    "MOST_WORDS",
    "NeedView",
    "PrerequisitesState",
    "Preview",
    "TopicChoice",
    "TopicEffect",
    "TopicRow",
    "VersionView",
]
TOPICS = 30


class PrerequisitesState(AppState):
    """The page of the prerequisites."""

    needs_ready: bool = False
    section: str = ""
    section_id: str = ""
    course: str = ""
    scope: str = "class"
    for_school: bool = False
    follows: bool = True
    number: int = 0
    """The version on which the change builds."""
    like_author: bool = True
    every: list[TopicRow] = []
    query: str = ""
    shown_from: int = 0
    idle: list[list[str]] = []
    past: list[VersionView] = []
    past_total: int = 0
    past_offset: int = 0
    preview: Preview = Preview()
    changed: bool = False
    refused: str = ""
    """Why the last change cannot be, in a sentence."""
    circle: list[list[str]] = []
    """(topic, what it needs) of the circle that the last change would close."""
    edges: list[dict[str, str]] = []
    width: int = 800
    height: int = 400
    pairs: list[list[str]] = []
    """(topic, what it needs) of all that is wanted."""

    @rx.var
    def found(self) -> list[TopicRow]:
        """Topics with the words that are searched for, in their own name or in that of what they need."""
        words = self.query.casefold().split()
        return [
            one
            for one in self.every
            if all(word in " ".join([one.name, *(need.name for need in one.needs)]).casefold() for word in words)
        ]

    @rx.var
    def rows(self) -> list[TopicRow]:
        """A page of them."""
        return self.found[self.shown_from : self.shown_from + TOPICS]

    def _class(self) -> UUID:
        return parse_id(self.section_id)

    def _scope(self) -> Scope:
        return "school" if self.scope == "school" else "class"

    def _wanted(self) -> list[tuple[UUID, UUID]]:
        return [(parse_id(kc_id), parse_id(needed)) for kc_id, needed in self.pairs]

    def _draw(self, rows: list[TopicRow]) -> None:
        self.every = rows
        place_of = {one.id: one for one in rows}
        self.edges = [
            {"from": need.id, "to": one.id, "d": arrow(place_of[need.id], one), "new": "yes" if need.changed else ""}
            for one in rows
            for need in one.needs
            if need.id in place_of
        ]
        self.width = COLUMN * (1 + max((one.layer for one in rows), default=0)) + 8
        self.height = ROW * (1 + max((one.order for one in rows), default=0)) + 8

    def _show(self, view: GraphView) -> None:
        self.section, self.course, self.scope = view.section, view.course, view.scope
        self.for_school, self.follows, self.number = view.for_school, view.follows, view.number
        self.like_author = view.like_author
        self.idle, self.past, self.past_total = view.idle, view.past, view.past_total
        self.pairs = [list(pair) for pair in view.pairs]
        self.preview, self.changed = Preview(), False
        self.refused, self.circle = "", []
        self._draw(view.rows)
        self.needs_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the prerequisites that hold."""
        actor = await self._enter("instructor", "admin")
        if self._still_open() and self.needs_ready:
            return
        self.needs_ready, self.section_id = False, ""
        self.section_id = str(place(self, 1))
        self.query, self.shown_from, self.past_offset = "", 0, 0
        self._show(await prerequisites.view(actor, self._class()))

    @rx.event
    async def choose_scope(self, scope: str) -> None:
        """Edit the class's prerequisites or the school's; a change that was not saved goes."""
        actor = await self._actor("instructor", "admin")
        self.past_offset = 0
        self._show(await prerequisites.view(actor, self._class(), "school" if scope == "school" else "class"))

    @rx.event
    async def search(self, query: str) -> None:
        """Show topics with these words."""
        await self._actor("instructor", "admin")
        self.query, self.shown_from = query[:100], 0

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of topics back or on."""
        await self._actor("instructor", "admin")
        last = max(0, (len(self.found) - 1) // TOPICS * TOPICS)
        self.shown_from = min(last, max(0, self.shown_from + (TOPICS if step > 0 else -TOPICS)))

    async def _try(self, actor: Actor, pairs: list[list[str]]) -> None:
        """Look at a change before it is saved; one that cannot be is not taken over."""
        before, self.pairs = self.pairs, pairs
        try:
            rows, self.preview = await prerequisites.preview(actor, self._class(), self._scope(), self._wanted())
        except InvalidInputError as error:
            names = {one.id: one.name for one in self.every}
            way = [names.get(each, "") for each in error.detail.get("circle", [])]
            self.circle = [list(step) for step in zip(way, way[1:], strict=False)]
            self.pairs, self.refused = before, "" if way else say(self.locale, error.code, error.message)
            return
        except BaseException:
            self.pairs = before
            raise
        self.refused, self.circle = "", []
        self.changed = bool(self.preview.added or self.preview.removed)
        self._draw(rows)

    @rx.event
    async def add(self, form: dict[str, Any]) -> None:
        """Let a topic need another one; nothing is saved yet."""
        actor = await self._actor("instructor", "admin")
        kc_id, needed = (str(parse_id(str(form.get(name, "")))) for name in ("topic", "needed"))
        if [kc_id, needed] in self.pairs:
            names = {one.id: one.name for one in self.every}
            topics = {"topic": names.get(kc_id, ""), "needed": names.get(needed, "")}
            self.refused, self.circle = translate(self.locale, "prerequisites-twice", **topics), []
            return
        await self._try(actor, [*self.pairs, [kc_id, needed]])

    @rx.event
    async def remove(self, kc_id: str, needed_id: str) -> None:
        """Take a prerequisite away; nothing is saved yet."""
        actor = await self._actor("instructor", "admin")
        await self._try(actor, [pair for pair in self.pairs if pair != [kc_id, needed_id]])

    @rx.event
    async def discard(self) -> None:
        """Forget the change."""
        actor = await self._actor("instructor", "admin")
        self._show(await prerequisites.view(actor, self._class(), self._scope()))

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Save the change as a new version."""
        actor = await self._actor("instructor", "admin")
        words = str(form.get("words", ""))
        view = await prerequisites.save(actor, self._class(), self._scope(), self._wanted(), words, self.number)
        self.past_offset = 0
        self._show(view)
        return AppState.thank("need-saved")

    @rx.event
    async def restore(self, version_id: str, words: str) -> Any:
        """Let an earlier version hold again; without an id the author's own prerequisites."""
        actor = await self._actor("instructor", "admin")
        version = parse_id(version_id) if version_id else None
        view = await prerequisites.restore(actor, self._class(), self._scope(), version, words, self.number)
        self.past_offset = 0
        self._show(view)
        return AppState.thank("need-saved")

    @rx.event
    async def turn_past(self, step: int) -> None:
        """Go one page of versions back or on."""
        actor = await self._actor("instructor", "admin")
        self.past_offset = max(0, self.past_offset + (PAST if step > 0 else -PAST))
        view = await prerequisites.view(actor, self._class(), self._scope(), past=self.past_offset)
        self.past, self.past_total = view.past, view.past_total
