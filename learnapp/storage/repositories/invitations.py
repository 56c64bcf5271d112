"""Invitation links: made, listed, used, revoked. A link works while its section is open and its maker may invite."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One link, without its code: that is stored nowhere.

    Attributes:
        attested: Whether the institution's contract is recorded for who joins (never for a child under 13).
        open: Whether it works now.
        email_lookup: Keyed hash of the only address that it is for; None: whoever has it.
    """

    invitation_id: UUID
    section_id: UUID
    section: str
    role: str
    attested: bool
    max_uses: int
    uses: int
    created_at: datetime
    created_by: UUID
    expires_at: datetime
    revoked_at: datetime | None
    open: bool
    email_lookup: bytes | None = None


WORKS = """
    i.revoked_at IS NULL AND i.expires_at > :now AND i.uses < i.max_uses
    AND EXISTS (SELECT 1 FROM section s
                 WHERE s.tenant_id = i.tenant_id AND s.section_id = i.section_id AND s.status = 'active')
    AND EXISTS (SELECT 1 FROM person p JOIN role_grant g USING (tenant_id, person_id)
                 WHERE p.tenant_id = i.tenant_id AND p.person_id = i.created_by AND p.status = 'active'
                   AND (g.role = 'admin' OR g.role = 'instructor' AND i.role = 'student' AND NOT i.attested
                        AND EXISTS (SELECT 1 FROM enrolment e
                                     WHERE e.tenant_id = i.tenant_id AND e.section_id = i.section_id
                                       AND e.person_id = i.created_by AND e.role = 'instructor'
                                       AND e.status = 'active')))
"""
"""When the link `i` opens its section at the moment `:now`."""
_SELECT = f"""
SELECT i.invitation_id, i.section_id, s.title, i.role, i.attested, i.max_uses, i.uses, i.created_at, i.created_by,
       i.expires_at, i.revoked_at, ({WORKS}) AS open, i.email_lookup
  FROM invitation i JOIN section s ON s.tenant_id = i.tenant_id AND s.section_id = i.section_id
"""  # noqa: S608 - constants of this module
_ONE = text(_SELECT + "WHERE i.tenant_id = :tenant AND i.invitation_id = :invitation")
_OF_SECTION = "WHERE i.tenant_id = :tenant AND i.section_id = :section AND i.role = ANY(:roles) AND i.batch_id IS NULL"
_LIST = text(
    _SELECT + _OF_SECTION + " ORDER BY open DESC, i.created_at DESC, i.invitation_id LIMIT :size OFFSET :offset"
)
_COUNT = text("SELECT count(*) FROM invitation i " + _OF_SECTION)  # noqa: S608
_OPEN = text(
    "SELECT count(*) FROM invitation i WHERE i.tenant_id = :tenant AND i.section_id = :section AND i.role = :role "  # noqa: S608
    "AND i.batch_id IS NULL AND " + WORKS
)
_ADD = text("""
INSERT INTO invitation (tenant_id, invitation_id, section_id, role, attested, max_uses, created_at, created_by,
                        expires_at)
VALUES (:tenant, :invitation, :section, :role, :attested, :max_uses, :now, :by, :expires)
""")
_PUT_CODE = text("SELECT directory.put_invitation(:hash, :tenant, :invitation)")
_REMOVE_CODE = text("SELECT directory.remove_invitation(:tenant, :invitation)")
# Who has joined is among the people: the address that they were invited by is not needed any more.
_USE = text(
    "UPDATE invitation i SET uses = uses + 1, email_enc = NULL, email_lookup = NULL "  # noqa: S608
    "WHERE i.tenant_id = :tenant AND i.invitation_id = :invitation AND " + WORKS + " RETURNING 1"
)
_REVOKE = text("""
UPDATE invitation SET revoked_at = :now, revoked_by = :by, email_enc = NULL, email_lookup = NULL
 WHERE tenant_id = :tenant AND invitation_id = :invitation AND revoked_at IS NULL RETURNING 1
""")


async def add(
    session: AsyncSession,
    tenant: UUID,
    invitation: UUID,
    code_hash: bytes,
    *,
    section: UUID,
    role: str,
    attested: bool,
    max_uses: int,
    by: UUID,
    now: datetime,
    expires: datetime,
) -> None:
    """Insert a link, and the keyed hash of its code into the directory."""
    await session.execute(
        _ADD,
        {
            "tenant": tenant, "invitation": invitation, "section": section, "role": role, "attested": attested,
            "max_uses": max_uses, "now": now, "by": by, "expires": expires,
        },
    )  # fmt: skip
    await session.execute(_PUT_CODE, {"hash": code_hash, "tenant": tenant, "invitation": invitation})


async def one(session: AsyncSession, tenant: UUID, invitation: UUID, now: datetime) -> InvitationRow | None:
    """Return one link."""
    row = (await session.execute(_ONE, {"tenant": tenant, "invitation": invitation, "now": now})).first()
    return InvitationRow(*row) if row else None


