"""An institution's providers, its domains, who is who there, and its rules for signing in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.storage.changes import change_row


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider as stored; the secret and the trial's claims are sealed by the institution's key."""

    provider_id: UUID
    name: str
    issuer: str
    client_id: str
    secret_enc: bytes | None
    mapping: dict[str, Any]
    enabled: bool
    new_accounts: bool
    link_by_email: bool
    admin_roles: bool
    proved_at: datetime | None
    last_problem: str
    trial_enc: bytes | None
    trial_by: UUID | None
    trial_at: datetime | None
    kind: str
    saml: dict[str, Any] | None
    key_enc: bytes | None
    certificate: str


@dataclass(frozen=True, slots=True)
class DomainRow:
    """One domain that an institution says is its own."""

    domain: str
    provider_id: UUID
    proof: str
    proved_at: datetime | None


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """Who somebody is at a provider."""

    person_id: UUID
    how: str
    linked_at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """One of a person's links."""

    provider_id: UUID
    name: str
    how: str
    linked_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class RuleRow:
    """What an institution asks of everybody who signs in."""

    enforced: bool = False
    second_step: bool = False
    idle_minutes: int | None = None
    most_hours: int | None = None


_PROVIDER = """
SELECT provider_id, name, issuer, client_id, secret_enc, mapping, enabled, new_accounts, link_by_email, admin_roles,
       proved_at, last_problem, trial_enc, trial_by, trial_at, kind, saml, key_enc, certificate
  FROM sign_in_provider WHERE tenant_id = :tenant
"""
_CHANGEABLE = frozenset(
    """name issuer client_id secret_enc mapping enabled new_accounts link_by_email admin_roles proved_at last_problem
    trial_enc trial_by trial_at saml""".split()
)


async def providers(session: AsyncSession, tenant: UUID) -> list[ProviderRow]:
    """Return every provider, the oldest first."""
    found = await session.execute(text(_PROVIDER + "ORDER BY made_at, provider_id LIMIT 50"), {"tenant": tenant})
    return [ProviderRow(*row) for row in found]


async def provider(session: AsyncSession, tenant: UUID, provider_id: UUID) -> ProviderRow | None:
    """Return one provider."""
    wanted = {"tenant": tenant, "provider": provider_id}
    row = (await session.execute(text(_PROVIDER + "AND provider_id = :provider"), wanted)).one_or_none()
    return ProviderRow(*row) if row is not None else None


async def add_provider(
    session: AsyncSession,
    tenant: UUID,
    provider_id: UUID,
    *,
    name: str,
    issuer: str,
    client_id: str,
    secret_enc: bytes | None,
    by: UUID,
    now: datetime,
    saml: dict[str, Any] | None = None,
    key_enc: bytes | None = None,
    certificate: str = "",
    mapping: dict[str, Any] | None = None,
) -> None:
    """Enter a provider that nobody can use yet; with `saml` it is one of SAML 2.0, and has our key towards it."""
    await session.execute(
        text(
            "INSERT INTO sign_in_provider (tenant_id, provider_id, name, issuer, client_id, secret_enc, made_by,"
            " made_at, kind, saml, key_enc, certificate, mapping) VALUES (:tenant, :provider, :name, :issuer, :client,"
            " :secret, :by, :now, :kind, :saml, :key, :certificate, :mapping)"
        ),
        {
            "tenant": tenant, "provider": provider_id, "name": name, "issuer": issuer, "client": client_id,
            "secret": secret_enc, "by": by, "now": now, "kind": "oidc" if saml is None else "saml",
            "saml": Jsonb(saml) if saml is not None else None, "key": key_enc, "certificate": certificate,
            "mapping": Jsonb(mapping or {}),
        },
    )  # fmt: skip


async def change_provider(session: AsyncSession, tenant: UUID, provider_id: UUID, changes: dict[str, Any]) -> bool:
    """Change some columns of a provider; return whether there is such a one.

    Raises:
        ValueError: A name is no column that may change.
    """
    return await change_row(session, "sign_in_provider", "provider_id", tenant, provider_id, changes, _CHANGEABLE)


async def remove_provider(session: AsyncSession, tenant: UUID, provider_id: UUID) -> bool:
    """Remove a provider with its domains and everybody's link to it."""
    found = await session.execute(
        text("DELETE FROM sign_in_provider WHERE tenant_id = :tenant AND provider_id = :provider RETURNING 1"),
        {"tenant": tenant, "provider": provider_id},
    )
    return found.first() is not None


