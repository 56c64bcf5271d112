"""What is asked before a tenant is known: sign-in look-up, sessions, API clients. Functions only, no tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.rows import TupleRow

from learnapp.storage.batch import Statement
from learnapp.storage.directory_lti import AWAY, LtiDirectory, unavailable


@dataclass(frozen=True, slots=True)
class Tenant:
    """An institution of this cell."""

    tenant_id: UUID
    slug: str
    name: str
    kind: str
    region: str
    status: str


@dataclass(frozen=True, slots=True)
class Login:
    """One place where an e-mail address belongs."""

    tenant_id: UUID
    person_id: UUID


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A live session."""

    tenant_id: UUID
    person_id: UUID
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One of somebody's sessions.

    Attributes:
        own: It is the one that asks.
    """

    session_id: UUID
    device: str
    via: str
    created_at: datetime
    last_seen_at: datetime
    own: bool


@dataclass(frozen=True, slots=True)
class SignInStep:
    """Somebody on the way in; the payload is sealed by the institution's key."""

    tenant_id: UUID
    payload: bytes


@dataclass(frozen=True, slots=True)
class InvitationPlace:
    """Where the code of an invitation leads."""

    tenant_id: UUID
    invitation_id: UUID


@dataclass(frozen=True, slots=True)
class ApiClient:
    """A live API credential."""

    tenant_id: UUID
    client_id: UUID
    name: str
    scopes: frozenset[str]


@dataclass(frozen=True, slots=True)
class ApiSecret:
    """One secret of an API client, by its hash; a client that is being given a new one has two."""

    secret_hash: bytes
    client_id: UUID
    name: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    disabled_at: datetime | None


# On the way of every page.
_FIND_SESSION = Statement(
    "SELECT tenant_id, person_id, expires_at FROM directory.find_session({token:bytes},"
    " make_interval(secs => {idle:float}))"
)
_REVOKE_SESSION = Statement("SELECT directory.revoke_session({token:bytes})")


