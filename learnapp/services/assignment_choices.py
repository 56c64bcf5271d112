"""What a teacher chooses from to assign or pin: the things of the course, the students of a class."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.core.paging import page_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, people, trail
from learnapp.services.assignments import section_of
from learnapp.services.item_views import TopicChoice
from learnapp.storage.repositories import assessments as assessment_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows

THINGS, STUDENTS, MAX_TEXT = 8, 30, 100
_MOST_TESTS = 50


@dataclass(frozen=True)
class ThingView:
    """A topic or a content of the course, or a test of the class.

    Attributes:
        kind: topic, test, or the kind of the content.
        topic: Name of the topic of a content.
        min_age: Years, 0 for every age.
        withdrawn: The class no longer gets it.
        draft: A test that nobody was given yet; assigning it gives it.
    """

    id: str = ""
    kind: str = "topic"
    title: str = ""
    topic: str = ""
    minutes: int = 0
    min_age: int = 0
    withdrawn: bool = False
    draft: bool = False


@dataclass(frozen=True)
class ThingsView:
    """A page of what a course has; `topics` to narrow it down by."""

    rows: list[ThingView] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicChoice] = field(default_factory=list)


@dataclass(frozen=True)
class StudentChoice:
    """A student of the class."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True)
class StudentsView:
    """A page of the students of a class, by name."""

    rows: list[StudentChoice] = field(default_factory=list)
    total: int = 0
    offset: int = 0


async def _course(actor: Actor, section_id: UUID) -> tuple[CourseSnapshot | None, set[UUID]]:
    """Return what a class studies, and which contents it no longer gets."""
    await trail.authorise(actor, "read", "assignment", section_id=section_id)
    _, snapshot = await section_of(actor, section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await withdrawal_rows.withdrawn(tx.session, actor.tenant_id, section_id)
    return snapshot, {one.content_id for one in found}


async def _tests(actor: Actor, section_id: UUID) -> list[ThingView]:
    """Return the tests of a class that have not closed: those that are given, then drafts, each the newest first."""
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await assessment_rows.of_class(tx.session, actor.tenant_id, section_id, now, _MOST_TESTS)
    return [
        ThingView(str(one.assessment_id), "test", one.title, minutes=one.minutes, draft=one.given_at is None)
        for one in found
    ]


def _topic(snapshot: CourseSnapshot, kc_id: UUID) -> ThingView:
    return ThingView(str(kc_id), "topic", snapshot.kcs[kc_id].name)


def _content(snapshot: CourseSnapshot, one: Content, gone: set[UUID]) -> ThingView:
    return ThingView(
        id=str(one.content_id),
        kind=one.kind.value,
        title=one.title,
        topic=next((snapshot.kcs[kc].name for kc in one.kc_ids if kc in snapshot.kcs), ""),
        minutes=max(1, round(one.minutes)),
        min_age=one.min_age or 0,
        withdrawn=one.content_id in gone,
    )


async def things(
    actor: Actor, section_id: UUID, *, topic: UUID | None = None, text: str = "", offset: int = 0, size: int = THINGS
) -> ThingsView:
    """Return a page of what can be given to a class: its tests, then topics and contents in the order of the course.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        topic: Only this topic and its contents, without tests.
        text: Only what has each of these words in its title or in the name of its topic.
        offset: Rows before the page; behind the last one it gives the last page.
        size: Rows on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here.
    """
    snapshot, gone = await _course(actor, section_id)
    if snapshot is None:
        return ThingsView()
    place = {kc: number for number, kc in enumerate(snapshot.topological)}

    def rank(one: Content) -> tuple[int, int, str]:
        return min((place[kc] for kc in one.kc_ids if kc in place), default=len(place)), one.position, one.title

    wanted = text[:MAX_TEXT].casefold().split()
    found = [
        *(await _tests(actor, section_id) if topic is None else ()),
        *(_topic(snapshot, kc) for kc in snapshot.topological if topic in (None, kc)),
        *(
            _content(snapshot, one, gone)
            for one in sorted(snapshot.content.values(), key=rank)
            if topic is None or topic in one.kc_ids
        ),
    ]
    hits = [one for one in found if all(word in f"{one.title} {one.topic}".casefold() for word in wanted)]
    page = page_of(hits, offset, size)
    topics = [TopicChoice(str(kc), snapshot.kcs[kc].name) for kc in snapshot.topological]
    return ThingsView(page.rows, page.total, page.offset, topics)


async def thing(actor: Actor, section_id: UUID, thing_id: UUID) -> ThingView:
    """Return one topic or content of a class's course, or one of its tests.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here, or its course has no such thing.
    """
    snapshot, gone = await _course(actor, section_id)
    if snapshot is not None and thing_id in snapshot.kcs:
        return _topic(snapshot, thing_id)
    if snapshot is not None and thing_id in snapshot.content:
        return _content(snapshot, snapshot.content[thing_id], gone)
    test = next((one for one in await _tests(actor, section_id) if one.id == str(thing_id)), None)
    if test is not None:
        return test
    raise NotFoundError("The course of this class has no such thing. Choose one from the list.")


async def students(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = STUDENTS) -> StudentsView:
    """Return a page of the students of a class by name, to choose from.

    Raises:
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "write", "assignment", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        ids = await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
    names = await people.names(actor.tenant_id, ids)
    page = page_of(sorted(ids, key=lambda one: (names.get(one, ""), one)), offset, size)
    await trail.disclosed(actor, page.rows, "roster", section_id=section_id)
    return StudentsView([StudentChoice(str(one), names.get(one, "")) for one in page.rows], page.total, page.offset)
