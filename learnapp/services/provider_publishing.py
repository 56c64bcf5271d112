"""What a content provider has sent becomes content of a course when an administrator approves it, and goes again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.kc import CourseSnapshot
from learnapp.integrations.content_packages.foreign.course import slug_of
from learnapp.integrations.content_packages.package import PackCourse, PackKC, PackLesson, content_uuid
from learnapp.security.access import Actor
from learnapp.services import content_import, content_providers, current, licences, retrieval_index, trail
from learnapp.services.draft_documents import ItemDocument, content_row
from learnapp.services.drafts import topics_of
from learnapp.services.provider_reading import topic_of
from learnapp.services.standards import description, same
from learnapp.storage.repositories import content as content_rows
from learnapp.storage.repositories import content_frames
from learnapp.storage.repositories import provider_items as rows
from learnapp.storage.repositories import providers as provider_rows
from learnapp.storage.repositories.provider_items import ItemRow
from learnapp.storage.repositories.providers import ProviderRow

MOST_CHOSEN = 100


def course_id_of(provider_id: UUID) -> UUID:
    """Return the id of a provider's own course."""
    return content_uuid("provider", str(provider_id))


async def approve(actor: Actor, provider_id: UUID, items: Sequence[str]) -> int:
    """Put items that wait into their course, as a new version of it; return how many.

    An item of which an earlier state is shown becomes a new version of it: what was answered stays as it was.

    Raises:
        ConflictError: An import is running.
        ForbiddenError: The actor may not change this.
        InvalidInputError: None was chosen, or too many.
        NotFoundError: There is no such provider.
    """
    await trail.authorise(actor, "update", "content_provider")
    chosen, tenant, services = _bounded(items), actor.tenant_id, current()
    async with content_import.alone(tenant):
        async with services.db.transaction(tenant) as tx:
            provider = await provider_rows.find(tx.session, tenant, provider_id)
            if provider is None:
                raise NotFoundError(content_providers.GONE)
            waiting = [one for one in await rows.chosen(tx.session, tenant, provider_id, chosen) if one.waiting]
        if not waiting:
            return 0
        await _publish(tenant, provider, waiting)
        now = services.clock.now()
        async with services.db.transaction(tenant) as tx:
            ids, contents = [one.item_id for one in waiting], [one.content_id for one in waiting]
            done = await rows.decide(
                tx.session, tenant, provider_id, ids, state="approved", by=actor.person_id, now=now
            )
            await rows.unbar(tx.session, tenant, provider_id, contents, "withdrawn")
            await licences.enforce(tx.session, tenant, now)
            await trail.audit(
                actor, "content_provider.approve", "content_provider", object_id=provider_id, session=tx.session,
                detail={"items": len(done)},
            )  # fmt: skip
    return len(done)


async def turn_down(actor: Actor, provider_id: UUID, items: Sequence[str]) -> int:
    """Leave items out that wait, until the provider changes them; what is shown of them stays. Return how many.

    Raises:
        ForbiddenError: The actor may not change this.
        InvalidInputError: None was chosen, or too many.
    """
    await trail.authorise(actor, "update", "content_provider")
    chosen, tenant = _bounded(items), actor.tenant_id
    async with current().db.transaction(tenant) as tx:
        done = await rows.decide(
            tx.session, tenant, provider_id, chosen, state="turned_down", by=actor.person_id, now=current().clock.now()
        )
        await trail.audit(
            actor, "content_provider.turn_down", "content_provider", object_id=provider_id, session=tx.session,
            detail={"items": len(done)},
        )  # fmt: skip
    return len(done)


def _bounded(items: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(items))
    if not chosen:
        raise InvalidInputError("Choose at least one row.")
    if len(chosen) > MOST_CHOSEN:
        raise InvalidInputError(f"Choose at most {MOST_CHOSEN} rows at once.")
    return chosen


