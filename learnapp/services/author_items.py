"""Items of an own course as authors see them: the list with its checks, and one item in its form."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

import orjson

from learnapp.core.errors import InvalidInputError, LearnAppError
from learnapp.core.paging import bounded
from learnapp.engine.content_faults import barriers, faults
from learnapp.engine.course_check import Finding, check
from learnapp.engine.kc import CourseSnapshot
from learnapp.security.access import Actor
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.services import content_checks, current, drafts, template_proof, text_structure, trail
from learnapp.services.author_views import (
    AuthorItem,
    CheckLine,
    CourseView,
    FindingView,
    GeneratedView,
    ItemFormView,
    TopicView,
)
from learnapp.services.content_checks import ItemReport
from learnapp.services.draft_documents import ItemDocument, content, from_json, from_row
from learnapp.services.draft_forms import explanation_forms, step_forms, vary_text
from learnapp.services.draft_preview import samples_of
from learnapp.services.film_forms import film_form
from learnapp.services.item_versions import changes
from learnapp.services.own_courses import course_view, desk
from learnapp.services.standards import description
from learnapp.services.template_forms import let_text
from learnapp.services.template_proof import Looked
from learnapp.storage.repositories import authoring as rows

PAGE, MAX_TEXT, FOUND = 25, 100, 12
STATES = ("", "none", "draft", "review", "approved", "held")


async def course(
    actor: Actor, course_id: UUID, *, text: str = "", topic: UUID | None = None, state: str = "", offset: int = 0
) -> CourseView:
    """Return a course with a page of its items, each with what can be seen of it without a model.

    Args:
        actor: Who may edit the course.
        course_id: The course.
        text: Only items whose words have this in them.
        topic: Only items of this topic.
        state: One of `STATES`: only items whose open draft is there; "none": without one.
        offset: Items before the page.

    Raises:
        ForbiddenError: The actor may not edit the course.
        InvalidInputError: No such state.
        NotFoundError: The institution has no such course.
    """
    if state not in STATES:
        raise InvalidInputError("There is no such state of a draft. Choose one of the list.")
    offset, size = bounded(offset, PAGE)
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        here = await desk(tx, actor, course_id, "read")
        found, total = await rows.items(
            tx.session, tenant, course_id, text=text.strip()[:MAX_TEXT], kc=topic, state=state, offset=offset, size=size
        )
        shared = await rows.classes_of(tx.session, tenant, LIBRARY_TENANT, course_id)
    snapshot = await drafts.course_of(actor, here)
    lines, findings = await asyncio.to_thread(lambda: ([_line(row, snapshot) for row in found], check(snapshot)))
    return CourseView(
        course=course_view(here.course),
        rows=lines,
        total=total,
        offset=offset,
        topics=topics_of(snapshot, (), actor.locale),
        findings=[_finding(one, snapshot) for one in findings[:FOUND]],
        shared_classes=shared,
        may_decide=here.may_decide,
    )


def topics_of(snapshot: CourseSnapshot, chosen: tuple[str, ...] | list[str], locale: str) -> list[TopicView]:
    """Return the topics of a course in the order of its lessons, their standards described in the reader's language."""
    topics = ((kc, snapshot.kcs[UUID(kc)]) for kc in drafts.topics_of(snapshot) if UUID(kc) in snapshot.kcs)
    return [
        TopicView(kc, one.name, kc in chosen, one.standard or "", description(one.standard, locale))
        for kc, one in topics
    ]


def _finding(one: Finding, snapshot: CourseSnapshot) -> FindingView:
    item = snapshot.content.get(one.content_id) if one.content_id is not None else None
    names = [snapshot.kcs[kc].name if kc in snapshot.kcs else "" for kc in (one.kc_id, one.other) if kc is not None]
    topic, other = (*names, "", "")[:2]
    return FindingView(one.code, topic, other, item.title if item is not None else "", str(one.content_id or ""))