async def domains(session: AsyncSession, tenant: UUID) -> list[DomainRow]:
    """Return every domain, by name."""
    found = await session.execute(
        text(
            "SELECT domain, provider_id, proof, proved_at FROM sign_in_domain WHERE tenant_id = :tenant"
            " ORDER BY domain LIMIT 200"
        ),
        {"tenant": tenant},
    )
    return [DomainRow(*row) for row in found]


async def add_domain(session: AsyncSession, tenant: UUID, domain: str, provider_id: UUID, proof: str) -> None:
    """Note a domain that is not proved yet; one that is there keeps its proof and goes to this provider."""
    await session.execute(
        text(
            "INSERT INTO sign_in_domain (tenant_id, domain, provider_id, proof)"
            " VALUES (:tenant, :domain, :provider, :proof)"
            " ON CONFLICT (tenant_id, domain) DO UPDATE SET provider_id = excluded.provider_id"
        ),
        {"tenant": tenant, "domain": domain, "provider": provider_id, "proof": proof},
    )


async def prove_domain(session: AsyncSession, tenant: UUID, domain: str, now: datetime) -> bool:
    """Enter a domain into the directory as the institution's; False when it is another one's."""
    marked = await session.execute(
        text("UPDATE sign_in_domain SET proved_at = :now WHERE tenant_id = :tenant AND domain = :domain RETURNING 1"),
        {"tenant": tenant, "domain": domain, "now": now},
    )
    if marked.first() is None:
        return False
    owner = await session.execute(
        text("SELECT tenant_id FROM directory.put_sign_in_domain(:domain, :tenant)"),
        {"domain": domain, "tenant": tenant},
    )
    return bool(owner.scalar_one() == tenant)


async def remove_domain(session: AsyncSession, tenant: UUID, domain: str) -> bool:
    """Give a domain up."""
    found = await session.execute(
        text("DELETE FROM sign_in_domain WHERE tenant_id = :tenant AND domain = :domain RETURNING 1"),
        {"tenant": tenant, "domain": domain},
    )
    if found.first() is None:
        return False
    await session.execute(
        text("SELECT directory.remove_sign_in_domain(:domain, :tenant)"), {"domain": domain, "tenant": tenant}
    )
    return True


async def identity(session: AsyncSession, tenant: UUID, provider_id: UUID, subject: bytes) -> IdentityRow | None:
    """Return who has this subject at a provider."""
    row = (
        await session.execute(
            text(
                "SELECT person_id, how, linked_at FROM sign_in_identity"
                " WHERE tenant_id = :tenant AND provider_id = :provider AND subject = :subject"
            ),
            {"tenant": tenant, "provider": provider_id, "subject": subject},
        )
    ).one_or_none()
    return IdentityRow(*row) if row is not None else None


async def add_identity(
    session: AsyncSession, tenant: UUID, provider_id: UUID, subject: bytes, person_id: UUID, how: str, now: datetime
) -> None:
    """Link a person to a subject."""
    await session.execute(
        text(
            "INSERT INTO sign_in_identity (tenant_id, provider_id, subject, person_id, how, linked_at, used_at)"
            " VALUES (:tenant, :provider, :subject, :person, :how, :now, :now)"
        ),
        {
            "tenant": tenant, "provider": provider_id, "subject": subject, "person": person_id, "how": how, "now": now,
        },
    )  # fmt: skip


async def use_identity(session: AsyncSession, tenant: UUID, provider_id: UUID, subject: bytes, now: datetime) -> None:
    """Note that somebody has signed in by it."""
    await session.execute(
        text(
            "UPDATE sign_in_identity SET used_at = :now"
            " WHERE tenant_id = :tenant AND provider_id = :provider AND subject = :subject"
        ),
        {"tenant": tenant, "provider": provider_id, "subject": subject, "now": now},
    )


async def identities_of(session: AsyncSession, tenant: UUID, person_id: UUID) -> list[LinkRow]:
    """Return a person's links."""
    found = await session.execute(
        text(
            "SELECT i.provider_id, p.name, i.how, i.linked_at, i.used_at FROM sign_in_identity i"
            " JOIN sign_in_provider p USING (tenant_id, provider_id)"
            " WHERE i.tenant_id = :tenant AND i.person_id = :person ORDER BY i.linked_at LIMIT 100"
        ),
        {"tenant": tenant, "person": person_id},
    )
    return [LinkRow(*row) for row in found]


