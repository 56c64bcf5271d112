"""Private notes: the one beside a content, and the page of all of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import reflex as rx

from learnapp.security.access import Actor
from learnapp.services import notes
from learnapp.services.notes import MAX_NOTE, PAGE, NoteView
from learnapp.state.base import AppState, parse_id
from learnapp.state.student.classes import StudentState

__all__ = ["MAX_NOTE", "NoteState", "NoteView", "NotesState"]


class NoteState(AppState):
    """The note on the content that is open."""

    note: NoteView = NoteView()
    opened: bool = False
    fresh: bool = False
    """Whether it was saved just now."""
    other: str = ""
    """What was saved elsewhere meanwhile and is too long to be kept together with what is typed."""
    joined: int = 0
    """How often both texts were put together: the form is filled anew then."""

    @rx.event
    async def load(self) -> None:
        """Begin with a closed note, also where an earlier page has left one open."""
        await self._actor("student")
        if self._still_open():
            return
        self.note, self.opened, self.fresh, self.other = NoteView(), False, False, ""

    @rx.event
    async def open_about(self, content_id: str) -> None:
        """Open the note on a content, or close it."""
        actor = await self._actor("student")
        self.fresh, self.other = False, ""
        if self.opened and self.note.content_id == content_id:
            self.opened = False
            return
        self.note = await notes.one(actor, parse_id(content_id))
        self.opened = True

    @rx.event
    async def write_on(self) -> None:
        """Take back "Saved": from now on something else may stand there."""
        await self._actor("student")
        self.fresh = False

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Keep what was written."""
        actor = await self._actor("student")
        self.fresh = False
        content_id = parse_id(self.note.content_id)
        try:
            self.note = await notes.save(actor, content_id, str(form.get("note", "")), self.note.at)
        except notes.NoteChangedError:
            # What is typed stays in the form; the next press puts it in place of what is shown now.
            found = await notes.one(actor, content_id)
            self.note, self.other = replace(self.note, at=found.at), found.text
            return
        self.other = ""
        self.joined += self.note.joined
        self.fresh = True


class NotesState(StudentState):
    """The page My notes."""

    notes_ready: bool = False
    notes: list[NoteView] = []
    total: int = 0
    offset: int = 0
    deleting: str = ""

    async def _fill(self, actor: Actor) -> None:
        page = await notes.read(actor, offset=self.offset)
        if not page.rows and page.offset > 0:
            # The last one of the last page is gone.
            page = await notes.read(actor, offset=page.offset - PAGE)
        self.notes, self.total, self.offset = page.rows, page.total, page.offset
        self.deleting = ""
        self.notes_ready = True

    @rx.event
    async def load(self) -> None:
        """Show the newest notes."""
        actor = await self._enter_class()
        if not self._still_open():
            self.offset = 0
        await self._fill(actor)

    @rx.event
    async def turn(self, step: int) -> None:
        """Show newer or older notes."""
        actor = await self._actor("student")
        self.offset = max(0, self.offset + (PAGE if step > 0 else -PAGE))
        await self._fill(actor)

    @rx.event
    async def ask_delete(self, content_id: str) -> None:
        """Ask once more before a note is deleted; pressed again it asks the same."""
        await self._actor("student")
        self.deleting = content_id[:64]

    @rx.event
    async def keep(self) -> None:
        """Put the question away."""
        await self._actor("student")
        self.deleting = ""

    @rx.event
    async def delete(self, content_id: str) -> Any:
        """Delete the note about which was asked."""
        actor = await self._actor("student")
        if not content_id or self.deleting != content_id:
            return None
        await notes.remove(actor, parse_id(content_id))
        await self._fill(actor)
        return AppState.thank("note-deleted")
