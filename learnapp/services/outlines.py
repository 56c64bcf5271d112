"""What authors see of the structure of an own course: lessons with topics and contents, what changed, standards."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from learnapp.core.errors import NotFoundError
from learnapp.knowledge import standards
from learnapp.security.access import Actor
from learnapp.services import course_giving, current, people
from learnapp.services.content_checks import DESCRIBED, SUGGESTED
from learnapp.services.outline_views import (
    ClassChoice,
    CourseFacts,
    OutlineContent,
    OutlineLesson,
    OutlineTopic,
    OutlineView,
    StandardView,
    StructureVersion,
    StructureVersions,
    TopicName,
)
from learnapp.services.own_courses import course_view, desk
from learnapp.services.standards import description
from learnapp.services.structure_changes import differences
from learnapp.services.structure_documents import LessonPart, Structure, TopicPart, from_json
from learnapp.services.structures import Written, having, written
from learnapp.storage.repositories import structures as rows

SHOWN, FOUND, PAGE = 12, 10, 5
"""Contents of a lesson, standards that are found, and versions on a page."""
_WORDS = 20_000


async def outline(actor: Actor, course_id: UUID) -> OutlineView:
    """Return the structure of a course as its draft has it.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await written(tx, await desk(tx, actor, course_id, "read"))
    here, row, now = found.here, found.row, found.now
    old_lessons = {one.id for one in found.before.lessons} if here.course.version else set[str]()
    old_topics = {one.id for one in found.before.topics} if here.course.version else set[str]()

    names = {one.id: one.name for one in now.topics}
    needs: dict[str, list[TopicName]] = {}
    for kc, needed in now.needs:
        if needed in names:
            needs.setdefault(kc, []).append(TopicName(needed, names[needed]))

    def topic(one: TopicPart) -> OutlineTopic:
        return OutlineTopic(
            one.id, one.name, one.description, one.standard, description(one.standard, actor.locale),
            having(found.contents, one.id), one.id not in old_topics, needs.get(one.id, []),
        )  # fmt: skip

    topics = {one.id: topic(one) for one in now.topics}
    taught = {kc for one in now.lessons for kc in one.topics}

    def lesson(number: int, one: LessonPart) -> OutlineLesson:
        lines = [line for line in found.contents if line.lesson == one.id]
        return OutlineLesson(
            course_id=str(course_id),
            id=one.id,
            number=number,
            title=one.title,
            topics=[topics[kc] for kc in one.topics if kc in topics],
            contents=[
                OutlineContent(str(line.content_id), line.title, line.kind, line.state, line.held, line.added)
                for line in lines[:SHOWN]
            ],
            total=len(lines),
            first=number == 1,
            last=number == len(now.lessons),
            added=one.id not in old_lessons,
        )

    places = {one.id for one in now.lessons}
    return OutlineView(
        course=course_view(here.course),
        facts=_facts(now),
        lessons=[lesson(number, one) for number, one in enumerate(now.lessons, 1)],
        loose=[one for one in topics.values() if one.id not in taught],
        stray=sum(line.lesson not in places for line in found.contents),
        state=row.state if row is not None else "",
        seen=row.changed_at.isoformat() if row is not None else "",
        words=row.words if row is not None else "",
        changes=differences(found.before, now) if row is not None else [],
        may_decide=here.may_decide,
        unpublished=here.course.version == 0,
        class_id=str(here.section_id or next(iter(sorted(here.course.sections)), "")),
    )


def _facts(now: Structure) -> CourseFacts:
    low, _, high = now.grade_band.partition("-")
    return CourseFacts(
        now.title, now.subject, now.description, now.language, low, high or low, now.license, now.attribution
    )


async def versions(actor: Actor, course_id: UUID, *, offset: int = 0) -> StructureVersions:
    """Return a page of the versions with which the structure of a course changed, the newest first.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    tenant, offset = actor.tenant_id, max(0, offset)
    async with current().db.transaction(tenant) as tx:
        await desk(tx, actor, course_id, "read")
        found = await rows.past(tx.session, tenant, course_id, offset, PAGE + 1)
    names = await people.names(
        tenant, {who for one in found for who in (one.made_by, one.decided_by) if who is not None}
    )
    shown = [
        StructureVersion(
            one.version or 0,
            (one.decided_at or one.changed_at).isoformat(),
            names.get(one.made_by, "") if one.made_by is not None else "",
            names.get(one.decided_by, "") if one.decided_by is not None else "",
            one.words,
            differences(from_json(one.before), from_json(one.document)),
        )
        for one in found[:PAGE]
    ]
    return StructureVersions(shown, len(found) > PAGE, offset)


async def suggested(actor: Actor, course_id: UUID, topic: str) -> list[StandardView]:
    """Return the standards that a topic seems to serve, by its words and those of its contents' titles.

    The descriptions are English and Spanish: of a course in another language nothing is suggested.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: No such course or topic.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        found = await written(tx, await desk(tx, actor, course_id, "read"))
    one = found.now.topic(topic)
    if one is None:
        raise NotFoundError("This course has no such topic any more. Reload the page.")
    language = found.now.language
    if language[:2] not in DESCRIBED:
        return []
    return await asyncio.to_thread(
        lambda: _views(standards.suggest(_words(found, one), SUGGESTED, language), actor.locale)
    )


def _words(found: Written, topic: TopicPart) -> str:
    titles = [line.title for line in found.contents if topic.id in line.topics]
    return "\n".join((topic.name, topic.description, *titles))[:_WORDS]


async def look_up(actor: Actor, course_id: UUID, words: str) -> list[StandardView]:
    """Return standards by the beginning of their code or by words of what they ask for.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        await desk(tx, actor, course_id, "read")
    return await asyncio.to_thread(lambda: _views(standards.look_up(words[:100], FOUND, actor.locale), actor.locale))


def _views(found: Sequence[standards.Match], locale: str) -> list[StandardView]:
    return [StandardView(one.code, description(one.code, locale), round(100 * one.score)) for one in found]


async def classes(actor: Actor, course_id: UUID) -> list[ClassChoice]:
    """Return open classes that can be given a course; none where the reader may not give any.

    Args:
        actor: The reader.
        course_id: The course.
    """
    found = await course_giving.classes(actor)
    return [
        ClassChoice(
            str(one.section_id), one.title, one.term,
            one.course_id not in (None, course_id), one.course_id == course_id and one.course_tenant_id is not None,
        )
        for one in found
    ]  # fmt: skip
