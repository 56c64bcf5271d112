"""More time and breaks in tests, for students who need them: known to who teaches the class, and to nobody else."""

from __future__ import annotations

from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.core.paging import page_of
from learnapp.engine.time_limit import MAX_FACTOR
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.assessment_views import AccommodationsView, AccommodationView
from learnapp.storage.repositories import assessments as rows
from learnapp.storage.repositories import sections as section_rows

MOST_BREAKS, MOST_BREAK_MINUTES = 5, 60
PAGE, MAX_TEXT = 10, 100


async def accommodations(
    actor: Actor, section_id: UUID, *, text: str = "", only: bool = False, offset: int = 0, size: int = PAGE
) -> AccommodationsView:
    """Return a page of the students of a class by name, with the time and the breaks that they get in tests.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        text: Only students whose name has each of these words in it.
        only: Only students who get more than the others.
        offset: Students before the page; behind the last one it gives the last page.
        size: Students on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "read", "accommodation", section_id=section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        students = await section_rows.student_ids(tx.session, tenant, section_id)
        given = await rows.accommodated(tx.session, tenant, section_id)
    names = await people.names(tenant, students)
    wanted = text[:MAX_TEXT].casefold().split()
    found = [
        one
        for one in sorted(students, key=lambda one: (names.get(one, ""), one))
        if (one in given or not only) and all(word in names.get(one, "").casefold() for word in wanted)
    ]
    page = page_of(found, offset, size)
    await trail.disclosed(actor, given.keys() & set(page.rows), "accommodation", section_id=section_id)
    views = []
    for one in page.rows:
        factor, breaks, minutes = given.get(one, (1.0, 0, 0))
        views.append(AccommodationView(str(one), names.get(one, ""), round(100 * factor), breaks, minutes))
    return AccommodationsView(views, page.total, page.offset, len(given.keys() & set(students)))


async def accommodate(
    actor: Actor, section_id: UUID, student_id: UUID, *, percent: int, breaks: int, break_minutes: int
) -> None:
    """Give a student more time or breaks in every test of a class, from their next attempt on; 100 and 0 take it back.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        student_id: One of its students.
        percent: 150 for half as much time again.
        breaks: How many breaks in a test.
        break_minutes: How long each may be.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: A number is out of range.
        NotFoundError: No such student in the class.
    """
    await trail.authorise(actor, "write", "accommodation", section_id=section_id)
    most = round(100 * MAX_FACTOR)
    if not 100 <= percent <= most:
        raise InvalidInputError(f"Extra time is a number from 100 (none) to {most} per cent.")
    allowed = 0 <= breaks <= MOST_BREAKS and 0 <= break_minutes <= MOST_BREAK_MINUTES
    if not allowed or bool(breaks) != bool(break_minutes):
        raise InvalidInputError(
            f"Allow up to {MOST_BREAKS} breaks of up to {MOST_BREAK_MINUTES} minutes; 0 in both for none."
        )
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if student_id not in await section_rows.student_ids(tx.session, tenant, section_id):
            raise NotFoundError("This student is not in this class. Choose one from the list.")
        if percent == 100 and not breaks:
            await rows.no_longer(tx.session, tenant, section_id, student_id)
        else:
            await rows.accommodate(
                tx.session, tenant, section_id, student_id, factor=percent / 100, breaks=breaks,
                break_minutes=break_minutes, by=actor.person_id, now=current().clock.now(),
            )  # fmt: skip
        await trail.audit(
            actor, "accommodation.write", "accommodation", object_id=student_id, subject_id=student_id,
            detail={"section": str(section_id)}, session=tx.session,
        )  # fmt: skip
