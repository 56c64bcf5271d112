"""New content of an own course that is no written item: begun as a draft in a lesson, then written like everything."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from learnapp.core.errors import InvalidInputError
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.services import current, draft_forms, drafts, template_forms
from learnapp.services.author_items import topics_of
from learnapp.services.author_views import BeginView, LessonChoice
from learnapp.services.draft_documents import ItemDocument
from learnapp.services.own_courses import desk

KINDS = ("reading", "video", "template")
"""What can be begun here; written items are begun in the list of a course."""
_MINUTES = {"reading": 3.0, "video": 5.0}


async def choices(actor: Actor, course_id: UUID, lesson: UUID | None = None) -> BeginView:
    """Return the lessons of a course and the topics of one of them, to choose from.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        lesson: Where it is to stand; None, or one that the course has not: the first one.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: The institution has no such course.
    """
    async with current().db.transaction(actor.tenant_id) as tx:
        here = await desk(tx, actor, course_id, "write")
    snapshot = await drafts.course_of(actor, here)
    ids = [one.lesson_id for one in snapshot.lessons]
    chosen = lesson if lesson in ids else next(iter(ids), None)
    taught = {str(kc) for one in snapshot.lessons if one.lesson_id == chosen for kc in one.kc_ids}
    topics = topics_of(snapshot, (), actor.locale)
    return BeginView(
        str(course_id),
        here.course.title,
        [LessonChoice(str(one.lesson_id), one.title) for one in snapshot.lessons],
        str(chosen or ""),
        [one for one in topics if one.id in taught] or topics,
    )


async def begin(
    actor: Actor, course_id: UUID, kind: str, title: str, topic: UUID, *, lesson: UUID | None = None
) -> UUID:
    """Begin a reading, a video or a template as a draft; returns its id.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        kind: One of `KINDS`.
        title: Its title.
        topic: What it teaches.
        lesson: Where it stands; None: in the lesson that teaches the topic.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: There is no title, or no such kind.
        NotFoundError: The course has no such topic or lesson.
    """
    if kind not in KINDS:
        raise InvalidInputError("This cannot be begun here. Choose a reading, a video or a template.")

    def made(snapshot: CourseSnapshot, title: str, content_id: UUID) -> ItemDocument:
        return _document(snapshot, topic, title, kind, content_id)

    return await drafts.begin(actor, course_id, topic, title, made, lesson=lesson)


def _document(snapshot: CourseSnapshot, topic: UUID, title: str, kind: str, content_id: UUID) -> ItemDocument:
    fresh = drafts.new_document(snapshot, topic, title, "numeric", content_id)
    if kind == "template":
        return draft_forms.with_template(fresh, template_forms.example_for(snapshot.language))
    there = [snapshot.content[one].position for one in snapshot.by_kc.get(topic, ())]
    return replace(
        fresh,
        kind=kind,
        public={},
        key={},
        # What teaches a topic stands before what practises it.
        position=max(0, min(there) - 1) if there else fresh.position,
        minutes=_MINUTES[kind],
    )
