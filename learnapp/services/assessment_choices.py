"""What a teacher chooses from for a test: questions of the course, or its topics."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from learnapp.core.paging import page_of
from learnapp.engine.item_bank import items_of
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current
from learnapp.services.assessment_views import PickedItem, PickedTopic
from learnapp.services.assessments import made_for
from learnapp.services.attempt_items import askable
from learnapp.services.item_views import TopicChoice
from learnapp.services.withdrawals import course_of
from learnapp.storage.repositories import assessments as rows
from learnapp.storage.repositories import withdrawals as withdrawal_rows

PAGE, MAX_TEXT = 8, 100


@dataclass(frozen=True)
class ChoicesView:
    """A page of what is not in the test yet: questions of a fixed one, topics of the others."""

    items: list[PickedItem] = field(default_factory=list)
    found: list[PickedTopic] = field(default_factory=list)
    total: int = 0
    offset: int = 0
    topics: list[TopicChoice] = field(default_factory=list)


async def choices(
    actor: Actor, assessment_id: UUID, *, topic: UUID | None = None, text: str = "", offset: int = 0, size: int = PAGE
) -> ChoicesView:
    """Return a page of what can be put into a test, in the order of the course.

    Args:
        actor: Who teaches the class, or an admin.
        assessment_id: The test.
        topic: Only this topic, or questions of it.
        text: Only what has each of these words in its title or its topic.
        offset: Rows before the page; behind the last one it gives the last page.
        size: Rows on it.

    Raises:
        ForbiddenError: The actor does not teach the class.
        NotFoundError: No such test here.
    """
    made = await made_for(actor, assessment_id)
    _, snapshot = await course_of(actor, made.section_id)
    async with current().db.transaction(actor.tenant_id) as tx:
        gone = {one.content_id for one in await withdrawal_rows.withdrawn(tx.session, actor.tenant_id, made.section_id)}
        items = await rows.items(tx.session, actor.tenant_id, assessment_id)
        taken = [kc for kc, _ in await rows.topics(tx.session, actor.tenant_id, assessment_id)]
    known = askable(snapshot, gone, 100)
    wanted = text[:MAX_TEXT].casefold().split()
    topics = [TopicChoice(str(kc), snapshot.kcs[kc].name) for kc in snapshot.topological]

    def fits(title: str) -> bool:
        return all(word in title.casefold() for word in wanted)

    if made.kind != "fixed":
        pools = {kc: items_of([one for one in known.values() if kc in one.kc_ids]) for kc in snapshot.topological}
        found = [
            PickedTopic(str(kc), snapshot.kcs[kc].name, 0, len(pools[kc]))
            for kc in snapshot.topological
            if kc not in taken and pools[kc] and topic in (None, kc) and fits(snapshot.kcs[kc].name)
        ]
        chosen = page_of(found, offset, size)
        return ChoicesView([], chosen.rows, chosen.total, chosen.offset, topics)
    place = {kc: number for number, kc in enumerate(snapshot.topological)}
    ordered = sorted(
        (one for one in known.values() if one.content_id not in items and (topic is None or topic in one.kc_ids)),
        key=lambda one: (min((place[kc] for kc in one.kc_ids if kc in place), default=len(place)), one.position),
    )
    listed = [
        PickedItem(str(one.content_id), one.title, name, max(1, round(one.minutes)))
        for one in ordered
        if fits(f"{one.title} {(name := _topic(snapshot, one.kc_ids))}")
    ]
    page = page_of(listed, offset, size)
    return ChoicesView(page.rows, [], page.total, page.offset, topics)


def _topic(snapshot: CourseSnapshot, kcs: tuple[UUID, ...]) -> str:
    return next((snapshot.kcs[kc].name for kc in kcs if kc in snapshot.kcs), "")
