"""A student's mastery and running figures calculated again from the log.

Without attempts that were voided, or after a change of models.

Events that arrive meanwhile are neither lost nor counted twice: the calculation holds the learner's rows, and takes a
`student_seq` of its own with each compensating event, so an event under way finds its place taken and looks again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.core.errors import NotFoundError
from learnapp.engine.history import (
    RECALCULATED,
    RESTORED,
    VOIDED,
    Book,
    PastAnswer,
    PastPlacement,
    in_order,
    recalculated,
)
from learnapp.engine.kc import KC, BktParameters, KCState, LearnerState, Outcome
from learnapp.engine.mastery import THRESHOLDS
from learnapp.engine.trace import Trace
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current
from learnapp.services.course_store import content_of
from learnapp.services.recounts import Counted, counting, features_of, traces_of
from learnapp.storage.batch import Batch
from learnapp.storage.repositories import learner_tracks
from learnapp.storage.repositories import memory_fit as memory_rows
from learnapp.storage.repositories import recompute as rows
from learnapp.storage.repositories.learning_history import course_of_section
from learnapp.storage.repositories.recompute import Record
from learnapp.storage.repositories.withdrawals import VoidRow

MANY = 400
"""Events from which a calculation leaves the event loop."""


async def recompute(tenant_id: UUID, student_id: UUID, book: Book, void: VoidRow) -> None:
    """Calculate one student's mastery again after a void was made or undone, in one transaction.

    Args:
        tenant_id: The institution.
        student_id: The student; one who has no record is only ticked off.
        book: Filled as needed; give the same one for all students of a class.
        void: What was made or undone; its state is read again under the lock.
    """
    await fill(tenant_id, book, *await _answers(tenant_id, student_id))
    while True:
        missing, places = await _try(tenant_id, student_id, book, void)
        if not missing and not places:
            return
        # Something new was answered since; loading it takes a connection of its own.
        await fill(tenant_id, book, missing, places)


_Missing = tuple[list[PastAnswer], list[PastPlacement]]


async def _try(tenant_id: UUID, student_id: UUID, book: Book, void: VoidRow) -> _Missing:
    now = current().clock.now()
    async with current().db.batch(tenant_id) as batch:
        record = await rows.locked(batch, tenant_id, student_id, void.void_id)
        if not record.waits:
            # Another process was faster: two calculations of one student go one after the other.
            return [], []
        missing, places = book.lacks(record.answers), book.lacks_topics(record.placements)
        if missing or places:
            return missing, places
        found, running, traces = await _calculate(student_id, book, record)
        kcs = _kcs(found)
        logged = {kc for one in record.answers for kc in one.kc_ids}
        logged |= {kc for one in record.placements for kc in one.placed}
        gone = [kc for kc in record.states if kc in logged and kc not in kcs]
        changed = [state for kc, state in kcs.items() if not same(state, record.states.get(kc))]
        moved = {state.kc_id for state in changed if not measured_alike(state, record.states.get(state.kc_id))}
        moved |= set(gone)
        here = [one for one in record.events if one.section_id == void.section_id]
        for course_id, (seq, theta, variance) in record.courses.items():
            mine = [one for one in record.answers if one.course_id == course_id]
            concerned = any(one.course_id == course_id for one in here)
            if not concerned and not moved & {kc for one in mine for kc in one.kc_ids}:
                continue
            learner = found.get(course_id) or LearnerState(student_id, course_id, theta=theta, theta_variance=variance)
            learner.student_seq = seq + 1
            learner.features, learner.running = running[course_id]
            learner.running["n"] = learner.student_seq
            rows.write_ability(batch, tenant_id, learner, now)
            section = void.section_id if concerned else mine[-1].section_id
            topics = {kc for one in mine for kc in one.kc_ids} & moved
            told = [state for state in changed if state.kc_id in topics]
            rows.add_event(
                batch, tenant_id, uuid7(), student=student_id, section=section, course=course_id, seq=seq + 1,
                verb=VOIDED if any(_same_void(each, void) for each in record.voids) else RESTORED,
                item=void.content_id, kcs=[state.kc_id for state in told], result=_result(void, told), at=now,
            )  # fmt: skip
        rows.write_states(batch, tenant_id, student_id, changed, gone, now)
        learner_tracks.spoil(batch, tenant_id, student_id)
        seen = traces.get(void.section_id, Trace())
        if seen != record.traces.get(void.section_id, seen):
            rows.write_trace(batch, tenant_id, student_id, void.section_id, seen)
        about = {
            kc
            for one in record.answers
            if (one.section_id, one.content_id) == (void.section_id, void.content_id)
            for kc in one.kc_ids
        }
        changes = _changes(record.states, kcs, about)
        rows.note_done(batch, tenant_id, void.void_id, student_id, changes, now)
    return [], []


def _same_void(each: Any, void: VoidRow) -> bool:
    return (each.section_id, each.content_id, each.since) == (void.section_id, void.content_id, void.since)


def _result(void: VoidRow, told: Sequence[KCState]) -> dict[str, Any]:
    moved = {str(s.kc_id): [round(s.p_mastered, 4), round(s.low, 4), round(s.high, 4)] for s in told}
    return {"void": str(void.void_id), **({"mastery": moved} if moved else {})}


def _changes(
    before: Mapping[UUID, KCState], after: Mapping[UUID, KCState], about: set[UUID]
) -> list[dict[str, str | float | bool]]:
    """Return what the student is told: P(mastered) of the item's own KCs before and after."""
    changes: list[dict[str, str | float | bool]] = []
    for kc_id in sorted(about):
        was, now = before.get(kc_id), after.get(kc_id)
        if was is None and now is None:
            continue
        enough = all(state is not None and state.attempts >= THRESHOLDS.min_attempts for state in (was, now))
        changes.append(
            {
                "kc": str(kc_id),
                "before": round(was.p_mastered, 4) if was else 0.0,
                "after": round(now.p_mastered, 4) if now else 0.0,
                "enough": enough,
            }
        )
    return changes