def _line(row: tuple[Any, ...], snapshot: CourseSnapshot) -> AuthorItem:
    *stored, draft_id, state, held, changed_at, raw = row
    document = from_json(orjson.loads(raw)) if raw is not None else from_row(stored[2:])
    names = [snapshot.kcs[UUID(kc)].name for kc in document.kc_ids if UUID(kc) in snapshot.kcs]
    try:
        item = content(document, row[0], max(1, int(row[1])))
        level, found = content_checks.level_of(item), faults(item)
        built = sum(one.code in text_structure.STRUCTURE for one in text_structure.of_document(document))
    except LearnAppError:
        # It can still be opened and put right.
        return AuthorItem(str(row[0]), document.title, document.kind, ", ".join(names), faults=1)
    return AuthorItem(
        id=str(row[0]),
        title=document.title,
        kind=document.kind,
        topics=", ".join(names),
        state=state or "",
        held=bool(held),
        draft_id=str(draft_id or ""),
        seen=changed_at.isoformat() if changed_at is not None else "",
        min_age=document.min_age or 0,
        grade=f"{level.grade:g}" if level.grade is not None else "",
        band=level.band,
        barriers=len(barriers(found)) + built,
        faults=len(found) - len(barriers(found)),
        template=document.template is not None,
        added=int(row[1]) == 0,
        retired=document.status == "retired",
    )


def checks_of(report: ItemReport, snapshot: CourseSnapshot, locale: str) -> list[CheckLine]:
    """Return what was found in an item as lines for a page in the reader's language, topics by their names."""
    names = {str(kc): one.name for kc, one in snapshot.kcs.items()}
    return [
        replace(line, value=names.get(line.value, "")) if line.key in content_checks.TOPICAL else line
        for line in content_checks.lines_of(report, locale)
    ]


async def item(actor: Actor, course_id: UUID, content_id: UUID) -> ItemFormView:
    """Return an item in its form, with its checks, sample answers and what its draft changes. It holds the key.

    Raises:
        ForbiddenError: The actor may not edit the course.
        NotFoundError: No such course or item.
    """
    tenant = actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        here = await desk(tx, actor, course_id, "read")
        document, version, draft = await drafts.item_of(tx, tenant, course_id, content_id)
        newest = await rows.item(tx.session, tenant, course_id, content_id) if draft is not None else None
    await trail.authorise(actor, "read", "answer_key", owner_tenant=tenant)
    snapshot = await drafts.course_of(actor, here)
    before = from_row(newest[2:]) if newest is not None else None
    names = {str(kc): one.name for kc, one in snapshot.kcs.items()}
    report, looked, samples, changed = await asyncio.to_thread(
        _looked_at, document, content_id, version, snapshot, here.course.grade_band, before, names
    )
    vary, where = vary_text(document)
    return ItemFormView(
        course_id=str(course_id),
        course=here.course.title,
        content_id=str(content_id),
        draft_id=str(draft.draft_id) if draft is not None else "",
        state=draft.state if draft is not None else "",
        held=bool(draft is not None and draft.held),
        words=draft.words if draft is not None else "",
        seen=draft.changed_at.isoformat() if draft is not None else "",
        kind=document.kind,
        title=document.title,
        body=document.body if document.template is None else str(document.template.get("body") or ""),
        min_age="" if document.min_age is None else str(document.min_age),
        minutes=f"{document.minutes:g}",
        retired=document.status == "retired",
        template=document.template is not None,
        vary=vary,
        let=let_text(document.template or {}),
        where=where,
        names=looked.names,
        tasks=looked.tasks,
        problems=looked.problems,
        explanations=explanation_forms(document),
        steps=step_forms(document),
        topics=topics_of(snapshot, document.kc_ids, actor.locale),
        checks=checks_of(report, snapshot, actor.locale),
        suggestions=content_checks.suggestions_of(report, actor.locale),
        samples=samples,
        changes=changed,
        generated=[
            GeneratedView(part, text)
            for part, texts in (draft.generated if draft is not None else {}).items()
            for text in texts
        ],
        film=film_form(document),
        language=document.language[:2],
        may_decide=here.may_decide,
        added=version == 0,
    )


def _looked_at(
    document: ItemDocument,
    content_id: UUID,
    version: int,
    snapshot: CourseSnapshot,
    grades: str,
    before: ItemDocument | None,
    names: Mapping[str, str],
) -> tuple[ItemReport, Looked, list[Any], list[Any]]:
    """Return all that takes calculation, in a thread."""
    read = content(document, content_id, max(1, version))
    return (
        content_checks.report(document, content_id, snapshot, grades),
        template_proof.of_document(document),
        samples_of(read),
        changes(before, document, names) if before is not None else [],
    )
