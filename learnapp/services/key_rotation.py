"""A new master key: every institution's key is wrapped by it, and addresses are found by hashes under it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.integrations.web_push import subscription
from learnapp.security.access import Actor, system_actor
from learnapp.security.crypto import Keyring, TenantKey
from learnapp.services import current, sessions, trail
from learnapp.services.bulk_invitations import PURPOSE as INVITED
from learnapp.storage.repositories import delivery_setup as delivery_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import invitations as invitation_rows
from learnapp.storage.repositories import sections as section_rows

BATCH = 500
_FIRST = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was brought under the present master key.

    Attributes:
        keys: Institutions' keys wrapped anew.
        people: Addresses whose keyed hash was made anew.
        kept: Other keyed hashes: of addresses that are switched off or written to, and of those that links are for.
    """

    keys: int = 0
    people: int = 0
    kept: int = 0


async def rotate(actor: Actor) -> Rotated:
    """Bring one institution under the present master key; what is there already stays as it is.

    Each batch is a transaction of its own, and nothing is remembered between them: after a stop, the next run looks
    at everything again and goes on with what is still under the previous key. Signing in works all the while.

    Raises:
        ForbiddenError: The actor is not the system.
        InvalidInputError: There is no previous key to come from.
        UnavailableError: A key opens neither under the present nor under the previous master key.
    """
    await trail.authorise(actor, "rotate", "tenant_key")
    keyring: Keyring = current().keyring
    if not keyring.turning:
        raise InvalidInputError("Set PREVIOUS_MASTER_KEY to the key that MASTER_KEY takes the place of, and try again.")
    keys = people = kept = 0
    async with current().db.transaction(actor.tenant_id) as tx:
        wrapped = await section_rows.tenant_key(tx.session, actor.tenant_id)
        if wrapped is None:
            return Rotated()
        anew = keyring.rewrap(actor.tenant_id, wrapped)
        if anew is not None and await section_rows.set_tenant_key(tx.session, actor.tenant_id, wrapped, anew):
            keys = 1
    after: UUID | None = _FIRST
    while after is not None:
        after, changed, stopped = await _addresses(actor.tenant_id, keyring, anew or wrapped, after)
        people, kept = people + changed, kept + stopped
    key = keyring.tenant(actor.tenant_id, anew or wrapped)
    for others in (_ways, _links):
        after = _FIRST
        while after is not None:
            after, changed = await others(key, keyring, after)
            kept += changed
    if keys or people or kept:
        detail = {"keys": keys, "people": people, "kept": kept}
        await trail.audit(actor, "key.rotate", "tenant_key", detail=detail)
    return Rotated(keys, people, kept)


async def _addresses(tenant_id: UUID, keyring: Keyring, wrapped: bytes, after: UUID) -> tuple[UUID | None, int, int]:
    """Make the keyed hashes of one batch anew.

    Returns:
        The last id (None: there are no more), how many people's changed, and how many notes that mail is switched off.
    """
    key = keyring.tenant(tenant_id, wrapped)
    async with current().db.transaction(tenant_id) as tx:
        found = await people_rows.addresses(tx.session, tenant_id, after, BATCH)
        changed = stopped = 0
        for one in found:
            own = key.open_person_key(one.person_id, one.person_key)
            email = own.decrypt("email", one.email_enc)
            lookup, *before = keyring.email_lookups(email)
            # Nothing but this hash is kept of an address that is switched off. Also where the person is found by the
            # present key already: an earlier rotation may have left it behind.
            stopped += await delivery_rows.rekey(tx.session, tenant_id, one.person_id, "mail", before, lookup)
            if lookup == bytes(one.email_lookup):
                continue
            await people_rows.update_person(tx.session, tenant_id, one.person_id, {"email_lookup": lookup})
            await sessions.remove_login(tx.session, tenant_id, one.person_id)
            await sessions.put_logins(tx.session, tenant_id, [(lookup, one.person_id)])
            changed += 1
    return (found[-1].person_id if len(found) == BATCH else None), changed, stopped


async def _ways(key: TenantKey, keyring: Keyring, after: UUID) -> tuple[UUID | None, int]:
    """The same for addresses of other ways than mail, which are kept sealed: the same one again is the same row."""
    async with current().db.transaction(key.tenant_id) as tx:
        found = await delivery_rows.kept_addresses(tx.session, key.tenant_id, after, BATCH)
        changed = 0
        for one in found:
            own = key.open_person_key(one.person_id, one.person_key)
            plain = own.decrypt(f"address/{one.channel}", one.sealed)
            text = subscription(plain).endpoint if one.channel == "web_push" else plain
            lookup, *before = keyring.lookups(f"delivery/{one.channel}", text)
            changed += await delivery_rows.rekey(
                tx.session, key.tenant_id, one.person_id, one.channel, before, lookup
            )  # fmt: skip
    return (found[-1].address_id if len(found) == BATCH else None), changed


async def _links(key: TenantKey, keyring: Keyring, after: UUID) -> tuple[UUID | None, int]:
    """The same for links of invitation that are for one address only."""
    async with current().db.transaction(key.tenant_id) as tx:
        found = await invitation_rows.addressed(tx.session, key.tenant_id, after, BATCH)
        changed = 0
        for link, sealed, kept in found:
            lookup = keyring.email_lookup(key.open(INVITED, sealed).decode())
            if lookup != kept:
                await invitation_rows.rekey(tx.session, key.tenant_id, link, lookup)
                changed += 1
    return (found[-1][0] if len(found) == BATCH else None), changed


async def open_links() -> int:
    """Return how many invitation links of all institutions work now.

    Of a link nothing is kept but a keyed hash of its code, so that nobody can make one out of the database, and no
    hash can be made anew without the code: those from before a change of the master key end with the previous key.
    """
    found = 0
    for tenant in await current().db.directory.tenants():
        async with current().db.transaction(tenant.tenant_id) as tx:
            found += await invitation_rows.count_working(tx.session, tenant.tenant_id, current().clock.now())
    return found


async def rotate_all(say: Callable[[str], None]) -> Rotated:
    """Bring every institution under the present master key; see `rotate`.

    Args:
        say: Gets one line for each institution that had something to change.
    """
    keys = people = kept = 0
    for tenant in await current().db.directory.tenants():
        done = await rotate(system_actor(tenant.tenant_id))
        if done != Rotated():
            say(f"  {tenant.slug}: {done.people} addresses")
        keys, people, kept = keys + done.keys, people + done.people, kept + done.kept
    return Rotated(keys, people, kept)
