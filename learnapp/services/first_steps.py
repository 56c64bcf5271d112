"""From an empty institution to a class that runs: where an admin stands on the way, and the steps that need help."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import Page
from learnapp.engine.kc import KC, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import assignments, calendar, classroom, content, current, person_detail, sections, trail
from learnapp.services.assignments import AssignmentDraft
from learnapp.services.people import GIVEN_BY_SYSTEM
from learnapp.storage.repositories import first_steps as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.first_steps import ClassSteps

STEPS = ("class", "course", "people", "assignment")
OFFERS = 6
DUE_DAYS = 7


@dataclass(frozen=True, slots=True)
class Setup:
    """How far a class has come.

    Attributes:
        section_id: None while there is no class.
        course: Title of its course, "" for none.
        waiting: Those of its students who wait for consent.
        links: Links for students that work now.
        i_teach: Whether the actor teaches it.
        topic: The course's first topic, "" where it has none.
        assigned: What is assigned now, the next due first: (title, due moment or None).
        done: Those of `STEPS` that are done.
        step: The first that is not, "" when the class runs.
    """

    section_id: UUID | None
    title: str
    course: str
    students: int
    waiting: int
    teachers: int
    links: int
    i_teach: bool
    topic: str
    assigned: tuple[tuple[str, datetime | None], ...]
    done: tuple[str, ...]
    step: str


@dataclass(frozen=True, slots=True)
class CourseOffer:
    """A published course, as somebody chooses it.

    Attributes:
        level: Grades it is for, "" where it does not say.
        lessons: Their titles.
        minutes: How long what is published takes.
        shared: Whether it is the library's.
    """

    tenant_id: UUID
    course_id: UUID
    title: str
    subject: str
    description: str
    language: str
    level: str
    lessons: tuple[str, ...]
    items: int
    minutes: float
    shared: bool


async def is_new(actor: Actor) -> bool:
    """Return whether the institution has no class that runs and nobody who has learned anything yet.

    Raises:
        ForbiddenError: The actor is no admin.
    """
    await trail.authorise(actor, "update", "section")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        return await rows.is_new(tx.session, actor.tenant_id, services.clock.now())


async def setup(actor: Actor, section_id: UUID | None = None, *, another: bool = False) -> Setup:
    """Return how far a class has come, read now.

    Args:
        actor: An admin.
        section_id: The class; None: the first that does not run yet, or the newest.
        another: Begin with a class that is not there yet.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such open class here.
    """
    await trail.authorise(actor, "update", "section")
    services = current()
    async with services.db.transaction(actor.tenant_id) as tx:
        found = None
        if not another:
            found = await rows.class_steps(tx.session, actor.tenant_id, section_id, services.clock.now())
    if found is None and section_id is not None and not another:
        raise NotFoundError("There is no such open class. Go back to the list and choose again.")
    snapshot = await _course(found)
    first = first_topic(snapshot)
    done = _done(found)
    return Setup(
        section_id=found.section_id if found else None,
        title=found.title if found else "",
        course=snapshot.title if snapshot else "",
        students=found.students if found else 0,
        waiting=found.waiting if found else 0,
        teachers=found.teachers if found else 0,
        links=found.links if found else 0,
        i_teach=found is not None and actor.teaches(found.section_id),
        topic=first.name if first else "",
        assigned=await _assigned(actor, found),
        done=done,
        step=next((step for step in STEPS if step not in done), ""),
    )


async def _course(found: ClassSteps | None) -> CourseSnapshot | None:
    if found is None:
        return None
    return await classroom.course_of(found.course_tenant_id, found.course_id, found.course_version)


def _done(found: ClassSteps | None) -> tuple[str, ...]:
    if found is None:
        return ()
    there = {
        "class": True,
        "course": found.course_id is not None,
        "people": found.students > 0 or found.links > 0,
        "assignment": found.assigned,
    }
    return tuple(step for step in STEPS if there[step])


async def _assigned(actor: Actor, found: ClassSteps | None) -> tuple[tuple[str, datetime | None], ...]:
    if found is None or not found.assigned:
        return ()
    views = (await assignments.for_class(actor, found.section_id, size=3)).rows
    return tuple((view.title, datetime.fromisoformat(view.due) if view.due else None) for view in views)


def first_topic(snapshot: CourseSnapshot | None) -> KC | None:
    """Return the topic with which a course begins; None when it has none."""
    if snapshot is None:
        return None
    order = [*(kc for lesson in snapshot.lessons for kc in lesson.kc_ids), *snapshot.topological]
    return next((snapshot.kcs[kc] for kc in order if kc in snapshot.kcs), None)


async def offers(actor: Actor, *, text: str = "", offset: int = 0) -> Page[CourseOffer]:
    """Return a page of the courses that a class may study, with what is in them.

    Raises:
        ForbiddenError: The actor may not read content.
    """
    page = await content.list_courses(actor, text=text, offset=offset, size=OFFERS)
    owners, ids = list({card.tenant_id for card in page.rows}), [card.course_id for card in page.rows]
    async with current().db.transaction(actor.tenant_id) as tx:
        lessons = await rows.lessons_of(tx.session, owners, ids)
        minutes = await rows.minutes_of(tx.session, owners, ids)
    found = [
        CourseOffer(
            card.tenant_id, card.course_id, card.title, card.subject, card.description, card.language,
            card.grade_band, tuple(lessons[card.course_id]), card.items, minutes.get(card.course_id, 0.0),
            card.tenant_id == LIBRARY_TENANT,
        )
        for card in page.rows
    ]  # fmt: skip
    return Page(found, page.total, page.offset, page.size)


async def teach_myself(actor: Actor, section_id: UUID) -> None:
    """Make the admin who asks a teacher of a class.

    Raises:
        ForbiddenError: The actor is no admin.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "update", "section")
    async with current().db.transaction(actor.tenant_id) as tx:
        if not await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id]):
            raise NotFoundError("There is no such class. Go back to the list and choose again.")
    if "instructor" not in actor.roles:
        wanted = (actor.roles - GIVEN_BY_SYSTEM) | {"instructor"}
        await person_detail.set_roles(actor, actor.person_id, sorted(wanted))
    await sections.enrol(actor, section_id, [actor.person_id], "instructor")


async def assign_first(actor: Actor, section_id: UUID) -> UUID:
    """Assign the first topic of a class's course to everybody in it, due in a week; return the assignment's id.

    Raises:
        ConflictError: It is assigned already.
        ForbiddenError: The actor is no admin and does not teach the class.
        NotFoundError: No such class here, or its course has no topics.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    _, snapshot = await assignments.section_of(actor, section_id)
    topic = first_topic(snapshot)
    if topic is None:
        raise NotFoundError("The course of this class has no topic to assign. Choose another course first.")
    day = await calendar.today(actor.tenant_id, actor.person_id) + timedelta(days=DUE_DAYS)
    due = await assignments.due_moment(actor, day.isoformat())
    return await assignments.assign(actor, section_id, AssignmentDraft(kc_id=topic.kc_id, due_at=due))
