"""Prerequisites that a class or the whole institution changes over a course: never in place, each time a version.

A course may be the library's, and other institutions study it too; so changes lie over it, like estimated items
(decision 30). A version is what it adds to the author's prerequisites and takes from them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core.errors import ConflictError, InvalidInputError, NotFoundError
from learnapp.engine import path
from learnapp.engine.graph_edit import Pair, changes, checked, edited, effect, pairs_of
from learnapp.engine.kc import ContentKind, CourseSnapshot, KCState
from learnapp.engine.rules import NO_RULES, RuleKind, Rules, closes_circle, rules_of
from learnapp.security.access import Actor, allow
from learnapp.services import course_graphs, current, people, trail
from learnapp.services.assignments import section_of
from learnapp.services.prerequisite_views import GraphView, NeedView, Preview, TopicEffect, TopicRow, VersionView
from learnapp.services.teacher_words import words_of
from learnapp.storage.repositories import assignments as assignment_rows
from learnapp.storage.repositories import classroom as class_rows
from learnapp.storage.repositories import course_graphs as rows
from learnapp.storage.repositories import path_rules as rule_rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.course_graphs import GraphRow

Scope = Literal["class", "school"]
MOST_WORDS, PAST, LOOKED_AT = 200, 10, 500


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the prerequisites are changed.

    Attributes:
        base: The course as its author made it.
        now: As it is with what holds in this scope.
        section: None for the whole institution.
        newest: The newest version of this scope.
    """

    title: str
    base: CourseSnapshot
    now: CourseSnapshot
    idle: tuple[Pair, ...]
    section: UUID | None
    newest: GraphRow | None


async def _place(actor: Actor, section_id: UUID, scope: Scope) -> _Place:
    """Return the prerequisites of a scope.

    Raises:
        NotFoundError: No such class, or it studies no course.
    """
    section, base = await section_of(actor, section_id)
    if base is None:
        raise NotFoundError("This class studies no course yet. Choose one for it first.")
    tenant, own = actor.tenant_id, section_id if scope == "class" else None
    async with current().db.transaction(tenant) as tx:
        found, _ = await rows.past(tx.session, tenant, base.course_id, own, 0, 1)
        school, _ = await rows.past(tx.session, tenant, base.course_id, None, 0, 1)
    holds = found or school
    view = await course_graphs.edition(tenant, base, holds[0].graph_id if holds else None)
    return _Place(section.title, base, view.snapshot, view.dropped, own, found[0] if found else None)


async def _authorise(actor: Actor, action: str, section_id: UUID, scope: Scope) -> None:
    """Let teachers change their class and admins the institution."""
    if scope == "school":
        await trail.authorise(actor, action, "course_graph")
    else:
        await trail.authorise(actor, action, "course_graph", section_id=section_id)


async def view(actor: Actor, section_id: UUID, scope: Scope = "class", *, past: int = 0) -> GraphView:
    """Return the prerequisites that hold, and a page of the versions before.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        scope: Whose: the class's or the institution's.
        past: Versions before the page.

    Raises:
        ForbiddenError: The actor does not teach the class, or is no admin for the institution's.
        NotFoundError: No such class, or it studies no course.
    """
    await _authorise(actor, "read", section_id, scope)
    here, tenant = await _place(actor, section_id, scope), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        found, total = await rows.past(tx.session, tenant, here.base.course_id, here.section, max(0, past), PAST)
    names = await people.names(tenant, {one.made_by for one in found})
    newest = here.newest.number if here.newest is not None else 0
    versions = [
        VersionView(
            str(one.graph_id), one.number, names.get(one.made_by, ""), one.made_at.isoformat(), one.words,
            _named(here.base, one.added), _named(here.base, one.removed), one.number == newest,
        )
        for one in found
    ]  # fmt: skip
    return GraphView(
        section=here.title,
        course=here.base.title,
        scope=scope,
        for_school=allow(actor, "write", "course_graph").allowed,
        follows=here.section is not None and here.newest is None,
        number=newest,
        like_author=pairs_of(here.now) == pairs_of(here.base),
        rows=topic_rows(here.base, here.now),
        pairs=[(str(kc_id), str(needed)) for kc_id, needed in sorted(pairs_of(here.now))],
        idle=_named(here.base, here.idle),
        past=versions,
        past_total=total,
    )


