"""Classes, the live board and the heat map."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import reflex as rx
from reflex.utils import prerequisites

from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.core.i18n import translate
from learnapp.security.access import Actor
from learnapp.services import class_board, classroom, current, intervention_reading, review
from learnapp.services.class_board import ActivityDay, BoardRow, Standout
from learnapp.services.classroom import HeatRow, TopicStanding
from learnapp.state.base import AppState, parse_id

__all__ = [
    "ActivityDay",
    "BoardRow",
    "BoardState",
    "ClassesState",
    "HeatMapState",
    "HeatRow",
    "InboxCount",
    "Standout",
]
PAGE, TOPICS = 25, 20
DAYS_SECONDS = 20.0
"""How old the two weeks on an open board may be: the worker brings them up to date about as often."""
BANDS = ("fading", "learning", "almost", "mastered")
"""In the order of the picture's colours."""
MARKS = {"fading": "◇", "learning": "▲", "almost": "◐", "mastered": "★"}
"""The shapes of the bands, as the badges draw them."""


@dataclass(frozen=True)
class ClassCard:
    """One section in the list."""

    id: str
    title: str
    term: str
    students: int
    closed: bool = False


@dataclass(frozen=True)
class InboxCount:
    """A class in whose inbox something waits."""

    id: str
    title: str
    count: int


def place(state: AppState, part: int) -> UUID:
    """Return an id from the address: part 1 is the section, part 3 the student."""
    parts = state.router.url.path.strip("/").split("/")
    return parse_id(parts[part] if len(parts) > part else "")


class ClassesState(AppState):
    """The sections that the instructor teaches, and how many entries of theirs wait for a decision."""

    classes: list[ClassCard] = []
    waiting: int = 0
    inboxes: list[InboxCount] = []
    classes_ready: bool = False

    @rx.event
    async def load(self) -> None:
        """List them."""
        actor = await self._enter("instructor")
        found = await classroom.sections(actor)
        self.classes = [
            ClassCard(str(row.section_id), row.title, row.term, row.students, row.status != "active") for row in found
        ]
        sections = [row.section_id for row in found]
        self.waiting = (await review.list_reviews(actor, section_ids=sections, size=1)).total if sections else 0
        counts = await intervention_reading.waiting(actor, sections)
        self.inboxes = [
            InboxCount(str(row.section_id), row.title, counts[row.section_id])
            for row in found
            if row.section_id in counts
        ]
        self.classes_ready = True


