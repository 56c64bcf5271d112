"""What a report for a family tells of one student in one class and a time: facts, in no language yet."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.core.days import DAY, begin_of
from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.event import Recommendation
from learnapp.engine.mastery import THRESHOLDS
from learnapp.security.access import Actor
from learnapp.services import current, people, progress
from learnapp.services.assignments import thing_of
from learnapp.services.calendar import monday
from learnapp.services.goal_progress import LONGEST_MS
from learnapp.services.progress import KcView, Study
from learnapp.services.school_calendar import check_days, zone_of
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import family_reports as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import lti_services as class_rows
from learnapp.storage.repositories import school_calendar as calendar_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import week as week_rows
from learnapp.storage.repositories.family_reports import Scope, TopicRow, WorkedDay

MOST_ANSWERS, MOST_ASSIGNED, MOST_NEXT, MOST_TOPICS, USUAL_DAYS = 15, 40, 5, 60, 90


@dataclass(frozen=True, slots=True)
class WeekFact:
    """One week: school days in it, days with something done, minutes and answers; `free` of the days had no school."""

    monday: date
    school_days: int
    days: int
    minutes: int
    answers: int
    free: int = 0


@dataclass(frozen=True, slots=True)
class TopicFact:
    """One topic that was practised in the time, and where the student stands with it now.

    Attributes:
        answers, right: Graded answers in the time.
        in_all: Graded answers that the estimate rests on.
        first, last: Days of the first and the last answer in the time.
        new: It was first mastered in the time.
    """

    name: str
    band: str
    enough: bool
    value: int
    low: int
    high: int
    answers: int
    right: int
    in_all: int
    first: date
    last: date
    new: bool


@dataclass(frozen=True, slots=True)
class AssignedFact:
    """Something assigned; `state` is done, late or open; `due` None for no day."""

    title: str
    due: date | None
    state: str


@dataclass(frozen=True, slots=True)
class AnswerFact:
    """One answer behind the numbers."""

    on: date
    task: str
    topic: str
    right: bool
    hints: int


@dataclass(frozen=True, slots=True)
class NoteFact:
    """What a teacher adds."""

    text: str
    who: str
    on: date


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """A report's facts.

    Attributes:
        mastered: All topics of the course that are mastered, with those that fade, in path order.
        topics: Topics in the course.
        practised: What was practised in the time, in path order; `more` of it is not named.
        ready: Names of topics whose turn may be next.
        offered: Titles of what the student was last offered.
        answers: The latest ones in the time; `answers_in_all` is how many there are.
        zone: Of the days.
    """

    student: str
    section: str
    course: str
    school: str
    teachers: list[str]
    first: date
    last: date
    made: date
    zone: str
    weeks: list[WeekFact] = field(default_factory=list)
    mastered: list[TopicFact] = field(default_factory=list)
    topics: int = 0
    practised: list[TopicFact] = field(default_factory=list)
    more: int = 0
    ready: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    assigned: list[AssignedFact] = field(default_factory=list)
    answers: list[AnswerFact] = field(default_factory=list)
    answers_in_all: int = 0
    right_in_all: int = 0
    note: NoteFact | None = None


async def usual_days(tenant: UUID) -> tuple[date, date]:
    """Return the days that a report is about when nobody says otherwise: this term so far, or the last 90 days."""
    async with current().db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
        if institution is None:
            raise NotFoundError("This institution has not been set up. Ask the operator to create it.")
        today = current().clock.now().astimezone(ZoneInfo(institution.time_zone or "UTC")).date()
        term, _ = await calendar_rows.around(tx.session, tenant, today)
    return (term.first if term and term.first < today else today - timedelta(days=USUAL_DAYS)), today


async def days_of(tenant: UUID, first: str, last: str) -> tuple[date, date]:
    """Return the days of a form; empty fields stand for the usual ones.

    Raises:
        InvalidInputError: No dates, in the wrong order, or more than a year apart.
    """
    usual = await usual_days(tenant)
    try:
        found = tuple(date.fromisoformat(said) if said else own for said, own in zip((first, last), usual, strict=True))
    except ValueError as error:
        raise InvalidInputError("This is not a date. Choose one from the calendar.") from error
    check_days(found[0], found[1])
    return found[0], min(found[1], usual[1]) if found[0] <= usual[1] else found[1]


async def gather(own: Actor, section_id: UUID, first: date, last: date) -> ReportFacts:
    """Return the facts about a student in one of their classes; the caller has checked access and writes it down.

    Args:
        own: The student's own view of their record.
        section_id: A class of theirs with a course.
        first: First day.
        last: Last day.

    Raises:
        NotFoundError: They study no course in this class.
    """
    tenant, student = own.tenant_id, own.person_id
    here = await progress.study(own, section_id)
    views = progress.topic_views(here.snapshot, here.states, here.loaded.withdrawn)
    async with current().db.transaction(tenant) as tx:
        institution = await section_rows.institution(tx.session, tenant)
        # Days of a report are those of the school, as on every page about the class.
        school_zone = await zone_of(tx.session, tenant)
        scope = Scope(student, section_id, begin_of(first, school_zone), begin_of(last + DAY, school_zone))
        days = await rows.days(tx.session, tenant, scope, school_zone, LONGEST_MS)
        topics = await rows.topics(tx.session, tenant, scope)
        latest = await rows.answers(tx.session, tenant, scope, MOST_ANSWERS)
        school = await rows.school_days(tx.session, tenant, first, last)
        moves = await week_rows.moves(
            tx.session, tenant, student, since=scope.since, until=scope.until, least=THRESHOLDS.min_attempts,
            mastered_at=THRESHOLDS.mastered_at, mastered_low=THRESHOLDS.mastered_low,
        )  # fmt: skip
        assigned = await assignment_rows.of_student(
            tx.session, tenant, student, [section_id], scope.since, MOST_ASSIGNED
        )
        teachers = await class_rows.teachers(tx.session, tenant, section_id)
        note = await _note(tx.session, tenant, section_id, student, school_zone)
    names = await people.names(tenant, [student, *teachers])
    zone, now = ZoneInfo(school_zone), current().clock.now()
    fresh = {one.kc_id for one in moves if one.earned_after and not one.earned_before}
    worked = {one.kc_id: one for one in topics}
    known = [_topic(view, worked.get(UUID(view.kc_id)), fresh, zone, now) for view in views]
    practised = [fact for view, fact in zip(views, known, strict=True) if UUID(view.kc_id) in worked]
    content = here.snapshot.content
    return ReportFacts(
        student=names.get(student, ""),
        section=here.section.title,
        course=here.snapshot.title,
        school=institution.name if institution else "",
        teachers=sorted(filter(None, (names.get(one, "") for one in teachers))),
        first=first,
        last=last,
        made=now.astimezone(zone).date(),
        zone=school_zone,
        weeks=_weeks(days, school, first, last),
        mastered=[one for one in known if one.band in ("mastered", "fading")],
        topics=len(views),
        practised=practised[:MOST_TOPICS],
        more=max(0, len(practised) - MOST_TOPICS),
        ready=[view.name for view in views if view.status == "ready" and view.band != "mastered"][:MOST_NEXT],
        offered=_offered(here),
        assigned=[
            AssignedFact(
                thing_of(one, here.snapshot)[1],
                one.due_at.astimezone(zone).date() if one.due_at else None,
                "done" if not left else "late" if one.due_at is not None and one.due_at < now else "open",
            )
            for one, left in assigned
            if one.made_at < scope.until and thing_of(one, here.snapshot)[1]
        ],
        answers=[
            AnswerFact(
                one.at.astimezone(zone).date(),
                content[one.object_id].title if one.object_id in content else "",
                next((here.snapshot.kcs[kc].name for kc in one.kc_ids if kc in here.snapshot.kcs), ""),
                one.correct,
                one.hints,
            )
            for one in latest
        ],
        answers_in_all=sum(one.answers for one in days),
        right_in_all=sum(one.right for one in days),
        note=note,
    )


async def _note(session: AsyncSession, tenant: UUID, section: UUID, student: UUID, zone: str) -> NoteFact | None:
    found = await rows.note(session, tenant, section, student)
    person = await people_rows.person(session, tenant, student) if found else None
    key = people.open_key(current().keyring, person) if person else None
    if found is None or key is None:
        return None
    who = (await people.names(tenant, [found.written_by])).get(found.written_by, "")
    return NoteFact(key.decrypt("report-note", found.text_enc), who, found.written_at.astimezone(ZoneInfo(zone)).date())


def _topic(view: KcView, worked: TopicRow | None, fresh: set[UUID], zone: ZoneInfo, now: datetime) -> TopicFact:
    first = worked.first if worked else now
    last = worked.last if worked else now
    return TopicFact(
        view.name, view.band, view.enough, view.value, view.low, view.high,
        worked.answers if worked else 0, worked.right if worked else 0, view.answers,
        first.astimezone(zone).date(), last.astimezone(zone).date(), UUID(view.kc_id) in fresh,
    )  # fmt: skip


def _weeks(days: list[WorkedDay], school: set[date], first: date, last: date) -> list[WeekFact]:
    """Return every week of the time, those without anything too: that there was nothing is told as well."""
    found, begin = [], monday(first)
    while begin <= last:
        end = begin + timedelta(days=7)
        here = [one for one in days if begin <= one.day < end]
        found.append(
            WeekFact(
                begin, sum(begin <= day < end for day in school), sum(one.worked for one in here),
                round(sum(one.minutes for one in here)),
                sum(one.answers for one in here), sum(one.worked and one.day not in school for one in here),
            )
        )  # fmt: skip
        begin = end
    return found


def _offered(here: Study) -> list[str]:
    """Return the titles of what the student was last offered; nothing is made anew for a report."""
    offered = [Recommendation.model_validate(each) for each in here.loaded.last_answer.get("next") or ()]
    content = here.snapshot.content
    return [
        content[each.content_id].title
        for each in offered
        if each.content_id in content and each.content_id not in here.loaded.withdrawn
    ]
