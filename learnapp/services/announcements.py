"""Announcements: what an institution tells its people, for whom, from when until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import current, notices, trail
from learnapp.services.school_calendar import check_days, local_today
from learnapp.storage.repositories import announcements as rows
from learnapp.storage.repositories import notices as notice_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.announcements import AnnouncementRow

AUDIENCES = ("all", "students", "instructors", "guardians", "section", "families")
"""The families of the school are `guardians`; `families` are those of one section."""
OF_SECTION = frozenset({"section", "families"})
MAX_TEXT, AT_ONCE = 500, 5
_GONE = "There is no such announcement any more. Reload the page."


@dataclass(frozen=True)
class NoteView:
    """An announcement as its readers see it; `section` names the class that it is for."""

    id: str = ""
    text: str = ""
    section: str = ""


@dataclass(frozen=True)
class AnnouncementView:
    """An announcement as an admin sees it.

    Attributes:
        audience: One of `AUDIENCES`.
        section: Title of the section, "" for the audiences of no section.
        first: First day, as an ISO date.
        last: Last day.
        state: `now`, `later`, `over` or `withdrawn`.
    """

    id: str = ""
    text: str = ""
    audience: str = "all"
    section_id: str = ""
    section: str = ""
    first: str = ""
    last: str = ""
    state: str = ""


def _groups(actor: Actor) -> tuple[list[str], list[UUID]]:
    """Return the audiences and sections that a person belongs to."""
    audiences = ["all"]
    audiences += [f"{role}s" for role in ("student", "instructor", "guardian") if role in actor.roles]
    return audiences, sorted(actor.sections | (actor.taught or frozenset()))


async def for_reader(actor: Actor, *, size: int = AT_ONCE) -> list[NoteView]:
    """Return what a person is told today and has not put away, newest first.

    Args:
        actor: The person.
        size: So many at most.
    """
    await trail.authorise(actor, "read", "announcement")
    audiences, sections = _groups(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        found = await rows.shown_to(
            tx.session, actor.tenant_id, actor.person_id, audiences=audiences, sections=sections, today=today,
            size=size,
        )  # fmt: skip
    return [NoteView(str(row.announcement_id), row.text, row.section) for row in found]


async def dismiss(actor: Actor, announcement_id: UUID) -> None:
    """Put an announcement away, for this person only.

    Raises:
        NotFoundError: The person is told no such thing today.
    """
    await trail.authorise(actor, "read", "announcement")
    audiences, sections = _groups(actor)
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        done = await rows.dismiss(
            tx.session, actor.tenant_id, announcement_id, actor.person_id, audiences=audiences, sections=sections,
            today=today, now=current().clock.now(),
        )  # fmt: skip
    if not done:
        raise NotFoundError(_GONE)


def _view(row: AnnouncementRow, today: date) -> AnnouncementView:
    state = "over" if row.last < today else "later" if row.first > today else "now"
    return AnnouncementView(
        str(row.announcement_id),
        row.text,
        row.audience,
        str(row.section_id) if row.section_id else "",
        row.section,
        row.first.isoformat(),
        row.last.isoformat(),
        "withdrawn" if row.withdrawn_at else state,
    )


async def list_announcements(actor: Actor, *, offset: int = 0, size: int = 10) -> Page[AnnouncementView]:
    """Return a page of all announcements: those in force or to come first.

    Raises:
        ForbiddenError: The actor may not see how the institution is set up.
    """
    await trail.authorise(actor, "read", "institution")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        today = await local_today(tx.session, actor.tenant_id)
        found, total = await rows.announcements(tx.session, actor.tenant_id, today, offset, size)
    return Page([_view(row, today) for row in found], total, offset, size)


def _written(text: str) -> str:
    """Return a text as it may be stored.

    Raises:
        InvalidInputError: There is nothing in it, or too much.
    """
    text = text.replace("\x00", "").encode("utf-8", "ignore").decode().strip()
    if not text:
        raise InvalidInputError("Write what you want to announce first.")
    if len(text) > MAX_TEXT:
        raise InvalidInputError(f"This is longer than {MAX_TEXT} characters. Shorten it.")
    return text


async def _for_whom(session: AsyncSession, tenant: UUID, audience: str, section_id: UUID | None) -> UUID | None:
    """Return the section of an announcement, None for the other audiences.

    Raises:
        InvalidInputError: No such audience.
        NotFoundError: No such section.
    """
    if audience not in AUDIENCES:
        raise InvalidInputError(
            "An announcement is for all, students, instructors, families, one section or its families. Choose one."
        )
    if audience not in OF_SECTION:
        return None
    if section_id is None or not await section_rows.sections_by_id(session, tenant, [section_id]):
        raise NotFoundError("There is no such section. Choose one from the list.")
    return section_id


async def save(
    actor: Actor,
    announcement_id: UUID | None,
    text: str,
    *,
    audience: str,
    section_id: UUID | None = None,
    first: date,
    last: date,
    urgent: bool = False,
) -> UUID:
    """Announce something, or change an announcement; return its id.

    Whoever has put it away sees it again when its text is another one.

    Args:
        actor: An admin.
        announcement_id: The one to change; None for a new one.
        text: Plain text, at most `MAX_TEXT` characters.
        audience: One of `AUDIENCES`.
        section_id: The section, for `section` and `families`.
        first: First day on which it is shown.
        last: Last one.
        urgent: An emergency: everybody whom it is for is told at once, by e-mail too, whatever they have chosen; of one
            for a section the guardians of its students, too.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        InvalidInputError: The text, the audience or the days are not acceptable.
        NotFoundError: There is no such section, or no such announcement that is not withdrawn.
    """
    await trail.authorise(actor, "update", "institution")
    said = _written(text)
    check_days(first, last)
    new, tenant = announcement_id or uuid7(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        section = await _for_whom(tx.session, tenant, audience, section_id)
        if announcement_id is None:
            await rows.add(
                tx.session, tenant, new, said=said, audience=audience, section=section, first=first, last=last,
                author=actor.person_id, now=current().clock.now(),
            )  # fmt: skip
        else:
            before = await rows.one(tx.session, tenant, new)
            if before is None or not await rows.change(
                tx.session, tenant, new, said=said, audience=audience, section=section, first=first, last=last
            ):
                raise NotFoundError(_GONE)
            if before.text != said:
                await rows.news_again(tx.session, tenant, new)
                await notice_rows.forget_about(tx.session, tenant, new)
        today = await local_today(tx.session, tenant)
        if urgent and not first <= today <= last:
            raise InvalidInputError("An emergency is told today. Let its first day be today.")
        if first <= today <= last:
            await notices.tell_announcement(tx.session, tenant, new, section)
            if urgent:
                await notices.tell_emergency(tx.session, tenant, new, section, said)
        action = "announcement.update" if announcement_id else "announcement.create"
        await trail.audit(
            actor, action, "announcement", object_id=new, session=tx.session,
            detail={"audience": audience, "urgent": urgent, **({"section": str(section)} if section else {})},
        )  # fmt: skip
    return new


async def withdraw(actor: Actor, announcement_id: UUID) -> None:
    """Take an announcement back: nobody sees it any more, the list keeps it.

    Raises:
        ForbiddenError: The actor may not change how the institution is set up.
        NotFoundError: There is none that is not withdrawn.
    """
    await trail.authorise(actor, "update", "institution")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await rows.withdraw(tx.session, actor.tenant_id, announcement_id, current().clock.now()):
            raise NotFoundError(_GONE)
        await notice_rows.forget_about(tx.session, actor.tenant_id, announcement_id)
        await trail.audit(actor, "announcement.withdraw", "announcement", object_id=announcement_id, session=tx.session)
