"""What comes in the morning, by the worker: daily summaries, what is due tomorrow, a child's week, announcements.

It may run as often as one likes, and be killed anywhere: what it tells carries a mark under which it is told once.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from learnapp.agents.guardrail import suits
from learnapp.core import logging as logs
from learnapp.core.days import begin_of
from learnapp.services import current, rollups, rounds
from learnapp.services.assignments import thing_of
from learnapp.services.calendar import calendar_of, monday
from learnapp.services.classroom import course_of
from learnapp.services.notice_board import age_of, is_calm
from learnapp.services.notices import ring_after, tell, tell_announcement
from learnapp.services.school_calendar import local_today, zone_of
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import notice_choices as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.notice_choices import Waiting

HOUR = time(7)
KEPT = timedelta(days=90)
_WEEK, _TWO_DAYS = timedelta(days=7), timedelta(days=2)
_log = logs.get(__name__)


async def work() -> None:
    """Do what the hour asks for, in every institution; one that fails does not hold up the others."""
    await rounds.each_institution("notices of the morning", morning)


async def morning(tenant: UUID) -> None:
    """Do what the hour asks for in one institution."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        waiting = await rows.waiting(tx.session, tenant)
    for one in waiting:
        await _summary(tenant, one, now)
    await _goals(tenant, now)
    await _assignments(tenant, now)
    await _weeks(tenant, now)
    async with current().db.transaction(tenant) as tx:
        for announcement, section in await rows.announced(tx.session, tenant, await local_today(tx.session, tenant)):
            await tell_announcement(tx.session, tenant, announcement, section)


async def _summary(tenant: UUID, one: Waiting, now: datetime) -> None:
    """Sum up what came before seven this morning, where a person is."""
    here = now.astimezone(ZoneInfo(one.zone))
    until = datetime.combine(here.date(), HOUR, here.tzinfo).astimezone(UTC)
    if now < until:
        return
    async with current().db.transaction(tenant) as tx:
        if one.unsettled:
            calm = is_calm(await calendar_of(tx.session, tenant, one.person_id))
            await rows.settle(tx.session, tenant, one.person_id, "daily" if calm else "once")
        if one.oldest < until and await rows.sum_up(
            tx.session, tenant, one.person_id, uuid7(), here.date(), until, now
        ):
            ring_after(tx.session, tenant, [one.person_id])


async def _goals(tenant: UUID, now: datetime) -> None:
    """Tell students whose goal is due tomorrow."""
    today = now.astimezone(UTC).date()
    async with current().db.transaction(tenant) as tx:
        for student, goal, due, zone in await rows.goals_due(tx.session, tenant, today, today + timedelta(days=2)):
            here = now.astimezone(ZoneInfo(zone))
            if here.time() >= HOUR and due == here.date() + timedelta(days=1):
                await tell(
                    tx.session, tenant, "goal_due", [student], about=goal, once=f"goal-due:{goal}:{due}",
                    merge=f"goal:{goal}",
                )  # fmt: skip


async def _assignments(tenant: UUID, now: datetime) -> None:
    """Tell students what is due tomorrow and not done yet, as far as they may have it."""
    async with current().db.transaction(tenant) as tx:
        waiting = await assignment_rows.due(tx.session, tenant, now, now + _TWO_DAYS)
        sections = await section_rows.sections_by_id(
            tx.session, tenant, list({one.section_id for one, _, _ in waiting})
        )
        courses = {
            one.section_id: await course_of(one.course_tenant_id, one.course_id, one.course_version) for one in sections
        }
        for one, student, zone in waiting:
            here, course = now.astimezone(ZoneInfo(zone)), courses.get(one.section_id)
            due = one.due_at.astimezone(here.tzinfo).date() if one.due_at is not None else None
            _, title = thing_of(one, course)
            if not title or here.time() < HOUR or due != here.date() + timedelta(days=1):
                continue
            content = course.content.get(one.content_id) if course is not None and one.content_id else None
            if content is not None and content.min_age is not None:
                age = age_of(await calendar_of(tx.session, tenant, student))
                if not suits(content, age):
                    continue
            await tell(
                tx.session, tenant, "assignment_due", [student], about=one.assignment_id, section=one.section_id,
                arguments={"title": title[:200]}, once=f"assignment-due:{one.assignment_id}",
                merge=f"assignment:{one.assignment_id}",
            )  # fmt: skip


async def _weeks(tenant: UUID, now: datetime) -> None:
    """Tell guardians on Monday how to look at the week of a child who worked, and teachers of that of their classes."""
    # Monday begins in the east, and lasts in the west until the Tuesday of UTC.
    if (now + timedelta(hours=14)).weekday() > 1:
        return
    first = monday((now + timedelta(hours=14)).date())
    async with current().db.transaction(tenant) as tx:
        for guardian, child, zone in await rows.weeks_over(tx.session, tenant, first, now - _WEEK):
            here = now.astimezone(ZoneInfo(zone))
            if here.date() == first and here.time() >= HOUR:
                await tell(
                    tx.session, tenant, "week", [guardian], about=child, student=child, once=f"week:{child}:{first}"
                )
        # A class has its week where its school is, as on its pages; its teachers hear of it on their own Monday.
        zone = await zone_of(tx.session, tenant)
        week = (begin_of(first - _WEEK, zone), begin_of(first, zone))
        if now < week[1]:
            return
        hours = rollups.edges(now, zone).hours <= week[0]
        for teacher, section, there, answers, right in await rows.classes_over(
            tx.session, tenant, first - _WEEK, first, week if hours else None
        ):
            here = now.astimezone(ZoneInfo(there))
            if here.date() == first and here.time() >= HOUR:
                await tell(
                    tx.session, tenant, "class_week", [teacher], section=section,
                    arguments={"count": answers, "title": str(round(100 * right / answers))},
                    once=f"class-week:{section}:{first}",
                )  # fmt: skip


async def prune() -> int:
    """Delete every institution's notices that are older than 90 days; return how many."""
    return sum(await rounds.each_institution("old notices", _prune))


async def _prune(tenant: UUID) -> int:
    async with current().db.transaction(tenant) as tx:
        return await rows.prune(tx.session, tenant, current().clock.now() - KEPT)