async def of_section(
    session: AsyncSession, tenant: UUID, section: UUID, roles: list[str], now: datetime, *, size: int, offset: int
) -> tuple[list[InvitationRow], int]:
    """Return a page of a section's links for some roles, those that work first, and how many there are."""
    wanted = {"tenant": tenant, "section": section, "roles": roles}
    total = (await session.execute(_COUNT, wanted)).scalar_one()
    found = await session.execute(_LIST, {**wanted, "now": now, "size": size, "offset": offset})
    return [InvitationRow(*row) for row in found], int(total)


async def count_open(session: AsyncSession, tenant: UUID, section: UUID, role: str, now: datetime) -> int:
    """Return how many links into a section work now."""
    values = {"tenant": tenant, "section": section, "role": role, "now": now}
    return int((await session.execute(_OPEN, values)).scalar_one())


async def use(session: AsyncSession, tenant: UUID, invitation: UUID, now: datetime) -> bool:
    """Count one use; False when the link does not work, or no longer. Two at once: as many as there is room for."""
    found = await session.execute(_USE, {"tenant": tenant, "invitation": invitation, "now": now})
    return found.first() is not None


async def revoke(session: AsyncSession, tenant: UUID, invitation: UUID, by: UUID, now: datetime) -> bool:
    """End a link and forget its code; return whether it had not been ended before."""
    values = {"tenant": tenant, "invitation": invitation, "by": by, "now": now}
    if (await session.execute(_REVOKE, values)).first() is None:
        return False
    await session.execute(_REMOVE_CODE, {"tenant": tenant, "invitation": invitation})
    return True


@dataclass(frozen=True, slots=True)
class PersonalRow:
    """One invitation by address; `email_enc` is None once it was used or withdrawn."""

    invitation_id: UUID
    email_enc: bytes | None
    role: str
    section: str
    state: str
    created_at: datetime
    sent_at: datetime | None
    expires_at: datetime
    returned_at: datetime | None


_PERSONAL = f"""
SELECT i.invitation_id, i.email_enc, i.role, s.title,
       CASE WHEN i.revoked_at IS NOT NULL THEN 'revoked' WHEN i.uses >= i.max_uses THEN 'used'
            WHEN i.expires_at <= :now THEN 'expired' WHEN {WORKS} THEN 'open' ELSE 'closed' END AS state,
       i.created_at, i.sent_at, i.expires_at, i.returned_at
  FROM invitation i JOIN section s ON s.tenant_id = i.tenant_id AND s.section_id = i.section_id
 WHERE i.tenant_id = :tenant AND i.batch_id IS NOT NULL
"""  # noqa: S608 - constants of this module
_PERSONAL_LIST = text(_PERSONAL + " ORDER BY i.created_at DESC, i.invitation_id LIMIT :size OFFSET :offset")
_PERSONAL_ONE = text(_PERSONAL + " AND i.invitation_id = :invitation")
_UNSENT = text(_PERSONAL + " AND i.batch_id = :batch AND i.sent_at IS NULL AND i.uses = 0 ORDER BY i.invitation_id")
_OPEN_FOR = text(
    "SELECT i.email_lookup, i.section_id FROM invitation i WHERE i.tenant_id = :tenant "  # noqa: S608
    "AND i.email_lookup = ANY(:lookups) AND " + WORKS
)


_ADDRESSED = text("""
SELECT invitation_id, email_enc, email_lookup FROM invitation
 WHERE tenant_id = :tenant AND invitation_id > :after AND email_enc IS NOT NULL AND email_lookup IS NOT NULL
 ORDER BY invitation_id LIMIT :size FOR UPDATE
""")


async def addressed(
    session: AsyncSession, tenant: UUID, after: UUID, size: int
) -> list[tuple[UUID, bytes, bytes]]:  # fmt: skip
    """Return the next links after an id that are for one address: (link, sealed address, its keyed hash), locked."""
    rows = await session.execute(_ADDRESSED, {"tenant": tenant, "after": after, "size": size})
    return [(row[0], bytes(row[1]), bytes(row[2])) for row in rows]


_WORKING = text("SELECT count(*) FROM invitation i WHERE i.tenant_id = :tenant AND " + WORKS)  # noqa: S608 - constants


async def count_working(session: AsyncSession, tenant: UUID, now: datetime) -> int:
    """Return how many links of an institution work now, for one address or for whoever has them."""
    return int((await session.execute(_WORKING, {"tenant": tenant, "now": now})).scalar_one())


async def rekey(session: AsyncSession, tenant: UUID, invitation: UUID, lookup: bytes) -> None:
    """Keep the address of a link under another keyed hash."""
    await session.execute(
        text("UPDATE invitation SET email_lookup = :lookup WHERE tenant_id = :tenant AND invitation_id = :invitation"),
        {"tenant": tenant, "invitation": invitation, "lookup": lookup},
    )


