"""What a language model suggests for an item: asked for beside its form, and written into its draft where it holds."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import suggestions
from learnapp.services.suggestions import WAYS, Dropped, Suggested
from learnapp.state.author_item import AuthorItemState
from learnapp.state.authoring import WHO
from learnapp.state.base import AppState, id_in_path

__all__ = ["WAYS", "Dropped", "SuggestState", "Suggested"]


class SuggestState(AppState):
    """What was suggested last."""

    model_ready: bool = False
    suggesting: bool = False
    asked_for: str = ""
    """What the last suggestion was to be: hints, explanation or practice; "" before the first."""
    suggested: Suggested = Suggested()
    other: str = ""
    """Address of a new item that was suggested, "" for none."""

    @rx.event
    async def load(self) -> None:
        """Begin without a suggestion."""
        actor = await self._actor(*WHO)
        self.suggesting, self.asked_for, self.suggested, self.other = False, "", Suggested(), ""
        self.model_ready = await suggestions.ready(actor)

    async def _suggest(self, kind: str, ask: Callable[[Actor, UUID, UUID], Awaitable[Suggested]]) -> None:
        """Ask for a suggestion beside the page, which stays usable, and show the draft that has it."""
        async with self:
            actor = await self._actor(*WHO)
            course, item = id_in_path(self, 1), id_in_path(self, 2)
            if self.suggesting:
                return
            self.suggesting, self.asked_for, self.suggested, self.other = True, kind, Suggested(), ""
        try:
            got = await ask(actor, course, item)
        finally:
            async with self:
                self.suggesting = False
        async with self:
            self.suggested = got
            new = got.content_id and got.content_id != str(item)
            self.other = f"/author/{course}/{got.content_id}" if new else ""
            form = await self.get_state(AuthorItemState)
            if got.content_id and not new and (form.form.course_id, form.form.content_id) == (str(course), str(item)):
                await form._fill(actor)  # noqa: SLF001 - the other half of this page

    @rx.event(background=True)
    async def hints(self) -> None:
        """Have hints suggested."""
        await self._suggest("hints", suggestions.hints)

    @rx.event(background=True)
    async def explanation(self, form: dict[str, Any]) -> None:
        """Have another explanation suggested, of the kind that the form names."""
        way = str(form.get("way", ""))[:40]
        await self._suggest("explanation", lambda who, course, item: suggestions.explanation(who, course, item, way))

    @rx.event(background=True)
    async def practice(self) -> None:
        """Have a further task suggested."""
        await self._suggest("practice", suggestions.practice)
