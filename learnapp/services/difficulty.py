"""Estimating items from answers: a whole fit each night, and new answers brought in every hour.

A version of the difficulty estimator that is in production says what texts let one believe of an item, and every fit
rests on it; without one each course learns that from its own questions.

Estimates serve an institution only while they foretell held-out answers at least as well as the authors' figures do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core import logging as logs
from learnapp.core.errors import InvalidInputError, LearnAppError
from learnapp.engine.item_parameters import AUTHOR_SD_B, AUTHOR_SD_LOG_A
from learnapp.engine.kc import Content, ContentKind
from learnapp.ml.answers import folds_of, from_frame
from learnapp.ml.artefact import ModelKind
from learnapp.ml.difficulty_estimator import (
    LEAST_STUDENTS,
    VERSION,
    DifficultyEstimator,
    Flag,
    ItemDataset,
    ItemEstimate,
    Source,
    brought_up,
)
from learnapp.ml.difficulty_judge import judge
from learnapp.ml.difficulty_prior import ItemFacts
from learnapp.ml.item_prior import ItemPrior
from learnapp.ml.item_response import Tries
from learnapp.ml.serving import Served
from learnapp.services import current, item_parameters, model_serving, rounds, training_data
from learnapp.storage.repositories import item_parameters as rows
from learnapp.storage.repositories.item_parameters import FirstTry, FitRow, NewTry, ParameterRow, StudiedCourse

log = logs.get("learnapp.difficulty")

WHOLE_EVERY = timedelta(hours=20)
"""A course with news is fitted anew after this long: once a day, as the job comes round every hour."""
SETTLING = timedelta(seconds=60)
"""Answers of the last moments may still be under way to the log; the next round takes them."""
_HELD_OUT = 5
_FEW_STUDENTS = 300


@dataclass(frozen=True, slots=True)
class Fitted:
    """What came of a whole fit; without estimates the authors' figures serve."""

    outcome: str
    estimates: list[ItemEstimate]
    students: int
    answers: int
    log_loss: float | None = None
    author_log_loss: float | None = None


async def work() -> int:
    """Bring the items of every institution up to date; return how many courses changed. Called every hour."""
    return sum(await rounds.each_institution("item parameters", _estimate_all, library=True))


async def _estimate_all(tenant: UUID) -> int:
    changed = 0
    async with current().db.transaction(tenant) as tx:
        courses = await rows.studied(tx.session, tenant)
    for course in courses:
        try:
            changed += await estimate(tenant, course)
        except LearnAppError as error:
            # One course that cannot be estimated must not hold up the others.
            log.warning("items not estimated", course=str(course.course_id), code=error.code)
    return changed


async def estimate(tenant: UUID, course: StudiedCourse, *, whole: bool = False) -> bool:
    """Bring the items of one course up to date; return whether anything changed.

    Args:
        tenant: The institution.
        course: One of its courses.
        whole: Fit all of it, whatever the hour.

    Raises:
        NotFoundError: A version of the course that is studied is gone.
        UnavailableError: The database is away.
    """
    now = current().clock.now()
    served = await _served(tenant, course.course_id)
    name = served.name if served is not None else VERSION
    async with current().db.transaction(tenant) as tx:
        last = await rows.last_fit(tx.session, tenant, course.course_id)
    # Another version than the one that the estimates rest on: they are made anew, whether anybody has answered or not.
    whole = whole or (last is not None and last.model_version != name)
    if last is not None and course.last_event_at <= last.seen_until and not whole:
        return False
    if whole or last is None or now - last.full_at >= WHOLE_EVERY:
        return await _whole(tenant, course, last, now, served)
    return last.outcome == "served" and await _new(tenant, course, last, now)


async def _served(tenant: UUID, course_id: UUID) -> Served | None:
    """Return the version that a course's items rest on: the one in production, or one on trial with some courses."""
    serves = await model_serving.batch(tenant, ModelKind.DIFFICULTY_ESTIMATOR)
    if serves.canary is None:
        return serves.production
    async with current().db.transaction(tenant) as tx:
        courses = await rows.studied(tx.session, tenant)
    return serves.of({course_id, *(one.course_id for one in courses)})[course_id]


