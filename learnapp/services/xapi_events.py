"""Statements of other tools that are about things of ours become learning events, through the one door for events."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import orjson
from pydantic import ValidationError

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError, UnavailableError
from learnapp.engine.event import EventContext, EventResult, LearningEvent
from learnapp.integrations.open_data.told import Place
from learnapp.integrations.xapi.recognise import Recognised, content_of, recognise, why_not
from learnapp.security.access import Actor
from learnapp.services import current, learning, open_data, people, rounds, xapi_people
from learnapp.storage.repositories import open_data as open_rows
from learnapp.storage.repositories import xapi as rows

AT_A_TIME = 200
_SCOPE = frozenset({"events:write"})
_CODES = frozenset({"blocked", "conflict", "forbidden", "invalid_input", "not_found"})
_log = logs.get("learnapp.xapi")


@dataclass(frozen=True, slots=True)
class _Waiting:
    statement_id: UUID
    client: UUID
    event: Recognised | None
    student: UUID | None
    why_not: str


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
        for one in found:
            event = one.event
            state, reason = (
                await _become(tenant, one.client, event, one.student) if event is not None else ("none", one.why_not)
            )
            made += state == "event"
            async with current().db.transaction(tenant) as tx:
                event_id = event.event_id if event is not None and state == "event" else None
                await rows.done(tx.session, tenant, one.statement_id, state, event_id, reason)


async def _some(tenant: UUID) -> Sequence[_Waiting] | None:
    """Return some that wait, None when none does."""
    async with current().db.transaction(tenant) as tx:
        new = await rows.new_ones(tx.session, tenant, AT_A_TIME)
        if not new:
            return None
        key = await people.tenant_key(tx.session, tenant)
        place: Place = await open_data.place_of(tx.session, tenant)
        documents = [(one, orjson.loads(xapi_people.open_body(key, one, body)), client) for one, body, client in new]
        contents = {one: content_of(document, place.base) for one, document, _ in documents}
        kinds = await rows.kinds(tx.session, tenant, [content for content in contents.values() if content is not None])
        about = [(one, document, content) for one, document, _ in documents if (content := contents[one]) is not None]
        by_mail = await xapi_people.known_by_mail(tx.session, tenant, about)
        found = [_looked_at(one, document, client, place, kinds.get(contents[one] or one, ""), by_mail.get(one))
                 for one, document, client in documents]  # fmt: skip
        accounts = [one.event.account for one in found if one.event is not None and one.event.account is not None]
        students = await open_rows.students_of(tx.session, tenant, accounts) if accounts else {}
    return [
        replace(one, student=students.get(one.event.account))
        if one.event is not None and one.event.account is not None
        else one
        for one in found
    ]


def _looked_at(
    statement_id: UUID, document: Mapping[str, Any], client: UUID, place: Place, kind: str, student: UUID | None
) -> _Waiting:
    event = recognise(document, statement_id, place.base, place.home, kind=kind, student=student)
    why = "" if event is not None else why_not(document, place.base, place.home, kind=kind, student=student)
    return _Waiting(statement_id, client, event, student, why)


async def _become(tenant: UUID, client: UUID, event: Recognised, student: UUID | None) -> tuple[str, str]:
    """Record an event; returns what has become of its statement, and the code of why it is none.

    Raises:
        UnavailableError: Something of ours is away; it is tried again.
    """
    if student is None:
        return "none", "actor"
    section = event.section_id
    if section is None:
        async with current().db.transaction(tenant) as tx:
            studied = await rows.sections_of(tx.session, tenant, student, event.object_id)
        if not studied:
            return "none", "class"
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
    except ValidationError:
        return "refused", "invalid_input"
    except LearnAppError as error:
        return "refused", error.code if error.code in _CODES else "rule"
    except Exception as error:  # noqa: BLE001 - one statement must not hold up all that come after it
        # Its words may hold what people wrote: only its kind goes into the log.
        _log.error("a statement broke", tenant=str(tenant), kind=type(error).__name__)
        return "refused", "broken"
    return ("event", "") if answer.stored else ("refused", "consent_missing")
