"""Who can see a student, for admins, for guardians and for the student; and the page that explains a denial."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.i18n import translate
from learnapp.services import who_sees
from learnapp.state.base import AppState, denied_people, parse_id

PAGE = who_sees.PAGE
_ASK = ("teacher", "admin", "operator")


@dataclass(frozen=True)
class SeerLine:
    """Somebody who can see something; moments are ISO texts, "" for unknown."""

    name: str
    role: str
    via: str
    things: list[str]
    rules: str
    since: str
    last: str
    count: int


@dataclass(frozen=True)
class EarlierLine:
    """Somebody who has looked and may not any more."""

    name: str
    at: str


class WhoSeesState(AppState):
    """Everybody who can see one student."""

    who_name: str = ""
    who_own: bool = False
    who_child: bool = False
    who_id: str = ""
    seers: list[SeerLine] = []
    earlier: list[EarlierLine] = []
    who_total: int = 0
    who_offset: int = 0
    who_ready: bool = False
    who_missing: bool = False

    @rx.event
    async def load(self) -> None:
        """Show who can see the student of the address, or the reader."""
        actor = await self._enter("student", "guardian", "admin", "auditor")
        parts = self.router.url.path.strip("/").split("/")
        self.who_offset, self.who_missing, self.who_ready = 0, False, False
        self.who_id = parts[1][:64] if len(parts) > 1 else str(actor.person_id)
        await self._fill()

    async def _fill(self) -> None:
        actor = await self._actor("student", "guardian", "admin", "auditor")
        try:
            found = await who_sees.who_sees(actor, parse_id(self.who_id), offset=self.who_offset)
        except (ForbiddenError, InvalidInputError, NotFoundError):
            # Whether there is such a student is not for everybody to know.
            self.who_missing, self.who_ready, self.seers, self.earlier = True, True, [], []
            self.who_name, self.who_own, self.who_child = "", False, False
            return
        self.who_name, self.who_own, self.who_child = found.name, found.own, found.child
        self.seers = [
            SeerLine(
                one.name, one.role, ", ".join(one.via), list(one.things), ", ".join(one.rules),
                one.since.isoformat() if one.since else "", one.last.isoformat() if one.last else "", one.count,
            )
            for one in found.page.rows
        ]  # fmt: skip
        self.earlier = [EarlierLine(name, at.isoformat()) for name, at in found.earlier]
        self.who_total, self.who_offset, self.who_ready = found.page.total, found.page.offset, True

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.who_offset = max(0, self.who_offset + (PAGE if step > 0 else -PAGE))
        await self._fill()


class DeniedState(AppState):
    """Why a page did not open: for whom it is, and whom to ask."""

    denied_for: list[str] = []
    denied_as: list[str] = []
    denied_ask: str = "admin"

    @rx.event
    async def load(self) -> None:
        """Read what the address says; nothing of it is shown but what the catalogue has words for."""
        actor = await self._enter()
        query = self.router.url.query_parameters
        needs = str(query.get("needs", ""))[:400].split(",")
        self.denied_for = denied_people(self.locale, needs)
        self.denied_as = [translate(self.locale, f"role-{role}") for role in sorted(actor.roles)]
        ask = str(query.get("ask", ""))
        self.denied_ask = ask if ask in _ASK else "admin"