def topic_rows(base: CourseSnapshot, now: CourseSnapshot) -> list[TopicRow]:
    """Return every topic in path order with what it needs.

    Args:
        base: The course as its author made it.
        now: As it is, or as it would be.
    """
    places = path.layout(now)
    found = []
    for kc_id in now.topological:
        author, needs = base.prerequisites.get(kc_id, ()), now.prerequisites.get(kc_id, ())
        found.append(
            TopicRow(
                id=str(kc_id),
                name=now.kcs[kc_id].name,
                needs=[NeedView(str(one), now.kcs[one].name, one not in author) for one in needs if one in now.kcs],
                lost=[now.kcs[one].name for one in author if one not in needs and one in now.kcs],
                tasks=_tasks(now, kc_id),
                layer=places[kc_id].layer,
                order=places[kc_id].order,
            )
        )
    return found


def _tasks(snapshot: CourseSnapshot, kc_id: UUID) -> int:
    found = (snapshot.content[one].kind for one in snapshot.by_kc.get(kc_id, ()))
    return sum(kind is ContentKind.PRACTICE for kind in found)


def _named(snapshot: CourseSnapshot, pairs: Iterable[Pair]) -> list[list[str]]:
    return [
        [snapshot.kcs[kc_id].name, snapshot.kcs[needed].name]
        for kc_id, needed in pairs
        if kc_id in snapshot.kcs and needed in snapshot.kcs
    ]


def _pairs(raw: Sequence[tuple[UUID, UUID]], here: _Place) -> list[Pair]:
    """Return pairs that can be prerequisites of the course; raise what is wrong with them.

    Raises:
        InvalidInputError: A topic needs itself, nobody could master what it needs, or there is a circle, which the
            message names.
        NotFoundError: There is no such topic.
    """
    kcs = here.base.kcs
    if any(kc_id not in kcs for pair in raw for kc_id in pair):
        raise NotFoundError("The course of this class has no such topic. Choose one from the list.")
    practised = {kc_id for kc_id in kcs if _tasks(here.base, kc_id)}
    return checked(raw, pairs_of(here.now), {kc_id: one.name for kc_id, one in kcs.items()}, practised)


async def preview(
    actor: Actor, section_id: UUID, scope: Scope, pairs: Sequence[tuple[UUID, UUID]]
) -> tuple[list[TopicRow], Preview]:
    """Return the topics as they would be, and what that would change for students; nothing is stored.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        scope: For whom: the class or the institution.
        pairs: (topic, what it needs) of all that is wanted.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: It cannot be so; the message names the circle, or what else is wrong.
        NotFoundError: No such class or topic.
    """
    await _authorise(actor, "write", section_id, scope)
    here = await _place(actor, section_id, scope)
    wanted = _pairs(pairs, here)
    made = edited(here.base, *changes(here.base, wanted)).snapshot
    before, after = pairs_of(here.now), pairs_of(made)
    if before == after:
        return topic_rows(here.base, made), Preview()
    students = await _students(actor, section_id, scope, here)
    found = await asyncio.to_thread(effect, here.now, made, students)
    order = here.now.place
    return topic_rows(here.base, made), Preview(
        added=_named(here.base, sorted(after - before)),
        removed=_named(here.base, sorted(before - after)),
        students=len(students),
        opened=found.opened,
        closed=found.closed,
        opens=[
            TopicEffect(here.base.kcs[kc].name, found.opens[kc]) for kc in sorted(found.opens, key=order.__getitem__)
        ],
        closes=[
            TopicEffect(here.base.kcs[kc].name, found.closes[kc]) for kc in sorted(found.closes, key=order.__getitem__)
        ],
    )


async def _students(
    actor: Actor, section_id: UUID, scope: Scope, here: _Place
) -> list[tuple[dict[UUID, KCState], Rules]]:
    """Return the states and rules of the students whom a change concerns, of a large institution the first ones."""
    tenant = actor.tenant_id
    found: list[tuple[dict[UUID, KCState], Rules]] = []
    async with current().db.transaction(tenant) as tx:
        sections = [section_id]
        if scope == "school":
            sections = [one for one, _ in await rows.sections(tx.session, tenant, here.base.course_id, LOOKED_AT)]
        for section in sections:
            room = LOOKED_AT - len(found)
            students = (await section_rows.student_ids(tx.session, tenant, section))[:room] if room > 0 else []
            if not students:
                continue
            states = await class_rows.kc_states(tx.session, tenant, students, here.base.topological)
            ruled = await rule_rows.of_class(tx.session, tenant, section)
            by: dict[UUID, dict[UUID, KCState]] = {student: {} for student in students}
            for (student, kc_id), state in states.items():
                by[student][kc_id] = state
            for student in students:
                own = rules_of(one.as_rule() for one in ruled if one.student_id in (None, student))
                found.append((by[student], own or NO_RULES))
    return found


