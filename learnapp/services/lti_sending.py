"""Scores on their way to gradebooks: each (column, student) has one, the newest, and it is sent until it is there.

One process at a time sends for an institution. A score keeps its moment while it is tried again, so that a platform
that has taken it and could not say so does not count it twice (AGS 2.0, 3.4.6).
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.integrations.lti.grades import Column, Score, find_or_make, put_score
from learnapp.integrations.lti.services import Client, ServiceError
from learnapp.services import current, lti_counting, lti_services, notices, people, rounds
from learnapp.storage.repositories import lti_grades as rows
from learnapp.storage.repositories import lti_services as service_rows
from learnapp.storage.repositories.lti_grades import DueScore, ItemRow, Outcome
from learnapp.storage.repositories.lti_services import LmsCourse

AT_A_TIME, THREADS, WORK_S = 200, 8, 10.0
"""Scores that are taken at a time, calls beside each other, and seconds after which the next institution has its turn:
a platform that answers slowly holds nobody up for longer."""
FIRST_WAIT, MOST_WAIT, MOST_TRIES = timedelta(seconds=2), timedelta(hours=4), 30
"""Waits double from the first one to the longest: a platform that is away for three days loses nothing."""
SOON, SOON_TRIES, LATELY_S = timedelta(seconds=8), 12, 60.0
"""A platform that has lately taken something only stumbles: a score waits no longer than this, for so many tries."""
AWAY_AFTER, AWAY_S = 20, 60.0
"""A platform that fails so often in a row is left alone for a while."""
_log = logs.get("learnapp.lti")
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="grades")


def resource(kind: str, thing: UUID) -> str:
    """Return by what a column of ours is known in a gradebook."""
    # Links that teachers choose in their LMS ask for the column of a test by its own name.
    return f"{'test' if kind == 'assessment' else kind}:{thing}"


async def work() -> None:
    """Count what has happened, and send what waits; for the worker, again and again."""
    await rounds.each_institution("grades for courses", work_in)


async def work_in(tenant: UUID) -> None:
    """Do so in one institution."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        marks, waiting = await rows.anything(tx.session, tenant, now)
    if marks:
        await lti_counting.work_in(tenant)
    if marks or waiting:
        await send(tenant)


@dataclass(slots=True)
class _Platform:
    """How a platform takes it at present."""

    failed: int = 0
    until: float = 0.0
    took: float = -LATELY_S


def _state() -> dict[UUID, _Platform]:
    found: dict[UUID, _Platform] = current().extras.setdefault("lti_platforms", {})
    return found


async def send(tenant: UUID, *, seconds: float = WORK_S) -> int:
    """Send what waits in an institution; returns how many calls went well.

    Args:
        tenant: The institution.
        seconds: After so long it stops between two batches.
    """
    done, until = 0, time.monotonic() + seconds
    async with current().db.exclusive("lti-scores", tenant) as mine:
        while mine and time.monotonic() < until:
            now, states = current().clock.now(), _state()
            paused = [one for one, state in states.items() if state.until > time.monotonic()]
            async with current().db.transaction(tenant) as tx:
                waiting = await rows.waiting(tx.session, tenant, now, paused, AT_A_TIME)
                items = await rows.some_items(tx.session, tenant, list({one.line_item_id for one in waiting}))
            if not waiting:
                break
            outcomes = await _Batch(tenant, items, now, until).send(waiting)
            async with current().db.transaction(tenant) as tx:
                await rows.ended(tx.session, tenant, outcomes, current().clock.now())
                await _tell(tx.session, tenant, [items[one.line_item_id] for one in outcomes if one.state == "failed"])
            done += sum(one.state == "sent" for one in outcomes)
    return done


async def _tell(session: AsyncSession, tenant: UUID, stuck: Sequence[ItemRow]) -> None:
    """Tell who teaches a class that grades of it are stuck; one notice for all that they have not seen yet."""
    for course in dict.fromkeys(one.course for one in stuck):
        service = await service_rows.service(session, tenant, course)
        section = service.section_id if service is not None else None
        if section is not None:
            teachers = await service_rows.teachers(session, tenant, section)
            await notices.tell(
                session, tenant, "grades", teachers, about=section, section=section, merge=f"grades:{section}"
            )


