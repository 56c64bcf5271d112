"""What each kind of model learns from: the institution's own log as a table, with numbers instead of students."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

import numpy as np
import polars as pl

from learnapp.core.errors import InvalidInputError
from learnapp.ml import difficulty_recipe, recommendation_log, recommender_frames, trigger_recipe
from learnapp.ml.artefact import ModelKind
from learnapp.ml.datasets import Dataset, TooFewAnswersError, prepared
from learnapp.ml.difficulty_prior import ItemFacts
from learnapp.services import current, difficulty, fairness, recommendations, training_data
from learnapp.services.training_data import Known, Read
from learnapp.storage.repositories import item_parameters as item_rows
from learnapp.storage.repositories.item_parameters import FirstTry

Source = Callable[[UUID, int, Iterable[int], Read], Awaitable[Dataset]]
_SIGN_SECONDS = 1.0
Found = TypeVar("Found")


async def _with_signs(work: Coroutine[Any, Any, Found], read: Read) -> Found:
    """Wait for work, with a sign of life every second; it ends when one is refused.

    Raises:
        TrainingStoppedError: Somebody has asked the training to stop.
    """
    task = asyncio.ensure_future(work)
    try:
        while not (await asyncio.wait({task}, timeout=_SIGN_SECONDS))[0]:
            await read(0)
    except BaseException:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        raise
    return task.result()


async def decisions(tenant: UUID, seed: int, before: Iterable[int], read: Read) -> Dataset:
    """Return what came of an institution's recommendations: what the content recommender learns from.

    Args:
        tenant: The institution.
        seed: Of the students who are drawn where there are too many decisions.
        before: Students that were kept apart before.
        read: Called while it is gathered.

    Raises:
        TooFewAnswersError: There is not enough to learn from.
        UnavailableError: The database is away.
    """
    known = await training_data.students_of(tenant)
    try:
        log = await _with_signs(recommendations.gather(tenant, seed=seed), read)
    except InvalidInputError as error:
        raise TooFewAnswersError(error.message) from error
    now = current().clock.now()
    days = tuple((now - ago).date().isoformat() for ago in (recommendations.TRAINED_ON, recommendation_log.LASTS))
    counts = {"gathered": len(log), "items": len(log.contents), "kcs": len(np.unique(log.kc))}

    def made() -> Dataset:
        people = {one: (known[one].number, known[one].band) for one in log.students}
        frame = recommender_frames.frame_of(log, people)
        limited = len(log) >= recommendations.MOST_DECISIONS
        return prepared(
            frame, outcome="opened", before=before, days=(days[0], days[1]), counts=counts, limited=limited
        )  # fmt: skip

    return await asyncio.to_thread(made)


async def weeks(tenant: UUID, seed: int, before: Iterable[int], read: Read) -> Dataset:
    """Return an institution's school weeks whose next four are known: what the intervention trigger learns from.

    Args:
        tenant: The institution.
        seed: Not used: nothing is drawn.
        before: Students that were kept apart before.
        read: Called while it is gathered.

    Raises:
        TooFewAnswersError: There is not enough to learn from.
        UnavailableError: The database is away.
    """
    del seed
    known = await training_data.students_of(tenant)
    numbers = {student: one.number for student, one in known.items() if one.allowed}
    found = await _with_signs(fairness.gather(tenant, numbers), read)
    if found is None:
        raise TooFewAnswersError("No week is old enough to say what came of it. Train when classes have worked on.")
    bands = {one.number: one.band for one in known.values()}

    def made() -> Dataset:
        frame = trigger_recipe.frame_of(found.data, bands)
        return prepared(
            frame, outcome="outcome", before=before, days=(found.first.isoformat(), found.last.isoformat())
        )  # fmt: skip

    return await asyncio.to_thread(made)


async def first_tries(tenant: UUID, seed: int, before: Iterable[int], read: Read) -> Dataset:
    """Return the first tries of every course of an institution: what the difficulty estimator learns from.

    Args:
        tenant: The institution.
        seed: Not used: nothing is drawn.
        before: Students that were kept apart before.
        read: Called after each course.

    Raises:
        TooFewAnswersError: There is not enough to learn from.
        UnavailableError: The database is away.
    """
    del seed
    known = await training_data.students_of(tenant)
    until = current().clock.now() - difficulty.SETTLING
    async with current().db.transaction(tenant) as tx:
        studied = await item_rows.studied(tx.session, tenant)
    courses: dict[UUID, tuple[tuple[ItemFacts, ...], pl.DataFrame]] = {}
    answers = 0
    for course in studied:
        items, tries = await difficulty.gather(tenant, course, until)
        table = await asyncio.to_thread(_tries, items, tries, known)
        if len(table):
            courses[course.course_id] = (items, table)
        answers += len(table)
        await read(answers)
    if not courses:
        raise TooFewAnswersError("Nobody has answered a question yet that models may learn from. Train later.")

    def made() -> Dataset:
        frame = difficulty_recipe.frame_of(courses)
        counts = {"items": sum(len(items) for items, _ in courses.values()), "kcs": len(courses)}
        return prepared(frame, outcome="correct", before=before, counts=counts)

    return await asyncio.to_thread(made)


def _tries(items: tuple[ItemFacts, ...], tries: list[FirstTry], known: Mapping[UUID, Known]) -> pl.DataFrame:
    place = {(one.content_id, one.version): number for number, one in enumerate(items)}
    lines = [
        (known[one.student_id].number, known[one.student_id].band, order, place[(one.content_id, one.version)],
         float(one.right))
        for order, one in enumerate(tries)
        if one.student_id in known and (one.content_id, one.version) in place
    ]  # fmt: skip
    schema = {"student": pl.Int64, "band": pl.String, "order": pl.Int64, "item": pl.Int64, "correct": pl.Float64}
    return pl.DataFrame(lines, schema=schema, orient="row")


SOURCES: dict[str, Source] = {
    ModelKind.MASTERY_PREDICTOR.value: training_data.answers,
    ModelKind.CONTENT_RECOMMENDER.value: decisions,
    ModelKind.INTERVENTION_TRIGGER.value: weeks,
    ModelKind.DIFFICULTY_ESTIMATOR.value: first_tries,
}
"""Kind -> what it learns from: called with institution, seed, students kept apart before, and a sign of life."""
