"""By which accounts elsewhere somebody is known here: at the institution's sign-in, and in its LMS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, sessions, trail
from learnapp.storage.repositories import lti_identities as lti_rows
from learnapp.storage.repositories import sign_on as rows

KINDS = ("sign_on", "lms")


@dataclass(frozen=True, slots=True)
class OutsideAccount:
    """One account elsewhere; the id that somebody has there is kept as a keyed hash, or sealed, and not shown.

    Attributes:
        kind: sign_on (a provider) or lms.
        key: By which it is removed: the provider's id, or the platform's issuer.
        name: What the institution calls the provider, or the platform's issuer.
        how: made, self, email or launch.
        used_at: When somebody last came from there.
    """

    kind: str
    key: str
    name: str
    how: str
    linked_at: datetime
    used_at: datetime | None


async def of_person(session: AsyncSession, tenant: UUID, person: UUID) -> list[OutsideAccount]:
    """Return every account elsewhere by which a person is known; the caller has asked the policy."""
    linked = [
        OutsideAccount("sign_on", str(one.provider_id), one.name, one.how, one.linked_at, one.used_at)
        for one in await rows.identities_of(session, tenant, person)
    ]
    return linked + [
        OutsideAccount("lms", one.issuer, one.issuer, "launch", one.linked_at, one.last_launch_at)
        for one in await lti_rows.identities(session, tenant, person)
    ]


async def cut(actor: Actor, person_id: UUID, kind: str, key: str) -> None:
    """Take away that somebody is known by an account elsewhere; their sessions end.

    Whoever comes from there next is somebody unknown: they connect anew, or get an account as new people do.

    Args:
        actor: An admin.
        person_id: Whose.
        kind: sign_on or lms.
        key: Of `OutsideAccount`.

    Raises:
        ForbiddenError: The actor may not change people.
        NotFoundError: There is no such link (any more).
    """
    await trail.authorise(actor, "update", "person")
    async with current().db.transaction(actor.tenant_id) as tx:
        there = {(one.kind, one.key): one for one in await of_person(tx.session, actor.tenant_id, person_id)}
        if (kind, key) not in there:
            raise NotFoundError("This is not connected any more. Reload the page.")
        if kind == "sign_on":
            await rows.remove_identity(tx.session, actor.tenant_id, UUID(key), person_id)
        else:
            await lti_rows.remove_identities(tx.session, actor.tenant_id, person_id, key)
        await trail.audit(
            actor, "sign_on.cut", "person", object_id=person_id, subject_id=person_id,
            detail={"kind": kind, "how": there[kind, key].how}, session=tx.session,
        )  # fmt: skip
    await sessions.end_all(actor.tenant_id, person_id)
