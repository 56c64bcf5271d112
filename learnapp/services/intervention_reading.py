"""The inbox of a class as a page: its lines, what they rest on, and what is known of each kind of help."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents import intervention as agent
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, intervention_sending, people, switches, trail
from learnapp.services.intervention_evidence import works
from learnapp.services.intervention_views import (
    PAGE,
    TABS,
    ColleagueView,
    HelpLine,
    InboxLine,
    InboxView,
    ProofLine,
    SignView,
)
from learnapp.services.interventions import FEATURE, Here, place
from learnapp.storage.repositories import intervention_outcomes as outcome_rows
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.interventions import InterventionRow

UNDO = timedelta(minutes=10)
"""So long what does not go out can be taken back."""
_SLACK = timedelta(days=1)


async def inbox(
    actor: Actor, section_id: UUID, *, tab: str = "waiting", trigger: str = "", mine: bool = False, offset: int = 0
) -> InboxView:
    """Return a page of the inbox of a class.

    Args:
        actor: Who teaches or helps there, or an admin.
        section_id: The class.
        tab: One of `TABS`.
        trigger: Only what was noticed in this way; "" for all.
        mine: Only what is handed to the actor.
        offset: Lines before the page.

    Raises:
        ForbiddenError: The actor has no place there.
        InvalidInputError: No such tab or trigger.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "intervention", section_id=section_id)
    if tab not in TABS or (trigger and trigger not in agent.TRIGGERS):
        raise InvalidInputError("Choose one of the list.")
    offset, size = bounded(offset, PAGE)
    tenant, now = actor.tenant_id, current().clock.now()
    here = await place(tenant, section_id)
    async with current().db.transaction(tenant) as tx:
        sections = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        if not sections:
            raise NotFoundError("There is no such class. Go back to your classes.")
        whose = actor.person_id if mine else None
        found, total = await rows.page(
            tx.session, tenant, section_id, tab, now, trigger=trigger, mine=whose, offset=offset, size=size
        )
        counts = await rows.counts(tx.session, tenant, section_id, now)
        staff = await rows.staff(tx.session, tenant, section_id)
        known = await helps(tx.session, tenant)
        await trail.disclosed(
            actor, {one.student_id for one in found}, "intervention", section_id=section_id, session=tx.session
        )
    named = {one.student_id for one in found} | {one for one, _ in staff}
    named |= {one for row in found for one in (row.assigned_to, row.decided_by) if one is not None}
    names = await people.names(tenant, named)
    snapshot = here.snapshot if here else None
    return InboxView(
        section=sections[0].title,
        on=await switches.enabled(tenant, FEATURE, section_id),
        rows=[line(row, snapshot, names, now) for row in found],
        total=total,
        offset=offset,
        counts=counts,
        colleagues=[ColleagueView(str(one), names.get(one, people.ERASED_NAME), role) for one, role in staff],
        helps=known,
    )


def line(row: InterventionRow, snapshot: CourseSnapshot | None, names: dict[UUID, str], now: datetime) -> InboxLine:
    """Return an intervention as a line of the inbox."""
    topic = snapshot.kcs.get(row.kc_id) if snapshot and row.kc_id else None
    item = snapshot.content.get(row.content_id) if snapshot and row.content_id else None
    figures = {str(name): int(value) for name, value in (row.evidence.get("figures") or {}).items()}

    def name(person: UUID | None) -> str:
        return names.get(person, people.ERASED_NAME) if person is not None else ""

    def at(moment: datetime | None) -> str:
        return moment.isoformat() if moment is not None else ""

    return InboxLine(
        id=str(row.intervention_id),
        student_id=str(row.student_id),
        student=name(row.student_id),
        trigger=row.trigger,
        help=row.help,
        state=row.state,
        percent=-1 if row.confidence is None else round(100 * row.confidence),
        topic=topic.name if topic else "",
        leads=item.title if item else "",
        words=row.words,
        note=row.note,
        at=at(row.created_at),
        due=at(row.due_at) if row.state == "due" else "",
        sent=at(row.sent_at) if row.drawn != "held" else "",
        seen=at(row.seen_at),
        until=at(row.snoozed_until) if row.snoozed_until and row.snoozed_until > now else "",
        assigned_to=str(row.assigned_to or ""),
        assigned=name(row.assigned_to),
        decided=name(row.decided_by),
        outcome="" if row.helped is None else "helped" if row.helped else "not",
        by_hand=row.by_hand,
        drawn=row.drawn,
        undo=can_undo(row, now),
        tries=figures.get("tries", 0),
        right=figures.get("right", 0),
        fast=figures.get("fast", 0),
        given_up=figures.get("given_up", 0),
        days=figures.get("days", 0),
        events=len(row.evidence.get("events") or ()),
        signs=[
            SignView(str(key), {str(one): int(value) for one, value in said.items()})
            for key, said in row.evidence.get("signs") or ()
        ],
    )


def can_undo(row: InterventionRow, now: datetime) -> bool:
    """Return whether the last decision about it can be taken back: as long as nobody has got anything of it."""
    if row.before is None or row.decided_at is None or row.state in ("sent", "seen", "cleared", "declined"):
        return False
    return row.state == "due" or now - row.decided_at <= UNDO


