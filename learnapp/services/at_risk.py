"""Who may need help: every night, for the classes in session, into the one review queue.

A person always decides, here or in the inbox of the class, where each entry has a line; what is undecided goes away
when the night names the student no more. Nothing of it is told to the student, and nothing follows from it by itself.
About a student one entry waits in a class at a time, brought up to date every night; after an entry was accepted there
is none for `PAUSE_ACCEPTED`, after it was dismissed for `PAUSE_DISMISSED`. A class gets `MOST_A_NIGHT` new ones at
most, those who need it most first. Who teaches is told by the bell only of what the model is sure of
(`THRESHOLDS.intervention_confidence`); everything else waits in the queue.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from uuid_utils.compat import uuid7

from learnapp.core import logging as logs
from learnapp.ml.attention import Attention, attention
from learnapp.ml.serving import Batch
from learnapp.services import current, intervention_nights, notices, rounds
from learnapp.services.class_days import ClassDays, class_days, school_days
from learnapp.storage.repositories import at_risk as rows
from learnapp.storage.repositories import sections as section_rows

HOUR = 3
PAUSE_ACCEPTED, PAUSE_DISMISSED = timedelta(days=14), timedelta(days=28)
MOST_A_NIGHT = 5
ModelsOf = Callable[[UUID], Awaitable[Batch]]
"""Returns what an institution has learned from its own classes and lets serve; without any the rule serves."""
_log = logs.get(__name__)
_done: dict[UUID, date] = {}


async def no_models(_tenant: UUID) -> Batch:
    """Return nothing: the rule serves."""
    return Batch()


async def work(models_of: ModelsOf = no_models) -> None:
    """Look at the classes of every institution where it is past three at night, once a day.

    A restart may repeat a night, which changes nothing; one that fails does not hold up the others.
    """

    async def look(tenant: UUID) -> None:
        async with current().db.transaction(tenant) as tx:
            found = await section_rows.institution(tx.session, tenant)
        if found is None:
            return
        here = current().clock.now().astimezone(ZoneInfo(found.time_zone))
        if here.hour >= HOUR and _done.get(tenant) != here.date():
            await night(tenant, await models_of(tenant))
            _done[tenant] = here.date()

    await rounds.each_institution("who may need help", look)


async def night(tenant: UUID, models: Batch | None = None) -> int:
    """Look at every class in session of an institution; return how many new entries wait.

    Nothing is done after a day without school, for nothing has changed then.

    Args:
        tenant: The institution.
        models: What it has learned from its own classes, one of them on trial with some; the rule when not given.
    """
    async with current().db.transaction(tenant) as tx:
        school = await school_days(tx.session, tenant)
        sections = await rows.running_sections(tx.session, tenant) if school.yesterday_counts else []
    serves = (models or Batch()).of([section_id for section_id, _ in sections])
    new = 0
    for section_id, title in sections:
        async with current().db.transaction(tenant) as tx:
            here = await class_days(tx.session, tenant, section_id, title, school)
        served = serves[section_id]
        model = served.model if served is not None else None
        # Some milliseconds a class: more than the event loop may wait.
        found = await asyncio.to_thread(attention, here.log, here.log.days - 1, model) if here.students else []
        # Who is named no more is taken away, also where nobody is: the need has passed.
        new += await put(tenant, here, found, served.name if served is not None else "") if here.students else 0
        await intervention_nights.look(tenant, here, {here.students[one.student] for one in found})
    return new


async def put(tenant: UUID, here: ClassDays, found: list[Attention], version: str = "") -> int:
    """Put the students of one class into its queue; return how many new entries wait.

    Args:
        tenant: The institution.
        here: The class.
        found: Who may need help, who needs it most first.
        version: The model that looked at the class, "" for the rule alone.
    """
    now, new = current().clock.now(), 0
    async with current().db.transaction(tenant) as tx:
        waits = await rows.waiting(tx.session, tenant, here.section_id)
        named = {here.students[one.student] for one in found}
        await intervention_nights.no_longer(tx.session, tenant, here.section_id, waits, named)
        for one in found:
            student = here.students[one.student]
            if student not in waits and new >= MOST_A_NIGHT:
                continue
            evidence = {
                "section_id": str(here.section_id),
                "source": one.source,
                "signs": [[key, figures] for key, figures in one.signs],
                "help": list(one.help),
                "day": here.days[-1].isoformat(),
                "version": version,
            }
            review_id = await rows.flag(
                tx.session,
                tenant,
                uuid7(),
                student=student,
                section=here.section_id,
                title=here.title,
                reason=f"review-at-risk-{one.source}",
                evidence=evidence,
                confidence=one.chance,
                now=now,
                accepted=now - PAUSE_ACCEPTED,
                dismissed=now - PAUSE_DISMISSED,
            )
            if review_id is not None:
                await intervention_nights.stand_beside(
                    tx.session, tenant, here.section_id, student, review_id, evidence, one.chance
                )
            if review_id is None or student in waits:
                continue
            new += 1
            if not one.needs_person:
                await notices.tell_reviewers(tx.session, tenant, review_id, "at_risk", here.section_id)
    return new
