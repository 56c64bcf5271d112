"""The few numbers with which an admin's day begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from learnapp.core.errors import UnavailableError
from learnapp.security.access import Actor
from learnapp.services import content_jobs, current, operations, review, trail
from learnapp.services.content_jobs import LIVE, ImportRow
from learnapp.services.operations import Check
from learnapp.storage.repositories import operations as rows


@dataclass(frozen=True, slots=True)
class Overview:
    """What an admin looks at first.

    Attributes:
        active: Students who have done something in the last 24 hours.
        waiting: Open entries of the review queue.
        failed_jobs: Background jobs that gave up in the last seven days, of the whole system.
        sealed_at: When the trail was sealed last.
        running: The import that waits or runs now.
        worst: The worst state of any part of the system.
        troubled: The parts that need a look.
    """

    active: int
    waiting: int
    failed_jobs: int
    sealed_at: datetime | None
    running: ImportRow | None
    worst: Literal["ok", "degraded", "away"]
    troubled: list[Check]


def worst_of(checks: list[Check]) -> Literal["ok", "degraded", "away"]:
    """Return the worst state among checks."""
    states = {check.state for check in checks}
    return "away" if "away" in states else "degraded" if "degraded" in states else "ok"


async def overview(actor: Actor) -> Overview:
    """Return the numbers of the institution and the state of the system.

    Raises:
        ForbiddenError: The actor is no admin.
        UnavailableError: The database is away.
    """
    await trail.authorise(actor, "read", "system_health")
    services = current()
    checks = await operations.health(actor)
    if checks[0].state == "away":
        raise UnavailableError("The database does not answer right now. Try again in a few seconds.")
    since = services.clock.now() - timedelta(hours=24)
    async with services.db.transaction(actor.tenant_id) as tx:
        active = await rows.active_students(tx.session, actor.tenant_id, since)
        sealed = await rows.last_sealed(tx.session, actor.tenant_id)
        queue = await rows.queue_state(tx.session)
    waiting = (await review.list_reviews(actor, size=1)).total
    imports = await content_jobs.list_imports(actor, size=5)
    running = next((row for row in imports.rows if row.status in LIVE), None)
    troubled = [check for check in checks if check.state != "ok"]
    return Overview(active, waiting, queue.failed, sealed, running, worst_of(checks), troubled)
