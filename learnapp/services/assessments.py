"""Making tests for a class: what they ask, how long, how often and when; giving them, and what some students need."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import bounded
from learnapp.engine.item_bank import items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import adaptive_tests, classroom, current, item_parameters, notices, trail
from learnapp.services.assessment_cards import card_of
from learnapp.services.assessment_rules import changed_by, check, clean_title, in_form, mark_of
from learnapp.services.assessment_views import (
    AssessmentDraft,
    AssessmentsView,
    MadeView,
    PickedItem,
    PickedTopic,
)
from learnapp.services.attempt_items import askable
from learnapp.services.calendar import calendar_of
from learnapp.services.item_views import TopicChoice
from learnapp.services.withdrawals import course_of
from learnapp.storage.repositories import assessments as rows
from learnapp.storage.repositories import exposure as exposure_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows
from learnapp.storage.repositories.assessments import AssessmentRow

KINDS = ("fixed", "mastery_check", "adaptive", "placement")
PAGE, MOST_ITEMS = 10, 60
_GIVEN = "This test is given already, so what it asks stays as it is. Make another one."
_MEANWHILE = "Somebody else has changed this test meanwhile. Look at what it asks now, then change it."

_OTHER_RULES = "Somebody else has saved other rules of this test meanwhile. Look at theirs, then save yours once more."


class ChangedMeanwhileError(ConflictError):
    """What a test asks, or how it is given, is no longer what its maker has seen; nothing was stored."""


async def made_for(actor: Actor, assessment_id: UUID, action: str = "read") -> AssessmentRow:
    """Return an assessment whose class the actor teaches.

    Raises:
        ForbiddenError: They do not.
        NotFoundError: No such assessment here.
    """
    await trail.authorise(actor, "read", "assessment_list", student_id=actor.person_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        made = await rows.one(tx.session, actor.tenant_id, assessment_id)
    if made is None or made.withdrawn_at is not None:
        raise NotFoundError("There is no such test. Go back to the list.")
    await trail.authorise(actor, action, "assessment", section_id=made.section_id)
    return made


async def listed(
    actor: Actor, section_id: UUID | None = None, *, withdrawn: bool = False, offset: int = 0, size: int = PAGE
) -> AssessmentsView:
    """Return a page of the tests of a class, or of all classes that the actor teaches, newest first.

    Args:
        actor: Who teaches them, or an admin.
        section_id: Only this class.
        withdrawn: What was taken away, instead of what was not.
        offset: Rows before the page.
        size: Rows on it.

    Raises:
        ForbiddenError: The actor teaches nobody.
    """
    await trail.authorise(actor, "read", "assessment_list", student_id=actor.person_id)
    if section_id is not None:
        await trail.authorise(actor, "read", "assessment", section_id=section_id)
    offset, size = bounded(offset, size)
    taught = await classroom.sections(actor)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        if section_id is not None:
            taught = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
        titles = {one.section_id: one.title for one in taught}
        found, total = await rows.of_sections(
            tx.session, actor.tenant_id, list(titles), offset, size, withdrawn=withdrawn
        )
    choices = [TopicChoice(str(one.section_id), one.title) for one in taught if one.status == "active"]
    cards = [card_of(one, titles[one.section_id], now, begun, done) for one, begun, done in found]
    return AssessmentsView(cards, total, offset, choices)


async def create(actor: Actor, section_id: UUID, title: str, kind: str) -> UUID:
    """Begin a test for a class, as a draft; return its id.

    Raises:
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: No title, too long a one, or no such kind.
        NotFoundError: No such class here, or it studies no course.
    """
    await trail.authorise(actor, "write", "assessment", section_id=section_id)
    if kind not in KINDS:
        raise InvalidInputError("Choose what kind of test it is.")
    _, snapshot = await course_of(actor, section_id)
    assessment_id = uuid7()
    made = AssessmentRow(
        assessment_id, section_id, snapshot.course_id, clean_title(title), kind, 0, 1,
        adaptive_tests.MOST if kind in adaptive_tests.KINDS else 0, 0.4 if kind == "adaptive" else None, None, None,
        None, True, "submitted", actor.person_id, current().clock.now(),
    )  # fmt: skip
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.put(tx.session, actor.tenant_id, made)
        await _audit(tx.session, actor, "create", made)
    return assessment_id


async def _audit(session: Any, actor: Actor, verb: str, made: AssessmentRow, **detail: Any) -> None:
    await trail.audit(
        actor, f"assessment.{verb}", "assessment", object_id=made.assessment_id,
        detail={"section": str(made.section_id), "kind": made.kind, **detail}, session=session,
    )  # fmt: skip


async def change(
    actor: Actor, assessment_id: UUID, draft: AssessmentDraft, *, limits: bool = False, seen: str | None = None
) -> None:
    """Change a test. When somebody has begun, only its title, its end and when results are shown can change.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        draft: What the form says.
        limits: The form asked for the limits too, so nobody had begun when it was opened.
        seen: Mark of the rules that the actor has seen, see `assessment_rules.mark_of`; None: they have seen nothing
            that could be lost.

    Raises:
        ChangedMeanwhileError: It is given otherwise than the actor has seen.
        ConflictError: Somebody has begun meanwhile, and the form would change a limit.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Something of the draft makes no sense.
        NotFoundError: No such test here.
    """
    made = await made_for(actor, assessment_id, "write")
    draft = replace(draft, title=clean_title(draft.title))
    async with current().db.transaction(actor.tenant_id) as tx:
        made = await rows.held(tx.session, actor.tenant_id, assessment_id, change=True) or made
        begun = await rows.begun(tx.session, actor.tenant_id, assessment_id) > 0
        changed = changed_by(made, draft, begun=begun)
        if seen is not None and seen != mark_of(made) and mark_of(changed) != mark_of(made):
            raise ChangedMeanwhileError(_OTHER_RULES)
        if limits and changed != changed_by(made, draft, begun=False):
            raise ConflictError("Somebody has begun meanwhile, so its limits stay as they are. Reload the page.")
        check(changed, made, current().clock.now())
        await rows.put(tx.session, actor.tenant_id, changed)
        await _audit(tx.session, actor, "update", made)


async def put_items(actor: Actor, assessment_id: UUID, items: list[UUID], before: Sequence[UUID] | None = None) -> None:
    """Let a draft of fixed questions ask these, in this order.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        items: What it asks from now on.
        before: What the actor has seen that it asks; None: they have seen nothing that could be lost.

    Raises:
        ChangedMeanwhileError: It asks something else than that.
        ConflictError: The test is given already.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Too many, or one of them twice.
        NotFoundError: No such test here, or its course has no such question.
    """
    made = await _draft(actor, assessment_id)
    known = await askable_in(actor, made.section_id)
    if len(items) > MOST_ITEMS or len(set(items)) < len(items):
        raise InvalidInputError(f"A test asks at most {MOST_ITEMS} questions, each of them once.")
    if made.kind != "fixed" or not set(items) <= known.keys():
        raise NotFoundError("The course of this class has no such question. Choose one from the list.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await _hold_draft(tx.session, actor, assessment_id)
        if before is not None and list(before) != await rows.items(tx.session, actor.tenant_id, assessment_id):
            raise ChangedMeanwhileError(_MEANWHILE)
        await rows.put_items(tx.session, actor.tenant_id, assessment_id, items)


async def put_topics(
    actor: Actor,
    assessment_id: UUID,
    topics: list[tuple[UUID, int]],
    before: Sequence[tuple[UUID, int]] | None = None,
) -> None:
    """Let a draft draw its questions from these topics, so many from each (0: as many as come).

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        topics: What it draws from, from now on.
        before: What the actor has seen that it draws from; None: they have seen nothing that could be lost.

    Raises:
        ChangedMeanwhileError: It draws from something else than that.
        ConflictError: The test is given already.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Too many questions, or a topic twice.
        NotFoundError: No such test here, or its course has no such topic.
    """
    made = await _draft(actor, assessment_id)
    _, snapshot = await course_of(actor, made.section_id)
    kcs = [kc for kc, _ in topics]
    if len(set(kcs)) < len(kcs) or any(quota < 0 for _, quota in topics):
        raise InvalidInputError("Choose each topic once, with a number of questions.")
    if sum(quota for _, quota in topics) > MOST_ITEMS:
        raise InvalidInputError(f"A test asks at most {MOST_ITEMS} questions. Choose fewer.")
    if made.kind == "fixed" or not set(kcs) <= snapshot.kcs.keys():
        raise NotFoundError("The course of this class has no such topic. Choose one from the list.")
    async with current().db.transaction(actor.tenant_id) as tx:
        await _hold_draft(tx.session, actor, assessment_id)
        stored = await rows.topics(tx.session, actor.tenant_id, assessment_id)
        if before is not None and list(before) != [one for one in stored if one[0] in snapshot.kcs]:
            raise ChangedMeanwhileError(_MEANWHILE)
        await rows.put_topics(tx.session, actor.tenant_id, assessment_id, kcs, [quota for _, quota in topics])


async def _draft(actor: Actor, assessment_id: UUID) -> AssessmentRow:
    made = await made_for(actor, assessment_id, "write")
    if made.given_at is not None:
        raise ConflictError(_GIVEN)
    return made


async def _hold_draft(session: AsyncSession, actor: Actor, assessment_id: UUID) -> None:
    """Let nobody else change a draft, or give it, while what it asks is being stored."""
    made = await rows.held(session, actor.tenant_id, assessment_id, change=True)
    if made is None or made.given_at is not None:
        raise ConflictError(_GIVEN)


async def askable_in(actor: Actor, section_id: UUID) -> dict[UUID, Content]:
    """Return what a class can be asked; questions for older students only are not left out here.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here, or it studies no course.
    """
    await trail.authorise(actor, "read", "assessment", section_id=section_id)
    _, snapshot = await course_of(actor, section_id)
    snapshot = await item_parameters.course(actor.tenant_id, snapshot)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await withdrawal_rows.withdrawn(tx.session, actor.tenant_id, section_id)
    return askable(snapshot, {one.content_id for one in found}, 100)


async def give(actor: Actor, assessment_id: UUID, students: Sequence[UUID] = ()) -> None:
    """Give a draft to its class, or to some students of it; they are told, and nobody else.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        students: Who takes it; nobody named means the whole class, also those who come later.

    Raises:
        ConflictError: It is given already, or asks nothing.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: It has closed before it is given.
        NotFoundError: No such test here, or one of the students is not in the class.
    """
    made = await ready(actor, assessment_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        whom = await give_ready(tx.session, actor, made, students)
        await notices.tell(
            tx.session, actor.tenant_id, "assessment", whom, about=assessment_id, section=made.section_id,
            by=actor.person_id, arguments={"title": made.title[:200]}, merge=f"assessment:{assessment_id}",
        )  # fmt: skip


async def ready(actor: Actor, assessment_id: UUID) -> AssessmentRow:
    """Return a draft that can be given as it is; the errors are those of `give`."""
    made = await _draft(actor, assessment_id)
    if made.closes_at is not None and made.closes_at <= current().clock.now():
        raise InvalidInputError("The moment at which it closes has passed. Choose a later one.")
    if "no_items" in (await made_view(actor, assessment_id)).warnings:
        raise ConflictError("This test asks nothing yet. Choose questions or topics first.")
    return made


async def give_ready(session: AsyncSession, actor: Actor, made: AssessmentRow, students: Sequence[UUID]) -> list[UUID]:
    """Give what `ready` returned and return who takes it, to be told by the caller; the errors are those of `give`."""
    chosen = tuple(dict.fromkeys(students))
    (section,) = await section_rows.sections_by_id(session, actor.tenant_id, [made.section_id])
    classroom.require_open(section)
    enrolled = await section_rows.student_ids(session, actor.tenant_id, made.section_id)
    if not set(chosen) <= set(enrolled):
        raise NotFoundError("One of these students is not in this class. Choose them from the list again.")
    if not await rows.give(session, actor.tenant_id, made.assessment_id, current().clock.now(), chosen):
        raise ConflictError("This test is given already. Reload the page.")
    whom = list(chosen or enrolled)
    await _audit(session, actor, "give", made, students=len(whom))
    return whom


async def withdraw(actor: Actor, assessment_id: UUID) -> None:
    """Take a test away; what was answered in it is still told to the log, and stays the students'.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    made = await made_for(actor, assessment_id, "write")
    async with current().db.transaction(actor.tenant_id) as tx:
        await rows.withdraw(tx.session, actor.tenant_id, assessment_id, current().clock.now())
        await _audit(tx.session, actor, "withdraw", made)


