"""Course snapshots in memory: immutable, one per course version, loaded once however many ask at the same time."""

from __future__ import annotations

import asyncio
import json
from collections import OrderedDict
from typing import Any
from uuid import UUID

from learnapp.core.errors import InvalidInputError, NotFoundError
from learnapp.engine.kc import (
    KC,
    AnswerKey,
    AnswerKind,
    BktParameters,
    Content,
    ContentKind,
    CourseSnapshot,
    Hint,
    Lesson,
    Step,
)
from learnapp.engine.material import read_material
from learnapp.engine.template import read_picture, read_simulation, read_template
from learnapp.security.tenancy import LIBRARY_TENANT
from learnapp.storage.db import Database
from learnapp.storage.repositories import content as rows
from learnapp.storage.repositories.content import CourseRows

Key = tuple[UUID, UUID, int]


class CourseStore:
    """Gives course snapshots; keeps the last used ones.

    Args:
        db: Where courses live.
        max_items: Content items kept in memory over all courses (about 6 kB each).
    """

    def __init__(self, db: Database, *, max_items: int = 40_000) -> None:
        self._db = db
        self._max_items = max_items
        self._kept: OrderedDict[Key, CourseSnapshot] = OrderedDict()
        self._loading: dict[Key, asyncio.Task[CourseSnapshot]] = {}

    def peek(self, course_tenant: UUID, course_id: UUID, version: int) -> CourseSnapshot | None:
        """Return a snapshot that is in memory, without waiting."""
        found = self._kept.get((course_tenant, course_id, version))
        if found is not None:
            self._kept.move_to_end((course_tenant, course_id, version))
        return found

    async def get(
        self, course_tenant: UUID, course_id: UUID, version: int | None = None, *, reader: UUID | None = None
    ) -> CourseSnapshot:
        """Return the snapshot of a course version.

        Args:
            course_tenant: Owner of the course: the reader's institution or the library. Take it from the section's
                row, or give `reader` when it comes from outside.
            course_id: The course.
            version: A published version; None: the newest.
            reader: Institution that wants to read; a course of a third institution is then not found.

        Raises:
            NotFoundError: No such published version.
            InvalidInputError: Its prerequisites run in a circle.
        """
        if reader is not None and course_tenant not in (reader, LIBRARY_TENANT):
            raise NotFoundError("There is no such course here. Choose one from the list.")
        if version is None:
            async with self._db.raw(course_tenant) as conn:
                version = await rows.newest_version(conn, course_tenant, course_id)
            if version is None:
                raise NotFoundError("There is no published version of this course. Choose one from the list.")
        kept = self.peek(course_tenant, course_id, version)
        if kept is not None:
            return kept
        key = (course_tenant, course_id, version)
        task = self._loading.get(key)
        if task is None or task.get_loop() is not asyncio.get_running_loop():
            task = asyncio.create_task(self._load(key))
            self._loading[key] = task
        try:
            # Someone who stops waiting must not take the snapshot from the others who wait for it.
            return await asyncio.shield(task)
        finally:
            if task.done():
                self._loading.pop(key, None)

    async def _load(self, key: Key) -> CourseSnapshot:
        async with self._db.raw(key[0]) as conn:
            found = await rows.read_course(conn, *key)
        if found is None:
            raise NotFoundError("There is no such published version of this course. Choose one from the list.")
        snapshot = await asyncio.to_thread(build_snapshot, *key, found)
        self._kept[key] = snapshot
        total = sum(len(one.content) for one in self._kept.values())
        while total > self._max_items and len(self._kept) > 1:
            _, dropped = self._kept.popitem(last=False)
            total -= len(dropped.content)
        return snapshot


