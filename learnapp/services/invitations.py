"""Invitation links into a section: made, listed and ended by an admin, or for students by who teaches it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.security.tokens import invitation_code
from learnapp.services import current, people, trail
from learnapp.storage.repositories import invitations as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.invitations import InvitationRow

KIND = "invitation"
DAYS, MOST_DAYS = 14, 90
USES, MOST_USES = {"student": 40, "instructor": 5, "assistant": 5}, 500
MOST_OPEN = 20
PAGE = 10


def resource(role: str) -> str:
    """Return the policy's word for a link that makes people this: students by who teaches, teachers by admins only.

    Raises:
        InvalidInputError: Nobody is invited as that.
    """
    if role not in USES:
        raise InvalidInputError("A link invites students, teachers or teaching assistants. Choose one of these.")
    return "invitation" if role == "student" else "staff_invitation"


@dataclass(frozen=True, slots=True)
class Made:
    """A new link; the code is shown once and stored nowhere."""

    invitation_id: UUID
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationView:
    """One link of a section, without its code.

    Attributes:
        by: Who made it.
        state: open, expired, used, revoked, or closed: its class is, or who made it may not invite there any more.
    """

    invitation_id: UUID
    role: str
    attested: bool
    uses: int
    max_uses: int
    created_at: datetime
    expires_at: datetime
    by: str
    state: str


@dataclass(frozen=True, slots=True)
class SectionInvitations:
    """The links of a section.

    Attributes:
        section: Its title.
        waiting: Students who have joined and wait for consent.
        may_staff: Whether the actor may invite teachers, and state that the institution holds its consents.
    """

    section: str
    page: Page[InvitationView]
    waiting: int
    may_staff: bool


async def make(
    actor: Actor, section_id: UUID, role: str = "student", *, days: int = DAYS, uses: int = 0, attest: bool = False
) -> Made:
    """Make a link into a section.

    Args:
        actor: An admin; for students also who teaches the section.
        section_id: The section.
        role: What people become by it: student, instructor or assistant.
        days: How long it works.
        uses: How many may use it; 0: what is usual for this role.
        attest: The institution states that its contract covers the students whom it gives the link to. It is
            recorded for each who joins, but never for a child under 13.

    Raises:
        ConflictError: The section has too many links that work.
        ForbiddenError: The actor may not invite for this role, or may not speak for the institution.
        InvalidInputError: Days or uses out of range, or an unknown role.
        NotFoundError: No such open section here.
    """
    await trail.authorise(actor, "create", resource(role), section_id=section_id)
    if attest:
        await trail.authorise(actor, "give", "consent")
    uses = uses or USES[role]
    if not 1 <= days <= MOST_DAYS:
        raise InvalidInputError(f"A link works for 1 to {MOST_DAYS} days. Choose a number between them.")
    if not 1 <= uses <= MOST_USES:
        raise InvalidInputError(f"A link works for 1 to {MOST_USES} people. Choose a number between them.")
    services = current()
    now, tenant = services.clock.now(), actor.tenant_id
    made = Made(uuid7(), invitation_code(), now + timedelta(days=days))
    async with services.db.transaction(tenant) as tx:
        found = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        if not found or found[0].status != "active":
            raise NotFoundError("There is no such open class. Go back to the list and choose again.")
        if await rows.count_open(tx.session, tenant, section_id, role, now) >= MOST_OPEN:
            raise ConflictError(f"This class has {MOST_OPEN} links that work. End one of them first.")
        await rows.add(
            tx.session, tenant, made.invitation_id, services.keyring.lookup(KIND, made.code), section=section_id,
            role=role, attested=attest and role == "student", max_uses=uses, by=actor.person_id, now=now,
            expires=made.expires_at,
        )  # fmt: skip
        detail = {"section": str(section_id), "role": role, "days": days, "uses": uses, "attested": attest}
        await trail.audit(
            actor, "invitation.create", "invitation", object_id=made.invitation_id, detail=detail, session=tx.session
        )
    return made


async def of_section(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> SectionInvitations:
    """Return the links of a section, those that work first; a teacher sees those for students.

    Raises:
        ForbiddenError: The actor is no admin and does not teach the section.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "invitation", section_id=section_id)
    staff = access.allow(actor, "create", "staff_invitation", section_id=section_id).allowed
    services = current()
    offset, size = bounded(offset, size)
    now, tenant = services.clock.now(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        section = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        if not section:
            raise NotFoundError("There is no such class. Go back to the list and choose again.")
        roles = list(USES) if staff else ["student"]
        found, total = await rows.of_section(tx.session, tenant, section_id, roles, now, size=size, offset=offset)
        waiting = await section_rows.count_waiting(tx.session, tenant, section_id)
    names = await people.names(tenant, {row.created_by for row in found})
    views = [
        InvitationView(
            row.invitation_id, row.role, row.attested, row.uses, row.max_uses, row.created_at, row.expires_at,
            names.get(row.created_by, people.ERASED_NAME), _state(row, now),
        )
        for row in found
    ]  # fmt: skip
    return SectionInvitations(section[0].title, Page(views, total, offset, size), waiting, staff)


def _state(row: InvitationRow, now: datetime) -> str:
    if row.open:
        return "open"
    if row.revoked_at is not None:
        return "revoked"
    if row.uses >= row.max_uses:
        return "used"
    return "expired" if row.expires_at <= now else "closed"


async def revoke(actor: Actor, invitation_id: UUID) -> None:
    """End a link at once; who has joined by it stays.

    Raises:
        ForbiddenError: The actor may not: it is for teachers, or into a section that the actor does not teach.
        NotFoundError: No such link here, or it has ended already.
    """
    services = current()
    now, tenant = services.clock.now(), actor.tenant_id
    gone = NotFoundError("There is no such link any more. Reload the page.")
    async with services.db.transaction(tenant) as tx:
        row = await rows.one(tx.session, tenant, invitation_id, now)
    # Who may not see links is told so before they learn whether there is this one.
    section = row.section_id if row is not None else None
    await trail.authorise(actor, "revoke", resource(row.role if row is not None else "student"), section_id=section)
    if row is None:
        raise gone
    async with services.db.transaction(tenant) as tx:
        if not await rows.revoke(tx.session, tenant, invitation_id, actor.person_id, now):
            raise gone
        await trail.audit(
            actor, "invitation.revoke", "invitation", object_id=invitation_id,
            detail={"section": str(row.section_id), "uses": row.uses}, session=tx.session,
        )  # fmt: skip
