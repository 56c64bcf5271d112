"""How evenly the trigger, or its rule, treats groups of students: a report now and then, and what follows from it.

Judged is the past: each week whose next four are known, what was said then and what came of it. Groups are what the
institution knows of people: the age band, the language that they read in, and the class. It records no gender, no
origin and no disability, so nothing can be said of these; the page says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core import logging as logs
from learnapp.core.errors import LearnAppError
from learnapp.core.paging import Page, bounded
from learnapp.ml.artefact import ModelKind
from learnapp.ml.attention import ENOUGH_SHARE, FLAG, rule_score
from learnapp.ml.fairness import report
from learnapp.ml.intervention_trigger import InterventionTrigger
from learnapp.ml.study_days import fell_behind, rows_at, weeks_of
from learnapp.security.access import Actor
from learnapp.security.consent import age_on
from learnapp.services import current, people, trail
from learnapp.services.class_days import LONG_BACK, ClassDays, class_days, school_days
from learnapp.storage import outbox
from learnapp.storage.repositories import at_risk as class_rows
from learnapp.storage.repositories import fairness as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories.fairness import ReportRow

RULE_VERSION = "rule@1"
AGAIN = timedelta(days=28)
"""A report is made anew when the last one is older than this."""
ATTRIBUTES = ("age", "language", "section")
_log = logs.get(__name__)
Serving = Callable[[UUID], Awaitable[tuple[str, InterventionTrigger] | None]]
"""Returns version and model of the trigger that serves an institution; None: the rule serves."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The past as it was judged; N rows, one for each student, class and week.

    Attributes:
        outcome: 1 fell behind in the four weeks after, 0 did not.
        chance: What was, or would have been, said at the time.
        student: Numbers of the students.
        groups: Attribute of `ATTRIBUTES` -> the group of each row.
    """

    outcome: Any
    chance: Any
    student: Any
    groups: dict[str, list[str]] = field(default_factory=dict)


async def no_model(_tenant: UUID) -> tuple[str, InterventionTrigger] | None:
    """Return None: the rule serves."""
    return None


async def work(serving: Serving = no_model) -> None:
    """Make a report for every institution whose last one is old; one that fails does not hold up the others."""
    for tenant in await current().db.directory.tenants():
        try:
            async with current().db.transaction(tenant.tenant_id) as tx:
                known = {one.kind: one for one in await rows.latest(tx.session, tenant.tenant_id)}
            last = known.get(ModelKind.INTERVENTION_TRIGGER.value)
            if last is None or current().clock.now() - last.created_at >= AGAIN:
                await make(tenant.tenant_id, await serving(tenant.tenant_id))
        except LearnAppError as error:
            _log.warning("fairness report failed", tenant=str(tenant.tenant_id), code=error.code)


async def make(tenant: UUID, serving: tuple[str, InterventionTrigger] | None = None) -> UUID | None:
    """Judge the past of an institution and store the report; None where no week is old enough to be judged.

    Args:
        tenant: The institution.
        serving: Version and model to judge; None: the rule.
    """
    version, model = serving if serving is not None else (RULE_VERSION, None)
    async with current().db.transaction(tenant) as tx:
        school = await school_days(tx.session, tenant, LONG_BACK)
        sections = await class_rows.running_sections(tx.session, tenant) if school.days else []
    classes: list[ClassDays] = []
    for section_id, title in sections:
        async with current().db.transaction(tenant) as tx:
            classes.append(await class_days(tx.session, tenant, section_id, title, school, assigned=False))
    groups = await _groups(tenant, sorted({student for one in classes for student in one.students}))
    document = await asyncio.to_thread(_document, classes, groups, model)
    if document is None:
        return None
    async with current().db.transaction(tenant) as tx:
        return await store(tx.session, tenant, ModelKind.INTERVENTION_TRIGGER, version, document)


async def store(session: AsyncSession, tenant: UUID, kind: ModelKind, version: str, document: dict[str, Any]) -> UUID:
    """Keep the report of a release, and put what is surely uneven into the review queue of the admins.

    Args:
        session: The open transaction.
        tenant: The institution.
        kind: What was judged.
        version: Which release.
        document: As `ml.fairness.report` makes it.
    """
    now, report_id = current().clock.now(), uuid7()
    await rows.add(session, tenant, ReportRow(report_id, kind.value, version, now, document))
    for one in document.get("slices", []):
        if one["concern"]:
            await rows.concern(
                session, tenant, uuid7(), title=f"{kind.value} {version}", now=now,
                evidence={"attribute": one["attribute"], "categories": list(one["concern"]), "report": str(report_id)},
                dedupe=f"fairness:{kind.value}:{version}:{one['attribute']}",
            )  # fmt: skip
    return report_id


def _document(
    classes: Sequence[ClassDays], groups: dict[UUID, dict[str, str]], model: InterventionTrigger | None
) -> dict[str, Any] | None:
    judged = judge(classes, groups, model)
    if not len(judged.outcome) or not any(one.log.worked().any() for one in classes):
        return None
    threshold = FLAG if model is not None else ENOUGH_SHARE
    found = report(judged.outcome, judged.chance, judged.student, judged.groups, threshold=threshold)
    if model is None:
        # Points are no chances: how far they are from what came would mean nothing.
        for one in found["slices"]:
            for group in one["groups"]:
                group["gap"] = None
    # From the first day on which anybody did anything; all classes have the same days.
    began = min(int(one.log.worked().any(axis=0).argmax()) for one in classes if one.log.worked().any())
    days, source = classes[0].days, "rule" if model is None else "model"
    return {**found, "source": source, "first": days[began].isoformat(), "last": days[-1].isoformat()}


def judge(
    classes: Sequence[ClassDays], groups: dict[UUID, dict[str, str]], model: InterventionTrigger | None
) -> Judged:
    """Return what the model, or without one the rule, would have said each week, and what came of it."""
    numbers = {student: place for place, student in enumerate(sorted({s for one in classes for s in one.students}))}
    outcome, chance, student = [np.zeros(0)], [np.zeros(0)], [np.zeros(0, np.int64)]
    named: dict[str, list[str]] = {attribute: [] for attribute in ATTRIBUTES}
    for one in classes:
        for day, going in weeks_of(one.log):
            said = rule_score(one.log, day) if model is None else model.predict(rows_at(one.log, day))
            outcome.append(fell_behind(one.log, day)[going])
            chance.append(said[going])
            here = [who for who, counts in zip(one.students, going.tolist(), strict=True) if counts]
            student.append(np.array([numbers[who] for who in here], dtype=np.int64))
            for attribute in ("age", "language"):
                named[attribute] += [groups.get(who, {}).get(attribute, "") for who in here]
            named["section"] += [one.title] * len(here)
    return Judged(np.concatenate(outcome), np.concatenate(chance), np.concatenate(student), named)


async def _groups(tenant: UUID, students: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the groups of people; birth dates are ciphertext and are forgotten at once."""
    async with current().db.transaction(tenant) as tx:
        found = await people_rows.people_by_id(tx.session, tenant, students)
    today, keyring = current().clock.now().date(), current().keyring
    groups: dict[UUID, dict[str, str]] = {}
    for person_id, row in found.items():
        view = people.reveal(keyring, row, birth_date=True)
        groups[person_id] = {"age": age_band(view.birth_date, today), "language": view.locale[:2]}
    return groups


