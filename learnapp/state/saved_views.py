"""Views of figures that people keep: of a class for its teachers, of the institution for its admins."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import analytics_institution, saved_views
from learnapp.services.analytics_periods import PERIODS
from learnapp.services.analytics_views import ChoiceView
from learnapp.services.saved_views import EVERY, MOST_NAME, PAGE, CompareLine, OpenView, ViewCard, ViewDraft
from learnapp.state.base import AppState, parse_id
from learnapp.state.instructor.classes import place

__all__ = [
    "EVERY", "MOST_NAME", "PAGE", "PERIODS", "ChoiceView", "CompareLine", "OpenView", "SavedViewsState", "ViewCard"
]  # fmt: skip
_ROLES = ("instructor", "admin")
_DATE, _PERIOD, _EVERY, _COURSE, _TERM = 10, 10, 4, 40, 80


class SavedViewsState(AppState):
    """The views of one place."""

    views_ready: bool = False
    section_id: str = ""
    cards: list[ViewCard] = []
    total: int = 0
    offset: int = 0
    shown: OpenView = OpenView()
    renaming: str = ""
    period: str = "month"
    courses: list[ChoiceView] = []
    terms: list[ChoiceView] = []

    def _section(self) -> UUID | None:
        return parse_id(self.section_id) if self.section_id else None

    async def _fill(self, actor: Actor, offset: int = 0) -> None:
        page = await saved_views.listed(actor, self._section(), offset=offset)
        self.cards, self.total, self.offset = page.rows, page.total, page.offset
        self.renaming, self.views_ready = "", True

    @rx.event
    async def load(self) -> None:
        """Show the views of a class."""
        actor = await self._enter(*_ROLES)
        self.views_ready, self.section_id, self.shown = False, str(place(self, 1)), OpenView()
        self.courses, self.terms = [], []
        await self._fill(actor)

    @rx.event
    async def load_all(self) -> None:
        """Show the views of the institution."""
        actor = await self._enter("admin")
        self.views_ready, self.section_id, self.shown = False, "", OpenView()
        self.courses, self.terms = await analytics_institution.choices(actor)
        await self._fill(actor)

    @rx.event
    async def choose_period(self, period: str) -> None:
        """Show the fields that a period needs."""
        await self._actor(*_ROLES)
        self.period = period if period in PERIODS else "month"

    @rx.event
    async def keep(self, form: dict[str, Any]) -> Any:
        """Keep a view, and open it."""
        actor = await self._actor(*_ROLES)
        days = {name: str(form.get(name, ""))[:_DATE] for name in ("first", "last", "other_first", "other_last")}
        draft = ViewDraft(
            str(form.get("name", "")),
            str(form.get("period", "month"))[:_PERIOD],
            shared=bool(form.get("shared")),
            course=str(form.get("course", ""))[:_COURSE],
            term=str(form.get("term", ""))[:_TERM],
            **days,
        )
        made = await saved_views.keep(actor, self._section(), draft)
        await self._fill(actor)
        self.shown, self.period = await saved_views.opened(actor, made), "month"
        self.taken += 1
        return AppState.thank("view-kept")

    @rx.event
    async def show(self, view_id: str) -> None:
        """Open a view, or close it."""
        actor = await self._actor(*_ROLES)
        again = self.shown.card.id == view_id
        self.shown = OpenView() if again else await saved_views.looked_at(actor, parse_id(view_id))

    @rx.event
    async def ask_name(self, view_id: str) -> None:
        """Open or close the field for another name."""
        await self._actor(*_ROLES)
        self.renaming = "" if self.renaming == view_id else view_id

    async def _changed(self, actor: Actor, view_id: str) -> None:
        await self._fill(actor, self.offset)
        if self.shown.card.id == view_id:
            self.shown = await saved_views.opened(actor, parse_id(view_id))

    def _card(self, view_id: str) -> ViewCard:
        return next((one for one in self.cards if one.id == view_id), ViewCard())

    @rx.event
    async def rename(self, form: dict[str, Any]) -> None:
        """Give the reader's own view another name."""
        actor = await self._actor(*_ROLES)
        view_id = self.renaming
        card = self._card(view_id)
        await saved_views.change(actor, parse_id(view_id), name=str(form.get("name", "")), shared=card.shared)
        await self._changed(actor, view_id)

    @rx.event
    async def share(self, view_id: str) -> None:
        """Share the reader's own view with colleagues, or stop."""
        actor = await self._actor(*_ROLES)
        card = self._card(view_id)
        await saved_views.change(actor, parse_id(view_id), name=card.name, shared=not card.shared)
        await self._changed(actor, view_id)

    @rx.event
    async def remove(self, view_id: str) -> None:
        """Remove the reader's own view."""
        actor = await self._actor(*_ROLES)
        await saved_views.remove(actor, parse_id(view_id))
        if self.shown.card.id == view_id:
            self.shown = OpenView()
        await self._fill(actor, self.offset)

    @rx.event
    async def want(self, view_id: str, every: str) -> Any:
        """Be told of a view every day or week, or not any more."""
        actor = await self._actor(*_ROLES)
        await saved_views.want(actor, parse_id(view_id), every[:_EVERY])
        await self._fill(actor, self.offset)
        return AppState.thank("view-letters-kept")

    @rx.event
    async def turn(self, step: int) -> None:
        """Show more views."""
        actor = await self._actor(*_ROLES)
        await self._fill(actor, max(0, self.offset + (PAGE if step > 0 else -PAGE)))