async def _publish(tenant: UUID, provider: ProviderRow, waiting: Sequence[ItemRow]) -> None:
    services = current()
    snapshot = await _target(tenant, provider)
    course = snapshot.course_id if snapshot is not None else course_id_of(provider.provider_id)
    placed = {one.code: _place(provider, snapshot, one.code) for one in waiting}
    made = [place for place in placed.values() if place[2] is not None]
    now = services.clock.now()
    async with services.db.raw(tenant, pipelined=False) as conn:
        known = await content_rows.known_items(conn, tenant, [course])
        published = await content_rows.last_published(conn, tenant, [course])
        # Younger than every published version, or the change would slip into an old one.
        now = now if published is None else max(now, published + timedelta(microseconds=1))
        await content_frames.save_frame(
            conn, tenant,
            courses=[asdict(_course(provider, course)) | {"created_at": now}] if snapshot is None else [],
            lessons=[
                asdict(lesson) | {"course_id": course, "objectives": {"texts": []}, "kc_ids": list(lesson.kc_ids)}
                for _, _, lesson in made if lesson is not None
            ],
            kcs=[asdict(_topic(provider, code)) for code, place in placed.items() if place[2] is not None],
            prerequisites=[],
        )  # fmt: skip
        await content_rows.add_items(conn, _rows(tenant, course, waiting, placed, known, now))
        await content_rows.publish(conn, tenant, course, "", now)
        await retrieval_index.ask_for(conn, tenant, course)


async def _target(tenant: UUID, provider: ProviderRow) -> CourseSnapshot | None:
    """Return the course that items go into; None: one of the provider's own."""
    if provider.course_id is None:
        return None
    try:
        found: CourseSnapshot = await current().courses.get(tenant, provider.course_id)
    except NotFoundError:
        return None
    return found


def _place(provider: ProviderRow, snapshot: CourseSnapshot | None, code: str) -> tuple[UUID, UUID, PackLesson | None]:
    """Return the topic and the lesson that a code belongs to; the lesson itself where it has to be made."""
    wanted = code.casefold()
    if snapshot is not None and wanted:
        for kc in snapshot.kcs.values():
            named = {(kc.standard or "").casefold(), kc.slug.casefold(), kc.name.casefold()}
            if wanted in named or same(kc.standard, code):
                return kc.kc_id, UUID(topics_of(snapshot)[str(kc.kc_id)]), None
    topic = topic_of(provider.provider_id, code)
    place = 10_000 + int.from_bytes(hashlib.sha256(code.encode()).digest()[:2], "big")
    return topic, topic, PackLesson(topic, _title(provider, code), place, (), (topic,))


def _title(provider: ProviderRow, code: str) -> str:
    text = description(code, provider.language)
    return f"{code}: {text}"[:200] if text else code or provider.name


def _topic(provider: ProviderRow, code: str) -> PackKC:
    topic = topic_of(provider.provider_id, code)
    return PackKC(topic, f"{slug_of(code or provider.name)}-{topic.hex[:8]}", _title(provider, code), "", code or None)


def _course(provider: ProviderRow, course: UUID) -> PackCourse:
    return PackCourse(
        course, f"{slug_of(provider.name)}-{course.hex[:8]}", provider.name, "", "", provider.language, "", "provider",
        provider.licence or "unclear", provider.attribution or provider.name,
    )  # fmt: skip


def _rows(
    tenant: UUID, course: UUID, waiting: Sequence[ItemRow], placed: dict[str, tuple[UUID, UUID, PackLesson | None]],
    known: dict[tuple[UUID, str], content_rows.Known], now: datetime,
) -> list[tuple[Any, ...]]:  # fmt: skip
    made = []
    for number, one in enumerate(waiting):
        topic, lesson, _ = placed[one.code]
        raw = {key: value for key, value in (one.waiting or {}).items() if key not in ("level", "code")}
        document = ItemDocument(**raw | {"kc_ids": [str(topic)], "lesson_id": str(lesson), "position": 20_000 + number})
        old = known.get((course, document.source_ref))
        made.append(
            content_row(document, tenant, one.content_id, old.version + 1 if old else 1, course, 1.0, now)
        )  # fmt: skip
    return made


async def take_out(tenant: UUID, provider_id: UUID, contents: Sequence[UUID]) -> int:
    """Take content out of its courses that its provider has withdrawn, for classes of older versions too.

    Returns:
        How many were in a course.
    """
    services, now = current(), current().clock.now()
    async with services.db.transaction(tenant) as tx:
        courses = await rows.courses_of(tx.session, tenant, contents)
        await rows.bar(tx.session, tenant, provider_id, list(courses), "withdrawn", now)
    for course in sorted(set(courses.values()), key=str):
        gone = [content for content, place in courses.items() if place == course]
        async with services.db.raw(tenant, pipelined=False) as conn:
            published = await content_rows.last_published(conn, tenant, [course])
            at = now if published is None else max(now, published + timedelta(microseconds=1))
            if await content_rows.set_status(conn, tenant, gone, "retired", at):
                await content_rows.publish(conn, tenant, course, "", at)
                await retrieval_index.ask_for(conn, tenant, course)
    return len(courses)