async def ways_for(
    session: AsyncSession, tenant: UUID, here: Here, row: InterventionRow, now: datetime
) -> dict[str, UUID | None]:
    """Return which kinds of help there are for a student now, and where they lead."""
    found = await works(session, tenant, here.section_id, here.snapshot, [row.student_id], now)
    work = found[row.student_id]
    kc = row.kc_id or (work.tries[-1].kc if work.tries else None)
    return agent.ways_of(
        here.snapshot, kc, last=work.last, tried=work.contents, known=work.known, away=here.away,
        gap=row.trigger == "prerequisite_gap", hinted=False, explanations=here.explanations, talks=here.talks,
        home=work.home,
    )  # fmt: skip


async def choices(actor: Actor, section_id: UUID, intervention_id: UUID) -> list[str]:
    """Return the kinds of help that there are for the student of an intervention.

    Raises:
        ForbiddenError: The actor may not decide there.
        NotFoundError: It is not in this class.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    tenant = actor.tenant_id
    here = await place(tenant, section_id)
    async with current().db.transaction(tenant) as tx:
        row = next(iter(await rows.some(tx.session, tenant, section_id, [intervention_id])), None)
        if row is None or here is None:
            raise NotFoundError("This is no longer in the inbox. Reload the page.")
        ways = await ways_for(tx.session, tenant, here, row, current().clock.now())
    return [one for one in agent.HELPS if one in ways]


async def proof(actor: Actor, section_id: UUID, intervention_id: UUID) -> list[ProofLine]:
    """Return the events that an intervention rests on, oldest first; the look is in the trail.

    Raises:
        ForbiddenError: The actor has no place there.
        NotFoundError: It is not in this class.
    """
    await trail.authorise(actor, "read", "intervention", section_id=section_id)
    tenant = actor.tenant_id
    here = await place(tenant, section_id)
    async with current().db.transaction(tenant) as tx:
        row = next(iter(await rows.some(tx.session, tenant, section_id, [intervention_id])), None)
        if row is None:
            raise NotFoundError("This is no longer in the inbox. Reload the page.")
        await trail.disclosed(actor, row.student_id, "events", section_id=section_id, session=tx.session)
        ids = [UUID(str(one)) for one in row.evidence.get("events") or ()]
        if not ids:
            return []
        since = datetime.fromisoformat(str(row.evidence["since"])) - _SLACK
        found = await rows.events(tx.session, tenant, row.student_id, section_id, ids, since, row.created_at)
    content = here.snapshot.content if here else {}
    return [
        ProofLine(
            one.at.isoformat(),
            content[one.content_id].title if one.content_id in content else "",
            "given_up" if one.verb == "hint_requested" else "right" if one.correct else "wrong",
            one.hints,
            -1 if one.seconds is None else round(one.seconds),
        )
        for one in found
    ]


async def helps(session: AsyncSession, tenant: UUID) -> list[HelpLine]:
    """Return what is known of each kind of help at the institution."""
    known = await outcome_rows.helps(session, tenant)
    found, hand = (
        await intervention_sending.verdicts(session, tenant),
        await intervention_sending.by_hand(session, tenant),
    )

    lines = []
    for one in agent.HELPS:
        verdict, state = found.get(one), known.get(one)
        lines.append(
            HelpLine(
                help=one,
                by_page=verdict is not None,
                retired=bool(state and state.retired),
                verdict=verdict.verdict if verdict else "open",
                sent=percent(verdict.sent) if verdict else -1,
                sent_of=verdict.sent[1] if verdict else 0,
                held=percent(verdict.held) if verdict else -1,
                held_of=verdict.held[1] if verdict else 0,
                known=bool(verdict and verdict.sent[1] and verdict.held[1]),
                difference=round(100 * verdict.difference) if verdict else 0,
                low=round(100 * verdict.low) if verdict else 0,
                high=round(100 * verdict.high) if verdict else 0,
                hand=percent(hand[one]),
                hand_of=hand[one][1],
            )
        )
    return lines


def percent(part: tuple[int, int]) -> int:
    """Return a part of so many in per cent; -1 of none."""
    return round(100 * part[0] / part[1]) if part[1] else -1


async def bring_back(actor: Actor, section_id: UUID, help_: str) -> None:
    """Let a retired kind of help go out again; its figures begin anew.

    Raises:
        ForbiddenError: The actor may not decide there.
        InvalidInputError: It is not retired.
    """
    await trail.authorise(actor, "decide", "intervention", section_id=section_id)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        known = await outcome_rows.helps(tx.session, tenant)
        if help_ not in known or not known[help_].retired:
            raise InvalidInputError("This kind of help is not retired. Reload the page.")
        await outcome_rows.set_help(
            tx.session, tenant, help_, retired=False, figures={}, by=actor.person_id, since=now, now=now
        )
        await trail.audit(
            actor, "intervention_help.restore", "intervention_help", session=tx.session, detail={"help": help_}
        )


async def waiting(actor: Actor, sections: Sequence[UUID]) -> dict[UUID, int]:
    """Return how many wait in the inboxes of those classes of the actor's that have any."""
    mine = [one for one in sections if one in actor.led]
    if not mine:
        return {}
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rows.waiting(tx.session, actor.tenant_id, mine, current().clock.now())
