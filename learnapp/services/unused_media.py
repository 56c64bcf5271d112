"""Removing pictures, films and captions that were sent and that nothing refers to: no draft, no version, no provider.

A file that is sent and not saved with a text would otherwise stay for ever. Programs for players are not among them:
they come in with their content only.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.security.access import system_actor
from learnapp.services import current, rounds, trail
from learnapp.storage.repositories import media_names as rows

KEPT = timedelta(days=7)
"""So long a file that nothing refers to stays: a text that shows it may be typed and not saved yet."""
_SENT = (".png", ".jpg", ".mp4", ".webm", ".vtt")
log = logs.get("learnapp.worker")


async def work() -> int:
    """Do so at every institution; return how many files are gone. Comes round by itself."""
    return sum(await rounds.each_institution("unused pictures and films", sweep))


async def sweep(tenant: UUID) -> int:
    """Remove an institution's files that are older than `KEPT` and that nothing refers to; return how many.

    Raises:
        UnavailableError: The database or the store of files is away.
    """
    before = current().clock.now() - KEPT
    old = [one for one in await asyncio.to_thread(current().media.old, tenant, before) if one.endswith(_SENT)]
    if not old:
        return 0
    async with current().db.transaction(tenant) as tx:
        # After the list of files: what was referred to since is among these.
        referred = await rows.referred(tx.session, tenant)
    unused = [one for one in old if one not in referred]
    gone = await asyncio.to_thread(_remove, tenant, unused, before) if unused else 0
    if gone:
        await trail.audit(system_actor(tenant), "media.remove", "media", detail={"files": gone})
        log.info("unused pictures and films removed", files=gone)
    return gone


def _remove(tenant: UUID, names: list[str], before: datetime) -> int:
    return sum(current().media.remove(tenant, one, before) for one in names)