def same(one: KCState, other: KCState | None) -> bool:
    """Return whether two KC states are equal in everything that is stored."""
    return measured_alike(one, other) and other is not None and list(one.recent) == list(other.recent)


def measured_alike(one: KCState, other: KCState | None) -> bool:
    """Return whether two KC states say the same of a student, whatever else the choice of what comes next keeps there.

    States that were stored before the choice kept anything differ in that from what the log rebuilds.
    """
    if other is None:
        return False
    plain = ("attempts", "correct", "hints", "p_bkt", "p_mastered", "low", "high", "stability", "fsrs_difficulty",
             "placed")  # fmt: skip
    names = (*plain, "due_at", "last_at", "mastered_at")
    if any(getattr(one, name) != getattr(other, name) for name in names):
        return False
    return [_seen(each) for each in one.recent] == [_seen(each) for each in other.recent]


def _seen(one: Outcome) -> tuple[object, ...]:
    return one.event_id, one.correct, one.at, one.content_id, one.hints


def _kcs(found: Mapping[UUID, LearnerState]) -> dict[UUID, KCState]:
    return next((one.kcs for one in found.values()), {})


_Calculated = tuple[dict[UUID, LearnerState], Counted, dict[UUID, Trace]]


async def _calculate(student_id: UUID, book: Book, record: Record) -> _Calculated:
    """Return mastery by course, features by course, and what each section's board knows."""

    def calculate() -> _Calculated:
        found = recalculated(
            student_id, in_order(record.answers), book, record.voids, record.states, record.first_void,
            record.placements,
        )  # fmt: skip
        features = features_of(in_order(record.events), record.voids, record.features)
        return found, features, traces_of(counting(record.events, record.voids))

    if len(record.events) < MANY:
        return calculate()
    return await asyncio.to_thread(calculate)


async def _answers(tenant_id: UUID, student_id: UUID) -> _Missing:
    async with current().db.batch(tenant_id) as batch:
        return await rows.answers_of(batch, tenant_id, student_id)


async def fill(
    tenant_id: UUID, book: Book, answers: Sequence[PastAnswer], placements: Sequence[PastPlacement] = ()
) -> None:
    """Put what answers and placements are about into the book: from course snapshots, older versions from the database.

    Raises:
        NotFoundError: The log names an item, or weights of memory, that are not stored any more.
    """
    missing, places = book.lacks(answers), book.lacks_topics(placements)
    if not missing and not places:
        return
    await _fill_weights(tenant_id, book, missing)
    async with current().db.raw(tenant_id) as conn:
        courses = await rows.sections_of(
            conn, tenant_id, list({*(one.section_id for one in missing), *(one.section_id for one in places)})
        )
    for course in set(courses.values()):
        try:
            snapshot = await current().courses.get(*course)
        except NotFoundError:
            continue
        book.kcs = {**snapshot.kcs, **book.kcs}
        for content in snapshot.content.values():
            book.items.setdefault((content.content_id, content.version), content)
    missing, places = book.lacks(missing), book.lacks_topics(places)
    if not missing and not places:
        return
    wanted_kcs = {kc for one in missing for kc in one.kc_ids} | {kc for one in places for kc in one.placed}
    tenants = [tenant_id, LIBRARY_TENANT]
    async with current().db.raw(tenant_id) as conn:
        kcs = await rows.kcs_of(conn, tenants, list(wanted_kcs - book.kcs.keys()))
        items = await rows.versions_of(conn, tenants, list({one.content_id for one in missing}))
    for row in kcs:
        book.kcs[row[0]] = KC(row[0], row[1], row[2], row[3], row[4], BktParameters(*row[5:9]))
    wanted = {(one.content_id, one.version) for one in missing}
    for row in items:
        if (row[0], row[1]) in wanted:
            book.items[(row[0], row[1])] = content_of(row)
    _settle(book, missing)
    for one in book.lacks_topics(places):
        for kc_id in one.placed:
            book.kcs.setdefault(kc_id, KC(kc_id, "", ""))


