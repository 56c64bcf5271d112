"""A student's own tests as lists show them: what can be taken, and all that was handed in."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from learnapp.core.paging import Page, bounded
from learnapp.security.access import Actor
from learnapp.services import adaptive_tests, current, latecomers, trail
from learnapp.services.assessment_views import OwnResult, OwnTest
from learnapp.services.attempt_reading import clock, is_shown, time_ahead
from learnapp.services.progress import sections
from learnapp.storage.repositories import assessments as made_rows
from learnapp.storage.repositories import attempts as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import AttemptRow
from learnapp.storage.repositories.progress import StudySection

PAGE = 10
SHOWN_AFTER = timedelta(days=14)
"""So long a test that has closed stands among those that can be taken."""
_ORDER = {"running": 0, "open": 1, "ahead": 2, "done": 3, "closed": 4}


async def listed(actor: Actor, section_id: UUID | None = None, *, offset: int = 0, size: int = PAGE) -> Page[OwnTest]:
    """Return a page of the tests of the class that a student looks at.

    What they have begun comes first, then the newest; on a page, what can be taken comes before what is done.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "attempt", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    known = await sections(actor)
    here = next((one for one in known if section_id in (None, one.section_id)), None)
    if here is None:
        return Page([], 0, 0, size)
    return await in_class(actor, here, offset=offset, size=size)


async def in_class(actor: Actor, here: StudySection, *, offset: int = 0, size: int = PAGE) -> Page[OwnTest]:
    """Return the same as `listed` of one of the student's `sections`. The caller has asked the policy."""
    offset, size = bounded(offset, size)
    tenant, student, now = actor.tenant_id, actor.person_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        since, section = now - SHOWN_AFTER, here.section_id
        found, total = await made_rows.given_to(
            tx.session, tenant, student, section, now=now, since=since, offset=offset, size=size
        )
        if offset and not found:
            # What stood on the last page is gone.
            offset = max(0, total - 1) // size * size
            found, _ = await made_rows.given_to(
                tx.session, tenant, student, section, now=now, since=since, offset=offset, size=size
            )
        if not found:
            return Page([], total, offset, size)
        mine = await rows.of_student(tx.session, tenant, student, [one.assessment_id for one in found])
        extra = (await made_rows.accommodated(tx.session, tenant, here.section_id)).get(student, (1.0, 0, 0))
        found = await latecomers.for_student(tx.session, tenant, student, found)
    views = [
        view(one, [a for a in mine if a.assessment_id == one.assessment_id], here.title, extra, now) for one in found
    ]
    return Page(sorted(views, key=lambda one: _ORDER[one.state]), total, offset, size)


async def results(actor: Actor, *, offset: int = 0, size: int = PAGE) -> Page[OwnResult]:
    """Return a page of all that a student has handed in, in whatever class and however long ago, the latest first.

    Raises:
        ForbiddenError: The actor is no student.
    """
    await trail.authorise(actor, "read", "attempt", student_id=actor.person_id)
    offset, size = bounded(offset, size)
    tenant, now = actor.tenant_id, current().clock.now()
    async with current().db.transaction(tenant) as tx:
        found, total = await rows.handed_in_by(tx.session, tenant, actor.person_id, offset, size)
        if offset and not found:
            offset = max(0, total - 1) // size * size
            found, _ = await rows.handed_in_by(tx.session, tenant, actor.person_id, offset, size)
        tests = await made_rows.some(tx.session, tenant, list({one.assessment_id for one in found}))
        classes = await section_rows.sections_by_id(
            tx.session, tenant, list({one.section_id for one in tests.values()})
        )
    titles = {one.section_id: one.title for one in classes}
    shown = []
    for one in found:
        made = tests[one.assessment_id]
        shown.append(
            OwnResult(
                str(one.attempt_id), made.title, made.kind, titles.get(made.section_id, ""), one.number,
                one.submitted_at.isoformat() if one.submitted_at else "", is_shown(one, made, now),
            )
        )  # fmt: skip
    return Page(shown, total, offset, size)


def view(
    made: AssessmentRow, mine: list[AttemptRow], section: str, extra: tuple[float, int, int], now: datetime
) -> OwnTest:
    """Return a test as its student finds it.

    Args:
        made: The test.
        mine: Their attempts at it.
        section: Title of the class.
        extra: (times as much time, breaks, minutes of each) of the student.
        now: This moment.
    """
    left = max(0, made.attempts + sum(one.once_more for one in mine) - len(mine))
    running = next((a for a in mine if a.submitted_at is None and not clock(a, made, now).over), None)
    ended = [one for one in mine if one is not running]
    last = ended[-1] if ended else None
    closed = made.closes_at is not None and made.closes_at <= now
    if running is not None:
        state = "running"
    elif made.opens_at is not None and now < made.opens_at:
        state = "ahead"
    elif last is not None and (not left or closed):
        state = "done"
    else:
        state = "closed" if closed else "open"
    start = running.started_at if running is not None else max(now, made.opens_at or now)
    own_time = (running.factor, running.breaks, running.break_minutes) if running is not None else extra
    minutes, until_closing, beyond = time_ahead(made, own_time, start)
    return OwnTest(
        id=str(made.assessment_id),
        title=made.title,
        kind=made.kind,
        section=section,
        state=state,
        href_id=str(
            running.attempt_id if running else last.attempt_id if last and state == "done" else made.assessment_id
        ),
        minutes=minutes,
        until_closing=until_closing,
        beyond=beyond,
        line=round(100 * made.cut) if made.cut is not None and adaptive_tests.ends_at_line(made) else 0,
        left=left,
        breaks=extra[1],
        opens=made.opens_at.isoformat() if made.opens_at else "",
        closes=made.closes_at.isoformat() if made.closes_at else "",
        results=any(is_shown(one, made, now) for one in ended),
        goes_back=made.kind == "fixed",
        shown=made.shown,
    )
