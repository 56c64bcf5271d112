"""The watch over models that serve: errors, what they read, what came of what they recommended."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import LearnAppError
from learnapp.engine.chance import VERSION as CHANCE
from learnapp.engine.selector import FEATURES
from learnapp.ml import drift
from learnapp.ml.drift import Baseline, Rise, RiseWatch, SecondWatch, Spread, Standing
from learnapp.security.access import Actor
from learnapp.services import current, recommendations, rounds, trail
from learnapp.services.drift_views import DriftView, views_of
from learnapp.storage.repositories import drift as rows
from learnapp.storage.repositories.drift import AlarmRow, Answered, Online, WatchRow
from learnapp.storage.repositories.recommendations import RecommendationDay
from learnapp.storage.repositories.review_lines import ask_people

Retrain = Callable[[UUID, str, AlarmRow], Awaitable[UUID | None]]
"""Opens a training: (institution, model, alarm) -> id of the run, None when none is opened."""
RECENT = timedelta(days=7)
"""Features of the last days stand against the baseline."""
SETTLED_DAYS = RECENT + timedelta(days=2)
"""And what came of recommendations of as many days, the last two of which nobody knows yet."""
SHOWN_DAYS = 60
CHANGED = 0.25
"""A single feature may move by more than a tenth when a class moves on; the score may not."""
_log = logging.getLogger("learnapp.drift")
_FIRST_LOOK = timedelta(days=28)
_SETTLED = timedelta(minutes=1)
_BATCH = 10_000
_SECOND_SEES = 5_000
_SAMPLE = 2_000
_SCORE = "score"


def connect(retrain: Retrain) -> None:
    """Say what opens a training when something has drifted; without it an alarm waits for people."""
    current().extras["retrain"] = retrain


async def drifts(actor: Actor) -> list[DriftView]:
    """Return every model that is watched, with its days and alarms.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "model_drift")
    now = current().clock.now()
    since = now - timedelta(days=SHOWN_DAYS)
    async with current().db.transaction(actor.tenant_id) as tx:
        watched = await rows.watches(tx.session, actor.tenant_id)
        days = await rows.days(tx.session, actor.tenant_id, since.date())
        alarms = await rows.alarms(tx.session, actor.tenant_id, since, 100)
    return views_of(watched, days, alarms)


