"""What guardians see of their children, in plain words: how it goes, consent, and a word with the teachers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine.event import Recommendation
from learnapp.security.access import Actor
from learnapp.services import assignments, child_tests, current, notices, people, privacy, progress, trail
from learnapp.services.assignment_views import OwnAssignment
from learnapp.services.calendar import calendar_of, monday
from learnapp.services.child_tests import ChildTest
from learnapp.services.goal_progress import LONGEST_MS
from learnapp.services.progress import CardView, KcView, Study, card, study
from learnapp.services.request_views import RequestView, standing
from learnapp.storage.repositories import family as rows
from learnapp.storage.repositories import interventions as intervention_rows
from learnapp.storage.repositories import week as week_rows
from learnapp.storage.repositories.progress import StudySection

MAX_MESSAGE, MOST_OPEN, SHOWN_TOPICS, HELPED = 1000, 5, 3, 3
_TWO_WEEKS = 14
_MOST_FROM_SCHOOL = 10


@dataclass(frozen=True)
class ChildView:
    """One child on the first page of a guardian.

    Attributes:
        days, minutes, answers: Of this week, in the child's own time zone.
        well, hard: Names of topics that are secure, and that do not come easily yet.
        last: ISO date of the last day of work within two weeks, "" for none.
        covered: Whether something may be stored.
    """

    id: str = ""
    name: str = ""
    classes: list[str] = field(default_factory=list)
    days: int = 0
    minutes: int = 0
    answers: int = 0
    well: list[str] = field(default_factory=list)
    hard: list[str] = field(default_factory=list)
    last: str = ""
    covered: bool = True


@dataclass(frozen=True)
class DayView:
    """One day of the last two weeks."""

    date: str = ""
    answers: int = 0
    minutes: int = 0


@dataclass(frozen=True)
class HelpView:
    """A hard topic, explained for doing it together."""

    topic: str = ""
    text: str = ""


@dataclass(frozen=True)
class ConsentView:
    """One consent; `until` is "" while it stands."""

    basis: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class ClassView:
    """A class of the child, with the names of its teachers."""

    id: str = ""
    title: str = ""


@dataclass(frozen=True)
class MessageView:
    """A message of the guardian's; `status` is open, approved or rejected."""

    said: str = ""
    title: str = ""
    at: str = ""
    status: str = "open"
    answer: str = ""


@dataclass(frozen=True)
class FromSchoolView:
    """What a teacher has written to the guardians."""

    said: str = ""
    title: str = ""
    at: str = ""


@dataclass(frozen=True)
class RecordView:
    """One child's page; `request` is what the child has asked to learn, without its legs."""

    child: ChildView = field(default_factory=ChildView)
    topics: list[KcView] = field(default_factory=list)
    days: list[DayView] = field(default_factory=list)
    cards: list[CardView] = field(default_factory=list)
    assigned: list[OwnAssignment] = field(default_factory=list)
    tests: list[ChildTest] = field(default_factory=list)
    helps: list[HelpView] = field(default_factory=list)
    consents: list[ConsentView] = field(default_factory=list)
    given: bool = False
    classes: list[ClassView] = field(default_factory=list)
    messages: list[MessageView] = field(default_factory=list)
    from_school: list[FromSchoolView] = field(default_factory=list)
    request: RequestView = field(default_factory=RequestView)


async def as_child(actor: Actor, student_id: UUID) -> Actor:
    """Return the child's own view of their record, for a guardian of theirs; the look is audited.

    Raises:
        ForbiddenError: It is none of the actor's children.
    """
    await trail.authorise(actor, "read", "student_record", student_id=student_id)
    if student_id not in actor.students:
        # Teachers and admins have their own pages, where what they may see is cut to their classes.
        raise NotFoundError("There is no such child. Go back to your children.")
    await trail.disclosed(actor, student_id, "family")
    return Actor(actor.tenant_id, student_id, "person", frozenset({"student"}), locale=actor.locale)