def age_band(born: date | None, today: date) -> str:
    """Return the age band of somebody, "" where the birth date is not known."""
    if born is None:
        return ""
    age = age_on(born, today)
    return "under_13" if age < 13 else "13_to_15" if age < 16 else "16_to_17" if age < 18 else "adult"


@dataclass(frozen=True)
class ReportView:
    """One report; `document` as `ml.fairness.report` makes it."""

    kind: str
    version: str
    at: str
    document: dict[str, Any] = field(default_factory=dict)


async def reports(actor: Actor, *, offset: int = 0, size: int = 5) -> Page[ReportView]:
    """Return a page of the reports, newest first.

    Raises:
        ForbiddenError: The actor may not see them.
    """
    await trail.authorise(actor, "read", "fairness_report")
    offset, size = bounded(offset, size)
    async with current().db.transaction(actor.tenant_id) as tx:
        found, total = await rows.page(tx.session, actor.tenant_id, offset, size)
    return Page(
        [ReportView(one.kind, one.version, one.created_at.isoformat(), one.document) for one in found],
        total, offset, size,
    )  # fmt: skip


async def ask(actor: Actor) -> None:
    """Let the worker make a report now.

    Raises:
        ForbiddenError: The actor may not.
    """
    await trail.authorise(actor, "create", "fairness_report")
    async with current().db.raw(actor.tenant_id) as conn:
        await outbox.enqueue(conn, "fairness", actor.tenant_id)
    await trail.audit(actor, "fairness_report.create", "fairness_report")
