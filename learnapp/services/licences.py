"""Licences of content: what was bought, how much of it is used, and what happens when it ends."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.core.table_words import cell, heads
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, notices, rounds, trail
from learnapp.storage.repositories import licences as rows
from learnapp.storage.repositories import provider_items as item_rows
from learnapp.storage.repositories.licences import LicenceRow, MonthRow, PastRow
from learnapp.storage.repositories.notice_sources import Source

NEAR_SEATS, NEAR_END = 0.9, timedelta(days=30)
"""Share of the bought seats, and time before the end, from which on administrators are warned."""
MOST_SEATS, MONTHS, PAGE = 1_000_000, 12, 50
_SEATS = re.compile(r"[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class LicenceView:
    """A licence with its use.

    Attributes:
        state: `fine`, `near_seats`, `over_seats`, `near_end`, `ended` or `coming`.
        months: The newest first.
    """

    row: LicenceRow
    state: str
    months: list[MonthRow]


def state_of(row: LicenceRow, today: date) -> str:
    """Return how a licence stands on a day; its last day is part of it."""
    if row.ends is not None and row.ends < today:
        return "ended"
    if row.starts is not None and row.starts > today:
        return "coming"
    if row.seats is not None and row.students > row.seats:
        return "over_seats"
    if row.ends is not None and row.ends <= today + NEAR_END:
        return "near_end"
    return "near_seats" if row.seats is not None and row.students >= NEAR_SEATS * row.seats else "fine"


async def overview(actor: Actor, *, offset: int = 0, size: int = PAGE) -> list[LicenceView]:
    """Return the licences of the actor's institution with their use by month.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "content_provider")
    offset, size = bounded(offset, size)
    tenant, today = actor.tenant_id, current().clock.now().date()
    first = (today.replace(day=1) - timedelta(days=31 * (MONTHS - 1))).replace(day=1)
    async with current().db.transaction(tenant) as tx:
        found = await rows.licences(tx.session, tenant, offset, size)
        months = await rows.months(tx.session, tenant, found, first) if found else []
    by_licence: dict[tuple[UUID, str], list[MonthRow]] = {}
    for one in months:
        by_licence.setdefault((one.provider_id, one.code), []).append(one)
    return [
        LicenceView(one, state_of(one, today), by_licence.get((one.provider_id, one.code), [])) for one in found
    ]  # fmt: skip


async def how_many(actor: Actor) -> int:
    """Return how many licences the actor's institution has.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "content_provider")
    async with current().db.transaction(actor.tenant_id) as tx:
        return await rows.count_licences(tx.session, actor.tenant_id)


async def past(actor: Actor, *, offset: int = 0, size: int = PAGE) -> tuple[list[PastRow], int]:
    """Return what was used, by month, under licences of providers that are removed, and how many months there are.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    await trail.authorise(actor, "read", "content_provider")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await rows.past(tx.session, actor.tenant_id, offset, size)
        return found, await rows.count_past(tx.session, actor.tenant_id)


async def report_csv(actor: Actor) -> str:
    """Return the use of all licences by month as CSV; no person is in it.

    Raises:
        ForbiddenError: The actor is neither admin nor auditor.
    """
    lines: list[tuple[object, ...]] = []
    offset = 0
    while True:
        page = await overview(actor, offset=offset, size=200)
        for one in page:
            row = one.row
            facts: tuple[object, ...] = (
                row.provider, row.code, "" if row.seats is None else row.seats, row.starts or "", row.ends or "",
                cell(actor.locale, one.state), row.items,
            )  # fmt: skip
            lines.append((*facts, cell(actor.locale, "all"), row.views, row.students))
            lines += [(*facts, each.month.strftime("%Y-%m"), each.views, each.students) for each in one.months]
        if len(page) < 200:
            break
        offset += len(page)
    offset = 0
    while gone_by := (await past(actor, offset=offset, size=200))[0]:
        for gone in gone_by:
            month = gone.month.strftime("%Y-%m")
            state = cell(actor.locale, "removed")
            lines.append((gone.provider, gone.code, "", "", "", state, "", month, gone.views, gone.students))
        offset += len(gone_by)
    await trail.audit(actor, "content_provider.export", "content_provider", detail={"rows": len(lines)})
    names = "provider licence seats starts ends state items month views students".split()
    return write_csv(heads(actor.locale, *names), lines)


