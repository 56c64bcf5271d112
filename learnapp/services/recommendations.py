"""What came of recommendations: gathered for training, and counted by days for the watch over the models."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from learnapp.core.days import DAY, day_of
from learnapp.core.errors import InvalidInputError
from learnapp.engine.event import Verb
from learnapp.engine.selector import FEATURES
from learnapp.engine.targets import Purpose
from learnapp.ml.recommendation_log import (
    LASTS,
    REVIEW_UNTIL,
    LoggedCandidate,
    LoggedDecision,
    LoggedEvent,
    RecommendationLog,
    joined,
)
from learnapp.services import current, recommendation_features, rounds, training_data
from learnapp.storage.repositories import recommendations as rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories.recommendations import ActRow, DecisionRow

TRAINED_ON = timedelta(days=120)
"""How far back decisions are learned from."""
MOST_DECISIONS = 50_000
"""Some 300 MB while they are joined; more would narrow the intervals little."""
_PAGE = 50
_EARLIEST = date(2000, 1, 1)
Say = Callable[[float], None]


async def gather(tenant_id: UUID, *, seed: int = 0, say: Say = lambda share: None) -> RecommendationLog:
    """Return the institution's decisions that are old enough to have an outcome, with what came of them.

    Students come in pages and in an order drawn by the seed, until `MOST_DECISIONS` are reached; nothing is written.

    Args:
        tenant_id: The institution; nothing of another one is read.
        seed: Of the order.
        say: Takes the share that is done, 0 to 1.

    Raises:
        InvalidInputError: Nothing was recommended yet, or nobody could follow it.
    """
    services = current()
    now = services.clock.now()
    until, since = now - LASTS, now - TRAINED_ON
    async with services.db.transaction(tenant_id) as tx:
        everyone = await rows.students(tx.session, tenant_id, since, until)
    out = await training_data.refused(tenant_id)
    everyone = [one for one in everyone if one not in out]
    random.Random(seed).shuffle(everyone)  # noqa: S311 - an order that can be repeated
    made: list[LoggedDecision] = []
    done: list[LoggedEvent] = []
    steps: dict[UUID, int] = {}
    for first in range(0, len(everyone), _PAGE):
        if len(made) >= MOST_DECISIONS:
            break
        page = everyone[first : first + _PAGE]
        async with services.db.transaction(tenant_id) as tx:
            found = await rows.decisions(tx.session, tenant_id, page, since, until, MOST_DECISIONS - len(made))
            happened = await rows.acts(tx.session, tenant_id, page, since - LASTS, until + REVIEW_UNTIL)
            decided = [one for one in map(_decision, found) if one is not None]
            unknown = {each for one in decided for each in one.shown} - steps.keys()
            steps |= dict.fromkeys(unknown, 1) | await rows.steps(tx.session, tenant_id, list(unknown))
        made += await recommendation_features.known_at(tenant_id, decided)
        done += map(_event, happened)
        say(min((first + _PAGE) / len(everyone), 1.0))
    if not made:
        raise InvalidInputError("Nothing was recommended yet. Train when students have used some recommendations.")
    return joined(made, done, steps)


def _decision(row: DecisionRow) -> LoggedDecision | None:
    """Return a decision as the model reads it, None when its features are not those of today."""
    shown = [UUID(each) for each in row.approved]
    candidates = []
    for each in row.candidates:
        if len(each["features"]) != len(FEATURES):
            return None
        content = UUID(each["content_id"])
        # Rows from before every candidate's chance was noted have it only of what was shown.
        chance = each.get("chance", row.propensity.get(each["content_id"], float("nan")))
        candidates.append(
            LoggedCandidate(
                content, UUID(each["kc_id"]), Purpose(each["purpose"]), each["features"], each["score"], chance
            )
        )
    known = {each.content_id for each in candidates}
    steered = any(each not in row.propensity for each in row.approved)
    return LoggedDecision(
        row.decision_id, row.student_id, row.event_id, row.at, row.policy, candidates,
        [each for each in shown if each in known], steered,
    )  # fmt: skip


def _event(row: ActRow) -> LoggedEvent:
    return LoggedEvent(
        row.event_id, row.student_id, row.at, Verb(row.verb), row.object_id, row.kc_ids,
        UUID(row.decision_id) if row.decision_id else None, row.step_id, row.correct,
        None if row.duration_ms is None else row.duration_ms / 60_000.0, row.progress,
        {UUID(kc): float(told[0]) for kc, told in (row.mastery or {}).items()},
    )  # fmt: skip


async def count_days() -> int:
    """Count every institution's days whose recommendations can no longer be followed; return how many days."""
    return sum(await rounds.each_institution("recommendation days", count_days_of))


async def count_days_of(tenant_id: UUID) -> int:
    """Count an institution's closed days that are not counted yet; return how many.

    One transaction for each day: what is cut off goes on after the last day that was counted.
    """
    services, counted = current(), 0
    now = services.clock.now()
    async with services.db.transaction(tenant_id) as tx:
        zone = (await rollup_days.zones(tx.session, tenant_id)).counted
        last = await rows.last_day(tx.session, tenant_id)
        day = await rows.day_with_decisions(tx.session, tenant_id, last + DAY if last else _EARLIEST, zone)
    closed = day_of(now - LASTS, zone)
    while day is not None and day < closed:
        async with services.db.transaction(tenant_id) as tx:
            if (await rollup_days.zones(tx.session, tenant_id)).counted != zone:
                # Other days begin: the next round counts them.
                break
            await rows.count_day(tx.session, tenant_id, day, zone, now)
            day = await rows.day_with_decisions(tx.session, tenant_id, day + DAY, zone)
        counted += 1
    return counted


async def days(tenant_id: UUID, first: datetime, last: datetime) -> list[rows.RecommendationDay]:
    """Return an institution's counted days from one moment's day to another's, for the watch over its models."""
    async with current().db.transaction(tenant_id) as tx:
        zone = (await rollup_days.zones(tx.session, tenant_id)).counted
        return await rows.days(tx.session, tenant_id, day_of(first, zone), day_of(last, zone))
