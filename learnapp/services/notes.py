"""A student's private notes on contents: sealed under the student's own key, for nobody else to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ConflictError, ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.services import current, people, progress, trail
from learnapp.services.goal_progress import courses_of
from learnapp.services.goals import require_consent
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import notes as rows

MAX_NOTE, PAGE = 5000, 20
_TRIES = 5
_TOO_LONG_TOGETHER = (
    "This note was saved elsewhere meanwhile, and both texts are too long for one note."
    " Shorten yours, or save it once more to put it in place of the other."
)


@dataclass(frozen=True)
class NoteView:
    """One note.

    Attributes:
        title: Of its content; "" when none of the student's courses has it any more.
        at: When it was saved, "" never.
        joined: It was saved elsewhere meanwhile: `text` is what stood there, and below it what was to be saved.
    """

    content_id: str = ""
    title: str = ""
    text: str = ""
    at: str = ""
    joined: bool = False


class NoteChangedError(ConflictError):
    """A note was saved elsewhere meanwhile, and both texts are too long for one; nothing was stored."""


def _written(text: str) -> str:
    """Return a note as it may be stored: as it was typed, without what no page can show.

    Raises:
        InvalidInputError: There is nothing in it, or too much.
    """
    text = text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "ignore").decode().rstrip()
    if not text.strip():
        raise InvalidInputError("Write something first, then save it.")
    if len(text) > MAX_NOTE:
        raise InvalidInputError(f"This is longer than {MAX_NOTE} characters. Shorten it, then save it.")
    return text


async def _key(session: AsyncSession, actor: Actor) -> PersonKey:
    own = await people_rows.person(session, actor.tenant_id, actor.person_id)
    key = people.open_key(current().keyring, own) if own is not None else None
    if key is None:
        raise ForbiddenError("Your account cannot keep notes. Ask an administrator.")
    return key


async def one(actor: Actor, content_id: UUID) -> NoteView:
    """Return the actor's note on a content; an empty one when there is none.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "note", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.one(tx.session, actor.tenant_id, actor.person_id, content_id)
        if found is None:
            return NoteView(str(content_id))
        key = await _key(tx.session, actor)
    return NoteView(str(content_id), "", key.decrypt("note", found.text_enc), found.updated_at.isoformat())


async def save(actor: Actor, content_id: UUID, text: str, seen: str | None = None) -> NoteView:
    """Keep the actor's note on a content, instead of the one that they have seen.

    Where another one stands there, from another device or window, both texts are kept, one below the other.

    Args:
        actor: The student.
        content_id: The content.
        text: What they wrote.
        seen: When the note was saved that they have seen, ISO, "" for none; None: instead of any.

    Raises:
        NoteChangedError: Another one stands there, and both are too long for one.
        ForbiddenError: The actor is no student, or nothing of theirs may be stored.
        InvalidInputError: Nothing was written, or too much.
        NotFoundError: No course of the actor has that content.
    """
    await trail.authorise(actor, "write", "note", student_id=actor.person_id)
    text = _written(text)
    await progress.study(actor, None, content_id)
    now, tenant, me = current().clock.now(), actor.tenant_id, actor.person_id
    for _ in range(_TRIES):
        async with current().db.transaction(tenant) as tx:
            await require_consent(tx.session, tenant, me)
            key = await _key(tx.session, actor)
            found = await rows.one(tx.session, tenant, me, content_id)
            kept = text
            if found is not None and seen is not None and found.updated_at.isoformat() != seen:
                kept = _joined(key.decrypt("note", found.text_enc), text)
            before = found.updated_at if found is not None else None
            # Not a moment earlier than what it replaces: by it the next one is seen to have been there.
            at = max(now, before + timedelta(microseconds=1)) if before is not None else now
            sealed = key.encrypt("note", kept)
            if await rows.put(tx.session, tenant, me, content_id, sealed, at, before=before):
                return NoteView(str(content_id), "", kept, at.isoformat(), kept != text)
    raise NoteChangedError(_TOO_LONG_TOGETHER)


def _joined(theirs: str, mine: str) -> str:
    """Return both texts of a note; where one holds the other, that one.

    Raises:
        NoteChangedError: They are too long for one note.
    """
    if theirs in mine:
        return mine
    both = theirs if mine in theirs else f"{theirs}\n\n{mine}"
    if len(both) > MAX_NOTE:
        raise NoteChangedError(_TOO_LONG_TOGETHER)
    return both


async def remove(actor: Actor, content_id: UUID) -> None:
    """Delete the actor's note on a content for good.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: There is no such note.
    """
    await trail.authorise(actor, "write", "note", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove(tx.session, actor.tenant_id, actor.person_id, content_id):
            raise NotFoundError("There is no such note any more. Reload the page.")


async def read(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[NoteView]:
    """Return a page of the actor's notes, the one that was saved last first.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "note", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.page(tx.session, actor.tenant_id, actor.person_id, offset=offset, size=size)
        key = await _key(tx.session, actor) if found else None
    courses = await courses_of(actor) if found else []
    titles = {item: content.title for _, course in courses for item, content in course.content.items()}
    notes = [
        NoteView(
            str(row.content_id), titles.get(row.content_id, ""), key.decrypt("note", row.text_enc) if key else "",
            row.updated_at.isoformat(),
        )
        for row in found
    ]  # fmt: skip
    return Page(notes, total, offset, size)
