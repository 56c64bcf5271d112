"""What a teacher rules about topics of a class or of one student, each time with a reason that the student reads."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.core.paging import page_of
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.planning import Constraints
from learnapp.engine.rules import OVERRIDES, RuleKind, closes_circle, contrary, rules_of
from learnapp.security import access
from learnapp.security.access import Actor
from learnapp.services import course_graphs, current, notices, people, trail
from learnapp.services.assignments import section_of
from learnapp.services.classroom import course_of
from learnapp.services.item_views import TopicChoice
from learnapp.services.progress import study
from learnapp.services.teacher_words import words_of
from learnapp.services.topic_views import KcView, topic_views
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import course_graphs as graph_rows
from learnapp.storage.repositories import path_rules as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.path_rules import RuleRow

MOST, MOST_PINS, MOST_WORDS, PAGE = 100, 5, 200, 20
FARTHEST = timedelta(days=366)

__all__ = [
    "ClassRules",
    "RuleDraft",
    "RuleItem",
    "add",
    "constraints",
    "for_class",
    "for_content",
    "remove",
    "students",
]


@dataclass(frozen=True)
class RuleDraft:
    """A rule that is to be made.

    Attributes:
        kind: One of `engine.rules.RuleKind`.
        kc_id: The topic.
        words: Why, for the students.
        student_id: For one student; None: for the whole class.
        later_id: Of `before`: the topic that is to come after.
        due_at: Of `deadline`.
    """

    kind: str
    kc_id: UUID
    words: str
    student_id: UUID | None = None
    later_id: UUID | None = None
    due_at: datetime | None = None


@dataclass(frozen=True)
class RuleItem:
    """A rule as who teaches sees it.

    Attributes:
        topic, other: Names; "" for what the course has no longer. `other` is the later one of `before`.
        student: Name, "" for the whole class.
        due, at: ISO moments.
        idle: It has no effect: the course has the topic no longer, or its prerequisites contradict the order.
    """

    id: str = ""
    kind: str = "pin"
    topic: str = ""
    other: str = ""
    student_id: str = ""
    student: str = ""
    due: str = ""
    words: str = ""
    who: str = ""
    at: str = ""
    idle: bool = False


@dataclass(frozen=True)
class ClassRules:
    """A page of the rules of a class.

    Attributes:
        course: "" while the class studies none.
        topics: What can be ruled about, in the order of the path.
    """

    section: str = ""
    course: str = ""
    rows: list[RuleItem] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicChoice] = field(default_factory=list)


async def constraints(
    session: AsyncSession, tenant: UUID, section_id: UUID, student_id: UUID, now: datetime
) -> Constraints[UUID]:
    """Return what the teachers of a class want of a student's path, as `engine.planning.plan` takes it.

    What counts as known is left out of the plan, like what is excluded. The caller has checked access.

    Args:
        session: The open transaction.
        tenant: The institution.
        section_id: The class.
        student_id: One of its students.
        now: Server time.
    """
    rules = rules_of(await rows.of_student(session, tenant, section_id, student_id))
    found = await section_rows.sections_by_id(session, tenant, [section_id]) if rules else []
    here = found[0] if found else None
    snapshot = await course_of(here.course_tenant_id, here.course_id, here.course_version) if here else None
    if snapshot is None:
        return Constraints()
    graph = await graph_rows.holds(session, tenant, section_id)
    return rules.constraints(now, await course_graphs.view(tenant, snapshot, graph))


async def _course(actor: Actor, section_id: UUID) -> tuple[str, CourseSnapshot | None]:
    """Return a class's title and what it studies, with the prerequisites that hold there."""
    section, snapshot = await section_of(actor, section_id)
    if snapshot is not None:
        snapshot = await course_graphs.of_section(actor.tenant_id, section_id, snapshot)
    return section.title, snapshot


async def add(actor: Actor, section_id: UUID, draft: RuleDraft) -> UUID:
    """Make a rule and return its id; it holds from the next event and page on.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        draft: What is ruled, for whom and why.

    Raises:
        BlockedError: The reason breaks the rules of conduct.
        ConflictError: It contradicts a rule that stands, or the class has too many.
        ForbiddenError: The actor does not teach the class.
        InvalidInputError: Something of it makes no sense; the message says what.
        NotFoundError: No such class, topic or student.
    """
    await trail.authorise(actor, "write", "path_rule", section_id=section_id)
    _, snapshot = await _course(actor, section_id)
    now, tenant = current().clock.now(), actor.tenant_id
    kind, snapshot = _checked(draft, snapshot, now)
    words = await asyncio.to_thread(words_of, draft.words, MOST_WORDS, "nothing was changed")
    if not words:
        raise InvalidInputError("Say why in a sentence: your students read it beside what changes for them.")
    made = RuleRow(
        uuid7(), kind, draft.kc_id, draft.student_id, draft.later_id if kind is RuleKind.BEFORE else None,
        draft.due_at if kind is RuleKind.DEADLINE else None, words, actor.person_id, now,
    )  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        if not await assignment_rows.lock(tx.session, tenant, section_id):
            raise NotFoundError("There is no such class. Go back to your own classes.")
        if draft.student_id is not None:
            enrolled = await section_rows.student_ids(tx.session, tenant, section_id)
            if draft.student_id not in enrolled:
                raise NotFoundError("This student is not in this class. Choose one from the list again.")
        standing = await rows.of_class(tx.session, tenant, section_id)
        _not_contrary(made, standing, snapshot)
        await rows.add(tx.session, tenant, section_id, made)
        await _tell(tx.session, actor, section_id, made, snapshot)
        await _audit(tx.session, actor, "add", section_id, made)
    return made.rule_id


