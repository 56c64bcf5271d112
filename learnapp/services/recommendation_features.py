"""What the feature store said when recommendations were made: read from the log, as the event path had it then."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from learnapp.core import logging as logs
from learnapp.core.errors import NotFoundError
from learnapp.engine.history import Book
from learnapp.engine.kc import CourseSnapshot
from learnapp.ml.feature_fold import FeatureFold, FigureHistory, Logged, VoidSpan, answer_of, log_order, placement_of
from learnapp.ml.feature_log import read_figures, read_log, read_voids
from learnapp.ml.known_features import columns_of
from learnapp.ml.recommendation_log import LoggedDecision
from learnapp.services import current
from learnapp.services.recompute import fill
from learnapp.storage.repositories import recompute as record_rows

log = logs.get("learnapp.features")


async def known_at(tenant_id: UUID, decisions: Sequence[LoggedDecision]) -> list[LoggedDecision]:
    """Return decisions with what the store said for each of their candidates; the caller has asked the policy.

    Where the log names what is not stored any more, nothing is said: a training goes on without.

    Args:
        tenant_id: The institution; nobody else's log is read.
        decisions: Of some students, whose whole log is read.
    """
    services = current()
    students = list({one.student_id for one in decisions})
    async with services.db.raw(tenant_id) as conn:
        logged = await read_log(conn, tenant_id, students)
        voids = await read_voids(conn, tenant_id)
        sections = list({row.section_id for rows in logged.values() for row in rows})
        figures = await read_figures(conn, tenant_id, sections)
        courses = await record_rows.sections_of(conn, tenant_id, sections)
    rows = [row for each in logged.values() for row in each]
    book, snapshots = Book(), {}
    try:
        await fill(
            tenant_id, book, [one for one in map(answer_of, rows) if one is not None],
            [one for one in map(placement_of, rows) if one is not None],
        )  # fmt: skip
        for section, course in courses.items():
            snapshots[section] = await services.courses.get(*course)
    except NotFoundError as error:
        log.warning("features of earlier decisions cannot be told", cause=error.code)
        return list(decisions)
    return await asyncio.to_thread(_folded, decisions, logged, book, voids, figures, snapshots)


def _folded(
    decisions: Sequence[LoggedDecision],
    logged: Mapping[UUID, Sequence[Logged]],
    book: Book,
    voids: Sequence[VoidSpan],
    figures: Mapping[UUID, FigureHistory],
    snapshots: Mapping[UUID, CourseSnapshot],
) -> list[LoggedDecision]:
    found = list(decisions)
    places = {one.event_id: place for place, one in enumerate(found)}
    nobody = FigureHistory()
    for student, rows in logged.items():
        fold = FeatureFold(student, book, voids)
        for row in log_order(rows):
            fold.take(row)
            place, snapshot = places.get(row.event_id), snapshots.get(row.section_id)
            if place is None or snapshot is None:
                continue
            about = [each.kc_id for each in found[place].candidates]
            own = fold.values(snapshot, row.at, figures.get(row.section_id, nobody).at(row.at))
            kcs = {kc_id: fold.kc(snapshot, kc_id, row.at) for kc_id in set(about)}
            found[place] = found[place]._replace(known=columns_of(own, kcs, about))
    return found
