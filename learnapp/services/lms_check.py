"""Is an LMS connected? Its addresses, one step after the other, each with the reason why it failed."""

from __future__ import annotations

import asyncio
from uuid import UUID

import requests

from learnapp.integrations.lti.grades import SCORE
from learnapp.integrations.lti.key_sets import read_key_set
from learnapp.integrations.lti.services import Client, ServiceError
from learnapp.integrations.outbound import BlockedAddressError
from learnapp.security.access import Actor
from learnapp.services import current, lms, lms_keys, trail
from learnapp.services.trial_steps import Step
from learnapp.storage.repositories.lti import RegistrationRow


async def check(actor: Actor, registration_id: UUID) -> list[Step]:
    """Try an LMS's addresses, one step after the other.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such LMS here.
    """
    await trail.authorise(actor, "update", "lms")
    async with current().db.transaction(actor.tenant_id) as tx:
        row = await lms.registration(tx.session, actor.tenant_id, registration_id)
    private, public = await lms_keys.signing_key(actor.tenant_id)
    lms.key_sets().forget(row.keys_url)
    steps = await asyncio.to_thread(_try_addresses, row, private, public)
    steps.append(Step("deployments", "ok" if row.deployments else "failed", "" if row.deployments else "none"))
    steps.append(Step("launch", "ok" if row.last_launch_at else "open"))
    failed = [f"{step.name}:{step.reason}" for step in steps if step.outcome == "failed"]
    await trail.audit(actor, "lms.check", "lms", object_id=registration_id, detail={"failed": failed})
    return steps


_OF_TOKEN = {
    "unreadable": "no_token", "unreachable": "unreachable", "timeout": "timeout", "private": "private",
    "certificate": "certificate",
}  # fmt: skip


def _try_addresses(row: RegistrationRow, private: str, public: str) -> list[Step]:
    session = lms.outbound()
    steps = []
    try:
        keys = read_key_set(session.get(row.keys_url))
        steps.append(Step("keys", "ok" if keys else "failed", "" if keys else "empty"))
    except requests.exceptions.RequestException as error:
        steps.append(Step("keys", "failed", _reason(error)))
    except ValueError:
        steps.append(Step("keys", "failed", "no_key_set"))
    try:
        Client(lms.platform_of(row), private, public, lambda: session).authorise((SCORE,))
        steps.append(Step("token", "ok"))
    except ServiceError as error:
        # Refused: it answers, but not to us. Our keys are not entered there, or the client id is another one.
        steps.append(Step("token", "failed", _OF_TOKEN.get(error.code, "refused")))
    return steps


def _reason(error: requests.exceptions.RequestException) -> str:
    if isinstance(error, BlockedAddressError):
        return "private"
    if isinstance(error, requests.exceptions.SSLError):
        return "certificate"
    if isinstance(error, requests.exceptions.Timeout):
        return "timeout"
    return "unreachable"
