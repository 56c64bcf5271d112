"""The page of a search, and the field in the header that leads to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import search
from learnapp.services.search_views import Part, ResultView
from learnapp.services.search_words import MAX_QUERY, clean
from learnapp.state.base import AppState

__all__ = ["MAX_QUERY", "GroupLine", "Part", "ResultView", "SearchState"]
_ROLES = ("student", "guardian", "instructor", "assistant", "admin", "auditor")


@dataclass(frozen=True)
class GroupLine:
    """What was found of one kind; `address` shows all of it, `more` whether that is more than stands here."""

    kind: str = ""
    total: int = 0
    address: str = ""
    more: bool = False
    results: list[ResultView] = field(default_factory=list)


def address(said: str, kind: str = "") -> str:
    """Return the page of a search."""
    return "/search?" + urlencode({"q": said} | ({"kind": kind} if kind else {}))


class SearchState(AppState):
    """What was looked for, and what was found."""

    said: str = ""
    kind: str = ""
    groups: list[GroupLine] = []
    results: int = 0
    of_kind: int = 0
    shown: int = 0
    offset: int = 0
    every: str = ""
    searched: bool = False
    in_field: str = ""
    """What the field in the header begins with: the search of an address that was opened from elsewhere."""
    _sent: str = ""

    @rx.var
    def can_search(self) -> bool:
        """Whether there is anything that the reader may search."""
        return any(role in _ROLES for role in self.roles)

    async def _fill(self, actor: Actor) -> None:
        found = await search.search(actor, self.said, kind=self.kind, offset=self.offset)
        self.said, self.kind, self.results, self.offset = found.query, found.kind, found.total, found.offset
        self.groups = [
            GroupLine(
                one.kind,
                one.total,
                address(found.query, one.kind),
                not found.kind and one.total > len(one.results),
                one.results,
            )
            for one in found.groups
        ]
        chosen = next((one for one in found.groups if one.kind == found.kind), None)
        self.of_kind, self.shown = (chosen.total, len(chosen.results)) if chosen else (0, 0)
        self.every, self.searched = address(found.query), True

    @rx.event
    async def load(self) -> None:
        """Search for what the address asks for."""
        actor = await self._enter(*_ROLES)
        query = self.router.url.query_parameters
        self.said, self.kind, self.offset = clean(query.get("q", "")), str(query.get("kind", ""))[:20], 0
        if self.said != self._sent:
            self.in_field = self._sent = self.said
        await self._fill(actor)

    @rx.event
    async def go(self, form: dict[str, Any]) -> Any:
        """Go to the page of a search that was typed."""
        await self._actor(*_ROLES)
        self._sent = clean(form.get("q", ""))
        return rx.redirect(address(self._sent))

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of this kind back or on."""
        actor = await self._actor(*_ROLES)
        self.offset = max(0, self.offset + (search.PAGE if step > 0 else -search.PAGE))
        await self._fill(actor)