async def save(
    actor: Actor, section_id: UUID, scope: Scope, pairs: Sequence[tuple[UUID, UUID]], words: str, number: int
) -> GraphView:
    """Store prerequisites as a new version; they hold from the next event and page on, in every process.

    Answers and states stay as they are: only what is open changes.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        scope: For whom: the class or the institution.
        pairs: (topic, what it needs) of all that is wanted.
        words: Why.
        number: The version on which the change builds; 0 for none.

    Raises:
        BlockedError: The reason breaks the rules of conduct.
        ConflictError: Somebody else has saved meanwhile, nothing is changed, or a rule of the class contradicts it.
        ForbiddenError: The actor may not change this.
        InvalidInputError: It cannot be so; the message names the circle, or what else is wrong.
        NotFoundError: No such class or topic.
    """
    await _authorise(actor, "write", section_id, scope)
    here = await _place(actor, section_id, scope)
    wanted = _pairs(pairs, here)
    if frozenset(wanted) == pairs_of(here.now):
        raise ConflictError("Nothing is changed yet. Add a prerequisite or take one away, then save.")
    await _store(actor, section_id, here, wanted, words, number)
    return await view(actor, section_id, scope)


async def restore(
    actor: Actor, section_id: UUID, scope: Scope, version: UUID | None, words: str, number: int
) -> GraphView:
    """Let the prerequisites of an earlier version hold again, as a new version.

    Args:
        actor: Who teaches the class, or an admin.
        section_id: The class.
        scope: Whose version.
        version: Which; None: the author's own prerequisites.
        words: Why.
        number: The version on which this builds.

    Raises:
        ConflictError: Somebody else has saved meanwhile, or it is so already.
        ForbiddenError: The actor may not change this.
        NotFoundError: No such class or version.
    """
    await _authorise(actor, "write", section_id, scope)
    here, wanted = await _place(actor, section_id, scope), None
    if version is None:
        wanted = sorted(pairs_of(here.base))
    else:
        async with current().db.transaction(actor.tenant_id) as tx:
            found = await rows.one(tx.session, actor.tenant_id, version)
        if found is None or found.section_id != here.section or found.course_id != here.base.course_id:
            raise NotFoundError("There is no such version. Reload the page.")
        wanted = sorted(pairs_of(edited(here.base, found.added, found.removed).snapshot))
    if frozenset(wanted) == pairs_of(here.now):
        raise ConflictError("The prerequisites are like that already. There is nothing to do.")
    await _store(actor, section_id, here, wanted, words, number)
    return await view(actor, section_id, scope)


async def _store(actor: Actor, section_id: UUID, here: _Place, wanted: Sequence[Pair], words: str, number: int) -> None:
    said = await asyncio.to_thread(words_of, words, MOST_WORDS, "nothing was changed")
    if not said:
        raise InvalidInputError("Say why in a sentence, for whoever looks at it later.")
    added, removed = changes(here.base, wanted)
    newest = here.newest.number if here.newest is not None else 0
    tenant = actor.tenant_id
    version = GraphRow(
        uuid7(), here.base.course_id, here.section, number + 1, added, removed, said, actor.person_id,
        current().clock.now(),
    )  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        await assignment_rows.lock(tx.session, tenant, section_id)
        if here.section is not None:
            await _agree(tx.session, tenant, section_id, here, added, removed)
        if number != newest or not await rows.add(tx.session, tenant, version):
            raise ConflictError(
                "Somebody else has saved these prerequisites meanwhile, and nothing of yours was stored. "
                "Reload the page, look at what changed, and make your change again."
            )
        detail = {
            "section": str(here.section or ""), "course": str(here.base.course_id), "version": version.number,
            "added": len(added), "removed": len(removed),
        }  # fmt: skip
        await trail.audit(
            actor, "course_graph.save", "course_graph", object_id=version.graph_id, detail=detail, session=tx.session
        )


async def _agree(
    session: AsyncSession, tenant: UUID, section_id: UUID, here: _Place, added: Sequence[Pair], removed: Sequence[Pair]
) -> None:
    """Raise where the new prerequisites contradict an order that the class has ruled."""
    made, names = edited(here.base, added, removed).snapshot, here.base.kcs
    for one in await rule_rows.of_class(session, tenant, section_id):
        known = one.kc_id in names and one.later_id in names
        if one.kind is not RuleKind.BEFORE or one.later_id is None or not known:
            continue
        # What contradicted it before is said on the page of the rules; only a new contradiction stops the saving.
        if closes_circle(made.prerequisites, (), one.kc_id, one.later_id) and not closes_circle(
            here.now.prerequisites, (), one.kc_id, one.later_id
        ):
            raise ConflictError(
                f"A rule of this class puts “{names[one.kc_id].name}” before “{names[one.later_id].name}”, and with "
                "these prerequisites it would come after it. Take that rule back first."
            )
