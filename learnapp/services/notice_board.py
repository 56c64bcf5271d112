"""What a person was told: the number on their bell, the page with its days, and marking it as read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from learnapp.core.errors import LearnAppError
from learnapp.core.i18n import translate
from learnapp.core.paging import bounded
from learnapp.core.quiet import quiet_since
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.security.consent import age_on
from learnapp.services import current, discussion, notice_figures, people, trail
from learnapp.services.calendar import Calendar, calendar_of
from learnapp.services.notice_kinds import KINDS, SUMMARY, TALK, kinds_for, quiet_hours
from learnapp.services.notices import ring_after
from learnapp.services.saved_views import CompareLine
from learnapp.storage.repositories import glance
from learnapp.storage.repositories import notice_choices as choice_rows
from learnapp.storage.repositories import notices as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.notices import NoticeRow, Reach

PAGE = 25
CALM_UNTIL = 13
_HOMES = (
    ("student", "/today"),
    ("instructor", "/teach"),
    ("assistant", "/teach"),
    ("admin", "/admin"),
    ("guardian", "/family"),
)


@dataclass(frozen=True)
class PartView:
    """One notice as its reader sees it.

    Attributes:
        key: Catalogue key of its sentence; the other fields but `at`, `fresh` and `href` are its words.
        fresh: Not read yet.
        href: The place that it is about, "" for none.
        figures: Of a kept view, all that are stated on its page.
    """

    id: str = ""
    key: str = ""
    name: str = ""
    title: str = ""
    place: str = ""
    count: int = 1
    at: str = ""
    fresh: bool = False
    href: str = ""
    figures: list[CompareLine] = field(default_factory=list)


@dataclass(frozen=True)
class NoticeView:
    """A notice of the list; a daily summary has parts."""

    notice: PartView = field(default_factory=PartView)
    parts: list[PartView] = field(default_factory=list)


@dataclass(frozen=True)
class DayView:
    """The notices of one day; `day` is an ISO date."""

    day: str = ""
    notices: list[NoticeView] = field(default_factory=list)


@dataclass(frozen=True)
class BoardView:
    """A page of notices; `unread` counts those of all pages."""

    days: list[DayView]
    total: int
    offset: int
    shown: int
    unread: int


def age_of(calendar: Calendar) -> int | None:
    """Return how old somebody is, None when nobody knows."""
    born = people.reveal(current().keyring, calendar.person, birth_date=True).birth_date
    return age_on(born, calendar.today) if born is not None else None


def is_calm(calendar: Calendar) -> bool:
    """Return whether somebody is under 13, so that discussion reaches them in the daily summary."""
    age = age_of(calendar)
    return age is not None and age < CALM_UNTIL


async def _barred_from(actor: Actor, places: list[UUID] | None = None) -> list[UUID]:
    """Return the sections whose discussion the actor was told of and may not see now."""
    if places is None:
        async with current().db.transaction(actor.tenant_id) as tx:
            places = await rows.sections_of(tx.session, actor.tenant_id, actor.person_id, TALK)
    return [section for section in places if await _barred(actor, section)]


def _reach(actor: Actor, calendar: Calendar, barred: list[UUID]) -> Reach:
    """Return what the actor may open now, by the rules of the pages that notices lead to."""
    mine = kinds_for(actor)
    by_reach = {reach: [one.name for one in mine if one.reach == reach] for reach in ("member", "teaching", "family")}
    taught = sorted((actor.taught if actor.taught is not None else actor.sections) | actor.led)
    return Reach(
        free=[SUMMARY, *(one.name for one in mine if one.reach == "free")],
        member=by_reach["member"],
        sections=sorted(actor.sections | (actor.taught or frozenset())),
        teaching=by_reach["teaching"],
        taught=[
            section for section in taught if access.allow(actor, "read", "review_item", section_id=section).allowed
        ],
        family=by_reach["family"],
        children=sorted(actor.students),
        talk=list(TALK),
        barred=barred,
        calm=is_calm(calendar),
    )


async def _barred(actor: Actor, section: UUID) -> bool:
    if not access.allow(actor, "read", "discussion", section_id=section).allowed:
        return True
    try:
        return bool((await discussion.barred_from(actor, section))[0])
    except LearnAppError:
        return True


async def unread(actor: Actor) -> int:
    """Return the number on the bell: what has arrived unread, without what came in the quiet hours of now.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    access.require(actor, "read", "notice", student_id=actor.person_id)
    tenant, person, now = actor.tenant_id, actor.person_id, current().clock.now()
    async with current().db.reading(tenant) as batch:
        if not await glance.any_unread(batch, tenant, person):
            return 0
    async with current().db.transaction(tenant) as tx:
        places = await rows.sections_of(tx.session, tenant, person, TALK)
    barred = await _barred_from(actor, places)
    async with current().db.transaction(tenant) as tx:
        calendar = await calendar_of(tx.session, tenant, person)
        quiet = await choice_rows.quiet(tx.session, tenant, person)
        hours = (quiet.first_hour, quiet.last_hour) if quiet else quiet_hours(actor.roles)
        since = quiet_since(now, calendar.zone, *hours) if quiet is None or quiet.quiet else None
        reach = _reach(actor, calendar, barred)
        # Without quiet hours everything counts, also what was written in this very moment.
        return await rows.counting(tx.session, tenant, person, reach, since)


