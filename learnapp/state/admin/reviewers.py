"""Who may decide about generated text, as admins see and change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from learnapp.core.i18n import translate
from learnapp.services import reviewers
from learnapp.state.base import AppState, parse_id

PAGE = 10


@dataclass(frozen=True)
class ReviewerLine:
    """A certified reviewer."""

    id: str
    name: str
    by: str
    since: str


class ReviewersState(AppState):
    """Certified reviewers; they are read when an admin opens the list."""

    reviewers: list[ReviewerLine] = []
    total: int = 0
    offset: int = 0
    shown: bool = False

    async def _fill(self) -> None:
        actor = await self._actor("admin")
        page = await reviewers.list_reviewers(actor, offset=self.offset, size=PAGE)
        self.reviewers = [
            ReviewerLine(str(one.person_id), one.name, one.certified_by, one.certified_at.isoformat())
            for one in page.rows
        ]
        self.total, self.shown = page.total, True

    @rx.event
    async def show(self) -> None:
        """Show who is certified."""
        self.offset = 0
        await self._fill()

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill()

    @rx.event
    async def certify(self, form: dict[str, Any]) -> None:
        """Certify somebody by their e-mail address."""
        actor = await self._actor("admin")
        name = await reviewers.certify(actor, str(form.get("who", ""))[:320])
        self.offset = 0
        await self._fill()
        self._notify(translate(self.locale, "reviewers-certified", name=name))

    @rx.event
    async def withdraw(self, person_id: str) -> None:
        """Take a certificate back."""
        actor = await self._actor("admin")
        await reviewers.withdraw(actor, parse_id(person_id))
        self.offset = 0
        await self._fill()
        self._notify(translate(self.locale, "reviewers-withdrawn"))
