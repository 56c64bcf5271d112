"""Sessions: their beginning and end, and the actor behind a cookie or an API client's secret."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core import device
from learnapp.core.errors import ForbiddenError
from learnapp.security.access import Actor
from learnapp.security.passwords import Passwords
from learnapp.security.tokens import is_access_token, is_client_secret, is_session_token, new_session_token, token_hash
from learnapp.services import current, trail
from learnapp.services.throttle import Limiter
from learnapp.storage.batch import Batch
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories.identity import Standing

ACTOR_SECONDS = 15.0
"""How long an actor is kept. A revocation in this process counts at once, in another one after this long."""
ATTEMPTS_PER_ADDRESS = 10
"""A whole school may share one address: it gets this many times the attempts of one account."""
_MOST_ACTORS = 20_000


class OwnPasswordFirstError(ForbiddenError):
    """Signed in with a temporary password: nothing but choosing one's own comes before."""

    code = "own_password_first"


class SuspendedError(ForbiddenError):
    """The password is right, but the account is suspended."""

    code = "account_suspended"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new session.

    Attributes:
        token: For the cookie; only its hash is stored.
        theme: What the person has chosen, for the first page's first paint.
    """

    token: str
    tenant_id: UUID
    person_id: UUID
    must_change_password: bool
    lasts: timedelta
    theme: str = "system"


_actors: dict[bytes, tuple[Actor, float]] = {}
_hashers = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


@lru_cache(maxsize=2)
def _passwords(cheap: bool) -> Passwords:
    return Passwords(time_cost=1, memory_kib=64) if cheap else Passwords()


async def hash_password(password: str) -> str:
    """Return the encoded argon2id hash, made in a thread."""
    cheap = current().settings.environment == "test"
    return await asyncio.get_running_loop().run_in_executor(_hashers, lambda: _passwords(cheap).hash(password))


async def verify_password(password: str, stored: str | None) -> tuple[bool, str | None]:
    """Compare in a thread; see `Passwords.verify`."""
    cheap = current().settings.environment == "test"
    return await asyncio.get_running_loop().run_in_executor(
        _hashers, lambda: _passwords(cheap).verify(password, stored)
    )


def limiter() -> Limiter:
    """Return the limiter of this process."""
    services = current()
    if services.limiter is None:
        services.limiter = Limiter(services.settings.redis_url)
    found: Limiter = services.limiter
    return found


# --- beginning and end -----------------------------------------------------------------------------------


async def start_session(
    tenant_id: UUID, person_id: UUID, *, must_change: bool = False, via: str = "password"
) -> SignedIn:
    """Start a session for somebody whose identity has been proved; see `open_session`."""
    async with current().db.transaction(tenant_id) as tx:
        return await open_session(tx.session, tenant_id, person_id, must_change=must_change, via=via)


async def open_session(
    session: AsyncSession,
    tenant_id: UUID,
    person_id: UUID,
    *,
    must_change: bool = False,
    via: str = "password",
    provider: UUID | None = None,
    studies: UUID | None = None,
) -> SignedIn:
    """Start a session within the caller's transaction: there is none unless that one commits.

    Args:
        session: Of the caller's transaction.
        tenant_id: The institution.
        person_id: Whose identity has been proved.
        must_change: The password has to be changed first.
        via: How it was proved: password, second_step, provider or lti.
        provider: The OpenID provider that has proved it.
        studies: The class that their pages show from now on; None: as it is.
    """
    services = current()
    token = new_session_token()
    lasts = timedelta(days=services.settings.session_days)
    await session.execute(
        text("SELECT directory.begin_session(:hash, :tenant, :person, :lasts, :device, :via, :provider)"),
        {
            "hash": token_hash(token), "tenant": tenant_id, "person": person_id, "lasts": lasts,
            "device": device.browser.get(), "via": via, "provider": provider,
        },
    )  # fmt: skip
    changes: dict[str, object] = {"last_seen_at": services.clock.now()}
    if studies is not None:
        changes["study_section_id"] = studies
    await people_rows.update_person(session, tenant_id, person_id, changes)
    await trail.audit(
        Actor(tenant_id, person_id), "session.start", "session", subject_id=person_id, detail={"via": via},
        session=session,
    )  # fmt: skip
    return SignedIn(token, tenant_id, person_id, must_change, lasts)


def open_in_batch(
    batch: Batch, tenant_id: UUID, person_id: UUID, *, must_change: bool, via: str, studies: UUID | None
) -> SignedIn:
    """Start a session with the next statements of a batch; see `open_session`."""
    services = current()
    token, days = new_session_token(), services.settings.session_days
    people_rows.begin_session(
        batch, tenant_id, person_id, token_hash(token), days=days, device=device.browser.get(), via=via,
        now=services.clock.now(), studies=studies,
    )  # fmt: skip
    trail.audit_batch(
        batch, Actor(tenant_id, person_id), "session.start", "session", subject_id=person_id, detail={"via": via}
    )
    return SignedIn(token, tenant_id, person_id, must_change, timedelta(days=days))


async def sign_out(token: str | None) -> None:
    """End the session of a cookie; nothing happens when there is none."""
    if not token or not is_session_token(token):
        return
    digest = token_hash(token)
    _actors.pop(digest, None)
    await current().db.directory.revoke_session(digest)


async def end_all(tenant_id: UUID, person_id: UUID, *, keep: bytes = b"") -> None:
    """End every session of a person, but the one with the hash `keep`."""
    await current().db.directory.revoke_sessions_of(tenant_id, person_id, keep)
    forget_person(person_id)


# --- who is it -------------------------------------------------------------------------------------------


def forget_person(person_id: UUID) -> None:
    """Drop what this process remembers of a person, so that a change of roles or status counts at once."""
    for digest in [digest for digest, (actor, _) in _actors.items() if actor.person_id == person_id]:
        _actors.pop(digest, None)


def forget_session(digest: bytes) -> None:
    """Drop what this process remembers of one session, which has just ended."""
    _actors.pop(digest, None)


def forget_everyone() -> None:
    """Drop everything remembered; for a roster import that changes many people, and for tests."""
    _actors.clear()


def _remember(digest: bytes, actor: Actor) -> Actor:
    if len(_actors) >= _MOST_ACTORS:
        _actors.clear()
    _actors[digest] = (actor, time.monotonic() + ACTOR_SECONDS)
    return actor


def _remembered(digest: bytes) -> Actor | None:
    found = _actors.get(digest)
    if found is None or found[1] < time.monotonic():
        _actors.pop(digest, None)
        return None
    return found[0]


def _actor(tenant_id: UUID, person_id: UUID, standing: Standing, digest: bytes) -> Actor:
    return Actor(
        tenant_id=tenant_id,
        person_id=person_id,
        roles=standing.roles,
        sections=standing.sections,
        students=standing.students if "guardian" in standing.roles else frozenset(),
        session_hash=digest,
        locale=standing.locale,
        attributes={"theme": standing.theme, "must_change_password": "1" if standing.must_change_password else ""},
        taught=standing.taught,
        assisted=standing.assisted,
        trusted=standing.trusted,
        supported=standing.supported and "operator" in standing.roles,
    )


async def actor_for_session(
    token: str | None, *, request_id: str = "", temporary: bool = False
) -> Actor | None:  # fmt: skip
    """Return who is behind a session cookie, None when it is not (or no longer) valid.

    Args:
        token: The cookie's value.
        request_id: Put on the actor, for the trail.
        temporary: Whether this is open with a temporary password: the own account, and what shows nobody anything.

    Raises:
        OwnPasswordFirstError: The session began with a temporary password that has not been changed.
    """
    actor = await _behind(token)
    if actor is not None and not temporary and actor.attributes.get("must_change_password"):
        raise OwnPasswordFirstError("This is a temporary password. Choose your own on the page of your account first.")
    return replace(actor, request_id=request_id) if actor is not None and request_id else actor


async def _behind(token: str | None) -> Actor | None:
    if not token or not is_session_token(token):
        return None
    digest = token_hash(token)
    actor = _remembered(digest)
    if actor is None:
        services = current()
        idle = timedelta(minutes=services.settings.session_idle_minutes)
        row = await services.db.directory.find_session(digest, idle)
        if row is None:
            return None
        actor = await actor_for_person(row.tenant_id, row.person_id, session_hash=digest)
        if actor is None:
            return None
        if actor.attributes.get("must_change_password"):
            if await _began_with_password(actor, idle):
                # Not remembered: in every process the change counts at once.
                return actor
            actor = replace(actor, attributes={**actor.attributes, "must_change_password": ""})
        _remember(digest, actor)
    return actor


async def _began_with_password(actor: Actor, idle: timedelta) -> bool:
    """Return whether a session did not begin at the school's own sign-in or in its learning management system."""
    live = await current().db.directory.sessions_of(actor.tenant_id, actor.person_id, idle, actor.session_hash)
    return all(one.via not in ("provider", "lti") for one in live if one.own)


