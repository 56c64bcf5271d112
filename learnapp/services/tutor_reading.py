"""What who teaches a class may read of its students' talks with the tutor, by the institution's policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.security.crypto import PersonKey
from learnapp.services import current, people, trail
from learnapp.services.tutor_views import ConversationView, TurnView, turn_of
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import tutor_rules as rows

PAGE = 20


@dataclass(frozen=True)
class TalksView:
    """A page of a student's talks with the tutor, as far as who teaches them may read them.

    Attributes:
        readers: What the institution lets teachers read; see `services.tutor_rules.READERS`.
    """

    student: str = ""
    section: str = ""
    readers: str = "nobody"
    rows: list[ConversationView] = field(default_factory=list)
    total: int = 0
    offset: int = 0


async def _policy(session: AsyncSession, actor: Actor, section: UUID, student: UUID) -> str:
    """Return what may be read, once it is sure that the student belongs to the class."""
    if student not in await section_rows.student_ids(session, actor.tenant_id, section):
        raise NotFoundError("There is no such student in this section. Go back to the class board.")
    return (await rows.policy(session, actor.tenant_id)).readers


async def _opened(session: AsyncSession, actor: Actor, student: UUID) -> tuple[str, PersonKey]:
    sealed = await people_rows.person(session, actor.tenant_id, student)
    key = people.open_key(current().keyring, sealed) if sealed is not None else None
    if sealed is None or key is None:
        raise NotFoundError("There is nothing to read of this student any more.")
    return people.reveal(current().keyring, sealed).name, key


async def talks(actor: Actor, section_id: UUID, student_id: UUID, *, offset: int = 0) -> TalksView:
    """Return a page of a student's conversations that the actor may read, the latest first; the trail says so.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it.
    """
    await trail.authorise(actor, "read", "tutor_conversation", section_id=section_id, student_id=student_id)
    offset, size = bounded(offset, PAGE)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await rows.class_of(tx.session, tenant, section_id)
        readers = await _policy(tx.session, actor, section_id, student_id)
        name, key = await _opened(tx.session, actor, student_id)
        page, total = await rows.readable(tx.session, tenant, section_id, student_id, readers, offset=offset, size=size)
        if page:
            await trail.disclosed(actor, student_id, "tutor_conversation", section_id=section_id, session=tx.session)
    return TalksView(
        student=name,
        section=found[0] if found is not None else "",
        readers=readers,
        rows=[
            ConversationView(
                str(one.conversation_id), key.decrypt("tutor", one.first_enc) if one.first_enc else "",
                one.last_at.isoformat(),
            )
            for one in page
        ],
        total=total,
        offset=offset,
    )  # fmt: skip


async def read(actor: Actor, section_id: UUID, student_id: UUID, conversation_id: UUID) -> list[TurnView]:
    """Return what the actor may read of a conversation; each reading is in the trail.

    Raises:
        ForbiddenError: The actor does not teach this section.
        NotFoundError: The student is not in it, or there is nothing of the conversation that may be read.
    """
    await trail.authorise(actor, "read", "tutor_conversation", section_id=section_id, student_id=student_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        readers = await _policy(tx.session, actor, section_id, student_id)
        found = await rows.said_readable(tx.session, tenant, section_id, student_id, conversation_id, readers)
        if not found:
            raise NotFoundError("There is no such conversation that you may read. Reload the page.")
        _, key = await _opened(tx.session, actor, student_id)
        await trail.audit(
            actor, "tutor_conversation.read", "tutor_conversation", object_id=conversation_id, subject_id=student_id,
            session=tx.session, detail={"section": str(section_id)},
        )  # fmt: skip
    return [turn_of(key.decrypt("tutor", one.text_enc)) for one in found if one.speaker == "tutor"]
