"""How evenly the trigger, or its rule, treats groups of students: a report now and then, and what follows from it.

Judged is the past: each week whose next four are known, what was said then and what came of it. Groups are what the
institution knows of people: the age band, the language that they read in, and the class. It records no gender, no
origin and no disability, so nothing can be said of these; the page says so.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy.ext.asyncio import AsyncSession
from uuid_utils.compat import uuid7

from learnapp.core import logging as logs
from learnapp.core.paging import Page, bounded
from learnapp.ml.artefact import ModelKind
from learnapp.ml.attention import ENOUGH_SHARE, FLAG
from learnapp.ml.fairness import report
from learnapp.ml.intervention_trigger import InterventionTrigger
from learnapp.ml.recipes import UNTRAINED
from learnapp.ml.stages import Standing, standing
from learnapp.ml.study_days import weeks_of
from learnapp.ml.trigger_recipe import TriggerData, data_of, judge
from learnapp.security.access import Actor
from learnapp.security.consent import age_on
from learnapp.services import current, people, rounds, trail
from learnapp.services.class_days import LONG_BACK, ClassDays, class_days, school_days
from learnapp.storage import outbox
from learnapp.storage.repositories import at_risk as class_rows
from learnapp.storage.repositories import fairness as rows
from learnapp.storage.repositories import identity as people_rows
from learnapp.storage.repositories import model_registry as version_rows
from learnapp.storage.repositories.fairness import ReportRow

RULE_VERSION = UNTRAINED[ModelKind.INTERVENTION_TRIGGER.value]
AGAIN = timedelta(days=28)
"""A report is made anew when the last one is older than this."""
ATTRIBUTES = ("age", "language", "section")
_log = logs.get(__name__)
Serving = Callable[[UUID], Awaitable[tuple[str, InterventionTrigger] | None]]
"""Returns version and model of the trigger that serves an institution; None: the rule serves."""


async def no_model(_tenant: UUID) -> tuple[str, InterventionTrigger] | None:
    """Return None: the rule serves."""
    return None


async def work(serving: Serving = no_model) -> None:
    """Make a report for every institution whose last one is old; one that fails does not hold up the others."""
    await rounds.each_institution("fairness reports", partial(keep_up, serving=serving))


async def keep_up(tenant: UUID, serving: Serving = no_model) -> None:
    """Make a report for an institution if its last one is old, or about something else than what serves now."""
    async with current().db.transaction(tenant) as tx:
        known = {one.kind: one for one in await rows.latest(tx.session, tenant)}
    last = known.get(ModelKind.INTERVENTION_TRIGGER.value)
    serves = await serving(tenant)
    name = serves[0] if serves is not None else RULE_VERSION
    if last is None or last.version != name or current().clock.now() - last.created_at >= AGAIN:
        await make(tenant, serves)


async def make(tenant: UUID, serving: tuple[str, InterventionTrigger] | None = None) -> UUID | None:
    """Judge the past of an institution and store the report; None where no week is old enough to be judged.

    Args:
        tenant: The institution.
        serving: Version and model to judge; None: the rule.
    """
    version, model = serving if serving is not None else (RULE_VERSION, None)
    found = await gather(tenant)
    if found is None:
        return None
    document = await asyncio.to_thread(_document, found, model)
    async with current().db.transaction(tenant) as tx:
        document["since"] = await _since(tx.session, tenant)
        return await store(tx.session, tenant, ModelKind.INTERVENTION_TRIGGER, version, document)


@dataclass(frozen=True, slots=True)
class Gathered:
    """An institution's past: examples to learn from or to be judged by, and the school days that they are of.

    Attributes:
        days: The day of each example.
    """

    data: TriggerData
    first: date
    last: date
    days: list[date]


async def gather(tenant: UUID, numbers: Mapping[UUID, int] | None = None) -> Gathered | None:
    """Return an institution's past, of its own log alone; None where no week is old enough to say what came of it.

    Args:
        tenant: The institution.
        numbers: Student -> the number that stands for them; who has none is left out, as if they were not there.
            None: everybody, numbered as they come.
    """
    async with current().db.transaction(tenant) as tx:
        school = await school_days(tx.session, tenant, LONG_BACK)
        sections = await class_rows.running_sections(tx.session, tenant) if school.days else []
    classes: list[ClassDays] = []
    for section_id, title in sections:
        async with current().db.transaction(tenant) as tx:
            here = await class_days(tx.session, tenant, section_id, title, school, assigned=False)
        if numbers is not None:
            here = of_some(here, numbers)
        if here.log.worked().any():
            classes.append(here)
    groups = await _groups(tenant, sorted({student for one in classes for student in one.students}))
    data = await asyncio.to_thread(examples, classes, groups, numbers) if classes else None
    if not data:
        return None
    began = min(int(one.log.worked().any(axis=0).argmax()) for one in classes)
    days = [one.days[day] for one in classes for day, going in weeks_of(one.log) for _ in range(int(going.sum()))]
    return Gathered(data, school.days[began], school.days[-1], days)


async def release(tenant: UUID, kind: ModelKind, version: str, document: dict[str, Any], days: tuple[str, str]) -> None:
    """Keep the report that a version was let into production with: on students it has not seen.

    Args:
        tenant: The institution.
        kind: What was judged.
        version: Its name.
        document: As `ml.fairness.report` makes it.
        days: First and last day (ISO) of what it was made from.
    """
    told = {**document, "source": "model", "first": days[0], "last": days[1]}
    async with current().db.transaction(tenant) as tx:
        told["since"] = await _since(tx.session, tenant, kind)
        await store(tx.session, tenant, kind, version, told)


async def _since(session: AsyncSession, tenant: UUID, kind: ModelKind = ModelKind.INTERVENTION_TRIGGER) -> str:
    """Return since when what serves does so, as an ISO text; "" where it always has."""
    stands = standing(await version_rows.changes(session, tenant, kind.value)).get(kind.value, Standing())
    at = stands.since.get("production")
    return at.isoformat() if at is not None else ""


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


def _document(found: Gathered, model: InterventionTrigger | None) -> dict[str, Any]:
    judged = judge(model, found.data)
    threshold = FLAG if model is not None else ENOUGH_SHARE
    told = report(judged.outcome, judged.chance, judged.student, judged.groups, threshold=threshold)
    if model is None:
        # Points are no chances: how far they are from what came would mean nothing.
        for one in told["slices"]:
            for group in one["groups"]:
                group["gap"] = None
    source = "rule" if model is None else "model"
    return {**told, "source": source, "first": found.first.isoformat(), "last": found.last.isoformat()}


def of_some(here: ClassDays, students: Container[UUID]) -> ClassDays:
    """Return a class as if only these students were in it."""
    kept = np.array([one in students for one in here.students], dtype=np.bool_)
    log = replace(
        here.log, **{one.name: getattr(here.log, one.name)[kept] for one in fields(here.log) if one.name != "due"}
    )
    return replace(here, students=[one for one in here.students if one in students], log=log)


def examples(
    classes: Sequence[ClassDays], groups: dict[UUID, dict[str, str]], numbers: Mapping[UUID, int] | None = None
) -> TriggerData:
    """Return the examples of classes, with the groups of their students.

    Args:
        classes: The classes.
        groups: Student -> attribute -> group.
        numbers: Student -> the number that stands for them; None: numbered as they come.
    """
    if numbers is None:
        numbers = {student: place for place, student in enumerate(sorted({s for one in classes for s in one.students}))}
    return data_of(
        [
            (
                one.log,
                np.array([numbers[student] for student in one.students], dtype=np.int64),
                [{**groups.get(student, {}), "section": one.title} for student in one.students],
            )
            for one in classes
        ],
        ATTRIBUTES,
    )


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
