"""Courses with the prerequisites that hold in a class: the author's, the institution's or the class's own.

A version is never changed, so it is read once and stays in memory; which version holds comes with every load. A new one
is therefore used with the next event or page, in every process.
"""

from __future__ import annotations

from collections import OrderedDict
from uuid import UUID

from learnapp.engine.graph_edit import Edited, edited
from learnapp.engine.kc import CourseSnapshot
from learnapp.services import current
from learnapp.storage.repositories import course_graphs as rows
from learnapp.storage.repositories.course_graphs import GraphRow

_MOST = 512
_versions: OrderedDict[tuple[UUID, UUID], GraphRow | None] = OrderedDict()
_views: OrderedDict[tuple[UUID, UUID, int], tuple[CourseSnapshot, Edited]] = OrderedDict()


def peek(tenant: UUID, snapshot: CourseSnapshot, graph: UUID | None) -> CourseSnapshot | None:
    """Return a course with the prerequisites of a version, without waiting; None: ask `view`.

    Args:
        tenant: The institution.
        snapshot: The course as its author made it, or with items as the institution has measured them.
        graph: The version; None: the author's prerequisites.
    """
    if graph is None:
        return snapshot
    found = _peek(tenant, snapshot, graph)
    return found.snapshot if found is not None else None


def _peek(tenant: UUID, snapshot: CourseSnapshot, graph: UUID) -> Edited | None:
    # The number is the object's own: the course is kept beside it, so that nothing else can get it meanwhile.
    key = (tenant, graph, id(snapshot))
    kept = _views.get(key)
    if kept is not None and kept[0] is snapshot:
        _views.move_to_end(key)
        return kept[1]
    if (tenant, graph) not in _versions:
        return None
    version = _versions[(tenant, graph)]
    if version is None or version.course_id != snapshot.course_id:
        return Edited(snapshot, ())
    made = edited(snapshot, version.added, version.removed)
    _views[key] = (snapshot, made)
    while len(_views) > _MOST:
        _views.popitem(last=False)
    return made


async def view(tenant: UUID, snapshot: CourseSnapshot, graph: UUID | None) -> CourseSnapshot:
    """Return a course with the prerequisites of a version.

    Raises:
        UnavailableError: The database is away.
    """
    return (await edition(tenant, snapshot, graph)).snapshot


async def edition(tenant: UUID, snapshot: CourseSnapshot, graph: UUID | None) -> Edited:
    """Return a course with the prerequisites of a version, and which of its changes have no effect on this course."""
    if graph is None:
        return Edited(snapshot, ())
    found = _peek(tenant, snapshot, graph)
    if found is not None:
        return found
    async with current().db.transaction(tenant) as tx:
        version = await rows.one(tx.session, tenant, graph)
    _versions[(tenant, graph)] = version
    while len(_versions) > _MOST:
        _versions.popitem(last=False)
    return _peek(tenant, snapshot, graph) or Edited(snapshot, ())


async def of_section(tenant: UUID, section_id: UUID, snapshot: CourseSnapshot) -> CourseSnapshot:
    """Return a course with the prerequisites that hold in a class."""
    async with current().db.transaction(tenant) as tx:
        graph = await rows.holds(tx.session, tenant, section_id)
    return await view(tenant, snapshot, graph)
