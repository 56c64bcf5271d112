"""Finding something of a course by words and by topic, a page at a time: questions, topics, what can be assigned."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services.item_views import TopicChoice
from learnapp.state.base import AppState, parse_id

__all__ = ["FindingState", "TopicChoice"]
MAX_TEXT = 100


class FindingState(AppState, mixin=True):
    """What is looked for, and where in the list one is. `components.topic_filter` shows its fields."""

    query: str = ""
    topic: str = ""
    """Id of the only topic, "" for all."""
    topics: list[TopicChoice] = []
    found_total: int = 0
    found_offset: int = 0

    async def _find(self, actor: Actor) -> None:
        """Show the page of the list; sets the topics, the total and the offset anew."""
        raise NotImplementedError

    def _page_size(self) -> int:
        """Return how many rows a page has."""
        raise NotImplementedError

    def _only_topic(self) -> UUID | None:
        return parse_id(self.topic) if self.topic else None

    def _find_anew(self) -> None:
        self.query, self.topic, self.found_offset = "", "", 0

    @rx.event
    async def search(self, form: dict[str, Any]) -> None:
        """Show what has these words."""
        actor = await self._actor("instructor", "admin")
        self.query, self.found_offset = str(form.get("query", ""))[:MAX_TEXT], 0
        await self._find(actor)

    @rx.event
    async def show_topic(self, topic: str) -> None:
        """Show what is about one topic, or about all."""
        actor = await self._actor("instructor", "admin")
        self.topic, self.found_offset = "" if topic == "all" else str(parse_id(topic)), 0
        await self._find(actor)

    @rx.event
    async def turn_found(self, step: int) -> None:
        """Go one page of the list back or on."""
        actor = await self._actor("instructor", "admin")
        size = self._page_size()
        self.found_offset = max(0, self.found_offset + (size if step > 0 else -size))
        await self._find(actor)