async def set_terms(actor: Actor, provider_id: UUID, code: str, seats: str, starts: str, ends: str) -> None:
    """Write down what was bought.

    Args:
        actor: An admin.
        provider_id: The provider.
        code: The licence.
        seats: Whole number of students; "" for as many as there are.
        starts: First day, ISO; "" for none.
        ends: Last day, ISO; "" for none.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: Something typed is not acceptable.
        NotFoundError: There is no such licence.
    """
    await trail.authorise(actor, "update", "content_provider")
    plain = seats.strip()
    if plain and (not _SEATS.fullmatch(plain) or not 0 < int(plain) <= MOST_SEATS):
        raise InvalidInputError(f"Seats are a whole number from 1 to {MOST_SEATS:,}, or empty for no limit.")
    first, last = _day(starts), _day(ends)
    if first is not None and last is not None and last < first:
        raise InvalidInputError("The licence ends before it begins. Change one of the days.")
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        bought = int(plain) if plain else None
        if not await rows.set_terms(tx.session, tenant, provider_id, code, seats=bought, starts=first, ends=last):
            raise NotFoundError("There is no such licence any more. Reload the page.")
        await enforce(tx.session, tenant, now)
        await trail.audit(
            actor, "content_provider.terms", "content_provider", object_id=provider_id, session=tx.session,
            detail={"seats": bought, "ends": last.isoformat() if last else ""},
        )  # fmt: skip


def _day(typed: str) -> date | None:
    if not typed.strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError as error:
        raise InvalidInputError("Write the day as year-month-day, for example 2027-06-30.") from error


async def count(session: AsyncSession, tenant: UUID, sections: list[UUID], since: datetime) -> int:
    """Count views of licensed items since then, in the worker; an institution without any pays one look."""
    return await rows.count_views(session, tenant, sections, since) if await rows.any_licence(session, tenant) else 0


async def enforce(session: AsyncSession, tenant: UUID, now: datetime) -> int:
    """Bar what stands under licences that have ended or not begun, and let that of others be shown.

    Administrators are told, each thing once.

    Returns:
        How many have ended.
    """
    today, ended = now.date(), 0
    for one in await rows.licences(session, tenant, 0, 10_000):
        state = state_of(one, today)
        over = state in ("ended", "coming")
        contents = await rows.contents_of(session, tenant, one.provider_id, one.code) if over or one.ended else []
        if over:
            ended += state == "ended"
            await item_rows.bar(session, tenant, one.provider_id, contents, "licence", now)
        elif one.ended:
            await item_rows.unbar(session, tenant, one.provider_id, contents, "licence")
        if over != one.ended:
            await rows.set_ended(session, tenant, one.provider_id, one.code, over)
        if state in ("ended", "near_end", "near_seats", "over_seats"):
            until = one.ends.isoformat() if one.ends else ""
            await notices.tell(
                session, tenant, "licence", Source.ADMINS,
                arguments={"state": state, "title": f"{one.provider} · {one.code}".strip(" ·")[:200], "day": until},
                once=f"licence:{one.provider_id}:{one.code}:{state}:{until}:{one.seats}",
                merge=f"licence:{one.provider_id}:{one.code}",
            )  # fmt: skip
    return ended


async def work() -> None:
    """Look at every institution's licences; for the worker."""
    await rounds.each_institution("licences of content", work_in)


async def work_in(tenant: UUID) -> int:
    """Do so at one institution; return how many of its licences have ended."""
    async with current().db.transaction(tenant) as tx:
        return await enforce(tx.session, tenant, current().clock.now())
