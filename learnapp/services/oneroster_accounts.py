"""Whose account a line of a roster file is: may it be who it says, and what is written of who is new or corrected."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.integrations.oneroster.rows import UserLine
from learnapp.security.crypto import TenantKey, normalise_email
from learnapp.services import current, people, sessions
from learnapp.storage.repositories import identity as rows
from learnapp.storage.repositories.identity import SealedPerson
from learnapp.storage.repositories.roster_import import Link
from learnapp.storage.repositories.sections import Institution

RIGHTS = frozenset({"instructor", "assistant", "guardian"})
"""Who sees other people. Students join by a link with whatever address they type: a file gives such an account none of
these, or whoever types a teacher's address before the teacher comes would teach."""


def why_not(
    line: UserLine,
    link: Link | None,
    held: SealedPerson | None,
    same: SealedPerson | None,
    roles: frozenset[str],
    taken: dict[UUID, str],
) -> str:
    """Return the reason for which a line cannot be who it says, "" when it can.

    Args:
        line: Of users.csv.
        link: What an import has made or found of its `sourcedId`.
        held: The account of the link.
        same: The account that has its address.
        roles: What the file gives.
        taken: `sourcedId` of the line that each account stands for already.
    """
    if link is not None and (held is None or held.status == "erased"):
        return "erased"
    if same is not None and link is not None and same.person_id != link.object_id:
        return "email-taken"
    if same is not None and taken.get(same.person_id, line.sourced_id) != line.sourced_id:
        return "email-taken"
    if link is None and same is not None and set(same.roles) <= {"student"} and (roles - set(same.roles)) & RIGHTS:
        return "email-student"
    return ""


def new_row(line: UserLine, name: str, institution: Institution, key: TenantKey, now: datetime) -> dict[str, object]:
    """Return the row of a new person: without a password, for they come by single sign-on or are given one."""
    if line.email:
        person = people.NewPerson(line.email, name, (), None, institution.locale)
        return people.sealed_row(current().keyring, key, person, None, must_change=False, now=now)
    own = uuid7()
    data_key, wrapped = key.new_person_key(own)
    return {
        "tenant": institution.tenant_id, "person": own, "email_lookup": None, "email_enc": None,
        "name_enc": data_key.encrypt("name", name), "birth_date_enc": None, "password_hash": None,
        "must_change": False, "locale": institution.locale, "now": now, "wrapped_key": wrapped,
    }  # fmt: skip


async def correct(
    session: AsyncSession, tenant: UUID, held: SealedPerson, link: Link, line: UserLine, name: str, lookup: bytes | None
) -> list[tuple[bytes, UUID]]:
    """Correct name and address of somebody whom an import has made; return their new login."""
    keyring = current().keyring
    key, view = people.open_key(keyring, held), people.reveal(keyring, held)
    if key is None:
        return []
    values: dict[str, object] = {}
    if view.name != name:
        values["name_enc"] = key.encrypt("name", name)
    if not link.active and held.status == "suspended":
        values["status"] = "active"
    moved = lookup is not None and view.email != normalise_email(line.email)
    if moved:
        values |= {"email_lookup": lookup, "email_enc": key.encrypt("email", normalise_email(line.email))}
        await sessions.remove_login(session, tenant, held.person_id)
    if values:
        await rows.update_person(session, tenant, held.person_id, values)
    return [(lookup, held.person_id)] if moved and lookup is not None else []
