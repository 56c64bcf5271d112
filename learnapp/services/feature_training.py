"""What models learn from: features of an institution's students as they were before each first attempt of a course."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import polars as pl

from learnapp.engine.history import Book
from learnapp.ml.feature_fold import answer_of, training_frame
from learnapp.ml.feature_log import read_figures, read_log, read_voids
from learnapp.services import current
from learnapp.services.recompute import fill
from learnapp.storage.repositories import features as rows

PART = 100
"""So many students are read and folded at once."""


async def course_frame(
    tenant: UUID, course: tuple[UUID, UUID, int], say: Callable[[int, int], None] = lambda done, of: None
) -> pl.DataFrame:
    """Return one row for each first attempt of the institution's students in a course; the caller has asked the policy.

    Args:
        tenant: The institution; nobody else's log is read.
        course: Its tenant, id and version.
        say: Takes how many students are done, and of how many.

    Returns:
        The columns of `ml.feature_fold.training_frame`, students in the order of their ids.

    Raises:
        NotFoundError: No such course, or the log names an item that is not stored any more.
    """
    services = current()
    snapshot = await services.courses.get(*course)
    async with services.db.raw(tenant) as conn:
        students = await rows.students_of(conn, tenant, snapshot.course_id)
        voids = await read_voids(conn, tenant)
    book, frames = Book(), [training_frame({}, snapshot, Book())]
    for first in range(0, len(students), PART):
        async with services.db.raw(tenant) as conn:
            logs = await read_log(conn, tenant, students[first : first + PART])
            sections = {one.section_id for log in logs.values() for one in log}
            figures = await read_figures(conn, tenant, list(sections))
        answers = [answer for log in logs.values() for one in log if (answer := answer_of(one)) is not None]
        await fill(tenant, book, answers)
        part = await asyncio.to_thread(training_frame, logs, snapshot, book, voids=voids, figures=figures)
        frames.append(part)
        say(min(first + PART, len(students)), len(students))
    return pl.concat(frames)