async def _fill_weights(tenant_id: UUID, book: Book, missing: Sequence[PastAnswer]) -> None:
    """Put the weights of memory that answers were measured with into the book."""
    wanted = {one.memory for one in missing if one.memory is not None} - book.weights.keys()
    if not wanted:
        return
    async with current().db.transaction(tenant_id) as tx:
        book.weights |= await memory_rows.weights_of(tx.session, tenant_id, sorted(wanted))
    if wanted - book.weights.keys():
        raise NotFoundError("The log names weights of memory that are not stored any more. Restore them first.")


def _settle(book: Book, missing: Sequence[PastAnswer]) -> None:
    """Let what exists nowhere any more be known as nothing, so that it is not looked for again."""
    for one in book.lacks(missing):
        for kc_id in one.kc_ids:
            book.kcs.setdefault(kc_id, KC(kc_id, "", ""))
        if (one.content_id, one.version) not in book.items:
            newest = max((key for key in book.items if key[0] == one.content_id), default=None)
            if newest is not None:
                book.items[(one.content_id, one.version)] = book.items[newest]
            else:
                raise NotFoundError("The log names an item that is not stored any more. Restore its course first.")


async def rebuild_state(tenant_id: UUID, student_id: UUID, section_id: UUID, *, write: bool = False) -> LearnerState:
    """Calculate a student's mastery again from the log and return the state in a section's course.

    Args:
        tenant_id: The institution.
        student_id: The student.
        section_id: Gives the course.
        write: Replace the stored states of all the student's courses (after a model was promoted).

    Raises:
        NotFoundError: No such section with a course.
    """
    services = current()
    async with services.db.raw(tenant_id) as conn:
        course = await course_of_section(conn, tenant_id, section_id)
    if course is None:
        raise NotFoundError("There is no such section with a course. Choose one from the list.")
    book = Book()
    await fill(tenant_id, book, *await _answers(tenant_id, student_id))
    while True:
        async with services.db.batch(tenant_id) as batch:
            record = await rows.locked(batch, tenant_id, student_id)
            missing, places = book.lacks(record.answers), book.lacks_topics(record.placements)
            if not missing and not places:
                return await _rebuilt(batch, tenant_id, student_id, course[1], book, record, write=write)
        await fill(tenant_id, book, missing, places)


async def _rebuilt(
    batch: Batch, tenant_id: UUID, student_id: UUID, course_id: UUID, book: Book, record: Record, *, write: bool
) -> LearnerState:
    now = current().clock.now()
    found, running, traces = await _calculate(student_id, book, record)
    kcs = _kcs(found)
    for one, (seq, _, _) in record.courses.items():
        learner = found.setdefault(one, LearnerState(student_id, one, kcs=kcs))
        learner.student_seq, (learner.features, learner.running) = seq, running[one]
        learner.running["n"] = seq
        last = next((answer for answer in reversed(record.answers) if answer.course_id == one), None)
        if not write or last is None:
            continue
        # A place in the log of its own, so that an event under way looks again.
        learner.student_seq = learner.running["n"] = seq + 1
        rows.write_ability(batch, tenant_id, learner, now)
        rows.add_event(
            batch, tenant_id, uuid7(), student=student_id, section=last.section_id, course=one, seq=seq + 1,
            verb=RECALCULATED, item=None, kcs=[], result={}, at=now,
        )  # fmt: skip
    if write:
        rows.write_states(batch, tenant_id, student_id, kcs.values(), [], now)
        learner_tracks.spoil(batch, tenant_id, student_id)
        for section, seen in traces.items():
            if seen != record.traces.get(section, seen):
                rows.write_trace(batch, tenant_id, student_id, section, seen)
    return found.get(course_id) or LearnerState(student_id, course_id)
