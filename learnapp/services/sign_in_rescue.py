"""The way back for an institution whose administrators are all locked out; for whoever runs the server."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import ConflictError, ForbiddenError
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import second_factor as factor_rows
from learnapp.storage.repositories import sign_on as rows


async def rescue(actor: Actor, person_id: UUID) -> str:
    """Let an administrator in by a new password, whatever the institution asks of everybody else.

    They are named among those who may always use their password, their second step is taken away, their sessions
    end. What the institution asks of others stays as it is. The trail of the institution tells all of it.

    Args:
        actor: The system; nobody does this from a page.
        person_id: An active administrator of the institution.

    Returns:
        A temporary password, shown once and to be changed when it is used.

    Raises:
        ConflictError: The person is no active administrator, or has no e-mail address to sign in with.
        ForbiddenError: The actor is not the system.
    """
    if actor.kind != "system":
        raise ForbiddenError("Only whoever runs the server does this, on its command line.")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        row = await people_rows.person(tx.session, tenant, person_id)
        if row is None or row.status != "active" or "admin" not in row.roles:
            raise ConflictError("This is no active administrator of the institution. Name one who is.")
        if row.email_enc is None:
            raise ConflictError("This administrator has no e-mail address to sign in with. Name another one.")
        await factor_rows.remove_factor(tx.session, tenant, person_id)
        await rows.name_break_glass(tx.session, tenant, person_id, actor.person_id, current().clock.now())
        await trail.audit(
            actor, "sign_on.rescue", "person", object_id=person_id, subject_id=person_id, session=tx.session
        )
    return await people.reset_password(actor, person_id)
