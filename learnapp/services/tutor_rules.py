"""When a class does without the tutor, and who may read what students say to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.pauses import Pause, back_at
from learnapp.security.access import Actor
from learnapp.services import current, switches, trail
from learnapp.storage.repositories import tutor_rules as rows
from learnapp.storage.repositories.tutor_rules import Policy

READERS = ("nobody", "worry", "section")
"""Who besides the student may read what they say to the tutor, the fewest first."""
MOST_PAUSES = 40


@dataclass(frozen=True)
class PauseView:
    """Hours of a class without the tutor; `day` is the ISO date where it is one day only, else ""."""

    id: str = ""
    weekday: int = 0
    day: str = ""
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True)
class HoursView:
    """When a class does without the tutor.

    Attributes:
        on: Whether the class has the tutor at all.
        back_at: When it comes back, ISO; "" where no hours run now.
        zone: The school's time zone, by whose clock the hours are.
        readers: Who may read what students say; see `READERS`.
    """

    section: str = ""
    on: bool = True
    back_at: str = ""
    zone: str = ""
    readers: str = "nobody"
    rows: list[PauseView] = field(default_factory=list)


def fewer(first: str, second: str) -> str:
    """Return of two answers to who may read the one by which fewer may."""
    return min(first, second, key=READERS.index)


async def hours(actor: Actor, section_id: UUID) -> HoursView:
    """Return when a class does without the tutor.

    Raises:
        ForbiddenError: The actor neither teaches nor helps there.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "tutor_hours", section_id=section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await rows.class_of(tx.session, tenant, section_id)
        if found is None:
            raise NotFoundError("There is no such class. Go back to your classes.")
        pauses = await rows.pauses(tx.session, tenant, section_id)
        chosen = await rows.policy(tx.session, tenant)
    title, name = found
    zone, now = ZoneInfo(name), current().clock.now()
    over = back_at([one.hours for one in pauses], now, zone)
    today = now.astimezone(zone).date()
    return HoursView(
        section=title,
        on=await switches.enabled(tenant, "tutor", section_id),
        back_at=over.isoformat() if over is not None else "",
        zone=name,
        readers=chosen.readers,
        rows=[
            PauseView(
                str(one.pause_id),
                one.hours.weekday,
                one.hours.only_on.isoformat() if one.hours.only_on is not None else "",
                f"{one.hours.begins:%H:%M}",
                f"{one.hours.ends:%H:%M}",
            )
            for one in pauses
            if one.hours.only_on is None or one.hours.only_on >= today
        ],
    )


async def add_hours(actor: Actor, section_id: UUID, *, weekday: str, day: str, begins: str, ends: str) -> None:
    """Let a class do without the tutor for some hours.

    Args:
        actor: Who teaches it.
        section_id: The class.
        weekday: 0 (Monday) to 6, each week; not looked at where there is a day.
        day: ISO date: on this day only; "" for each week.
        begins: `HH:MM` by the school's clock.
        ends: `HH:MM`, later on the same day.

    Raises:
        ConflictError: There are too many.
        ForbiddenError: The actor does not teach there.
        InvalidInputError: These are no hours, or they are over.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "write", "tutor_hours", section_id=section_id)
    wanted = _pause(weekday, day, begins, ends)
    tenant, pause = actor.tenant_id, uuid7()
    async with current().db.transaction(tenant) as tx:
        found = await rows.class_of(tx.session, tenant, section_id)
        if found is None:
            raise NotFoundError("There is no such class. Go back to your classes.")
        here = current().clock.now().astimezone(ZoneInfo(found[1]))
        if wanted.only_on is not None and (wanted.only_on, wanted.ends) <= (here.date(), here.time()):
            raise InvalidInputError("This is over already. Choose a day and hours that are still to come.")
        await rows.forget_past(tx.session, tenant, section_id, here.date())
        before = await rows.pauses(tx.session, tenant, section_id)
        if any(one.hours == wanted for one in before):
            return
        if len(before) >= MOST_PAUSES:
            raise ConflictError(f"A class has at most {MOST_PAUSES} of these hours. Remove some first.")
        await rows.add_pause(tx.session, tenant, section_id, pause, wanted)
        await trail.audit(
            actor, "tutor_hours.add", "tutor_hours", object_id=section_id, session=tx.session,
            detail={"day": day or wanted.weekday, "begins": begins, "ends": ends},
        )  # fmt: skip


def _pause(weekday: str, day: str, begins: str, ends: str) -> Pause:
    try:
        only_on = date.fromisoformat(day.strip()) if day.strip() else None
        number = only_on.weekday() if only_on is not None else int(weekday)
        first, last = time.fromisoformat(begins.strip()), time.fromisoformat(ends.strip())
    except ValueError as error:
        raise InvalidInputError("Choose a day, and from when until when, for example 09:00 and 10:00.") from error
    if not 0 <= number <= 6 or first.tzinfo is not None or last.tzinfo is not None:
        raise InvalidInputError("Choose a day of the week.")
    if first >= last:
        raise InvalidInputError("The end has to be later than the beginning, on the same day.")
    return Pause(number, first.replace(second=0, microsecond=0), last.replace(second=0, microsecond=0), only_on)


async def remove_hours(actor: Actor, section_id: UUID, pause_id: UUID) -> None:
    """Take hours away: the class has the tutor then.

    Raises:
        ForbiddenError: The actor does not teach there.
        NotFoundError: The class has no such hours.
    """
    await trail.authorise(actor, "write", "tutor_hours", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_pause(tx.session, actor.tenant_id, section_id, pause_id):
            raise NotFoundError("These hours are gone already. Reload the page.")
        await trail.audit(actor, "tutor_hours.remove", "tutor_hours", object_id=section_id, session=tx.session)


async def of_institution(actor: Actor) -> Policy:
    """Return who may read what students of the institution say to the tutor.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rows.policy(tx.session, actor.tenant_id)


async def set_institution(actor: Actor, readers: str, *, deletable: bool) -> Policy:
    """Choose who may read from now on; what was said before stays as its student was told then.

    Args:
        actor: An admin.
        readers: One of `READERS`.
        deletable: Whether students may delete their conversations.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: No such choice.
    """
    await trail.authorise(actor, "update", "institution")
    if readers not in READERS:
        raise InvalidInputError("Choose who may read what students ask the tutor.")
    chosen = Policy(readers, deletable)
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_policy(tx.session, actor.tenant_id, chosen)
        await trail.audit(
            actor, "tutor_policy.update", "tutor_policy", session=tx.session,
            detail={"readers": readers, "deletable": deletable},
        )  # fmt: skip
    return chosen
