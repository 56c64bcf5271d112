"""Weights of memory fitted to an institution's own reviews, once a week; they serve only while they are better."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.ml.memory_fit import (
    LEAST_REVIEWS,
    LEAST_STUDENTS,
    VERSION,
    Answered,
    MemoryFitted,
    histories,
    judged,
)
from learnapp.security.access import Actor
from learnapp.services import current, item_parameters, rounds, trail, training_data
from learnapp.storage.repositories import memory_fit as rows
from learnapp.storage.repositories.memory_fit import MemoryFitRow, Reviewed

log = logs.get("learnapp.memory")

EVERY = timedelta(days=7)
SINCE = timedelta(days=2 * 365)
MOST = 400_000
"""Answers that one fit reads; more would say the same."""
_NATS = 1_000.0


@dataclass(frozen=True)
class MemoryView:
    """How an institution's students remember, as admins see it.

    Attributes:
        outcome: never, few, no_better or served.
        at: ISO time of the last fit.
        students, reviews: What it rests on.
        least_students, least_reviews: What it takes.
        gain, low, high: How much less surprising answers are than with the usual weights, thousandths of a nat.
        measured: Whether that is known.
    """

    outcome: str = "never"
    at: str = ""
    students: int = 0
    reviews: int = 0
    least_students: int = LEAST_STUDENTS
    least_reviews: int = LEAST_REVIEWS
    gain: float = 0.0
    low: float = 0.0
    high: float = 0.0
    measured: bool = False


async def work() -> int:
    """Fit every institution whose last fit is a week old; return how many were fitted. Called every hour."""
    return sum(await rounds.each_institution("weights of memory", fit))


async def fit(tenant: UUID, *, now_anyway: bool = False) -> bool:
    """Fit an institution's weights of memory; return whether a fit was written down.

    Args:
        tenant: The institution.
        now_anyway: Also when the last fit is younger than a week.

    Raises:
        NotFoundError: The institution has not been set up.
        UnavailableError: The database is away.
    """
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        last = await rows.last(tx.session, tenant)
    if last is not None and now - last.fitted_at < EVERY and not now_anyway:
        return False
    out = await training_data.refused(tenant)
    async with current().db.transaction(tenant) as tx:
        answers = await rows.answers(tx.session, tenant, now - SINCE, MOST)
    found = await asyncio.to_thread(_judged, answers, out)
    version = last.version + 1 if last is not None else 1
    row = MemoryFitRow(
        version, now, found.outcome, found.students, found.reviews,
        list(found.weights) if found.weights is not None else None, found.gain, found.low, found.high, found.log_loss,
        VERSION,
    )  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        if not await rows.add(tx.session, tenant, row):
            return False
    item_parameters.forget(tenant)
    log.info("memory fitted", tenant=str(tenant), outcome=found.outcome, reviews=found.reviews, version=version)
    return True


def _judged(answers: list[Reviewed], out: frozenset[UUID]) -> MemoryFitted:
    return judged(histories(Answered(*one) for one in answers if one.student_id not in out))


async def state(actor: Actor) -> MemoryView:
    """Return what came of the last fit.

    Raises:
        ForbiddenError: The actor may not see the institution's models.
    """
    await trail.authorise(actor, "read", "model")
    async with current().db.transaction(actor.tenant_id) as tx:
        last = await rows.last(tx.session, actor.tenant_id)
    if last is None:
        return MemoryView()
    gain, low, high = (round(_NATS * (one or 0.0), 1) for one in (last.gain, last.gain_low, last.gain_high))
    return MemoryView(
        last.outcome, last.fitted_at.isoformat(), last.students, last.reviews, LEAST_STUDENTS, LEAST_REVIEWS, gain, low,
        high, last.gain is not None,
    )  # fmt: skip
