"""The class as its instructor sees it: where everybody stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.errors import ConflictError, NotFoundError
from learnapp.core.paging import Page, bounded, page_of
from learnapp.core.table_words import cell, heads
from learnapp.engine.kc import CourseSnapshot
from learnapp.engine.mastery import Band, band_of
from learnapp.security.access import Actor
from learnapp.security.spreadsheet import write_csv
from learnapp.services import current, people, progress, trail
from learnapp.storage.repositories import classroom as rows
from learnapp.storage.repositories import sections as section_rows
from learnapp.storage.repositories.sections import Section


@dataclass(frozen=True)
class HeatCell:
    """One student and KC: what the student sees, too."""

    band: str = "unknown"
    value: int = 0


@dataclass(frozen=True)
class TopicStanding:
    """A topic that stands out: kind (hardest, fading, mastered), its name, how many students of how many."""

    kind: str = "hardest"
    topic: str = ""
    count: int = 0
    of: int = 0


@dataclass(frozen=True)
class HeatRow:
    """One student of the heat map; cells in the order of the KCs."""

    student_id: str = ""
    name: str = ""
    cells: list[HeatCell] = field(default_factory=list)


async def _section(actor: Actor, section_id: UUID) -> Section:
    """Return the section if the actor may see its board.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    await trail.authorise(actor, "read", "class_board", section_id=section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, [section_id])
    if not found:
        raise NotFoundError("There is no such section. Go back to your classes.")
    return found[0]


def require_open(section: Section) -> None:
    """Raise where a class is closed: its students would not see what it is given.

    Raises:
        ConflictError: It is closed.
    """
    if section.status != "active":
        raise ConflictError("This class is closed. Ask an administrator to open it again first.")


async def sections(actor: Actor) -> list[Section]:
    """Return the sections that the actor teaches or helps in, by title; those that are closed come last."""
    taught = sorted(actor.led)
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await section_rows.sections_by_id(tx.session, actor.tenant_id, taught)
    return sorted(found, key=lambda section: (section.status != "active", section.title))


async def _snapshot(section: Section) -> CourseSnapshot | None:
    return await course_of(section.course_tenant_id, section.course_id, section.course_version)


async def course_of(tenant: UUID | None, course: UUID | None, version: int | None) -> CourseSnapshot | None:
    """Return what a section studies; None when there is no such course, or no longer: its pages say so."""
    if tenant is None or course is None:
        return None
    try:
        found: CourseSnapshot = await current().courses.get(tenant, course, version)
    except NotFoundError:
        return None
    return found


async def heatmap(
    actor: Actor, section_id: UUID, *, offset: int = 0, size: int = 25, first_kc: int = 0, kcs: int | None = None
) -> tuple[str, Page[str], Page[HeatRow]]:
    """Return the section's title, a page of the names of the KCs in course order, and a page of students.

    Args:
        actor: Who asks.
        section_id: The section.
        offset: Students before the page; behind the last one it gives the last page.
        size: Students on it.
        first_kc: KCs before the page; behind the last one it gives the last page.
        kcs: KCs on it; all when not given.

    Without a course there are no KCs and nobody on the page.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    section = await _section(actor, section_id)
    snapshot = await _snapshot(section)
    offset, size = bounded(offset, size)
    if snapshot is None:
        return section.title, Page([], 0, 0, kcs or 0), Page([], 0, 0, size)
    services = current()
    now = services.clock.now()
    every_kc = snapshot.topological
    shown = Page(list(every_kc), len(every_kc), 0, len(every_kc)) if kcs is None else page_of(every_kc, first_kc, kcs)
    columns = shown.rows
    async with services.db.transaction(actor.tenant_id) as tx:
        everybody = await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
        asked = page_of(everybody, offset, size)
        students = asked.rows
        states = await rows.kc_states(tx.session, actor.tenant_id, students, columns)
    names = await people.names(actor.tenant_id, students)
    await trail.disclosed(actor, students, "mastery", section_id=section_id)
    found = []
    for student in students:
        cells = []
        for kc_id in columns:
            state = states.get((student, kc_id))
            band = band_of(state, now)
            value = progress.percent(state.p_mastered) if state and band is not Band.UNKNOWN else 0
            cells.append(HeatCell(band.value, value))
        found.append(HeatRow(str(student), names.get(student, ""), cells))
    topics = Page([snapshot.kcs[kc_id].name for kc_id in columns], shown.total, shown.offset, shown.size)
    return section.title, topics, Page(found, asked.total, asked.offset, asked.size)


async def outlook(actor: Actor, section_id: UUID) -> list[TopicStanding]:
    """Return what stands out among the topics of a class: the hardest, what fades most, what is known best.

    Raises:
        ForbiddenError: The actor does not teach it.
        NotFoundError: No such section here.
    """
    section = await _section(actor, section_id)
    snapshot = await _snapshot(section)
    if snapshot is None:
        return []
    services = current()
    now = services.clock.now()
    async with services.db.transaction(actor.tenant_id) as tx:
        everybody = await section_rows.student_ids(tx.session, actor.tenant_id, section_id)
        states = await rows.kc_states(tx.session, actor.tenant_id, everybody, snapshot.topological)
    counted: Counter[tuple[Band, UUID]] = Counter((band_of(state, now), kc) for (_, kc), state in states.items())
    for kc in snapshot.topological:
        # What fades was mastered, and that stays.
        counted[(Band.MASTERED, kc)] += counted[(Band.FADING, kc)]
    found = []
    for kind, band in (("hardest", Band.LEARNING), ("fading", Band.FADING), ("mastered", Band.MASTERED)):
        best = max(snapshot.topological, key=lambda kc: counted[(band, kc)], default=None)  # noqa: B023 - used at once
        if best is not None and counted[(band, best)]:
            found.append(TopicStanding(kind, snapshot.kcs[best].name, counted[(band, best)], len(everybody)))
    return found


async def _export(actor: Actor, section_id: UUID, what: str) -> None:
    await trail.authorise(actor, "read", "class_export", section_id=section_id)
    await trail.audit(actor, "class_export.read", "section", object_id=section_id, detail={"what": what})


async def heatmap_csv(actor: Actor, section_id: UUID) -> str:
    """Return every student and KC as CSV: the band, and P(mastered) in per cent where there is enough data.

    Each download is in the audit trail.
    """
    await _export(actor, section_id, "heat map")
    kcs: list[str] = []
    lines: list[tuple[object, ...]] = []
    offset, total = 0, 1
    while offset < total:
        _, topics, page = await heatmap(actor, section_id, offset=offset, size=200)
        kcs = topics.rows
        for row in page.rows:
            lines.append((row.name, *(_standing(actor.locale, one.band, one.value) for one in row.cells)))
        offset, total = offset + 200, page.total
    return write_csv((*heads(actor.locale, "student"), *kcs), lines)


def _standing(locale: str, band: str, value: int) -> str:
    said = cell(locale, band)
    return said if band == Band.UNKNOWN else f"{said} {value} %"
