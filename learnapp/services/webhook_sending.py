"""Webhooks on their way: at least once, with growing pauses, under the same id each time."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta
from uuid import UUID

from learnapp.integrations.open_data.wire import Said
from learnapp.security.crypto import TenantKey
from learnapp.services import consent_backlog, current, notices, people, rounds, webhooks
from learnapp.storage.repositories import webhooks as rows
from learnapp.storage.repositories.notice_sources import Source
from learnapp.storage.repositories.webhooks import EndpointRow, MessageRow

AT_A_TIME, WORK_S = 8, 10.0
"""Messages that are sent beside each other, and seconds after which the next institution has its turn."""
PAUSES = tuple(
    timedelta(seconds=one) for one in (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
)  # fmt: skip
"""Between the tries of one message (Standard Webhooks, "Retry schedule"); after the last one it is given up."""
FIRST_WAIT, MOST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
PATIENCE = timedelta(days=3)
"""A receiver that has taken nothing for so long is switched off, and the administrators are told; messages are kept."""
LATELY, WHOLE, SLACK = timedelta(hours=1), timedelta(minutes=10), timedelta(minutes=1)
"""Of students who were there within the last hour it is looked every ten minutes what they have done: also a change to
an assignment may make it done. In between, of those alone who were there since the last look."""


async def work() -> None:
    """Send what waits; for the worker, again and again."""
    await rounds.each_institution("webhooks", send)


async def send(tenant: UUID, *, seconds: float = WORK_S) -> int:
    """Send what waits in an institution; return how many messages were taken."""
    services, done, until = current(), 0, time.monotonic() + seconds
    async with services.db.transaction(tenant) as tx:
        due = await rows.due(tx.session, tenant, services.clock.now())
        key = await people.tenant_key(tx.session, tenant) if due else None
    if key is None:
        return 0
    async with services.db.exclusive("webhooks", tenant) as mine:
        for one in due if mine else ():
            done += await _drain(tenant, one, key, until)
    return done


async def _drain(tenant: UUID, endpoint: EndpointRow, key: TenantKey, until: float) -> int:
    """Send to one receiver until nothing is due, it stumbles, or the time is over."""
    done, services, breaker = 0, current(), webhooks.breaker(endpoint.url)
    while time.monotonic() < until:
        async with services.db.transaction(tenant) as tx:
            found = await rows.waiting(tx.session, tenant, endpoint.endpoint_id, services.clock.now(), AT_A_TIME)
            learned = {one.person_id for one in found if one.person_id and one.kind != "enrolment.changed"}
            barred = await consent_backlog.keep_here(tx.session, tenant, learned)
        if barred:
            continue
        if not found or not breaker.ready():
            break
        # The first one alone: a server that is away is asked once, not eight times.
        said = [await webhooks.call(endpoint, key, found[0])]
        if said[0].problem:
            breaker.bad()
            await _note(tenant, endpoint, found[:1], said)
            break
        breaker.good()
        said += await asyncio.gather(*(webhooks.call(endpoint, key, one) for one in found[1:]))
        await _note(tenant, endpoint, found, said)
        done += sum(not one.problem for one in said)
        if any(one.problem for one in said):
            break
    return done


async def _note(tenant: UUID, endpoint: EndpointRow, found: list[MessageRow], said: list[Said]) -> None:
    now, which = current().clock.now(), endpoint.endpoint_id
    async with current().db.transaction(tenant) as tx:
        took = 0
        for message, one in zip(found, said, strict=True):
            if not one.problem:
                await rows.sent(tx.session, tenant, which, message.message_id, now, status=one.status)
                took += 1
                continue
            pause = PAUSES[message.attempts] if message.attempts < len(PAUSES) else None
            await rows.failed(
                tx.session, tenant, which, message.message_id, now, problem=one.problem, status=one.status,
                due=now + max(pause, timedelta(seconds=one.wait)) if pause is not None else None,
            )  # fmt: skip
        if took:
            await rows.went(tx.session, tenant, which, took, now)
        wrong = next((one for one in said if one.problem), None)
        if wrong is None:
            return
        row = await rows.endpoint(tx.session, tenant, which)
        if row is None:
            return
        wait = timedelta(seconds=wrong.wait) if wrong.wait else min(FIRST_WAIT * 2 ** min(row.failures, 20), MOST_WAIT)
        since = row.failing_since or now
        changes = {
            "last_problem": wrong.problem, "problem_at": now, "failures": row.failures + 1, "failing_since": since,
            "next_at": now + wait,
        }  # fmt: skip
        if now - since >= PATIENCE:
            changes |= {"enabled": False, "given_up_at": now}
            await notices.tell(
                tx.session, tenant, "webhook", Source.ADMINS, about=which, arguments={"state": "off"},
                merge=f"webhook:{which}",
            )  # fmt: skip
        await rows.change_endpoint(tx.session, tenant, which, changes)


async def look_for_done() -> int:
    """Tell of assignments that students have done lately, where anybody wants to know; return how many."""
    return sum(await rounds.each_institution("assignments that are done", look_for_done_in))


async def look_for_done_in(tenant: UUID) -> int:
    """Do so at one institution. That an assignment is done is written nowhere: it follows from what students did."""
    now, cache, key = current().clock.now(), current().cache, f"assignments-done:{tenant}"
    known = await cache.get(key) or {}
    whole = datetime.fromisoformat(known["whole"]) if known else None
    often = whole is not None and now - whole < WHOLE
    async with current().db.transaction(tenant) as tx:
        if not await rows.listened(tx.session, tenant, "assignment.done"):
            return 0
        since = datetime.fromisoformat(known["last"]) - SLACK if often else now - LATELY
        found = await rows.done_assignments(tx.session, tenant, since)
        for assignment, section, student in found:
            about = {"assignment_id": str(assignment), "class_id": str(section), "student_id": str(student)}
            await webhooks.tell(
                tx.session, tenant, "assignment.done", about, person=student,
                once=f"assignment.done/{assignment}/{student}",
            )  # fmt: skip
    if len(found) < rows.MOST_DONE:
        # With more of them left, the next look begins where this one did.
        seen = {"whole": known["whole"] if often else now.isoformat(), "last": now.isoformat()}
        await cache.set(key, seen, LATELY)
    return len(found)


async def prune() -> int:
    """Forget messages that are old, at every institution; return how many."""
    return sum(await rounds.each_institution("old webhooks", prune_in))


async def prune_in(tenant: UUID) -> int:
    """Do so at one institution."""
    async with current().db.transaction(tenant) as tx:
        return await rows.forget_old(tx.session, tenant, current().clock.now() - webhooks.KEPT)
