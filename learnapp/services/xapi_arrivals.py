"""What has come in at our record store, as administrators see it: what became of it, and why it became no event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from learnapp.core.paging import bounded
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.storage.repositories import xapi_arrivals as rows

LATELY = timedelta(days=7)
STATES = ("event", "none", "refused", "new")


@dataclass(frozen=True, slots=True)
class Arrival:
    """One statement, without what it says of whom.

    Attributes:
        tool: Name of the client that sent it, "" where it is gone.
        verb: Last part of the verb's address.
        host: Whose thing it is about, "" where it is about none.
        reason: Code of why it became no event, "" where it did or nobody noted it.
    """

    at: datetime
    tool: str
    verb: str
    host: str
    state: str
    reason: str


@dataclass(frozen=True, slots=True)
class Arrivals:
    """A page of what came in the last seven days, the newest first.

    Attributes:
        counts: State -> how many of all of them.
        capped: More came than are counted: these are the latest.
    """

    counts: dict[str, int]
    capped: bool
    rows: list[Arrival]
    total: int
    offset: int


async def arrivals(actor: Actor, *, state: str = "", offset: int = 0, size: int = 20) -> Arrivals:
    """Return what has come lately.

    Args:
        actor: An admin or auditor.
        state: Only statements of this one; "" for all.
        offset: So many are left out.
        size: So many at most.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "open_data")
    offset, size = bounded(offset, size)
    wanted = state if state in STATES else ""
    since, tenant = current().clock.now() - LATELY, actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        counts = await rows.arrived(tx.session, tenant, since)
        found = await rows.latest(tx.session, tenant, since, wanted, offset, size)
    names = {one.client_id: one.name for one in await current().db.directory.list_api_secrets(tenant)}
    shown = [
        Arrival(
            one.stored, names.get(one.client_id, ""), _last(one.verb), _host(one.activity or ""),
            one.state, one.reason,
        )
        for one in found
    ]  # fmt: skip
    whole = sum(counts.values())
    return Arrivals(
        {name: counts.get(name, 0) for name in STATES}, whole >= rows.MOST_COUNTED, shown,
        counts.get(wanted, 0) if wanted else whole, offset,
    )  # fmt: skip


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "")[:100]
    except ValueError:
        # The standard's addresses need not be those of the web.
        return ""


def _last(verb: str) -> str:
    return verb.split("?")[0].rstrip("/#").replace("#", "/").rsplit("/", 1)[-1][:60]
