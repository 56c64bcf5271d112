"""Statements of other tools that are about things of ours become learning events, through the one door for events."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import orjson
from pydantic import ValidationError

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.engine.event import EventContext, EventResult, LearningEvent
from learnapp.integrations.open_data.told import Place
from learnapp.integrations.xapi.recognise import Recognised, content_of, recognise
from learnapp.security.access import Actor
from learnapp.services import current, learning, open_data, people, rounds, xapi_people
from learnapp.storage.repositories import open_data as open_rows
from learnapp.storage.repositories import xapi as rows

AT_A_TIME = 200
_SCOPE = frozenset({"events:write"})
_log = logs.get("learnapp.xapi")


async def work() -> None:
    """Look at what has come; for the worker, again and again."""
    await rounds.each_institution("statements of tools", work_in)


async def work_in(tenant: UUID) -> int:
    """Look at the statements that have come to an institution; returns how many became events.

    One that was an event already, when this was interrupted, is answered as before: its id is derived.
    """
    made = 0
    while True:
        found = await _some(tenant)
        if found is None:
            return made
        for statement_id, client, event, student in found:
            state = await _become(tenant, client, event, student) if event is not None else "none"
            made += state == "event"
            async with current().db.transaction(tenant) as tx:
                event_id = event.event_id if event is not None and state == "event" else None
                await rows.done(tx.session, tenant, statement_id, state, event_id)


async def _some(tenant: UUID) -> Sequence[tuple[UUID, UUID, Recognised | None, UUID | None]] | None:
    """Return (statement, client, event, student) of some that wait, None when none does."""
    async with current().db.transaction(tenant) as tx:
        new = await rows.new_ones(tx.session, tenant, AT_A_TIME)
        if not new:
            return None
        key = await people.tenant_key(tx.session, tenant)
        place: Place = await open_data.place_of(tx.session, tenant)
        documents = [(one, orjson.loads(xapi_people.open_body(key, one, body)), client) for one, body, client in new]
        contents = {one: content_of(document, place.base) for one, document, _ in documents}
        kinds = await rows.kinds(tx.session, tenant, [content for content in contents.values() if content is not None])
        found = [
            (one, client, recognise(document, one, place.base, place.home, kind=kinds.get(contents[one] or one, "")))
            for one, document, client in documents
        ]
        accounts = [event.account for _, _, event in found if event is not None]
        students = await open_rows.students_of(tx.session, tenant, accounts) if accounts else {}
    return [
        (one, client, event, students.get(event.account) if event is not None else None) for one, client, event in found
    ]


async def _become(tenant: UUID, client: UUID, event: Recognised, student: UUID | None) -> str:
    """Record an event; returns what has become of its statement.

    Raises:
        UnavailableError: Something of ours is away; it is tried again.
    """
    if student is None:
        return "none"
    section = event.section_id
    if section is None:
        async with current().db.transaction(tenant) as tx:
            studied = await rows.sections_of(tx.session, tenant, student, event.object_id)
        if not studied:
            return "none"
        section = studied[0]
    try:
        told = LearningEvent(
            event_id=event.event_id, student_id=student, verb=event.verb, object_id=event.object_id,
            step_id=event.step_id, occurred_at=event.at, result=EventResult(**event.result),
            context=EventContext(section_id=section),
        )  # fmt: skip
        answer = await learning.record_event(told, Actor(tenant, client, kind="client", scopes=_SCOPE))
    except UnavailableError:
        raise
    except (LearnAppError, ValidationError):
        return "refused"
    except Exception as error:  # noqa: BLE001 - one statement must not hold up all that come after it
        # Its words may hold what people wrote: only its kind goes into the log.
        _log.error("a statement broke", tenant=str(tenant), kind=type(error).__name__)
        return "refused"
    return "event" if answer.stored else "refused"