async def _tell(
    session: AsyncSession, actor: Actor, section_id: UUID, rule: RuleRow, snapshot: CourseSnapshot | None,
    *, back: bool = False,
) -> None:  # fmt: skip
    """Tell the students whose plan a rule changes; what they have not read yet of a class becomes one notice."""
    if snapshot is None or rule.kc_id not in snapshot.kcs:
        return
    tenant = actor.tenant_id
    whom = [rule.student_id] if rule.student_id else await section_rows.student_ids(session, tenant, section_id)
    arguments = {"title": snapshot.kcs[rule.kc_id].name[:200], **({"state": "back"} if back else {})}
    await notices.tell(
        session, tenant, "path_rule", whom, about=rule.rule_id, section=section_id, by=actor.person_id,
        arguments=arguments, merge=f"path_rule:{section_id}",
    )  # fmt: skip


async def _audit(session: AsyncSession, actor: Actor, verb: str, section_id: UUID, rule: RuleRow) -> None:
    detail = {"section": str(section_id), "kind": rule.kind.value, "thing": str(rule.kc_id)}
    await trail.audit(
        actor, f"path_rule.{verb}", "path_rule", object_id=rule.rule_id, subject_id=rule.student_id, detail=detail,
        session=session,
    )  # fmt: skip


def _checked(draft: RuleDraft, snapshot: CourseSnapshot | None, now: datetime) -> tuple[RuleKind, CourseSnapshot]:
    """Return the kind of a draft and the course that it is about; raise what is wrong with the draft by itself."""
    try:
        kind = RuleKind(draft.kind)
    except ValueError as error:
        raise InvalidInputError("There is no such rule. Choose one from the list.") from error
    asked = {draft.kc_id, draft.later_id} if kind is RuleKind.BEFORE else {draft.kc_id}
    if snapshot is None or not asked <= {*snapshot.kcs, None}:
        raise NotFoundError("The course of this class has no such topic. Choose one from the list.")
    if kind in OVERRIDES and draft.student_id is None:
        raise InvalidInputError("This can be said of one student only. Choose one.")
    if kind is RuleKind.BEFORE and draft.later_id in (None, draft.kc_id):
        raise InvalidInputError("Choose another topic that is to come later.")
    if kind in (RuleKind.PIN, RuleKind.AGAIN, RuleKind.DEADLINE) and not snapshot.by_kc.get(draft.kc_id):
        raise InvalidInputError("The course has nothing to work on in this topic. Choose another one.")
    if kind is RuleKind.DEADLINE:
        if draft.due_at is None or draft.due_at.tzinfo is None or draft.due_at <= now:
            raise InvalidInputError("Choose a day that has not passed.")
        if draft.due_at - now > FARTHEST:
            raise InvalidInputError("This day is more than a year away. Choose an earlier one.")
    return kind, snapshot


_SAID = {
    RuleKind.PIN: "is put first",
    RuleKind.LEAVE_OUT: "is left out",
    RuleKind.BEFORE: "has an order",
    RuleKind.DEADLINE: "has a deadline",
    RuleKind.KNOWN: "counts as known",
    RuleKind.AGAIN: "is to be worked on again",
}


def _not_contrary(made: RuleRow, standing: Sequence[RuleRow], snapshot: CourseSnapshot) -> None:
    """Raise where a rule cannot hold beside those that stand."""
    name = snapshot.kcs[made.kc_id].name
    if len(standing) >= MOST:
        raise ConflictError(f"This class has {MOST} rules. Take one back first.")
    beside = [one for one in standing if one.student_id == made.student_id]
    for one in (one for one in beside if one.kc_id == made.kc_id):
        if one.kind is made.kind and one.later_id == made.later_id:
            raise ConflictError(f"“{name}” {_SAID[one.kind]} already. Take that rule back first to change it.")
        if contrary(made.kind, one.kind):
            raise ConflictError(
                f"“{name}” {_SAID[one.kind]}, and both cannot hold together. Take that rule back first."
            )
    if made.kind is RuleKind.PIN and sum(one.kind is RuleKind.PIN for one in beside) >= MOST_PINS:
        raise ConflictError(f"{MOST_PINS} topics are put first, and more would hide each other. Take one back first.")
    if made.kind is RuleKind.BEFORE and made.later_id is not None:
        _not_in_a_circle(made, made.later_id, standing, snapshot)