async def children(actor: Actor) -> list[ChildView]:
    """Return the guardian's children, by name.

    Raises:
        ForbiddenError: The actor is no guardian of theirs.
    """
    found = [await _child(actor, await as_child(actor, one)) for one in sorted(actor.students)]
    return sorted((view for view, _, _ in found), key=lambda view: (view.name, view.id))


async def _child(actor: Actor, own: Actor) -> tuple[ChildView, list[KcView], list[DayView]]:
    tenant, student = own.tenant_id, own.person_id
    name = (await people.names(tenant, [student])).get(student, "")
    sections = await progress.sections(own)
    topics = await _topics(own)
    async with current().db.transaction(tenant) as tx:
        calendar = await calendar_of(tx.session, tenant, student)
        first = calendar.today - timedelta(days=_TWO_WEEKS - 1)
        worked = await week_rows.days(
            tx.session, tenant, student, zone=calendar.zone, since=calendar.begin(first),
            until=calendar.begin(calendar.today + timedelta(days=1)), longest=LONGEST_MS,
        )  # fmt: skip
        covered = (await privacy.consent_decision(tenant, student, tx.session)).allowed
    this = [one for one in worked if one.day >= monday(calendar.today)]
    by_day = {one.day: one for one in worked}
    days = [_day(first + timedelta(days=n), by_day.get(first + timedelta(days=n))) for n in range(_TWO_WEEKS)]
    view = ChildView(
        id=str(student),
        name=name,
        classes=[section.title for section in sections],
        # That a page was opened is no day of work.
        days=sum(one.worked for one in this),
        minutes=round(sum(one.minutes for one in this)),
        answers=sum(one.answers for one in this),
        well=[kc.name for kc in topics if kc.band == "mastered"][-SHOWN_TOPICS:],
        hard=[kc.name for kc in _hard(topics)][:SHOWN_TOPICS],
        last=max((one.day.isoformat() for one in worked if one.worked), default=""),
        covered=covered,
    )
    return view, topics, days


def _day(day: date, found: week_rows.DayRow | None) -> DayView:
    return DayView(day.isoformat(), found.answers if found else 0, round(found.minutes) if found else 0)


def _hard(topics: list[KcView]) -> list[KcView]:
    """Return the topics that do not come easily: enough answers, and still far from secure; the lowest first."""
    return sorted((kc for kc in topics if kc.band == "learning" and kc.enough), key=lambda kc: kc.value)


async def _topics(own: Actor) -> list[KcView]:
    """Return the topics of all the child's courses, each once, in path order."""
    found: dict[str, KcView] = {}
    for section in await progress.sections(own):
        for kc in (await progress.path_view(own, section.section_id))[1]:
            found.setdefault(kc.kc_id, kc)
    return list(found.values())


async def record(actor: Actor, student_id: UUID) -> RecordView:
    """Return one child's page.

    Raises:
        ForbiddenError: It is none of the actor's children.
        NotFoundError: There is no such child.
    """
    await trail.authorise(actor, "read", "assignment", student_id=student_id)
    await trail.authorise(actor, "read", "learning_request", student_id=student_id)
    own = await as_child(actor, student_id)
    child, topics, days = await _child(actor, own)
    status = await privacy.consent_status(actor, student_id)
    sections = await progress.sections(own)
    titles = {str(section.section_id): section.title for section in sections}
    async with current().db.transaction(actor.tenant_id) as tx:
        messages = await rows.messages(tx.session, actor.tenant_id, actor.person_id, student_id)
        written = await intervention_rows.sent_home(tx.session, actor.tenant_id, student_id, _MOST_FROM_SCHOOL)
    here = await _studied(own)
    return RecordView(
        child=child,
        topics=[kc for kc in topics if kc.answers > 0],
        days=days,
        cards=_next(here, actor.locale) if here else [],
        assigned=await _assigned(own, sections),
        tests=await child_tests.of_child(own),
        helps=_helps(here, topics) if here else [],
        consents=[
            ConsentView(one.basis, one.granted_at.isoformat(), one.withdrawn_at.isoformat() if one.withdrawn_at else "")
            for one in reversed(status.recorded)
        ],
        given=any(one.basis == "guardian" and one.withdrawn_at is None for one in status.recorded),
        classes=[ClassView(str(section.section_id), section.title) for section in sections],
        messages=[
            MessageView(one.said, titles.get(one.section_id, ""), one.created_at.isoformat(), one.status, one.answer)
            for one in messages
        ],
        from_school=[
            FromSchoolView(one.words, titles.get(str(one.section_id), ""), one.sent_at.isoformat())
            for one in written
            if one.sent_at is not None
        ],
        request=standing(own.tenant_id, own.person_id, here) if here else RequestView(),
    )


