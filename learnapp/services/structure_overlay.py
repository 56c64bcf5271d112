"""A course as its drafts have it: the newest version with the structure that is being written laid over it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from uuid import UUID

from learnapp.engine.kc import KC, Content, CourseSnapshot, Lesson
from learnapp.services import current
from learnapp.services.course_store import topological
from learnapp.services.own_courses import Desk
from learnapp.services.structure_documents import Structure, from_json, placed
from learnapp.storage.repositories import structures as rows
from learnapp.storage.repositories.structures import StructureRow


async def drafted(tenant: UUID, here: Desk) -> CourseSnapshot:
    """Return an own course as its authors see it; the desk says that they may work on it.

    Without a draft of its structure it is the newest version; with one its `version` is below 0, for it is none.
    """
    async with current().db.transaction(tenant) as tx:
        row = await rows.open_draft(tx.session, tenant, here.course.course_id)
    if here.course.version:
        base: CourseSnapshot = await current().courses.get(tenant, here.course.course_id, here.course.version)
    else:
        base = _nothing(tenant, here)
    return base if row is None else await asyncio.to_thread(laid_over, base, row)


def _nothing(tenant: UUID, here: Desk) -> CourseSnapshot:
    one = here.course
    return CourseSnapshot(tenant, one.course_id, 0, one.title, "", one.language, (), {}, {}, {}, {}, ())


def laid_over(base: CourseSnapshot, row: StructureRow) -> CourseSnapshot:
    """Return a course with the structure of a draft; milliseconds for a large one."""
    before, after = from_json(row.before), from_json(row.document)
    content = {one.content_id: one for one in (_placed(one, before, after) for one in base.content.values()) if one}
    kcs = _topics(base, after, content)
    needs = _needs(base, before, after, kcs)
    by_kc: dict[UUID, list[UUID]] = {kc: [] for kc in kcs}
    for item in content.values():
        for kc in item.kc_ids:
            if kc in by_kc:
                by_kc[kc].append(item.content_id)
    lessons = tuple(
        Lesson(UUID(one.id), one.title, place, tuple(UUID(kc) for kc in one.topics))
        for place, one in enumerate(after.lessons)
    )
    order = [kc for lesson in lessons for kc in lesson.kc_ids]
    return replace(
        base,
        # Of each state of the draft another one, so that nothing that was worked out for an earlier one is taken.
        version=-int(row.changed_at.timestamp() * 1_000_000),
        title=after.title,
        subject=after.subject,
        lessons=lessons,
        kcs=kcs,
        prerequisites={kc: tuple(parts) for kc, parts in needs.items()},
        content=content,
        by_kc={kc: tuple(items) for kc, items in by_kc.items()},
        topological=topological(list(dict.fromkeys([*order, *kcs])), needs),
    )


def _placed(item: Content, before: Structure, after: Structure) -> Content | None:
    lesson = placed(str(item.lesson_id), (str(kc) for kc in item.kc_ids), before, after)
    if lesson is None:
        return None
    return item if lesson == str(item.lesson_id) else replace(item, lesson_id=UUID(lesson))


def _needs(base: CourseSnapshot, before: Structure, after: Structure, kcs: dict[UUID, KC]) -> dict[UUID, list[UUID]]:
    """Return what each topic needs: as it was, but for what the draft adds and takes away."""
    was, now = ({(UUID(one), UUID(other)) for one, other in part.needs} for part in (before, after))
    needs = {kc: [one for one in base.prerequisites.get(kc, ()) if (kc, one) not in was - now] for kc in kcs}
    for kc, needed in sorted(now - was):
        if kc in needs and needed not in needs[kc]:
            needs[kc].append(needed)
    return {kc: [one for one in parts if one in kcs] for kc, parts in needs.items()}


def _topics(base: CourseSnapshot, after: Structure, content: dict[UUID, Content]) -> dict[UUID, KC]:
    kcs: dict[UUID, KC] = {}
    for one in after.topics:
        kc_id, standard = UUID(one.id), one.standard or None
        old = base.kcs.get(kc_id)
        made = KC(kc_id, one.slug, one.name, one.description, standard)
        kcs[kc_id] = replace(made, bkt=old.bkt) if old is not None else made
    # A topic that came in with contents since the draft was begun is there, too.
    for item in content.values():
        kcs |= {kc: base.kcs[kc] for kc in item.kc_ids if kc not in kcs and kc in base.kcs}
    return kcs
