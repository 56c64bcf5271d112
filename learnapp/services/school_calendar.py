"""The school year of an institution: terms, days off, and what is on today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.days import day_of
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, switches, trail
from learnapp.services.people import clean_name
from learnapp.storage.repositories import school_calendar as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.rollup_days import DEFAULT_ZONE
from learnapp.storage.repositories.school_calendar import Span

MOST_TERMS, MOST_DAYS_OFF = 100, 1000
LONGEST = 400
"""Days of the longest term or time without school: more is a mistyped year."""
SHOWN = 50
_SATURDAY = 5


@dataclass(frozen=True)
class SpanView:
    """A term or a time without school.

    Attributes:
        first: First day, as an ISO date.
        last: Last day, the same for a single day.
        state: `now`, `later` or `over`.
    """

    id: str = ""
    name: str = ""
    first: str = ""
    last: str = ""
    state: str = ""


@dataclass(frozen=True)
class AroundView:
    """The term of today and the day off that is on or comes next; empty where there is none."""

    term: SpanView
    off: SpanView


@dataclass(frozen=True)
class YearView:
    """Terms and days off that are not over, the next first."""

    terms: list[SpanView]
    days: list[SpanView]


async def zone_of(session: AsyncSession, tenant: UUID) -> str:
    """Return the IANA name of the institution's time zone, that of UTC where it has named none.

    Raises:
        NotFoundError: The institution has not been set up.
    """
    found = await section_rows.institution(session, tenant)
    if found is None:
        raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
    return found.time_zone or DEFAULT_ZONE


async def local_today(session: AsyncSession, tenant: UUID) -> date:
    """Return the date at the institution.

    Raises:
        NotFoundError: The institution has not been set up.
    """
    return day_of(current().clock.now(), await zone_of(session, tenant))


def check_days(first: date, last: date) -> None:
    """Refuse days in the wrong order, and spans that can only be a slip.

    Raises:
        InvalidInputError: The last day lies before the first, or more than a year after it.
    """
    if last < first:
        raise InvalidInputError("The last day lies before the first. Exchange them, or correct one.")
    if (last - first).days > LONGEST:
        raise InvalidInputError("This is longer than a year. Check the years of both days.")


def _view(span: Span | None, today: date) -> SpanView:
    if span is None:
        return SpanView()
    state = "over" if span.last < today else "later" if span.first > today else "now"
    return SpanView(str(span.id), span.name, span.first.isoformat(), span.last.isoformat(), state)


async def around(actor: Actor) -> AroundView:
    """Return the term of today and the next day off, for everybody of the institution."""
    await trail.authorise(actor, "read", "school_calendar")
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        term, off = await rows.around(tx.session, actor.tenant_id, today)
    return AroundView(_view(term, today), _view(off, today))


async def year(actor: Actor) -> YearView | None:
    """Return the terms and days off that are not over, the next first; None where this page is not tried yet."""
    await trail.authorise(actor, "read", "school_calendar")
    if not await switches.enabled_for(actor, "new_pages"):
        return None
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        terms, _ = await rows.terms(tx.session, actor.tenant_id, 0, SHOWN)
        days, _ = await rows.days_off(tx.session, actor.tenant_id, today, 0, SHOWN)
    return YearView(
        [_view(one, today) for one in reversed(terms) if one.last >= today],
        [_view(one, today) for one in days if one.last >= today],
    )


async def school_on(session: AsyncSession, tenant: UUID, day: date) -> bool:
    """Return whether there is school on a day: Monday to Friday, within a term, and no day off.

    An institution that has set up no terms has school all year round, except on its days off.

    Args:
        session: The open transaction.
        tenant: The institution.
        day: A date there.
    """
    return day.weekday() < _SATURDAY and await rows.school_day(session, tenant, day)


async def is_school_day(tenant: UUID, day: date) -> bool:
    """Return what `school_on` says, in a transaction of its own."""
    async with current().db.transaction(tenant) as tx:
        return await school_on(tx.session, tenant, day)


async def terms(actor: Actor, *, offset: int = 0, size: int = 10) -> Page[SpanView]:
    """Return a page of the terms, the latest first.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        found, total = await rows.terms(tx.session, actor.tenant_id, offset, size)
    return Page([_view(one, today) for one in found], total, offset, size)


