"""What a student and the tutor have said: read again, deleted and taken home by the student alone."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ForbiddenError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, people, trail
from learnapp.services.tutor_views import ConversationView, TurnView, mark_of, spoken, turn_of
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import tutor as rows
from learnapp.storage.repositories import tutor_rules as rule_rows

PAGE = 20


async def conversations(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[ConversationView]:
    """Return a page of the actor's conversations, the latest first.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.page(tx.session, actor.tenant_id, actor.person_id, offset=offset, size=size)
        own = await own_key(tx.session, actor) if found else None
        readers = (await rule_rows.policy(tx.session, actor.tenant_id)).readers
        ids = [one.conversation_id for one in found]
        seen = await rule_rows.readable_among(tx.session, actor.tenant_id, ids, readers)
    shown = [
        ConversationView(
            str(one.conversation_id), own.decrypt("tutor", one.first_enc) if own and one.first_enc else "",
            one.last_at.isoformat(), one.conversation_id in seen,
        )
        for one in found
    ]  # fmt: skip
    return Page(shown, total, offset, size)


async def read(actor: Actor, conversation_id: UUID) -> list[TurnView]:
    """Return what was said in one of the actor's conversations.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: There is no such conversation of theirs.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.said(tx.session, actor.tenant_id, actor.person_id, conversation_id)
        if not found:
            raise NotFoundError("There is no such conversation any more.")
        own = await own_key(tx.session, actor)
    return [
        turn_of(own.decrypt("tutor", one.text_enc), mark=mark_of(conversation_id, one.place), reported=one.reported)
        for one in found
        if one.speaker == "tutor"
    ]


async def remove(actor: Actor, conversation_id: UUID) -> None:
    """Delete one of the actor's conversations for good.

    Raises:
        ForbiddenError: The actor is no student, or their school keeps what is said.
        NotFoundError: There is no such conversation of theirs.
    """
    await trail.authorise(actor, "write", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not (await rule_rows.policy(tx.session, actor.tenant_id)).deletable:
            raise ForbiddenError("Your school keeps what is said to the tutor. Ask your teacher if something must go.")
        if not await rows.remove(tx.session, actor.tenant_id, actor.person_id, conversation_id):
            raise NotFoundError("There is no such conversation any more. Reload the page.")


async def take_home(actor: Actor) -> str:
    """Return everything that the actor and the tutor have said, as CSV.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "tutor_conversation", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.all_of(tx.session, actor.tenant_id, actor.person_id)
        own = await own_key(tx.session, actor) if found else None
    lines = (
        (
            one.at.isoformat(),
            str(conversation),
            cell(actor.locale, one.speaker),
            spoken(one.speaker, own.decrypt("tutor", one.text_enc)),
        )  # fmt: skip
        for conversation, one in found
        if own is not None
    )
    return write_csv(heads(actor.locale, "time", "conversation", "who", "text"), lines)


async def own_key(session: AsyncSession, actor: Actor) -> PersonKey:
    """Return the key under which a student's own words are sealed.

    Raises:
        ForbiddenError: There is none.
    """
    own = await people_rows.person(session, actor.tenant_id, actor.person_id)
    key = people.open_key(current().keyring, own) if own is not None else None
    if key is None:
        raise ForbiddenError("Your account cannot keep conversations. Ask an administrator.")
    return key