class BoardState(AppState):
    """The live board of one section."""

    board_ready: bool = False
    section: str = ""
    section_id: str = ""
    board: list[BoardRow] = []
    counts: dict[str, int] = {}
    standouts: list[Standout] = []
    days: list[ActivityDay] = []
    days_move: bool = False
    total: int = 0
    offset: int = 0

    @rx.var
    def day_names(self) -> list[str]:
        """The days of the picture."""
        return [day.day for day in self.days]

    @rx.var
    def day_right(self) -> list[int]:
        """Right answers of each day."""
        return [day.right for day in self.days]

    @rx.var
    def day_wrong(self) -> list[int]:
        """Wrong answers of each day."""
        return [day.answers - day.right for day in self.days]

    @rx.var
    def any_answers(self) -> bool:
        """Whether there is anything for the picture to show."""
        return any(day.answers for day in self.days)

    _days_at: float = 0.0

    async def _fill(self, actor: Actor, section_id: UUID) -> None:
        found = await class_board.board(actor, section_id, offset=self.offset)
        # What is as it was is not sent again: most events change one line of one page.
        for name, value in (
            ("section", found.section),
            ("board", found.page.rows),
            ("counts", found.counts),
            ("standouts", found.standouts),
            ("total", found.page.total),
            ("offset", found.page.offset),
            ("section_id", str(section_id)),
            ("board_ready", True),
        ):
            if getattr(self, name) != value:
                setattr(self, name, value)

    async def _fill_days(self, actor: Actor, section_id: UUID) -> None:
        days = await class_board.activity(actor, section_id)
        moves = await class_board.days_move(actor, section_id)
        self._days_at = time.monotonic()
        if self.days != days:
            self.days = days
        if self.days_move != moves:
            self.days_move = moves

    @rx.event
    async def load(self) -> None:
        """Show the board and keep it up to date for as long as the tab is open."""
        actor = await self._enter("instructor")
        # What was shown before is of another class: it must not stand under an address that cannot be opened.
        self.board_ready, self.section_id, self.offset = False, "", 0
        section_id = place(self, 1)
        await self._fill(actor, section_id)
        await self._fill_days(actor, section_id)
        token = self.router.session.client_token
        current().live.watch(actor.tenant_id, section_id, token, lambda: refresh_board(token, section_id))

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on; the page stays live."""
        self.offset = max(0, self.offset + (class_board.PAGE if step > 0 else -class_board.PAGE))
        await self._fill(await self._actor("instructor"), parse_id(self.section_id))

    @rx.event
    async def download(self) -> Any:
        """Download the board as CSV."""
        actor = await self._actor("instructor")
        section_id = parse_id(self.section_id)
        return rx.download(data=await class_board.board_csv(actor, section_id), filename="class-board.csv")


async def refresh_board(token: str, section_id: UUID) -> bool:
    """Bring one open board up to date; False when the tab is gone, elsewhere by now, or may not see it any more."""
    app = prerequisites.get_app().app
    if token not in app.event_namespace.token_to_sid:
        return False
    async with app.modify_state(rx.BaseStateToken(ident=token, cls=BoardState)) as root:
        state = await root.get_state(BoardState)
        if state.section_id != str(section_id) or not state.router.url.path.rstrip("/").endswith(str(section_id)):
            return False
        try:
            actor = await state._actor("instructor")  # noqa: SLF001 - our own state, asked again at every push
            await state._fill(actor, section_id)  # noqa: SLF001
            if time.monotonic() - state._days_at > DAYS_SECONDS:  # noqa: SLF001
                await state._fill_days(actor, section_id)  # noqa: SLF001
        except UnavailableError:
            # An outage passes; the board stays subscribed and catches up.
            return True
        except LearnAppError:
            return False
    return True


class HeatMapState(AppState):
    """KC x student."""

    heat_ready: bool = False
    section: str = ""
    section_id: str = ""
    kcs: list[str] = []
    kcs_total: int = 0
    kcs_offset: int = 0
    heat: list[HeatRow] = []
    names: list[str] = []
    values: list[list[int | None]] = []
    texts: list[list[str]] = []
    marks: list[list[str]] = []
    answered: bool = False
    standing: list[TopicStanding] = []
    total: int = 0
    offset: int = 0

    async def _fill(self, section_id: UUID) -> None:
        actor = await self._enter("instructor")
        self.section, topics, page = await classroom.heatmap(
            actor, section_id, offset=self.offset, size=PAGE, first_kc=self.kcs_offset, kcs=TOPICS
        )
        self.kcs, self.kcs_total, self.kcs_offset = topics.rows, topics.total, topics.offset
        self.heat, self.total, self.offset = page.rows, page.total, page.offset
        self.names = [row.name for row in page.rows]
        self.values = [
            [BANDS.index(cell.band) if cell.band in BANDS else None for cell in row.cells] for row in page.rows
        ]
        words = {band: translate(self.locale, f"band-{band}") for band in (*BANDS, "unknown")}
        self.texts = [
            [words[cell.band] + (f", {cell.value} %" if cell.band in BANDS else "") for cell in row.cells]
            for row in page.rows
        ]
        self.marks = [[MARKS.get(cell.band, "") for cell in row.cells] for row in page.rows]
        self.answered = any(band is not None for row in self.values for band in row)
        self.section_id, self.heat_ready = str(section_id), True

    @rx.event
    async def load(self) -> None:
        """Show the first page."""
        self.heat_ready, self.section_id, self.offset, self.kcs_offset = False, "", 0, 0
        actor = await self._enter("instructor")
        section_id = place(self, 1)
        self.standing = await classroom.outlook(actor, section_id)
        await self._fill(section_id)

    @rx.event
    async def turn(self, step: int) -> None:
        """Go one page back or on."""
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(parse_id(self.section_id))

    @rx.event
    async def turn_topics(self, step: int) -> None:
        """Show the topics before or after these."""
        await self._actor("instructor")
        if step <= 0:
            self.kcs_offset = max(0, self.kcs_offset - TOPICS)
        elif self.kcs_offset + TOPICS < self.kcs_total:
            self.kcs_offset += TOPICS
        await self._fill(parse_id(self.section_id))

    @rx.event
    async def download(self) -> Any:
        """Download the whole heat map as CSV."""
        actor = await self._actor("instructor")
        return rx.download(
            data=await classroom.heatmap_csv(actor, parse_id(self.section_id)), filename="class-mastery.csv"
        )