async def read(actor: Actor, *, offset: int = 0, size: int = PAGE) -> BoardView:
    """Return a page of what the actor was told, newest first, by days in their time zone.

    Args:
        actor: Anybody; they see what is theirs and what they may open now.
        offset: Notices before the page.
        size: Notices on it.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    await trail.authorise(actor, "read", "notice", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    tenant, person = actor.tenant_id, actor.person_id
    barred = await _barred_from(actor)
    async with current().db.transaction(tenant) as tx:
        calendar = await calendar_of(tx.session, tenant, person)
        reach = _reach(actor, calendar, barred)
        found, total, fresh = await rows.arrived(tx.session, tenant, person, reach, offset=offset, size=size)
        if not found and total:
            # The last page has become empty meanwhile.
            offset = (total - 1) // size * size
            found, total, fresh = await rows.arrived(tx.session, tenant, person, reach, offset=offset, size=size)
        summaries = [row.notice_id for row in found if row.kind == SUMMARY]
        inside = await rows.parts(tx.session, tenant, person, reach, summaries) if summaries else []
        places = await section_rows.sections_by_id(
            tx.session, tenant, list({row.section_id for row in (*found, *inside) if row.section_id})
        )
        children = sorted({row.student_id for row in (*found, *inside) if row.student_id} & actor.students)
        if children:
            await trail.disclosed(actor, children, "notices", session=tx.session)
    named = await people.names(tenant, {one for row in (*found, *inside) if (one := _who(row)) is not None})
    titles = {one.section_id: one.title for one in places}
    parts = {one: [_part(actor, row, named, titles) for row in inside if row.summary_id == one] for one in summaries}
    zone = ZoneInfo(calendar.zone)

    def day_of(row: NoticeRow) -> date:
        return row.created_at.astimezone(zone).date()

    days = [
        DayView(
            day.isoformat(),
            [NoticeView(_part(actor, row, named, titles), parts.get(row.notice_id, [])) for row in group],
        )
        for day, group in groupby(found, day_of)
    ]
    return BoardView(days, total, offset, len(found), fresh)


async def parts_of(actor: Actor, notice_ids: Sequence[UUID]) -> dict[UUID, PartView]:
    """Return those of a person's notices that they may open now, for another way than the page.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    access.require(actor, "read", "notice", student_id=actor.person_id)
    tenant, person = actor.tenant_id, actor.person_id
    barred = await _barred_from(actor)
    async with current().db.transaction(tenant) as tx:
        calendar = await calendar_of(tx.session, tenant, person)
        found = await rows.some(tx.session, tenant, person, _reach(actor, calendar, barred), notice_ids)
        sections = list({row.section_id for row in found if row.section_id})
        places = await section_rows.sections_by_id(tx.session, tenant, sections)
        children = sorted({row.student_id for row in found if row.student_id} & actor.students)
        if children:
            await trail.disclosed(actor, children, "notices", session=tx.session)
    named = await people.names(tenant, {one for row in found if (one := _who(row)) is not None})
    titles = {one.section_id: one.title for one in places}
    return {row.notice_id: _part(actor, row, named, titles) for row in found}


def _who(row: NoticeRow) -> UUID | None:
    """Return whose name is in the sentence: the child's for guardians, a classmate's or teacher's for students."""
    if row.student_id is not None:
        return row.student_id
    return row.actor_id if row.kind == "reply" else None


