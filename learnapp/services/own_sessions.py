"""The sessions somebody has: on which devices they are signed in, and ending them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from learnapp.core.device import BROWSERS, SYSTEMS
from learnapp.core.errors import NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, sessions, trail


@dataclass(frozen=True, slots=True)
class SessionView:
    """One session.

    Attributes:
        browser: One of `core.device.BROWSERS`.
        system: One of `core.device.SYSTEMS`.
        via: password, second_step, provider.
        own: It is the one that asks.
    """

    session_id: UUID
    browser: str
    system: str
    via: str
    created_at: datetime
    last_seen_at: datetime
    own: bool


async def own(actor: Actor) -> list[SessionView]:
    """Return the actor's sessions that work, this one first; no place is known of any.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "profile", student_id=actor.person_id)
    services = current()
    idle = timedelta(minutes=services.settings.session_idle_minutes)
    found = await services.db.directory.sessions_of(actor.tenant_id, actor.person_id, idle, actor.session_hash)
    return [
        SessionView(one.session_id, *_words(one.device), one.via, one.created_at, one.last_seen_at, one.own)
        for one in found
    ]


def _words(device: str) -> tuple[str, str]:
    browser, _, system = device.partition(" ")
    return (browser if browser in BROWSERS else "other", system if system in SYSTEMS else "other")


async def revoke(actor: Actor, session_id: UUID) -> None:
    """End one of the actor's sessions; another process notices it within `sessions.ACTOR_SECONDS`.

    Raises:
        NotFoundError: It is none of theirs, or has ended.
    """
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    digest = await current().db.directory.revoke_session_of(actor.tenant_id, actor.person_id, session_id)
    if digest is None:
        raise NotFoundError("This session has ended already. Reload the page.")
    sessions.forget_session(digest)
    await trail.audit(actor, "session.revoke", "session", object_id=session_id, subject_id=actor.person_id)


async def revoke_others(actor: Actor) -> None:
    """End every session of the actor but this one."""
    await trail.authorise(actor, "update", "profile", student_id=actor.person_id)
    await sessions.end_all(actor.tenant_id, actor.person_id, keep=actor.session_hash)
    await trail.audit(actor, "session.revoke", "session", subject_id=actor.person_id, detail={"all_others": True})
