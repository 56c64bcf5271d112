"""Files of exports on their way to somebody: by an address that ends soon, to whoever may, and noted."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import ConflictError, ForbiddenError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, exports, trail

LINK_SECONDS = 900
"""An address that the page has given out works for this long, for the person who asked for it."""
_DIRECT_SECONDS = 60
_GONE = "This file is not here any more. Make the export again."


@dataclass(frozen=True, slots=True)
class Opened:
    """A file to be sent.

    Attributes:
        direct: Address at the bucket instead; "" where the parts are here.
    """

    name: str
    size: int = 0
    parts: Iterator[bytes] = field(default_factory=lambda: iter(()))
    direct: str = ""


async def link(actor: Actor, run_id: UUID, name: str) -> str:
    """Return an address of a file that works for a quarter of an hour, for this person.

    Raises:
        ConflictError: The export is not done, or waits to be released.
        ForbiddenError: The actor may not take it.
        NotFoundError: There is no such file.
    """
    await _checked(actor, run_id, name)
    until = int(current().clock.now().timestamp()) + LINK_SECONDS
    mark = current().keyring.mark(_claim(actor, run_id, name, until))
    return f"/api/v1/exports/{run_id}/files/{name}?until={until}&mark={mark}"


async def open_file(actor: Actor, run_id: UUID, name: str, *, until: str = "", mark: str = "") -> Opened:
    """Return a file; each time is noted in the trail.

    Args:
        actor: Who takes it.
        run_id: The export.
        name: Of the file.
        until: When the address of a person ends, and
        mark: the mark over it; programs need none.

    Raises:
        ConflictError: The export is not done, or waits to be released.
        ForbiddenError: The actor may not take it, or the address is not theirs or has ended.
        NotFoundError: There is no such file.
        UnavailableError: The store does not answer.
    """
    await _checked(actor, run_id, name)
    if actor.kind == "person":
        ends = int(until) if until.isascii() and until.isdecimal() and len(until) < 12 else 0
        signed = current().keyring.marked(_claim(actor, run_id, name, ends), mark)
        if not signed or ends <= current().clock.now().timestamp():
            raise ForbiddenError("This address has ended. Open the page Exports and take the file from there.")
    tenant, store = actor.tenant_id, exports.store()
    await trail.audit(actor, "export.download", "export", object_id=run_id, detail={"file": name})
    direct = await asyncio.to_thread(store.direct, tenant, run_id, name, _DIRECT_SECONDS)
    if direct:
        return Opened(name, direct=direct)
    size, parts = await asyncio.to_thread(store.read, tenant, run_id, name)
    return Opened(name, size, parts)


async def _checked(actor: Actor, run_id: UUID, name: str) -> None:
    # An auditor, who may read what was made, takes nothing; a program reads in order to take.
    await trail.authorise(actor, "download" if actor.kind == "person" else "read", "export")
    view = await exports.find(actor, run_id)
    if view.run.status != "done":
        raise ConflictError("This export is not done. Wait until it is, and was released where that is needed.")
    now = current().clock.now()
    if name not in {one.name for one in view.files} or (view.run.expires_at is not None and view.run.expires_at <= now):
        raise NotFoundError(_GONE)
    if view.plan.names and actor.kind == "client":
        # Names are what roster:read opens, here too.
        await trail.authorise(actor, "read", "roster")


def _claim(actor: Actor, run_id: UUID, name: str, until: int) -> str:
    return f"export/{actor.tenant_id}/{actor.person_id}/{run_id}/{name}/{until}"