async def days_off(actor: Actor, *, offset: int = 0, size: int = 10) -> Page[SpanView]:
    """Return a page of the days off: what is to come first, then what is over.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        found, total = await rows.days_off(tx.session, actor.tenant_id, today, offset, size)
    return Page([_view(one, today) for one in found], total, offset, size)


async def save_term(actor: Actor, term_id: UUID | None, name: str, first: date, last: date) -> UUID:
    """Add a term, or change one; return its id.

    Args:
        actor: An admin.
        term_id: The term to change; None for a new one.
        name: What people call it.
        first: Its first day.
        last: Its last day.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: The name or the days are not acceptable, or another term shares a day with it.
        NotFoundError: There is no such term.
    """
    await trail.authorise(actor, "update", "institution")
    name = clean_name(name)
    check_days(first, last)
    new = term_id or uuid7()
    async with current().db.transaction(actor.tenant_id) as tx:
        # One change at a time: two terms that are added at once could overlap unseen.
        await rows.lock(tx.session, actor.tenant_id)
        if term_id is not None and not await rows.has_term(tx.session, actor.tenant_id, term_id):
            raise NotFoundError("There is no such term any more. Reload the page.")
        other = await rows.overlapping(tx.session, actor.tenant_id, new, first, last)
        if other is not None:
            raise InvalidInputError(
                f"The term “{other.name}” goes from {other.first} to {other.last}. Choose days outside of it.",
                detail={"term": str(other.id)},
            )
        if term_id is None and (await rows.terms(tx.session, actor.tenant_id, 0, 1))[1] >= MOST_TERMS:
            raise InvalidInputError(f"There are {MOST_TERMS} terms already. Remove old ones first.")
        await rows.save_term(tx.session, actor.tenant_id, new, name, first, last)
        action = "term.update" if term_id else "term.create"
        await trail.audit(
            actor, action, "term", object_id=new, session=tx.session,
            detail={"first": first.isoformat(), "last": last.isoformat()},
        )  # fmt: skip
    return new


async def remove_term(actor: Actor, term_id: UUID) -> None:
    """Remove a term.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        NotFoundError: There is no such term.
    """
    await trail.authorise(actor, "update", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_term(tx.session, actor.tenant_id, term_id):
            raise NotFoundError("There is no such term any more. Reload the page.")
        await trail.audit(actor, "term.remove", "term", object_id=term_id, session=tx.session)


async def add_day_off(actor: Actor, label: str, first: date, last: date) -> UUID:
    """Add a day off, or several in a row; return its id.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: The label or the days are not acceptable.
    """
    await trail.authorise(actor, "update", "institution")
    label = clean_name(label)
    check_days(first, last)
    new = uuid7()
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        if (await rows.days_off(tx.session, actor.tenant_id, today, 0, 1))[1] >= MOST_DAYS_OFF:
            raise InvalidInputError(f"There are {MOST_DAYS_OFF} days off already. Remove old ones first.")
        await rows.add_day_off(tx.session, actor.tenant_id, new, label, first, last)
        await trail.audit(
            actor, "day_off.create", "day_off", object_id=new, session=tx.session,
            detail={"first": first.isoformat(), "last": last.isoformat()},
        )  # fmt: skip
    return new


async def remove_day_off(actor: Actor, day_off_id: UUID) -> None:
    """Remove a day off.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        NotFoundError: There is no such day off.
    """
    await trail.authorise(actor, "update", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.remove_day_off(tx.session, actor.tenant_id, day_off_id):
            raise NotFoundError("There is no such day off any more. Reload the page.")
        await trail.audit(actor, "day_off.remove", "day_off", object_id=day_off_id, session=tx.session)