async def made_view(actor: Actor, assessment_id: UUID) -> MadeView:
    """Return a test with what it asks and what may go wrong.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here, or its class studies no course any more.
    """
    made = await made_for(actor, assessment_id)
    title, snapshot = await course_of(actor, made.section_id)
    known = await askable_in(actor, made.section_id)
    now, tenant = current().clock.now(), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        items = await rows.items(tx.session, tenant, assessment_id)
        topics = await rows.topics(tx.session, tenant, assessment_id)
        spared = await exposure_rows.one(tx.session, tenant, assessment_id)
        begun = await rows.begun(tx.session, tenant, assessment_id)
        zone = ZoneInfo((await calendar_of(tx.session, tenant, actor.person_id)).zone)
    pools = {kc: items_of([one for one in known.values() if kc in one.kc_ids]) for kc, _ in topics}
    view = MadeView(
        card=card_of(made, title, now, begun),
        rules=mark_of(made),
        attempts=made.attempts,
        most_items=made.most_items,
        target_se=round(100 * made.target_se) if made.target_se is not None else 0,
        cut=round(100 * made.cut) if made.cut is not None else 0,
        opens_day=in_form(made.opens_at, zone, "%Y-%m-%d"),
        opens_clock=in_form(made.opens_at, zone, "%H:%M"),
        closes_day=in_form(made.closes_at, zone, "%Y-%m-%d"),
        closes_clock=in_form(made.closes_at, zone, "%H:%M"),
        shuffled=made.shuffled,
        shown=made.shown,
        released=made.released_at is not None,
        everyone=made.everyone,
        spared_top=round(100 * spared.top_exposure) if spared is not None else 0,
        spared_length=round(spared.mean_length) if spared is not None else 0,
        questions=[_picked(one, snapshot, known) for one in items],
        topics=[
            PickedTopic(str(kc), snapshot.kcs[kc].name, quota, len(pools[kc]))
            for kc, quota in topics
            if kc in snapshot.kcs
        ],
        minutes_needed=round(sum(known[one].minutes for one in items if one in known)),
    )
    return _warned(view, made, topics, known)