async def gather(tenant: UUID, course: StudiedCourse, until: datetime) -> tuple[tuple[ItemFacts, ...], list[FirstTry]]:
    """Return the items of a course and the first tries that may be learned from.

    Args:
        tenant: The institution.
        course: One of its courses.
        until: Answers up to here.

    Raises:
        NotFoundError: A version of the course that is studied is gone.
        UnavailableError: The database is away.
    """
    items, out = await _items(course), await training_data.refused(tenant)
    async with current().db.transaction(tenant) as tx:
        tries = await rows.first_tries(tx.session, tenant, course.course_id, until)
    return items, [one for one in tries if one.student_id not in out]


async def dataset(tenant: UUID, course: StudiedCourse, until: datetime) -> ItemDataset:
    """Return the first tries of a course, ready for training.

    Raises:
        InvalidInputError: Too few, or all of them alike.
    """
    items, tries = await gather(tenant, course, until)
    return await asyncio.to_thread(_dataset, tries, items)


async def _items(course: StudiedCourse) -> tuple[ItemFacts, ...]:
    found: dict[tuple[UUID, int], ItemFacts] = {}
    for version in course.versions:
        snapshot = await current().courses.get(course.course_tenant, course.course_id, version)
        for item in snapshot.content.values():
            if item.kind is ContentKind.PRACTICE or item.steps:
                found.setdefault((item.content_id, item.version), facts_of(item))
    return tuple(found[key] for key in sorted(found))


def facts_of(item: Content) -> ItemFacts:
    """Return what is known of an item without any answer; nothing of its key."""
    said = [item.title, item.body]
    for step in item.steps:
        said += [step.prompt, *step.choices, *step.rows, *(cell for line in step.table for cell in line)]
    return ItemFacts(
        item.content_id,
        item.version,
        str(item.kc_ids[0]) if item.kc_ids else "",
        item.difficulty,
        item.discrimination,
        "\n".join(said),
        tuple(step.answer_kind.value for step in item.steps),
        sum(len(step.hints) for step in item.steps),
        item.template is not None,
    )


def _dataset(tries: Sequence[FirstTry], items: tuple[ItemFacts, ...]) -> ItemDataset:
    place = {(one.content_id, one.version): number for number, one in enumerate(items)}
    people: dict[UUID, int] = {}
    known = [one for one in tries if (one.content_id, one.version) in place]
    item = [place[(one.content_id, one.version)] for one in known]
    frame = pl.DataFrame(
        {
            "order": np.arange(len(known)),
            "student": [people.setdefault(one.student_id, len(people)) for one in known],
            "item": item,
            "kc": item,
            "correct": [float(one.right) for one in known],
        },
        schema={"order": pl.Int64, "student": pl.Int64, "item": pl.Int64, "kc": pl.Int64, "correct": pl.Float64},
    )
    return ItemDataset(from_frame(frame), items)


def fitted(data: ItemDataset, seed: int = 0, prior: ItemPrior | None = None) -> Fitted:
    """Fit a course and check on students who were held out that this is better than not fitting it; CPU work."""
    students, answers = data.log.students, len(data.log)
    if students < LEAST_STUDENTS:
        return Fitted("few", [], students, answers)
    try:
        mine, authors = _held_out(data, seed, prior)
        model = DifficultyEstimator.fit(data, seed=seed, prior=prior)
    except InvalidInputError:
        return Fitted("few", [], students, answers)
    made = Fitted("served", [], students, answers, mine, authors)
    if not model.converged:
        return replace(made, outcome="not_converged")
    if mine > authors:
        return replace(made, outcome="no_better")
    return replace(made, estimates=model.estimates())


def _held_out(data: ItemDataset, seed: int, prior: ItemPrior | None) -> tuple[float, float]:
    """Return log loss and the authors' on students who were held out: all in turn, a fifth of them where many are.

    Raises:
        InvalidInputError: Too few students are left to fit.
    """
    fold = folds_of(data.log.students, _HELD_OUT, seed)
    turns = range(_HELD_OUT if data.log.students <= _FEW_STUDENTS else 1)
    found = [
        judge(DifficultyEstimator.fit(data.of(fold != turn), seed=seed, prior=prior), data.of(fold == turn))
        for turn in turns
    ]
    size = [one["rows"] for one in found]
    mine = float(np.average([one["log_loss"] for one in found], weights=size))
    return mine, float(np.average([one["author_log_loss"] for one in found], weights=size))