class _Batch:
    """Some scores, sent beside each other."""

    def __init__(self, tenant: UUID, items: dict[UUID, ItemRow], now: datetime, until: float) -> None:
        self.tenant, self.items, self.now, self.until = tenant, items, now, until
        self.states = _state()

    async def send(self, waiting: Sequence[DueScore]) -> list[Outcome]:
        """Send them; returns what came of each."""
        clients: dict[UUID, Client | str] = {}
        for item in self.items.values():
            registration = item.course.registration_id
            if registration not in clients:
                clients[registration] = await self._client(registration)
        for item_id in list(self.items):
            await self._column(item_id, clients)
        async with current().db.transaction(self.tenant) as tx:
            key = await people.tenant_key(tx.session, self.tenant)
        loop, sent = asyncio.get_running_loop(), []
        for one in waiting:
            item = self.items[one.line_item_id]
            client = clients[item.course.registration_id]
            if isinstance(client, str) or item.error or not item.url:
                error = client if isinstance(client, str) else item.error or "unreachable"
                sent.append(_done(self._missed(one, error)))
                continue
            if one.subject_enc is None or one.person_key is None:
                sent.append(_done(self._missed(one, "nobody")))
                continue
            subject = key.open_person_key(one.student_id, one.person_key).decrypt("lti_subject", one.subject_enc)
            score = Score(subject, one.given, one.maximum, one.activity, one.grading, one.at)
            sent.append(loop.run_in_executor(_threads, self._one, client, item, one, score))
        return list(await asyncio.gather(*sent))

    async def _client(self, registration: UUID) -> Client | str:
        try:
            return (await lti_services.client_for(self.tenant, registration))[0]
        except LearnAppError as error:
            _log.warning("no client for a platform", tenant=str(self.tenant), code=error.code)
            return "no_key"

    async def _column(self, item_id: UUID, clients: dict[UUID, Client | str]) -> None:
        """Find or make the column in the gradebook when it is needed for the first time."""
        item = self.items[item_id]
        client = clients[item.course.registration_id]
        if item.url or isinstance(client, str):
            return
        async with current().db.transaction(self.tenant) as tx:
            service = await service_rows.service(tx.session, self.tenant, item.course)
        error, url, passes = "", "", False
        if service is None or not service.line_items_url:
            error = "not_offered"
        else:
            wanted = Column(resource(item.kind, item.thing_id), item.title, item.maximum)
            try:
                url = await asyncio.get_running_loop().run_in_executor(
                    _threads, find_or_make, client, service.line_items_url, service.scopes, wanted
                )
            except ServiceError as failed:
                error, passes = failed.code, failed.passes
                self._note(item.course, failed)
        async with current().db.transaction(self.tenant) as tx:
            await rows.item_made(tx.session, self.tenant, item_id, url, "" if passes else error)
        self.items[item_id] = replace(item, url=url, error=error)

    def _one(self, client: Client, item: ItemRow, one: DueScore, score: Score) -> Outcome:
        state = self.states.get(item.course.registration_id)
        if time.monotonic() > self.until or (state is not None and state.until > time.monotonic()):
            # The time of this round is over, or the platform has just asked to be left alone: as it was.
            return Outcome(one.line_item_id, one.student_id, one.revision, "waiting", one.error, one.tries)
        try:
            put_score(client, item.url, score)
        except ServiceError as failed:
            if failed.code == "older":
                # It has this one already; or, when this was the first try, a later grade of somebody there.
                return self._went(item.course, one, "" if one.tries else "later_there")
            self._note(item.course, failed)
            return self._missed(one, failed.code, failed)
        return self._went(item.course, one, "")

    def _went(self, course: LmsCourse, one: DueScore, note: str) -> Outcome:
        state = self.states.setdefault(course.registration_id, _Platform())
        state.failed, state.took = 0, time.monotonic()
        return Outcome(one.line_item_id, one.student_id, one.revision, "sent", note, one.tries)

    def _note(self, course: LmsCourse, failed: ServiceError) -> None:
        state = self.states.setdefault(course.registration_id, _Platform())
        state.failed += 1
        if failed.wait:
            state.until = max(state.until, time.monotonic() + failed.wait)
        elif state.failed >= AWAY_AFTER and failed.passes:
            state.until, state.failed = time.monotonic() + AWAY_S, 0

    def _takes(self, one: DueScore) -> bool:
        """Return whether the platform of a score has lately taken something."""
        state = self.states.get(self.items[one.line_item_id].course.registration_id)
        return state is not None and time.monotonic() - state.took < LATELY_S

    def _missed(self, one: DueScore, error: str, failed: ServiceError | None = None) -> Outcome:
        """Return when a score is tried again, or that nobody but a person can help."""
        # Where an administrator mends the connection, everything that waited for that goes on by itself.
        passes = error == "token" or (failed.passes if failed is not None else ServiceError(error).passes)
        tries = one.tries + 1
        if not passes or tries >= MOST_TRIES:
            return Outcome(one.line_item_id, one.student_id, one.revision, "failed", error, tries)
        wait = min(FIRST_WAIT * 2 ** min(one.tries, 20), MOST_WAIT)
        if failed is not None and failed.wait:
            wait = max(timedelta(seconds=failed.wait), FIRST_WAIT)
        elif one.tries < SOON_TRIES and self._takes(one):
            wait = min(wait, SOON)
        # Not all of them at the same moment again.
        wait *= 0.75 + random.random() / 2  # noqa: S311 - no secret
        return Outcome(one.line_item_id, one.student_id, one.revision, "waiting", error, tries, self.now + wait)


def _done(outcome: Outcome) -> asyncio.Future[Outcome]:
    found: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    found.set_result(outcome)
    return found