def build_snapshot(tenant: UUID, course: UUID, version: int, found: CourseRows) -> CourseSnapshot:
    """Build the snapshot from raw rows; CPU work, meant for a thread.

    Raises:
        InvalidInputError: The prerequisites run in a circle.
    """
    title, subject, language, _ = found.course
    kcs = {
        row[0]: KC(row[0], row[1], row[2], row[3], row[4], BktParameters(row[5], row[6], row[7], row[8]))
        for row in found.kcs
    }
    lessons = tuple(Lesson(row[0], row[1], row[2], tuple(kc for kc in row[3] if kc in kcs)) for row in found.lessons)
    content = {row[0]: content_of(row) for row in found.content}
    by_kc: dict[UUID, list[UUID]] = {kc: [] for kc in kcs}
    for item in content.values():
        for kc in item.kc_ids:
            if kc in by_kc:
                by_kc[kc].append(item.content_id)
    needs: dict[UUID, list[UUID]] = {kc: [] for kc in kcs}
    for kc, required in found.prerequisites:
        if kc in kcs and required in kcs:
            needs[kc].append(required)
    order = [kc for lesson in lessons for kc in lesson.kc_ids]
    order += [kc for item in content.values() for kc in item.kc_ids if kc in kcs]
    return CourseSnapshot(
        tenant_id=tenant,
        course_id=course,
        version=version,
        title=title,
        subject=subject,
        language=language,
        lessons=lessons,
        kcs=kcs,
        prerequisites={kc: tuple(parts) for kc, parts in needs.items()},
        content=content,
        by_kc={kc: tuple(items) for kc, items in by_kc.items()},
        topological=topological(list(dict.fromkeys([*order, *kcs])), needs),
    )


def topological(order: list[UUID], needs: dict[UUID, list[UUID]]) -> tuple[UUID, ...]:
    """Return the KCs so that each comes after what it needs, otherwise in the given order.

    Raises:
        InvalidInputError: They run in a circle.
    """
    placed: dict[UUID, None] = {}
    for start in order:
        stack = [(start, iter(needs.get(start, ())))]
        open_now = {start}
        while stack:
            kc, rest = stack[-1]
            required = next((one for one in rest if one not in placed), None)
            if required is None:
                placed.setdefault(kc)
                open_now.discard(kc)
                stack.pop()
            elif required in open_now:
                raise InvalidInputError("The prerequisites of this course run in a circle. Correct its graph.")
            else:
                open_now.add(required)
                stack.append((required, iter(needs.get(required, ()))))
    return tuple(placed)


def content_of(row: tuple[Any, ...]) -> Content:
    """Return one raw row (see `repositories.content.read_course`) as content, with its key."""
    public, key = json.loads(row[9]), json.loads(row[10])
    step_keys, hint_keys = key.get("steps", {}), key.get("hints", {})
    return Content(
        content_id=row[0],
        version=row[1],
        kind=ContentKind(row[2]),
        title=row[3],
        body=row[4],
        lesson_id=row[5],
        position=row[6],
        kc_ids=tuple(row[7]),
        minutes=row[8],
        steps=tuple(
            _step(step, step_keys.get(step["id"], {}), hint_keys.get(step["id"], {}))
            for step in public.get("steps", [])
        ),
        discrimination=row[11],
        difficulty=row[12],
        quality=row[13],
        min_age=row[14],
        language=row[15],
        license=row[16],
        attribution=row[17],
        source=row[18],
        template=read_template(key["template"], row[7]) if "template" in key else None,
        material=read_material(public),
        topic_guessed=bool(public.get("topic_guessed", False)),
    )


def _key(raw: dict[str, Any]) -> AnswerKey:
    return AnswerKey(
        tuple(raw.get("accepted", ())),
        float(raw.get("tolerance", 0.0)),
        raw.get("solution", ""),
        tuple((wrong, text) for wrong, text in raw.get("misconceptions", ())),
    )


def _step(raw: dict[str, Any], key: dict[str, Any], hint_keys: dict[str, Any]) -> Step:
    return Step(
        step_id=raw["id"],
        prompt=raw["prompt"],
        answer_kind=AnswerKind(raw["answer_kind"]),
        kc_ids=tuple(UUID(kc) for kc in raw["kc_ids"]),
        key=_key(key),
        choices=tuple(raw.get("choices", ())),
        hints=tuple(_hint(hint, hint_keys.get(hint["id"])) for hint in raw.get("hints", ())),
        variables=tuple(raw.get("variables", ())),
        rows=tuple(raw.get("rows", ())),
        table=tuple(tuple(line) for line in raw.get("table", ())),
        picture=read_picture(raw.get("picture")),
        simulation=read_simulation(raw.get("simulation"), {}),
        plane=int(raw.get("plane", 6)),
    )


def _hint(raw: dict[str, Any], key: dict[str, Any] | None) -> Hint:
    kind = raw.get("answer_kind")
    return Hint(
        hint_id=raw["id"],
        kind=raw["kind"],
        title=raw["title"],
        text=raw["text"],
        depends_on=tuple(raw.get("depends_on", ())),
        answer_kind=AnswerKind(kind) if kind else None,
        choices=tuple(raw.get("choices", ())),
        key=_key(key) if key is not None else None,
    )