async def _whole(
    tenant: UUID, course: StudiedCourse, last: FitRow | None, now: datetime, served: Served | None
) -> bool:
    until = now - SETTLING
    name, prior = (served.name, served.model) if served is not None else (VERSION, None)
    try:
        found = await asyncio.to_thread(fitted, await dataset(tenant, course, until), 0, prior)
    except InvalidInputError:
        found = Fitted("few", [], 0, 0)
    fit = FitRow(
        now, now, until, found.outcome, found.students, found.answers, found.log_loss, found.author_log_loss, name
    )
    return await _write(tenant, course.course_id, fit, found.estimates, last, whole=True)


async def _new(tenant: UUID, course: StudiedCourse, last: FitRow, now: datetime) -> bool:
    """Bring in the answers since the last time, abilities staying as the event path has them."""
    until = now - SETTLING
    items, out = await _items(course), await training_data.refused(tenant)
    async with current().db.transaction(tenant) as tx:
        seen = await rows.new_tries(tx.session, tenant, course.course_id, last.seen_until, until)
        stored = await rows.parameters(tx.session, tenant, course.course_id)
    tries = [one for one in seen if one.student_id not in out]
    made = await asyncio.to_thread(_brought_up, tries, items, stored) if tries else []
    fit = replace(last, fitted_at=now, seen_until=until, answers=last.answers + len(tries))
    return await _write(tenant, course.course_id, fit, made, last, whole=False)


def _brought_up(
    tries: Sequence[NewTry], items: Sequence[ItemFacts], stored: Sequence[ParameterRow]
) -> list[ItemEstimate]:
    known = {(row.content_id, row.version): row for row in stored}
    level = stored[0].level if stored else 0.0
    before = [_before(one, known.get((one.content_id, one.version)), level) for one in items]
    place = {(one.content_id, one.version): number for number, one in enumerate(items)}
    tries = [one for one in tries if (one.content_id, one.version) in place]
    if not tries:
        return []
    people: dict[UUID, int] = {}
    student = np.array([people.setdefault(one.student_id, len(people)) for one in tries], dtype=np.int64)
    item = np.array([place[(one.content_id, one.version)] for one in tries], dtype=np.int64)
    right = np.array([float(one.right) for one in tries])
    ability, variance = np.zeros(len(people)), np.ones(len(people))
    for number, one in zip(student, tries, strict=True):
        ability[number], variance[number] = one.theta, one.variance
    return brought_up(before, Tries.of(student, item, right, len(items)), ability, variance)


def _before(one: ItemFacts, row: ParameterRow | None, level: float) -> ItemEstimate:
    """Return what is believed of an item: its last estimate, or what its author thought."""
    if row is None:
        a = min(max(one.discrimination, 0.05), 4.0)
        return ItemEstimate(
            one.content_id, one.version, one.difficulty, a, AUTHOR_SD_B, a * AUTHOR_SD_LOG_A, 0, 0, Source.AUTHOR, level
        )
    return estimate_of_row(row)


def estimate_of_row(row: ParameterRow) -> ItemEstimate:
    """Return a stored row as an estimate."""
    return ItemEstimate(
        row.content_id, row.version, row.b, row.a, row.se_b, row.se_a, row.answers, row.students, Source(row.source),
        row.level, tuple(Flag(each) for each in row.flags),
    )  # fmt: skip


async def _write(
    tenant: UUID,
    course_id: UUID,
    fit: FitRow,
    made: Sequence[ItemEstimate],
    last: FitRow | None,
    *,
    whole: bool,
) -> bool:
    stored = [
        ParameterRow(
            one.content_id, one.version, one.b, one.a, one.se_b, one.se_a, one.answers, one.students,
            one.source.value, one.level, [flag.value for flag in one.flags], fit.fitted_at, fit.model_version,
        )
        for one in made
    ]  # fmt: skip
    async with current().db.transaction(tenant) as tx:
        before = last.fitted_at if last is not None else None
        if not await rows.note_fit(tx.session, tenant, course_id, fit, before):
            return False
        await rows.put(tx.session, tenant, course_id, stored, whole=whole)
    item_parameters.forget(tenant, course_id)
    log.info(
        "items estimated", course=str(course_id), outcome=fit.outcome, items=len(stored), answers=fit.answers,
        whole=whole,
    )  # fmt: skip
    return bool(stored) or whole