async def look_now(actor: Actor) -> None:
    """Look at every model of the institution at once instead of at the next hour.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "update", "model_drift")
    await trail.audit(actor, "model_drift.update", "model_drift")
    await look(actor.tenant_id)


async def work() -> int:
    """Look at the models of every institution; return how many alarms there were."""
    return sum(await rounds.each_institution("drift", look))


async def look(tenant: UUID) -> int:
    """Look at the models of an institution; return how many alarms there were. Harmless to repeat."""
    more, alarms = True, 0
    while more:
        more, noticed = await _look_at_answers(tenant)
        alarms += await _raise(tenant, noticed)
    # What came of recommendations is counted once, for everybody who asks; a day after it is known.
    await recommendations.count_days_of(tenant)
    return alarms + await _raise(tenant, await _look_at_numbers(tenant))


async def _look_at_answers(tenant: UUID) -> tuple[bool, list[AlarmRow]]:
    """Take in the answers since the last look, some at a time; return whether there are more, and the alarms."""
    now = current().clock.now()
    noticed: list[AlarmRow] = []
    async with current().db.transaction(tenant) as tx:
        kept = {row.model: row for row in await rows.watches(tx.session, tenant)}
        since = max((row.looked_at for row in kept.values()), default=now - _FIRST_LOOK)
        until = now - _SETTLED
        found = await rows.answers(tx.session, tenant, since, until, _BATCH)
        more = len(found) == _BATCH and found[0].at < found[-1].at
        if more:
            # What else happened at the last moment of a full batch belongs to the next one.
            until = found[-1].at
            found = [each for each in found if each.at < until]
        by_model: dict[str, list[Answered]] = defaultdict(list)
        for each in found:
            if watched(each.model):
                by_model[each.model].append(each)
        for model, answered in by_model.items():
            row = kept.get(model) or _new(model, since)
            row, alarms = await _take_in(tx.session, tenant, row, answered, now)
            noticed += alarms
            kept[model] = row
            for day, tally in _by_day(answered).items():
                await rows.add_answers(tx.session, tenant, model, day, tally, now)
        for row in kept.values():
            await rows.set_watch(tx.session, tenant, replace(row, looked_at=max(since, until)))
        noticed = await _new_ones(tx.session, tenant, noticed, now)
    return more, noticed


def watched(model: str) -> bool:
    """Return whether a model is watched: neither chance nor an arm with weights of its own."""
    return model not in (CHANCE, "none", "") and "/" not in model


def _new(model: str, since: datetime) -> WatchRow:
    return WatchRow(model, 0, 0, None, {}, {}, 0, 0.0, 0.0, 0, 0, None, since)


def _by_day(answered: Sequence[Answered]) -> dict[date, tuple[int, int]]:
    count, wrong = Counter[date](), Counter[date]()
    for each in answered:
        day = each.at.astimezone(UTC).date()
        count[day] += 1
        wrong[day] += each.wrong
    return {day: (count[day], wrong[day]) for day in count}


async def _take_in(
    session: AsyncSession, tenant: UUID, row: WatchRow, answered: Sequence[Answered], now: datetime
) -> tuple[WatchRow, list[AlarmRow]]:
    """Learn the usual rate of errors, and then watch for a rise."""
    learning = answered[: max(0, drift.LEARN - row.answers)]
    rest = answered[len(learning) :]
    if learning:
        row = replace(
            row, answers=row.answers + len(learning), errors=row.errors + sum(each.wrong for each in learning)
        )
        if row.answers >= drift.LEARN:
            row = await _learn_numbers(session, tenant, replace(row, learnt_until=learning[-1].at))
    if row.learnt_until is None or not rest:
        return row, []
    until = rest[-1].at + timedelta(microseconds=1)
    past = await rows.latest_answers(session, tenant, row.model, until - _FIRST_LOOK, until, _SECOND_SEES)
    row, alarms = await asyncio.to_thread(_follow, row, rest, now)
    return row, alarms + await asyncio.to_thread(_second_opinion, row.model, past, rest[0].at, now)


def _follow(row: WatchRow, answered: Sequence[Answered], now: datetime) -> tuple[WatchRow, list[AlarmRow]]:
    """Let the detector go on over new answers."""
    watch = RiseWatch(
        Baseline(row.answers, row.errors),
        stands=Standing(row.total, row.seen, row.since_seen, row.since_errors),
    )
    alarms: list[AlarmRow] = []
    since_at = row.since_at
    for each in answered:
        rise = watch.update(each.wrong)
        if rise is not None:
            alarms.append(_alarm(row.model, "errors", since_at or each.at, now, rise))
        if watch.level == 0.0:
            since_at = None
        elif since_at is None:
            since_at = each.at
    at = watch.stands
    row = replace(
        row, seen=at.seen, total=at.total, excess=watch.level, since_seen=at.since_seen, since_errors=at.since_errors,
        since_at=since_at,
    )  # fmt: skip
    return row, alarms


def _second_opinion(model: str, past: Sequence[Answered], first: datetime, now: datetime) -> list[AlarmRow]:
    """Let ADWIN see the last answers; only what it notices among those that are new counts."""
    watch, found = SecondWatch(), list[AlarmRow]()
    for each in past:
        rise = watch.update(each.wrong)
        if rise is not None and each.at >= first and rise.amount > drift.MUCH:
            found.append(_alarm(model, "adwin", past[max(0, rise.since)].at, now, rise))
    return found[-1:]


def _alarm(model: str, kind: str, since: datetime, now: datetime, rise: Rise) -> AlarmRow:
    return AlarmRow(uuid7(), model, kind, "", since, now, round(rise.was, 4), round(rise.now, 4), round(rise.amount, 4))


async def _learn_numbers(session: AsyncSession, tenant: UUID, row: WatchRow) -> WatchRow:
    """Keep how features and score were while the usual rate of errors was learnt."""
    until = cast(datetime, row.learnt_until)
    spread = {}
    for name, values in _columns(await rows.read_by(session, tenant, row.model, until - _FIRST_LOOK, until, _SAMPLE)):
        known = drift.spread_of(values)
        if known is not None:
            spread[name] = {"edges": list(known.edges), "shares": list(known.shares)}
    return replace(row, spread=spread)


def _columns(found: Sequence[tuple[list[float], float]]) -> list[tuple[str, drift.Floats]]:
    if not found:
        return []
    made = drift.columns([[*features, score] for features, score in found], (*FEATURES, _SCORE))
    return list(made.items())


async def _look_at_numbers(tenant: UUID) -> list[AlarmRow]:
    """Take in what came of recommendations, and compare features and these figures with the baseline."""
    now = current().clock.now()
    noticed: list[AlarmRow] = []
    today = now.astimezone(UTC).date()
    counted = await recommendations.days(tenant, now - SETTLED_DAYS, now)
    async with current().db.transaction(tenant) as tx:
        kept = {row.model: row for row in await rows.watches(tx.session, tenant)}
        for (day, model), figures in _by_model(counted).items():
            if model in kept:
                await rows.set_online(tx.session, tenant, day, Online(model, *figures), now)
        days = await rows.days(tx.session, tenant, (now - SETTLED_DAYS).date())
        for model, row in kept.items():
            if row.spread:
                moved = await _moved(tx.session, tenant, row, now)
                await rows.set_moved(tx.session, tenant, today, model, moved, now)
                noticed += _of_features(model, moved, now)
            if row.learnt_until is not None and not row.online.get("shown"):
                row = await _learn_online(tx.session, tenant, row, row.learnt_until)
            noticed += _of_online(model, row.online, [each for each in days if each.model == model], now)
        return await _new_ones(tx.session, tenant, noticed, now)


def _by_model(counted: Sequence[RecommendationDay]) -> dict[tuple[date, str], list[int]]:
    """Return (day, model) -> shown, opened, completed, dismissed over all policies in which a model served."""
    found: dict[tuple[date, str], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for each in counted:
        sums = found[(each.day, served_in(each.policy_version))]
        for place, count in enumerate((each.shown, each.opened, each.completed, each.dismissed)):
            sums[place] += count
    return found


def served_in(policy: str) -> str:
    """Return the model in the name of a policy: `frontier-fit@1/bkt-irt@1`, or with experiment and arm before it."""
    parts = policy.split("/", 2 if "+" in policy.partition("/")[0] else 1)
    return parts[-1]


async def _learn_online(session: AsyncSession, tenant: UUID, row: WatchRow, until: datetime) -> WatchRow:
    """Keep how click-through and completion were while the usual rate of errors was learnt; a day later is known."""
    counts = Counter[str]()
    for day in await rows.days(session, tenant, (until - _FIRST_LOOK).date()):
        if day.model == row.model and day.day <= until.date():
            counts.update(shown=day.shown, opened=day.opened, completed=day.completed)
    row = replace(row, online=dict(counts))
    if counts["shown"]:
        await rows.set_watch(session, tenant, row)
    return row


async def _moved(session: AsyncSession, tenant: UUID, row: WatchRow, now: datetime) -> dict[str, float]:
    """Return the stability index of every feature and of the score."""
    moved: dict[str, float] = {}
    if not row.spread:
        return moved
    for name, values in _columns(await rows.read_by(session, tenant, row.model, now - RECENT, now, _SAMPLE)):
        known = row.spread.get(name)
        if known is not None:
            index = drift.stability(Spread(tuple(known["edges"]), tuple(known["shares"])), values)
            if index is not None:
                moved[name] = round(index, 4)
    return moved


def _of_features(model: str, moved: Mapping[str, float], now: datetime) -> list[AlarmRow]:
    found = []
    for name, index in moved.items():
        kind, most = ("score", drift.MUCH) if name == _SCORE else ("feature", CHANGED)
        if index > most:
            subject = "" if kind == "score" else name
            found.append(AlarmRow(uuid7(), model, kind, subject, now - RECENT, now, 0.0, index, index))
    return found


def _of_online(model: str, was: Mapping[str, int], days: Sequence[rows.DriftDayRow], now: datetime) -> list[AlarmRow]:
    """Compare click-through and completion of the last days with the baseline."""
    found = []
    sums = Online(
        model, *(sum(getattr(each, part) for each in days) for part in ("shown", "opened", "completed", "dismissed"))
    )
    for kind, of, among in (("click", "opened", "shown"), ("completion", "completed", "opened")):
        before = was.get(of, 0), was.get(among, 0)
        after = getattr(sums, of), getattr(sums, among)
        amount = drift.fallen(before, after)
        if amount is not None:
            rates = before[0] / before[1], after[0] / after[1]
            found.append(
                AlarmRow(uuid7(), model, kind, "", now - RECENT, now, round(rates[0], 4), round(rates[1], 4),
                         round(amount, 4))
            )  # fmt: skip
    return found


async def _new_ones(session: AsyncSession, tenant: UUID, noticed: Sequence[AlarmRow], now: datetime) -> list[AlarmRow]:
    """Write down what has not been told within a week, and return it."""
    recent = await rows.alarms(session, tenant, now - RECENT, 200) if noticed else []
    lately = {(each.model, each.kind, each.subject) for each in recent}
    fresh: list[AlarmRow] = []
    for alarm in noticed:
        if (alarm.model, alarm.kind, alarm.subject) not in lately:
            lately.add((alarm.model, alarm.kind, alarm.subject))
            fresh.append(alarm)
            await _note(session, tenant, alarm)
    return fresh


async def _note(session: AsyncSession, tenant: UUID, alarm: AlarmRow) -> None:
    """Write an alarm down and put a line into the review queue."""
    await rows.add_alarm(session, tenant, alarm)
    await ask_people(
        session, tenant, uuid7(), subject_type="model", subject=None, title=alarm.model, reason="review-drift",
        dedupe=f"drift:{alarm.model}:{alarm.kind}:{alarm.subject}",
        evidence={"kind": alarm.kind, "subject": alarm.subject, "was": alarm.was, "now": alarm.now_is,
                  "amount": alarm.amount, "since": alarm.since.isoformat()},
        now=alarm.noticed_at,
    )  # fmt: skip


async def _raise(tenant: UUID, alarms: Sequence[AlarmRow]) -> int:
    """Open one training for each model that has drifted by more than a tenth."""
    retrain = cast(Retrain | None, current().extras.get("retrain"))
    for model in dict.fromkeys(each.model for each in alarms):
        alarm = max((each for each in alarms if each.model == model), key=lambda each: each.amount)
        if retrain is None or alarm.amount <= drift.MUCH:
            continue
        try:
            run = await retrain(tenant, model, alarm)
        except LearnAppError as error:
            _log.warning("a training could not be opened", extra={"code": error.code})
            continue
        if run is not None:
            async with current().db.transaction(tenant) as tx:
                for each in alarms:
                    if each.model == model:
                        await rows.opened(tx.session, tenant, each.alarm_id, run)
    return len(alarms)
