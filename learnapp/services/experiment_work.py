"""What the worker does for experiments: count whose days are over, say what may be said, stop what harms."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.ml.experiments import Moments, sample_ratio
from learnapp.ml.outcomes import GUARDS, METRICS, Seen, outcomes_of
from learnapp.ml.verdicts import LATENCY, SLOW_MS, Finding, findings, guarded, latency
from learnapp.security.access import system_actor
from learnapp.services import current, experiment_arms, rounds, trail
from learnapp.storage.repositories import experiment_counts as counts
from learnapp.storage.repositories import experiments as rows
from learnapp.storage.repositories.experiment_counts import DayRow, Part
from learnapp.storage.repositories.experiments import ArmRow, ExperimentRow
from learnapp.storage.repositories.review_lines import ask_people

GUARD_DAYS = 2
"""Guards look at a student's first days, so that harm is seen before all days are over."""
_SETTLED = timedelta(minutes=1)
"""Longer than any event takes to commit: what was decided before is all there."""
_BATCH = 200


async def work() -> int:
    """Count the running experiment of every institution; return how many."""
    return sum(await rounds.each_institution("experiments", count))


async def count(tenant: UUID) -> bool:
    """Bring an institution's running experiment up to date; return whether there is one. Harmless to repeat."""
    services = current()
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        found = await rows.running(tx.session, tenant)
        if found is None:
            return False
    await _count(tenant, found, now - _SETTLED)
    async with services.db.transaction(tenant) as tx:
        again = await rows.running(tx.session, tenant)
        if again is not None and again.experiment_id == found.experiment_id:
            said = await _judge(tx.session, tenant, again, now)
            await _act(tx.session, tenant, again, said, now)
    experiment_arms.forget(tenant)
    return True


async def finish(tenant: UUID, experiment: UUID) -> None:
    """Count for the last time after an experiment was stopped: whose days were over by then. Harmless to repeat."""
    services = current()
    async with services.db.transaction(tenant) as tx:
        found = await rows.one(tx.session, tenant, experiment)
    if found is None or found.stopped_at is None:
        return
    await _count(tenant, found, found.stopped_at)
    async with services.db.transaction(tenant) as tx:
        await _judge(tx.session, tenant, found, services.clock.now())


async def _count(tenant: UUID, found: ExperimentRow, until: datetime) -> None:
    """Note whom the arms have reached, and count the students whose days are over."""
    since = found.counted_until or until
    if since < until:
        async with current().db.transaction(tenant) as tx:
            await counts.note_reached(
                tx.session, tenant, found.experiment_id, f"+{found.key}/", since, until, limit=SLOW_MS
            )
    await _count_part(tenant, found, Part.GUARDS, min(GUARD_DAYS, found.days), until)
    await _count_part(tenant, found, Part.OUTCOMES, found.days, until)


async def _count_part(tenant: UUID, found: ExperimentRow, part: Part, days: int, until: datetime) -> None:
    """Count the students whose days are over, some at a time, each batch kept for itself."""
    length, size = timedelta(days=days), _BATCH
    keys = GUARDS if part is Part.GUARDS else METRICS
    while size == _BATCH:
        async with current().db.transaction(tenant) as tx:
            waiting = await counts.waiting(
                tx.session, tenant, found.experiment_id, part, until - length, _BATCH
            )  # fmt: skip
            size = len(waiting)
            windows = [(student, first, first + length) for student, first in waiting]
            told, shown = await counts.events_of(tx.session, tenant, windows)
            events: dict[UUID, list[Seen]] = defaultdict(list)
            for each in told:
                mastery = {kc: float(stated[0]) for kc, stated in each.mastery.items()}
                events[each.student_id].append(
                    Seen(each.at, each.verb, each.content, each.correct, mastery, each.minutes)
                )
            made = {
                student: {
                    key: value
                    for key, value in outcomes_of(events[student], first, shown.get(student, 0)).items()
                    if key in keys
                }
                for student, first in waiting
            }
            await counts.note(tx.session, tenant, found.experiment_id, part, made)