async def actor_for_person(tenant_id: UUID, person_id: UUID, *, session_hash: bytes = b"") -> Actor | None:
    """Return the actor of an active person, read now; None when suspended, erased or unknown."""
    async with current().db.reading(tenant_id) as batch:
        standing = await people_rows.standing(batch, tenant_id, person_id)
    if standing is None or standing.status != "active":
        return None
    return _actor(tenant_id, person_id, standing, session_hash)


async def actor_for_client(secret: str | None, *, request_id: str = "") -> Actor | None:
    """Return the API client behind a bearer secret or a token of short life, None when that is not valid (any more)."""
    if not secret or not (is_client_secret(secret) or is_access_token(secret)):
        return None
    digest = token_hash(secret)
    actor = _remembered(digest)
    if actor is None:
        directory = current().db.directory
        find = directory.find_api_token if is_access_token(secret) else directory.find_api_client
        client = await find(digest)
        if client is None:
            return None
        actor = _remember(
            digest, Actor(client.tenant_id, client.client_id, kind="client", scopes=frozenset(client.scopes))
        )
    return replace(actor, request_id=request_id) if request_id else actor


def cookie_token(cookie_header: str | None, cookie: str = "sid") -> str | None:
    """Return the session token of a Cookie header: `__Host-sid` over https, `sid` on plain http.

    A `__Host-` cookie cannot be set by a neighbouring subdomain, so it wins when both are there.

    Args:
        cookie_header: As the browser sent it.
        cookie: sid, or one that has tokens of the same form for the way in: `step`, `sign-on`.
    """
    found: dict[str, str] = {}
    for part in (cookie_header or "")[:16_384].split(";"):
        name, _, value = part.strip().partition("=")
        if name in (f"__Host-{cookie}", cookie) and is_session_token(value):
            found.setdefault(name, value)
    return found.get(f"__Host-{cookie}") or found.get(cookie)


# --- the directory's logins, in the caller's own transaction ----------------------------------------------


async def put_logins(session: AsyncSession, tenant_id: UUID, pairs: list[tuple[bytes, UUID]]) -> None:
    """Enter (keyed hash of the address, person) into the directory."""
    if pairs:
        await session.execute(
            text(
                "SELECT directory.put_login(n.lookup, :tenant, n.person)"
                " FROM unnest(CAST(:lookups AS bytea[]), CAST(:people AS uuid[])) n (lookup, person)"
            ),
            {
                "lookups": [lookup for lookup, _ in pairs], "tenant": tenant_id,
                "people": [person for _, person in pairs],
            },
        )  # fmt: skip


async def remove_login(session: AsyncSession, tenant_id: UUID, person_id: UUID) -> None:
    """Remove every login of a person."""
    await session.execute(
        text("SELECT directory.remove_login(:tenant, :person)"), {"tenant": tenant_id, "person": person_id}
    )