def _not_in_a_circle(made: RuleRow, later: UUID, standing: Sequence[RuleRow], snapshot: CourseSnapshot) -> None:
    """Raise where an order contradicts the prerequisites or other orders, or says what they say already."""
    names = {kc_id: kc.name for kc_id, kc in snapshot.kcs.items()}
    together = [
        (one.kc_id, one.later_id)
        for one in standing
        if one.later_id is not None and (made.student_id is None or one.student_id in (None, made.student_id))
    ]
    way = closes_circle(snapshot.prerequisites, together, made.kc_id, later)
    if way:
        words = ", ".join(f"“{names[one]}” comes after “{names[two]}”" for one, two in zip(way, way[1:], strict=False))
        raise InvalidInputError(
            f"“{names[made.kc_id]}” cannot come before “{names[later]}”: {words}. Take one of these orders back first.",
            detail={"circle": [str(one) for one in way]},
        )
    if closes_circle(snapshot.prerequisites, (), later, made.kc_id):
        raise ConflictError(f"“{names[later]}” comes after “{names[made.kc_id]}” anyway. There is nothing to do.")


async def remove(actor: Actor, section_id: UUID, rule_id: UUID) -> None:
    """Take a rule back; what was measured was never touched by it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: The class has no such rule.
    """
    await trail.authorise(actor, "write", "path_rule", section_id=section_id)
    _, snapshot = await section_of(actor, section_id)
    now = current().clock.now()
    async with current().db.transaction(actor.tenant_id) as tx:
        gone = await rows.remove(tx.session, actor.tenant_id, section_id, rule_id, actor.person_id, now)
        if gone is None:
            raise NotFoundError("There is no such rule any more. Reload the page.")
        await _tell(tx.session, actor, section_id, gone, snapshot, back=True)
        await _audit(tx.session, actor, "remove", section_id, gone)


async def for_class(actor: Actor, section_id: UUID, *, offset: int = 0, size: int = PAGE) -> ClassRules:
    """Return a page of the rules of a class: the class's own first, then those for single students.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        offset: Rules before the page; behind the last one it gives the last page.
        size: Rules on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such class here.
    """
    await trail.authorise(actor, "read", "path_rule", section_id=section_id)
    title, snapshot = await _course(actor, section_id)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found = await rows.of_class(tx.session, tenant, section_id)
        page = page_of(found, offset, size)
        about = {one.student_id for one in page.rows if one.student_id is not None}
        await trail.disclosed(actor, about, "path_rules", section_id=section_id, session=tx.session)
    names = await people.names(tenant, {*about, *(one.made_by for one in page.rows)})
    works = rules_of(one.as_rule() for one in found).after(snapshot) if snapshot is not None else {}
    return ClassRules(
        section=title,
        course=snapshot.title if snapshot is not None else "",
        rows=[_item(one, snapshot, works, names) for one in page.rows],
        total=page.total,
        offset=page.offset,
        topics=[TopicChoice(str(kc), snapshot.kcs[kc].name) for kc in snapshot.topological] if snapshot else [],
    )


async def students(actor: Actor, section_id: UUID) -> list[TopicChoice]:
    """Return the students of a class by name, to choose one.

    Raises:
        ForbiddenError: The actor does not teach the class.
    """
    await trail.authorise(actor, "write", "path_rule", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        ids = await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
        await trail.disclosed(actor, ids, "roster", section_id=section_id, session=tx.session)
    names = await people.names(actor.tenant_id, ids)
    return sorted((TopicChoice(str(one), names.get(one, "")) for one in ids), key=lambda one: (one.name, one.id))


def _item(
    one: RuleRow, snapshot: CourseSnapshot | None, works: dict[UUID, tuple[UUID, ...]], names: dict[UUID, str]
) -> RuleItem:
    known = {kc_id: kc.name for kc_id, kc in snapshot.kcs.items()} if snapshot is not None else {}
    idle = one.kc_id not in known
    if one.later_id is not None:
        idle = idle or one.kc_id not in works.get(one.later_id, ())
    return RuleItem(
        id=str(one.rule_id),
        kind=one.kind.value,
        topic=known.get(one.kc_id, ""),
        other=known.get(one.later_id, "") if one.later_id is not None else "",
        student_id=str(one.student_id or ""),
        student=names.get(one.student_id, "") if one.student_id is not None else "",
        due=one.due_at.isoformat() if one.due_at is not None else "",
        words=one.words,
        who=names.get(one.made_by, ""),
        at=one.made_at.isoformat(),
        idle=idle,
    )


async def for_content(actor: Actor, content_id: UUID) -> list[KcView]:
    """Return the topics of a content about which something is ruled for the student who opens it.

    Raises:
        ForbiddenError: The actor is no student.
        NotFoundError: None of their courses has it.
    """
    access.require(actor, "read", "student_record", student_id=actor.person_id)
    here = await study(actor, None, content_id)
    rules = here.loaded.rules
    names = await people.names(actor.tenant_id, rules.makers)
    topics = {str(kc) for kc in here.snapshot.content[content_id].kc_ids}
    views = topic_views(here.snapshot, here.states, here.loaded.withdrawn, rules, names)
    return [view for view in views if view.kc_id in topics and view.ruled]
