"""What an import has brought is looked at by the evaluator's tools before anybody gets it, as what authors write is.

Whole courses at once, since how well an item fits its topic is seen beside the others; in parts, so that it can be
stopped. What falls below a limit is held: it waits in the review queue, and what the course had before goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.package import PackCourse, PackReport
from learnapp.services import content_checks, current
from learnapp.services.content_checks import ItemReport
from learnapp.services.course_store import build_snapshot
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import import_reviews as rows
from learnapp.storage.repositories.import_reviews import Entry, Fresh

PART = 200
"""Items that are looked at between two looks whether to stop."""
WITH_HINTS = frozenset({"oatutor", "course"})
"""Formats that have a place for hints; in what comes by the others, their absence says nothing."""
BEFORE = "held-since-before"
"""Code of the note about what earlier imports have brought and nobody has decided."""


async def judge(
    tenant: UUID, import_id: UUID, kind: str, course: PackCourse, frame: str, pause: Callable[[], Awaitable[None]]
) -> int:
    """Look at what a course has that no version of it has yet; return how many items are held.

    Again, after an interruption, it goes on with what is not held yet. What a person has decided before about the
    very same state of an item is not asked again.

    Args:
        tenant: Whose course it is.
        import_id: The import.
        kind: The format.
        course: The course.
        frame: What its lessons and topics are known by, so that letting an item in changes nothing else.
        pause: Called after each part; raises where the import is to stop.
    """
    services = current()
    async with services.db.raw(tenant) as conn:
        found = await rows.fresh(conn, tenant, course.course_id)
        if not found:
            return 0
        whole = await content_rows.read_newest(conn, tenant, course.course_id)
        decided = await rows.decided(conn, tenant, [one.content_id for one in found])
    if whole is None:
        return 0
    # Which topic needs which is not looked at here, and a circle in it must not end an import.
    whole = replace(whole, prerequisites=[])
    snapshot = await asyncio.to_thread(build_snapshot, tenant, course.course_id, 0, whole)
    held = 0
    for first in range(0, len(found), PART):
        part = found[first : first + PART]
        reports = await asyncio.to_thread(_looked_at, part, snapshot, course.grade_band, kind, decided)
        asked = [(one, report) for one, report in reports if (one.content_id, one.checksum) not in decided]
        async with services.db.raw(tenant, pipelined=False) as conn:
            # What waited was another state of the item.
            await rows.forget(conn, tenant, [one.content_id for one in part])
            if reports:
                await rows.hold(conn, tenant, [(one.content_id, one.version) for one, _ in reports])
            if asked:
                lines = [_entry(one, report, snapshot, import_id, frame) for one, report in asked]
                await rows.ask(conn, tenant, lines, services.clock.now())
        held += len(asked)
        await pause()
    return held


def _looked_at(
    part: Sequence[Fresh], snapshot: CourseSnapshot, grades: str, kind: str, decided: dict[tuple[UUID, str], bool]
) -> list[tuple[Fresh, ItemReport]]:
    """Return what is to be held, with what was found."""
    held = []
    for one in part:
        before = decided.get((one.content_id, one.checksum))
        item = snapshot.content.get(one.content_id)
        if item is None or before is True:
            continue
        report = content_checks.of_item(item, snapshot, grades, hints_wanted=kind in WITH_HINTS, suggest=False)
        if report.held or before is False:
            held.append((one, report))
    return held


def _entry(one: Fresh, report: ItemReport, snapshot: CourseSnapshot, import_id: UUID, frame: str) -> Entry:
    evidence: dict[str, Any] = {
        "causes": report.held, "signs": report.signs, "faults": [code for code, _ in report.faults],
        "themes": report.themes, "course": str(snapshot.course_id), "content": str(one.content_id),
        "import": str(import_id), "version": one.version, "checksum": one.checksum, "ref": one.source_ref[:200],
        "frame": frame,
    }  # fmt: skip
    title = snapshot.content[one.content_id].title
    # What a rule has found says more than what the classifier thinks of the whole.
    reason = next((cause for cause in report.held if cause != "draft-held-quality"), report.held[0])
    return uuid7(), one.content_id, title, reason, evidence, report.quality


async def noted(tenant: UUID, import_id: UUID, courses: Sequence[PackCourse], counted: PackReport) -> None:
    """Write into the report of an import what of it is held, and what waits since an earlier one."""
    ids = [course.course_id for course in courses]
    async with current().db.raw(tenant) as conn:
        why = await rows.reasons(conn, tenant, import_id=import_id, open_only=False)
        before = await rows.waiting_before(conn, tenant, ids, import_id)
    for reason, (times, places) in why.items():
        counted.notes[reason], counted.examples[reason] = times, places
    if before:
        counted.notes[BEFORE], counted.examples[BEFORE] = len(before), before[:10]