class Directory(LtiDirectory):
    """Wrappers of the SECURITY DEFINER functions of schema `directory`."""

    async def _call(self, statement: str, parameters: tuple[Any, ...] = ()) -> list[TupleRow]:
        try:
            async with self._pool.connection() as conn:
                # SQLAlchemy leaves it otherwise, and BEGIN and COMMIT would cross the network besides.
                if not conn.autocommit:
                    await conn.set_autocommit(True)
                cursor = await conn.execute(statement, parameters)
                return list(await cursor.fetchall())
        except AWAY as error:
            raise unavailable() from error

    async def tenants(self) -> list[Tenant]:
        """Return every institution, the library included."""
        rows = await self._call("SELECT tenant_id, slug, name, kind, region, status FROM directory.tenants()")
        return [Tenant(*row) for row in rows]

    async def find_tenant(self, slug: str) -> Tenant | None:
        """Return the institution with this slug."""
        rows = await self._call(
            "SELECT tenant_id, slug, name, kind, region, status FROM directory.tenants() WHERE slug = %s", (slug,)
        )
        return Tenant(*rows[0]) if rows else None

    async def slug_of(self, tenant_id: UUID) -> str:
        """Return the slug of an institution; "" when there is none."""
        rows = await self._call("SELECT slug FROM directory.tenants() WHERE tenant_id = %s", (tenant_id,))
        return str(rows[0][0]) if rows else ""

    async def create_tenant(self, tenant: Tenant) -> None:
        """Enter an institution; nothing happens when its id is there already."""
        await self._call(
            "SELECT directory.create_tenant(%s, %s, %s, %s, %s)",
            (tenant.tenant_id, tenant.slug, tenant.name, tenant.kind, tenant.region),
        )

    async def find_logins(self, lookup: bytes) -> list[Login]:
        """Return where the address with this keyed hash belongs; usually one place."""
        rows = await self._call("SELECT tenant_id, person_id FROM directory.find_logins(%s)", (lookup,))
        return [Login(*row) for row in rows]

    async def put_login(self, lookup: bytes, tenant_id: UUID, person_id: UUID) -> None:
        """Enter or move a login."""
        await self._call("SELECT directory.put_login(%s, %s, %s)", (lookup, tenant_id, person_id))

    async def remove_login(self, tenant_id: UUID, person_id: UUID) -> None:
        """Remove every login of a person."""
        await self._call("SELECT directory.remove_login(%s, %s)", (tenant_id, person_id))

    async def create_session(self, token_hash: bytes, tenant_id: UUID, person_id: UUID, lasts: timedelta) -> None:
        """Start a session that ends after `lasts` at the latest."""
        await self._call("SELECT directory.create_session(%s, %s, %s, %s)", (token_hash, tenant_id, person_id, lasts))

    async def find_session(self, token_hash: bytes, idle: timedelta) -> SessionRow | None:
        """Return a live session and note that it was seen (at most once a minute)."""
        rows = await self.ask(_FIND_SESSION, token=token_hash, idle=idle.total_seconds())
        return SessionRow(*rows[0]) if rows else None

    async def revoke_session(self, token_hash: bytes) -> None:
        """End one session."""
        await self.ask(_REVOKE_SESSION, token=token_hash)

    async def revoke_sessions_of(self, tenant_id: UUID, person_id: UUID, keep: bytes = b"") -> int:
        """End every session of a person but `keep`; return how many."""
        rows = await self._call("SELECT directory.revoke_sessions_of(%s, %s, %s)", (tenant_id, person_id, keep))
        return int(rows[0][0])

    async def sessions_of(self, tenant_id: UUID, person_id: UUID, idle: timedelta, own: bytes) -> list[LiveSession]:
        """Return a person's live sessions, the one with the hash `own` first; at most 100."""
        rows = await self._call(
            "SELECT session_id, device, via, created_at, last_seen_at, own"
            " FROM directory.list_sessions(%s, %s, %s, %s)",
            (tenant_id, person_id, idle, own),
        )
        return [LiveSession(*row) for row in rows]

    async def revoke_session_of(self, tenant_id: UUID, person_id: UUID, session_id: UUID) -> bytes | None:
        """End one session of a person; return its hash, None when there is none."""
        rows = await self._call(
            "SELECT token_hash FROM directory.revoke_session_of(%s, %s, %s)", (tenant_id, person_id, session_id)
        )
        return bytes(rows[0][0]) if rows else None

    async def session_provider(self, token_hash: bytes) -> tuple[UUID, UUID] | None:
        """Return (institution, provider) of a session that began at a provider."""
        rows = await self._call("SELECT tenant_id, provider_id FROM directory.session_provider(%s)", (token_hash,))
        return (rows[0][0], rows[0][1]) if rows else None

    async def revoke_password_sessions(self, tenant_id: UUID, keep: list[UUID]) -> list[UUID]:
        """End every session that began with a password, but of these people; return whose ended."""
        rows = await self._call(
            "SELECT person_id FROM directory.revoke_password_sessions(%s, %s::uuid[])", (tenant_id, keep)
        )
        return [row[0] for row in rows]

    async def revoke_provider_sessions(self, tenant_id: UUID, provider_id: UUID) -> list[UUID]:
        """End every session that began at a provider; return whose ended."""
        rows = await self._call(
            "SELECT person_id FROM directory.revoke_provider_sessions(%s, %s)", (tenant_id, provider_id)
        )
        return [row[0] for row in rows]

    async def sign_in_domain(self, domain: str) -> UUID | None:
        """Return the institution that has proved this domain to be its own."""
        rows = await self._call("SELECT tenant_id FROM directory.find_sign_in_domain(%s)", (domain,))
        return rows[0][0] if rows else None

    async def put_sign_in_step(
        self, token_hash: bytes, kind: str, tenant_id: UUID, payload: bytes, lasts: timedelta
    ) -> None:
        """Note that somebody is on the way in."""
        await self._call(
            "SELECT directory.put_sign_in_step(%s, %s, %s, %s, %s)", (token_hash, kind, tenant_id, payload, lasts)
        )

    async def find_sign_in_step(self, token_hash: bytes, kind: str) -> SignInStep | None:
        """Return a step that has not expired."""
        rows = await self._call(
            "SELECT tenant_id, payload FROM directory.find_sign_in_step(%s, %s)", (token_hash, kind)
        )
        return SignInStep(rows[0][0], bytes(rows[0][1])) if rows else None

    async def take_sign_in_step(self, token_hash: bytes, kind: str) -> SignInStep | None:
        """Return a step and remove it: of two who ask for the same one, one gets it."""
        rows = await self._call(
            "SELECT tenant_id, payload FROM directory.take_sign_in_step(%s, %s)", (token_hash, kind)
        )
        return SignInStep(rows[0][0], bytes(rows[0][1])) if rows else None

    async def remove_expired_sessions(self) -> int:
        """Delete sessions that have ended; return how many."""
        rows = await self._call("SELECT directory.remove_expired_sessions()")
        return int(rows[0][0])

    async def find_api_client(self, secret_hash: bytes) -> ApiClient | None:
        """Return a live credential and note its use (at most once a minute)."""
        rows = await self._call(
            "SELECT tenant_id, client_id, name, scopes FROM directory.find_api_client(%s)", (secret_hash,)
        )
        if not rows:
            return None
        tenant_id, client_id, name, scopes = rows[0]
        return ApiClient(tenant_id, client_id, name, frozenset(scopes))

    async def put_api_client(
        self, secret_hash: bytes, tenant_id: UUID, client_id: UUID, name: str, scopes: list[str]
    ) -> None:
        """Enter a credential."""
        await self._call(
            "SELECT directory.put_api_client(%s, %s, %s, %s, %s)", (secret_hash, tenant_id, client_id, name, scopes)
        )

    async def list_api_secrets(self, tenant_id: UUID) -> list[ApiSecret]:
        """Return every secret of an institution's clients that was not taken back, oldest first."""
        rows = await self._call(
            "SELECT secret_hash, client_id, name, scopes, created_at, last_used_at, expires_at, disabled_at"
            " FROM directory.list_api_secrets(%s)",
            (tenant_id,),
        )
        return [ApiSecret(bytes(row[0]), row[1], row[2], tuple(row[3]), *row[4:]) for row in rows]

    async def put_api_secret(
        self, secret_hash: bytes, tenant_id: UUID, client_id: UUID, expires_at: datetime | None
    ) -> None:
        """Give a client another secret, with the name and scopes that it has."""
        await self._call(
            "SELECT directory.put_api_secret(%s, %s, %s, %s)", (secret_hash, tenant_id, client_id, expires_at)
        )

    async def expire_api_secret(self, secret_hash: bytes, expires_at: datetime | None) -> None:
        """Let a secret end at a moment, or never."""
        await self._call("SELECT directory.expire_api_secret(%s, %s)", (secret_hash, expires_at))

    async def revoke_api_secret(self, tenant_id: UUID, client_id: UUID, secret_hash: bytes) -> None:
        """Take one secret back; the client's other one stays."""
        await self._call("SELECT directory.revoke_api_secret(%s, %s, %s)", (tenant_id, client_id, secret_hash))

    async def disable_api_client(self, tenant_id: UUID, client_id: UUID, *, off: bool) -> None:
        """Switch a client off, or on again."""
        await self._call("SELECT directory.disable_api_client(%s, %s, %s)", (tenant_id, client_id, off))

    async def put_api_token(self, token: bytes, secret_hash: bytes, scopes: list[str], lasts: timedelta) -> None:
        """Enter a bearer token that was given for a secret."""
        await self._call("SELECT directory.put_api_token(%s, %s, %s, %s)", (token, secret_hash, scopes, lasts))

    async def find_api_token(self, token: bytes) -> ApiClient | None:
        """Return the client of a live token, with the scopes that both have; the use of its secret is noted."""
        rows = await self._call("SELECT tenant_id, client_id, name, scopes FROM directory.find_api_token(%s)", (token,))
        return ApiClient(rows[0][0], rows[0][1], rows[0][2], frozenset(rows[0][3])) if rows else None

    async def revoke_api_client(self, tenant_id: UUID, client_id: UUID) -> None:
        """End a credential."""
        await self._call("SELECT directory.revoke_api_client(%s, %s)", (tenant_id, client_id))

    async def find_invitation(self, code_hash: bytes) -> InvitationPlace | None:
        """Return where a code leads; whether it still opens anything is for the institution to say."""
        rows = await self._call("SELECT tenant_id, invitation_id FROM directory.find_invitation(%s)", (code_hash,))
        return InvitationPlace(*rows[0]) if rows else None
