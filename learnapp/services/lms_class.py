"""A class and its LMS, for who teaches it: the roster that it follows, the grades that are passed on, what is stuck."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from learnapp.core.errors import ConflictError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.integrations.lti.grades import LINE_ITEM, SCORE
from learnapp.security.access import Actor
from learnapp.services import current, lti_roster, people, trail
from learnapp.storage.repositories import lti_grade_views as shown_rows
from learnapp.storage.repositories import lti_grades as grade_rows
from learnapp.storage.repositories import lti_services as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.lti_grade_views import ScoreRow
from learnapp.storage.repositories.lti_services import ServiceRow, SyncRow

PAGE = 20
_NO_COURSE = "This class has no such course in a learning management system any more. Reload the page."


@dataclass(frozen=True)
class RosterView:
    """The roster of a course.

    Attributes:
        state: `never`, `waiting`, `running`, `done` or `failed`.
        counts: What came of its people, by outcome.
        error: Code of why it failed.
        at: When it ended, or was asked for, ISO 8601.
        daily: Whether the class follows it by itself.
    """

    offered: bool = False
    state: str = "never"
    read: int = 0
    new: int = 0
    back: int = 0
    left: int = 0
    waits: int = 0
    namesake: int = 0
    no_role: int = 0
    unusable: int = 0
    error: str = ""
    at: str = ""
    daily: bool = False


@dataclass(frozen=True)
class CourseView:
    """A course that stands for the class.

    Attributes:
        mark: Names it in what comes back from the page.
        grades: `yes`, `own` (only columns that the LMS has made itself) or `no`.
    """

    mark: str = ""
    lms: str = ""
    title: str = ""
    active: bool = True
    roster: RosterView = field(default_factory=RosterView)
    grades: str = "no"
    tests: bool = False
    assignments: bool = False
    progress: bool = False


@dataclass(frozen=True)
class ColumnView:
    """A column of the gradebook with its scores."""

    title: str = ""
    kind: str = ""
    sent: int = 0
    waiting: int = 0
    late: int = 0
    failed: int = 0
    by_hand: int = 0
    error: str = ""
    last: str = ""


@dataclass(frozen=True)
class StuckView:
    """A score that does not get through.

    Attributes:
        points: As people write them, "" while there are none to be seen.
        again: When it is tried next, ISO 8601; "" when only a person can help.
    """

    item: str = ""
    student: str = ""
    name: str = ""
    title: str = ""
    kind: str = ""
    points: str = ""
    of: str = ""
    error: str = ""
    again: str = ""


@dataclass(frozen=True)
class LmsClassView:
    """Everything on the page; `known` are courses that offer neither roster nor gradebook."""

    title: str = ""
    courses: list[CourseView] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    columns: list[ColumnView] = field(default_factory=list)
    stuck: list[StuckView] = field(default_factory=list)
    total: int = 0
    offset: int = 0


async def view(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> LmsClassView:
    """Return a class's courses, their rosters and gradebooks, and a page of the scores that do not get through.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        offset: Scores before the page.
        size: Scores on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "lms_class", section_id=section_id)
    offset, size = bounded(offset, size)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        if not found:
            raise NotFoundError("There is no such class. Go back to your own classes.")
        services = await rows.of_section(tx.session, tenant, section_id)
        known = await rows.platform_names(tx.session, tenant, section_id)
        syncs = [await rows.sync(tx.session, tenant, one.course) for one in services]
        tallies = await shown_rows.tallies(tx.session, tenant, section_id)
        stuck, total = await shown_rows.stuck(tx.session, tenant, section_id, offset, size)
        await trail.disclosed(
            actor, {one.student_id for one in stuck}, "grades", section_id=section_id, session=tx.session
        )
    names = await people.names(tenant, {one.student_id for one in stuck})
    return LmsClassView(
        title=found[0].title,
        courses=[_course(tenant, one, sync) for one, sync in zip(services, syncs, strict=True)],
        known=[f"{lms}: {title}" for lms, title in known] if not services else [],
        columns=[
            ColumnView(
                one.item.title, one.item.kind, one.sent, one.waiting, one.late, one.failed, one.by_hand,
                one.item.error, _moment(one.last),
            )
            for one in tallies
        ],
        stuck=[_stuck(one, names.get(one.student_id, "")) for one in stuck],
        total=total,
        offset=offset,
    )  # fmt: skip


def _course(tenant: UUID, one: ServiceRow, sync: SyncRow | None) -> CourseView:
    grades = "no"
    if SCORE in one.scopes:
        grades = "yes" if LINE_ITEM in one.scopes and one.line_items_url else "own"
    return CourseView(
        lti_roster.mark_of(tenant, one.course), one.lms, one.title, one.active, _roster(one, sync), grades,
        one.tests, one.assignments, one.progress,
    )  # fmt: skip