async def _judge(session: AsyncSession, tenant: UUID, found: ExperimentRow, now: datetime) -> list[Finding]:
    """Write down what may be said today, and return it."""
    sections = found.unit == "section"
    arms: dict[str, dict[str, Moments]] = {arm.arm: {} for arm in found.arms if arm.stopped_at is None}
    for part in Part:
        for each in await counts.figures(session, tenant, found.experiment_id, part, sections=sections):
            if each.arm in arms:
                arms[each.arm][each.metric] = Moments(each.n, each.mean, each.variance)
    before: dict[tuple[str, str], float] = {}
    for day in await counts.days(session, tenant, found.experiment_id):
        if day.p is not None:
            before[day.arm, day.metric] = min(day.p, before.get((day.arm, day.metric), 1.0))
    said = findings(
        arms, found.arms[0].arm, planned=found.planned_units, unit=found.unit, arms_in_all=len(found.arms) - 1,
        before=before,
    )  # fmt: skip
    await counts.set_days(session, tenant, found.experiment_id, [_row(each, now) for each in said])
    return said


async def _act(session: AsyncSession, tenant: UUID, found: ExperimentRow, said: list[Finding], now: datetime) -> None:
    """Stop arms that do harm, and tell people what they have to look at."""
    for arm in found.arms[1:]:
        harm = _harm(arm, said) if arm.stopped_at is None else None
        if harm is not None:
            await _stop(session, tenant, found, arm, harm, now)
    await _check_ratio(session, tenant, found, now)
    if found.planned_end < now.date():
        await _ask(session, tenant, found, "ended", {}, now)


def _row(each: Finding, now: datetime) -> DayRow:
    compared = each.compared
    if compared is None:
        return DayRow(now.date(), each.arm, each.metric, each.units, each.mean, None, None, None, None, each.p, now)
    return DayRow(
        now.date(), each.arm, each.metric, each.units, each.mean, compared.difference, compared.low, compared.high,
        compared.e, each.p, now,
    )  # fmt: skip


def _harm(arm: ArmRow, said: list[Finding]) -> str | None:
    """Return the guard that an arm violates."""
    if latency(arm.slow, arm.decisions) == "harm":
        return LATENCY
    for each in said:
        if each.arm == arm.arm and each.metric in GUARDS and each.compared is not None:
            if guarded(GUARDS[each.metric], each.compared.low, each.compared.high) == "harm":
                return each.metric
    return None


async def _stop(
    session: AsyncSession, tenant: UUID, found: ExperimentRow, arm: ArmRow, guard: str, now: datetime
) -> None:
    if not await rows.stop_arm(session, tenant, found.experiment_id, arm.arm, guard, now):
        return
    await trail.audit(
        system_actor(tenant), "experiment.stop", "experiment", object_id=found.experiment_id,
        detail={"arm": arm.arm, "guard": guard}, session=session,
    )  # fmt: skip
    await _ask(session, tenant, found, "harm", {"arm": arm.arm, "guard": guard}, now, f":{arm.arm}")


async def _check_ratio(session: AsyncSession, tenant: UUID, found: ExperimentRow, now: datetime) -> None:
    sections = found.unit == "section"
    stopped = min((arm.stopped_at for arm in found.arms if arm.stopped_at), default=None)
    reach = await counts.reach(session, tenant, found.experiment_id, sections=sections, until=stopped)
    units = {arm: each.units for arm, each in reach.items()}
    ratio = sample_ratio(units, {arm.arm: float(arm.share) for arm in found.arms})
    if ratio is not None and ratio.wrong:
        await _ask(session, tenant, found, "ratio", {"units": units, "p": ratio.p_always}, now)


async def _ask(
    session: AsyncSession,
    tenant: UUID,
    found: ExperimentRow,
    why: str,
    evidence: dict[str, object],
    now: datetime,
    more: str = "",
) -> None:
    await ask_people(
        session, tenant, uuid7(), subject_type="experiment", subject=found.experiment_id, title=found.name,
        reason=f"review-experiment-{why}", dedupe=f"experiment-{why}:{found.experiment_id}{more}", evidence=evidence,
        now=now,
    )  # fmt: skip
