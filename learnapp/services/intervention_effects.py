"""What helps, as an admin reads it: the figures of each kind of help, the classes that they are of, and the cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.agents import intervention as agent
from learnapp.agents.intervention_outcome import LEAST_HELD, LEAST_SENT
from learnapp.core.errors import InvalidInputError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, people, switches, trail
from learnapp.services.intervention_reading import helps, percent
from learnapp.services.intervention_views import HelpLine
from learnapp.services.interventions import FEATURE
from learnapp.storage.repositories import intervention_outcomes as rows
from learnapp.storage.repositories.intervention_outcomes import CaseRow, HelpRow

PAGE = 20


@dataclass(frozen=True)
class EffectLine:
    """What is known of a kind of help.

    Attributes:
        figures: Shares and their difference, as teachers see them.
        standing: `helps`; `retire`, and `retired` once that is done; `few` while there are too few to say; `open` where
            there are enough and chance may still be all; `person` for what a person decides about each time.
        judged: How many of both parts, and of what teachers sent.
        lacks_sent, lacks_held: How many more of each part are needed before anything is decided.
        changed: When it was retired, brought back or proven, ISO; "" for never. `by`: who brought it back, "" where the
            figures decided.
        since: From when on it is counted, ISO; "" from the beginning.
    """

    figures: HelpLine = field(default_factory=HelpLine)
    standing: str = "few"
    judged: int = 0
    lacks_sent: int = 0
    lacks_held: int = 0
    changed: str = ""
    by: str = ""
    since: str = ""


@dataclass(frozen=True)
class ClassEffect:
    """A kind of help in one class.

    Attributes:
        on: Whether the class has interventions now.
        sent, held, hand: Per cent who were well again, -1 of none; `sent_of`, `held_of`, `hand_of` of so many.
    """

    id: str = ""
    title: str = ""
    on: bool = True
    sent: int = -1
    sent_of: int = 0
    held: int = -1
    held_of: int = 0
    hand: int = -1
    hand_of: int = 0
    last: str = ""


@dataclass(frozen=True)
class CaseView:
    """One that was judged; whom it was about stays with who teaches the class.

    Attributes:
        part: `sent`, `held` or `hand`.
    """

    at: str = ""
    section: str = ""
    trigger: str = ""
    part: str = "hand"
    helped: bool = False


async def effects(actor: Actor) -> list[EffectLine]:
    """Return what is known of each kind of help at the institution, those that pages give first.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "read", "intervention")
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found, decided = await helps(tx.session, tenant), await rows.helps(tx.session, tenant)
    names = await people.names(tenant, {one.changed_by for one in decided.values() if one.changed_by is not None})
    return [_line(one, decided.get(one.help), names) for one in found]


def _line(one: HelpLine, decided: HelpRow | None, names: dict[UUID, str]) -> EffectLine:
    lacks = (max(0, LEAST_SENT - one.sent_of), max(0, LEAST_HELD - one.held_of)) if one.by_page else (0, 0)
    standing = "open"
    if not one.by_page:
        standing = "person"
    elif one.retired:
        standing = "retired"
    elif any(lacks):
        standing = "few"
    elif one.verdict in ("helps", "retire"):
        standing = one.verdict
    by = decided.changed_by if decided else None
    return EffectLine(
        figures=one,
        standing=standing,
        judged=one.sent_of + one.held_of + one.hand_of,
        lacks_sent=lacks[0],
        lacks_held=lacks[1],
        changed=decided.changed_at.isoformat() if decided else "",
        by=names.get(by, people.ERASED_NAME) if by else "",
        since=decided.counted_since.isoformat() if decided and decided.counted_since else "",
    )


async def classes(actor: Actor, help_: str, *, offset: int = 0) -> Page[ClassEffect]:
    """Return a page of the classes of which a kind of help has figures, those with most first.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: There is no such kind of help.
    """
    await trail.authorise(actor, "read", "intervention")
    _known(help_)
    offset, size = bounded(offset, PAGE)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found, total = await rows.classes(tx.session, tenant, help_, offset=offset, size=size)
    shown = [
        ClassEffect(
            id=str(one.section_id),
            title=one.title,
            on=await switches.enabled(tenant, FEATURE, one.section_id),
            sent=percent(one.sent),
            sent_of=one.sent[1],
            held=percent(one.held),
            held_of=one.held[1],
            hand=percent(one.hand),
            hand_of=one.hand[1],
            last=one.last.isoformat(),
        )
        for one in found
    ]
    return Page(shown, total, offset, size)


async def cases(actor: Actor, help_: str, *, offset: int = 0) -> Page[CaseView]:
    """Return a page of what was judged of a kind of help, the latest first; of whom it was is not said.

    Raises:
        ForbiddenError: The actor is no admin.
        InvalidInputError: There is no such kind of help.
    """
    await trail.authorise(actor, "read", "intervention")
    _known(help_)
    offset, size = bounded(offset, PAGE)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.cases(tx.session, actor.tenant_id, help_, offset=offset, size=size)
    return Page([_case(one) for one in found], total, offset, size)


def _case(one: CaseRow) -> CaseView:
    return CaseView(one.sent_at.isoformat(), one.section, one.trigger, one.drawn or "hand", one.helped)


def _known(help_: str) -> None:
    if help_ not in agent.HELPS:
        raise InvalidInputError("There is no such kind of help. Choose one of the list.")
