"""After events: who struggles, what may help, and what is no longer needed. A job, never the path of an answer.

Nothing is told to anybody here: what waits, waits in the inbox of the class; what is due goes out by
`services.intervention_sending`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents import intervention as agent
from learnapp.engine import struggles
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.struggles import Finding, Struggle
from learnapp.services import consents, course_graphs, current, switches
from learnapp.services.classroom import course_of
from learnapp.services.intervention_evidence import Work, works
from learnapp.services.intervention_hours import FARTHEST, next_moment
from learnapp.services.intervention_notices import tell_waiting
from learnapp.storage.repositories import at_risk as day_rows
from learnapp.storage.repositories import intervention_outcomes as outcome_rows
from learnapp.storage.repositories import intervention_places as places
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.interventions import InterventionRow

FEATURE = "interventions"
NOT_NOW = timedelta(days=14)
"""For so long a kind of help that a student wanted "not now" is not offered again."""
AGAIN = timedelta(days=7)
"""For so long nothing is begun about the same struggle after it was dismissed, declined or judged."""
_BATCH = 200


@dataclass(frozen=True, slots=True)
class Here:
    """A class with what deciding in it needs.

    Attributes:
        away: What the class does not offer now.
        talks: Whether its students may talk to each other.
    """

    section_id: UUID
    title: str
    snapshot: CourseSnapshot
    zone: str
    school_days: list[date]
    away: frozenset[UUID]
    explanations: bool
    talks: bool
    retired: frozenset[str]
    proven: frozenset[str]


async def look(tenant: UUID, since: datetime) -> int:
    """Look at everybody who has answered since then; return how many things were begun.

    Called by the outbox job. Looking twice at the same changes nothing.
    """
    async with current().db.transaction(tenant) as tx:
        found = await rows.with_news(tx.session, tenant, since)
    begun = 0
    for section, pairs in groupby(found, key=lambda one: one[0]):
        if not await switches.enabled(tenant, FEATURE, section):
            continue
        students = [student for _, student in pairs]
        here = await place(tenant, section)
        if here is None:
            continue
        for first in range(0, len(students), _BATCH):
            begun += await _look_at(tenant, here, students[first : first + _BATCH])
    return begun


async def place(tenant: UUID, section_id: UUID) -> Here | None:
    """Return what deciding in a class needs; None where it is closed or studies nothing."""
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        sections = await section_rows.sections_by_id(tx.session, tenant, [section_id])
        institution = await section_rows.institution(tx.session, tenant)
        if not sections or institution is None or sections[0].status != "active":
            return None
        today = now.astimezone(ZoneInfo(institution.time_zone)).date()
        days = await day_rows.school_days(tx.session, tenant, today, today + FARTHEST)
        away, talks = await places.offered(tx.session, tenant, section_id, children=institution.kind == "k12")
        helps = await outcome_rows.helps(tx.session, tenant)
    here = sections[0]
    snapshot = await course_of(here.course_tenant_id, here.course_id, here.course_version)
    if snapshot is None:
        return None
    return Here(
        section_id,
        here.title,
        await course_graphs.of_section(tenant, section_id, snapshot),
        institution.time_zone,
        days,
        away,
        await switches.enabled(tenant, "explanations", section_id),
        talks and await switches.enabled(tenant, "discussion", section_id),
        frozenset(name for name, one in helps.items() if one.retired),
        frozenset(name for name, one in helps.items() if one.figures.get("verdict") == "helps"),
    )


async def _look_at(tenant: UUID, here: Here, students: Sequence[UUID]) -> int:
    now = current().clock.now()
    async with current().db.transaction(tenant) as tx:
        seen = await works(tx.session, tenant, here.section_id, here.snapshot, students, now)
        past = await _past(tx.session, tenant, students, now)
        # Some milliseconds a class: more than the event loop may wait.
        standing = await asyncio.to_thread(_strengths, here, seen)
        over, needed = [], []
        for student in students:
            over += [one for one in own(past[student], here) if _is_over(one, standing[student])]
            needed += [
                (student, one) for one in struggles.standing(standing[student].values(), here.snapshot.prerequisites)
            ]
        await clear(tx.session, tenant, over, now)
        if not needed:
            return 0
        covered = await consents.covered_students(tx.session, tenant, here.section_id)
        begun, waits = 0, 0
        for student, finding in needed:
            if student not in covered:
                continue
            made = decide(tenant, here, student, finding, seen[student], past[student], now)
            if made is not None and await rows.add(tx.session, tenant, made):
                past[student].append(made)
                begun, waits = begun + 1, waits + (made.state == "waiting")
        if waits:
            await tell_waiting(tx.session, tenant, here.section_id)
    return begun


async def _past(
    session: AsyncSession, tenant: UUID, students: Sequence[UUID], now: datetime
) -> dict[UUID, list[InterventionRow]]:
    found: dict[UUID, list[InterventionRow]] = {one: [] for one in students}
    for row in await rows.of_students(session, tenant, students, now - NOT_NOW):
        found[row.student_id].append(row)
    return found


def own(past: Iterable[InterventionRow], here: Here) -> list[InterventionRow]:
    """Return what there was in this class: how much may reach a student counts in all of them, the rest in each."""
    return [one for one in past if one.section_id == here.section_id]


def _strengths(here: Here, seen: dict[UUID, Work]) -> dict[UUID, dict[tuple[Struggle, UUID | None], Finding]]:
    needs = here.snapshot.prerequisites
    return {student: struggles.strengths(work.tries, needs, work.known) for student, work in seen.items()}


def _is_over(row: InterventionRow, standing: dict[tuple[Struggle, UUID | None], Finding]) -> bool:
    if row.state not in rows.OPEN:
        return False
    if row.trigger == "inactive":
        return True
    return row.trigger in set(Struggle) and struggles.is_over(Struggle(row.trigger), row.kc_id, standing)


async def clear(session: AsyncSession, tenant: UUID, over: Iterable[InterventionRow], now: datetime) -> None:
    """End what is no longer needed. What was sent or held back is judged all the same."""
    await rows.settle(session, tenant, [one.intervention_id for one in over], "cleared", now)


def decide(
    tenant: UUID,
    here: Here,
    student: UUID,
    finding: Finding,
    work: Work,
    past: Sequence[InterventionRow],
    now: datetime,
) -> InterventionRow | None:
    """Return what is begun about a finding; None where something is already, or it is too early again."""
    trigger = finding.struggle.value
    mine = own(past, here)
    same = [one for one in mine if one.trigger == trigger and one.kc_id == finding.kc]
    if any(one.state in rows.OPEN or (one.ended_at or now) > now - AGAIN for one in same):
        return None
    kc = finding.kc or (work.tries[-1].kc if work.tries else None)
    ways = agent.ways_of(
        here.snapshot, kc, last=work.last, tried=work.contents, known=work.known, away=here.away,
        gap=finding.struggle is Struggle.PREREQUISITE_GAP, hinted=kc in work.hinted, explanations=here.explanations,
        talks=here.talks, home=work.home,
    )  # fmt: skip
    used = {one.help for one in same} | unwanted(mine, now)
    evidence = {
        "events": [str(one) for one in finding.events], "figures": finding.figures,
        "strength": round(finding.strength, 2),
        "since": next(one.at for one in work.tries if one.event_id == finding.events[0]).isoformat(),
        "until": work.tries[-1].at.isoformat(),
    }  # fmt: skip
    return begin(tenant, here, student, trigger, finding.kc, finding.confidence, ways, used, evidence, past, now)


def unwanted(past: Iterable[InterventionRow], now: datetime) -> set[str]:
    """Return the kinds of help that a student wants no more for now."""
    return {one.help for one in past if one.state == "declined" and (one.ended_at or now) > now - NOT_NOW}


def begin(
    tenant: UUID,
    here: Here,
    student: UUID,
    trigger: str,
    kc: UUID | None,
    confidence: float,
    ways: dict[str, UUID | None],
    used: set[str],
    evidence: dict[str, object],
    past: Sequence[InterventionRow],
    now: datetime,
) -> InterventionRow | None:
    """Return a new intervention; None where no day comes on which it could go out."""
    new = uuid7()
    chosen = agent.choose(trigger, confidence, ways, used, here.retired, here.proven, tenant.bytes + new.bytes)
    due = sent = None
    if chosen.state != "waiting":
        due = next_moment(now, here.zone, here.school_days, past)
        if due is None:
            return None
        if chosen.state == "held":
            # What is held back is judged from the moment at which it would have gone out.
            due, sent = None, due
    return InterventionRow(
        new, here.section_id, student, trigger, chosen.help, chosen.state, confidence, kc, chosen.content_id, evidence,
        "", False, chosen.drawn, None, None, None, None, None, "", now, now, None, due, sent, None, None, None, None,
        None,
    )  # fmt: skip