def _picked(item: UUID, snapshot: CourseSnapshot, known: dict[UUID, Content]) -> PickedItem:
    content = snapshot.content.get(item)
    if content is None:
        return PickedItem(str(item), gone=True)
    topic = next((snapshot.kcs[kc].name for kc in content.kc_ids if kc in snapshot.kcs), "")
    return PickedItem(str(item), content.title, topic, max(1, round(content.minutes)), item not in known)


def _warned(
    view: MadeView, made: AssessmentRow, topics: list[tuple[UUID, int]], known: dict[UUID, Content]
) -> MadeView:
    """Return the view with what may go wrong."""
    found: list[str] = []
    expected = 0
    if made.kind == "fixed":
        asks = sum(not one.gone for one in view.questions)
    elif made.kind == "mastery_check":
        asks = sum(min(one.quota, one.there) for one in view.topics)
        if any(one.quota > one.there for one in view.topics):
            found.append("few_items")
    else:
        asks = len(adaptive_tests.bank_of(topics, known, made.most_items or adaptive_tests.MOST))
    if not asks:
        found.append("no_items")
    elif made.kind == "adaptive":
        doubts, expected = adaptive_tests.doubts(made, topics, known)
        found += doubts
    if made.minutes and view.minutes_needed > made.minutes:
        found.append("few_minutes")
    return replace(view, warnings=found, expected_se=expected)
