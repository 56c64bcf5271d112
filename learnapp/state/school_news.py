"""What an institution tells its people: announcements, the term of today and the next day off."""

from __future__ import annotations

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import announcements, school_calendar, switches
from learnapp.services.announcements import NoteView
from learnapp.services.school_calendar import SpanView
from learnapp.state.base import AppState, parse_id

__all__ = ["NewsState", "NoteView", "SpanView"]


class NewsState(AppState):
    """What stands at the top of the first page of students, instructors and admins."""

    notes: list[NoteView] = []
    term: SpanView = SpanView()
    off: SpanView = SpanView()
    more: bool = False
    """The page with the whole calendar is tried with the reader."""

    async def _fill(self, actor: Actor) -> None:
        self.notes = await announcements.for_reader(actor)
        found = await school_calendar.around(actor)
        self.term, self.off = found.term, found.off
        self.more = await switches.enabled_for(actor, "new_pages")

    @rx.event
    async def load(self) -> None:
        """Read what is told today."""
        await self._fill(await self._enter("student", "guardian", "instructor", "assistant", "admin", "auditor"))

    @rx.event
    async def put_away(self, note_id: str) -> None:
        """Put an announcement away, on every device of the reader."""
        actor = await self._actor("student", "guardian", "instructor", "assistant", "admin", "auditor")
        await announcements.dismiss(actor, parse_id(note_id))
        self.notes = [note for note in self.notes if note.id != note_id]
