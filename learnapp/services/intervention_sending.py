"""What is due goes out, what went out is judged, and what does not help is retired: the worker's part."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from learnapp.agents import intervention_outcome as outcome
from learnapp.agents.intervention import BY_PAGE, HELPS
from learnapp.core import logging as logs
from learnapp.security.access import Actor
from learnapp.services import consents, current, rounds, switches, trail
from learnapp.services.intervention_notices import tell_home, tell_student
from learnapp.services.interventions import FEATURE
from learnapp.storage.repositories import intervention_outcomes as outcome_rows
from learnapp.storage.repositories import intervention_places as places
from learnapp.storage.repositories import interventions as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.at_risk import WORK
from learnapp.storage.repositories.interventions import InterventionRow

JUDGED_AFTER = timedelta(days=7)
_MOST = 200
_log = logs.get(__name__)
_AWAY = ("inactive", "at_risk")
"""Noticed of students who may not be here: they are told by a notice, too, and well again is who works."""


async def work() -> int:
    """Let what is due go out, at every institution; return how much."""
    return sum(await rounds.each_institution("interventions", send))


async def send(tenant: UUID) -> int:
    """Let what is due at an institution go out; return how much did."""
    now, sent = current().clock.now(), 0
    covered: dict[UUID, set[UUID]] = {}
    async with current().db.transaction(tenant) as tx:
        for row in await outcome_rows.held_until(tx.session, tenant, now, _MOST):
            if await _covers(tx.session, tenant, row, covered):
                await rows.change(tx.session, tenant, row.intervention_id, now, state="held")
            else:
                # It would not have gone out: judged nevertheless, it would count as one that did badly without help.
                await rows.change(
                    tx.session, tenant, row.intervention_id, now, state="cleared", sent_at=None, ended_at=now
                )
        for row in await rows.due(tx.session, tenant, now, _MOST):
            if not await _covers(tx.session, tenant, row, covered):
                # They have left, no consent stands any more, or the class is over or does without.
                await rows.settle(tx.session, tenant, [row.intervention_id], "cleared", now)
                continue
            if row.help == "home" and not await places.with_home(tx.session, tenant, [row.student_id]):
                # Since it was decided their guardians have left: sent to nobody is not sent.
                await rows.settle(tx.session, tenant, [row.intervention_id], "cleared", now)
                continue
            await rows.change(tx.session, tenant, row.intervention_id, now, state="sent", sent_at=now, before=None)
            if row.help == "home":
                await tell_home(tx.session, tenant, row)
            elif row.trigger in _AWAY:
                await tell_student(tx.session, tenant, row)
            sent += 1
    return sent


async def _covers(
    session: AsyncSession, tenant: UUID, row: InterventionRow, covered: dict[UUID, set[UUID]]
) -> bool:  # fmt: skip
    """Return whether something may reach its student now; `covered` keeps what is known of each class."""
    section = row.section_id
    if section not in covered:
        here = await section_rows.sections_by_id(session, tenant, [section])
        on = bool(here) and here[0].status == "active" and await switches.enabled(tenant, FEATURE, section)
        covered[section] = await consents.covered_students(session, tenant, section) if on else set()
    return row.student_id in covered[section]


async def judge_all() -> int:
    """Judge what went out a week ago, at every institution; return how much."""
    return sum(await rounds.each_institution("what interventions have done", judge))


async def judge(tenant: UUID) -> int:
    """Judge what went out, or was held back, a week ago; retire what does not help. Return how much was judged.

    Both parts are judged alike, whether they saw it or not: who has answered too little is not well again.
    """
    now, judged = current().clock.now(), 0
    async with current().db.transaction(tenant) as tx:
        for row, sent_at in await outcome_rows.unjudged(tx.session, tenant, now - JUDGED_AFTER, _MOST):
            well = await _well(tenant, row, sent_at, tx.session)
            await outcome_rows.judge(tx.session, tenant, row.intervention_id, well, now)
            judged += 1
        if judged:
            await _decide(tenant, tx.session)
    return judged


async def _well(tenant: UUID, row: InterventionRow, sent_at: datetime, session: AsyncSession) -> bool:
    until = sent_at + JUDGED_AFTER
    if row.trigger in _AWAY:
        return await rows.worked(session, tenant, row.section_id, row.student_id, sent_at, until, WORK)
    # Of a missing prerequisite the prerequisite itself is looked at; of work as a whole any topic.
    return await outcome_rows.good_after(session, tenant, row, sent_at, until, outcome.NEXT) >= outcome.GOOD


async def verdicts(session: AsyncSession, tenant: UUID) -> dict[str, outcome.Verdict]:
    """Return what is known of each kind of help that goes out by itself."""
    counted = {(help_, drawn): (well, of) for help_, drawn, well, of in await outcome_rows.results(session, tenant)}
    return {
        one: outcome.judge(counted.get((one, "sent"), (0, 0)), counted.get((one, "held"), (0, 0))) for one in BY_PAGE
    }


async def by_hand(session: AsyncSession, tenant: UUID) -> dict[str, tuple[int, int]]:
    """Return of each kind of help how often students were well again after a teacher had sent it, and of how many."""
    counted = {help_: (well, of) for help_, drawn, well, of in await outcome_rows.results(session, tenant) if not drawn}
    return {one: counted.get(one, (0, 0)) for one in HELPS}


async def _decide(tenant: UUID, session: AsyncSession) -> None:
    now, before = current().clock.now(), await outcome_rows.helps(session, tenant)
    for one, found in (await verdicts(session, tenant)).items():
        known = before.get(one)
        was = str(known.figures.get("verdict", "open")) if known else "open"
        retired = known.retired if known else False
        # What was once known stays known until a person lets the figures begin anew.
        if retired or found.verdict in (was, "open"):
            continue
        retire = found.verdict == "retire"
        await outcome_rows.set_help(
            session, tenant, one, retired=retire, figures=asdict(found), by=None, since=None, now=now
        )
        if retire:
            _log.info("help retired", tenant=str(tenant), help=one)
            await trail.audit(
                Actor(tenant, tenant, "system"), "intervention_help.retire", "intervention_help",
                session=session, detail={"help": one},
            )  # fmt: skip