def _part(actor: Actor, row: NoticeRow, named: dict[UUID, str], titles: dict[UUID, str]) -> PartView:
    who = _who(row)
    return PartView(
        id=str(row.notice_id),
        key=key_of(row),
        name=named.get(who, people.ERASED_NAME) if who else "",
        title=str(row.arguments.get("title", "")),
        place=titles.get(row.section_id, "") if row.section_id else "",
        count=int(row.arguments.get("count", 1)),
        at=row.created_at.isoformat(),
        fresh=not row.read,
        href=_place(actor, row),
        figures=notice_figures.read(row.arguments.get("figures", ())),
    )


def key_of(row: NoticeRow) -> str:
    """Return the catalogue key of a notice's sentence."""
    state = row.arguments.get("state", "")
    return f"notice-{row.kind}-{state}" if state else f"notice-{row.kind}"


def _place(actor: Actor, row: NoticeRow) -> str:
    kind = row.kind
    if kind in TALK or (kind == "report" and str(row.arguments.get("state", "")).startswith("post")):
        return f"/discussion?class={row.section_id}"
    if kind == "report" and str(row.arguments.get("state", "")).startswith("sentence"):
        return "/tutor"
    if kind in ("goal_reached", "goal_due"):
        return "/plan" if row.arguments.get("state") == "plan" else "/goals"
    if kind in ("assessment", "assessment_results") and row.about_id is not None:
        return f"/quiz/{row.about_id}"
    if kind in ("assignment", "assignment_due", "assessment", "assessment_results", "path_rule"):
        return f"/today?class={row.section_id}"
    if kind == "offer":
        return f"/today?class={row.section_id}"
    if kind == "inbox":
        return f"/teach/{row.section_id}/inbox"
    if kind in ("voided", "withdrawn", "report"):
        return "/today"
    if kind in ("review", "broken", "message"):
        return "/teach/reviews"
    if kind == "grades":
        return f"/teach/{row.section_id}/lms"
    if kind in ("answered", "week", "consent", "from_school"):
        return f"/family/{row.student_id}"
    if kind == "import":
        return "/admin/oneroster" if str(row.arguments.get("state", "")).startswith("roster") else "/admin/content"
    if kind == "support":
        return "/support"
    if kind in ("account", "address"):
        return "/account#notices"
    if kind == "delivery":
        return "/admin/invitations" if row.arguments.get("state") == "invitation" else "/admin/notifications"
    if kind == "view":
        return f"/teach/{row.section_id}/views" if row.section_id else "/admin/views"
    if kind in ("webhook", "export"):
        return f"/admin/{kind}s"
    if kind == "class_week":
        return f"/teach/{row.section_id}"
    if kind == "training":
        return "/admin/models"
    if kind == "model_budget":
        return "/admin/language-model"
    if kind == "provider":
        return "/admin/content-providers"
    if kind == "licence":
        return "/admin/licences"
    if kind == "flagged":
        return "/admin/reviews"
    if kind in ("announcement", "emergency"):
        return next((page for role, page in _HOMES if role in actor.roles), "")
    return ""


async def mark_read(actor: Actor, notice_id: UUID) -> None:
    """Mark one of the actor's notices as read; of a summary all that is in it. What is not theirs is left alone.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    access.require(actor, "update", "notice", student_id=actor.person_id)
    tenant, person = actor.tenant_id, actor.person_id
    async with current().db.transaction(tenant) as tx:
        if await rows.read(tx.session, tenant, person, notice_id, current().clock.now()):
            ring_after(tx.session, tenant, [person])


async def mark_all_read(actor: Actor) -> None:
    """Mark everything that has arrived as read.

    Raises:
        ForbiddenError: The actor is no person with pages.
    """
    access.require(actor, "update", "notice", student_id=actor.person_id)
    tenant, person = actor.tenant_id, actor.person_id
    async with current().db.transaction(tenant) as tx:
        calm = is_calm(await calendar_of(tx.session, tenant, person))
        await rows.read_all(tx.session, tenant, person, current().clock.now(), calm=calm)
        ring_after(tx.session, tenant, [person])


def sentence(row: NoticeRow, locale: str) -> str:
    """Return a notice in words, without anybody's name, for an export."""
    words = {"title": str(row.arguments.get("title", "")), "count": int(row.arguments.get("count", 1))}
    key = key_of(row) if row.kind in KINDS or row.kind == SUMMARY else "notice-other"
    return translate(locale, key, name=people.ERASED_NAME, place="", **words)