async def make_personal(
    session: AsyncSession, tenant: UUID, invitation: UUID, batch: UUID, email_enc: bytes, email_lookup: bytes
) -> None:
    """Let a link be for one address only."""
    await session.execute(
        text(
            "UPDATE invitation SET batch_id = :batch, email_enc = :email_enc, email_lookup = :email_lookup "
            "WHERE tenant_id = :tenant AND invitation_id = :invitation"
        ),
        {
            "tenant": tenant, "invitation": invitation, "batch": batch, "email_enc": email_enc,
            "email_lookup": email_lookup,
        },
    )  # fmt: skip


async def personal(
    session: AsyncSession, tenant: UUID, now: datetime, *, offset: int, size: int
) -> tuple[list[PersonalRow], int]:
    """Return a page of invitations by address, newest first, and how many there are."""
    total = await session.execute(
        text("SELECT count(*) FROM invitation WHERE tenant_id = :tenant AND batch_id IS NOT NULL"), {"tenant": tenant}
    )
    found = await session.execute(_PERSONAL_LIST, {"tenant": tenant, "now": now, "size": size, "offset": offset})
    return [PersonalRow(*row) for row in found], int(total.scalar_one())


async def personal_one(session: AsyncSession, tenant: UUID, invitation: UUID, now: datetime) -> PersonalRow | None:
    """Return one invitation by address."""
    found = await session.execute(_PERSONAL_ONE, {"tenant": tenant, "invitation": invitation, "now": now})
    row = found.first()
    return PersonalRow(*row) if row else None


async def unsent(session: AsyncSession, tenant: UUID, batch: UUID, now: datetime) -> list[PersonalRow]:
    """Return the invitations of a batch whose letter has not gone yet."""
    found = await session.execute(_UNSENT, {"tenant": tenant, "batch": batch, "now": now})
    return [PersonalRow(*row) for row in found]


async def open_for(
    session: AsyncSession, tenant: UUID, lookups: list[bytes], now: datetime
) -> list[tuple[bytes, UUID]]:
    """Return (keyed hash of the address, section) of links that work for these addresses."""
    found = await session.execute(_OPEN_FOR, {"tenant": tenant, "lookups": lookups, "now": now})
    return [(bytes(row.email_lookup), row.section_id) for row in found]


async def renew(
    session: AsyncSession, tenant: UUID, invitation: UUID, code_hash: bytes, batch: UUID, expires: datetime,
    message: UUID | None = None,
) -> None:  # fmt: skip
    """Put another code in the place of a link's own, which works no longer.

    Args:
        session: The transaction.
        tenant: The institution.
        invitation: The link.
        code_hash: Keyed hash of the new code.
        batch: The list that is sent.
        expires: When the link ends.
        message: The letter that is about to go out; one of before that comes back is none of its business any more.
    """
    await session.execute(
        text(
            "UPDATE invitation SET batch_id = :batch, expires_at = :expires, sent_at = NULL, message_id = :message, "
            "returned_at = NULL WHERE tenant_id = :tenant AND invitation_id = :invitation"
        ),
        {"tenant": tenant, "invitation": invitation, "batch": batch, "expires": expires, "message": message},
    )
    await session.execute(_REMOVE_CODE, {"tenant": tenant, "invitation": invitation})
    await session.execute(_PUT_CODE, {"hash": code_hash, "tenant": tenant, "invitation": invitation})


async def sent(session: AsyncSession, tenant: UUID, invitation: UUID, now: datetime) -> None:
    """Note that a letter has gone."""
    await session.execute(
        text("UPDATE invitation SET sent_at = :now WHERE tenant_id = :tenant AND invitation_id = :invitation"),
        {"tenant": tenant, "invitation": invitation, "now": now},
    )


_RETURNED = text("""
UPDATE invitation SET returned_at = :now
 WHERE tenant_id = :tenant AND message_id = :message AND returned_at IS NULL AND uses = 0 AND revoked_at IS NULL
RETURNING 1
""")
_WENT_IN = text("SELECT EXISTS (SELECT 1 FROM invitation WHERE tenant_id = :tenant AND message_id = :message)")


async def returned(session: AsyncSession, tenant: UUID, message: UUID, now: datetime) -> bool:
    """Note that the letter of an invitation came back; False when that is known, or it is used or withdrawn."""
    found = await session.execute(_RETURNED, {"tenant": tenant, "message": message, "now": now})
    return found.first() is not None


async def went_in(session: AsyncSession, tenant: UUID, message: UUID) -> bool:
    """Return whether an invitation went out in a letter."""
    return bool((await session.execute(_WENT_IN, {"tenant": tenant, "message": message})).scalar_one())
