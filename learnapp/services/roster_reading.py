"""What an API client may read of an institution: its classes, who is in them, and how well each topic is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page, bounded, page_of
from learnapp.engine.mastery import Band, band_of
from learnapp.security.access import Actor
from learnapp.services import classroom, current, people, trail
from learnapp.storage.repositories import classroom as state_rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Section


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a class; the role is that in the class."""

    person_id: UUID
    name: str
    email: str
    role: str
    since: datetime


@dataclass(frozen=True, slots=True)
class TopicProgress:
    """How well a student knows a topic; the numbers are None where there is not enough data.

    Attributes:
        mastery: P(mastered), 0 to 1, with its 80 % interval `low` to `high`.
        band: unknown, learning, mastered or fading, by the thresholds that students and teachers see.
    """

    kc_id: UUID
    topic: str
    band: str
    mastery: float | None
    low: float | None
    high: float | None
    answers: int
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class StudentProgress:
    """One student of a class with every topic of its course, in course order."""

    student_id: UUID
    topics: list[TopicProgress]


async def classes(actor: Actor, *, offset: int = 0, size: int = 50) -> Page[Section]:
    """Return a page of the institution's classes, by title.

    Raises:
        ForbiddenError: The credential lacks the scope roster:read.
    """
    await trail.authorise(actor, "read", "roster")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        rows, total = await section_rows.list_sections(tx.session, actor.tenant_id, offset, size)
    return Page(rows, total, offset, size)


async def _section(actor: Actor, section_id: UUID) -> Section:
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
    if not found:
        raise NotFoundError("There is no such class. GET /api/v1/classes lists those that exist.")
    return found[0]


async def members(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = 50) -> Page[Member]:
    """Return a page of who is in a class; each student's name on it is a disclosure.

    Raises:
        ForbiddenError: The credential lacks the scope roster:read.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "roster", section_id=section_id)
    await _section(actor, section_id)
    services, tenant = current(), actor.tenant_id
    async with services.db.transaction(tenant) as tx:
        enrolled = await section_rows.enrolments(tx.session, tenant, section_id)
        enrolled.sort(key=lambda one: (one.enrolled_at, one.person_id))
        page = page_of(enrolled, *bounded(offset, size))
        sealed = await people_rows.people_by_id(tx.session, tenant, {one.person_id for one in page.rows})
        students = [one.person_id for one in page.rows if one.role == "student"]
        await trail.disclosed(actor, students, "roster", section_id=section_id, session=tx.session)
    found = []
    for one in page.rows:
        view = people.reveal(services.keyring, sealed[one.person_id])
        found.append(Member(one.person_id, view.name, view.email, one.role, one.enrolled_at))
    return Page(found, page.total, page.offset, page.size)


async def progress(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = 50) -> Page[StudentProgress]:
    """Return a page of a class's students with how well each knows every topic; each student is a disclosure.

    Raises:
        ForbiddenError: The credential lacks the scope records:read.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "student_record", section_id=section_id)
    section = await _section(actor, section_id)
    snapshot = await classroom.course_of(section.course_tenant_id, section.course_id, section.course_version)
    topics = list(snapshot.topological) if snapshot is not None else []
    services, tenant = current(), actor.tenant_id
    now = services.clock.now()
    async with services.db.transaction(tenant) as tx:
        everybody = await section_rows.student_ids(tx.session, tenant, section_id)
        page = page_of(everybody, *bounded(offset, size))
        states = await state_rows.kc_states(tx.session, tenant, page.rows, topics)
        await trail.disclosed(actor, page.rows, "mastery", section_id=section_id, session=tx.session)
    found = []
    for student in page.rows:
        lines = []
        for kc in topics:
            state = states.get((student, kc))
            band = band_of(state, now)
            known = state is not None and band is not Band.UNKNOWN
            lines.append(
                TopicProgress(
                    kc, snapshot.kcs[kc].name if snapshot is not None else "", band.value,
                    round(state.p_mastered, 3) if known and state else None,
                    round(state.low, 3) if known and state else None,
                    round(state.high, 3) if known and state else None,
                    state.attempts if state else 0, state.last_at if state else None,
                )
            )  # fmt: skip
        found.append(StudentProgress(student, lines))
    return Page(found, page.total, page.offset, page.size)
