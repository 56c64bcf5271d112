"""How a person wants to hear of things outside the app: kind by kind and way by way, and when."""

from __future__ import annotations

from dataclasses import dataclass, field

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.security.access import Actor
from learnapp.services import current, trail
from learnapp.services.delivery_addresses import OwnAddress, own_addresses
from learnapp.services.delivery_kinds import CHANNELS, MODES, chosen_of
from learnapp.services.delivery_people import Reachable, reachable
from learnapp.services.delivery_routing import ways_of
from learnapp.services.notice_kinds import kinds_for
from learnapp.storage.repositories import delivery_setup as rows


@dataclass(frozen=True)
class WayView:
    """One way as a person sees it.

    Attributes:
        state: `on`, `no_address`, `consent` (a guardian has to agree first), `bounced` or `unsubscribed`.
        address: Their e-mail address, for mail.
        addresses: Numbers, names or browsers, for the other ways.
        public_key: Of the institution, for browsers.
    """

    channel: str = ""
    state: str = "on"
    address: str = ""
    addresses: list[OwnAddress] = field(default_factory=list)
    public_key: str = ""


@dataclass(frozen=True)
class ModeView:
    """How one kind comes by one way; `chosen` is False where nobody chooses."""

    kind: str = ""
    channel: str = ""
    mode: str = "off"
    chosen: bool = True


@dataclass(frozen=True)
class WaysView:
    """Everything about ways; empty `ways` where the institution has set none up."""

    ways: list[WayView] = field(default_factory=list)
    modes: list[ModeView] = field(default_factory=list)
    digest_hour: int = 7
    school_days: bool = False


async def read(actor: Actor) -> WaysView:
    """Return by which ways the actor is reached and what they have chosen.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "notice", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        ways = await ways_of(tx.session, actor.tenant_id)
        one = (await reachable(tx.session, actor.tenant_id, [actor.person_id])).get(actor.person_id) if ways else None
        known = await rows.channels(tx.session, actor.tenant_id) if ways else {}
        stored = await rows.addresses(tx.session, actor.tenant_id, [actor.person_id]) if ways else []
    if one is None:
        return WaysView()
    views = [
        WayView(
            way, _state(one, way), one.mail if way == "mail" else "",
            own_addresses(one, stored, way), known[way].sender if way == "web_push" else "",
        )
        for way in ways
    ]  # fmt: skip
    modes = [
        ModeView(kind.name, way, one.mode(kind.name, way), chosen_of(kind, way))
        for kind in kinds_for(actor)
        for way in ways
        if kind.name != "address" and kind.name != "delivery"
    ]
    return WaysView(views, modes, one.habit.digest_hour, one.habit.school_days)


def _state(one: Reachable, way: str) -> str:
    if not one.allowed:
        return "consent"
    if way == "mail":
        return one.mail_stopped or ("on" if one.mail else "no_address")
    return "on" if one.addresses.get(way) else "no_address"


async def choose(actor: Actor, kind: str, channel: str, mode: str) -> None:
    """Choose how one kind comes by one way.

    Raises:
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: No such mode, or nobody chooses here.
        NotFoundError: The actor's roles get no such kind, or there is no such way.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    found = next((one for one in kinds_for(actor) if one.name == kind), None)
    if found is None or channel not in CHANNELS:
        raise NotFoundError("There is no such kind of notification for you. Reload the page.")
    if mode not in MODES or not chosen_of(found, channel):
        raise InvalidInputError("Choose one of these: at once, daily, weekly, or not at all.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.choose(tx.session, actor.tenant_id, actor.person_id, kind, channel, mode)


async def set_habit(actor: Actor, *, digest_hour: int, school_days: bool) -> None:
    """Choose when the digest comes, and whether only on days of school.

    Raises:
        ForbiddenError: The actor is no person with pages.
        InvalidInputError: No such hour.
    """
    await trail.authorise(actor, "update", "notice", student_id=actor.person_id)
    if not 0 <= digest_hour <= 23:
        raise InvalidInputError("Choose an hour from 0 to 23.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.set_habit(tx.session, actor.tenant_id, actor.person_id, digest_hour, days=school_days)
