"""Events on their way to endpoints of others: at least once, by the outbox, under ids that are derived from theirs.

A row stands in the outbox from the transaction of the event until the endpoint has said that it has it. Whoever is
killed in between sends it again, and under the same id it is there only once.
"""

from __future__ import annotations

import asyncio
import random
import time
from datetime import timedelta
from typing import Any
from uuid import UUID

from learnapp.integrations.open_data import wire
from learnapp.integrations.open_data.told import Place
from learnapp.integrations.open_data.wire import Receiver, Said
from learnapp.services import consent_backlog, current, open_data, people, rounds
from learnapp.storage.repositories import open_data as rows
from learnapp.storage.repositories.open_data import EndpointRow

AT_A_TIME, WORK_S = 50, 10.0
"""Events of one call, and seconds after which the next institution has its turn."""
TRIES, PAUSE_S = 3, 0.15
"""A call that stumbles is made again at once, with growing pauses."""
FIRST_WAIT, MOST_WAIT = timedelta(seconds=2), timedelta(minutes=15)
"""Then the endpoint is left alone for a while, which doubles: nothing is given up, however long it is away."""
_STUMBLES = frozenset({"broken", "busy", "timeout", "unreachable"})


async def work() -> None:
    """Send what waits; for the worker, again and again."""
    await rounds.each_institution("open data", send)


async def send(tenant: UUID, *, seconds: float = WORK_S) -> int:
    """Send what waits in an institution; returns how many events were taken.

    Args:
        tenant: The institution.
        seconds: After so long it stops between two calls.
    """
    services = current()
    async with services.db.transaction(tenant) as tx:
        due = await rows.due(tx.session, tenant, services.clock.now())
    if not due:
        return 0
    done, until = 0, time.monotonic() + seconds
    async with services.db.exclusive("open-data", tenant) as mine:
        for one in due if mine else ():
            done += await _drain(tenant, one, until)
    return done


async def _drain(tenant: UUID, endpoint: EndpointRow, until: float) -> int:
    """Send to one endpoint until nothing waits, it stumbles, or the time is over."""
    done, services = 0, current()
    async with services.db.transaction(tenant) as tx:
        place = await open_data.place_of(tx.session, tenant)
        to = open_data.receiver_of(endpoint, await people.tenant_key(tx.session, tenant))
    while time.monotonic() < until:
        async with services.db.transaction(tenant) as tx:
            waiting = await rows.waiting(tx.session, tenant, endpoint.endpoint_id, AT_A_TIME)
            barred = await consent_backlog.keep_here(tx.session, tenant, (one.student_id for one in waiting))
            left = [one for one in waiting if one.student_id not in barred]
            told = await open_data.told_of(tx.session, tenant, left)
            gone = [one.event_id for one in left if one.event_id not in told]
            if gone:
                await rows.drop(tx.session, tenant, endpoint.endpoint_id, gone)
        if not waiting:
            break
        documents = {event_id: open_data.words(to.kind, one, place) for event_id, one in told.items()}
        if documents:
            taken, said = await _offer(tenant, endpoint, to, documents, place)
            done += taken
            if said.problem:
                break
    return done


async def _offer(
    tenant: UUID, endpoint: EndpointRow, to: Receiver, documents: dict[UUID, list[dict[str, Any]]], place: Place
) -> tuple[int, Said]:
    """Send some events; where they are refused together, one by one, so that a bad one does not hold up the others."""
    said = await _call(to, [one for some in documents.values() for one in some], place)
    if not said.problem:
        await _went(tenant, endpoint, list(documents))
        return len(documents), said
    if said.passes:
        await _stumbled(tenant, endpoint, said)
        return 0, said
    if len(documents) > 1:
        taken = 0
        for event_id, document in documents.items():
            more, said = await _offer(tenant, endpoint, to, {event_id: document}, place)
            taken += more
            if said.problem:
                return taken, said
        return taken, Said()
    if said.problem == "conflict":
        # The endpoint has it under this id already: it was sent, and nobody heard that it was taken.
        await _went(tenant, endpoint, list(documents))
        return 1, Said()
    async with current().db.transaction(tenant) as tx:
        await rows.refused(tx.session, tenant, endpoint.endpoint_id, list(documents), said.problem)
        changes = {"last_problem": said.problem, "problem_at": current().clock.now()}
        await rows.change_endpoint(tx.session, tenant, endpoint.endpoint_id, changes)
    return 0, Said()


async def _call(to: Receiver, documents: list[dict[str, Any]], place: Place) -> Said:
    said = Said("unreachable")
    for attempt in range(TRIES):
        if attempt:
            await asyncio.sleep(PAUSE_S * 3 ** (attempt - 1) * (0.5 + random.random()))  # noqa: S311 - no secret
        said = await wire.post(open_data.http(), to, open_data.parcel(to.kind, documents, place, current().clock.now()))
        if said.problem not in _STUMBLES or said.wait:
            break
    return said


async def _went(tenant: UUID, endpoint: EndpointRow, events: list[UUID]) -> None:
    async with current().db.transaction(tenant) as tx:
        await rows.went(tx.session, tenant, endpoint.endpoint_id, events, current().clock.now())


async def _stumbled(tenant: UUID, endpoint: EndpointRow, said: Said) -> None:
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        found = [one for one in await rows.endpoints(tx.session, tenant) if one.endpoint_id == endpoint.endpoint_id]
        failures = found[0].failures if found else 0
        wait = timedelta(seconds=said.wait) if said.wait else min(FIRST_WAIT * 2 ** min(failures, 20), MOST_WAIT)
        changes = {"last_problem": said.problem, "problem_at": now, "failures": failures + 1, "next_at": now + wait}
        await rows.change_endpoint(tx.session, tenant, endpoint.endpoint_id, changes)
