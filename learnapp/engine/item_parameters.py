"""Item parameters that an institution has estimated, laid over the authors' figures of a course."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from learnapp.engine.irt import sane_item
from learnapp.engine.kc import CourseSnapshot

Measured = Mapping[tuple[UUID, int], tuple[float, float]]
"""(content, version) -> (a, b)."""


def measured(snapshot: CourseSnapshot, found: Measured) -> CourseSnapshot:
    """Return a course whose items have these parameters; items at another version keep what their author gave."""
    content = dict(snapshot.content)
    for (content_id, version), parameters in found.items():
        item = content.get(content_id)
        if item is not None and item.version == version:
            a, b = sane_item(*parameters)
            content[content_id] = replace(item, discrimination=a, difficulty=b, estimated=True)
    return replace(snapshot, content=content)
