"""What is read, watched or played rather than answered: a text, a film, a program of others."""

from __future__ import annotations

import time
from dataclasses import replace

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services.players import Told
from learnapp.services.practice_views import ContentView, StepView
from learnapp.state.base import AppState


class PlayedState(AppState, mixin=True):
    """One content that is open, as far as it has nothing to answer."""

    content: ContentView = ContentView()
    steps: list[StepView] = []
    ready: bool = False
    _since: float = 0.0

    async def _reader(self) -> Actor:
        """Return who is here, and refuse who has no business here."""
        raise NotImplementedError

    async def _has_read(self, _actor: Actor, _active_ms: int) -> None:
        """Note that a text was read, where anything is noted."""

    async def _seen(
        self, actor: Actor, content_id: str, start: float, end: float, said: str
    ) -> tuple[list[list[float]], bool]:
        """Return which parts of a film were played, and whether it is enough now."""
        raise NotImplementedError

    async def _film_over(self, _actor: Actor) -> None:
        """Note that the film was watched, where anything is noted."""

    async def _heard(self, _actor: Actor, _said: str) -> Told:
        """Take in what the player of a program has said, where anything is noted."""
        return Told()

    async def _kept(self, _actor: Actor, _said: str) -> Told:
        """Keep what the player of a program wants to find again, where anything is kept."""
        return Told()

    @rx.event
    async def finish_reading(self, active_ms: int = 0) -> None:
        """The student has read it, for so long with the page before them."""
        actor = await self._reader()
        if not self.ready or self.steps or self.content.done:
            return
        await self._has_read(actor, int(active_ms))
        self._since = time.monotonic()
        self.content = replace(self.content, done=True)

    @rx.event
    async def watched(self, content_id: str, start: float, end: float, said: str = "") -> None:
        """Take in which part of a film was played; after nearly all of it, it counts as watched."""
        actor = await self._reader()
        here = content_id == self.content.content_id
        if here and not (self.ready and self.content.film.src):
            return
        parts, enough = await self._seen(actor, content_id, float(start), float(end), str(said))
        if not here:
            # It was left for another content of this page, which is open by now or cannot be: what was played is the
            # film's.
            return
        self.content = replace(self.content, film=replace(self.content.film, parts=parts))
        if enough and not self.content.done:
            await self._film_over(actor)
            self.content = replace(self.content, done=True)

    def _believe(self, told: Told) -> None:
        """Show what has become of what a program says."""
        if told.claimed >= 0:
            self.content = replace(self.content, package=replace(self.content.package, claimed=told.claimed))
        if told.done and not self.content.done:
            self.content = replace(self.content, done=True)

    @rx.event
    async def played(self, content_id: str, said: str) -> None:
        """Take in a statement of the program that is open; it is not trusted, and proves nothing."""
        actor = await self._reader()
        if self.ready and self.content.package.src and content_id == self.content.content_id:
            self._believe(await self._heard(actor, str(said)))

    @rx.event
    async def keep_played(self, content_id: str, said: str) -> None:
        """Keep what the program that is open wants to find at the next visit."""
        actor = await self._reader()
        if self.ready and self.content.package.src and content_id == self.content.content_id:
            self._believe(await self._kept(actor, str(said)))

    @rx.event
    async def finish_film(self) -> None:
        """The student has read what the film says."""
        actor = await self._reader()
        if self.ready and self.content.film.src and not self.content.done:
            await self._film_over(actor)
            self.content = replace(self.content, done=True)