def _roster(one: ServiceRow, sync: SyncRow | None) -> RosterView:
    offered = bool(one.memberships_url)
    if sync is None:
        return RosterView(offered, daily=one.follows)
    counts = sync.counts
    return RosterView(
        offered, sync.status, counts.get("read", 0), counts.get("new", 0), counts.get("back", 0),
        counts.get("left", 0), counts.get("waits", 0), counts.get("namesake", 0), counts.get("no_role", 0),
        counts.get("suspended", 0) + counts.get("runs_school", 0), sync.error, _moment(sync.ended_at or sync.asked_at),
        one.follows,
    )  # fmt: skip


def _stuck(one: ScoreRow, name: str) -> StuckView:
    return StuckView(
        str(one.line_item_id), str(one.student_id), name, one.title, one.kind,
        "" if one.given is None else points(one.given), points(one.maximum), one.error or "unreachable",
        _moment(one.next_at) if one.state == "waiting" else "",
    )  # fmt: skip


def points(value: float) -> str:
    """Return points as people write them into a gradebook: 3, or 3.67."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at is not None else ""


async def _one(actor: Actor, section_id: UUID, mark: str) -> ServiceRow:
    await trail.authorise(actor, "update", "lms_class", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        for one in await rows.of_section(tx.session, actor.tenant_id, section_id):
            if lti_roster.mark_of(actor.tenant_id, one.course) == mark:
                return one
    raise NotFoundError(_NO_COURSE)


async def choose(
    actor: Actor, section_id: UUID, mark: str, *, follows: bool, tests: bool, assignments: bool, progress: bool
) -> None:
    """Choose what a class uses of its course in the LMS; what is there already of a grade is passed on, too.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        mark: The course.
        follows: The class follows the roster every day; it is read at once.
        tests: Results of tests are passed on.
        assignments: What is assigned and done is passed on.
        progress: Mastered topics are passed on.

    Raises:
        ConflictError: The LMS does not offer that.
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such course of this class.
    """
    one = await _one(actor, section_id, mark)
    if follows and not one.memberships_url:
        raise ConflictError("This learning management system does not give its roster. Ask its administrator.")
    if (tests or assignments or progress) and SCORE not in one.scopes:
        raise ConflictError("This learning management system does not take grades. Ask its administrator.")
    now, tenant = current().clock.now(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        await rows.switch(
            tx.session, tenant, one.course, follows=follows, tests=tests, assignments=assignments, progress=progress,
            by=actor.person_id, now=now,
        )  # fmt: skip
        if tests or assignments or progress:
            await grade_rows.mark_class(tx.session, tenant, section_id, now)
        if follows and not one.follows:
            await lti_roster.ask(tx.session, tenant, one.course, actor.person_id, now, whole=True)
        await trail.audit(
            actor, "lms.use", "section", object_id=section_id,
            detail={"follows": follows, "tests": tests, "assignments": assignments, "progress": progress},
            session=tx.session,
        )  # fmt: skip


async def read_roster(actor: Actor, section_id: UUID, mark: str) -> None:
    """Read the roster now; the worker does it.

    Raises:
        ConflictError: It is being read, or is not offered.
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such course of this class.
    """
    one = await _one(actor, section_id, mark)
    if not one.memberships_url:
        raise ConflictError("This learning management system does not give its roster. Ask its administrator.")
    async with current().db.transaction(actor.tenant_id) as tx:
        now = current().clock.now()
        if not await lti_roster.ask(tx.session, actor.tenant_id, one.course, actor.person_id, now, whole=True):
            raise ConflictError("The roster is being read already. Wait until it is done.")


async def send_again(
    actor: Actor, section_id: UUID, item_id: UUID | None = None, student_id: UUID | None = None
) -> int:
    """Try to pass on one grade of a class anew, or all that do not get through; returns how many.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: There is nothing that waits.
    """
    await trail.authorise(actor, "update", "lms_class", section_id=section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        whose = await shown_rows.send_again(
            tx.session, tenant, section_id, item_id, student_id, current().clock.now()
        )  # fmt: skip
        if not whose:
            raise NotFoundError("This grade does not wait any more. Reload the page.")
        about = [(section_id, one) for one in dict.fromkeys(whose)]
        await trail.audit_each(actor, "lms.send_again", "section", about, session=tx.session)
    return len(whose)


async def entered_by_hand(actor: Actor, section_id: UUID, item_id: UUID, student_id: UUID) -> None:
    """Note that a teacher has entered a grade in the LMS themselves; it is passed on again only when it changes.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: There is nothing that waits.
    """
    await trail.authorise(actor, "update", "lms_class", section_id=section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        if not await shown_rows.by_hand(tx.session, tenant, section_id, item_id, student_id):
            raise NotFoundError("This grade does not wait any more. Reload the page.")
        await trail.audit(
            actor, "lms.by_hand", "section", object_id=section_id, subject_id=student_id,
            detail={"line_item": str(item_id)}, session=tx.session,
        )  # fmt: skip
