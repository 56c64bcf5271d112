"""Teaching assistants: who helps in a class, and whether its teacher lets them change grades, tests and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import current, people, sessions, trail
from learnapp.storage.repositories import assistants as rows
from learnapp.storage.repositories import sections as section_rows


@dataclass(frozen=True, slots=True)
class AssistantView:
    """One assistant of a class."""

    person_id: UUID
    name: str
    may_change: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class ClassAssistants:
    """The assistants of a class, with its title."""

    section: str
    people: list[AssistantView]


async def of_section(actor: Actor, section_id: UUID) -> ClassAssistants:
    """Return who helps in a class.

    Raises:
        ForbiddenError: The actor neither teaches the class nor administers.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "assistant", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        section = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
        if not section:
            raise NotFoundError("There is no such class. Go back to your classes.")
        found = await rows.of_section(tx.session, actor.tenant_id, section_id)
    names = await people.names(actor.tenant_id, [person for person, _, _ in found])
    return ClassAssistants(
        section[0].title,
        [AssistantView(person, names.get(person, people.ERASED_NAME), may, since) for person, may, since in found],
    )


async def trust(actor: Actor, section_id: UUID, person_id: UUID, *, may_change: bool) -> None:
    """Let an assistant change grades, tests, assignments and rules of a class, or only look and help.

    Raises:
        ForbiddenError: The actor neither teaches the class nor administers.
        NotFoundError: There is no such assistant in the class.
    """
    await trail.authorise(actor, "update", "assistant", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.trust(tx.session, actor.tenant_id, section_id, person_id, may_change=may_change):
            raise NotFoundError("This person does not help in this class any more. Reload the page.")
        await trail.audit(
            actor, "assistant.trust" if may_change else "assistant.distrust", "assistant", object_id=section_id,
            subject_id=person_id, session=tx.session,
        )  # fmt: skip
    sessions.forget_person(person_id)


def may_change(actor: Actor, section_id: UUID) -> bool:
    """Return whether the actor may change what a class is given: its teacher, an admin, or a trusted assistant."""
    return access.allow(actor, "write", "assignment", section_id=section_id).allowed
