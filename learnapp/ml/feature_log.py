"""The log of an institution's students as training folds it. Row security keeps it to the one institution."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from learnapp.engine.event import Verb
from learnapp.engine.history import Void
from learnapp.ml.feature_fold import FigureHistory, Logged, VoidSpan
from learnapp.storage.repositories import features as rows
from learnapp.storage.repositories.features import Conn

_ACTS = frozenset(verb.value for verb in Verb)


async def read_log(conn: Conn, tenant: UUID, students: Sequence[UUID]) -> dict[UUID, list[Logged]]:
    """Return everything that is logged of some students, by student."""
    found: dict[UUID, list[Logged]] = {student: [] for student in students}
    for row in await rows.log_of(conn, tenant, students):
        event_id, student_id, version, partial, hints, asserted, slope, level, memory, placed = row[16:]
        past = rows.past_event(row) if row[3] in _ACTS else None
        item = (slope, level) if slope is not None and level is not None else None
        begun = {UUID(kc): float(p) for kc, p in orjson.loads(placed).items()} if placed is not None else {}
        found[student_id].append(
            Logged(
                event_id, row[0], row[1], row[2], row[7], past, version, partial, hints, asserted, item, memory, begun
            )
        )  # fmt: skip
    return found


async def read_voids(conn: Conn, tenant: UUID) -> list[VoidSpan]:
    """Return every void of the institution with the time in which it held."""
    return [
        VoidSpan(Void(section, content, since), made_at, undone_at)
        for section, content, since, made_at, undone_at in await rows.voids(conn, tenant)
    ]


async def read_figures(conn: Conn, tenant: UUID, sections: Sequence[UUID]) -> dict[UUID, FigureHistory]:
    """Return the figures of some sections as they were."""
    kept: dict[UUID, list[tuple[datetime, dict[str, Any]]]] = {}
    for section, valid_from, _, figures in await rows.figures_history(conn, tenant, sections):
        kept.setdefault(section, []).append((valid_from, figures))
    return {section: FigureHistory(one) for section, one in kept.items()}
