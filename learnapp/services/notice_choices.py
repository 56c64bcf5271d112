"""What people want to be told, how, and when it is to be quiet."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.calendar import calendar_of
from learnapp.services.notice_board import is_calm
from learnapp.services.notice_kinds import KINDS, MODES, Kind, kinds_for, quiet_hours
from learnapp.services.notices import ring_after
from learnapp.storage.repositories import notice_choices as rows
from learnapp.storage.repositories.notice_choices import Quiet


@dataclass(frozen=True)
class ChoiceView:
    """One kind and how the reader gets it; a fixed one cannot be changed."""

    kind: str = ""
    mode: str = "once"
    fixed: bool = False


@dataclass(frozen=True)
class ChoicesView:
    """Everything that can be chosen; the quiet hours are full hours."""

    kinds: list[ChoiceView] = field(default_factory=list)
    quiet: bool = True
    first_hour: int = 20
    last_hour: int = 7


def _mode(kind: Kind, chosen: dict[str, str], calm: bool) -> str:
    if kind.fixed:
        return "once"
    return chosen.get(kind.name) or (kind.stored or ("daily" if calm else "once"))


async def read(actor: Actor) -> ChoicesView:
    """Return what the actor can be told and has chosen.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "notice", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        chosen = await rows.choices(tx.session, actor.tenant_id, actor.person_id)
        quiet = await rows.quiet(tx.session, actor.tenant_id, actor.person_id)
        calm = is_calm(await calendar_of(tx.session, actor.tenant_id, actor.person_id))
    hours = quiet or Quiet(True, *quiet_hours(actor.roles))
    kinds = [ChoiceView(one.name, _mode(one, chosen, calm), one.fixed) for one in kinds_for(actor)]
    return ChoicesView(kinds, hours.quiet, hours.first_hour, hours.last_hour)


async def choose(actor: Actor, kind: str, mode: str) -> None:
    """Choose how one kind is told; what waits for a summary follows the choice.

    Raises:
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: No such way, or everybody has to get this kind.
        NotFoundError: The actor's roles get no such kind.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    if kind not in {one.name for one in kinds_for(actor)}:
        raise NotFoundError("There is no such kind of notification for you. Reload the page.")
    if mode not in MODES:
        raise InvalidInputError("Choose one of these: at once, in a daily summary, or not at all.")
    if KINDS[kind].fixed:
        raise InvalidInputError("Everybody gets these notifications. Choose another kind.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.choose(tx.session, actor.tenant_id, actor.person_id, kind, mode)
        ring_after(tx.session, actor.tenant_id, [actor.person_id])


async def set_quiet(actor: Actor, *, quiet: bool, first_hour: int, last_hour: int) -> None:
    """Choose the quiet hours: what comes in them counts only when they end.

    Args:
        actor: Whose.
        quiet: Whether there are any.
        first_hour: Full hour at which they begin, 0 to 23.
        last_hour: Full hour at which they end.

    Raises:
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: No such hour, or both are the same.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    if not (0 <= first_hour <= 23 and 0 <= last_hour <= 23):
        raise InvalidInputError("Choose an hour from 0 to 23.")
    if quiet and first_hour == last_hour:
        raise InvalidInputError("Quiet hours begin and end at different hours. Choose another one, or switch them off.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_quiet(tx.session, actor.tenant_id, actor.person_id, Quiet(quiet, first_hour, last_hour))
        ring_after(tx.session, actor.tenant_id, [actor.person_id])
