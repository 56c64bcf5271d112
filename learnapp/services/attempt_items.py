"""Which items an attempt asks, and each of them as it was served: at its version, with its parameters and numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

from learnapp.agents.guardrail import suits
from learnapp.core.errors import ConflictError
from learnapp.engine import template
from learnapp.engine.item_bank import items_of
from learnapp.engine.kc import Content, CourseSnapshot
from learnapp.engine.mastery_check import mixed
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import current
from learnapp.services.course_store import content_of
from learnapp.storage.repositories import recompute as version_rows
from learnapp.storage.repositories.assessments import AssessmentRow
from learnapp.storage.repositories.attempts import ServedItem

_TASKS_FROM, _TASKS = 500_000, 400_000
"""Tasks of templates in tests lie here, so that no task of practice is ever one of a test."""
Version = tuple[UUID, int]


def askable(snapshot: CourseSnapshot, gone: Collection[UUID], age: int | None) -> dict[UUID, Content]:
    """Return what a student can be asked: whatever has steps, is still given to the class, and suits their age."""
    found = snapshot.content.values()
    return {one.content_id: one for one in found if one.steps and one.content_id not in gone and suits(one, age)}


def first_items(
    made: AssessmentRow,
    items: Sequence[UUID],
    topics: Sequence[tuple[UUID, int]],
    known: Mapping[UUID, Content],
    attempt: UUID,
) -> list[Content]:
    """Return what an attempt asks from its beginning; an adaptive one chooses while it goes on.

    Args:
        made: The assessment.
        items: Of a fixed one.
        topics: Of a check: (topic, so many items of it).
        known: From `askable`.
        attempt: Its id is the seed: another attempt gets another draw.

    Raises:
        ConflictError: There is nothing left to ask.
    """
    if made.kind == "fixed":
        found = [known[one] for one in items if one in known]
        if made.shuffled:
            Random(attempt.int).shuffle(found)  # noqa: S311 - an order, not a secret
    else:
        found = _drawn(topics, known, attempt)
    if not found:
        raise ConflictError("Nothing is left to ask in this test. Tell your teacher.")
    return found


def _drawn(topics: Sequence[tuple[UUID, int]], known: Mapping[UUID, Content], attempt: UUID) -> list[Content]:
    """Return so many items of each topic, spread over their difficulties, with no topic twice in a row if possible."""
    piles: list[list[Content]] = []
    taken: set[UUID] = set()
    for place, (kc, quota) in enumerate(topics):
        pool = items_of([one for one in known.values() if kc in one.kc_ids and one.content_id not in taken])
        if not pool or quota < 1:
            continue
        ids = mixed(pool, [kc], min(quota, len(pool)), (attempt.int >> 64) + place)
        taken.update(ids)
        piles.append([known[one] for one in ids])
    longest = max((len(pile) for pile in piles), default=0)
    return [pile[place] for place in range(longest) for pile in piles if place < len(pile)]


def served(items: Sequence[Content], attempt: UUID, first: int = 1) -> list[ServedItem]:
    """Return items as they are served from now on.

    Args:
        items: As the institution has measured them now.
        attempt: Gives the numbers of templates: others for everybody, so that looking at a neighbour is no use.
        first: Place of the first one.
    """
    return [
        ServedItem(
            place, one.content_id, one.version,
            _TASKS_FROM + attempt.int % _TASKS if one.template is not None else None,
            one.discrimination, one.difficulty,
        )
        for place, one in enumerate(items, first)
    ]  # fmt: skip


async def versions(tenant: UUID, snapshot: CourseSnapshot, items: Sequence[ServedItem]) -> dict[Version, Content]:
    """Return items at the versions at which they were served; what is stored nowhere any more is left out."""
    wanted = {(one.content_id, one.version) for one in items}
    found = {
        (one.content_id, one.version): one
        for content_id, _ in wanted
        if (one := snapshot.content.get(content_id)) is not None and (one.content_id, one.version) in wanted
    }
    missing = wanted - found.keys()
    if missing:
        async with current().db.raw(tenant) as conn:
            ids = [content_id for content_id, _ in missing]
            rows = await version_rows.versions_of(conn, [tenant, LIBRARY_TENANT], ids)
        found |= {(row[0], row[1]): content_of(row) for row in rows if (row[0], row[1]) in missing}
    return found


def task(content: Content, one: ServedItem, student: UUID) -> Content:
    """Return an item as a student was given it."""
    if (content.discrimination, content.difficulty) != (one.discrimination, one.difficulty):
        content = replace(
            content, discrimination=one.discrimination, difficulty=one.difficulty, estimated=True
        )  # fmt: skip
    return template.given(content, student, one.variant or 0)
