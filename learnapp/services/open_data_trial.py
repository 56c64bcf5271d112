"""Does an endpoint take what we send? One trial event about nobody, and which step fails."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from learnapp.core.errors import NotFoundError
from learnapp.integrations.open_data import wire
from learnapp.integrations.open_data.caliper import CONTEXT
from learnapp.integrations.open_data.told import Place
from learnapp.integrations.xapi.statements import timestamp
from learnapp.integrations.xapi.words import ADL, TYPES, VERSION
from learnapp.security.access import Actor
from learnapp.services import current, open_data, people, sessions, trail
from learnapp.services.open_data_settings import GONE
from learnapp.services.trial_steps import Step
from learnapp.storage.repositories import open_data as rows

STEPS = ("address", "key", "place", "form", "answer")
_LIMIT = "30/minute"
_FAILS = {
    "unreachable": 0, "private": 0, "certificate": 0, "timeout": 0, "key": 1, "missing": 2, "refused": 3,
    "conflict": 3, "large": 3, "busy": 4, "broken": 4,
}  # fmt: skip


async def try_out(actor: Actor, endpoint: UUID) -> list[Step]:
    """Send one trial event, about nobody.

    Raises:
        ForbiddenError: The actor may not change this.
        NotFoundError: There is no such endpoint.
        RateLimitedError: Too many trials in a moment.
    """
    await trail.authorise(actor, "update", "open_data")
    tenant, services = actor.tenant_id, current()
    await sessions.limiter().hit(_LIMIT, "open-data-trial", tenant.hex)
    async with services.db.transaction(tenant) as tx:
        found = next((one for one in await rows.endpoints(tx.session, tenant) if one.endpoint_id == endpoint), None)
        if found is None:
            raise NotFoundError(GONE)
        to = open_data.receiver_of(found, await people.tenant_key(tx.session, tenant))
        place = await open_data.place_of(tx.session, tenant)
    now = services.clock.now()
    document = _statement(place, timestamp(now)) if to.kind == "xapi" else _event(place, timestamp(now))
    said = await wire.post(open_data.http(), to, open_data.parcel(to.kind, [document], place, now))
    async with services.db.transaction(tenant) as tx:
        changes: dict[str, Any] = {"last_problem": said.problem, "problem_at": now if said.problem else None}
        if not said.problem:
            # It takes things again: what waits need not wait any longer.
            changes |= {"failures": 0, "next_at": None}
        await rows.change_endpoint(tx.session, tenant, endpoint, changes)
        await trail.audit(
            actor, "open_data.try", "open_data", object_id=endpoint, session=tx.session,
            detail={"failed": said.problem},
        )  # fmt: skip
    return steps_of(said.problem)


def steps_of(problem: str) -> list[Step]:
    """Return the steps of a trial of which one failed for this reason, or none with ""."""
    at = _FAILS.get(problem, len(STEPS) - 1) if problem else len(STEPS)
    return [
        Step(name, "ok" if number < at else "failed" if number == at else "skipped", problem if number == at else "")
        for number, name in enumerate(STEPS)
    ]


def _statement(place: Place, at: str) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "actor": {"objectType": "Agent", "account": {"homePage": place.home, "name": "trial"}},
        "verb": {"id": f"{ADL}/experienced", "display": {"en": "tried out", "es": "probó"}},
        "object": {"objectType": "Activity", "id": place.thing("trial", "connection"),
                   "definition": {"type": f"{TYPES}/link", "name": {"en": "Trial", "es": "Prueba"}}},
        "context": {"platform": "learnapp", "contextActivities": {"category": [
            {"objectType": "Activity", "id": VERSION, "definition": {"type": f"{TYPES}/profile"}}]}},
        "timestamp": at,
    }  # fmt: skip


def _event(place: Place, at: str) -> dict[str, Any]:
    return {
        "@context": CONTEXT, "id": f"urn:uuid:{uuid4()}", "type": "ToolUseEvent", "profile": "ToolUseProfile",
        "actor": {"id": f"{place.home}/accounts/trial", "type": "Person"}, "action": "Used",
        "object": {"id": place.base, "type": "SoftwareApplication", "name": "learnapp"}, "eventTime": at,
        "edApp": {"id": place.base, "type": "SoftwareApplication", "name": "learnapp"},
        "extensions": {"eventKind": "trial"},
    }  # fmt: skip
