"""Who may decide about text that a language model wrote: certified by an admin, by name, until that is withdrawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import ForbiddenError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.storage.repositories import verification as rows

ROLES = frozenset({"admin", "instructor", "assistant"})
"""Roles of which one is needed; what they may see of the queue is for the policy to say."""


class NotCertifiedError(ForbiddenError):
    """The actor is not certified for generated text."""

    code = "not_certified"


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A certified reviewer."""

    person_id: UUID
    name: str
    certified_by: str
    certified_at: datetime


async def list_reviewers(actor: Actor, *, offset: int = 0, size: int = 25) -> Page[Reviewer]:
    """Return a page of certified reviewers, the last certified first.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "certified_reviewer")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.list_certified(tx.session, actor.tenant_id, offset=offset, size=size)
    names = await people.names(actor.tenant_id, {one for row in found for one in (row.person_id, row.certified_by)})
    return Page(
        [
            Reviewer(
                row.person_id, names.get(row.person_id, people.ERASED_NAME),
                names.get(row.certified_by, people.ERASED_NAME), row.certified_at,
            )
            for row in found
        ],
        total, offset, size,
    )  # fmt: skip


async def certify(actor: Actor, who: str) -> str:
    """Certify somebody of the staff, found by whole e-mail address or id; return their name.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: Not of the staff, or not active.
        NotFoundError: There is no such person here.
    """
    await trail.authorise(actor, "update", "certified_reviewer")
    person = await people.find_person(actor, who)
    if ROLES.isdisjoint(person.roles) or person.status != "active":
        raise InvalidInputError("Only active instructors, assistants and administrators can review generated text.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.certify(tx.session, actor.tenant_id, person.person_id, actor.person_id, current().clock.now())
        await trail.audit(
            actor, "certified_reviewer.certify", "certified_reviewer", object_id=person.person_id,
            subject_id=person.person_id, session=tx.session,
        )  # fmt: skip
    return person.name


async def withdraw(actor: Actor, person_id: UUID) -> None:
    """Take a certificate back; what was decided stays decided.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: They are not certified here.
    """
    await trail.authorise(actor, "update", "certified_reviewer")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.withdraw(tx.session, actor.tenant_id, person_id):
            raise NotFoundError("This person is not certified. Reload the page.")
        await trail.audit(
            actor, "certified_reviewer.withdraw", "certified_reviewer", object_id=person_id, subject_id=person_id,
            session=tx.session,
        )  # fmt: skip


async def require(session: AsyncSession, tenant: UUID, person: UUID) -> None:
    """Refuse who is not certified.

    Raises:
        NotCertifiedError: They are not.
    """
    if not await rows.is_certified(session, tenant, person):
        raise NotCertifiedError("Only certified reviewers decide about generated text. Ask an administrator.")
