"""What an institution asks of everybody who signs in: its provider, a second step, an end to every session."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, people, sessions, trail
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import second_factor as factor_rows
from learnapp.storage.repositories import sign_on as rows

LEAST_IDLE, LEAST_HOURS = 5, 1


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules, with who may always use a password.

    Attributes:
        idle_minutes: A session ends after so long without use; never longer than the server allows.
        most_hours: A session ends after so long in any case; never longer than the server allows.
        most_idle: The server's own limit, minutes.
        most_most: The server's own limit, hours.
        admins: (person, name, may always use the password, has a second step) of every active admin.
        may_enforce: A provider is switched on.
        slug: Of the institution, for the command by which whoever runs the server lets an admin in.
        would_lock: The actor has a password that would not be taken any more.
    """

    enforced: bool
    second_step: bool
    idle_minutes: int
    most_hours: int
    most_idle: int
    most_most: int
    admins: tuple[tuple[UUID, str, bool, bool], ...]
    may_enforce: bool
    slug: str
    would_lock: bool


def _limits() -> tuple[int, int]:
    settings = current().settings
    return settings.session_idle_minutes, settings.session_days * 24


async def rules(actor: Actor) -> RulesView:
    """Return the rules of the actor's institution.

    Raises:
        ForbiddenError: The actor may not see how people sign in.
    """
    await trail.authorise(actor, "read", "sign_on")
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        rule = await rows.rule(tx.session, tenant)
        named = set(await rows.break_glass(tx.session, tenant))
        found, _ = await people_rows.list_people(
            tx.session, tenant, role="admin", status="active", section=None, offset=0, size=100
        )
        safe = await factor_rows.confirmed(tx.session, tenant, [one.person_id for one in found])
        offered = await rows.providers(tx.session, tenant)
    idle, most = _limits()
    admins = tuple(
        (one.person_id, people.reveal(services.keyring, one).name, one.person_id in named, one.person_id in safe)
        for one in found
    )
    return RulesView(
        rule.enforced, rule.second_step, min(rule.idle_minutes or idle, idle), min(rule.most_hours or most, most),
        idle, most, admins, any(one.enabled for one in offered), await current().db.directory.slug_of(tenant),
        any(one.person_id == actor.person_id and one.password_hash is not None for one in found)
        and actor.person_id not in named,
    )  # fmt: skip


async def set_limits(actor: Actor, idle_minutes: int, most_hours: int) -> None:
    """Choose when sessions end; it counts for those that are open, too.

    Raises:
        ForbiddenError: The actor may not change how people sign in.
        InvalidInputError: A limit is too short, or longer than the server's own.
    """
    await trail.authorise(actor, "update", "sign_on")
    idle, most = _limits()
    if not LEAST_IDLE <= idle_minutes <= idle:
        raise InvalidInputError(f"Choose {LEAST_IDLE} to {idle} minutes without use.")
    if not LEAST_HOURS <= most_hours <= most:
        raise InvalidInputError(f"Choose {LEAST_HOURS} to {most} hours in all.")
    await _put(actor, idle_minutes=idle_minutes, most_hours=most_hours)


async def set_second_step(actor: Actor, on: bool) -> None:
    """Demand the second step of administrators and auditors who sign in with a password, from their next time on.

    Raises:
        ConflictError: The actor has none: nobody demands what they could not do.
        ForbiddenError: The actor may not change how people sign in.
    """
    await trail.authorise(actor, "update", "sign_on")
    if on:
        async with current().db.transaction(actor.tenant_id) as tx:
            me = await people_rows.person(tx.session, actor.tenant_id, actor.person_id)
            safe = await factor_rows.confirmed(tx.session, actor.tenant_id, [actor.person_id])
        if me is not None and me.password_hash is not None and not safe:
            raise ConflictError("Set the second step up on your own account page first, then ask for it of others.")
    await _put(actor, second_step=on)


async def set_enforced(actor: Actor, on: bool) -> None:
    """Take passwords from the named administrators only; sessions of others that began with one end.

    Raises:
        ConflictError: No provider is switched on, or nobody is named who could get in when it is away.
        ForbiddenError: The actor may not change how people sign in.
    """
    await trail.authorise(actor, "update", "sign_on")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        offered = await rows.providers(tx.session, tenant)
        named = await rows.break_glass(tx.session, tenant)
        found = await people_rows.people_by_id(tx.session, tenant, named)
    if on and not any(one.enabled for one in offered):
        raise ConflictError("Switch a provider on first. Otherwise nobody could sign in.")
    if on and not any(one.password_hash is not None for one in found.values()):
        raise ConflictError("Name an administrator with a password first, who gets in when the provider is away.")
    await _put(actor, enforced=on)
    if on:
        keep = [*named, actor.person_id]
        for person in await current().db.directory.revoke_password_sessions(tenant, keep):
            sessions.forget_person(person)


async def name_break_glass(actor: Actor, person_id: UUID, on: bool) -> None:
    """Let an admin use their password always, or take that away.

    Raises:
        ConflictError: It is the last one, and passwords are not taken from anybody else.
        ForbiddenError: The actor may not change how people sign in.
        NotFoundError: There is no such admin here.
    """
    await trail.authorise(actor, "update", "sign_on")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        row = await people_rows.person(tx.session, tenant, person_id)
        if row is None or row.status != "active" or "admin" not in row.roles:
            raise NotFoundError("There is no such administrator any more. Reload the page.")
        if on:
            await rows.name_break_glass(tx.session, tenant, person_id, actor.person_id, current().clock.now())
        else:
            named = await rows.break_glass(tx.session, tenant)
            if (await rows.rule(tx.session, tenant)).enforced and set(named) <= {person_id}:
                raise ConflictError("This is the last one. Name another administrator first, or allow passwords again.")
            await rows.unname_break_glass(tx.session, tenant, person_id)
        await trail.audit(
            actor, "sign_on.name_break_glass" if on else "sign_on.unname_break_glass", "person", object_id=person_id,
            subject_id=person_id, session=tx.session,
        )  # fmt: skip


async def _put(
    actor: Actor,
    *,
    enforced: bool | None = None,
    second_step: bool | None = None,
    idle_minutes: int | None = None,
    most_hours: int | None = None,
) -> None:
    async with current().db.transaction(actor.tenant_id) as tx:
        before = await rows.rule(tx.session, actor.tenant_id)
        after = {
            "enforced": before.enforced if enforced is None else enforced,
            "second_step": before.second_step if second_step is None else second_step,
            "idle_minutes": before.idle_minutes if idle_minutes is None else idle_minutes,
            "most_hours": before.most_hours if most_hours is None else most_hours,
        }
        await rows.set_rule(
            tx.session, actor.tenant_id, enforced=bool(after["enforced"]), second_step=bool(after["second_step"]),
            idle_minutes=after["idle_minutes"], most_hours=after["most_hours"],
        )  # fmt: skip
        await trail.audit(actor, "sign_on.rules", "sign_on", detail=dict(after), session=tx.session)
    sessions.forget_everyone()
