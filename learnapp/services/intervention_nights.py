"""What the night notices, in the inboxes: who has gone quiet, and whom the model, the rule or the watch have named.

An entry of the review queue about a student and its line in the inbox are one thing: whoever decides in one place has
decided in both.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.agents import intervention as agent
from learnapp.engine.silence import silence
from learnapp.services import current, switches
from learnapp.services.class_days import ClassDays
from learnapp.services.intervention_evidence import works
from learnapp.services.intervention_notices import tell_waiting
from learnapp.services.interventions import AGAIN, FEATURE, NOT_NOW, begin, clear, own, place, unwanted
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import review as review_rows
from learnapp.storage.repositories.interventions import InterventionRow

NO_HELP = "teacher"


async def look(tenant: UUID, here: ClassDays, named: set[UUID]) -> int:
    """Begin something about students who have gone quiet; return how many.

    Args:
        tenant: The institution.
        here: The class as its school days.
        named: Who stands in the queue already: nobody is told of twice.
    """
    if not await switches.enabled(tenant, FEATURE, here.section_id):
        return 0
    log, found, works_again = here.log, {}, []
    for number, student in enumerate(here.students):
        first = int(log.joined[number])
        days = (log.answers[number, first:] + log.hints[number, first:] + log.acts[number, first:]) > 0
        told = silence(days.tolist())
        if told is None:
            works_again.append(student)
        elif student not in named:
            found[student] = told
    decides = await place(tenant, here.section_id)
    if decides is None:
        return 0
    now, begun, waits = current().clock.now(), 0, 0
    async with current().db.transaction(tenant) as tx:
        # Answers have ended a silence at once; who only reads or watches is seen here.
        back = own(await rows.of_students(tx.session, tenant, works_again, now), decides)
        over = [one for one in back if one.trigger == "inactive" and one.state in rows.OPEN]
        await clear(tx.session, tenant, over, now)
        if not found:
            return 0
        students = list(found)
        past = await rows.of_students(tx.session, tenant, students, now - NOT_NOW)
        seen = await works(tx.session, tenant, here.section_id, decides.snapshot, students, now)
        for student, told in found.items():
            lately = [one for one in past if one.student_id == student]
            mine = own(lately, decides)
            same = [one for one in mine if one.trigger == "inactive"]
            if any(one.state in rows.OPEN or (one.ended_at or now) > now - AGAIN for one in same):
                continue
            work = seen[student]
            kc = work.tries[-1].kc if work.tries else None
            ways = agent.ways_of(
                decides.snapshot, kc, last=work.last, tried=work.contents, known=work.known, away=decides.away,
                explanations=decides.explanations, talks=decides.talks, home=work.home,
            )  # fmt: skip
            evidence: dict[str, object] = {
                "events": [], "figures": {"days": told.days, "usual": told.usual}, "day": here.days[-1].isoformat(),
            }  # fmt: skip
            used = {one.help for one in same} | unwanted(mine, now)
            made = begin(
                tenant, decides, student, "inactive", None, told.confidence, ways, used, evidence, lately, now
            )  # fmt: skip
            if made is not None and await rows.add(tx.session, tenant, made):
                begun, waits = begun + 1, waits + (made.state == "waiting")
        if waits:
            await tell_waiting(tx.session, tenant, here.section_id)
    return begun


async def stand_beside(
    session: AsyncSession, tenant: UUID, section: UUID, student: UUID, review_id: UUID, evidence: dict[str, Any],
    confidence: float | None,
) -> None:  # fmt: skip
    """Let an entry of the review queue stand in the inbox of its class too, or bring its line up to date."""
    now = current().clock.now()
    row = await rows.of_review(session, tenant, review_id)
    said = {"events": [], "figures": {}, "signs": evidence.get("signs", []), "source": evidence.get("source", "")}
    if row is not None:
        await rows.change(session, tenant, row.intervention_id, now, evidence=said, confidence=confidence)
        return
    new = InterventionRow(
        uuid7(), section, student, "at_risk", NO_HELP, "waiting", confidence, None, None, said, "", False, "",
        review_id, None, None, None, None, "", now, now, None, None, None, None, None, None, None, None,
    )  # fmt: skip
    await rows.add(session, tenant, new)


async def decided(session: AsyncSession, tenant: UUID, review_id: UUID, by: UUID, note: str, *, approve: bool) -> None:
    """Let the line of an entry that was decided in the review queue be decided, too."""
    row = await rows.of_review(session, tenant, review_id)
    if row is None or row.state != "waiting":
        return
    now = current().clock.now()
    taken = {"state": "taken", "by_hand": True, "assigned_to": row.assigned_to or by, "sent_at": now}
    closed = {"state": "dismissed", "ended_at": now}
    await rows.change(
        session, tenant, row.intervention_id, now, decided_by=by, decided_at=now, note=note,
        **(taken if approve else closed),
    )  # fmt: skip


async def no_longer(session: AsyncSession, tenant: UUID, section: UUID, students: set[UUID], found: set[UUID]) -> None:
    """Take away what nobody has decided about students of whom the night says nothing any more.

    Args:
        session: The open transaction.
        tenant: The institution.
        section: The class.
        students: About whom an entry waits.
        found: Who is named tonight.
    """
    gone = sorted(students - found)
    if not gone:
        return
    now = current().clock.now()
    over = [
        one
        for one in await rows.of_students(session, tenant, gone, now)
        if one.section_id == section and one.trigger == "at_risk" and one.state == "waiting" and one.assigned_to is None
    ]
    await rows.settle(session, tenant, [one.intervention_id for one in over], "cleared", now)
    await review_rows.withdraw(session, tenant, [one.review_id for one in over if one.review_id is not None])