async def _assigned(own: Actor, sections: list[StudySection]) -> list[OwnAssignment]:
    """Return what is assigned to the child in all their classes: what is still to do first."""
    found: list[OwnAssignment] = []
    for section in sections:
        try:
            found += await assignments.for_student(own, section.section_id)
        except NotFoundError:
            continue  # a class without a course has nothing to assign from
    return sorted(found, key=lambda one: (one.state == "done", one.due == "", one.due))


async def _studied(own: Actor) -> Study | None:
    try:
        return await study(own)
    except NotFoundError:
        return None


def _next(here: Study, locale: str) -> list[CardView]:
    """Return what the child was last offered, with the reasons that the child sees; nothing is made anew for it.

    Args:
        here: Where the child studies.
        locale: The language of who reads it.
    """
    kept = [Recommendation.model_validate(each) for each in here.loaded.last_answer.get("next") or ()]
    offered = current().loop.again(kept, locale)
    return [
        card(each, here.snapshot)
        for each in offered
        if each.content_id in here.snapshot.content and each.content_id not in here.loaded.withdrawn
    ]


def _helps(here: Study, topics: list[KcView]) -> list[HelpView]:
    """Return for the hardest topics how to explain them at the kitchen table."""
    found = []
    for kc in _hard(topics):
        ways = [
            way
            for content_id in here.snapshot.by_kc.get(UUID(kc.kc_id), ())
            for way in here.snapshot.content[content_id].material.explanations
            if way.kind in ("analogy", "smaller_steps")
        ]
        if ways:
            found.append(HelpView(kc.name, ways[0].text))
    return found[:HELPED]


async def write(actor: Actor, student_id: UUID, section_id: UUID, said: str) -> None:
    """Send a message to the teachers of one of the child's classes; it waits in their queue until they answer.

    Raises:
        ConflictError: Too many messages wait already.
        ForbiddenError: It is none of the actor's children.
        InvalidInputError: Nothing was written, or too much.
        NotFoundError: The child is not in that class.
    """
    await trail.authorise(actor, "write", "guardian_message", student_id=student_id)
    own = await as_child(actor, student_id)
    said = "".join(sign for sign in said.strip() if sign.isprintable() or sign == "\n")
    if not said:
        raise InvalidInputError("Write what you would like to say.")
    if len(said) > MAX_MESSAGE:
        raise InvalidInputError(f"This is longer than {MAX_MESSAGE} characters. Shorten it.")
    if section_id not in {section.section_id for section in await progress.sections(own)}:
        raise NotFoundError("Your child is not in this class. Choose one of the list.")
    review, now = uuid7(), current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        if await rows.open_messages(tx.session, actor.tenant_id, actor.person_id) >= MOST_OPEN:
            raise ConflictError(f"{MOST_OPEN} of your messages wait for an answer. Wait for one of them first.")
        await rows.write(
            tx.session, actor.tenant_id, review, guardian=actor.person_id, student=student_id, section=section_id,
            said=said, now=now,
        )  # fmt: skip
        await notices.tell_reviewers(tx.session, actor.tenant_id, review, "message", section_id, by=actor.person_id)
        await trail.audit(
            actor, "guardian_message.write", "review_item", object_id=review, subject_id=student_id, session=tx.session
        )
