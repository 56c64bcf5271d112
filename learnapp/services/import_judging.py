"""What an import has brought is looked at by the evaluator's tools before anybody gets it, as what authors write is.

Whole courses at once, since how well an item fits its topic is seen beside the others; in parts, so that it can be
stopped. What falls below a limit is held: it waits in the review queue, and what the course had before goes on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from learnapp.engine import course_check
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.package import PackCourse, PackReport
from learnapp.services import content_checks, current
from learnapp.services.content_checks import ItemReport, Known
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
FINDING, PLACES = "finding-", 10
"""Begins the codes of the notes about the order of a course; as many places of each are named."""


async def judge(
    tenant: UUID, import_id: UUID, kind: str, course: PackCourse, frame: str, pause: Callable[[], Awaitable[None]]
) -> dict[str, list[str]]:
    """Look at what a course has that no version of it has yet, and at its order; return what of that is not all right.

    Again, after an interruption, it goes on with what is not held yet. What a person has decided before about the
    very same state of an item is not asked again. Items that ask for what is not taught yet are held like others;
    what is said of topics is for the report: code of a finding -> the topics.

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
        whole = await content_rows.read_newest(conn, tenant, course.course_id)
        decided = await rows.decided(conn, tenant, [one.content_id for one in found])
    if whole is None:
        return {}
    # Built without what needs what, for with a circle in it there would be no course to look at.
    snapshot = await asyncio.to_thread(build_snapshot, tenant, course.course_id, 0, replace(whole, prerequisites=[]))
    # Its own, for each import has another course to look at, and none of them is a version yet.
    known = Known(snapshot)
    absent: set[UUID] = set()
    for first in range(0, len(found), PART):
        part = found[first : first + PART]
        reports = await asyncio.to_thread(_looked_at, part, known, course.grade_band, kind, decided)
        asked = [(one, report) for one, report in reports if (one.content_id, one.checksum) not in decided]
        async with services.db.raw(tenant, pipelined=False) as conn:
            # What waited was another state of the item.
            await rows.forget(conn, tenant, [one.content_id for one in part])
            if reports:
                await rows.hold(conn, tenant, [(one.content_id, one.version) for one, _ in reports])
            if asked:
                lines = [_entry(one, report, snapshot, import_id, frame) for one, report in asked]
                await rows.ask(conn, tenant, lines, services.clock.now())
        # Of what was there before, the state before stays.
        absent.update(one.content_id for one, _ in reports if one.version == 1)
        await pause()
    return await asyncio.to_thread(_order, snapshot, whole.prerequisites, absent)


def _order(snapshot: CourseSnapshot, pairs: Sequence[tuple[UUID, UUID]], absent: set[UUID]) -> dict[str, list[str]]:
    """Return what is not in order about the topics of a course without some items: code -> the topics' names."""
    there = {content_id: item for content_id, item in snapshot.content.items() if content_id not in absent}
    by_kc = {kc: tuple(one for one in items if one in there) for kc, items in snapshot.by_kc.items()}
    # A topic that only absent items name is none of the course.
    named = {kc for lesson in snapshot.lessons for kc in lesson.kc_ids} | {kc for kc, items in by_kc.items() if items}
    kcs = {kc: one for kc, one in snapshot.kcs.items() if kc in named}
    needs: dict[UUID, tuple[UUID, ...]] = {}
    for kc_id, needed in pairs:
        if kc_id in kcs and needed in kcs:
            needs[kc_id] = (*needs.get(kc_id, ()), needed)
    snapshot = replace(snapshot, kcs=kcs, prerequisites=needs, content=there, by_kc=by_kc)
    linked = bool(needs)
    found: dict[str, list[str]] = {}
    for one in course_check.check(snapshot):
        # Where the format has no prerequisites, no topic can be blamed for having none.
        if one.kc_id is None or one.content_id is not None or (one.code == "topic-loose" and not linked):
            continue
        names = [snapshot.kcs[kc].name for kc in (one.kc_id, one.other) if kc is not None]
        found.setdefault(FINDING + one.code, []).append(" ← ".join(names))
    return found


def _looked_at(
    part: Sequence[Fresh], course: Known, grades: str, kind: str, decided: dict[tuple[UUID, str], bool]
) -> list[tuple[Fresh, ItemReport]]:
    """Return what is to be held, with what was found."""
    asked = []
    for one in part:
        item = course.snapshot.content.get(one.content_id)
        if item is not None and decided.get((one.content_id, one.checksum)) is not True:
            asked.append((one, item))
    reports = content_checks.of_items(
        [item for _, item in asked], course, grades, hints_wanted=kind in WITH_HINTS, suggest=False
    )
    return [
        (one, report)
        for (one, _), report in zip(asked, reports, strict=True)
        if report.held or decided.get((one.content_id, one.checksum)) is False
    ]


def _entry(one: Fresh, report: ItemReport, snapshot: CourseSnapshot, import_id: UUID, frame: str) -> Entry:
    evidence: dict[str, Any] = {
        "causes": report.held, "signs": report.signs, "faults": [code for code, _ in report.faults],
        "later": [_name(snapshot, kc) for kc in report.later],
        "themes": report.themes, "course": str(snapshot.course_id), "content": str(one.content_id),
        "import": str(import_id), "version": one.version, "checksum": one.checksum, "ref": one.source_ref[:200],
        "frame": frame,
    }  # fmt: skip
    title = snapshot.content[one.content_id].title
    return uuid7(), one.content_id, title, reason_of(report), evidence, report.quality


def reason_of(report: ItemReport) -> str:
    """Return the first reason why an item is held: what a rule has found says more than what the classifier thinks."""
    return next((cause for cause in report.held if cause != "draft-held-quality"), report.held[0])


def _name(snapshot: CourseSnapshot, kc_id: str) -> str:
    return snapshot.kcs[UUID(kc_id)].name


async def noted(
    tenant: UUID,
    import_id: UUID,
    courses: Sequence[PackCourse],
    counted: PackReport,
    unordered: Mapping[str, list[str]],
) -> None:
    """Write into the report of an import what of it is held, what waits since an earlier one, and about its order."""
    for code, places in unordered.items():
        counted.notes[code], counted.examples[code] = len(places), places[:PLACES]
    ids = [course.course_id for course in courses]
    async with current().db.raw(tenant) as conn:
        why = await rows.reasons(conn, tenant, import_id=import_id, open_only=False)
        before = await rows.waiting_before(conn, tenant, ids, import_id)
    for reason, (times, places) in why.items():
        counted.notes[reason], counted.examples[reason] = times, places
    if before:
        counted.notes[BEFORE], counted.examples[BEFORE] = len(before), before[:10]
