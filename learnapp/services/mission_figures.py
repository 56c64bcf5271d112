"""The worker's part of what an institution measures itself by: counting, once a day, what the page then reads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of, day_of
from learnapp.engine.intervals import Estimate, share
from learnapp.engine.item_statistics import wilson
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.pace import Spent, pace
from learnapp.services import current, rounds
from learnapp.services.adoption import recommend
from learnapp.services.calendar import monday
from learnapp.services.generated import REPORTED, SAMPLED
from learnapp.services.goal_progress import LONGEST_MS
from learnapp.storage.repositories import mission as rows
from learnapp.storage.repositories import recommendations as day_rows
from learnapp.storage.repositories import rollup_days
from learnapp.storage.repositories.mission import FigureRow, TopicReached

WEEKS = 12
MOSTLY = 0.5
"""From this share of answers on, a topic was learned along the suggestions."""
LEAST_SENTENCES, LEAST_SCORES = 50, 20
_MOST_DAYS = 14
_SPARE = timedelta(days=7)
Common = tuple[str, date, date]
"""Span, first day and last day of a figure."""


async def work() -> int:
    """Count for every institution; return how many figures were written. Comes round by itself."""
    return sum(await rounds.each_institution("figures of the mission", count))


async def count(tenant: UUID) -> int:
    """Count an institution's figures of the last weeks; return how many were written.

    Each step is a transaction of its own and starts from what is missing: what is cut off goes on the next time.
    """
    services = current()
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        zone = (await rollup_days.zones(tx.session, tenant)).counted
    today = day_of(now, zone)
    begin = monday(today) - timedelta(weeks=WEEKS - 1)
    await _catch_up(tenant, begin, zone, now)
    made: list[FigureRow] = []
    async with services.db.transaction(tenant) as tx:
        for number in range(WEEKS):
            first = begin + timedelta(weeks=number)
            last = min(first + timedelta(days=6), today)
            made += await _figures(tx.session, tenant, ("week", first, last), zone, now)
        made += await _figures(tx.session, tenant, ("recent", begin, today), zone, now)
        await rows.put(tx.session, tenant, made)
        await rows.prune(tx.session, tenant, begin - _SPARE)
    return len(made)


async def _catch_up(tenant: UUID, begin: date, zone: str, now: datetime) -> None:
    """Bring up to date what is counted day by day: students' days from before they were, and topics."""
    services = current()
    async with services.db.transaction(tenant) as tx:
        missing = await rows.uncounted(tx.session, tenant, begin, _MOST_DAYS)
        reached = await rows.reached_until(tx.session, tenant)
    for day in missing:
        async with services.db.transaction(tenant) as tx:
            await day_rows.count_day(tx.session, tenant, day, zone, now)
    since = begin_of(begin, zone)
    if reached is not None:
        since = max(since, reached - timedelta(days=1))
    async with services.db.transaction(tenant) as tx:
        await rows.reach(tx.session, tenant, since, now, LONGEST_MS)


async def _figures(
    session: AsyncSession, tenant: UUID, common: Common, zone: str, now: datetime
) -> list[FigureRow]:  # fmt: skip
    _, first, last = common
    since, until = begin_of(first, zone), begin_of(last + DAY, zone)
    found = await rows.tallies(session, tenant, first, last)
    topics = await rows.topics(session, tenant, since, until)
    scored = await rows.scores(session, tenant, since, until)
    wrong, decided = await rows.sampled(session, tenant, since, until, SAMPLED)
    doubts = await rows.reported(session, tenant, since, until, REPORTED)
    return [
        _share("ctr", common, [(opened, shown) for shown, opened, _ in found], now),
        _share("completion", common, [(completed, opened) for _, opened, completed in found], now),
        # Drawing students again and again takes longer than the event loop may wait.
        await asyncio.to_thread(_pace, common, topics, now),
        _nps(common, *scored, now),
        _wrong(common, wrong, decided, now),
        # Beside the rate and no part of it: students report what looks wrong, so these are no sample.
        _row("reported", common, None, *doubts, now),
    ]


def _row(
    metric: str, common: Common, value: Estimate | None, hits: int, base: int, units: int, now: datetime,
    others: int = 0, way: str = "",
) -> FigureRow:  # fmt: skip
    span, first, last = common
    return FigureRow(
        metric, span, first, last, value.value if value else None, value.low if value else None,
        value.high if value else None, hits, base, units, others, way, now,
    )  # fmt: skip


def _share(metric: str, common: Common, tallies: Sequence[tuple[int, int]], now: datetime) -> FigureRow:
    tried = [one for one in tallies if one[1] > 0]
    found = share(tried) if len(tried) >= THRESHOLDS.min_students else None
    hits, base = sum(one for one, _ in tried), sum(of for _, of in tried)
    return _row(metric, common, found, hits, base, len(tried), now)


def _pace(common: Common, topics: Sequence[TopicReached], now: datetime) -> FigureRow:
    """Return how much sooner topics are mastered: by lot where an experiment says so, otherwise as it was seen."""
    drawn = [Spent(one.student_id, one.kc_id, one.minutes, one.arm == "rules") for one in topics if one.arm]
    seen = [Spent(one.student_id, one.kc_id, one.minutes, one.suggested >= MOSTLY * one.answers) for one in topics]
    for way, spent in (("drawn", drawn), ("seen", seen)):
        found = pace(spent, np.random.default_rng(7), least=THRESHOLDS.min_students)
        if found is not None:
            value = Estimate(found.value, found.low, found.high, found.pairs, found.students)
            return _row("pace", common, value, found.topics, found.pairs, found.students, now, found.others, way)
    ours = {one.student for one in seen if one.by}
    theirs = {one.student for one in seen if not one.by}
    return _row("pace", common, None, 0, len(seen), len(ours), now, len(theirs), "seen")


def _nps(common: Common, promoters: int, detractors: int, told: int, now: datetime) -> FigureRow:
    said = recommend(promoters, detractors, told)
    value = Estimate(said.score, said.low, said.high, told, told) if told >= LEAST_SCORES else None
    return _row("nps", common, value, promoters - detractors, told, told, now)


def _wrong(common: Common, wrong: int, decided: int, now: datetime) -> FigureRow:
    value = None
    if decided >= LEAST_SENTENCES:
        low, high = wilson(wrong, decided)
        p = wrong / decided
        value = Estimate(p, min(low, p), max(high, p), decided, decided)
    return _row("hallucination", common, value, wrong, decided, decided, now)
