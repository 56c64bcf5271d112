"""Licences of content: what was bought, and how much of it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import licences
from learnapp.services.licences import PAGE, LicenceView
from learnapp.state.base import AppState, parse_id

_TONES = {
    "fine": "good",
    "coming": "idle",
    "near_seats": "warn",
    "near_end": "warn",
    "over_seats": "bad",
    "ended": "bad",
}


@dataclass(frozen=True)
class MonthLine:
    """The use of a month, whose first day is `month`."""

    month: str
    views: int
    students: int


@dataclass(frozen=True)
class LicenceCard:
    """One licence; `seats` -1 for no limit, `share` of them that is used, per cent."""

    key: str = ""
    provider_id: str = ""
    provider: str = ""
    code: str = ""
    seats: int = -1
    starts: str = ""
    ends: str = ""
    state: str = "fine"
    tone: str = "good"
    things: int = 0
    students: int = 0
    views: int = 0
    share: int = 0
    months: list[MonthLine] = field(default_factory=list)


@dataclass(frozen=True)
class PastLine:
    """The use of a month under a licence whose provider is removed; `removed` is ISO."""

    provider: str
    code: str
    month: str
    views: int
    students: int
    removed: str


class LicencesState(AppState):
    """The licences."""

    licences: list[LicenceCard] = []
    licences_offset: int = 0
    licences_total: int = 0
    past_use: list[PastLine] = []
    past_offset: int = 0
    past_total: int = 0
    licences_ready: bool = False

    async def _fill(self, actor: Actor) -> None:
        self.licences_total = await licences.how_many(actor)
        self.licences_offset = min(self.licences_offset, max(0, self.licences_total - 1) // PAGE * PAGE)
        self.licences = [_card(one) for one in await licences.overview(actor, offset=self.licences_offset)]
        past, self.past_total = await licences.past(actor, offset=self.past_offset)
        self.past_use = [
            PastLine(one.provider, one.code, one.month.isoformat(), one.views, one.students, one.removed_at.isoformat())
            for one in past
        ]
        self.licences_ready = True

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page of licences back or on."""
        actor = await self._actor("admin", "auditor")
        self.licences_offset = max(0, self.licences_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def turn_past(self, step: int) -> None:
        """Go one page back or on in what was used of removed providers."""
        actor = await self._actor("admin", "auditor")
        self.past_offset = max(0, self.past_offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def load(self) -> None:
        """Read the licences and their use."""
        self.licences_offset = self.past_offset = 0
        await self._fill(await self._enter("admin", "auditor"))

    @rx.event
    async def save(self, form: dict[str, Any]) -> Any:
        """Write down what was bought."""
        actor = await self._actor("admin")
        said = [str(form.get(name, ""))[:200] for name in ("code", "seats", "starts", "ends")]
        await licences.set_terms(actor, parse_id(form.get("provider", "")), *said)
        await self._fill(actor)
        return AppState.thank("institution-saved")

    @rx.event
    async def download(self) -> Any:
        """Save the use of all licences as a table."""
        data = await licences.report_csv(await self._actor("admin", "auditor"))
        return rx.download(data=data, filename="licences.csv")


def _card(one: LicenceView) -> LicenceCard:
    row = one.row
    return LicenceCard(
        f"{row.provider_id}-{row.code}", str(row.provider_id), row.provider, row.code,
        row.seats if row.seats is not None else -1, row.starts.isoformat() if row.starts else "",
        row.ends.isoformat() if row.ends else "", one.state, _TONES[one.state], row.items, row.students, row.views,
        min(round(100 * row.students / row.seats), 100) if row.seats else 0,
        [MonthLine(each.month.isoformat(), each.views, each.students) for each in one.months],
    )  # fmt: skip
