"""Names of an institution's people, which nothing that leaves the process may have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from uuid import UUID

from learnapp.agents import tutor_words as words
from learnapp.core.errors import NotFoundError
from learnapp.knowledge.embeddings import Hide
from learnapp.security.crypto import TenantKey
from learnapp.security.placeholders import Placeholders
from learnapp.services import current, people
from learnapp.storage.repositories import identity as rows

MOST = 20_000
"""People whose names are known, those who came last: opening more takes over a second."""
KEPT_SECONDS, _MOST_KEPT = 300.0, 100
_kept: dict[UUID, tuple[float, tuple[str, ...]]] = {}


async def of(tenant: UUID) -> tuple[str, ...]:
    """Return the names of an institution's people, kept for five minutes as those of classes are.

    Raises:
        UnavailableError: A name cannot be opened, or the database is away.
    """
    moment = time.monotonic()
    kept = _kept.get(tenant)
    if kept is not None and moment - kept[0] < KEPT_SECONDS:
        return kept[1]
    async with current().db.transaction(tenant) as tx:
        sealed = await rows.names(tx.session, tenant, MOST)
        try:
            key = await people.tenant_key(tx.session, tenant)
        except NotFoundError:
            # The library has courses and nobody.
            return ()
    found = await asyncio.to_thread(_opened, key, sealed)
    if len(_kept) >= _MOST_KEPT:
        _kept.clear()
    _kept[tenant] = (moment, found)
    return found


def _opened(key: TenantKey, sealed: Sequence[tuple[UUID, bytes, bytes]]) -> tuple[str, ...]:
    found = {key.open_person_key(person, wrapped).decrypt("name", name) for person, name, wrapped in sealed}
    return tuple(sorted(found))


def hiding(names: tuple[str, ...]) -> Hide:
    """Return what hides people in texts; each by itself, so that the same text always leaves in the same words."""
    return lambda text: Placeholders(names).take(text)


def hiding_in_queries(names: tuple[str, ...], said: str) -> Hide:
    """Return what hides people in queries that were made from a question: these have lost its capitals and signs.

    Args:
        names: Of people.
        said: The question as it was typed.
    """
    seen = Placeholders(names)
    seen.take(said)
    gone = set(words.plain(" ".join(seen.taken)).split())

    def hide(query: str) -> str:
        kept = (one for one in query.split() if gone.isdisjoint(words.plain(one).split()))
        return Placeholders(names).take(" ".join(kept))

    return hide