async def remove_identity(session: AsyncSession, tenant: UUID, provider_id: UUID, person_id: UUID) -> bool:
    """Take a person's link to a provider away."""
    found = await session.execute(
        text(
            "DELETE FROM sign_in_identity WHERE tenant_id = :tenant AND provider_id = :provider"
            " AND person_id = :person RETURNING 1"
        ),
        {"tenant": tenant, "provider": provider_id, "person": person_id},
    )
    return found.first() is not None


async def roles_given_by(session: AsyncSession, tenant: UUID, person_id: UUID, by: UUID) -> set[str]:
    """Return the roles of a person that somebody, or a provider, has given."""
    found = await session.execute(
        text("SELECT role FROM role_grant WHERE tenant_id = :tenant AND person_id = :person AND granted_by = :by"),
        {"tenant": tenant, "person": person_id, "by": by},
    )
    return set(found.scalars())


async def rule(session: AsyncSession, tenant: UUID) -> RuleRow:
    """Return an institution's rules; without any, those of a server that asks nothing more."""
    row = (
        await session.execute(
            text("SELECT enforced, second_step, idle_minutes, most_hours FROM sign_in_rule WHERE tenant_id = :tenant"),
            {"tenant": tenant},
        )
    ).one_or_none()
    return RuleRow(*row) if row is not None else RuleRow()


async def set_rule(
    session: AsyncSession,
    tenant: UUID,
    *,
    enforced: bool,
    second_step: bool,
    idle_minutes: int | None,
    most_hours: int | None,
) -> None:
    """Put the rules in the place of those before, also where sessions are looked up."""
    await session.execute(
        text(
            "INSERT INTO sign_in_rule (tenant_id, enforced, second_step, idle_minutes, most_hours)"
            " VALUES (:tenant, :enforced, :second, :idle, :most) ON CONFLICT (tenant_id) DO UPDATE SET"
            " enforced = excluded.enforced, second_step = excluded.second_step,"
            " idle_minutes = excluded.idle_minutes, most_hours = excluded.most_hours"
        ),
        {"tenant": tenant, "enforced": enforced, "second": second_step, "idle": idle_minutes, "most": most_hours},
    )
    await session.execute(
        text("SELECT directory.put_session_rule(:tenant, :idle, :lasts)"),
        {
            "tenant": tenant,
            "idle": timedelta(minutes=idle_minutes) if idle_minutes else None,
            "lasts": timedelta(hours=most_hours) if most_hours else None,
        },
    )


async def break_glass(session: AsyncSession, tenant: UUID) -> list[UUID]:
    """Return the admins who may always use their password: those who still are active admins."""
    found = await session.execute(
        text(
            "SELECT b.person_id FROM break_glass b JOIN person p USING (tenant_id, person_id)"
            " JOIN role_grant g ON g.tenant_id = b.tenant_id AND g.person_id = b.person_id AND g.role = 'admin'"
            " WHERE b.tenant_id = :tenant AND p.status = 'active' ORDER BY b.named_at, b.person_id"
        ),
        {"tenant": tenant},
    )
    return list(found.scalars())


async def name_break_glass(session: AsyncSession, tenant: UUID, person_id: UUID, by: UUID, now: datetime) -> None:
    """Let an admin use their password always."""
    await session.execute(
        text(
            "INSERT INTO break_glass (tenant_id, person_id, named_by, named_at) VALUES (:tenant, :person, :by, :now)"
            " ON CONFLICT DO NOTHING"
        ),
        {"tenant": tenant, "person": person_id, "by": by, "now": now},
    )


async def unname_break_glass(session: AsyncSession, tenant: UUID, person_id: UUID) -> bool:
    """Take that away again."""
    found = await session.execute(
        text("DELETE FROM break_glass WHERE tenant_id = :tenant AND person_id = :person RETURNING 1"),
        {"tenant": tenant, "person": person_id},
    )
    return found.first() is not None


async def sections_titled(session: AsyncSession, tenant: UUID, titles: Sequence[str]) -> list[UUID]:
    """Return the open sections with these titles, in whatever letters; a title that two have is none."""
    found = await session.execute(
        text(
            "SELECT min(section_id::text)::uuid FROM section WHERE tenant_id = :tenant AND status = 'active'"
            " AND lower(title) = ANY(:titles) GROUP BY lower(title) HAVING count(*) = 1"
        ),
        {"tenant": tenant, "titles": [title.lower() for title in titles]},
    )
    return list(found.scalars())
